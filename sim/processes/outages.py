"""Outages: when the platform is up, known from the first day on but told to nobody beforehand."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import numpy as np

YEAR = 24.0 * 365  # hours


class Outages:
    """The hours at which the platform fails and is up again.

    It works for exponential times (so that it fails at Poisson times while it is up) and is down for log-normal ones.
    A platform that is not `there` is never up.
    """

    def __init__(self, draws: Any, per_year: float, median_hours: float, sigma: float, until: float) -> None:
        self.there = True
        self.starts: list[float] = []
        self.ends: list[float] = []
        hour, ordinal = 0.0, 0
        while per_year > 0:
            hour += float(draws["platform fails"].exponential(ordinal)) * YEAR / per_year
            if hour >= until:
                break
            self.starts.append(hour)
            hour += median_hours * float(np.exp(sigma * draws["length of an outage"].normal(ordinal)))
            self.ends.append(hour)
            ordinal += 1

    @classmethod
    def without_platform(cls) -> Outages:
        """Return the outage that never ends."""
        never = cls(None, 0.0, 0.0, 0.0, 0.0)
        never.there, never.starts, never.ends = False, [0.0], [float("inf")]
        return never

    def latest(self, now: float) -> int:
        """Return the number of the latest outage that has begun (-1: none yet)."""
        return bisect_right(self.starts, now) - 1

    def up(self, now: float) -> bool:
        """Whether the platform works at an hour."""
        if not self.starts:
            return True
        latest = self.latest(now)
        return latest < 0 or now >= self.ends[latest]

    def up_again(self, now: float) -> float:
        """Return `now` if the platform is up, else the hour at which it will be."""
        return now if self.up(now) else self.ends[self.latest(now)]

    def down_hours(self, first: float, last: float) -> float:
        """Return how long the platform is down between two hours."""
        starts, ends = np.clip(self.starts, first, last), np.clip(self.ends, first, last)
        return float((ends - starts).sum())
