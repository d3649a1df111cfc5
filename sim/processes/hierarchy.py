"""Hierarchy: cases beyond the grid pass through levels that decide, manage or only pass on, until one settles them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from sim.accounts import Indicator, Used, share
from sim.agents.centre import FunctionalCentre, Servers
from sim.agents.incident import Incident
from sim.facts import REOPENED, STREET
from sim.hours import OpenHours
from sim.processes.levels import Hierarchy, Level, Matter
from sim.processes.system import System


class Passage:
    """A case on its way up: the levels that it passes, where it is, and when it was sent."""

    __slots__ = ("incident", "place", "route", "sent")

    def __init__(self, incident: Incident, route: tuple[int, ...], sent: float) -> None:
        self.incident, self.route, self.sent = incident, route, sent
        self.place = 0


class Unit(FunctionalCentre):
    """The office of one level."""

    def __init__(self, model: Any, name: str, level: Level) -> None:
        self.hours = OpenHours(level.opens, level.closes, model.workdays)
        super().__init__(model, name, Servers(max(1, level.officers), self.hours))
        self.level = level
        self.busy_before = 0.0
        self.hours_by_grid = np.zeros(len(model.grids))

    @property
    def worked(self) -> float:
        """Officers' hours in the measured days."""
        return self.servers.busy_hours - self.busy_before


