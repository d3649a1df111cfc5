"""Channels: which ways lead to the desk, how long one waits there, and what goes on by paper without the platform.

The core takes every report at a desk that is never full. With this system people stand in line and may give up, a
counter closes at night, the platform may be down or not be there at all, and a case sent to the wrong unit waits there.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from sim.accounts import Indicator, share
from sim.agents.centre import Servers
from sim.agents.desk import Desk, desk_for
from sim.agents.incident import Incident
from sim.agents.resident import Resident
from sim.facts import ABOVE, CLOSED_UNSOLVED, GRID, STREET
from sim.hours import OpenHours, check_open
from sim.parameters import Parameters, choice, param
from sim.processes.outages import Outages
from sim.processes.reporting import APP, COUNTER, HOTLINE
from sim.processes.system import System


class Channels(Parameters):
    """Access to the street's desks, by platform, telephone and in person; the platform's outages; transfers."""

    on: bool = param(False, "switch", None, None, "R3", "whether channels have hours, lines and outages of their own")
    platform: bool = param(True, "switch", None, None, "R3", "there is an information platform; else all is on paper")
    hotline: bool = param(True, "switch", None, None, "R3", "there is a telephone desk")
    residents_per_window: float = param(
        25_000.0, "residents", 1, 1e9, "assumption", "residents for each counter window that takes reports"
    )
    window_opens: float = param(9.0, "h", 0, 23, "assumption", "opening hour of the counter on working days")
    window_closes: float = param(17.0, "h", 1, 24, "assumption", "closing hour of the counter on working days")
    call_patience_hours: float = param(0.1, "h", 1e-6, 1e6, "assumption", "mean patience of who telephones")
    counter_patience_hours: float = param(0.75, "h", 1e-6, 1e6, "assumption", "mean patience of who stands in line")
    patience: str = choice(
        "exponential", ("exponential", "log_logistic"), "assumption", "distribution of patience over those who wait"
    )
    patience_shape: float = param(
        0.4, "log ratio", 0, 0.9, "assumption", "spread of log-logistic patience (0: all alike)"
    )
    waits_out_share: float = param(
        0.5, "share", 0, 1, "assumption", "who wanted to go online during an outage and waits until it is over"
    )
    outages_per_year: float = param(0.0, "1/year", 0, 10_000, "assumption", "failures in a year of a working platform")
    outage_hours: float = param(4.0, "h", 0, 10_000, "assumption", "median length of an outage")
    outage_sigma: float = param(1.0, "log-h", 0, 3, "assumption", "log-normal sigma of the length")
    paper_registration_hours: float = param(
        0.15, "h", 0, 24, "assumption", "officer time to register and dispatch a case on paper"
    )
    paper_accuracy: float = param(0.9, "share", 0, 1, "assumption", "cases sent to the right unit at once, on paper")
    wrong_unit_hours: float = param(
        0.3,
        "h",
        0,
        24,
        "assumption",
        "time a wrong unit takes to find that a case is not its own (0: as in the core, nobody's)",
    )

    def check_together(self) -> None:
        """Refuse counters that close before they open."""
        check_open(self, "window_opens", "window_closes")

    @property
    def instead(self) -> tuple[int, int, int]:
        """The channel that people use who would otherwise take the app, the telephone, the counter."""
        hotline = HOTLINE if self.hotline else COUNTER
        return (APP if self.platform else hotline, hotline, COUNTER)

    def patience_of(self, u: Any, mean: float) -> Any:
        """Return the patience that belongs to a uniform draw (number or array)."""
        if self.patience == "exponential":
            return -mean * np.log(u)
        shape = self.patience_shape
        median = mean * np.sinc(shape)  # its mean is its median times pi b / sin(pi b)
        return median * (u / (1 - u)) ** shape


class ChannelsSystem(System):
    """Owns the lines at the desks, the outages of the platform, and the cases that went astray."""

    FIELD = "channels"
    INDICATORS = (
        Indicator("lost_report_share", "share", "reports given up in line, of those heard or given up", "C18", "low"),
        Indicator(
            "report_line_hours_mean", "h", "mean time in line of who reports by telephone or in person", "", "low"
        ),
        Indicator("platform_up_share", "share", "time in which the platform works", "", "high"),
        Indicator("paper_share", "share", "cases registered on paper", "", "low"),
        Indicator(
            "transfer_share", "share", "cases first sent to a wrong unit, of those registered", "I10, I11", "low"
        ),
    )
    CHECKS = ("report_attempts",)
    WRONG: ClassVar[dict[int, int]] = {GRID: STREET, STREET: ABOVE, ABOVE: STREET}

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        params: Channels = self.params
        platform, every_day = model.inputs.platform, model.workdays | True
        calls = Desk(platform.call_takers, OpenHours(platform.call_opens, platform.call_closes, every_day))
        hours = OpenHours(params.window_opens, params.window_closes, model.workdays)
        self.calls = calls
        self.desks = (calls, calls, desk_for(model.inputs.street.residents, params.residents_per_window, hours))
        self.outages = self._outages()
        draws = model.draws
        self._patience, self._waits_out = draws["patience in line"], draws["wait out an outage"]
        self._when, self._again = draws["hour at the counter"], draws["dispatch again"]
        self._contact = (platform.app_contact_hours, platform.hotline_contact_hours, platform.counter_contact_hours)
        self._mean_patience = (float("inf"), params.call_patience_hours, params.counter_patience_hours)
        self.n_tried = self.n_reached = self.n_lost = self.n_moot = 0
        self.later: set[tuple[int, int]] = set()
        self.count_anew()

    def _outages(self) -> Outages:
        params, model = self.params, self.model
        if not params.platform:
            return Outages.without_platform()
        length = params.outage_hours, params.outage_sigma
        return Outages(model.draws, params.outages_per_year, *length, model.end_hour)

    def platform_up(self, now: float) -> bool:
        """Whether the platform works at an hour: its app, its shared registers, its positioning."""
        return self.outages.up(now)

    # reports ------------------------------------------------------------------------------------------------------
    def channel(self, wanted: int, resident: Resident) -> int:
        """Return the channel open to a resident now: who would go online telephones or comes while the app is down."""
        if wanted == APP and not self.platform_up(self.model.time):
            return HOTLINE if self.params.hotline else COUNTER
        return wanted

    def reach(self, resident: Resident, incident: Incident) -> bool:
        """Whether a resident who wants to report is heard now; if not it comes later, or gives up."""
        now, attempt = self.model.time, (incident.key, resident.key)
        if attempt in self.later:
            return False
        self.n_tried += 1
        return self._try(resident, incident, now)

    def _try(self, resident: Resident, incident: Incident, now: float) -> bool:
        if self.waits_out(resident, now):
            self._postpone(resident, incident, self.outages.up_again(now))
            return False
        channel = self.model.reporting.channel(resident)
        desk = self.desks[channel]
        opening = now if channel == APP else desk.opening(now)
        if opening > now:
            u = float(self._when.uniform(incident.key, resident.key, int(opening / 24)))
            self._postpone(resident, incident, opening + u * desk.hours.span)
            return False
        return self._stand_in_line(resident, incident, channel, desk.begins(now) - now)

    def waits_out(self, resident: Resident, now: float) -> bool:
        """Whether a resident who would go online waits until an outage is over."""
        outages = self.outages
        if outages.up(now) or not outages.there or self.model.reporting.wanted(resident) != APP:
            return False
        return bool(self._waits_out.uniform(resident.key, outages.latest(now)) < self.params.waits_out_share)

    def _stand_in_line(self, resident: Resident, incident: Incident, channel: int, wait: float) -> bool:
        mean = self._mean_patience[channel]
        if channel != APP and wait > 0:
            u = float(self._patience.uniform(incident.key, resident.key, self.model.day))
            if wait > self.params.patience_of(u, mean):
                self.n_lost += 1
                self._lost += 1
                self.model.feedback.silence(incident.block, resident)
                return False
        self.n_reached += 1
        self._reached += 1
        if channel != APP:
            self._line_hours += wait
            self._in_line += 1
        return True

    def _postpone(self, resident: Resident, incident: Incident, hour: float) -> None:
        self.later.add((incident.key, resident.key))
        self.model.agenda.at(hour, self._come, (resident, incident))

    def _come(self, attempt: tuple[Resident, Incident]) -> None:
        """Let somebody try again who found the door closed, unless there is nothing left to report."""
        resident, incident = attempt
        self.later.discard((incident.key, resident.key))
        if incident.stage > CLOSED_UNSOLVED or resident.row in incident.reporters:
            self.n_moot += 1
        elif self._try(resident, incident, self.model.time):
            self.model.reporting.hand_in(resident, incident)

    def serve(self, channel: int) -> float:
        """Return when a contact that begins now is over."""
        return self.desks[channel].serve(self.model.time, self._contact[channel])

    # cases --------------------------------------------------------------------------------------------------------
    def verify_hours(self) -> float:
        """Return the administrator's time for one verification: registers can be looked up only while they are up."""
        platform = self.model.inputs.platform
        return float(platform.verify_hours if self.platform_up(self.model.time) else platform.verification_hours)

    def register(self) -> tuple[float, float]:
        """Return officer time and accuracy of a registration that begins now."""
        self._registered += 1
        self._on_paper += not self.platform_up(self.model.time)
        return self._dispatching()

    def _dispatching(self) -> tuple[float, float]:
        platform = self.model.inputs.platform
        if self.platform_up(self.model.time):
            return platform.registration_hours, platform.dispatch_accuracy
        return self.params.paper_registration_hours, self.params.paper_accuracy

    def goes_astray(self, incident: Incident, hour: float) -> bool:
        """Send a case to a wrong unit at an hour; False if that takes nobody's time (what is urgent is passed on)."""
        self._astray += 1
        if incident.kind.urgent or self.params.wrong_unit_hours <= 0:
            return False
        self._go_astray(incident, hour)
        return True

    def _go_astray(self, incident: Incident, hour: float) -> None:
        incident.n_transfers += 1
        self.model.agenda.at(hour, self._look, incident)

    def _look(self, incident: Incident) -> None:
        """Let a case wait its turn at the wrong unit, until somebody sees that it does not belong there."""
        model, hours = self.model, self.params.wrong_unit_hours
        unit = self.WRONG[incident.level]
        if model.hierarchy is not None:
            seen = model.hierarchy.look(incident, unit, hours)
        else:
            servers: Servers = model.centres.units[unit].servers
            seen = servers.serve(model.time, hours)
        model.agenda.at(seen + model.inputs.platform.transfer_hours, self._send_on, incident)

    def _send_on(self, incident: Incident) -> None:
        """Let an officer dispatch again what came back, as well or badly as the first time."""
        hours, accuracy = self._dispatching()
        now = self.model.time
        done = self.model.intake.platform.officers.serve(now, hours) if hours > 0 else now
        u = self._again.uniform(incident.key, incident.n_cases, incident.n_transfers)
        if u > accuracy:
            self._go_astray(incident, done)
            return
        incident.dispatched = done
        self.model.agenda.at(done, self.model.casework.dispatch, incident)

    # books --------------------------------------------------------------------------------------------------------
    def count_anew(self) -> None:
        """Forget what was counted: the warm-up is over."""
        self._lost = self._reached = self._in_line = self._registered = self._on_paper = self._astray = 0
        self._line_hours = 0.0

    def indicators(self) -> dict[str, float]:
        """Return the values of INDICATORS over the measured days."""
        model = self.model
        first = 24.0 * model.inputs.warmup_days
        down = self.outages.down_hours(first, model.end_hour)
        return {
            "lost_report_share": share(self._lost, self._lost + self._reached),
            "report_line_hours_mean": share(self._line_hours, self._in_line),
            "platform_up_share": 1 - down / (model.end_hour - first),
            "paper_share": share(self._on_paper, self._registered),
            "transfer_share": share(self._astray, self._registered),
        }

    def checks(self) -> dict[str, float]:
        """Return the residual of the attempts to report: tried = heard + given up + overtaken by events + to come."""
        left = self.n_tried - self.n_reached - self.n_lost - self.n_moot
        to_come = self.model.agenda.count(self._come)
        return {"report_attempts": float(abs(left - to_come) + abs(left - len(self.later)))}
