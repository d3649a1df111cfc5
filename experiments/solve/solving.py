"""Solving: candidates are tested in the order of the search until the smallest that meets the target is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from experiments.language import N_
from experiments.rules import RULES
from experiments.solve.problem import Problem
from experiments.solve.sampler import Sampler, more
from experiments.solve.search import Answer, bisect, climb
from experiments.solve.sequential import OPEN, SPENT, decide
from experiments.statistics import Estimate, Floats, estimate

COST = "cost_yuan"
UNTESTED, RULED_OUT = N_("not tested"), N_("ruled out")
COLUMNS = ("candidate", "point", "verdict", "decided_at", "n", "measure", "low", "high", "cost_yuan")


class Solution(NamedTuple):
    """What came of a problem: the table of candidates in the order of the search, and the place of the chosen one.

    `undecided` names the candidates whose test ran out of replications; `not_monotone` says that more was worse.
    """

    table: pd.DataFrame
    chosen: int | None
    undecided: list[str]
    not_monotone: bool


def solve(problem: Problem, sampler: Sampler, tell: Callable[[str], None] = lambda text: None) -> Solution:
    """Return the solution; every replication comes from the sampler, so that it can be interrupted and resumed."""
    order = _order(problem, sampler)
    decided: dict[int, tuple[str, int]] = {}

    def test(place: int) -> str:
        point = order[place]
        decided[point] = _test(problem, sampler, point)
        tell(_told(problem, sampler, point, *decided[point]))
        return decided[point][0]

    if problem.monotone:
        answer = bisect(len(order), test)
    else:
        answer = climb([problem.candidates[point].amounts for point in order], test)
    table = _table(problem, sampler, order, decided, answer)
    undecided = table.loc[table["verdict"] == SPENT, "candidate"].tolist()
    return Solution(table, answer.found, undecided, _not_monotone(problem, table))


def _order(problem: Problem, sampler: Sampler) -> list[int]:
    """Return the candidates from the smallest or cheapest upwards, by what the first year of each costs."""
    points = list(range(len(problem.candidates)))
    if problem.monotone:
        return points
    sampler.ask(dict.fromkeys(points, 1))
    return sorted(points, key=lambda point: (sampler.values(point, COST)[0], point))


def _test(problem: Problem, sampler: Sampler, point: int) -> tuple[str, int]:
    number = problem.rule.first
    while True:
        sampler.ask({point: number})
        decision = decide(problem.target, problem.rule, sampler.values(point, problem.target.indicator).tolist())
        if decision.verdict != OPEN:
            return decision.verdict, decision.at
        number = more(number, problem.rule.most)


def measured(problem: Problem, values: Floats) -> Estimate:
    """Return the mean of what the target is about, with its interval: t, or Clopper and Pearson's of a chance."""
    if not problem.target.chance:
        return estimate(values)
    good = int(problem.target.measure(values).sum())
    interval = stats.binomtest(good, len(values)).proportion_ci(RULES.confidence, method="exact")
    return Estimate(good / len(values), float(interval.low), float(interval.high), len(values))


def _told(problem: Problem, sampler: Sampler, point: int, verdict: str, at: int) -> str:
    found = measured(problem, sampler.values(point, problem.target.indicator))
    name = problem.candidates[point].name
    return f"{name}: {found.mean:.4g} ({found.low:.4g} to {found.high:.4g}), {verdict} after {at} replications"


def _table(
    problem: Problem, sampler: Sampler, order: list[int], decided: dict[int, tuple[str, int]], answer: Answer
) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for place, point in enumerate(order):
        values = sampler.values(point, problem.target.indicator)
        tested = len(values) > 0 and np.isfinite(values).all()
        found = measured(problem, values) if tested else Estimate(np.nan, np.nan, np.nan)
        cost = sampler.values(point, COST)
        verdict, at = decided.get(point, (RULED_OUT if place in answer.implied else UNTESTED, 0))
        row = (problem.candidates[point].name, point, verdict, at, len(values), *found[:3])
        rows.append(dict(zip(COLUMNS, (*row, cost.mean() if len(cost) else np.nan), strict=True)))
        rows[-1] |= problem.candidates[point].levels
    return pd.DataFrame(rows)


def _not_monotone(problem: Problem, table: pd.DataFrame) -> bool:
    """Whether more was clearly worse somewhere, which bisection takes to be impossible."""
    tested = table[table["low"].notna()]
    worth = problem.target.sign * tested["measure"]
    worse = (worth.cummax() - worth).gt((tested["high"] - tested["low"]) / 2)
    return bool(problem.monotone and worse.any())
