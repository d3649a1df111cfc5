"""How much recent days weigh: exponential weights with a half-life chosen by rolling origins inside the days of a fit.

From each past week on, the weeks that followed it are forecast from what lay before it (Hyndman and Athanasopoulos,
Forecasting, 3rd ed., 5.10); the half-life with clearly the least error is taken. Nothing after the fit is looked at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WEEK = 7
HALF_LIVES = (np.inf, 56.0, 28.0, 14.0)  # days
LEAST_GAIN = 0.1  # of the error, for which old days are given up
FIRST_WEEKS = 2  # of a past from which is forecast
AHEAD_WEEKS = 4  # that are forecast from an origin


class Recent(NamedTuple):
    """The level of each series at the end of its days against what was expected of it, and the half-life behind it."""

    level: Floats
    half_life_days: float


def recent_level(seen: Floats, expected: Floats, age_days: Floats, prior: float) -> Recent:
    """Return the recent level of series, each a ratio of sums over days (days, series), drawn towards 1.

    `age_days`: days from each day to the end of the fit; `prior`: expected events at which a series' own ratio weighs
    as much as 1.
    """
    half_life = best_half_life(seen, expected, age_days, prior)
    return Recent(_ratio(seen, expected, weights(age_days, half_life), prior), half_life)


def weights(age_days: Floats, half_life_days: float) -> Floats:
    """Return the weight of what is so many days old."""
    return np.asarray(0.5 ** (np.asarray(age_days, float) / half_life_days))


def best_half_life(seen: Floats, expected: Floats, age_days: Floats, prior: float) -> float:
    """Return the half-life whose forecasts from past weeks err least (squares over what was expected).

    All days weigh the same (inf) where that errs hardly more.
    """
    origins = np.arange(WEEK, age_days.max() + 2 - FIRST_WEEKS * WEEK, WEEK)
    if not len(origins):
        return float(HALF_LIVES[0])
    losses = [sum(_loss(seen, expected, age_days - at, prior, one) for at in origins) for one in HALF_LIVES]
    best = int(np.argmin(losses))
    return float(HALF_LIVES[best if losses[best] < (1 - LEAST_GAIN) * losses[0] else 0])


def _loss(seen: Floats, expected: Floats, age: Floats, prior: float, half_life: float) -> float:
    """Return the error of what is forecast from an origin, age 0 being the day before it."""
    past, ahead = age >= 0, (age < 0) & (age >= -AHEAD_WEEKS * WEEK)
    if not past.any() or not ahead.any():
        return 0.0
    level = _ratio(seen[past], expected[past], weights(age[past], half_life), prior)
    came, meant = seen[ahead].sum(0), expected[ahead].sum(0)
    return float(((came - level * meant) ** 2 / np.maximum(meant, 1.0)).sum())


def _ratio(seen: Floats, expected: Floats, weight: Floats, prior: float) -> Floats:
    return np.asarray((weight @ seen + prior) / np.maximum(weight @ expected + prior, 1e-300))
