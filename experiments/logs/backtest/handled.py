"""Handling in the tested days: promptness, hours to closing, open cases, as logged and as simulated."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.logs.fitting.command import FittedStreet
from experiments.logs.fitting.handling import AT_ONCE_HOURS, hours_between, kaplan_meier
from experiments.logs.fitting.priors import Priors
from experiments.logs.fitting.sources import is_void
from experiments.logs.fitting.window import DAY
from experiments.logs.trace_file import traced, write_trace
from sim.scenario import Scenario

Floats = NDArray[np.float64]
QUARTERS = (0.25, 0.5, 0.75, 0.9)
SETTLED_DAYS = 45  # after the tested days, for limits to run out where a log has no times of closing


class Cases(NamedTuple):
    """Cases as both sides have them: hours of report and closing from a first day on (nan: open), limit, promptness."""

    reported: Floats
    closed: Floats
    due: Floats
    on_time: Floats


def of_log(table: pd.DataFrame, first: pd.Timestamp) -> Cases:
    """Return the cases of logged events (duplicates and voided ones apart).

    Where a log has limits, a case without one is neither on time nor late, as in a run.
    """
    real = table[~is_void(table)]
    start = pd.Series(first, real.index)
    columns = (hours_between(start, real[name]) for name in ("reported_at", "closed_at", "due_at"))
    on_time = real["on_time"].mask(real["due_at"].isna() & real["due_at"].notna().any())
    return Cases(*columns, on_time.astype("Float64").astype(float).to_numpy())


def of_run(cases: pd.DataFrame) -> Cases:
    """Return the cases of a run (mistaken ones apart)."""
    real = cases[(cases["mistaken"] == 0) & cases["reported"].notna()]
    columns = [real[name].to_numpy(float) for name in ("reported", "closed", "deadline", "answered")]
    return Cases(*columns[:3], np.where(np.isnan(columns[3]), 0.0, columns[3] <= columns[2]).astype(float))


def on_time_share(cases: Cases, start: float, end: float, horizon: float) -> float:
    """Return the share on time of what was reported in [start, end), limits beyond the horizon left out."""
    mine = (cases.reported >= start) & (cases.reported < end) & np.isfinite(cases.on_time)
    mine &= ~(cases.due > horizon)
    return float(cases.on_time[mine].mean()) if mine.any() else np.nan


def closing_quantiles(cases: Cases, start: float, end: float) -> Floats:
    """Return quantiles of the hours to closing of what was reported in [start, end), open cases censored at the end."""
    mine = (cases.reported >= start) & (cases.reported < end)
    closed = mine & (cases.closed <= end)
    if not closed.any():
        return np.full(len(QUARTERS), np.nan)
    hours = np.where(closed, cases.closed, end)[mine] - cases.reported[mine]
    times, done = kaplan_meier(np.maximum(hours, AT_ONCE_HOURS), closed[mine])  # within the hour is at once
    return np.array([times[np.searchsorted(done, one)] if done[-1] >= one else np.nan for one in QUARTERS])


def open_cases(cases: Cases, n_days: int) -> Floats:
    """Return how many cases were open at the end of each day."""
    midnight = 24.0 * (np.arange(n_days) + 1)
    closed = np.sort(cases.closed[np.isfinite(cases.closed)])
    return np.searchsorted(np.sort(cases.reported), midnight) - np.searchsorted(closed, midnight).astype(float)


def recorded(street: FittedStreet, table: pd.DataFrame, path: Path, n_days: int) -> Scenario:
    """Return the street living through the log until the end of the fit, then through its own draws.

    The table has the log's events from the fit's first day on; days that the fit left out are lived through too.
    """
    window = street.fitted.panel.window
    share = Priors().residents_share if street.fitted.resident_share is None else None
    write_trace(path, table[table["day"] < window.n_days], share)
    onset = traced(street.scenario.onset, path, str(window.end.date()), "drawn")
    changed: Scenario = street.scenario.but(onset=onset, days=window.n_days + n_days, warmup_days=0)
    return changed


def coming(street: FittedStreet, n_days: int) -> Scenario:
    """Return the street in the days after the fit, from an empty desk on."""
    window = street.fitted.panel.window
    changed: Scenario = street.scenario.but(start_date=str(window.end.date()), days=n_days, warmup_days=0)
    return changed


def days_after(window_end: pd.Timestamp, last: pd.Timestamp) -> int:
    """Return how many days lie after a fit until a last day."""
    return int((last - window_end) // DAY) + 1
