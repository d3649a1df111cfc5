"""The verdict of a back-test: fixed rules, decided before any log was seen, and the words for what they find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.logs.backtest.handled import QUARTERS
from experiments.logs.backtest.scores import LEVELS

POINTS = 0.03  # of the on-time share
STREET = "simulated street"
WITHIN, NARROW, WIDE = "holds", "too narrow", "too wide"
NAIVE = ("same weekday of last weeks", "seasonal mean")


class Check(NamedTuple):
    """One rule with what was found: whether it is met, and a sentence about it."""

    name: str
    met: bool
    found: str


def count_checks(scores: pd.DataFrame) -> Iterator[Check]:
    """Yield coverage and interval score of each grouping of counts; `scores` as `command` writes them."""
    for of in scores["of"].unique():
        mine = scores[scores["of"] == of]
        for level in LEVELS:
            row = mine[(mine["forecast"] == STREET) & (mine["level"] == level)].iloc[0]
            word = coverage_word(row["coverage_low"], row["coverage_high"], level)
            found = f"daily counts {of}: {level:.0%} intervals cover {row['coverage']:.1%}"
            span = f"(between {row['coverage_low']:.1%} and {row['coverage_high']:.1%} by blocks of days)"
            yield Check(f"coverage {level:.0%} {of}", word == WITHIN, f"{found} {span}: {word}")
            yield _sharpness(mine[mine["level"] == level], of, level)


def coverage_word(low: float, high: float, level: float) -> str:
    """Return whether an interval of coverage contains its nominal level, or lies on which side of it."""
    if high < level:
        return NARROW
    return WIDE if low > level else WITHIN


def _sharpness(scores: pd.DataFrame, of: str, level: float) -> Check:
    own = float(scores.loc[scores["forecast"] == STREET, "interval_score"].iloc[0])
    rivals = scores[scores["forecast"] != STREET].set_index("forecast")["interval_score"]
    naive = rivals[[name for name in NAIVE if name in rivals]].min()
    best = str(rivals.idxmin())
    against = f"{1 - own / rivals.min():+.0%} against the best rival ({best})"
    found = f"daily counts {of}: interval score {own:.3g} at {level:.0%}, naive {naive:.3g}; {against}"
    return Check(
        f"interval score {level:.0%} {of}",
        bool(own < naive),
        found + (": better than naive" if own < naive else ": no better than naive"),
    )


def promptness_check(simulated: np.ndarray, logged: float) -> Check:
    """Return whether the simulated share on time is within three points of the logged one."""
    gap = float(np.nanmean(simulated)) - logged
    found = f"on time: {np.nanmean(simulated):.1%} simulated, {logged:.1%} logged ({100 * gap:+.1f} points)"
    return Check("on-time share within 3 points", bool(abs(gap) <= POINTS), found)


def hours_checks(simulated: np.ndarray, logged: np.ndarray) -> Iterator[Check]:
    """Yield whether quantiles of hours to closing lie in the 95 % range of runs (runs, quantiles)."""
    for i, chance in enumerate(QUARTERS):
        low, high = _range(simulated[:, i])
        if np.isfinite(logged[i]) and np.isfinite(low):
            found = (
                f"hours to closing, {chance:.0%} quantile: {low:.3g} to {high:.3g} simulated, {logged[i]:.3g} logged"
            )
            yield Check(f"closing q{100 * chance:.0f}", bool(low <= logged[i] <= high), found)


def backlog_check(simulated: np.ndarray, logged: np.ndarray, name: str) -> Check:
    """Return whether the mean number of open cases (runs, days) lies in the 95 % range of runs."""
    low, high = _range(simulated.mean(axis=1))
    seen = float(logged.mean())
    found = f"open cases, {name}: {low:,.0f} to {high:,.0f} simulated, {seen:,.0f} logged"
    middle = float(np.median(simulated.mean(axis=1)))
    return Check(f"open cases {name}", bool(low <= seen <= high), f"{found} ({middle / max(seen, 1) - 1:+.0%})")


def _range(values: np.ndarray) -> tuple[float, float]:
    if np.isnan(values).all():  # no run has any
        return float("nan"), float("nan")
    return float(np.nanquantile(values, (1 - LEVELS[1]) / 2)), float(np.nanquantile(values, (1 + LEVELS[1]) / 2))


def verdict(checks: list[Check]) -> list[str]:
    """Return the verdict in words: what may be relied on, and what not."""
    covers = [one for one in checks if one.name.startswith("coverage")]
    good = [one.name.removeprefix("coverage ") for one in covers if one.met]
    bad = [one.name.removeprefix("coverage ") for one in covers if not one.met]
    told = [f"{sum(one.met for one in checks)} of {len(checks)} checks are met."]
    if good:
        told.append(f"Its intervals may be relied on for daily counts: {', '.join(good)}.")
    if bad:
        told.append(f"Its intervals are not to be relied on for daily counts: {', '.join(bad)}.")
    missed = [one.found for one in checks if not one.met and one not in covers]
    told += [f"Missed: {found}." for found in missed]
    return told
