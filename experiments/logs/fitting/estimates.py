"""The table of a fit: each parameter with value, interval and origin: fitted, prior (with its range), or declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.logs.fitting.fitted import Fitted, expected_counts
from experiments.logs.fitting.priors import Priors
from experiments.logs.fitting.shocks import MOST_VARIANCE, fit_shocks
from experiments.logs.fitting.street import LONGEST_HOURS, Delays, limits_of, n_grids
from sim import describe
from sim.draws import Draws

Floats = NDArray[np.float64]
FITTED, PRIOR, DECLARED = "fitted", "prior", "declared"
RESAMPLES = 200
BLOCK_DAYS = 7
TAILS = (0.025, 0.975)


class Row(NamedTuple):
    """A line of the table; low and high: 95 % by a bootstrap of weeks (fitted), or the range (prior)."""

    parameter: str
    value: float
    low: float
    high: float
    unit: str
    origin: str
    how: str


def estimates(fitted: Fitted, delays: Delays, priors: Priors) -> pd.DataFrame:
    """Return the table of a fit."""
    return pd.DataFrame([*_counts(fitted), *_handling(fitted, delays, priors), *_priors(fitted, priors), *_declared()])


def _counts(fitted: Fitted) -> Iterator[Row]:
    names, units, value = _headline(fitted, np.arange(int(fitted.panel.window.used.sum())))
    again = np.array([_headline(fitted, days)[2] for days in resampled_days(int(fitted.panel.window.used.sum()))])
    low, high = np.quantile(again, TAILS, axis=0)
    for row in zip(names, value, low, high, units, strict=True):
        cut = cut_words(fitted) if "shock" in row[0] else ""
        yield Row(*row, FITTED, f"counts of days; weeks resampled{cut}")
    total = fitted.panel.used.sum(axis=(0, 2))
    for i, kind in enumerate(fitted.panel.kinds):
        rate, error = fitted.rates.workday[i], 2 * (fitted.shocks.kind_level[i] + fitted.shocks.level) ** 0.5
        how = f"{total[i]} events"
        yield Row(f"rate of {kind}", rate, rate * np.exp(-error), rate * np.exp(error), "1/working day", FITTED, how)
        yield Row(f"weekend factor of {kind}", fitted.rates.weekend[i], np.nan, np.nan, "ratio", FITTED, how)
    for i, area in enumerate(fitted.panel.areas):
        share = fitted.rates.share[i]
        error = 2 * (share * (1 - share) / max(total.sum(), 1)) ** 0.5
        yield Row(f"share of {area}", share, max(share - error, 0), share + error, "share", FITTED, "events")
    months = "a year of days" if (fitted.rates.month != 1).any() else "less than a year in the log: no seasons"
    yield Row("month factors", float(np.ptp(fitted.rates.month)), np.nan, np.nan, "spread", FITTED, months)
    yield Row(
        "hour profiles", float(fitted.rates.timed), np.nan, np.nan, "events", FITTED, "events not imported in bulk"
    )


def cut_words(fitted: Fitted) -> str:
    """Return in words which shocks are larger than the model takes, and so are cut ("" if none is)."""
    shocks, panel = fitted.shocks, fitted.panel
    cut = ["all"] if shocks.day >= MOST_VARIANCE else []
    for names, *sizes in ((panel.areas, shocks.community), (panel.kinds, shocks.kind, shocks.local)):
        largest = np.max(sizes, axis=0)
        cut += [name for name, size in zip(names, largest, strict=True) if size >= MOST_VARIANCE]
    return f"; log variances cut at {MOST_VARIANCE:g}: {', '.join(cut)}" if cut else ""


def _headline(fitted: Fitted, days: NDArray[np.int64]) -> tuple[list[str], list[str], Floats]:
    """Return names, units and values of the rates and shocks that a set of used days shows."""
    panel, rates = fitted.panel, fitted.rates
    counts, window = panel.used[days].astype(float), panel.window
    works = window.workdays()[window.used][days]
    meant = expected_counts(panel, rates)[days]
    meant = meant * (counts.sum((0,)) / np.maximum(meant.sum(0), 1e-300))[None]
    places = np.flatnonzero(window.used)[days]
    shocks = fit_shocks(counts, meant, np.concatenate([[True], np.diff(places) != 1]))
    on, off = counts[works].sum((1, 2)), counts[~works].sum((1, 2))
    mean_on, mean_off = (float(one.mean()) if len(one) else np.nan for one in (on, off))
    names = ["events a working day", "days off over working days", "common shock", "memory of the common shock"]
    names += [
        "shock of an area (mean)",
        "shock of a kind (mean)",
        "local shock of a kind (mean)",
        "negative-binomial k of area-days",
    ]
    units = ["1/day", "ratio", "log variance", "correlation", "log variance", "log variance", "log variance", "ratio"]
    size, areas = (counts.sum(axes) / max(counts.sum(), 1) for axes in ((0, 2), (0, 1)))
    values = [mean_on, mean_off / mean_on, shocks.day, shocks.memory, float(shocks.community @ areas)]
    values += [float(shocks.kind @ size), float(shocks.local @ size), negative_binomial_k(counts.sum(1), meant.sum(1))]
    return names, units, np.array(values)


def negative_binomial_k(counts: Floats, expected: Floats) -> float:
    """Return the median over areas of k in variance = mean + mean^2 / k of the days' counts around their means."""
    extra = ((counts - expected) ** 2 - expected).sum(0)
    k = (expected**2).sum(0) / np.where(extra > 0, extra, np.nan)
    return float(np.nanmedian(k)) if np.isfinite(k).any() else np.inf


