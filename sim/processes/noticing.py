"""Noticing: coordinators walk past, administrators call on households, residents look around.

Each incident has one Exp(1) threshold for being found by staff. A passing that would detect it with probability p
adds -ln(1 - p); where the sum crosses the threshold it is found. The day's passings follow from the morning's plan,
so a day is computed at once; what was not found is looked at again under tomorrow's plan.
"""

from __future__ import annotations

from dataclasses import field
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.incident import Incident
from sim.errors import InputError
from sim.facts import CLOSED_UNSOLVED, LATENT, N_STAGES, PATROL, VISIT
from sim.hours import check_open
from sim.parameters import Parameters, param

Floats = NDArray[np.float64]


class Noticing(Parameters):
    """How staff and residents come to know of incidents; `residents_shares` names kinds whose share is another one."""

    immediate: bool = param(False, "switch", None, None, "design 7", "everything is known at onset (a theory limit)")
    residents_share: float = param(
        0.0, "share", 0, 1, "assumption", "with `immediate`: share that a resident brings in, the rest comes from staff"
    )
    residents_shares: dict[str, float] = field(default_factory=dict)
    patrol_hours_per_block: float = param(
        0.25, "h", 0.01, 8, "S13, S3", "time to walk one block (1.5 km/h, stops included)"
    )
    visits_per_hour: float = param(8.0, "households/h", 0, 60, "S9, S10", "households reached an hour, calls included")
    wakes: float = param(7.0, "h", 0, 23, "assumption", "hour from which residents look around")
    sleeps: float = param(23.0, "h", 1, 24, "assumption", "hour until which residents look around")

    def check_together(self) -> None:
        """Refuse days that end before they begin."""
        check_open(self, "wakes", "sleeps")
        for name, share in self.residents_shares.items():
            if not (isinstance(share, (int, float)) and 0 <= share <= 1):
                raise InputError(f"residents_shares.{name}", share, "a share from 0 to 1")

    def brought_by_residents(self, names: list[str]) -> Floats:
        """Return the share of each kind that residents bring in; InputError for a share of a kind that is none."""
        unknown = sorted(set(self.residents_shares) - set(names))
        if unknown:
            raise InputError("noticing.residents_shares", unknown[0], "names of kinds of the catalogue")
        return np.array([self.residents_shares.get(name, self.residents_share) for name in names])

    @property
    def waking_hours(self) -> float:
        """Length of the residents' day."""
        return self.sleeps - self.wakes


