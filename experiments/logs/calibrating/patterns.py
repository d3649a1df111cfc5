"""The patterns that a street is calibrated to: each computed by the same code from the log and from simulated logs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import CensoredData, ecdf

from experiments.logs.arrivals import LEAST_DAYS, LEAST_PER_DAY
from experiments.logs.calibrating.cases import STEPS, Cases
from experiments.logs.concentration import gini
from experiments.logs.fitting.handling import AT_ONCE_HOURS

Floats = NDArray[np.float64]
Days = NDArray[np.int64]
LEAST_CASES = 30  # for a share or a quantile to say something
LEAST_HOURS = 0.01
LEVELS = ("grid", "street", "above")
NOTHING = float("nan")


class Pattern(NamedTuple):
    """A pattern: its name, what it says, and how it is computed from the cases of some days (NaN: nothing is said)."""

    name: str
    meaning: str
    measure: Callable[[Cases, Days], float]


def measured(cases: Cases, days: Days | None = None) -> Floats:
    """Return all patterns of the cases of some days (default: the used ones), in the order of PATTERNS."""
    chosen = cases.used if days is None else days
    return np.array([one.measure(cases, chosen) for one in PATTERNS])


def _per_day(cases: Cases, days: Days) -> float:
    total = cases.areas[days].sum()
    return float(np.log(total / len(days))) if total else NOTHING


def _off(cases: Cases, days: Days) -> float:
    total, works = cases.areas[days].sum(axis=1), cases.workdays[days]
    enough = works.any() and (~works).any() and total[works].sum() > 0
    return float(total[~works].mean() / total[works].mean()) if enough else NOTHING


def _calm(counts: Floats, cases: Cases, days: Days) -> Floats:
    """Return counts of days (and areas) over the mean of their weekday, days off apart, times the overall mean."""
    group = cases.weekdays[days] * 2 + cases.workdays[days]
    size = np.bincount(group, minlength=14)
    mean = np.stack([np.bincount(group, column, 14) for column in counts.T], axis=1) / np.maximum(size, 1)[:, None]
    factor = mean / np.maximum(counts.mean(axis=0), 1e-300)
    return np.asarray(counts / np.where(factor > 0, factor, 1.0)[group])


def _total(cases: Cases, days: Days) -> Floats:
    return _calm(cases.areas[days].sum(axis=1, keepdims=True), cases, days)[:, 0]


def _bursts(cases: Cases, days: Days) -> float:
    total = _total(cases, days)
    ratio = total.var(ddof=1) / max(total.mean(), 1e-300) if len(days) >= LEAST_DAYS else 0.0
    return float(np.log(ratio)) if ratio > 0 else NOTHING


def _area_days(cases: Cases, days: Days) -> Floats:
    counts = cases.areas[days]
    return _calm(counts[:, counts.mean(axis=0) >= LEAST_PER_DAY], cases, days)


def _area_bursts(cases: Cases, days: Days) -> float:
    counts = _area_days(cases, days)
    if len(days) < LEAST_DAYS or not counts.size:
        return NOTHING
    return float(np.log(np.median(counts.var(axis=0, ddof=1) / counts.mean(axis=0))))


def _between(cases: Cases, days: Days) -> float:
    counts = _area_days(cases, days)
    if len(days) < LEAST_DAYS or counts.shape[1] < 2:
        return NOTHING
    return float(np.corrcoef(counts.T)[np.triu_indices(counts.shape[1], 1)].mean())


def _lag(cases: Cases, days: Days) -> float:
    follows = np.flatnonzero(np.diff(days) == 1)
    total = _total(cases, days)
    if len(follows) < LEAST_DAYS or total.std() == 0:
        return NOTHING
    return float(np.corrcoef(total[follows], total[follows + 1])[0, 1])


def _uneven(cases: Cases, days: Days) -> float:
    amounts = cases.areas[days].sum(axis=0)
    return gini(amounts) if len(amounts) > 1 else NOTHING


def _share(column: str, cases: Cases, days: Days, level: int | None = None) -> float:
    """Return the share of a column's cases; NaN for a column that says the same of hardly any, or of none."""
    values = _values(column, cases, days, level)
    return float(values.mean()) if len(values) >= LEAST_CASES else NOTHING