def resampled_days(n_days: int, resamples: int = RESAMPLES, block: int = BLOCK_DAYS) -> list[NDArray[np.int64]]:
    """Return resamples of days in blocks (circular block bootstrap), the same whenever it is asked for."""
    n_blocks = -(-n_days // block)
    keys = np.arange(resamples * n_blocks).astype(np.uint64)
    starts = (Draws(0)["block of days"].uniform(keys) * n_days).astype(int).reshape(resamples, n_blocks)
    days = (starts[:, :, None] + np.arange(block)).reshape(resamples, -1)[:, :n_days] % n_days
    return list(days)


def _handling(fitted: Fitted, delays: Delays, priors: Priors) -> Iterator[Row]:
    handling, limits = fitted.handling, limits_of(fitted, priors)
    how = "rolling origins inside the days of the fit; inf: all days weigh the same"
    for what, days in (("handling", handling.half_life_days), ("levels of kinds ahead", fitted.recent.half_life_days)):
        yield Row(f"half-life of {what}", days, np.nan, np.nan, "days", FITTED, how)
    middle = handling.elapsed.shape[1] // 2
    for i, kind in enumerate(fitted.panel.kinds):
        how = f"{handling.n[i]} closings, open ones censored"
        if handling.timed:
            yield Row(
                f"median hours to closing of {kind}", handling.elapsed[i, middle], np.nan, np.nan, "h", FITTED, how
            )
            assert delays.quantiles is not None
            yield Row(
                f"median delay of {kind}",
                delays.quantiles[i, middle],
                np.nan,
                np.nan,
                "h",
                FITTED,
                "less what a pilot's stages take",
            )
            yield Row(f"settled at once of {kind}", handling.at_once[i], np.nan, np.nan, "share", FITTED, how)
        own = np.isfinite(handling.limit_hours[i])
        yield Row(
            f"time limit of {kind}",
            limits[i],
            np.nan,
            np.nan,
            "h of working days",
            FITTED if own else PRIOR,
            "median limit" if own else "none in the log" if limits[i] >= LONGEST_HOURS else "I25",
        )
        if np.isfinite(handling.on_time[i]):
            yield Row(
                f"on time of {kind}",
                handling.on_time[i],
                np.nan,
                np.nan,
                "share",
                FITTED,
                "those known at the end of the fit",
            )
        if fitted.levels is not None:
            yield Row(
                f"grid share of {kind}",
                fitted.levels[i, 0],
                np.nan,
                np.nan,
                "share",
                FITTED,
                "level of the unit that settled it",
            )


def _priors(fitted: Fitted, priors: Priors) -> Iterator[Row]:
    """Yield what the log is silent about, with the range that is thought possible."""
    known = {"residents_share": fitted.resident_share is not None, "delay_hours": True, "deadline_hours": True}
    if fitted.resident_share is not None:
        yield Row(
            "events that residents bring in",
            fitted.resident_share,
            np.nan,
            np.nan,
            "share",
            FITTED,
            "words of the source",
        )
    for one in describe(priors):
        declared = one.declaration
        if not known.get(one.key):
            low, high = float(declared.low or 0), float(declared.high or 0)
            yield Row(
                declared.help,
                float(one.default),
                low,
                high,
                declared.unit,
                PRIOR,
                f"not in the log ({declared.source})",
            )
    yield Row(
        "grids",
        n_grids(fitted, priors),
        np.nan,
        np.nan,
        "grids",
        PRIOR,
        "from events a grid and day, at least one an area",
    )


def _declared() -> Iterator[Row]:
    for name, unit, how in (
        ("contagion, prevention and learning", "switch", "off: a log shows their sum with shocks and rates"),
        ("noticing", "switch", "immediate: a log begins with the report; who did not report is not in it"),
        ("staffing, working day, centres' hours", "see ODD", "declared defaults; change them by overrides"),
    ):
        yield Row(name, 0.0, np.nan, np.nan, unit, DECLARED, how)
