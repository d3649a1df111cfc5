"""Centres: the street office, the units above it and the duty team take what the grid cannot settle."""

from __future__ import annotations

from typing import Any

from sim.agents.centre import FunctionalCentre, Servers
from sim.agents.incident import Incident
from sim.facts import ABOVE, STREET
from sim.hours import OpenHours, check_open
from sim.parameters import Parameters, param


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
    street_delay_factor: float = param(
        1.0, "ratio", 0, 100, "datasets 1", "external delay at the street over that of units above it"
    )
    duty_delay_hours: float = param(
        0.5, "h", 0, 24, "assumption", "time until the round-the-clock duty team is on the spot"
    )

    def check_together(self) -> None:
        """Refuse centres that close before they open."""
        check_open(self, "opens", "closes")


class CentresProcess:
    """Owns the functional centres; cases are served first come, first served, in office hours."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.params: Centres = model.inputs.centres
        hours = OpenHours(self.params.opens, self.params.closes, model.workdays)
        self.units = {
            STREET: FunctionalCentre(model, "street", Servers(self.params.street_servers, hours)),
            ABOVE: FunctionalCentre(model, "above", Servers(self.params.above_servers, hours)),
        }

    def send(self, incident: Incident) -> None:
        """Give a case to the centre of its level."""
        now = self.model.time
        servers = self.units[incident.level].servers
        hours = incident.work_hours * self.params.work_factor
        done = servers.serve(now, hours)
        incident.started = servers.started
        self.model.agenda.at(done, self.model.casework.worked, incident)

    def call_duty_team(self, incident: Incident) -> None:
        """Send the round-the-clock duty team at once."""
        incident.started = self.model.time + self.params.duty_delay_hours
        self.model.books.duty_hours += incident.work_hours
        self.model.agenda.at(incident.started + incident.work_hours, self.model.casework.worked, incident)
