"""Counters served first come, first served: the platform's desk and the functional centres behind the grid."""

from __future__ import annotations

from heapq import heapreplace
from typing import Any

from mesa import Agent

from sim.hours import OpenHours


class Servers:
    """A number of equal servers with opening hours, first come first served.

    Since the work is bound to the job and nobody overtakes, a job's end is known when it comes (Kiefer and Wolfowitz
    1955, doi:10.1090/S0002-9947-1955-0066595-4); no queue has to be kept. Jobs must come in order of time.
    """

    def __init__(self, number: int, hours: OpenHours) -> None:
        self.hours = hours
        self._free_from = [0.0] * number
        self.busy_hours = 0.0
        self.wait_hours = 0.0
        self.n_served = 0
        self._taken_from = 0.0

    @property
    def free_from(self) -> float:
        """The hour from which one of them is free."""
        return self._free_from[0]

    @property
    def started(self) -> float:
        """The hour at which the latest job is taken up."""
        return self.hours.after(self._taken_from, 0.0)

    def serve(self, now: float, work_hours: float) -> float:
        """Return when a job that comes now will be done (`started` then says when it is taken up)."""
        free = self._free_from[0]
        start = free if free > now else now
        end = self.hours.after(start, work_hours)
        heapreplace(self._free_from, end)
        self._taken_from = start
        self.busy_hours += work_hours
        self.wait_hours += start - now
        self.n_served += 1
        return end


class FunctionalCentre(Agent[Any]):
    """A unit behind the grid (street office or above) that handles what the grid has no authority or means for."""

    def __init__(self, model: Any, name: str, servers: Servers) -> None:
        super().__init__(model)
        self.name = name
        self.servers = servers


class Platform(Agent[Any]):
    """The information platform: a desk of call takers and of officers who accept, register and dispatch cases."""

    def __init__(self, model: Any, contacts: Servers, officers: Servers) -> None:
        super().__init__(model)
        self.contacts = contacts
        self.officers = officers
        self.n_contacts = [0, 0, 0]
        self.n_messages = 0
