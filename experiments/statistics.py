"""Statistics of replicated runs: intervals, differences paired by seed, and a few declared contrasts.

All intervals cover chance (other streets' luck under the same assumptions), never the uncertainty of assumptions.
A missing value (NaN) is left out of a mean and counted in the column `missing`; it is never taken as zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from statsmodels.stats.multitest import multipletests

from experiments.rules import RULES
from experiments.tails import STUDENT, bootstrap_tails
from sim import InputError

Floats = NDArray[np.float64]
Level = Any
KEYS = ("key", "name", "point", "replication", "seed", "status", "digest", "seconds", "worker")


class Estimate(NamedTuple):
    """A mean with its interval, the number of values behind it and the number that were missing."""

    mean: float
    low: float
    high: float
    n: int = 0
    missing: int = 0

    @property
    def clear(self) -> bool:
        """Whether the interval exists and leaves zero out."""
        return bool(self.low > 0 or self.high < 0)

    @property
    def known(self) -> bool:
        """Whether there is an interval at all (two values or more)."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high))


class Contrast(NamedTuple):
    """A primary contrast that a study declares: the effect of `level` against `reference` of a factor."""

    indicator: str
    factor: str
    level: Level
    reference: Level


def intervals(values: ArrayLike, confidence: float = RULES.confidence) -> tuple[Floats, Floats, Floats, Floats]:
    """Return mean, low, high and n over the last axis by Student's t, leaving NaN out; no interval where n < 2."""
    array = np.asarray(values, dtype=float)
    present = np.isfinite(array)
    n = present.sum(axis=-1).astype(float)
    masked = np.where(present, array, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = masked.sum(axis=-1) / n
        squares = np.where(present, (array - mean[..., None]) ** 2, 0.0).sum(axis=-1)
        half = stats.t.ppf((1 + confidence) / 2, n - 1) * np.sqrt(squares / (n - 1) / n)
    half = np.where(n > 1, half, np.nan)
    mean = np.where(n > 0, mean, np.nan)
    return mean, mean - half, mean + half, n


def estimate(values: ArrayLike, confidence: float = RULES.confidence) -> Estimate:
    """Return the mean of one list of numbers with its t-interval."""
    array = np.asarray(values, dtype=float)
    mean, low, high, n = intervals(array, confidence)
    return Estimate(float(mean), float(low), float(high), int(n), int(array.size - n))


def indicator_columns(runs: pd.DataFrame, factors: Sequence[str]) -> list[str]:
    """Return the numeric columns of the runs that are neither keys, factors nor checks, and that some run has."""
    skip = {*KEYS, *factors}
    numeric = runs.select_dtypes("number").columns
    kept = [name for name in numeric if name not in skip and not name.startswith("check_")]
    return [name for name in kept if runs[name].notna().any()]


def compare(
    runs: pd.DataFrame, factors: Sequence[str], baseline: Mapping[str, Level], indicators: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return one row a design point and indicator: mean, interval, n, and the difference to the baseline.

    `runs` has one row a run: factor columns, `seed`, indicators. Differences are taken seed by seed against the
    design point `baseline`; its own rows, and a study without that point, have no difference. Intervals are Student's
    t, and a bootstrap for tail indicators with enough replications (`experiments.tails`).
    """
    names = list(indicators) if indicators is not None else indicator_columns(runs, factors)
    points, cube = seed_cube(runs, factors, names)
    table = _describe(points, names, cube, ("mean", "low", "high", "n", "interval"))
    table["n"] = table["n"].astype(int)
    table["missing"] = cube.shape[-1] - table["n"]
    own = matching(points, baseline)
    apart = apart_from(cube, cube[own][:1]) if own.any() else np.full_like(cube, np.nan)
    apart[own] = np.nan
    columns = ("difference", "difference_low", "difference_high", "n_pairs", "difference_interval")
    paired = _describe(points, names, apart, columns)
    return pd.concat([table, paired[list(columns)].astype({"n_pairs": int})], axis=1)


def marginal_contrasts(runs: pd.DataFrame, factors: Sequence[str], contrasts: Sequence[Contrast]) -> pd.DataFrame:
    """Return a row for each declared contrast: the effect averaged over the other factors, blocked by seed.

    A seed gives one value (so combinations of one seed are not counted as independent); a seed in which a
    combination is missing is left out and counted. `p_holm` is corrected over all contrasts given. Raises
    InputError for more contrasts than a study may declare.
    """
    if len(contrasts) > RULES.max_contrasts:
        raise InputError("contrasts", len(contrasts), f"at most {RULES.max_contrasts}", "declare the main ones only")
    rows, p_values = [], []
    for contrast in contrasts:
        values = marginal_differences(runs, factors, contrast)
        found = estimate(values)
        rows.append({**contrast._asdict(), **found._asdict()})
        p_values.append(_p_value(values))
    table = pd.DataFrame(rows, columns=[*Contrast._fields, *Estimate._fields])
    table["p"] = p_values
    table["p_holm"] = holm(p_values)
    return table


def marginal_differences(runs: pd.DataFrame, factors: Sequence[str], contrast: Contrast) -> Floats:
    """Return, seed by seed, the mean over the other factors of level minus reference.

    NaN for a seed in which a cell is missing; cells that the design has on one side only are left out. There is one run
    a cell and seed (`seed_cube` and reports refuse others).
    """
    others = [factor for factor in factors if factor != contrast.factor]
    cell = (
        runs.groupby(others, sort=False, observed=True, dropna=False).ngroup().to_numpy()
        if others
        else np.zeros(len(runs), int)
    )
    seeds, seed = np.unique(runs["seed"].to_numpy(), return_inverse=True)
    chosen, values = runs[contrast.factor].to_numpy(), runs[contrast.indicator].to_numpy(dtype=float)
    sides = np.full((2, len(seeds), cell.max(initial=0) + 1), np.nan)
    for side, level in zip(sides, (contrast.level, contrast.reference), strict=True):
        own = chosen == level
        side[seed[own], cell[own]] = values[own]
    on_both = np.isfinite(sides).any(axis=1).all(axis=0)
    if not on_both.any():
        return np.full(len(seeds), np.nan)
    return np.asarray(apart_from(*sides[:, :, on_both]).mean(axis=1), dtype=float)


def apart_from(values: Floats, reference: Floats) -> Floats:
    """Return values minus reference, zero where they differ by rounding only."""
    apart = values - reference
    same = np.abs(apart) <= RULES.rounding * np.abs(reference)
    return np.where(same, 0.0, apart)


def over_others(runs: pd.DataFrame, factors: Sequence[str], factor: str) -> pd.DataFrame:
    """Return a row a level of one factor and seed: the mean over the other factors, NaN where a run is missing."""
    names = indicator_columns(runs, factors)
    cells = runs.groupby([factor, "seed"], sort=False, observed=True)
    table = cells[names].mean(skipna=False)
    sizes = cells.size()
    table[sizes < sizes.max()] = np.nan
    return table.reset_index()


def comparison_table(
    points: pd.DataFrame, declared: pd.DataFrame, factors: Sequence[str], contrasts: Sequence[Contrast]
) -> pd.DataFrame:
    """Return the whole of comparison.csv: the rows of `compare`, then those of `marginal_contrasts` with `p_holm`.

    Column `kind` is "point" or "contrast"; a contrast stands in its factor's column as "level - reference", with
    "all" for the factors that it averages over, and its effect in the columns of differences (always with Student's
    interval, so that it agrees with its p).
    """
    rows = {factor: "all" for factor in factors}
    written = declared.rename(columns={"mean": "difference", "low": "difference_low", "high": "difference_high"})
    written = written.rename(columns={"n": "n_pairs"}).assign(**rows, kind="contrast")
    written["difference_interval"] = np.where(written["difference_low"].notna(), STUDENT, "")
    for place, contrast in enumerate(contrasts):
        written.loc[place, contrast.factor] = f"{contrast.level} - {contrast.reference}"
    kept = [*points.columns, "kind", "p_holm"]
    both = [points.assign(kind="point"), written] if len(written) else [points.assign(kind="point")]
    return pd.concat(both, ignore_index=True).reindex(columns=kept)


def holm(p_values: Sequence[float]) -> Floats:
    """Return Holm-adjusted p-values; a contrast without a p-value stays NaN and still counts as one of them."""
    raw = np.asarray(p_values, dtype=float)
    if not raw.size:
        return raw
    adjusted = multipletests(np.where(np.isnan(raw), 1.0, raw), method="holm")[1]
    return np.where(np.isnan(raw), np.nan, adjusted)


def _p_value(values: Floats) -> float:
    present = values[np.isfinite(values)]
    if present.size < 2:
        return float("nan")
    if np.ptp(present) == 0:
        return float(present[0] == 0)
    return float(stats.ttest_1samp(present, 0.0).pvalue)


def seed_cube(runs: pd.DataFrame, factors: Sequence[str], names: Sequence[str]) -> tuple[pd.DataFrame, Floats]:
    """Return the design points and an array [point, indicator, seed] with NaN where a run is missing.

    Raises InputError where a design point has two runs of one seed.
    """
    keys = [*factors, "seed"]
    if runs.duplicated(keys).any():
        raise InputError("runs", int(runs.duplicated(keys).sum()), "one run a design point and seed", "drop repeats")
    points = runs[list(factors)].drop_duplicates().reset_index(drop=True)
    numbers = points.assign(_row=range(len(points)))
    row = runs[keys].merge(numbers, on=list(factors), how="left")["_row"].to_numpy() if factors else np.zeros(len(runs))
    seeds = np.unique(runs["seed"].to_numpy())
    cube = np.full((max(len(points), 1), len(names), len(seeds)), np.nan)
    cube[row.astype(int), :, np.searchsorted(seeds, runs["seed"])] = runs[list(names)].to_numpy(dtype=float)
    return points, cube


def _describe(points: pd.DataFrame, names: Sequence[str], cube: Floats, columns: Sequence[str]) -> pd.DataFrame:
    table = points.loc[points.index.repeat(len(names))].reset_index(drop=True)
    table["indicator"] = list(names) * (len(table) // max(len(names), 1))
    mean, low, high, n = intervals(cube)
    kinds = bootstrap_tails(names, cube, low, high)
    for column, values in zip(columns, (mean, low, high, n, kinds), strict=True):
        table[column] = values.reshape(-1)
    return table


def matching(points: pd.DataFrame, wanted: Mapping[str, Level]) -> NDArray[np.bool_]:
    """Return which design points have the wanted level of each factor that they have."""
    hits = np.ones(len(points), dtype=bool)
    for factor, level in wanted.items():
        if factor in points:
            hits &= (points[factor] == level).to_numpy()
    return hits
