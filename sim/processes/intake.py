"""Intake: reports come in by channel, are looked at on site, verified, accepted, registered and dispatched.

The stages are those of China's urban-management systems (datasets 6): report > verify > accept > register > dispatch.
"""

from __future__ import annotations

from typing import Any

from sim.agents.centre import Platform, Servers
from sim.agents.incident import DISPATCH, Incident
from sim.agents.resident import Resident
from sim.facts import CLOSED_UNSOLVED, IN_PROCESS, REOPENED, RESIDENT, VOID
from sim.hours import OpenHours, check_open
from sim.parameters import Parameters, param


class PlatformDesk(Parameters):
    """The platform's people, hours and stage times."""

    call_takers: int = param(3, "persons", 1, 500, "assumption", "people who take telephone and app reports")
    call_opens: float = param(0.0, "h", 0, 23, "source text: 24 h a day", "opening hour of the call desk")
    call_closes: float = param(24.0, "h", 1, 24, "source text: 24 h a day", "closing hour of the call desk")
    app_contact_hours: float = param(0.03, "h", 0, 4, "assumption", "desk time of a report by app")
    hotline_contact_hours: float = param(0.1, "h", 0, 4, "C3", "desk time of a report by telephone (4-6 minutes)")
    counter_contact_hours: float = param(0.2, "h", 0, 4, "assumption", "desk time of a report in person")
    officers: int = param(3, "persons", 1, 500, "assumption", "officers who accept, register and dispatch")
    officers_open: float = param(8.0, "h", 0, 23, "assumption", "from when cases are registered and dispatched")
    officers_close: float = param(20.0, "h", 1, 24, "assumption", "until when cases are registered and dispatched")
    registration_hours: float = param(0.05, "h", 0, 24, "C3", "officer time to accept, register and dispatch a case")
    dispatch_accuracy: float = param(
        0.98, "share", 0, 1, "I10", "cases sent to the right unit at once (0.70-0.98: I11)"
    )
    transfer_hours: float = param(
        24.0, "h", 0, 1000, "assumption", "delay until a wrongly sent case reaches the right unit"
    )
    investigation_hours: float = param(
        0.4, "h", 0, 24, "assumption", "coordinator's visit to the place of a resident's report"
    )
    verification_hours: float = param(0.2, "h", 0, 24, "assumption", "administrator's verification of a report")
    data_shared: bool = param(
        True, "switch", None, None, "source text: data sharing", "registers can be looked up on the spot"
    )
    shared_data_factor: float = param(
        0.6, "ratio", 0.05, 1, "assumption", "verification time with shared data over that without"
    )

    def check_together(self) -> None:
        """Refuse desks that close before they open."""
        check_open(self, "call_opens", "call_closes")
        check_open(self, "officers_open", "officers_close")

    @property
    def verify_hours(self) -> float:
        """Administrator's time for one verification, given whether data are shared."""
        return self.verification_hours * (self.shared_data_factor if self.data_shared else 1.0)