class NoticingProcess:
    """Owns the routes of the day and the list of incidents that staff have not found yet."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.params: Noticing = model.inputs.noticing
        self.n_blocks = len(model.blocks.residents)
        self._hazard = -np.log1p(-np.array([min(k.category.staff_detection, 1 - 1e-12) for k in model.kinds]))
        self._by_visit = np.array([not kind.visible for kind in model.kinds])
        self._passings = np.zeros(0)
        self._starts = np.zeros(self.n_blocks + 1, np.int64)
        self._visit_hour = np.inf
        self._coverage = np.zeros(len(model.grids))
        self._attention = np.ones(len(model.kinds))
        self.alert: Floats | None = None  # by kind and block: how much keener coordinators look (linked grids only)
        self.route_ends = [float("inf")] * len(model.grids)
        self._open: list[Incident] = []
        self._columns = np.zeros((6, 0))
        self._fresh: list[tuple[Incident, float, int]] = []
        self._routes: list[tuple[Any, int]] = []
        self._hours = np.zeros(0)

    # the morning: routes and visits of the day -------------------------------------------------------------------
    def plan(self, routes: list[tuple[Any, int]], hours: Floats, day: int) -> None:
        """Set the day's passings: `hours` within the day at which every walker passes the next block of its route.

        `routes` holds, for each coordinator on patrol, the blocks of the round and the place where today's walk begins.
        """
        self._day, self._routes, self._hours = day, routes, hours
        self.route_ends = [float("inf")] * len(self.route_ends)
        if len(routes) and len(hours):
            steps = np.arange(len(hours))
            blocks = np.concatenate([route[(place + steps) % len(route)] for route, place in routes])
            self._passings = np.sort(blocks * 24.0 + np.tile(hours, len(routes)))
        else:
            self._passings = np.zeros(0)
        self._starts = np.searchsorted(self._passings, 24.0 * np.arange(self.n_blocks + 1))

    def plan_visits(self, visit_hour: float, coverage: Floats, attention: Floats) -> None:
        """Set when home visits count today, which share of households they reach by grid, and attention by kind."""
        self._visit_hour, self._coverage, self._attention = visit_hour, np.minimum(coverage, 1.0), attention

    def revisit(self) -> None:
        """Look again at all that was open this morning: plan when today's passings and visits find it."""
        if not self._open:
            return
        kind, block, left = self._columns[0].astype(np.int64), self._columns[1].astype(np.int64), self._columns[2]
        found = self.first_find(kind, block, np.full(len(left), 24.0 * self._day), left)
        for place in np.nonzero(np.isfinite(found))[0].tolist():
            self.model.agenda.at(float(found[place]), self.find, self._open[place])

    def first_find(self, kind: Any, block: Any, after: Floats, threshold: Floats) -> Floats:
        """Return the hour of today at which staff find incidents that are there from `after` on (inf: not today)."""
        if self.params.immediate:
            return np.full(len(kind), np.inf)  # nobody has to look
        hazard = self._watchfulness(kind, block)
        with np.errstate(divide="ignore", invalid="ignore"):
            need = np.ceil(threshold / hazard)
        need = np.where(np.isfinite(need), np.maximum(need, 1), self.n_blocks * 24.0 + 1).astype(np.int64)
        start = 24.0 * self._day
        place = np.searchsorted(self._passings, block * 24.0 + (after - start), side="left") + need - 1
        passed = place < self._starts[block + 1]
        times = np.full(len(kind), np.inf)
        if len(self._passings):
            at = self._passings[np.minimum(place, len(self._passings) - 1)]
            times = np.where(passed, start + at - 24.0 * block, np.inf)
        visited = self._visit_weight(kind, block) >= threshold
        in_time = visited & (after <= start + self._visit_hour)
        return np.where(self._by_visit[kind], np.where(in_time, start + self._visit_hour, np.inf), times)

    def _watchfulness(self, kind: Any, block: Any) -> Floats:
        """Return what one passing adds, -ln(1 - p), with today's attention and alerts."""
        hazard: Floats = self._hazard[kind] * self._attention[kind]
        return hazard if self.alert is None else hazard * self.alert[kind, block]

    def _visit_weight(self, kind: Any, block: Any) -> Floats:
        coverage = self._coverage[self.model.grid_of_block[block]]
        detection = 1 - np.exp(-self._hazard[kind])
        return np.asarray(-np.log1p(-np.minimum(detection * coverage, 1 - 1e-12)) * self._attention[kind])

    # the day -----------------------------------------------------------------------------------------------------
    def begin(self, incident: Incident, found_at: float, noticed_at: float) -> None:
        """Take in an incident that has just arisen, with the hours at which staff or residents would notice it."""
        if self.params.immediate:
            if noticed_at <= incident.onset:
                self.model.reporting.bring(incident)
            else:
                self.find(incident)
            return
        if not incident.mistaken:
            self._fresh.append((incident, incident.onset, LATENT))  # its state: no case yet
            if found_at < float("inf"):
                self.model.agenda.at(found_at, self.find, incident)
        if noticed_at < float("inf"):
            self.model.agenda.at(noticed_at, self.model.reporting.first_notice, incident)

    def watch_again(self, incident: Incident) -> None:
        """Put an incident that was closed unsolved back among those that staff may find, with a new threshold."""
        incident.staff_threshold = float(
            self.model.draws["staff threshold"].exponential(incident.key, incident.n_cases)
        )
        self._fresh.append((incident, self.model.time, incident.state))

    def find(self, incident: Incident) -> None:
        """Staff come upon an incident; it becomes a case unless somebody else was first."""
        if incident.stage != LATENT and incident.stage != CLOSED_UNSOLVED:
            return
        now = self.model.time
        if incident.kind.visible and now > self.route_ends[incident.grid]:
            return
        if self.model.links is not None:
            self.model.links.alerts.tell(incident)
        self.model.intake.found(incident, PATROL if incident.kind.visible else VISIT)

    def walkers(self, now: float) -> list[int]:
        """Return the block at which each coordinator's round is at this hour, in the order of `plan`."""
        step = max(int(np.searchsorted(self._hours, now % 24, side="right")) - 1, 0)
        return [int(route[(place + step) % len(route)]) for route, place in self._routes]

    def interrupt_routes(self, grids: list[int]) -> None:
        """End today's patrol in some grids: the later passings of the day do not take place."""
        now = self.model.time
        for grid in grids:
            self.route_ends[grid] = min(self.route_ends[grid], now)

    # the evening -------------------------------------------------------------------------------------------------
    def evening(self) -> None:
        """Add today's passings to what each open incident has seen, and forget those that are in hand or over."""
        if self._fresh:
            rows = [
                (one.kind.index, one.block, one.staff_threshold, since, one.serial, state)
                for one, since, state in self._fresh
            ]
            self._columns = np.concatenate([self._columns, np.array(rows).T], axis=1)
            self._open += [one for one, _, _ in self._fresh]
            self._fresh = []
        if self._open:
            self._columns[2] -= self._seen_today()
            serial, state = self._columns[4].astype(np.int64), self._columns[5]
            stage = state % N_STAGES
            unknown = (stage == LATENT) | (stage == CLOSED_UNSOLVED)
            keep = unknown & (self.model.states_of(serial) == state)
            self._columns = self._columns[:, keep]
            self._open = list(compress(self._open, keep.tolist()))

    def _seen_today(self) -> Floats:
        kind, block = self._columns[0].astype(np.int64), self._columns[1].astype(np.int64)
        start = 24.0 * self._day
        since = np.maximum(self._columns[3] - start, 0.0)
        ends = np.array(self.route_ends)[self.model.grid_of_block[block]] - start
        first = np.searchsorted(self._passings, block * 24.0 + since, side="left")
        last = np.searchsorted(self._passings, block * 24.0 + np.minimum(ends, 24.0), side="left")
        walked = np.maximum(last - first, 0) * self._watchfulness(kind, block)
        visited = np.where(since <= self._visit_hour, self._visit_weight(kind, block), 0.0)
        return np.asarray(np.where(self._by_visit[kind], visited, walked))
