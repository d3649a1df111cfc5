"""Shared alerts: what patrol finds is told next door, where coordinators look out for it for some days."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.incident import Incident
from sim.agents.staff import Station
from sim.world.borders import across


class AlertsProcess:
    """Owns the alerts by kind and block; what is found today counts next door from tomorrow morning on."""

    def __init__(self, model: Any) -> None:
        self.model, self.params = model, model.inputs.links
        self._beyond = across(model.blocks, model.grid_of_block_list)
        self._until = np.zeros((len(model.kinds), len(model.blocks)))
        self._news: list[Incident] = []
        self.n_sent = self.n_read = 0

    def tell(self, incident: Incident) -> None:
        """Note what staff have found, if it is of a kind that can be looked out for and lies at a border."""
        if self.params.alerts and incident.kind.visible and not incident.kind.urgent and self._beyond[incident.block]:
            self._news.append(incident)

    def morning(self, day: int) -> None:
        """Pass on yesterday's finds; each station next door takes them in during today's casework."""
        if not self.params.alerts:
            return
        told: dict[Station, list[Incident]] = {}
        for incident in self._news:
            beyond = self._beyond[incident.block]
            self._until[incident.kind.index, beyond] = day + self.params.alert_days
            for station in dict.fromkeys(self.model.coordinators[block] for block in beyond):
                told.setdefault(station, []).append(incident)
        self._news = []
        for station, finds in told.items():
            self._ask(station, finds)
        self.model.noticing.alert = np.where(self._until > day, self.params.alert_factor, 1.0)

    def _ask(self, station: Station, finds: list[Incident]) -> None:
        """Give the coordinators of a station the task to take in what was found next door."""
        self.n_sent += len(finds)
        hours = self.params.alert_hours * len(finds)
        if hours > 0:
            station.add(self.model.tasks.make(finds[0], hours, self._take_in))

    def _take_in(self, incident: Incident) -> None:
        self.n_read += 1
