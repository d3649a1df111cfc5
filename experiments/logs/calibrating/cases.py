"""The cases of a log, real or simulated, as columns of numbers in the order of days: what patterns are made from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.logs.concentration import came_before
from experiments.logs.fitting.handling import as_known, hours_between
from experiments.logs.fitting.sources import by_resident, is_void, level_of
from experiments.logs.fitting.window import DAY, Window
from experiments.logs.schema import EVENTS

Floats = NDArray[np.float64]
STEPS = {
    "registering": ("reported_at", "registered_at"),
    "dispatching": ("registered_at", "dispatched_at"),
    "starting": ("dispatched_at", "started_at"),
    "handling": ("started_at", "handled_at"),
}


class Cases(NamedTuple):
    """The cases of the used days of a window, in the order of their days.

    columns: by name, a number a case (NaN: not said). starts: where each day of the window begins among them.
    areas: counts, shape (days, areas). workdays, weekdays: of each day. used: the days that count.
    """

    columns: dict[str, Floats]
    starts: NDArray[np.int64]
    areas: Floats
    workdays: NDArray[np.bool_]
    weekdays: NDArray[np.int64]
    used: NDArray[np.int64]

    def rows(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the places of the cases of some days, days that come twice twice."""
        sizes = self.starts[days + 1] - self.starts[days]
        first = np.repeat(self.starts[days] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        return np.asarray(first + np.arange(sizes.sum()))


def said_columns(events: pd.DataFrame) -> list[str]:
    """Return the columns in which a log says anything."""
    return [name for name in EVENTS.columns if events[name].notna().any()]


def as_said(simulated: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return a simulated log with those columns alone in which the real one says anything; the others are empty."""
    silent = [name for name in EVENTS.columns if name not in columns]
    return simulated.assign(**{name: pd.Series(None, simulated.index, dtype=EVENTS.dtypes[name]) for name in silent})


def cases_of(events: pd.DataFrame, window: Window) -> Cases:
    """Return the cases of an event table over a window, as known when the window ends."""
    day = ((events["reported_at"] - window.first) // DAY).to_numpy()
    inside = (day >= 0) & (day < window.n_days)
    table = (
        events[inside].assign(day=day[inside].astype(int)).sort_values("reported_at", kind="stable", ignore_index=True)
    )
    place = table["day"].to_numpy()
    starts = np.searchsorted(place, np.arange(window.n_days + 1))
    code, names = pd.factorize(table["area"].fillna(""))
    flat = np.bincount(place * max(len(names), 1) + code, minlength=window.n_days * max(len(names), 1))
    areas = flat.reshape(window.n_days, -1).astype(float)
    used = np.flatnonzero(window.used)
    return Cases(_columns(table, window), starts, areas, window.workdays(), window.weekdays(), used)


def _columns(table: pd.DataFrame, window: Window) -> dict[str, Floats]:
    void, level = is_void(table), level_of(table).astype(float)
    known = as_known(table, window)
    hours, closed = known["hours"].to_numpy(float), known["closed"].to_numpy(bool)
    on_time = known["on_time"].astype("Float64").astype(float).to_numpy()
    real, limit = ~void, hours_between(table["reported_at"], table["due_at"])
    columns = {
        "resident": by_resident(table).astype(float),
        "void": void.astype(float),
        "repeat": np.where(table["area"].notna(), came_before(table, DAY).to_numpy(float), np.nan),
        "level": np.where((level >= 0) & real, level, np.nan),
        "on_time": np.where(real, on_time, np.nan),
        "hours": np.where(real, hours, np.nan),
        "closed": closed.astype(float),
        "limit_used": np.where(real & closed & (limit > 0), hours / limit, np.nan),
        "rework": np.where(real & closed, (table["reworks"] > 0).astype("Float64").astype(float).to_numpy(), np.nan),
        "checked": np.where(real & closed, table["checked_at"].notna().to_numpy(float), np.nan),
    }
    steps = {name: hours_between(table[first], table[last]) for name, (first, last) in STEPS.items()}
    return columns | {name: np.where(real, found, np.nan) for name, found in steps.items()}
