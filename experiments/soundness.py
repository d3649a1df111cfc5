"""Soundness: what must be true of any rule before its results mean something, tried out on a small street.

`examine` is what a scaffolded test calls. It returns sentences, one for each thing that is wrong; none means sound.
"""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from experiments.compose import open_configs
from experiments.plan import build_scenario
from experiments.rules import RULES
from sim import Declaration, InputError, Parameters, RunResult, Scenario, run

STREET = ("street=tiny", "detail=summary")
SEED = 1
NOT_RESIDUALS = ("paid_hours", "clamped_share")


def examine(
    option: str,
    config_dir: Path | str | None = None,
    package: str = "",
    street: Sequence[str] = STREET,
) -> list[str]:
    """Return what is wrong with a rule, given as GROUP=OPTION; an empty list means that it is sound.

    A sound rule gives the same answer twice, leaves the books closed, changes something against the group's default
    option, and each parameter that it declares can be set to both ends of its range and changes something. `street`
    are the overrides of the small street on which this is tried (fields of the run such as days among them).
    Raises InputError if the rule cannot be composed.
    """
    group, _, name = option.partition("=")
    if not name:
        raise InputError("option", option, "GROUP=OPTION", "such as management=raid_days")
    with open_configs(Path(config_dir) if config_dir else None) as configs:
        plain, chosen = (build_scenario(configs.compose([*street, *more]), package) for more in ((), (option,)))
    return [*_single(plain, chosen, group), *_parameters(chosen, group)]


def _single(plain: Scenario, chosen: Scenario, group: str) -> Iterator[str]:
    """Yield what is wrong with the rule as it is."""
    rule = Twice(getattr(chosen, group))
    first, second = run(chosen.but(**{group: rule}), SEED), run(chosen, SEED)
    yield from sorted(rule.contradictions)
    if _told(first) != _told(second):
        yield "two runs with the same seed differ: the rule keeps or draws something between its answers"
    for check, residual in second.checks.items():
        if not check.endswith(NOT_RESIDUALS) and not abs(residual) <= _tolerance(check):
            yield f"the books do not close: {check} is {residual:g}"
    if _told(second) == _told(run(plain, SEED)):
        yield f"it changes nothing: every case and every figure is as under the default option of {group}"


def _told(result: RunResult) -> str:
    """Return everything that a run tells of its cases, its indicators and what was paid for, as one text."""
    return f"{result.digest}\n{sorted(result.indicators.items())}\n{result.quantities.to_csv()}"


def _tolerance(check: str) -> float:
    return RULES.little_tolerance if "little" in check else RULES.book_tolerance


def _parameters(chosen: Scenario, group: str) -> Iterator[str]:
    """Yield which parameters of the rule fail at an end of their range, or change nothing there."""
    rule, usual = getattr(chosen, group), _told(run(chosen, SEED))
    for name, declaration, value, put in own_parameters(rule):
        outcomes = []
        for end in ends(value, declaration):
            try:
                outcomes.append(_told(run(chosen.but(**{group: put(end)}), SEED)))
            except InputError:
                continue  # refused in one line, as it should be
            except Exception as error:
                yield f"{group}.{name}={end} breaks the run: {type(error).__name__}: {error}"
        if outcomes and set(outcomes) == {usual}:
            yield f"{group}.{name} changes nothing on this street, at either end of its range"


class OwnParameter(NamedTuple):
    """A parameter that the author of a rule declared: key in the group, declaration, value, and how to set it."""

    key: str
    declaration: Declaration
    value: Any
    put: Callable[[Any], Parameters]


def own_parameters(rule: Parameters) -> Iterator[OwnParameter]:
    """Yield what a rule's class itself declares (nothing inherited); of a part of one of our groups, the part's own."""
    foreign = [name for name, part in _parts(rule) if not type(part).__module__.startswith("sim.")]
    for name in foreign:
        for one in own_parameters(getattr(rule, name)):
            yield one._replace(key=f"{name}.{one.key}", put=_nested(rule, name, one.put))
    declared = {} if foreign else vars(type(rule)).get("__annotations__", {})
    for field in dataclasses.fields(rule):  # type: ignore[arg-type]
        if field.name in declared and "declaration" in field.metadata:
            value, put = getattr(rule, field.name), _setter(rule, field.name)
            yield OwnParameter(field.name, field.metadata["declaration"], value, put)


def _parts(rule: Parameters) -> Iterator[tuple[str, Parameters]]:
    for field in dataclasses.fields(rule):  # type: ignore[arg-type]
        if isinstance(part := getattr(rule, field.name), Parameters):
            yield field.name, part


def _setter(rule: Parameters, name: str) -> Callable[[Any], Parameters]:
    return lambda value: rule.but(**{name: value})  # type: ignore[no-any-return]


def _nested(rule: Parameters, name: str, put: Callable[[Any], Parameters]) -> Callable[[Any], Parameters]:
    return lambda value: rule.but(**{name: put(value)})  # type: ignore[no-any-return]


def ends(value: Any, declaration: Declaration) -> list[Any]:
    """Return the ends of a parameter's range (of a word or a switch: the other choices) without its present value."""
    if declaration.options:
        others: list[Any] = list(declaration.options)
    elif isinstance(value, bool):
        others = [not value]
    else:
        others = [end for end in (declaration.low, declaration.high) if end is not None]
    return [other for other in others if other != value]


def _whole(answer: Any) -> Any:
    return list(answer) if isinstance(answer, Iterator) else answer


def _same(first: Any, second: Any) -> bool:
    try:
        return bool(np.all(first == second))
    except ValueError:  # arrays within other values
        return pickle.dumps(first) == pickle.dumps(second)


class Twice:
    """A rule that is asked everything twice: answers that differ are written down."""

    def __init__(self, rule: Any) -> None:
        self._rule = rule
        self.contradictions: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        """Return the rule's attribute; of a method, one that asks twice."""
        found = getattr(self._rule, name)
        if isinstance(found, Parameters):
            inner = Twice(found)
            inner.contradictions = self.contradictions
            return inner
        if not callable(found):
            return found

        def ask(*arguments: Any, **named: Any) -> Any:
            first, second = (_whole(found(*arguments, **named)) for _ in range(2))
            if not _same(first, second):
                self.contradictions.add(f"{name}() gives two answers to the same question: {first!r} and {second!r}")
            return second

        return ask
