"""Self-governance: residents settle small things themselves, where they talk with each other and with the grid."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.incident import SETTLE, Incident
from sim.facts import LATENT, SOLVED
from sim.parameters import Parameters, param


class SelfGovernance(Parameters):
    """How residents come to settle problems themselves."""

    floor: float = param(
        0.02, "share", 0, 1, "assumption", "chance, a notice, of settling the most suited case without deliberation"
    )
    ceiling: float = param(0.4, "share", 0, 1, "assumption", "that chance with full deliberation and full cohesion")
    volunteer_bonus: float = param(
        1.5, "ratio", 1, 5, "assumption", "chance if a volunteer takes it up, over that of others"
    )
    settling_hours: float = param(36.0, "h", 0.1, 1000, "assumption", "mean time that residents take to settle it")
    staff_hours: float = param(
        0.1, "h", 0, 8, "assumption", "administrator's time to accompany one settlement (two-way)"
    )
    cohesion_start: float = param(
        0.4, "share", 0, 1, "assumption", "cohesion of each block at the start, and its resting level"
    )
    cohesion_gain: float = param(
        0.03, "share", 0, 1, "assumption", "part of the missing cohesion won by one settlement"
    )
    cohesion_memory_days: float = param(
        180.0, "days", 1, 3650, "assumption", "time constant of the return to the resting level"
    )


class SelfGovernanceProcess:
    """Owns the cohesion of the blocks, 0 to 1."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.params: SelfGovernance = model.inputs.self_governance
        self.cohesion = [self.params.cohesion_start] * len(model.blocks.residents)
        self._volunteer: list[bool] = model.population.active_volunteer.tolist()
        self._settles, self._takes = model.draws["settle"], model.draws["settling time"]

    def chance(self, incident: Incident, row: int) -> float:
        """Return the chance that the people around settle this incident themselves if resident `row` takes it up."""
        params = self.params
        talk = self.model.communication.deliberation * self.cohesion[incident.block]
        chance: float = incident.kind.self_settle * (params.floor + (params.ceiling - params.floor) * talk)
        return min(1.0, chance * params.volunteer_bonus) if self._volunteer[row] else chance

    def try_settling(self, incident: Incident, row: int, ordinal: int) -> bool:
        """Let a resident try to settle what it has noticed; True if the people around take it up and will succeed."""
        if incident.kind.self_settle <= 0 or incident.mistaken:
            return False
        u = incident.draws[SETTLE] if ordinal == 0 else self._settles.uniform(incident.key, ordinal)
        if u >= self.chance(incident, row):
            return False
        takes = float(self._takes.exponential(incident.key)) * self.params.settling_hours
        self.model.agenda.at(self.model.time + takes, self.settle, incident)
        return True

    def settle(self, incident: Incident) -> None:
        """The residents have settled it, unless staff or somebody's report came first."""
        if incident.stage != LATENT:
            return
        model = self.model
        incident.enter(SOLVED)
        incident.settled = True
        incident.solved = model.time
        if incident.kind.visible:
            model.onset.open_visible[incident.block] -= 1
        cohesion = self.cohesion[incident.block]
        self.cohesion[incident.block] = cohesion + self.params.cohesion_gain * (1 - cohesion)
        if self.params.staff_hours > 0 and model.communication.deliberation > 0:
            task = model.tasks.make(incident, self.params.staff_hours, _nothing_more)
            model.administrators[incident.block].add(task)
        model.leave(incident)

    def evening(self) -> None:
        """Let cohesion return a day's worth towards its resting level."""
        rest, memory = self.params.cohesion_start, self.params.cohesion_memory_days
        levels = np.array(self.cohesion)
        self.cohesion = (levels + (rest - levels) / memory).tolist()


def _nothing_more(incident: Incident) -> None:
    """Nothing follows from this task."""
