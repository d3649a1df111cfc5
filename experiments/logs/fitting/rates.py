"""Rates from counts: what a working day brings by kind and area, and how days off, weekdays and hours differ."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.logs.fitting.panel import Panel

Floats = NDArray[np.float64]
SHRINK_EVENTS = 50.0  # events at which a kind's own profile weighs as much as that of all kinds
SHRINK_WEEKS = 4.0  # weeks at which a weekday's own mean weighs as much as that of all
BATCH = 4  # events reported at one and the same second: an import in bulk, whose hours say nothing
YEAR = 365
FITTINGS = 20  # of factors to the margins, in turn
MOST_WEEKEND = 5.0  # what a weekend factor may be in the model


class Rates(NamedTuple):
    """Means of counts: of a working day by kind, factors of days off, weekdays and months; shares of areas.

    places: factors of kinds in areas (kinds, areas), where an area has more or less of a kind than of others.
    """

    workday: Floats
    weekend: Floats
    weekday: Floats
    month: Floats
    share: Floats
    places: Floats
    hours: Floats
    timed: int

    def day_kind(self, workdays: NDArray[np.bool_], weekdays: NDArray[np.int64], usual: NDArray[np.bool_]) -> Floats:
        """Return the expected events of days by kind, months left out."""
        factor = np.where(usual, self.weekday[weekdays], 1.0)
        return np.asarray(factor[:, None] * np.where(workdays[:, None], self.workday, self.workday * self.weekend))


def fit_rates(panel: Panel, events: pd.DataFrame) -> Rates:
    """Return the rates of a panel; `events` are those of the used days, with the panel's kinds."""
    window, used = panel.window, panel.window.used
    counts = panel.counts.sum(axis=2).astype(float)
    works, weekday, usual = window.workdays(), window.weekdays(), window.usual()
    factors = _weekday_factors(counts.sum(1), works & used, ~works & used & usual, weekday)
    month = _months(counts.sum(1), used, window.first)
    exposure = np.where(usual, factors[weekday], 1.0) * month[_month_of(window.first, len(used))]
    workday = counts[works & used].sum(0) / max(exposure[works & used].sum(), 1e-300)
    off = _weekend(counts, workday, exposure, ~works & used)
    if not (works & used).any():
        workday = counts[used].sum(0) / exposure[used].sum()
    share = panel.counts[used].sum(axis=(0, 1)) / max(panel.counts[used].sum(), 1)
    hours, timed = fit_hours(events, panel.kinds)
    return Rates(workday, off, factors, month, share, fit_places(panel.counts[used].sum(axis=0)), hours, timed)


def _weekday_factors(
    total: Floats, on: NDArray[np.bool_], off: NDArray[np.bool_], weekday: NDArray[np.int64]
) -> Floats:
    """Return a factor for each weekday against the mean of working days, or of usual days off, whichever it is."""
    factors = np.ones(7)
    for days in (on, off):
        middle = total[days].mean() if days.any() else 0.0
        for one in set(weekday[days].tolist()) if middle > 0 else ():
            found = total[days & (weekday == one)]
            factors[one] = 1 + (found.mean() / middle - 1) * len(found) / (len(found) + SHRINK_WEEKS)
    return np.maximum(factors, 0.01)


def _weekend(counts: Floats, workday: Floats, exposure: Floats, off: NDArray[np.bool_]) -> Floats:
    """Return the factor of days off by kind, drawn towards that of all kinds where events are few."""
    if not off.any():
        return np.ones(len(workday))
    seen, meant = counts[off].sum(0), workday * exposure[off].sum()
    overall = seen.sum() / max(meant.sum(), 1e-300)
    return np.asarray(np.minimum((seen + SHRINK_EVENTS * overall) / (meant + SHRINK_EVENTS), MOST_WEEKEND))


def _month_of(first: pd.Timestamp, n_days: int) -> NDArray[np.int64]:
    return np.asarray(pd.date_range(first, periods=n_days).month, np.int64) - 1


def _months(total: Floats, used: NDArray[np.bool_], first: pd.Timestamp) -> Floats:
    """Return a factor for each month, if the log covers a year; all one otherwise."""
    month, factors = _month_of(first, len(used)), np.ones(12)
    if used.sum() >= YEAR and len(set(month[used].tolist())) == 12:
        means = np.array([total[used & (month == one)].mean() for one in range(12)])
        factors = means / means.mean()
    return factors


def fit_places(counts: NDArray[np.int64]) -> Floats:
    """Return factors (kinds, areas) of what one mix everywhere would give, drawn towards one as far as chance goes.

    Counts are Poisson around gamma factors of mean one, whose size comes from what counts vary by beyond chance; the
    factors leave totals of kinds and of areas as they are.
    """
    kind, area = counts.sum(axis=1), counts.sum(axis=0)
    total = max(int(counts.sum()), 1)
    meant = np.outer(kind, area) / total
    beyond = ((counts - meant) ** 2 - meant).sum()
    if beyond <= 0:
        return np.ones(counts.shape)
    prior = (meant**2).sum() / beyond
    factors = (counts + prior) / (meant + prior)
    for _ in range(FITTINGS):
        factors /= np.maximum(factors @ area, 1e-300)[:, None] / total
        factors /= np.maximum(kind @ factors, 1e-300)[None, :] / total
    return np.asarray(factors)


def fit_hours(events: pd.DataFrame, kinds: tuple[str, ...]) -> tuple[Floats, int]:
    """Return 24 weights by kind, drawn towards those of all kinds, and how many events had an hour of their own.

    Events that share their second with several others were imported in bulk, and days without any clock have midnight.
    """
    second = events["reported_at"]
    same = second.map(second.value_counts())
    own = events[(same < BATCH).to_numpy()]
    hour = own["reported_at"].dt.hour.to_numpy()
    kind = pd.Categorical(own["kind"], list(kinds)).codes.astype(int)
    table = np.bincount(kind * 24 + hour, minlength=24 * len(kinds)).reshape(len(kinds), 24).astype(float)
    overall = (table.sum(0) + 1) / (table.sum() + 24)
    weights = (table + SHRINK_EVENTS * overall) / (table.sum(1, keepdims=True) + SHRINK_EVENTS)
    return weights, len(own)
