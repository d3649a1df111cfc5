"""How long events take and whether in time: Kaplan-Meier, because what is still open has lasted at least so long."""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from experiments.logs.meanings import LIMITED
from experiments.logs.times import hours_between

LEAST = 20  # events of a row in a table
MOST_ROWS = 40
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
BY = ("group", "kind", "level", "source", "unit")
CURVE_POINTS = 200


def snapshot(events: pd.DataFrame) -> pd.Timestamp:
    """Return the time up to which the log is known to see: its last report or closing."""
    return events[["reported_at", "closed_at"]].max().max()


def lifetimes(events: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Return hours from report to closing and whether the event was closed; open ones last until the snapshot.

    Voided events, and closed ones without a time of closing, say nothing and are left out.
    """
    known = events["closed_at"].notna() | (events["status"] == "open")
    kept = events[known & (events["status"] != "voided")]
    end = kept["closed_at"].fillna(snapshot(events))
    hours = hours_between(kept["reported_at"], end, zone).clip(lower=0)
    return kept.assign(hours=hours, closed=kept["closed_at"].notna())


def handling(lives: pd.DataFrame) -> pd.DataFrame:
    """Return quantiles of the hours to closing, for all events and by class, kind, level, channel and unit."""
    rows = [("all", "all", *quantiles(lives))] if len(lives) else []
    for by in BY:
        for value, part in _parts(lives, by):
            rows.append((by, value, *quantiles(part)))
    heads = [f"q{100 * one:.0f}_hours" for one in QUANTILES]
    names = ["by", "value", "n", "closed_share", *heads, "median_low_hours", "median_high_hours"]
    return pd.DataFrame(rows, columns=names)


def _parts(events: pd.DataFrame, by: str) -> list[tuple[str, pd.DataFrame]]:
    """Return the events of each value of a column, the commonest first, without those of hardly any events."""
    n = events[by].value_counts()
    return [(str(value), events[events[by] == value]) for value in n.index[n >= LEAST][:MOST_ROWS]]


def quantiles(lives: pd.DataFrame) -> tuple[float, ...]:
    """Return number, share closed, quantiles of the hours to closing, and the interval of their median."""
    closed = lives["closed"].to_numpy(int)
    n, share = len(lives), float(closed.mean())
    if not closed.any():
        return (n, share, *[np.nan] * (len(QUANTILES) + 2))
    curve = SurvfuncRight(lives["hours"].to_numpy(), closed)
    with np.errstate(divide="ignore", invalid="ignore"):  # at times when nothing or all is open
        low, high = curve.quantile_ci(1 / 2)
    return (n, share, *(float(curve.quantile(one)) for one in QUANTILES), float(low), float(high))


def survival(lives: pd.DataFrame, by: str, most: int) -> pd.DataFrame:
    """Return the share still open after so many hours, for the commonest values of a column, thinned for drawing."""
    found = []
    some_closed = [(value, part) for value, part in _parts(lives, by) if part["closed"].any()]
    for value, part in some_closed[:most]:
        curve = SurvfuncRight(part["hours"].to_numpy(), part["closed"].to_numpy(int))
        steps = np.unique(np.linspace(0, len(curve.surv_times) - 1, CURVE_POINTS).astype(int))
        rows = {"value": value, "hours": curve.surv_times[steps], "open_share": curve.surv_prob[steps]}
        found.append(pd.DataFrame(rows))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["value", "hours", "open_share"])


def promptness(events: pd.DataFrame) -> pd.DataFrame:
    """Return the on-time share, for all events that say and by class, kind, level, channel and unit, with intervals."""
    said = events[events["on_time"].notna()]
    rows = [("all", "all", *_share(said["on_time"]))] if len(said) else []
    if events["due_at"].notna().any():
        rows.append(("all", LIMITED, *_share(said.loc[said["due_at"].notna(), "on_time"])))
    for by in BY:
        rows += [(by, value, *_share(part["on_time"])) for value, part in _parts(said, by)]
    return pd.DataFrame(rows, columns=["by", "value", "n", "on_time_share", "low", "high"])


def _share(flags: pd.Series) -> tuple[int, float, float, float]:
    n, kept = len(flags), int(flags.astype(bool).sum())
    low, high = proportion_confint(kept, n, method="wilson") if n else (np.nan, np.nan)
    return n, kept / n if n else np.nan, float(low), float(high)


def limit_shares(lives: pd.DataFrame, zone: str) -> pd.Series:
    """Return for closed events how much of their time limit they used (1 = all of it)."""
    limited = lives[lives["closed"] & lives["due_at"].notna()]
    limit = hours_between(limited["reported_at"], limited["due_at"], zone)
    return (limited["hours"] / limit)[limit > 0]
