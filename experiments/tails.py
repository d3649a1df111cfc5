"""Intervals of indicators that are quantiles or extremes: a bootstrap over replications, where these are many enough.

The mean of few skewed values is not Student's t, but of few values a bootstrap is worse still: it is too narrow. In
samples of 10 BCa covers less often than t, normal or skewed; from about 20 on it misses heavy tails less often, and a
normal sample hardly more often (docs/decisions.md has the figures).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from experiments.rules import RULES
from sim.draws import Draws, name_key

Floats = NDArray[np.float64]
STUDENT, BOOTSTRAP = "t", "bootstrap"
TAILS = ("_q90", "_peak")
WORST = "worst_"
SEED_BITS = 32
NUMBERS_AT_ONCE = 1_000_000


def is_tail(indicator: str) -> bool:
    """Whether an indicator is a high quantile or an extreme of its run."""
    return indicator.endswith(TAILS) or indicator.startswith(WORST)


def bootstrap_tails(names: Sequence[str], cube: Floats, low: Floats, high: Floats) -> NDArray[Any]:
    """Put bootstrap intervals in the place of Student's in `low` and `high` (points, indicators); return which.

    `cube` has (points, indicators, seeds), NaN where missing. Only tail indicators with `RULES.bootstrap_from` values
    that differ are resampled; an entry is "t", "bootstrap", or "" where there is no interval.
    """
    kinds = np.where(np.isfinite(low), STUDENT, "").astype(object)
    present = np.isfinite(cube)
    for place, name in enumerate(names):
        n = present[:, place].sum(axis=-1) if is_tail(name) else np.zeros(len(cube))
        for size in np.unique(n[n >= RULES.bootstrap_from]):
            rows = np.flatnonzero(n == size)
            values = cube[rows, place][present[rows, place]].reshape(len(rows), size)
            ends = bootstrap_means(values, name)
            known = np.isfinite(ends).all(axis=0)
            low[rows[known], place], high[rows[known], place] = ends[:, known]
            kinds[rows[known], place] = BOOTSTRAP
    return kinds


def bootstrap_means(values: Floats, indicator: str) -> Floats:
    """Return low and high ends (2, rows) of the means of rows (rows, n), by BCa (Efron 1987); NaN for a constant row.

    The resamples are keyed by the indicator: the same whenever they are asked for.
    """
    seed = int(Draws(0)["resamples of a tail indicator"].bits(name_key(indicator))) >> SEED_BITS
    how = {"confidence_level": RULES.confidence, "n_resamples": RULES.resamples, "method": "BCa", "axis": -1}
    batch = max(1, NUMBERS_AT_ONCE // values.size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # constant rows
        found = stats.bootstrap((values,), np.mean, vectorized=True, batch=batch, rng=seed, **how)
    return np.stack(found.confidence_interval)
