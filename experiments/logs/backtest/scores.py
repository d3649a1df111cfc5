"""Scores of predicted counts: coverage, exact for whole numbers, and the interval score.

Coverage of an interval of whole numbers is at least its nominal level even where the forecast is perfect. So each
count covers by the share of its probability step that lies in the central interval (the randomised transform of Czado,
Gneiting and Held 2009, Biometrics 65, doi:10.1111/j.1541-0420.2009.01191.x, averaged over its randomness): on average
exactly the nominal level if the forecast is right. The plain coverage is shown beside it. The interval score is that of
Gneiting and Raftery 2007 (JASA 102, doi:10.1198/016214506000001437): width, plus 2 / alpha for each unit outside; small
is good.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws

Floats = NDArray[np.float64]
LEVELS = (0.8, 0.95)
RESAMPLES = 2000
TAILS = (2.5, 97.5)


class Score(NamedTuple):
    """Scores of one level: coverage with its day-block interval, plain coverage, interval score, mean width."""

    level: float
    coverage: float
    low: float
    high: float
    plain: float
    interval_score: float
    width: float

    @property
    def holds(self) -> bool:
        """Whether the day-block interval of the coverage contains the nominal level (design 10)."""
        return self.low <= self.level <= self.high


def score(samples: Floats, seen: Floats, level: float) -> Score:
    """Return the scores of samples (draws, days, series) against what was seen (days, series)."""
    low, high = bounds(samples, level)
    alpha = 1 - level
    outside = np.maximum(low - seen, 0) + np.maximum(seen - high, 0)
    exact = covered(samples, seen, level).mean(axis=1)
    limits = np.percentile(resampled_means(exact), TAILS)
    return Score(
        level,
        float(exact.mean()),
        float(limits[0]),
        float(limits[1]),
        float((outside == 0).mean()),
        float((high - low + 2 / alpha * outside).mean()),
        float((high - low).mean()),
    )


def bounds(samples: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the ends of the central interval of samples (draws, ...): values that were drawn, both belong to it.

    With n draws the k-th smallest is the quantile k / (n + 1), which makes the interval right for draws of this number.
    """
    n, tail = len(samples), (1 - level) / 2
    ordered = np.sort(samples, axis=0)
    first = max(int(np.floor(round(tail * (n + 1), 9))) - 1, 0)
    return ordered[first], ordered[n - 1 - first]


def covered(samples: Floats, seen: Floats, level: float) -> Floats:
    """Return for each count the share of its probability step [F(x - 1), F(x)] that lies in the central interval."""
    n, tail = len(samples), (1 - level) / 2
    below = (samples < seen).sum(axis=0) / (n + 1)
    upto = ((samples <= seen).sum(axis=0) + 1) / (n + 1)
    inside = np.minimum(upto, 1 - tail) - np.maximum(below, tail)
    return np.asarray(np.clip(inside / (upto - below), 0.0, 1.0))


def resampled_means(days: Floats, resamples: int = RESAMPLES) -> Floats:
    """Return means of resamples of days in circular blocks as long as the cube root of their number (at least 2)."""
    n = len(days)
    block = max(2, round(n ** (1 / 3)))
    n_blocks = -(-n // block)
    u = Draws(0)["block of tested days"].uniform(np.arange(resamples * n_blocks).astype(np.uint64))
    start = (u * n).astype(int).reshape(resamples, n_blocks)
    places = ((start[:, :, None] + np.arange(block)) % n).reshape(resamples, -1)[:, :n]
    return np.asarray(days[places].mean(axis=1))
