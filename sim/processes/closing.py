"""Closing: answered cases are checked or not, closed, and perhaps solved; closed is not solved."""

from __future__ import annotations

from typing import Any

from sim.agents.incident import CHECK, SOLVE, Incident
from sim.facts import CLOSED_UNSOLVED, GRID, SOLVED


class ClosingProcess:
    """Carries a case from the handler's answer to its end."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.read_rules()
        self._solve, self._check = model.draws["solve"], model.draws["check"]

    def read_rules(self) -> None:
        """Read the rules of checking, and whether there is somebody to check."""
        inputs = self.model.inputs
        self.params = inputs.handling
        self._check_share = self.params.check_share if inputs.staffing.supervisors_per_grid > 0 else 0.0

    def answer(self, incident: Incident) -> None:
        """The handler reports the case as done; a supervisor may look at it before it is closed."""
        chance = 0.0
        if not incident.sham:
            chance = self.params.rework_success if incident.n_reworks else incident.kind.solve_probability
            chance += (1 - chance) * self.model.duty.guidance[incident.grid]
        self.conclude(incident, chance)

    def conclude(self, incident: Incident, chance: float) -> None:
        """Take an answer that is a real solution with some chance; then it is checked, or closed."""
        incident.answered = self.model.time
        if chance > 0:
            ordinal = incident.n_attempts
            u = incident.draws[SOLVE] if ordinal == 0 else self._solve.uniform(incident.key, ordinal)
            if u < chance:
                self.solve(incident)
        incident.n_attempts += 1
        if self._check_share > 0 and incident.level == GRID and self._is_sampled(incident):
            hours = self.params.check_hours
            self.model.supervisors[incident.block].add(self.model.tasks.make(incident, hours, self.checked))
        else:
            self.close(incident)

    def _is_sampled(self, incident: Incident) -> bool:
        ordinal = incident.n_attempts - 1
        u = incident.draws[CHECK] if ordinal == 0 else self._check.uniform(incident.key, ordinal)
        return bool(u < self._check_share)

    def checked(self, incident: Incident) -> None:
        """The supervisor has looked: what is not solved goes back to the administrator."""
        incident.checked = self.model.time
        if incident.solved == incident.solved:
            self.close(incident)
            return
        incident.n_reworks += 1
        incident.sham = False
        self.model.casework.to_administrator(incident, incident.work_hours * self.params.rework_factor)

    def solve(self, incident: Incident) -> None:
        """The problem is gone."""
        incident.solved = self.model.time
        if incident.kind.visible:
            self.model.onset.open_visible[incident.block] -= 1
            self.model.feedback.repair_seen(incident.block)
        if self.model.partners is None or incident not in self.model.partners.hands:  # others' work teaches nobody here
            self.model.learning.learn(incident)

    def close(self, incident: Incident) -> None:
        """Close the case: residents hear of it or see it; what is solved leaves, what is not stays in the street."""
        model = self.model
        incident.closed = model.time
        model.books.case_ended()
        if incident.reporters:
            model.feedback.outcome(incident)
        if model.hierarchy is not None and incident.level != GRID:
            model.hierarchy.closed(incident)
        if incident.solved == incident.solved:
            incident.enter(SOLVED)
            model.leave(incident)
            return
        incident.enter(CLOSED_UNSOLVED)
        model.ledger.page(incident)
        model.feedback.maybe_reopen(incident)
        incident.clear_case()
        model.noticing.watch_again(incident)
        model.onset.left_alone(incident)
        model.reporting.expect(incident)
