"""Verdicts: which values of a parameter are as good as the best, against its range before; fixed rules, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.logs.calibrating.profiling import Edge
from experiments.logs.calibrating.ranges import Point, Range
from experiments.logs.calibrating.trying import PROFILE, Trial

Floats = NDArray[np.float64]
IDENTIFIED, BOUND, PRIOR = "identified", "only a bound", "not identified: stays a prior"
NARROW = 0.5  # part of the range before, up to which a range with two ends is an answer
WIDE = 0.75  # part beyond which nothing is learned
TOGETHER = 0.7  # correlation among good trials from which two parameters are told to go together
LEAST_TRIALS = 8


class Found(NamedTuple):
    """What is known of a parameter, as parts of its range (0 to 1): from, to, whether these are the range's own ends.

    inflation: how much wider the range is than with all other parameters known, as they can make up for it.
    """

    key: str
    low: float
    high: float
    low_open: bool
    high_open: bool
    inflation: float
    goes_with: str

    @property
    def share(self) -> float:
        """The range over the range before."""
        return self.high - self.low

    @property
    def verdict(self) -> str:
        """The verdict, by rule."""
        if not (self.low_open or self.high_open) and self.share <= NARROW:
            return IDENTIFIED
        return BOUND if not (self.low_open and self.high_open) and self.share <= WIDE else PRIOR


def found_of(
    trials: Sequence[Trial], good: NDArray[np.bool_], best: int, edges: Sequence[Edge], ranges: Sequence[Range]
) -> list[Found]:
    """Return what is known of each parameter: the edges of its profile, widened by what other trials show.

    Widened twice: to hold every trial that is as good as the best, and by the inflation (see `inflations`). The
    patterns of the trials are to be in units of their errors.
    """
    units = np.array([[one.unit_of(trial.point[one.key]) for one in ranges] for trial in trials])
    closed = [any(edge.bad is not None for edge in edges if edge.key == one.key) for one in ranges]
    wider = np.ones(len(ranges))
    wider[closed] = inflations(slopes(trials, units, best)[:, closed])
    partners = _partners(units[good & [trial.why != PROFILE for trial in trials]], ranges)
    rows = []
    for place, one in enumerate(ranges):
        down, up = (edge for edge in edges if edge.key == one.key)
        middle, mine = units[best, place], units[good, place]
        low, high = (edge.good if edge.bad is None else edge.bad for edge in (down, up))
        low, high = (middle + wider[place] * (end - middle) for end in (low, high))
        low, high = max(min(low, mine.min()), 0.0), min(max(high, mine.max()), 1.0)
        rows.append(Found(one.key, low, high, low <= 0, high >= 1, float(wider[place]), partners[place]))
    return rows


def slopes(trials: Sequence[Trial], units: Floats, best: int) -> Floats:
    """Return how the patterns (rows) follow each parameter (columns) in the trials of profiles around the best one."""
    means = np.array([trial.runs.mean(axis=0) for trial in trials])
    found = np.zeros((means.shape[1], units.shape[1]))
    for place in range(units.shape[1]):
        others = np.delete(units, place, axis=1)
        mine = np.isclose(others, others[best]).all(axis=1)
        at = units[mine, place]
        if mine.sum() > 1 and np.ptp(at) > 0:
            found[:, place] = np.polyfit(at, np.nan_to_num(means[mine]), 1)[0]
    return found


def inflations(slope: Floats) -> Floats:
    """Return for each parameter how much less is known of it as the others are not known either.

    The root of the variance inflation that linear sensitivities imply (practical identifiability: Brun, Reichert and
    Künsch 2001, Water Resour. Res. 37(4) 1015).
    """
    size = np.linalg.norm(slope, axis=0)
    if not slope.size:
        return np.ones(slope.shape[1])
    plain = slope / np.where(size > 0, size, 1.0)
    inverse = np.linalg.pinv(plain.T @ plain)
    return np.sqrt(np.maximum(np.diag(inverse), 1.0))


def _partners(units: Floats, ranges: Sequence[Range]) -> list[str]:
    """Return for each parameter the one that it goes with among the good trials ("" for none)."""
    if len(units) < LEAST_TRIALS or len(ranges) < 2:
        return [""] * len(ranges)
    with np.errstate(invalid="ignore", divide="ignore"):
        together = np.nan_to_num(np.corrcoef(units.T))
    np.fill_diagonal(together, 0.0)
    nearest = np.abs(together).argmax(axis=0)
    return [
        f"{ranges[other].key} ({together[place, other]:+.1f})" if abs(together[place, other]) > TOGETHER else ""
        for place, other in enumerate(nearest.tolist())
    ]


def settled(found: Sequence[Found], ranges: Sequence[Range], best: Point) -> Point:
    """Return the point to keep: the best values, but the default where the log does not speak against it.

    A parameter that is not identified keeps its default, as does one with a bound that the default keeps.
    """
    point = {}
    for known, one in zip(found, ranges, strict=True):
        inside = known.low <= one.unit_of(one.base) <= known.high
        stays = known.verdict == PRIOR or (known.verdict == BOUND and inside)
        point[one.key] = one.base if stays else best[one.key]
    return point


def table(found: Sequence[Found], ranges: Sequence[Range], kept: Point) -> pd.DataFrame:
    """Return a row a parameter: value kept, range as good, range before, and the verdict."""
    rows = [
        {
            "parameter": one.key,
            "verdict": known.verdict,
            "value": kept[one.key],
            "low": one.at(known.low),
            "high": one.at(known.high),
            "prior_low": one.low,
            "prior_high": one.high,
            "share_of_prior": known.share,
            "default": one.base,
            "unit": one.unit,
            "inflation": known.inflation,
            "goes_with": known.goes_with,
        }
        for known, one in zip(found, ranges, strict=True)
    ]
    return pd.DataFrame(rows)
