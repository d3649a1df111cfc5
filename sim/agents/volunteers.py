"""The volunteer group: registered residents of whom few take part; who gets no task stays away after a while."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.incident import Incident
from sim.agents.partner import Partner

Floats = NDArray[np.float64]
WEEK = 24.0 * 7


class VolunteerGroup(Partner):
    """A partner whose capacity is the time that its active volunteers give.

    By registered volunteer: key, grid, whether `active`, the day of the next change (an active one stays away, another
    one joins), the hour from which it has time again. n_left: those who stayed away for want of tasks; n_joined:
    those who came.
    """

    def _prepare(self) -> None:
        """Gather the registered volunteers; those active are those whom the population says to take part."""
        population, blocks = self.model.population, self.model.blocks
        rows = np.nonzero(population.volunteer)[0]
        block = population.block[rows]
        self.keys = population.key[rows]
        self.grid = self.model.grid_of_block[block]
        members = blocks.community[block]
        self._members = [np.nonzero(members == one)[0] for one in range(len(blocks.community_names))]
        self._community: list[int] = blocks.community.tolist()
        self.active = population.active_volunteer[rows].copy()
        self._spell, self._tasks = np.zeros(len(rows), np.uint64), np.zeros(len(rows), np.uint64)
        self._changes = self._next_change(np.arange(len(rows)), 0.0)
        self._free_from = np.zeros(len(rows))
        self._chosen = -1
        self.n_left = self.n_joined = 0

    def _next_change(self, who: Any, since: float) -> Floats:
        """Return the days on which volunteers change if nothing happens to them, counted from a day."""
        idle = self.model.draws["volunteer stays away"].exponential(self.keys[who], self._spell[who], self._tasks[who])
        joins = self.model.draws["volunteer joins"].exponential(self.keys[who], self._spell[who])
        waits = np.where(self.active[who], self.params.idle_days * idle, self.params.joining_days * joins)
        return np.asarray(since + waits)

    def morning(self, day: int) -> None:
        """Let those stay away who had no task for too long, and let others join."""
        who = np.nonzero(self._changes <= day)[0]
        if len(who):
            leaving = int(self.active[who].sum())
            self.n_left, self.n_joined = self.n_left + leaving, self.n_joined + len(who) - leaving
            self.active[who] ^= True
            self._spell[who] += np.uint64(1)
            self._changes[who] = self._next_change(who, float(day))

    def wait_hours(self, incident: Incident) -> float:
        """Return 0 if somebody of the community takes part and has time, else inf."""
        if not self._serves[incident.block]:
            return float("inf")
        members = self._members[self._community[incident.block]]
        free = members[self.active[members] & (self._free_from[members] <= self.model.time)]
        if not len(free):
            return float("inf")
        u = self.model.draws["which volunteer"].uniform(self.keys[free], incident.key, incident.n_cases)
        self._chosen = int(free[np.argmax(u)])
        return 0.0

    def _serve(self, incident: Incident, hours: float) -> float:
        """Give the case to the volunteer chosen; it takes time to come, and then has no more for some days."""
        params, one, now = self.params, self._chosen, self.model.time
        begins = self.model.draws["volunteer comes"].exponential(incident.key, incident.n_cases)
        incident.started = now + params.response_hours * float(begins)
        done: float = incident.started + hours
        self._tasks[one] += np.uint64(1)
        self._free_from[one] = done + hours / params.hours_per_week * WEEK
        self._changes[one] = self._next_change(np.array([one]), done / 24)[0]
        return done

    def size(self) -> float:
        """Return how many volunteers take part today."""
        return float(self.active.sum())

    @property
    def active_share(self) -> float:
        """Those who take part over those registered (NaN if nobody is)."""
        return float(self.active.mean()) if len(self.active) else float("nan")
