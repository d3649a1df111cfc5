"""Which parameters are calibrated and over which range: the declared one of each, unless another is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.logs.fitting.priors import Priors
from experiments.overrides import nearest
from sim import describe
from sim.errors import InputError
from sim.parameters import Described
from sim.scenario import Scenario

KINDS = "catalogue.categories"
ALL_KINDS = f"{KINDS}.*"
DEFAULTS = (f"{ALL_KINDS}.work_hours", "handling.pressure", "handling.check_share", "platform.officers")
NOTICED = ("reporting.intercept", "noticing.patrol_hours_per_block")  # where it is simulated who notices what
FIXED = ("days", "warmup_days", "start_date", "detail")
DECADES = 100.0  # a range over so large a ratio is searched by its logarithm
SYNTAX = "KEY or KEY=LOW:HIGH"
Point = dict[str, Any]
PRIORS = {row.key: row.declaration for row in describe(Priors())}  # of a fitted street, nearer than what is possible


class Range(NamedTuple):
    """A parameter to calibrate: its key (with * for all kinds), its range, and what is declared about it."""

    key: str
    low: float
    high: float
    base: float
    whole: bool
    unit: str
    source: str

    @property
    def logarithmic(self) -> bool:
        """Whether it is searched by its logarithm."""
        return self.low > 0 and self.high / self.low >= DECADES

    def unit_of(self, value: float) -> float:
        """Return where a value lies in the range, 0 to 1."""
        low, high, at = np.log([self.low, self.high, value]) if self.logarithmic else (self.low, self.high, value)
        return float((at - low) / (high - low))

    def at(self, unit: float) -> float | int:
        """Return the value at a place of the range, 0 to 1."""
        share = min(max(unit, 0.0), 1.0)
        if self.logarithmic:
            value = float(self.low * (self.high / self.low) ** share)
        else:
            value = self.low + share * (self.high - self.low)
        value = min(max(value, self.low), self.high)
        return round(value) if self.whole else float(f"{value:.6g}")


def ranges_of(texts: Sequence[str], scenario: Scenario) -> tuple[Range, ...]:
    """Return the ranges of the parameters that were asked for, or of the usual ones; InputError for what cannot be."""
    if not texts:
        texts = DEFAULTS if scenario.noticing.immediate else (*DEFAULTS[1:], *NOTICED)
    found = tuple(_range(text, scenario) for text in texts)
    keys = [one.key for one in found]
    if len(set(keys)) < len(keys):
        raise InputError("--parameter", ", ".join(keys), "each parameter once")
    return found


def _range(text: str, scenario: Scenario) -> Range:
    key, equals, limits = text.partition("=")
    declared = _declared(key, scenario)
    low, high, default = declared.declaration.low, declared.declaration.high, declared.default
    if isinstance(default, (bool, str)) or low is None or high is None:
        raise InputError("--parameter", key, "a number that has a range", f"its value is {default}")
    if equals:
        low, high = _limits(text, limits, low, high)
    elif scenario.noticing.immediate and (prior := PRIORS.get(key.rsplit(".", 1)[-1])):
        low, high = float(prior.low or 0), float(prior.high or 0)
    if not low < high:
        raise InputError(
            "--parameter", text, f"{SYNTAX} with LOW below HIGH", "a range of no width has nothing to find"
        )
    base, whole = min(max(default, low), high), isinstance(default, int)
    return Range(key, low, high, base, whole, declared.declaration.unit, declared.declaration.source)


def _limits(text: str, limits: str, least: float, most: float) -> tuple[float, float]:
    try:
        low, high = map(float, limits.split(":"))
    except ValueError as error:
        raise InputError("--parameter", text, SYNTAX, "such as handling.pressure=0:2") from error
    if not (least <= low and high <= most):
        raise InputError("--parameter", text, f"a range within the declared one, {least:g} to {most:g}")
    return low, high


def _declared(key: str, scenario: Scenario) -> Described:
    known = {row.key: row for row in describe(scenario) if row.key not in FIXED}
    if key.startswith(f"{ALL_KINDS}."):
        found = [known[one] for one in all_kinds(key, scenario) if one in known]
        values = {row.default for row in found}
        if len(values) > 1:
            raise InputError("--parameter", key, "a key in which all kinds are alike", "name one kind instead of *")
        if found:
            return found[0]
    if key not in known:
        plain = [name for name in known if not name.startswith(KINDS)]
        own = {f"{ALL_KINDS}.{name.rsplit('.', 1)[1]}" for name in known if name.startswith(KINDS)}
        raise InputError("--parameter", key, "a parameter of the street", nearest(key, [*plain, *own]) or "see the ODD")
    return known[key]


def all_kinds(key: str, scenario: Scenario) -> list[str]:
    """Return the keys that a key with * stands for, or itself."""
    field = key.removeprefix(f"{ALL_KINDS}.")
    if field == key:
        return [key]
    return [f"{KINDS}.{name}.{field}" for name in scenario.catalogue.categories]


def path_of(key: str) -> list[str]:
    """Return the parts of a key; the name of a kind may itself have dots."""
    if key.startswith(f"{KINDS}."):
        return [*KINDS.split("."), *key.removeprefix(f"{KINDS}.").rsplit(".", 1)]
    return key.split(".")


def moved(scenario: Scenario, point: Point) -> Scenario:
    """Return the scenario with the values of a point."""
    for key, value in point.items():
        for one in all_kinds(key, scenario):
            scenario = _with(scenario, path_of(one), value)
    return scenario


def _with(group: Any, path: list[str], value: Any) -> Any:
    head, *rest = path
    if isinstance(group, dict):
        return {**group, head: _with(group[head], rest, value)}
    return group.but(**{head: _with(getattr(group, head), rest, value) if rest else value})


def written(values: dict[str, Any], point: Point, scenario: Scenario) -> dict[str, Any]:
    """Return plain nested values with those of a point in them."""
    for key, value in point.items():
        for one in all_kinds(key, scenario):
            *inside, last = path_of(one)
            place = values
            for name in inside:
                place = place.setdefault(name, {})
            place[last] = value
    return values
