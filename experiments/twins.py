"""Audits of replication: what pairing by seed saves (CRN audit), and whether the replications suffice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from experiments.rules import RULES
from experiments.statistics import Floats, Level, indicator_columns, intervals, matching, seed_cube


def crn_audit(
    runs: pd.DataFrame, factors: Sequence[str], baseline: Mapping[str, Level], indicators: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return, for each indicator, the variance of paired differences to the baseline against unpaired ones.

    Variances are averaged over the design points. `variance_ratio` = paired / unpaired; `worth` = how many
    independent replications one twin replication is worth (its inverse); `n_unpaired` = replications that an
    unpaired design would need for the same interval.
    """
    names = list(indicators) if indicators is not None else indicator_columns(runs, factors)
    points, cube = seed_cube(runs, factors, names)
    own = matching(points, baseline)
    if not own.any() or own.all():
        return pd.DataFrame(columns=["indicator", "paired", "unpaired", "variance_ratio", "worth", "n_unpaired"])
    apart, both = cube[~own] - cube[own][:1], np.isfinite(cube[~own]) & np.isfinite(cube[own][:1])
    here, there = np.where(both, cube[~own], np.nan), np.where(both, cube[own][:1], np.nan)
    paired = _mean_variance(apart)
    unpaired = _mean_variance(here) + _mean_variance(there)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio, worth = paired / unpaired, unpaired / paired
    table = pd.DataFrame({"indicator": names, "paired": paired, "unpaired": unpaired})
    return table.assign(variance_ratio=ratio, worth=worth, n_unpaired=np.ceil(worth * cube.shape[-1]))


def replication_adequacy(
    runs: pd.DataFrame,
    factors: Sequence[str],
    indicators: Sequence[str] | None = None,
    precision: float = RULES.precision,
) -> pd.DataFrame:
    """Return half-width / mean, and the replications that the wanted precision needs, at the worst design point.

    The rule of Hoad, Robinson and Davies (2010, J. Oper. Res. Soc. 61, 1632): half-width of the 95 % interval at
    most `precision` times the mean. `n_needed` uses the variance seen so far; it is infinite where the mean is 0.
    """
    names = list(indicators) if indicators is not None else indicator_columns(runs, factors)
    _, cube = seed_cube(runs, factors, names)
    mean, low, high, n = intervals(cube)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = (high - low) / 2 / np.abs(mean)
    needed = np.where(n > 1, replications_needed(mean, np.sqrt(_variance(cube)), precision), np.nan)
    table = pd.DataFrame({"indicator": names, "n": n.min(axis=0).astype(int)})
    table["relative_half_width"] = _largest(relative)
    table["n_needed"] = _largest(needed)
    return table.assign(precision=precision, enough=table["n_needed"] <= table["n"])


def replications_needed(mean: Floats, deviation: Floats, precision: float) -> Floats:
    """Return the smallest n >= 2 with t(n-1) * deviation / sqrt(n) <= precision * |mean| (inf if beyond the search)."""
    n = np.arange(2, RULES.most_replications + 1)
    factor = stats.t.ppf((1 + RULES.confidence) / 2, n - 1) / np.sqrt(n)
    with np.errstate(invalid="ignore", divide="ignore"):
        allowed = np.where(deviation > 0, precision * np.abs(mean) / deviation, np.inf)
    position = np.searchsorted(-factor, -allowed)
    return np.where(position < n.size, n[np.minimum(position, n.size - 1)].astype(float), np.inf)


def _variance(cube: Floats) -> Floats:
    """Return the sample variance over the last axis, leaving NaN out (NaN where fewer than two values are left)."""
    return pd.DataFrame(cube.reshape(-1, cube.shape[-1])).var(axis=1).to_numpy().reshape(cube.shape[:-1])


def _mean_variance(cube: Floats) -> Floats:
    """Return the variance over seeds, averaged over the design points that have one."""
    return pd.DataFrame(_variance(cube)).mean(axis=0).to_numpy()


def _largest(cube: Floats) -> Floats:
    """Return the largest value over the design points, leaving NaN out unless there is nothing else."""
    return pd.DataFrame(cube).max(axis=0).to_numpy()
