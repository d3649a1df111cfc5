"""Arrivals of a log: counts by hour, weekday, month and area; how bursty days are, and how areas go together."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2, nbinom

WEEK = 7
LAGS = 14
LEAST_DAYS = 28  # of a log whose days are compared
LEAST_PER_DAY = 0.1  # events of an area for its correlation with others to say anything
CONFIDENCE = 0.95
LOG_K = (-5.0, 10.0)  # where k is searched for; beyond, counts are Poisson
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = pd.Timedelta(days=1)


class Span(NamedTuple):
    """The first and the last day of a stretch of days."""

    first: pd.Timestamp
    last: pd.Timestamp

    @property
    def n_days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    def holds(self, times: pd.Series) -> pd.Series:
        """Return which times lie in it."""
        return (times >= self.first) & (times < self.last + DAYS)


def whole_span(events: pd.DataFrame) -> Span:
    """Return the days from the first report to the last."""
    return Span(events["reported_at"].min().normalize(), events["reported_at"].max().normalize())


def steady_span(events: pd.DataFrame) -> Span:
    """Return the longest stretch of days over which the log is about equally dense.

    A day belongs to it if the median of the 7 days around it is at least half of the median that the median event
    lives through; nearly empty days at its ends are left off. A log of hardly a week is taken whole.
    """
    whole = whole_span(events)
    daily = daily_counts(events, whole)
    if whole.n_days <= WEEK:
        return whole
    around = daily.rolling(WEEK, center=True).median().bfill().ffill()
    usual = _weighted_median(around.to_numpy(), daily.to_numpy())
    dense = np.flatnonzero(around >= usual / 2)
    longest = max(np.split(dense, np.flatnonzero(np.diff(dense) > 1) + 1), key=lambda run: daily.iloc[run].sum())
    busy = longest[daily.iloc[longest] >= usual / 4]
    return Span(daily.index[busy[0]], daily.index[busy[-1]]) if len(busy) else whole


def _weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])


def daily_counts(events: pd.DataFrame, span: Span) -> pd.Series:
    """Return the number of events of every day of a span, days without any included."""
    days = pd.date_range(span.first, span.last, name="day")
    return events["reported_at"].dt.normalize().value_counts().reindex(days, fill_value=0)


def area_counts(events: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return the number of events by day (rows) and area (columns, the largest first)."""
    inside = events[span.holds(events["reported_at"]) & events["area"].notna()]
    days = pd.date_range(span.first, span.last, name="day")
    table = pd.crosstab(inside["reported_at"].dt.normalize(), inside["area"]).reindex(days, fill_value=0)
    return table[table.sum().sort_values(ascending=False, kind="stable").index]


