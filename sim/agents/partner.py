"""The partner: an organisation outside the administration (NGO, property company, shops) that takes cases."""

from __future__ import annotations

from typing import Any, NamedTuple

from mesa import Agent

from sim.agents.centre import Servers
from sim.agents.incident import Incident
from sim.draws import name_key
from sim.hours import OpenHours


class Offer(NamedTuple):
    """What is known when a case is offered: tasks waiting per post of the grid, the partner's own wait, severity."""

    waiting_per_post: float
    partner_wait_hours: float
    severity: float


class Partner(Agent[Any]):
    """Takes cases of its kinds in the blocks that it serves, and works on them with people of its own.

    n_taken, n_done (really solved), n_returned (handed back unsolved): cases of all days; hours_worked likewise.
    """

    def __init__(self, model: Any, name: str, params: Any) -> None:
        super().__init__(model)
        self.name, self.params, self.item = name, params, params.ITEM
        u = model.draws["blocks of a partner"].uniform(model.blocks.key, name_key(name))
        self._serves: list[bool] = (u < params.block_share).tolist()
        self.n_taken = self.n_done = self.n_returned = 0
        self.hours_worked = 0.0
        self._prepare()

    def _prepare(self) -> None:
        """Open with people and hours."""
        days = self.model.workdays | self.params.every_day
        hours = OpenHours(self.params.opens, self.params.closes, days)
        self.servers = Servers(self.params.people, hours) if self.params.people else None

    def wait_hours(self, incident: Incident) -> float:
        """Return how long a case would wait for it, closing hours included (inf: it cannot take it)."""
        if self.servers is None or not self._serves[incident.block]:
            return float("inf")
        now = self.model.time
        wait = max(0.0, self.servers.hours.after(max(now, self.servers.free_from), 0.0) - now)
        return wait if wait <= self.params.longest_wait_hours else float("inf")

    def wants(self, incident: Incident) -> bool:
        """Whether it can take a case, and does by its rule."""
        wait = self.wait_hours(incident)
        if wait == float("inf"):
            return False
        station = self.model.administrators[incident.block]
        waiting = station.n_waiting / station.n_posts if station.n_posts else float("inf")
        return bool(self.params.rule.takes(Offer(waiting, wait, incident.severity)))

    def work(self, incident: Incident) -> float:
        """Take a case now and return the hour at which the work on it is done; `started` of the case is set."""
        hours = incident.work_hours * self.params.work_factor
        self.n_taken += 1
        self.hours_worked += hours
        return self._serve(incident, hours)

    def _serve(self, incident: Incident, hours: float) -> float:
        assert self.servers is not None
        done = self.servers.serve(self.model.time, hours)
        incident.started = self.servers.started
        return done

    def morning(self, day: int) -> None:
        """Begin a day."""

    def size(self) -> float:
        """Return for how many people the year is paid."""
        return float(self.params.people)
