"""Dispatch: in which order waiting tasks are taken up; each rule gives a task the hour as which it counts.

The task with the smallest number goes first. Because the numbers do not change while a task waits, a head start in
hours is the same as a priority with ageing: nothing urgent waits long, nothing small waits for ever.
"""

from __future__ import annotations

from typing import Any, Protocol

from sim.parameters import Parameters, param


class Dispatch(Protocol):
    """An order of service.

    A rule whose numbers grow by other than one for an hour of arrival has an attribute `ageing` that says by how much:
    head starts are given in hours of waiting.
    """

    def priority(self, now: float, incident: Any, work_hours: float) -> float:
        """Return the number by which a task waits, smallest first: `now` is when it begins to wait (h)."""


class Fifo(Parameters):
    """First come, first served."""

    def priority(self, now: float, incident: Any, work_hours: float) -> float:
        """Return the time of arrival."""
        return now


class Priority(Parameters):
    """Severe cases get a head start over those that came before (priority with ageing; SF24)."""

    head_start_hours: float = param(48.0, "h", 0, 1e9, "assumption", "head start of a case of severity one")

    def priority(self, now: float, incident: Any, work_hours: float) -> float:
        """Return the time of arrival, less the head start."""
        return now - self.head_start_hours * float(incident.severity)


class ShortestFirst(Parameters):
    """Short jobs first (P11: best on average)."""

    ageing: float = param(0.05, "h/h", 0, 1, "P11", "hours of work that one hour of waiting makes up for")

    def priority(self, now: float, incident: Any, work_hours: float) -> float:
        """Return the work, aged by the time of arrival."""
        return work_hours + self.ageing * now


class EarliestDeadline(Parameters):
    """The case whose time limit ends first (before registration: the limit counted from now)."""

    def priority(self, now: float, incident: Any, work_hours: float) -> float:
        """Return the hour at which the time limit ends."""
        deadline = incident.deadline
        return float(deadline) if deadline == deadline else now + float(incident.kind.deadline_hours)
