"""Handling: dispatched cases wait for an administrator or a centre, are worked on, checked, closed, perhaps solved."""

from __future__ import annotations

import math
from typing import Any

from sim.agents.centre import FunctionalCentre, Servers
from sim.agents.incident import Incident
from sim.agents.staff import Task
from sim.facts import ABOVE, CLOSED_UNSOLVED, GRID, IN_PROCESS, REOPENED, SOLVED, STREET
from sim.hours import OpenHours
from sim.parameters import Parameters, choice, param


class Handling(Parameters):
    """How cases are worked on and closed."""

    queue_scope: str = choice(
        "pooled_grid", ("own", "pooled_grid", "pooled_community"), "rulings 7", "who shares a queue of cases"
    )
    interruption: bool = param(True, "switch", None, None, "model 3.5", "urgent cases interrupt other work")
    coordinator_fixes: bool = param(
        False, "switch", None, None, "rulings 12", "coordinators may fix trifles on the spot"
    )
    fix_on_spot_share: float = param(
        0.15, "share", 0, 1, "S15, S16", "share of patrol finds fixed on the spot, if allowed"
    )
    pressure: float = param(1.0, "ratio", 0, 5, "SF4, SF19", "weight of the closing rate in the handlers' evaluation")
    sham_max: float = param(0.5, "share", 0, 1, "I14", "highest chance that a handler closes without solving")
    sham_midpoint: float = param(
        0.9, "ratio", 0, 20, "assumption", "used share of the time limit at which that chance is half"
    )
    sham_steepness: float = param(6.0, "1/ratio", 0.1, 50, "assumption", "how suddenly closing without solving sets in")
    sham_work_share: float = param(0.25, "share", 0, 1, "assumption", "work of a sham closing over that of real work")
    check_share: float = param(0.25, "share", 0, 1, "W8", "closings of the grid that supervisors check on the spot")
    check_hours: float = param(0.4, "h", 0, 24, "assumption", "supervisor's time for one check, way included")
    rework_factor: float = param(
        0.6, "ratio", 0, 2, "assumption", "work of a rework over the work of the first attempt"
    )
    rework_success: float = param(0.95, "share", 0, 1, "I10", "chance that a supervised rework solves the problem")


class Centres(Parameters):
    """The functional centres behind the grid."""

    street_servers: int = param(4, "persons", 1, 10_000, "assumption", "case officers of the street's centre")
    above_servers: int = param(25, "persons", 1, 100_000, "assumption", "officers above that serve this street")
    opens: float = param(9.0, "h", 0, 23, "assumption", "opening hour on working days")
    closes: float = param(18.0, "h", 1, 24, "assumption", "closing hour on working days")
    work_factor: float = param(
        1.5, "ratio", 0.01, 50, "assumption", "officer time of a case over the grid's work on such a case"
    )
    delay_factor: float = param(4.0, "ratio", 0, 100, "datasets 1", "external delay over that of a grid-level case")
    duty_delay_hours: float = param(
        0.5, "h", 0, 24, "assumption", "time until the round-the-clock duty team is on the spot"
    )


