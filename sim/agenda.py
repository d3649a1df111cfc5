"""The event calendar: what happens at which hour; ties happen in the order in which they were planned.

Only what happens before the open end is kept in a heap; what lies beyond waits in a list for its day. So the heap is
as small as a day, however far ahead things are planned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

from sim.errors import ModelError

Action = Callable[[Any], None]
Entry = tuple[float, int, Action, Any]


class Agenda:
    """A calendar of (hour, order, action, argument); an action is a bound method or function of one argument.

    `at(hour, action, argument)` plans an action for an hour (hours since the first simulated midnight).
    `open_day(day)` fetches what waits for a day and ends the heap at its midnight (until the first call it has no end).
    """

    __slots__ = ("at", "heap", "later", "open_day")

    def __init__(self) -> None:
        self.heap: list[Entry] = []
        self.later: dict[int, list[Entry]] = defaultdict(list)
        self.at, self.open_day = _planner(self.heap, self.later)

    def __len__(self) -> int:
        """Return how many actions are planned."""
        return len(self.heap) + sum(map(len, self.later.values()))

    def run(self, until: float, clock: Any) -> None:
        """Do all that is planned before the hour `until`, with `clock.time` set to each event's own hour."""
        heap = self.heap
        heappush(heap, (until, BEFORE_ALL, _stop, None))
        while True:
            hour, _, action, argument = heappop(heap)
            if action is _stop:
                break
            if hour < clock.time:
                raise ModelError(f"hour {clock.time:g}: something was planned for hour {hour:g}, which is over")
            clock.time = hour
            action(argument)
        clock.time = until


def _planner(
    heap: list[Entry], later: dict[int, list[Entry]]
) -> tuple[Callable[[float, Action, Any], None], Callable[[int], None]]:
    """Return `at` and `open_day` of an agenda (closures: `at` is called ten times for each incident)."""
    order = count().__next__
    end = float("inf")

    def at(hour: float, action: Action, argument: Any) -> None:
        if hour < end:
            heappush(heap, (hour, order(), action, argument))
        elif hour < NEVER:
            later[int(hour / 24)].append((hour, order(), action, argument))

    def open_day(day: int) -> None:
        nonlocal end
        end = 24.0 * (day + 1)
        heap.extend(later.pop(day, ()))
        heapify(heap)

    return at, open_day


def _stop(_: Any) -> None:
    """End a run of the agenda."""


NEVER = float("inf")
BEFORE_ALL = -1  # the order of what comes before all else of the same hour
