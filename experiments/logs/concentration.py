"""Where events gather: how unevenly areas share them, how often the same comes again in the same place."""

from __future__ import annotations

import numpy as np
import pandas as pd

REPEAT_DAYS = (1, 3, 7)
TENTH = 10


def gini(values: np.ndarray) -> float:
    """Return the Gini coefficient of amounts: 0 if all are equal, near 1 if one has all."""
    ordered = np.sort(values.astype(float))
    n = len(ordered)
    if not n or not ordered.sum():
        return float("nan")
    return float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * ordered.sum()) - (n + 1) / n)


def concentration(events: pd.DataFrame) -> pd.DataFrame:
    """Return how unevenly areas, kinds and units share the events: number, CV, Gini, max/median, top tenth's share."""
    rows = []
    for by in ("area", "district", "kind", "unit"):
        n = events[by].value_counts().to_numpy()
        if not len(n):
            continue
        top = n[: max(1, round(len(n) / TENTH))].sum() / n.sum()
        spread = n.std(ddof=1) / n.mean() if len(n) > 1 else np.nan
        rows.append((by, len(n), spread, gini(n), n[0] / np.median(n), top))
    return pd.DataFrame(rows, columns=["by", "n_values", "cv", "gini", "max_over_median", "top_tenth_share"])


def repeats(events: pd.DataFrame) -> pd.DataFrame:
    """Return the share of events whose kind came in the same area within the days before, and what chance gives.

    Chance: each event's kind drawn anew from all kinds of the log, areas and times as they are.
    """
    known = events[events["area"].notna()].sort_values(["area", "reported_at"], kind="stable")
    mix = known["kind"].value_counts(normalize=True).to_numpy()
    rows = []
    for days in REPEAT_DAYS:
        window = pd.Timedelta(days=days)
        seen = came_before(known, window).mean() if len(known) else np.nan
        rows.append((days, float(seen), _chance(_before(known, window), mix)))
    return pd.DataFrame(rows, columns=["days", "repeat_share", "by_chance"])


def came_before(events: pd.DataFrame, window: pd.Timedelta) -> pd.Series:
    """Return for events in the order of their times whether their kind came in the same area in the window before."""
    earlier = events.groupby(["area", "kind"], sort=False)["reported_at"].shift()
    return events["reported_at"] - earlier <= window


def _before(known: pd.DataFrame, window: pd.Timedelta) -> np.ndarray:
    """Return how many events the same area had in the window before each event."""
    found = []
    for _, times in known.groupby("area", sort=False)["reported_at"]:
        at = times.to_numpy()
        found.append(np.arange(len(at)) - np.searchsorted(at, at - window.to_numpy()))
    return np.concatenate(found) if found else np.zeros(0, int)


def _chance(n_before: np.ndarray, mix: np.ndarray) -> float:
    """Return the mean chance that at least one of so many earlier events has the kind of the event itself."""
    if not len(n_before):
        return float("nan")
    amounts, times = np.unique(n_before, return_counts=True)
    chance = [float((mix * (1 - (1 - mix) ** n)).sum()) for n in amounts]
    return float(np.average(chance, weights=times))


def duplicate_share(events: pd.DataFrame) -> float:
    """Return the share of events that the source marks as duplicates (NaN if it marks none)."""
    share = float(events["duplicate_of"].notna().mean())
    return share if share else float("nan")