class HandlingProcess:
    """Carries a case from dispatch to closing; owns the functional centres."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.params: Handling = model.inputs.handling
        centres: Centres = model.inputs.centres
        self.centre_params = centres
        hours = OpenHours(centres.opens, centres.closes, model.workdays)
        self.centres = {
            STREET: FunctionalCentre(model, "street", Servers(centres.street_servers, hours)),
            ABOVE: FunctionalCentre(model, "above", Servers(centres.above_servers, hours)),
        }
        draws = model.draws
        self._sham, self._solve, self._check = draws["sham closing"], draws["solve"], draws["check"]
        self._fix, self._delay = draws["fix on the spot"], draws["repeated delay"]

    # a case begins -----------------------------------------------------------------------------------------------
    def _open_case(self, incident: Incident) -> None:
        incident.n_cases += 1
        incident.enter(IN_PROCESS)
        now = self.model.time
        if incident.noticed != incident.noticed:
            incident.noticed = now
        incident.reported = now
        self.model.reporting.in_hand(incident)

    def found(self, incident: Incident, source: int) -> None:
        """Staff have found it: the coordinator reports it (or fixes a trifle on the spot, where that is allowed)."""
        self._open_case(incident)
        incident.source = source
        params = self.params
        if params.coordinator_fixes and incident.kind.visible and not incident.kind.urgent:
            if self._fix.uniform(incident.key) < params.fix_on_spot_share:
                incident.registered = incident.handled = incident.answered = self.model.time
                incident.verified = incident.dispatched = incident.started = self.model.time
                incident.deadline = self.model.intake.deadline(incident)
                self.model.books.case_opened()
                self._solved(incident)
                self.close(incident)
                return
        self.model.intake.verify(incident)

    def reported(self, incident: Incident, channel: int) -> None:
        """A resident has reported it."""
        self._open_case(incident)
        self.model.intake.from_resident(incident, channel)

    def duplicate(self, incident: Incident, channel: int) -> None:
        """Another resident has reported what is already in hand: the contact costs time, the case stays one."""
        self.model.books.duplicates += 1
        self.model.intake.contact(channel)

    # a case is worked on -----------------------------------------------------------------------------------------
    def dispatch(self, incident: Incident) -> None:
        """Give the case to the grid's administrator or to the centre that has the authority."""
        self.model.books.case_opened()
        if incident.level == GRID and not (incident.kind.urgent and not self._somebody_in(incident)):
            self._to_administrator(incident, self._work(incident))
        elif incident.kind.urgent:
            self._to_duty_team(incident)
        else:
            self._to_centre(incident)

    def _somebody_in(self, incident: Incident) -> bool:
        return bool(self.model.administrators[incident.block].is_open(self.model.time))

    def _work(self, incident: Incident) -> float:
        experience = self.model.learning.work_factor(incident.grid, incident.kind.index)
        first: float = incident.work_hours * experience + self.model.feedback.hours(incident)
        first += self.model.learning.root_cause_hours(incident)
        return first

    def _to_administrator(self, incident: Incident, hours: float) -> None:
        model = self.model
        task = Task(incident, hours, model.priority(incident, hours), self.worked)
        task.begin = self.begin
        if incident.kind.urgent and self.params.interruption:
            task.interrupts = True
            task.priority = -float("inf")
        model.administrators[incident.block].add(task)

    def begin(self, task: Task) -> None:
        """The administrator takes the case in hand; under pressure it may decide only to close it."""
        incident = task.incident
        now = self.model.time
        if incident.started != incident.started:
            incident.started = now
        chance = self.sham_chance(incident, now)
        ordinal = incident.n_cases - 1
        u = incident.draws[4] if ordinal == 0 else self._sham.uniform(incident.key, ordinal)
        if u < chance:
            incident.sham = True
            task.left *= self.params.sham_work_share

    def sham_chance(self, incident: Incident, now: float) -> float:
        """Return the chance that the handler closes without solving: it rises as the time limit is used up."""
        params = self.params
        ceiling = params.sham_max * params.pressure
        if ceiling <= 0 or incident.kind.urgent or incident.n_reworks:
            return 0.0
        used = (self.model.intake.limits.elapsed(now) - incident.limit_begins) / incident.kind.deadline_hours
        exponent = params.sham_steepness * (used - params.sham_midpoint)
        return min(1.0, ceiling) / (1 + math.exp(-exponent)) if exponent > -50 else 0.0

    def _to_centre(self, incident: Incident) -> None:
        now = self.model.time
        servers = self.centres[incident.level].servers
        hours = incident.work_hours * self.centre_params.work_factor
        done = servers.serve(now, hours)
        incident.started = now
        self.model.agenda.at(done, self.worked, incident)

    def _to_duty_team(self, incident: Incident) -> None:
        incident.started = self.model.time + self.centre_params.duty_delay_hours
        self.model.books.duty_hours += incident.work_hours
        self.model.agenda.at(incident.started + incident.work_hours, self.worked, incident)

    def worked(self, incident: Incident) -> None:
        """The work is done; what remains is to wait for others (parts, permits), unless it was only for show."""
        now = self.model.time
        incident.handled = now
        delay = 0.0 if incident.sham else self._external_delay(incident)
        if delay > 0:
            self.model.agenda.at(now + delay, self.answer, incident)
        else:
            self.answer(incident)

    def _external_delay(self, incident: Incident) -> float:
        delay: float = incident.delay_hours
        if incident.n_attempts:  # a repeated attempt waits anew, by its own draw
            category = incident.kind.category
            z = float(self._delay.normal(incident.key, incident.n_attempts))
            delay = category.external_delay_hours * math.exp(category.external_delay_sigma * z)
        if incident.level != GRID and not incident.kind.urgent:
            delay *= self.centre_params.delay_factor
        return delay

    # a case ends -------------------------------------------------------------------------------------------------
    def answer(self, incident: Incident) -> None:
        """The handler reports the case as done; a supervisor may look at it before it is closed."""
        incident.answered = self.model.time
        if not incident.sham:
            chance = self.params.rework_success if incident.n_reworks else incident.kind.solve_probability
            chance += (1 - chance) * self.model.duty.guidance(incident.grid)
            ordinal = incident.n_attempts
            u = incident.draws[5] if ordinal == 0 else self._solve.uniform(incident.key, ordinal)
            if u < chance:
                self._solved(incident)
        incident.n_attempts += 1
        if incident.level == GRID and self._is_sampled(incident):
            hours = self.params.check_hours
            task = Task(incident, hours, self.model.priority(incident, hours), self.checked)
            self.model.supervisors[incident.block].add(task)
        else:
            self.close(incident)

    def _is_sampled(self, incident: Incident) -> bool:
        if self.params.check_share <= 0 or self.model.inputs.staffing.supervisors_per_grid <= 0:
            return False
        ordinal = incident.n_attempts - 1
        u = incident.draws[6] if ordinal == 0 else self._check.uniform(incident.key, ordinal)
        return bool(u < self.params.check_share)

    def checked(self, incident: Incident) -> None:
        """The supervisor has looked: what is not solved goes back to the administrator."""
        incident.checked = self.model.time
        if incident.solved == incident.solved:
            self.close(incident)
            return
        incident.n_reworks += 1
        incident.sham = False
        self._to_administrator(incident, incident.work_hours * self.params.rework_factor)

    def _solved(self, incident: Incident) -> None:
        """The problem is gone."""
        incident.solved = self.model.time
        if incident.kind.visible:
            self.model.onset.open_visible[incident.block] -= 1
        self.model.learning.learn(incident)
        self.model.feedback.repair_seen(incident)

    def close(self, incident: Incident) -> None:
        """Close the case: residents hear of it or see it; what is solved leaves, what is not stays in the street."""
        model = self.model
        incident.closed = model.time
        model.books.case_ended()
        model.feedback.outcome(incident)
        if incident.solved == incident.solved:
            incident.enter(SOLVED)
            model.leave(incident)
            return
        incident.enter(CLOSED_UNSOLVED)
        model.books.page(incident)
        model.feedback.maybe_reopen(incident)
        incident.clear_case()
        model.noticing.watch_again(incident)
        model.reporting.expect(incident)

    def reopen(self, incident: Incident) -> None:
        """A resident who was told that it is solved says that it is not: the case goes straight back to the handler."""
        if incident.stage != CLOSED_UNSOLVED:
            return
        self._open_case(incident)
        incident.source = REOPENED
        incident.verified = self.model.time
        self.model.intake.contact(0)
        self.model.intake.register(incident)