class IntakeProcess:
    """Carries a report to its dispatch; owns the platform agent and the clock of time limits."""

    def __init__(self, model: Any) -> None:
        self.model = model
        params: PlatformDesk = model.inputs.platform
        self.params = params
        every_day = model.workdays | True
        calls = Servers(params.call_takers, OpenHours(params.call_opens, params.call_closes, every_day))
        officers = Servers(params.officers, OpenHours(params.officers_open, params.officers_close, every_day))
        self.platform = Platform(model, calls, officers)
        self.limits = OpenHours(0.0, 24.0, model.workdays)
        self._verify_hours = params.verify_hours
        self._contact = (params.app_contact_hours, params.hotline_contact_hours, params.counter_contact_hours)
        self._right, self._fix = model.draws["dispatch"], model.draws["fix on the spot"]

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
        handling = self.model.inputs.handling
        fixes = handling.coordinator_fixes and incident.kind.visible and not incident.kind.urgent
        if self._settled_now(incident, handling.fix_on_spot_share if fixes else 0.0):
            return
        self.verify(incident)

    def _settled_now(self, incident: Incident, fixed_share: float) -> bool:
        """Settle a case at the moment of its report, with the chance of its kind or of a fix on the spot."""
        share = max(fixed_share, incident.kind.category.at_once_share)
        if share <= 0 or incident.mistaken or self._fix.uniform(incident.key, incident.n_cases) >= share:
            return False
        incident.registered = incident.handled = incident.answered = self.model.time
        incident.verified = incident.dispatched = incident.started = self.model.time
        incident.deadline = self.deadline(incident)
        self.model.books.case_opened()
        self.model.closing.solve(incident)
        self.model.closing.close(incident)
        return True

    def reported(self, incident: Incident, resident: Resident) -> None:
        """A resident has reported it."""
        self._open_case(incident)
        self.model.feedback.await_outcome(incident, resident)
        if incident.kind.category.at_once_share > 0:
            incident.source = RESIDENT
            if self._settled_now(incident, 0.0):
                return
        self.from_resident(incident, self.model.reporting.channel(resident))

    def duplicate(self, incident: Incident, resident: Resident) -> None:
        """Another resident has reported what is already in hand: the contact costs time, the case stays one."""
        self.model.books.duplicates += 1
        self.model.feedback.await_outcome(incident, resident)
        self.contact(self.model.reporting.channel(resident))

    def reopen(self, complaint: tuple[Incident, Resident]) -> None:
        """A resident who was told that it is solved says that it is not: the case goes straight back to the handler."""
        incident, resident = complaint
        if incident.stage != CLOSED_UNSOLVED:
            return
        self._open_case(incident)
        incident.source = REOPENED
        incident.verified = self.model.time
        self.model.feedback.await_outcome(incident, resident)
        self.model.feedback.receipt(incident)
        self.contact(self.model.reporting.channel(resident))
        self.register(incident)

    # its stages ---------------------------------------------------------------------------------------------------
    def deadline(self, incident: Incident) -> float:
        """Return the hour at which the time limit of a registered case ends; limits run on working days only (I25)."""
        incident.limit_begins = self.limits.elapsed(incident.registered)
        return self.limits.at(incident.limit_begins + incident.kind.deadline_hours)

    def contact(self, channel: int) -> float:
        """Book a contact at the call desk and return when it is over."""
        self.platform.n_contacts[channel] += 1
        self.model.books.contact(channel)
        if self.model.channels is not None:
            return float(self.model.channels.serve(channel))
        return self.platform.contacts.serve(self.model.time, self._contact[channel])

    def from_resident(self, incident: Incident, channel: int) -> None:
        """Take a resident's report: after the contact the coordinator looks at the place."""
        incident.source = RESIDENT
        self.model.feedback.receipt(incident)
        done = self.contact(channel)
        if done <= self.model.time:
            self.investigate(incident)
        else:
            self.model.agenda.at(done, self.investigate, incident)

    def investigate(self, incident: Incident) -> None:
        """Ask the coordinator to look at the place of a resident's report."""
        hours = self.params.investigation_hours
        model = self.model
        station = model.coordinators[incident.block]
        urgent = incident.kind.urgent
        if hours > 0 and station.n_posts and urgent and model.duty.patrolling(model.time):
            model.noticing.interrupt_routes(station.grids)  # whoever walks there goes at once
            model.agenda.at(model.time + hours, self.investigated, incident)
            return
        if hours <= 0 or not station.n_posts or (urgent and not station.is_open(model.time)):
            self.verify(incident)
            return
        station.add(model.tasks.make(incident, hours, self.investigated))

    def investigated(self, incident: Incident) -> None:
        """The coordinator reports what it has seen; what is no problem is voided."""
        if incident.mistaken:
            self.void(incident)
        else:
            self.verify(incident)

    def verify(self, incident: Incident) -> None:
        """Ask the administrator to verify the report and look up who and what is concerned."""
        model = self.model
        hours = self._verify_hours if model.channels is None else model.channels.verify_hours()
        station = model.administrators[incident.block]
        if hours <= 0 or (incident.kind.urgent and not station.is_open(model.time)):
            self.register(incident)  # out of hours the duty desk takes an urgent case at its word
            return
        station.add(model.tasks.make(incident, hours, self.register))

    def register(self, incident: Incident) -> None:
        """Register the verified case, set its time limit and send it to who may settle it."""
        now = self.model.time
        if incident.mistaken:
            self.void(incident)
            return
        incident.verified = now
        channels, params = self.model.channels, self.params
        hours, accuracy = params.registration_hours, params.dispatch_accuracy
        if channels is not None:
            hours, accuracy = channels.register()
        if hours <= 0:
            done = now
        elif incident.kind.urgent:
            done = now + hours  # dispatched on the spot, round the clock
        else:
            done = self.platform.officers.serve(now, hours)
        incident.registered = done
        incident.deadline = self.deadline(incident)
        ordinal = incident.n_cases - 1
        u = incident.draws[DISPATCH] if ordinal == 0 else self._right.uniform(incident.key, ordinal)
        if u > accuracy:
            if channels is not None and channels.goes_astray(incident, done):
                return
            incident.n_transfers += 1
            done += 0.0 if incident.kind.urgent else self.params.transfer_hours  # what is urgent is passed on at once
        incident.dispatched = done
        if done <= now:
            self.model.casework.dispatch(incident)
        else:
            self.model.agenda.at(done, self.model.casework.dispatch, incident)

    def void(self, incident: Incident) -> None:
        """Strike out a report that was no problem."""
        incident.enter(VOID)
        incident.closed = self.model.time
        self.model.leave(incident)