class HierarchyProcess(System):
    """Owns the units of the levels above the grid; takes the place of the two centres of the core."""

    FIELD = "hierarchy"
    INDICATORS = (
        Indicator(
            "transfers_per_case", "1/case", "levels that passed a case on, per case beyond the grid", "W5", "low"
        ),
        Indicator(
            "transfer_hours_mean", "h", "from dispatch until a case beyond the grid is where it is settled", "W5", "low"
        ),
        Indicator(
            "closing_beyond_grid_hours_mean", "h", "from registration to closing of cases beyond the grid", "I7", "low"
        ),
        Indicator("settled_managing_share", "share", "cases beyond the grid settled below government", "I2"),
        Indicator("settled_top_share", "share", "cases beyond the grid settled at the highest level", "I8"),
        Indicator("load_managing_level", "ratio", "officers' work below government over their office hours", "W4"),
        Indicator("load_government_level", "ratio", "officers' work where government decides over office hours", "W4"),
        Indicator("load_busiest_level", "ratio", "work over office hours at the busiest level (1: full)", "W4", "low"),
    )
    CHECKS = ("passages", "level_hours")
    params: Hierarchy

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.escalation = model.inputs.escalation
        self.work_factor: float = model.inputs.centres.work_factor
        self.units = [Unit(model, name, level) for name, level in self.params.levels.items()]
        levels = [unit.level for unit in self.units]
        self.deciding = [place for place, level in enumerate(levels) if level.decides]
        self.managing = [place for place, level in enumerate(levels) if level.manages]
        self._networked = [place for place, level in enumerate(levels) if level.networked]
        self._below_government = [place for place in self.managing if place < self.deciding[0]]
        self._authority, self._misjudges = model.draws["authority"], model.draws["sent too high"]
        self._on_way: set[Passage] = set()
        self._n_sent = self._n_settled = 0
        self.counts: dict[str, float] = defaultdict(float)

    # the way up --------------------------------------------------------------------------------------------------
    def send(self, incident: Incident) -> None:
        """Send a case beyond the grid on its way to the level that may settle it."""
        route = self._route(incident, self.seat(incident))
        passage = Passage(incident, route, self.model.time)
        self._n_sent += 1
        self._on_way.add(passage)
        if len(route) == 1:
            self._settle(passage)
        else:
            self._hand_over(passage)

    def seat(self, incident: Incident) -> int:
        """Return the level that may settle a case; what is delegated is from then on a matter of the street."""
        if incident.level == STREET:
            return self.managing[0]
        u = float(self._authority.uniform(incident.key))
        if self._below_government and u < self.params.delegation:
            incident.level = STREET
            return self._below_government[-1]
        below = self.params.delegation if self._below_government else 0.0
        for place in self.deciding:
            below += (1 - below) * self.units[place].level.settles
            if u < below:
                return place
        return self.deciding[-1]

    def _route(self, incident: Incident, seat: int) -> tuple[int, ...]:
        if incident.source == REOPENED:
            return (seat,)  # it goes straight back to the handler
        chance = self.params.sent_too_high_share
        misjudged = chance > 0 and float(self._misjudges.uniform(incident.key)) < chance
        below = tuple(place for place in self._networked if place < seat)
        above = next((place for place in self.deciding if place > seat), seat)
        return tuple(self.escalation.route(Matter(seat, below, above, incident.severity, misjudged)))

    def _hand_over(self, passage: Passage) -> None:
        unit = self.units[passage.route[passage.place]]
        arrives = unit.hours.after(self.model.time, unit.level.transfer_hours)
        self.model.agenda.at(arrives, self._arrive, passage)

    def _arrive(self, passage: Passage) -> None:
        if passage.place == len(passage.route) - 1:
            self._settle(passage)
            return
        unit = self.units[passage.route[passage.place]]
        if unit.level.officers and self.params.sorting_hours > 0:
            done = self._serve(unit, passage.incident, self.params.sorting_hours)
            self.model.agenda.at(done, self._pass_on, passage)
        else:
            self._pass_on(passage)

    def _pass_on(self, passage: Passage) -> None:
        passage.place += 1
        passage.incident.n_transfers += 1
        if self.model.books.measuring:
            self.counts["transfers"] += 1
        self._hand_over(passage)

    # where it is settled -----------------------------------------------------------------------------------------
    def _settle(self, passage: Passage) -> None:
        self._on_way.discard(passage)
        self._n_settled += 1
        seat = passage.route[-1]
        if self.model.books.measuring:
            self._count(passage, seat)
        unit = self.units[seat]
        if unit.level.manages:
            self._work((unit, passage.incident))
            return
        decided = self._serve(unit, passage.incident, self.params.decision_hours)
        self.model.agenda.at(decided, self._hand_down, (self._worker(seat), passage.incident))

    def _worker(self, seat: int) -> Unit:
        """Return who does the work on what a level decides that does not manage: the nearest manager below it."""
        return self.units[max(place for place in self.managing if place < seat)]

    def _hand_down(self, order: tuple[Unit, Incident]) -> None:
        unit = order[0]
        arrives = unit.hours.after(self.model.time, unit.level.transfer_hours)
        self.model.agenda.at(arrives, self._work, order)

    def _work(self, order: tuple[Unit, Incident]) -> None:
        unit, incident = order
        done = self._serve(unit, incident, incident.work_hours * self.work_factor)
        incident.started = unit.servers.started
        self.model.agenda.at(done, self.model.casework.worked, incident)

    def look(self, incident: Incident, unit: int, hours: float) -> float:
        """Let an officer look at a case that is not the unit's (STREET or ABOVE); return when that is done."""
        place = self.managing[0] if unit == STREET else self.deciding[0]
        return self._serve(self.units[place], incident, hours)

    def _serve(self, unit: Unit, incident: Incident, hours: float) -> float:
        unit.hours_by_grid[incident.grid] += hours
        return unit.servers.serve(self.model.time, hours)

    # what is counted ---------------------------------------------------------------------------------------------
    def _count(self, passage: Passage, seat: int) -> None:
        counts = self.counts
        counts["settled"] += 1
        counts["transfer_hours"] += self.model.time - passage.sent
        counts["managing"] += not self.units[seat].level.decides
        counts["top"] += seat == self.deciding[-1]

    def closed(self, incident: Incident) -> None:
        """Note how long a case beyond the grid took that is closed now."""
        if self.model.books.measuring:
            self.counts["closed"] += 1
            self.counts["closing_hours"] += incident.closed - incident.registered

    def count_anew(self) -> None:
        """Forget the warm-up."""
        self.counts.clear()
        for unit in self.units:
            unit.busy_before = unit.servers.busy_hours
            unit.hours_by_grid[:] = 0.0

    def indicators(self) -> dict[str, float]:
        """Return what passing cases through the levels took, and how busy the levels are."""
        counts = self.counts
        government = [self.units[place] for place in self.deciding]
        managing = [self.units[place] for place in self._below_government]
        staffed = [unit for unit in self.units if unit.level.officers]
        return {
            "transfers_per_case": share(counts["transfers"], counts["settled"]),
            "transfer_hours_mean": share(counts["transfer_hours"], counts["settled"]),
            "closing_beyond_grid_hours_mean": share(counts["closing_hours"], counts["closed"]),
            "settled_managing_share": share(counts["managing"], counts["settled"]),
            "settled_top_share": share(counts["top"], counts["settled"]),
            "load_managing_level": self._load(managing),
            "load_government_level": self._load(government),
            "load_busiest_level": max(self._load([unit]) for unit in staffed),
        }

    def _load(self, units: list[Unit]) -> float:
        start, end = 24.0 * self.model.inputs.warmup_days, self.model.end_hour
        office = sum(unit.level.officers * (unit.hours.elapsed(end) - unit.hours.elapsed(start)) for unit in units)
        return share(sum(unit.worked for unit in units), office)

    def used_by_activity(self) -> list[Used]:
        """Return the officers' hours by level, as the units' own clocks have them."""
        return [Used(f"{unit.name} level", unit.level.wage, unit.worked, "h") for unit in self.units if unit.worked]

    def used_by_grid(self) -> list[Used]:
        """Return the officers' hours by the grid that the cases came from."""
        return [
            Used(str(grid), unit.level.wage, float(hours), "h")
            for unit in self.units
            for grid, hours in enumerate(unit.hours_by_grid)
            if hours
        ]

    def checks(self) -> dict[str, float]:
        """Return whether cases sent are settled or on their way, and officers' hours are those of the grids' cases."""
        worked = sum(unit.worked for unit in self.units)
        by_grid = sum(float(unit.hours_by_grid.sum()) for unit in self.units)
        left = self._n_sent - self._n_settled
        under_way = self.model.agenda.count(self._arrive, self._pass_on)
        return {
            "passages": float(abs(left - under_way) + abs(left - len(self._on_way))),
            "level_hours": (worked - by_grid) / max(1.0, worked),
        }
