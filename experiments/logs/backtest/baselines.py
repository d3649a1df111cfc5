"""Naive rivals of the street: the same weekday of the last weeks, the seasonal mean, a negative-binomial regression."""

from __future__ import annotations

from calendar import MONDAY, SUNDAY
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, poisson

from experiments.logs.fitting.window import Window

Floats = NDArray[np.float64]
SAMPLES = 199
LAST_WEEKS = 8
LEAST_ALPHA = 1e-6


class Days(NamedTuple):
    """What the rivals know of days: of those of the fit and of those to come, the weekday class (days off apart)."""

    fitted: NDArray[np.int64]
    coming: NDArray[np.int64]


def day_classes(window: Window) -> NDArray[np.int64]:
    """Return a class for each day: its weekday; holidays count as Sundays, make-up working days as Mondays."""
    return np.where(window.usual(), window.weekdays(), np.where(window.workdays(), MONDAY, SUNDAY))


def same_weekday(counts: Floats, days: Days) -> Floats:
    """Return samples (n, days, series): the counts (days, series) of the last days of the same class."""
    columns = []
    for one in days.coming:
        past = counts[days.fitted == one][-LAST_WEEKS:]
        past = past if len(past) else counts[-LAST_WEEKS:]
        columns.append(past[np.arange(SAMPLES) % len(past)])
    return np.stack(columns, axis=1).astype(float)


def seasonal_mean(counts: Floats, days: Days) -> Floats:
    """Return samples of Poisson counts around the mean of the class of day, each series by itself."""
    means = np.stack([_mean(counts, days.fitted, one) for one in days.coming])
    return np.asarray(poisson.ppf(_chances(), means[None] + LEAST_ALPHA), float)


def _mean(counts: Floats, fitted: NDArray[np.int64], one: int) -> Floats:
    same = fitted == one
    return np.asarray(counts[same if same.any() else slice(None)].mean(axis=0))


def regression(counts: Floats, days: Days) -> Floats:
    """Return samples of a negative-binomial regression (statsmodels) of all series together: series + class of day.

    The dispersion is that of Cameron and Trivedi's auxiliary regression on a Poisson fit.
    """
    import statsmodels.api as sm

    seen = counts.sum(axis=0) > 0
    n_series = int(seen.sum())
    classes = np.unique(days.fitted)
    coming = np.where(np.isin(days.coming, classes), days.coming, classes[-1])
    y = counts[:, seen].ravel()
    x = _design(days.fitted, classes, n_series)
    mean = np.asarray(sm.GLM(y, x, family=sm.families.Poisson()).fit().mu)
    alpha = max(float((((y - mean) ** 2 - y) * mean**2).sum() / (mean**4).sum()), LEAST_ALPHA)
    fit = sm.GLM(y, x, family=sm.families.NegativeBinomial(alpha=alpha)).fit()
    ahead = np.asarray(fit.predict(_design(coming, classes, n_series))).reshape(len(coming), n_series)
    samples = np.zeros((SAMPLES, len(coming), counts.shape[1]))
    samples[:, :, seen] = nbinom.ppf(_chances(), 1 / alpha, 1 / (1 + alpha * ahead[None]))
    return samples


def _design(day: NDArray[np.int64], classes: NDArray[np.int64], n_series: int) -> Floats:
    """Return dummies of the series and of the class of day (the first class is the reference)."""
    series = np.tile(np.eye(n_series), (len(day), 1))
    of_day = np.repeat((day[:, None] == classes[None, 1:]).astype(float), n_series, axis=0)
    return np.hstack([series, of_day])


def _chances() -> Floats:
    return ((np.arange(SAMPLES) + 1) / (SAMPLES + 1))[:, None, None]
