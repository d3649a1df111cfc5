"""A problem to solve, complete and checked: candidates as a plan, target, search, and how sure an answer must be."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, NamedTuple

from experiments.compose import open_configs
from experiments.designs import Study
from experiments.identity import digest_of
from experiments.plan import Plan, Wish, build_scenario, make_plan
from experiments.rules import RULES
from experiments.samples import Design
from experiments.solve.candidates import Candidate, candidates, parse_vary
from experiments.solve.search import n_tests
from experiments.solve.sequential import Rule, check_rule
from experiments.solve.target import Target, parse_target
from sim import InputError

SHORT_NAME = 40
AUTO, BISECT, CLIMB = "auto", "bisect", "climb"


class Request(NamedTuple):
    """What was asked for on the command line."""

    target: str
    vary: tuple[str, ...]
    confidence: float = RULES.confidence
    tolerance: float | None = None
    first: int = 10
    most: int = 500
    search: str = AUTO


class Problem(NamedTuple):
    """What is to be solved: the request, the target, the candidates with their plan, the rule of each test."""

    request: Request
    target: Target
    candidates: list[Candidate]
    plan: Plan
    rule: Rule
    monotone: bool

    @property
    def most_tests(self) -> int:
        """The most tests that decide the answer, over which the chance of error is shared out."""
        return n_tests(len(self.candidates), self.monotone)


def pose(wish: Wish, request: Request) -> Problem:
    """Return the problem of a request; raises InputError for anything in it that cannot be solved."""
    target = parse_target(request.target)
    if not any(text.startswith("name=") for text in wish.overrides):
        wish = dataclasses.replace(wish, overrides=(*wish.overrides, f"name={_name(wish, request)}"))
    if not request.vary:
        raise InputError(
            "--vary", "nothing", "at least one KEY=LOW:HIGH:STEP or KEY=A,B,C", "such as total=0.6:1.6:0.1"
        )
    if not 0.5 <= request.confidence < 1:
        raise InputError("--confidence", request.confidence, "a share from 0.5 and below 1")
    varied = [parse_vary(text) for text in request.vary]
    with open_configs(wish.config_dir) as configs:
        scenario = build_scenario(configs.compose(wish.overrides), wish.package)
    found = candidates(varied, scenario)
    alone = len(varied) == 1 and varied[0].amount
    if request.search == BISECT and not alone:
        raise InputError(
            "--search", BISECT, "climb or auto", "bisection needs one thing that is varied as LOW:HIGH:STEP"
        )
    monotone = alone and request.search != CLIMB
    tolerance = target.usual_tolerance if request.tolerance is None else request.tolerance
    error = (1 - request.confidence) / n_tests(len(found), monotone)
    rule = Rule(error, tolerance, request.first, request.most)
    check_rule(target, rule)
    return Problem(request, target, found, make_plan(wish, as_study(found, target, rule)), rule, monotone)


def _name(wish: Wish, request: Request) -> str:
    """Return a folder's short name: what is varied, and a few digits that stand for the whole request."""
    words = [re.sub(r"[^A-Za-z0-9]+", "-", text.partition("=")[0]).strip("-") for text in request.vary]
    asked = digest_of([request.target, request.vary, list(wish.overrides)])
    return f"{'_'.join(['solve', *words])[:SHORT_NAME]}_{asked[:6]}"


def as_study(found: list[Candidate], target: Target, rule: Rule) -> Study:
    """Return the candidates as a study: a table of points, the first of them the baseline."""
    columns: dict[str, Any] = {key: tuple(one.levels[key] for one in found) for key in found[0].levels}
    study = Study(
        title="Solve",
        question=f"What is the least that meets the target: {target.text}?",
        factors=columns,
        baseline=dict(found[0].levels),
        design=Design(method="zip"),
        replications=rule.first,
    )
    return study
