"""Daily tables made ready for drawing: smoothed curves by level with intervals over seeds, and paired gaps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.statistics import Level, intervals

WEEK = 7


def smoothed(daily: pd.DataFrame, by: str, column: str) -> pd.DataFrame:
    """Return a table [day x (level, seed)] of the centred 7-day mean, averaged over whatever else differs.

    Days are those of readers: the first measured one is day 1, where tables have 0.
    """
    wide = daily.pivot_table(column, "day", [by, "seed"], observed=True)
    return wide.set_axis(wide.index + 1).rolling(WEEK, center=True, min_periods=1).mean()


def curves(daily: pd.DataFrame, by: str, column: str) -> dict[Level, pd.DataFrame]:
    """Return, for each level, a table by day with mean, low and high over seeds.

    No column of days can be below zero, so intervals end there.
    """
    return _bands(smoothed(daily, by, column), _levels(daily, by))


def gaps(daily: pd.DataFrame, by: str, column: str, reference: Level) -> dict[Level, pd.DataFrame]:
    """Return, for each other level, a table by day of its difference to the reference, paired by seed."""
    return curves_and_gaps(daily, by, column, reference)[1]


def curves_and_gaps(
    daily: pd.DataFrame, by: str, column: str, reference: Level
) -> tuple[dict[Level, pd.DataFrame], dict[Level, pd.DataFrame]]:
    """Return both; there are no gaps where no run has the reference."""
    wide, levels = smoothed(daily, by, column), _levels(daily, by)
    others = [level for level in levels if level != reference and reference in levels]
    return _bands(wide, levels), {one: _band(wide[one] - wide[reference]) for one in others}


def drawn_curves(daily: pd.DataFrame, columns: Sequence[str], by: str, reference: Level) -> pd.DataFrame:
    """Return the numbers of such curves: a row a level, column and day with mean, low, high and the paired gap."""
    parts = []
    for column in columns:
        bands, apart = curves_and_gaps(daily, by, column, reference)
        for level, band in bands.items():
            gap = apart[level].add_prefix("gap_") if level in apart else pd.DataFrame(index=band.index)
            parts.append(pd.concat([band, gap], axis=1).reset_index().assign(**{by: level, "column": column}))
    return pd.concat(parts, ignore_index=True)


def windows(daily: pd.DataFrame) -> list[tuple[float, float]]:
    """Return the first and last day (as in tables) of each spell in which half of the campaign runs are in campaign."""
    runs = daily[daily.groupby("key")["campaign"].transform("max") > 0]
    share = runs.groupby("day")["campaign"].mean()
    on = share[share >= 1 / 2].index.to_numpy()
    if not on.size:
        return []
    spells = np.split(on, np.flatnonzero(np.diff(on) > 1) + 1)
    return [(float(spell[0]), float(spell[-1])) for spell in spells]


def _levels(daily: pd.DataFrame, by: str) -> Sequence[Level]:
    return list(daily[by].unique())


def _bands(wide: pd.DataFrame, levels: Sequence[Level]) -> dict[Level, pd.DataFrame]:
    return {one: _band(wide[one]).clip(lower=0.0) for one in levels}


def _band(values: pd.DataFrame) -> pd.DataFrame:
    mean, low, high, _ = intervals(values.to_numpy())
    return pd.DataFrame({"mean": mean, "low": low, "high": high}, index=values.index)