def _level(level: int, cases: Cases, days: Days) -> float:
    values = _values("level", cases, days)
    return float((values == level).mean()) if len(values) >= LEAST_CASES else NOTHING


def _values(column: str, cases: Cases, days: Days, level: int | None = None) -> Floats:
    rows = cases.rows(days)
    values = cases.columns[column][rows]
    mine = np.isfinite(values) if level is None else np.isfinite(values) & (cases.columns["level"][rows] == level)
    return np.asarray(values[mine])


def _quantile(column: str, chance: float, cases: Cases, days: Days) -> float:
    values = _values(column, cases, days)
    found = np.quantile(values, chance) if len(values) >= LEAST_CASES else NOTHING
    return float(np.log(np.maximum(found, LEAST_HOURS)))


def _closing(chance: float, cases: Cases, days: Days, level: int | None = None) -> float:
    """Return ln of a quantile of hours to closing, open cases censored (Kaplan-Meier); within the hour is at once."""
    rows = cases.rows(days)
    hours, closed = cases.columns["hours"][rows], cases.columns["closed"][rows] > 0
    mine = np.isfinite(hours) if level is None else np.isfinite(hours) & (cases.columns["level"][rows] == level)
    hours, closed = np.maximum(hours[mine], AT_ONCE_HOURS), closed[mine]
    if closed.sum() < LEAST_CASES:
        return NOTHING
    curve = ecdf(CensoredData.right_censored(hours, ~closed)).cdf
    reached = np.searchsorted(curve.probabilities, chance)
    return float(np.log(curve.quantiles[reached])) if reached < len(curve.quantiles) else NOTHING


def _patterns() -> tuple[Pattern, ...]:
    counts = [
        Pattern("events_a_day", "ln events a day", _per_day),
        Pattern("days_off", "events of a day off over those of a working day", _off),
        Pattern("bursts", "ln variance over mean of the days' events, weekday taken out", _bursts),
        Pattern("lag_1", "correlation of a day's events with the day before, weekday taken out", _lag),
        Pattern("area_bursts", "ln variance over mean of an area's days, median", _area_bursts),
        Pattern("area_correlation", "mean correlation between areas' days", _between),
        Pattern("area_gini", "Gini coefficient of areas' events", _uneven),
    ]
    words = {
        "resident": "events that residents brought in",
        "void": "events that were struck out or only repeated another",
        "repeat": "events whose kind came in the same area within a day before",
        "on_time": "events in time, of those that say",
        "rework": "closed events that were sent back after a check",
        "checked": "closed events that were checked",
    }
    shares = [Pattern(f"{name}_share", words[name], partial(_share, name)) for name in words]
    for place, level in enumerate(LEVELS):
        shares.append(Pattern(f"{level}_share", f"events settled by level: {level}", partial(_level, place)))
        prompt = partial(_share, "on_time", level=place)
        shares.append(Pattern(f"on_time_{level}", f"events in time, level {level}", prompt))
    hours = [
        Pattern(
            f"closing_q{round(100 * chance)}", f"ln hours to closing, quantile {chance:g}", partial(_closing, chance)
        )
        for chance in (1 / 4, 1 / 2, 3 / 4, 9 / 10)
    ]
    for place, level in enumerate(LEVELS):
        middle = partial(_closing, 1 / 2, level=place)
        hours.append(Pattern(f"closing_{level}", f"ln median hours to closing, level {level}", middle))
    steps = {"limit_used": "share of the time limit used", **{name: f"hours of {name}" for name in STEPS}}
    for name, said in steps.items():
        for chance in (1 / 2, 9 / 10):
            title = f"{name}_q{round(100 * chance)}"
            hours.append(Pattern(title, f"ln {said}, quantile {chance:g}", partial(_quantile, name, chance)))
    return (*counts, *shares, *hours)


PATTERNS = _patterns()
