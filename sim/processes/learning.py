"""Learning and prevention: what routine work leaves behind, and raids do not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.agents.incident import ROOT_CAUSE, Incident
from sim.facts import GRID
from sim.parameters import Parameters, param


class Learning(Parameters):
    """Experience lowers the work per case (power law); found root causes lower incidence; both fade."""

    exponent: float = param(0.12, "power", 0, 1, "assumption", "exponent of the learning curve (SF2: concave)")
    reference_cases: float = param(
        30.0, "cases", 1, 10_000, "assumption", "cases of a kind that make up one unit of experience"
    )
    start_cases: float = param(
        30.0, "cases", 0, 10_000, "assumption", "experience of each grid with each kind at the start"
    )
    floor: float = param(0.6, "ratio", 0.05, 1, "assumption", "least work per case over that of a beginner")
    memory_days: float = param(
        365.0, "days", 1, 3650, "assumption", "time constant with which unused experience is lost"
    )
    root_cause_share: float = param(
        0.1, "share", 0, 1, "assumption", "cases in which long-term management seeks the root cause"
    )
    root_cause_work: float = param(0.5, "ratio", 0, 10, "assumption", "extra work of that, over the work of the case")
    prevention_step: float = param(
        0.06, "share", 0, 1, "assumption", "part of the preventable incidence that one root cause removes"
    )
    prevention_max: float = param(
        0.35, "share", 0, 0.95, "assumption", "share of incidence that can be prevented at all"
    )
    prevention_memory_days: float = param(
        180.0, "days", 1, 3650, "assumption", "time constant with which prevention fades"
    )


class LearningProcess:
    """Owns what was learned.

    By grid and kind `experience` (cases) and `work_factor` (today's work per case over a beginner's); by kind and grid
    `prevention` (share of incidence prevented).
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.params: Learning = model.inputs.learning
        n_grids, n_kinds = len(model.grids), len(model.kinds)
        self._part = n_grids / model.inputs.street.grids  # what a case teaches in a grid of other than planned size
        self.experience = [[self.params.start_cases] * n_kinds for _ in range(n_grids)]
        self.work_factor = self._work_factors()
        self.prevention = np.zeros((n_kinds, n_grids))
        self._root = model.draws["root cause"]
        self._keep = math.exp(-1 / self.params.memory_days)
        self._fade = math.exp(-1 / self.params.prevention_memory_days)

    def _work_factors(self) -> list[list[float]]:
        """Return the work per case over a beginner's: (1 + cases / reference) ** -exponent, not below the floor."""
        params = self.params
        factors = np.maximum(params.floor, (1 + np.array(self.experience) / params.reference_cases) ** -params.exponent)
        return list(factors.tolist())

    def root_cause_hours(self, incident: Incident) -> float:
        """Return the extra work if the root cause of this case is sought (only under routine that prevents)."""
        if not self.model.plan.prevention:
            return 0.0
        ordinal = incident.n_cases - 1
        u = incident.draws[ROOT_CAUSE] if ordinal == 0 else self._root.uniform(incident.key, ordinal)
        if u >= self.params.root_cause_share:
            return 0.0
        incident.root_cause = True
        hours: float = incident.work_hours * self.params.root_cause_work
        return hours

    def learn(self, incident: Incident) -> None:
        """Learn from a case that was really solved in the grid."""
        if incident.level != GRID or incident.sham:
            return
        grid, kind = incident.grid, incident.kind.index
        if self.model.plan.keep_experience:
            self.experience[grid][kind] += self._part
        if incident.root_cause:
            missing = self.params.prevention_max - self.prevention[kind, grid]
            self.prevention[kind, grid] += self.params.prevention_step * self._part * missing

    def evening(self) -> None:
        """Let a day's worth of experience and prevention fade."""
        self.experience = (np.array(self.experience) * self._keep).tolist()
        self.work_factor = self._work_factors()
        self.prevention *= self._fade
