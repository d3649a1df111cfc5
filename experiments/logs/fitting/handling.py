"""Handling times from a log: what is still open when the log is cut is censored, not left out (Kaplan-Meier)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import norm

from experiments.logs.fitting.recent import best_half_life, weights
from experiments.logs.fitting.sources import is_void
from experiments.logs.fitting.window import Window
from sim.hours import OpenHours

Floats = NDArray[np.float64]
QUANTILES = 40  # steps of the table of quantiles of a kind
AT_ONCE_HOURS = 1.0  # closed within the hour: settled as it was reported, without passing from desk to desk
LEAST_CASES = 30  # closed cases of a kind that is to have times of its own
TAIL_SIGMA = (
    2.3  # log-normal sigma of what lies beyond the log's reach, if the log itself shows no slope (datasets 8.4)
)
SIGMAS = (0.5, 3.0)  # slopes that a log may show at its end
HOURS = 24  # of a day
QUICK_HOURS = 168.0  # a week, by which closings are followed over the weeks of a log
MOSTLY = 1 / 2  # of a kind's cases that must have a limit for the kind to have one


class Handling(NamedTuple):
    """What a log says of handling, by kind: elapsed hours at even chances (nan: nothing), limits, promptness.

    limit_hours: median time limit in hours of working days (nan: most have none); on_time: share on time of those whose
    limit has run out or who are closed (nan: none); n: closed cases; half_life_days: age at which a case weighs half as
    much as a new one in the times of closing and in promptness (inf: all weigh the same).
    """

    elapsed: Floats
    at_once: Floats
    limit_hours: Floats
    on_time: Floats
    n: NDArray[np.int64]
    half_life_days: float

    @property
    def timed(self) -> bool:
        """Whether the log has times of closing at all."""
        return bool(np.isfinite(self.elapsed).any())


def fit_handling(events: pd.DataFrame, kinds: tuple[str, ...], window: Window) -> Handling:
    """Return what the events (with the panel's kinds) say of handling, as was known at the end of the window."""
    real = events[~is_void(events)]
    known = as_known(real, window)
    kind = pd.Categorical(real["kind"], list(kinds)).codes.astype(int)
    hours, closed = known["hours"].to_numpy(), known["closed"].to_numpy()
    age = ages(real, window)
    half_life = handling_half_life(known, age, window.n_days)
    weight = weights(age, half_life)
    usable = np.isfinite(hours)
    at_once, rows = np.zeros(len(kinds)), []
    later = usable & ~(closed & (hours <= AT_ONCE_HOURS))
    overall = elapsed_table(hours[later], closed[later], weight[later])
    for one in range(len(kinds)):
        mine = usable & (kind == one)
        now = mine & closed & (hours <= AT_ONCE_HOURS)
        at_once[one] = weight[now].sum() / max(weight[mine].sum(), 1e-300)
        own = (mine & closed & ~now).sum() >= LEAST_CASES
        rows.append(elapsed_table(hours[mine & ~now], closed[mine & ~now], weight[mine & ~now]) if own else overall)
    limits = _medians(known["limit_hours"].to_numpy(), kind, len(kinds))
    n = np.bincount(kind[closed & usable], minlength=len(kinds))
    return Handling(np.array(rows), at_once, limits, _on_time(known["on_time"], kind, len(kinds)), n, half_life)


def ages(events: pd.DataFrame, window: Window) -> Floats:
    """Return the days from each event's report to the end of the window."""
    return np.asarray((window.end - events["reported_at"]) / pd.Timedelta(days=1), float)


def handling_half_life(known: pd.DataFrame, age: Floats, n_days: int) -> float:
    """Return the half-life by which past weeks tell best how quickly the weeks after them are handled.

    Quick is closed within a week (of what is a week old), or on time where a log has no times of closing.
    """
    timed = bool(np.isfinite(known["hours"]).any())
    quick = (known["closed"] & (known["hours"] <= QUICK_HOURS)).astype(float).to_numpy()
    quick = np.where(age * HOURS >= QUICK_HOURS, quick, np.nan)
    told = quick if timed else known["on_time"].astype("Float64").astype(float).to_numpy()
    day, there = age.astype(int), np.isfinite(told) & (age < n_days)
    if not there.any():
        return float(np.inf)
    seen, n = (np.bincount(day[there], one[there], n_days)[:, None] for one in (told, np.ones_like(told)))
    return best_half_life(seen, n * told[there].mean(), np.arange(n_days, dtype=float), float(LEAST_CASES))


def as_known(events: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return hours (closed or until now), closed, limit_hours (working days), on_time as known when the window ends.

    A log without times of closing has hours that are nan. What is open beyond its limit is late; what is closed without
    a time is as the log says; what is open within its limit is not known.
    """
    cut, there = window.end, bool(events["closed_at"].notna().any())
    closed = (events["closed_at"] <= cut).to_numpy(bool)
    hours = hours_between(events["reported_at"], events["closed_at"].where(closed, cut))
    late = (events["due_at"] < cut).to_numpy(bool) & ~closed & there
    on_time = events["on_time"].where(closed | (not there)).mask(late, False)
    known = {
        "hours": np.maximum(hours, 0.0) if there else np.full(len(events), np.nan),
        "closed": closed,
        "limit_hours": limits_in_work_hours(events, window),
        "on_time": on_time,
    }
    return pd.DataFrame(known, events.index)


def hours_between(start: pd.Series, end: pd.Series) -> Floats:
    """Return hours from one time to another."""
    return np.asarray((end - start) / pd.Timedelta(hours=1), float)


def limits_in_work_hours(events: pd.DataFrame, window: Window) -> Floats:
    """Return each time limit in hours of working days; beyond the clock's reach by the usual share of working days."""
    workdays = window.workdays()
    clock, reach = OpenHours(0.0, 24.0, workdays), 24.0 * window.n_days
    first = pd.Series(window.first, events.index)
    start, due = hours_between(first, events["reported_at"]), hours_between(first, events["due_at"])
    limit = np.full(len(events), np.nan)
    inside = (start >= 0) & (due <= reach)
    limit[inside] = [clock.elapsed(b) - clock.elapsed(a) for a, b in zip(start[inside], due[inside], strict=True)]
    beyond = due > reach
    limit[beyond] = (due - start)[beyond] * workdays.mean()
    return limit


def _medians(values: Floats, kind: NDArray[np.int64], n: int) -> Floats:
    """Return the median limit of each kind; a kind most of whose cases have no limit has none."""
    limits = pd.Series(values).where(values > 0)
    found = limits.groupby(kind).median().where(limits.notna().groupby(kind).mean() >= MOSTLY)
    return np.asarray(found.reindex(range(n)), float)


def _on_time(flags: pd.Series, kind: NDArray[np.int64], n: int) -> Floats:
    return np.asarray(flags.astype("Float64").astype(float).groupby(kind).mean().reindex(range(n)), float)


def elapsed_table(hours: Floats, closed: NDArray[np.bool_], weight: Floats | None = None) -> Floats:
    """Return elapsed hours at chances 0 ... 1 by Kaplan-Meier, with a log-normal tail beyond the log's reach."""
    if not closed.any():
        return np.full(QUANTILES + 1, np.nan)
    times, done = kaplan_meier(hours, closed, weight)
    chances = np.linspace(0, 1, QUANTILES + 1)
    chances[-1] = 1 - 1 / (2 * QUANTILES)
    reach = done[-1]
    inside = chances <= reach
    table = np.empty(len(chances))
    table[inside] = np.interp(chances[inside], np.concatenate([[0.0], done]), np.concatenate([[times[0]], times]))
    if not inside.all():
        sigma = _slope(times, done)
        z = ndtri(np.minimum(chances[~inside], 1 - 1e-9)) - ndtri(np.clip(reach, 1e-6, 1 - 1e-6))
        table[~inside] = times[-1] * np.exp(sigma * z)
    return np.maximum.accumulate(table)


def _slope(times: Floats, done: Floats) -> float:
    """Return the log-normal sigma that the upper half of what the log reaches has."""
    upper = (done > done[-1] / 2) & (done < 1) & (times > 0)
    if upper.sum() < LEAST_CASES:
        return TAIL_SIGMA
    return float(np.clip(np.polyfit(norm.ppf(done[upper]), np.log(times[upper]), 1)[0], *SIGMAS))


def kaplan_meier(hours: Floats, closed: NDArray[np.bool_], weight: Floats | None = None) -> tuple[Floats, Floats]:
    """Return times of closing and the share closed by then, with open cases censored (statsmodels)."""
    from statsmodels.duration.survfunc import SurvfuncRight

    found = SurvfuncRight(np.maximum(hours, 1e-9), closed.astype(int), freq_weights=weight)
    return np.asarray(found.surv_times, float), 1 - np.asarray(found.surv_prob, float)
