"""Factors of a design: lists of levels, or ranges that are taken from the declared parameters unless they are given."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from experiments.build import build, plain
from experiments.language import _
from experiments.overrides import nearest, one_of
from sim import Described, InputError, Parameters, Scenario, choice, describe

Spec = Any  # a tuple of levels, a Range, or what a study file says of a range: nothing, or some of its keys
SCALES = ("linear", "log")
RANGE_KEYS = ("low", "high", "scale", "whole")
DIGITS = 10  # of sampled values: as many as a table of the design shows


class Range(Parameters):
    """A factor that is sampled between two bounds, evenly or evenly in its logarithm; `whole` numbers only if so."""

    low: float
    high: float
    scale: str = choice("linear", SCALES, "convention", "how values spread between the bounds")
    whole: bool = False

    def check_together(self) -> None:
        """Refuse bounds that are no numbers or in the wrong order, and logarithms of zero."""
        for name in ("low", "high"):
            got = getattr(self, name)
            if isinstance(got, bool) or not isinstance(got, (int, float)) or not math.isfinite(got):
                raise InputError(name, got, "a number")
        if not self.low < self.high:
            raise InputError("low", self.low, f"a number below high={self.high:g}")
        if self.scale == "log" and self.low <= 0:
            raise InputError("low", self.low, "a number above 0 where scale=log")
        if self.whole and (int(self.low) != self.low or int(self.high) != self.high):
            raise InputError("low", [self.low, self.high], "whole numbers where whole=true")


def completed(name: str, spec: Spec, rows: Mapping[str, Described]) -> Spec:
    """Return a factor with what its study file leaves open taken from the declaration of its parameter.

    A number becomes a Range; a switch or a word becomes the tuple of its levels. Raises InputError for a key that
    is not declared, or bounds outside the declared ones.
    """
    if isinstance(spec, (tuple, Range)):
        return spec
    given = dict(spec or {})
    row = rows.get(name)
    if row is None:
        mend = nearest(name, rows) or "a group of options needs a list of levels"
        raise InputError(f"factors.{name}", given or None, "a declared parameter, or a list of levels", mend)
    if strange := sorted(set(given) - set(RANGE_KEYS)):
        raise InputError(f"factors.{name}.{strange[0]}", given[strange[0]], f"one of the keys {one_of(RANGE_KEYS)}")
    if isinstance(row.default, bool):
        return (False, True)
    if row.declaration.options:
        return row.declaration.options
    if isinstance(row.default, str):
        raise InputError(f"factors.{name}", given or None, "a list of levels", "words have no range")
    return _range(name, given, row)


def _range(name: str, given: dict[str, Any], row: Described) -> Range:
    least, most = row.declaration.low, row.declaration.high
    values = {"low": least, "high": most, "whole": isinstance(row.default, int), **given}
    found = build(values, f"factors.{name}", "", Range)
    assert isinstance(found, Range)
    for bound in (found.low, found.high):
        if (least is not None and bound < least) or (most is not None and bound > most):
            allowed = f"bounds from {least:g} to {most:g} [{row.declaration.unit}], as the parameter is declared"
            raise InputError(f"factors.{name}", bound, allowed)
    return found


def declared(scenario: Scenario) -> dict[str, Described]:
    """Return every declared parameter of a scenario by its full key, with its value there."""
    return {row.key: row for row in describe(scenario)}


def level_at(spec: Spec, u: float) -> Any:
    """Return the level at a coordinate in [0, 1]: levels of a list have equal shares, as whole numbers have."""
    if isinstance(spec, tuple):
        return spec[min(int(u * len(spec)), len(spec) - 1)]
    if spec.scale == "log":
        value = math.exp(math.log(spec.low) + u * (math.log(spec.high) - math.log(spec.low)))
        return round(value) if spec.whole else _rounded(value, spec)
    if spec.whole:
        return min(int(spec.low + u * (spec.high - spec.low + 1)), int(spec.high))
    return _rounded(spec.low + u * (spec.high - spec.low), spec)


def _rounded(value: float, spec: Range) -> float:
    return min(max(float(f"{value:.{DIGITS}g}"), spec.low), spec.high)


def as_plain(spec: Spec) -> Any:
    """Return a factor for the manifest: a list of its levels, or the keys of its range."""
    if isinstance(spec, Range):
        return {key: getattr(spec, key) for key in RANGE_KEYS}
    return [plain(level) for level in _different(spec)]


def _different(levels: tuple[Any, ...]) -> list[Any]:
    return list({str(level): level for level in reversed(levels)}.values())[::-1]


def in_words(spec: Spec) -> str:
    """Return a factor's levels or range for people."""
    if not isinstance(spec, Range):
        return ", ".join(map(str, _different(spec)))
    kinds = (_("whole") if spec.whole else "", _("log") if spec.scale == "log" else "")
    kind = " ".join(word for word in kinds if word)
    span = _("{low} to {high}", low=f"{spec.low:g}", high=f"{spec.high:g}")
    return span + (_(" ({range})", range=kind) if kind else "")
