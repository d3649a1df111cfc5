"""The scenario: the complete, immutable input of a run, apart from the seed."""

from __future__ import annotations

from dataclasses import field

from sim.errors import InputError
from sim.history import History, check_history
from sim.parameters import Parameters, choice, param
from sim.policies.communication import Communication, OneWay
from sim.policies.dispatch import Dispatch, Priority
from sim.policies.escalation import Direct, Escalation
from sim.policies.links import LendToBusiest as LendToBusiest
from sim.policies.links import Links
from sim.policies.management import DayPlan, LongTerm, Management, check_plan
from sim.policies.partners import PROVIDERS as PROVIDERS
from sim.policies.partners import Partners
from sim.policies.scope import Grow, Scoping
from sim.policies.staffing import Staffing
from sim.processes.care import Care
from sim.processes.centres import Centres as Centres
from sim.processes.channels import Channels
from sim.processes.deterrence import Deterrence
from sim.processes.feedback import Feedback
from sim.processes.handling import Handling
from sim.processes.intake import PlatformDesk
from sim.processes.learning import Learning
from sim.processes.levels import Hierarchy
from sim.processes.noticing import Noticing
from sim.processes.onset import Onset as Onset
from sim.processes.reporting import Reporting
from sim.processes.rescue import Rescue
from sim.processes.self_governance import SelfGovernance
from sim.processes.service import Service
from sim.processes.trace import BROUGHT as BROUGHT
from sim.processes.trace import TracedOnset as TracedOnset
from sim.world.catalogue import Catalogue
from sim.world.street import Street


class Scenario(Parameters):
    """One street under one set of rules for so many days."""

    catalogue: Catalogue
    days: int = param(365, "days", 1, 36_500, "convention", "measured days")
    warmup_days: int = param(
        90, "days", 0, 3650, "design 5", "days before the first measured day, under long-term management"
    )
    start_date: str = param("2025-01-01", "date", None, None, "convention", "date of the first measured day")
    detail: str = choice("daily", ("summary", "daily", "incidents"), "design 9", "how much of a run is kept")
    street: Street = field(default_factory=Street)
    onset: Onset = field(default_factory=Onset)
    noticing: Noticing = field(default_factory=Noticing)
    reporting: Reporting = field(default_factory=Reporting)
    platform: PlatformDesk = field(default_factory=PlatformDesk)
    handling: Handling = field(default_factory=Handling)
    centres: Centres = field(default_factory=Centres)
    feedback: Feedback = field(default_factory=Feedback)
    self_governance: SelfGovernance = field(default_factory=SelfGovernance)
    learning: Learning = field(default_factory=Learning)
    deterrence: Deterrence = field(default_factory=Deterrence)
    channels: Channels = field(default_factory=Channels)
    service: Service = field(default_factory=Service)
    staffing: Staffing = field(default_factory=Staffing)
    care: Care = field(default_factory=Care)
    rescue: Rescue = field(default_factory=Rescue)
    dispatch: Dispatch = field(default_factory=Priority)
    communication: Communication = field(default_factory=OneWay)
    management: Management = field(default_factory=LongTerm)
    hierarchy: Hierarchy = field(default_factory=Hierarchy)
    escalation: Escalation = field(default_factory=Direct)
    scope: Scoping = field(default_factory=Grow)
    partners: Partners = field(default_factory=Partners)
    links: Links = field(default_factory=Links)
    history: History | None = None  # what the street lived before a day under other rules (None: nothing else)

    def notes(self) -> list[str]:
        """Return what the user should know of a run of this scenario, such as how much of a record it lives through."""
        first = self.street.days_of(self.start_date, self.warmup_days, self.days).first
        return self.onset.notes(first, self.warmup_days + self.days)

    def check_together(self) -> None:
        """Refuse horizons beyond the calendar's years, or into which no campaign fits."""
        self.street.days_of(self.start_date, self.warmup_days, self.days)
        if self.service.shares_call_desk and not self.channels.on:
            raise InputError("service.shares_call_desk", True, "false where channels=none", "choose channels=platform")
        overtime = getattr(self.management, "overtime_factor", 0.0)
        check_plan(DayPlan(overtime_factor=overtime), self.staffing)
        check_horizon = getattr(self.management, "check_horizon", None)
        if check_horizon is not None:
            check_horizon(self.days)
        if self.history is not None:
            check_history(self.history, self)
