"""Replications until an indicator is known as precisely as a study wants (Hoad, Robinson and Davies 2010).

The algorithm of J. Oper. Res. Soc. 61, 1632: replications are added until the half-width of the 95 % interval is
within the wanted one and stays there for the next few (`ahead`, more of them beyond 100). Every design point must get
there, and all get the same replications, so that they stay paired.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from experiments.overrides import nearest
from experiments.rules import RULES
from experiments.statistics import Floats, seed_cube
from sim import INDICATORS, InputError, Parameters, param

LEAST, MANY = 3, 100  # replications to begin with; beyond so many, `ahead` counts per hundred


class Precision(Parameters):
    """How precisely a study wants to know an indicator at every design point (off unless an indicator is named)."""

    indicator: str = param("", "indicator", None, None, "lever", "what is to be known")
    half_width: float = param(0.0, "unit of the indicator", 0, 1e12, "lever", "wanted half-width of the 95 % interval")
    relative: float = param(0.0, "share of the mean", 0, 1, "lever", "wanted half-width as a part of the mean")
    most: int = param(200, "runs", 3, 100_000, "convention", "replications at which to give up")
    ahead: int = param(5, "runs", 0, 1000, "Hoad 2010", "further replications over which the precision must hold")

    def check_together(self) -> None:
        """Refuse an unknown indicator, and none or two wanted widths."""
        names = [one.name for one in INDICATORS]
        if self.indicator and self.indicator not in names:
            raise InputError("indicator", self.indicator, "an indicator of the model", nearest(self.indicator, names))
        if self.indicator and (self.half_width > 0) == (self.relative > 0):
            raise InputError("half_width", self.half_width, "one of half_width and relative above 0")

    @property
    def wanted(self) -> bool:
        """Whether a precision is asked for."""
        return bool(self.indicator)


def replications_reached(values: Floats, precision: Precision) -> int | None:
    """Return the replications that suffice (points, replications), or None if they do not yet.

    The precision must hold there and over the following `ahead` replications (or up to `most`, whichever is less).
    """
    n = values.shape[1]
    good = np.zeros(n + 1, dtype=bool)
    for number in range(LEAST, n + 1):
        part = values[:, :number]
        half = stats.t.ppf((1 + RULES.confidence) / 2, number - 1) * stats.sem(part, axis=1)
        allowed = precision.half_width or precision.relative * np.abs(part.mean(axis=1))
        good[number] = bool((half <= allowed).all())
    for number in range(LEAST, n + 1):
        last = min(number + _ahead(precision, number), precision.most)
        if last <= n and good[number : last + 1].all():
            return number
    return None


def _ahead(precision: Precision, number: int) -> int:
    return precision.ahead if number <= MANY else int(precision.ahead * number / MANY)


def next_replications(values: Floats, precision: Precision) -> int:
    """Return how many replications to have made next: what the spread so far asks for, but at most twice as many."""
    n = values.shape[1]
    if n < LEAST:
        return min(LEAST + precision.ahead, precision.most)
    spread, mean = values.std(axis=1, ddof=1), np.abs(values.mean(axis=1))
    allowed = precision.half_width or precision.relative * mean
    factor = stats.t.ppf((1 + RULES.confidence) / 2, n - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = float(np.nanmax(np.where(spread > 0, (factor * spread / allowed) ** 2, LEAST)))
    wished = int(min(needed, 2 * n)) + _ahead(precision, n)
    return min(max(n + 1, wished), precision.most)


def more_wanted(runs: pd.DataFrame, factors: list[str], precision: Precision, say: Callable[[str], None]) -> int | None:
    """Return how many replications a study shall have next, or None where it is precise or at its bound; say which."""
    values = values_of(runs, factors, precision)
    made, enough = values.shape[1], replications_reached(values, precision)
    wanted = f"{precision.half_width:g}" if precision.half_width else f"{precision.relative:.1%} of the mean"
    if enough is not None:
        say(f"{precision.indicator} is known to within {wanted} from {enough} replications on ({made} were made)")
    elif made >= precision.most:
        say(f"{precision.indicator} is not known to within {wanted} after {made} replications (precision.most)")
    else:
        more = next_replications(values, precision)
        say(f"{precision.indicator} is not known to within {wanted} after {made} replications: going on to {more}")
        return more
    return None


def values_of(runs: pd.DataFrame, factors: list[str], precision: Precision) -> Floats:
    """Return the indicator of every design point, replication by replication; InputError where a run has none."""
    ordered = runs.assign(seed=runs["replication"])
    _, cube = seed_cube(ordered, factors, [precision.indicator])
    values = np.asarray(cube[:, 0, :], dtype=float)
    if not np.isfinite(values).all():
        got = f"{int((~np.isfinite(values)).sum())} of {values.size} runs without it"
        raise InputError("precision.indicator", got, "an indicator that every run has")
    return values
