"""The event calendar: what happens at which hour; ties happen in the order in which they were planned.

What lies beyond the open day waits in a list for its day. What is known of a day before it begins is sorted once; only
what is planned during the day for the same day goes through a heap, which therefore stays small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import count, repeat
from operator import itemgetter
from typing import Any

from sim.errors import ModelError

Action = Callable[[Any], None]
Entry = tuple[float, int, Action, Any]


class Agenda:
    """A calendar of (hour, order, action, argument); an action is a bound method or function of one argument.

    `at(hour, action, argument)` plans an action for an hour (hours since the first simulated midnight).
    `open_day(day)` fetches what waits for a day; until the next `run` all that is planned for it joins that list.
    """

    __slots__ = ("_begin", "_order", "at", "heap", "known", "later", "open_day")

    def __init__(self) -> None:
        self.heap: list[Entry] = []
        self.known: list[Entry] = []  # of the open day, the next one last
        self.later: dict[int, list[Entry]] = defaultdict(list)
        self._order = count().__next__
        self.at, self.open_day, self._begin = _planner(self.heap, self.known, self.later, self._order)

    def __len__(self) -> int:
        """Return how many actions are planned."""
        return len(self.heap) + len(self.known) + sum(map(len, self.later.values()))

    def planned(self) -> list[Entry]:
        """Return everything that is planned, in order."""
        return sorted([*self.heap, *self.known, *(one for some in self.later.values() for one in some)])

    def count(self, *actions: Action) -> int:
        """Return how often any of the actions is planned."""
        everything = (self.heap, self.known, *self.later.values())
        return sum(entry[2] in actions for entries in everything for entry in entries)

    def at_each(self, hours: list[float], action: Action, arguments: Iterable[Any]) -> None:
        """Plan an action for each of many hours of the day that is being opened, with an argument each."""
        self.known.extend(zip(hours, iter(self._order, None), repeat(action), arguments, strict=False))

    def run(self, until: float, clock: Any) -> None:
        """Do all that is planned before the hour `until`, with `clock.time` set to each event's own hour."""
        self._begin()
        heap, known, now = self.heap, self.known, clock.time
        heappush(heap, (until, BEFORE_ALL, _stop, None))
        while True:
            hour, _, action, argument = known.pop() if known and known[-1] < heap[0] else heappop(heap)
            if action is _stop:
                break
            if hour < now:
                raise ModelError(f"hour {now:g}: something was planned for hour {hour:g}, which is over")
            clock.time = now = hour
            action(argument)
        clock.time = until


def _planner(
    heap: list[Entry], known: list[Entry], later: dict[int, list[Entry]], order: Callable[[], int]
) -> tuple[Callable[[float, Action, Any], None], Callable[[int], None], Callable[[], None]]:
    """Return `at`, `open_day` and what begins a day (closures: `at` is called often for each incident)."""
    end, planning = float("inf"), False

    def at(hour: float, action: Action, argument: Any) -> None:
        if hour < end:
            if planning:
                known.append((hour, order(), action, argument))
            else:
                heappush(heap, (hour, order(), action, argument))
        elif hour < NEVER:
            later[int(hour / 24)].append((hour, order(), action, argument))

    def open_day(day: int) -> None:
        nonlocal end, planning
        end, planning = 24.0 * (day + 1), True
        known.extend(later.pop(day, ()))

    def begin() -> None:
        nonlocal planning
        if planning:
            planning = False
            known.sort(key=itemgetter(0))  # stable: ties stay in the order in which they were planned
            known.reverse()

    return at, open_day, begin


def _stop(_: Any) -> None:
    """End a run of the agenda."""


NEVER = float("inf")
BEFORE_ALL = -1  # the order of what comes before all else of the same hour