def profiles(events: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return a row for each hour, weekday and month: events, share of all, and the mean a day over the overall mean."""
    times = events.loc[span.holds(events["reported_at"]), "reported_at"]
    days = pd.Series(pd.date_range(span.first, span.last))
    per_day = len(times) / len(days)
    hours = _profile("hour", times.dt.hour, pd.Series(np.arange(24).repeat(len(days)) % 24), per_day / 24)
    weekdays = _profile("weekday", times.dt.day_of_week, days.dt.day_of_week, per_day)
    months = _profile("month", times.dt.strftime("%Y-%m"), days.dt.strftime("%Y-%m"), per_day)
    weekdays["value"] = [WEEKDAYS[int(value)] for value in weekdays["value"]]
    return pd.concat([hours, weekdays, months], ignore_index=True)


def _profile(by: str, cells: pd.Series, chances: pd.Series, usual: float) -> pd.DataFrame:
    possible = chances.value_counts().sort_index()
    n = cells.value_counts().reindex(possible.index, fill_value=0)
    share, factor = n / max(1, n.sum()), n / possible / usual
    return pd.DataFrame({"by": by, "value": possible.index.astype(str), "n": n, "share": share, "factor": factor})


def without_weekday(counts: pd.Series) -> pd.Series:
    """Return counts divided by their weekday's factor."""
    factor = counts.groupby(counts.index.day_of_week).transform("mean") / counts.mean()
    return counts / factor.where(factor > 0, 1.0)


def without_trend(counts: pd.Series) -> pd.Series:
    """Return counts divided by the running mean of 7 days over the overall mean."""
    factor = counts.rolling(WEEK, center=True, min_periods=1).mean() / counts.mean()
    return counts / factor.where(factor > 0, 1.0)


def variance_ratio(counts: pd.Series | pd.DataFrame) -> float | pd.Series:
    """Return the variance over the mean: 1 if events come independently (Poisson), more if they come in bursts."""
    return counts.var() / counts.mean()


class Burstiness(NamedTuple):
    """The size parameter k of a negative binomial (variance = mean + mean^2 / k), with a 95 % interval."""

    k: float
    low: float
    high: float


def negative_binomial(counts: pd.Series) -> Burstiness:
    """Return k of daily counts given their weekday, by maximum likelihood with a likelihood-ratio interval.

    Whatever k is, the likeliest mean of a weekday is its sample mean, so k alone is searched for. An infinite end
    means that the counts could be Poisson.
    """
    if len(counts) < LEAST_DAYS or counts.sum() < LEAST_DAYS:
        return Burstiness(np.nan, np.nan, np.nan)
    mean = counts.groupby(counts.index.day_of_week).transform("mean").to_numpy()
    seen, mean = counts.to_numpy()[mean > 0], mean[mean > 0]

    def misfit(log_k: float) -> float:
        k = np.exp(log_k)
        return -float(nbinom.logpmf(seen, k, k / (k + mean)).sum())

    best = minimize_scalar(misfit, bounds=LOG_K, method="bounded")
    edge = best.fun + chi2.ppf(CONFIDENCE, 1) / 2
    low, high = (_crossing(lambda at: misfit(at) - edge, best.x, end) for end in LOG_K)
    return Burstiness(*(float(np.exp(at)) if at < LOG_K[1] - 1 / 100 else np.inf for at in (best.x, low, high)))


def _crossing(above: Callable[[float], float], inside: float, end: float) -> float:
    """Return where a function that is negative inside becomes positive on the way to an end (the end if nowhere)."""
    return float(brentq(above, inside, end)) if above(inside) < 0 < above(end) else end


def dispersion(total: pd.Series, areas: pd.DataFrame) -> pd.DataFrame:
    """Return for all events and each area: mean a day, variance/mean (raw, without weekday, and trend), and k."""
    rows = []
    for name, counts in [("all", total), *areas.items()]:
        plain = without_weekday(counts)
        ratios = [float(variance_ratio(one)) for one in (counts, plain, without_trend(plain))]
        rows.append((str(name), float(counts.mean()), *ratios, *negative_binomial(counts)))
    names = ["area", "per_day", "variance_ratio", "without_weekday", "without_trend", "k", "k_low", "k_high"]
    return pd.DataFrame(rows, columns=names)


def autocorrelation(counts: pd.Series) -> pd.DataFrame:
    """Return the correlation of a day's count with that of earlier days, raw and without weekday, to a lag of 14."""
    from statsmodels.tsa.stattools import acf

    lags = min(LAGS, len(counts) // 2)
    raw, adjusted = (acf(one.to_numpy(float), nlags=lags, fft=False)[1:] for one in (counts, without_weekday(counts)))
    bound = np.sqrt(chi2.ppf(CONFIDENCE, 1) / len(counts))
    return pd.DataFrame({"lag_days": np.arange(1, lags + 1), "raw": raw, "without_weekday": adjusted, "noise": bound})


def area_correlation(areas: pd.DataFrame) -> pd.DataFrame:
    """Return the correlations of areas' daily counts without their weekday, areas of enough events only."""
    large = areas.loc[:, areas.mean() >= LEAST_PER_DAY]
    found = large.apply(without_weekday).corr()
    found.index.name = "area"
    return found


def mean_between(correlations: pd.DataFrame) -> float:
    """Return the mean correlation between different areas."""
    upper = correlations.to_numpy()[np.triu_indices(len(correlations), 1)]
    return float(np.nanmean(upper)) if len(upper) else float("nan")
