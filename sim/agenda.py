"""The event calendar: what happens at which hour; ties happen in the order in which they were planned."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any

Action = Callable[[Any], None]


class Agenda:
    """A heap of (hour, order, action, argument); an action is a bound method or function of one argument."""

    __slots__ = ("_order", "heap")

    def __init__(self) -> None:
        self.heap: list[tuple[float, int, Action, Any]] = []
        self._order = count().__next__

    def at(self, hour: float, action: Action, argument: Any) -> None:
        """Plan an action for an hour (hours since the first simulated midnight)."""
        heappush(self.heap, (hour, self._order(), action, argument))

    def run(self, until: float, clock: Any) -> None:
        """Do all that is planned before the hour `until`, with `clock.time` set to each event's own hour."""
        heap = self.heap
        while heap and heap[0][0] < until:
            clock.time, _, action, argument = heappop(heap)
            action(argument)
        clock.time = until
