"""Visits: who is due one, who has waited longest, and what became of those that were due."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Due:
    """The list of visits due, as columns by person; a visit not made before the next falls due is missed.

    Each person's visits fall due on fixed days, one in each interval, whoever makes them.
    """

    def __init__(self, keys: Any, interval: Ints, start: Any) -> None:
        self.keys, self.interval = keys, interval
        self._phase = np.floor(start * interval).astype(np.int64)
        self.last = -1 - self._phase  # as if each had been visited at some time before the first day
        self.waiting = np.zeros(len(interval), bool)
        self.count_anew()

    def count_anew(self) -> None:
        """Forget what was counted; what waits now was due before."""
        self.n_due = self.n_done = self.n_missed = 0
        self._waited = int(self.waiting.sum())

    def morning(self, day: int) -> None:
        """Let today's visits fall due; what still waits from the interval before is missed."""
        falls_due = (day + self._phase) % self.interval == 0
        self.n_missed += int((falls_due & self.waiting).sum())
        self.n_due += int(falls_due.sum())
        self.waiting |= falls_due
        self._wait = (day - self.last) / self.interval

    def first_of(self, place: Ints, capacity: Ints) -> Ints:
        """Return who is visited where so many visits can be made at each place: who has waited most intervals first."""
        rows = np.nonzero(self.waiting)[0]
        if not len(rows) or not capacity.any():
            return rows[:0]
        rows = rows[np.lexsort((self.keys[rows], -self._wait[rows], place[rows]))]
        at = place[rows]
        rank = np.arange(len(rows)) - np.searchsorted(at, at)
        return np.asarray(rows[rank < capacity[at]], np.int64)

    def make(self, rows: Ints, day: int) -> None:
        """Make visits."""
        self.waiting[rows] = False
        self.last[rows] = day
        self.n_done += len(rows)

    def overdue(self, day: int) -> NDArray[np.float64]:
        """Return by how many days each person's time since the last visit exceeds the interval."""
        return np.asarray(np.maximum(day - self.last - self.interval, 0), np.float64)

    def unaccounted(self) -> int:
        """Return the visits due of which it is not known what became of them (0 if the book balances)."""
        return self._waited + self.n_due - self.n_done - self.n_missed - int(self.waiting.sum())
