"""Handling: dispatched cases wait for an administrator, are worked on or closed for show; then others are awaited."""

from __future__ import annotations

import math
from typing import Any

from sim.agents.incident import SHAM, Incident
from sim.agents.staff import Task
from sim.facts import GRID, STREET
from sim.parameters import Parameters, choice, param


class Handling(Parameters):
    """How cases are worked on and closed."""

    queue_scope: str = choice(
        "pooled_grid", ("own", "pooled_grid", "pooled_community"), "design 7", "who shares a queue of cases"
    )
    interruption: bool = param(True, "switch", None, None, "model 3.5", "urgent cases interrupt other work")
    coordinator_fixes: bool = param(
        False, "switch", None, None, "design 12", "coordinators may fix trifles on the spot"
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


class HandlingProcess:
    """Carries a case from dispatch to the handler's answer."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.delay_factor = model.inputs.centres.delay_factor
        self.street_delay_factor = model.inputs.centres.street_delay_factor
        self.read_rules()
        self._sham, self._delay = model.draws["sham closing"], model.draws["repeated delay"]

    def read_rules(self) -> None:
        """Read the rules of handling."""
        self.params: Handling = self.model.inputs.handling
        self._sham_ceiling = min(1.0, self.params.sham_max * self.params.pressure)

    def dispatch(self, incident: Incident) -> None:
        """Give the case to the grid's administrator or to the centre that has the authority."""
        self.model.books.case_opened()
        if self.model.partners is not None and self.model.partners.takes(incident):
            return
        if incident.level == GRID and not (incident.kind.urgent and not self._somebody_in(incident)):
            hours = self.plain_work(incident) + self.model.learning.root_cause_hours(incident)
            self.to_administrator(incident, hours)
        elif incident.kind.urgent:
            self.model.centres.call_duty_team(incident)
        elif self.model.hierarchy is not None:
            self.model.hierarchy.send(incident)
        else:
            self.model.centres.send(incident)

    def _somebody_in(self, incident: Incident) -> bool:
        return bool(self.model.administrators[incident.block].is_open(self.model.time))

    def plain_work(self, incident: Incident) -> float:
        """Return the hours that a case takes the grid's own staff if they do not look for its root."""
        model = self.model
        hours: float = incident.work_hours * model.learning.work_factor[incident.grid][incident.kind.index]
        if incident.reporters:  # they are kept informed
            hours += model.communication.feedback_hours
        return hours

    def to_administrator(self, incident: Incident, hours: float) -> None:
        """Queue the case with the grid's administrators; an urgent one interrupts what they do."""
        model = self.model
        task = model.tasks.make(incident, hours, self.worked)
        task.begin = self.begin
        model.administrators[incident.block].add(task)

    def begin(self, task: Task) -> None:
        """The administrator takes the case in hand; under pressure it may decide only to close it."""
        incident = task.incident
        now = self.model.time
        if incident.started != incident.started:
            incident.started = now
        if self._sham_ceiling > 0 and self._gives_in(incident, now):
            incident.sham = True
            task.left *= self.params.sham_work_share

    def _gives_in(self, incident: Incident, when: float) -> bool:
        """Whether the handler rather closes for show than answers at `when`, by one draw a case."""
        ordinal = incident.n_cases - 1
        u = incident.draws[SHAM] if ordinal == 0 else self._sham.uniform(incident.key, ordinal)
        return bool(u < self._sham_ceiling and u < self.sham_chance(incident, when))

    def sham_chance(self, incident: Incident, when: float) -> float:
        """Return the chance that the handler closes without solving: it rises as the time limit is used up."""
        params = self.params
        if self._sham_ceiling <= 0 or incident.kind.urgent or incident.n_reworks:
            return 0.0
        used = (self.model.intake.limits.elapsed(when) - incident.limit_begins) / incident.kind.deadline_hours
        exponent = params.sham_steepness * (used - params.sham_midpoint)
        return self._sham_ceiling / (1 + math.exp(-exponent)) if exponent > -50 else 0.0

    def worked(self, incident: Incident) -> None:
        """The work is done; what remains is to wait for others (parts, permits), unless it was only for show.

        A wait that would use up the time limit is a temptation too: who gives in answers when the pressure sets in.
        """
        now = self.model.time
        incident.handled = now
        answered = now if incident.sham else now + self.external_delay(incident)
        if answered > now and self._gives_in(incident, answered):
            incident.sham = True
            clock = self.model.intake.limits
            answered = clock.at(incident.limit_begins + self.params.sham_midpoint * incident.kind.deadline_hours)
        if answered > now:
            self.model.agenda.at(answered, self.model.closing.answer, incident)
        else:
            self.model.closing.answer(incident)

    def external_delay(self, incident: Incident) -> float:
        """Return how long others (parts, permits) are awaited after the work."""
        delay: float = incident.delay_hours
        if incident.n_attempts:  # a repeated attempt waits anew, by its own draw
            z = float(self._delay.normal(incident.key, incident.n_attempts))
            delay = float(incident.kind.category.external_delay(z))
        if incident.level != GRID and not incident.kind.urgent:
            delay *= self.delay_factor
            if incident.level == STREET:
                delay *= self.street_delay_factor
        return delay
