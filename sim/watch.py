"""A street that is watched: at the end of each day it gives a picture of its grids and of what came and went."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.incident import Incident
from sim.day_view import DayView, Dots, Floats
from sim.facts import GRID
from sim.model import StreetModel
from sim.policies.staffing import ROLES

DAY_HOURS = 24.0
SOLVERS = ("residents", "grid", "duty team", "centres")  # the grid is its staff and partners


class WatchedStreet(StreetModel):
    """A street model that can tell each evening how the day was; watching changes nothing in it."""

    def __init__(self, inputs: Any, seed: int) -> None:
        super().__init__(inputs, seed)
        self._gone: list[Incident] = []
        self._grid_of_resident = self.grid_of_block[self.population.block]

    def leave(self, incident: Incident) -> None:
        """Let an incident leave the street, and remember until the evening that it did."""
        self._gone.append(incident)
        super().leave(incident)

    def view(self) -> DayView:
        """Return the picture of the day that has just ended (call it once after each `step()`)."""
        day, gone = self.day - 1, self._gone
        self._gone = []
        living = list(self.agents_by_type.get(Incident, ()))
        real = [one for one in (*living, *gone) if not one.mistaken]
        since = DAY_HOURS * day
        lasting = [one for one in living if not one.mistaken and one.solved != one.solved and one.lapsed != one.lapsed]
        waiting = [one for one in living if one.registered == one.registered and one.closed != one.closed]
        done = [one for one in real if one.solved >= since]
        solvers = [self._solver(one) for one in done]
        rates = [one.severity * one.kind.harm_per_day for one in lasting]
        return DayView(
            day - self.inputs.warmup_days,
            self.calendar.date(day).isoformat(),
            bool(self.workdays[day]),
            bool(self.books.daily["campaign"][-1]),
            self._by_grid(waiting).astype(np.int64),
            self._by_grid(lasting).astype(np.int64),
            self._by_grid(lasting, rates).astype(np.float64),
            self._trust(),
            self._dots([one for one in real if one.onset >= since]),
            self._dots(done),
            {role: self.books.daily[f"utilisation_{role}"][-1] for role in ROLES},
            {name: solvers.count(name) for name in SOLVERS},
        )

    def _solver(self, incident: Incident) -> str:
        """Return who has solved an incident, one of SOLVERS."""
        if incident.settled:
            return "residents"
        if incident.kind.urgent and incident.started == incident.dispatched + self.centres.params.duty_delay_hours:
            return "duty team"
        return "grid" if incident.level == GRID else "centres"

    def _by_grid(self, incidents: list[Incident], weights: list[float] | None = None) -> NDArray[Any]:
        places = np.array([one.grid for one in incidents], np.int64)
        return np.bincount(places, weights, minlength=len(self.grids))

    def _trust(self) -> Floats:
        residents, feedback = self.blocks.residents, self.feedback
        heard = np.array([feedback.trust_heard(block) for block in range(len(residents))])
        sums = np.bincount(self.grid_of_block, heard * residents)
        sums += np.bincount(self._grid_of_resident, feedback.own_trust(self.population.trust))
        return np.asarray(sums / np.bincount(self._grid_of_resident))

    def _dots(self, incidents: list[Incident]) -> Dots:
        block = np.array([one.block for one in incidents], np.int64)
        kind = np.array([one.kind.index for one in incidents], np.int64)
        return Dots(self.blocks.x_m[block], self.blocks.y_m[block], kind)
