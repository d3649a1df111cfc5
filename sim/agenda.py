"""The event calendar: what happens at which hour; ties happen in the order in which they were planned."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any

Action = Callable[[Any], None]
Entry = tuple[float, int, Action, Any]


class Agenda:
    """A heap of (hour, order, action, argument); an action is a bound method or function of one argument.

    `at(hour, action, argument)` plans an action for an hour (hours since the first simulated midnight).
    """

    __slots__ = ("at", "heap")

    def __init__(self) -> None:
        self.heap: list[Entry] = []
        self.at = _planner(self.heap)

    def run(self, until: float, clock: Any) -> None:
        """Do all that is planned before the hour `until`, with `clock.time` set to each event's own hour."""
        heap = self.heap
        while heap and heap[0][0] < until:
            clock.time, _, action, argument = heappop(heap)
            action(argument)
        clock.time = until


def _planner(heap: list[Entry]) -> Callable[[float, Action, Any], None]:
    """Return the function that plans onto a heap (a closure: it is called ten times for each incident)."""
    order = count().__next__

    def at(hour: float, action: Action, argument: Any) -> None:
        heappush(heap, (hour, order(), action, argument))

    return at
