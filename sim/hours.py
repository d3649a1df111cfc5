"""Opening hours: clocks that run only while a desk, a centre or a person's day is open."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError


class OpenHours:
    """A clock that runs from `opens` to `closes` on open days only.

    `open_days` is a boolean array over the days of the run; the pattern of its last 7 days goes on for 52 weeks more,
    and there the clock stops: an hour that is never reached is inf.
    """

    def __init__(self, opens: float, closes: float, open_days: NDArray[np.bool_]) -> None:
        self.opens, self.closes = opens, closes
        self.span = closes - opens
        beyond = np.resize(open_days[-7:], 7 * 52) if open_days[-7:].any() else np.ones(7 * 52, bool)
        days = np.concatenate([open_days, beyond])
        self._open = days.tolist()
        self._always = self.span >= 24 and bool(days.all())
        self._n_days = len(self._open)
        self._end = 24.0 * self._n_days
        before = np.concatenate([[0.0], np.cumsum(days * self.span)])
        self._before: list[float] = before.tolist()

    def elapsed(self, hour: float) -> float:
        """Return how many open hours lie before an hour of the run."""
        if self._always:
            return hour
        if hour >= self._end:
            return self._before[-1]
        day = int(hour / 24)
        if not self._open[day]:
            return self._before[day]
        since = hour - 24 * day - self.opens
        if since <= 0.0:
            return self._before[day]
        return self._before[day] + (since if since < self.span else self.span)

    def at(self, elapsed: float) -> float:
        """Return the hour of the run at which so many open hours have passed (inf if that never comes)."""
        if self._always:
            return elapsed
        day = bisect_right(self._before, elapsed) - 1
        if day >= self._n_days:
            return float("inf")
        return 24 * day + self.opens + elapsed - self._before[day]

    def after(self, hour: float, open_hours: float) -> float:
        """Return the hour that lies `open_hours` of opening after `hour`."""
        if self._always:
            return hour + open_hours
        elapsed = self.elapsed(hour) + open_hours
        if hour >= self._end:
            return self.at(elapsed)
        day = int(hour / 24)
        if self._before[day] <= elapsed < self._before[day + 1]:  # on the same day: no search
            return 24 * day + self.opens + elapsed - self._before[day]
        return self.at(elapsed)


def check_open(group: Any, opens: str, closes: str) -> None:
    """Raise InputError unless a group's closing hour lies after its opening hour."""
    if getattr(group, closes) <= getattr(group, opens):
        allowed = f"above {opens} = {getattr(group, opens):g}"
        raise InputError(closes, getattr(group, closes), allowed, "hours run from 0 to 24 of one day")


def waking_after(hours: Any, waking: Any, opens: float, closes: float) -> Any:
    """Return the hours that lie `waking` waking hours after `hours` (arrays; every day is the same)."""
    span = closes - opens
    day = hours // 24
    clock = day * span + np.clip(hours - 24 * day - opens, 0.0, span) + waking
    later = clock // span
    return 24 * later + opens + clock - later * span


def waking_hour_after(hour: float, waking: float, opens: float, closes: float) -> float:
    """Return the hour that lies `waking` waking hours after `hour`: `waking_after` for one number."""
    span = closes - opens
    day = hour // 24
    clock = day * span + min(max(hour - 24 * day - opens, 0.0), span) + waking
    later = clock // span
    return 24 * later + opens + clock - later * span
