"""Management regimes: long-term management, campaigns, or both; each turns the day's situation into a plan.

A rule is pure: it reads a Situation, draws nothing and changes nothing. To add one, write a `Parameters` class with a
method `plan(situation) -> DayPlan` and a YAML file in configs/management.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from sim.errors import InputError
from sim.parameters import Parameters, choice, param
from sim.policies.staffing import Staffing


class Situation(NamedTuple):
    """What a manager knows in the morning; day 0 is the first measured day, `days` the number of measured days."""

    day: int
    days: int
    workdays: tuple[bool, ...]
    temporary_ratio: float
    backlog_per_grid: float
    order_u: float
    days_in_campaign: int
    days_since_campaign: int


class DayPlan(NamedTuple):
    """What the staff do today; hours are relative to the regular day, shares to the hours of casework and visits."""

    campaign: bool = False
    regular_factor: float = 1.0
    overtime_factor: float = 0.0
    withdrawn_share: float = 0.0
    head_start_hours: float = 0.0
    other_attention: float = 1.0
    prevention: bool = True
    keep_experience: bool = True


LIMITS = {  # what a plan may ask for
    "regular_factor": (0.0, 1.5),
    "overtime_factor": (0.0, 0.5),
    "withdrawn_share": (0.0, 0.9),
    "head_start_hours": (0.0, 10_000.0),
    "other_attention": (0.0, 1.0),
}


def check_plan(plan: Any, staffing: Staffing) -> None:
    """Refuse (InputError) what is no plan, numbers out of their range, and days that would end after midnight."""
    if not isinstance(plan, DayPlan):
        raise InputError("management", repr(plan), "a DayPlan from plan(situation)", "return DayPlan(...)")
    for name, (low, high) in LIMITS.items():
        level = getattr(plan, name)
        if not low <= level <= high:
            raise InputError(f"management: DayPlan.{name}", level, f"{low:g} to {high:g}")
    hours = staffing.day_hours * (plan.regular_factor + plan.overtime_factor)
    room = 24 - staffing.day_starts - staffing.lunch_hours
    if hours > room + 1e-9:
        raise InputError(
            "management: working day with overtime", f"{hours:g} h", f"at most {room:g}", "less overtime or day_hours"
        )


class Management(Protocol):
    """A management regime."""

    def plan(self, situation: Situation) -> DayPlan:
        """Return today's plan."""


class LongTerm(Parameters):
    """Steady routine, the same every day: root causes are sought, experience is kept."""

    prevention: bool = param(True, "switch", None, None, "model 3.9", "routine looks for root causes")

    def plan(self, situation: Situation) -> DayPlan:
        """Return the same plan every day."""
        return DayPlan(prevention=self.prevention)


class CampaignRule(Parameters):
    """When campaigns are held and what they do with people's time (shared by the regimes that have campaigns)."""

    trigger: str = choice("calendar", ("calendar", "backlog", "order"), "model 3.9", "what starts a campaign")
    first_day: int = param(
        45, "day", 0, 3650, "assumption", "measured day on which the first campaign of the calendar begins"
    )
    period_days: int = param(120, "days", 7, 3650, "K15", "days from one campaign's beginning to the next one's")
    length_days: int = param(42, "days", 1, 365, "K3, K9", "length of a campaign")
    quiet_days: int = param(
        98, "days", 0, 3650, "design 5", "days between the last campaign's end and the horizon (14 weeks)"
    )
    backlog_per_grid: float = param(
        40.0, "cases", 0, 10_000, "assumption", "backlog that starts a campaign, if it is the trigger"
    )
    order_per_day: float = param(
        0.01, "1/day", 0, 1, "assumption", "chance a day that an order comes from above, if that is it"
    )
    overtime_factor: float = param(0.25, "ratio", 0, 0.5, "K16", "overtime of the own staff on campaign days")
    withdrawn_share: float = param(
        0.35, "share", 0, 0.9, "K14, K15", "routine casework and visits given up for the campaign"
    )
    head_start_hours: float = param(240.0, "h", 0, 10_000, "K8, K12", "head start of target cases in every queue")
    other_attention: float = param(
        0.6, "share", 0, 1, "K12", "attention left for what is no target, on patrol and visits"
    )

    def on(self, situation: Situation) -> bool:
        """Whether a campaign is on today."""
        if situation.day < 0:
            return False
        if self.trigger == "calendar":
            return self.in_calendar(situation.day, situation.days)
        if 0 < situation.days_in_campaign < self.length_days:
            return True
        too_late = situation.day + self.length_days + self.quiet_days > situation.days
        resting = 0 <= situation.days_since_campaign < self.length_days
        if too_late or resting or situation.days_in_campaign >= self.length_days:
            return False
        if self.trigger == "backlog":
            return situation.backlog_per_grid > self.backlog_per_grid
        return situation.order_u < self.order_per_day

    def in_calendar(self, day: int, days: int) -> bool:
        """Whether a campaign of the calendar is on; one that would end too near the horizon is not held."""
        if day < self.first_day:
            return False
        start = day - (day - self.first_day) % self.period_days
        return day < start + self.length_days and start + self.length_days + self.quiet_days <= days

    def check_horizon(self, days: int) -> None:
        """Raise InputError if no campaign of the calendar fits into the horizon."""
        need = self.first_day + self.length_days + self.quiet_days
        if self.trigger == "calendar" and days < need:
            raise InputError(
                "days", days, f"at least {need} with campaigns", "lengthen days or bring management.first_day forward"
            )

    def raid(self, regular_factor: float, prevention: bool, keep_experience: bool) -> DayPlan:
        """Return the plan of a campaign day."""
        return DayPlan(
            True,
            regular_factor,
            self.overtime_factor,
            self.withdrawn_share,
            self.head_start_hours,
            self.other_attention,
            prevention,
            keep_experience,
        )


class Campaign(CampaignRule):
    """Campaigns at equal hours: shorter regular days outside the campaigns pay for overtime and temporary staff."""

    def check_together(self) -> None:
        """Refuse triggers that are not known beforehand: their hours could not be saved."""
        if self.trigger != "calendar":
            raise InputError(
                "trigger", self.trigger, "calendar", "take management=campaign_as_practised for other triggers"
            )
        if self.period_days <= self.length_days:
            raise InputError("length_days", self.length_days, f"less than period_days = {self.period_days}")

    def plan(self, situation: Situation) -> DayPlan:
        """Return a campaign day, or a shorter routine day that pays for them."""
        if self.on(situation):
            return self.raid(1.0, prevention=False, keep_experience=False)
        return DayPlan(regular_factor=self.routine_factor(situation) if situation.day >= 0 else 1.0)

    def routine_factor(self, situation: Situation) -> float:
        """Return the length of a routine day, relative to the regular one, that makes the paid hours equal."""
        campaign = sum(
            work and self.in_calendar(day, situation.days)
            for day, work in enumerate(situation.workdays[: situation.days])
        )
        routine = sum(situation.workdays[: situation.days]) - campaign
        extra = campaign * (self.overtime_factor + situation.temporary_ratio * (1 + self.overtime_factor))
        if routine <= extra:
            raise InputError(
                "overtime_factor", self.overtime_factor, "less: the routine days cannot pay for the campaigns"
            )
        return 1 - extra / routine


class CampaignAsPractised(CampaignRule):
    """Campaigns as they are practised: the surge comes on top of a routine that neither prevents nor learns."""

    def plan(self, situation: Situation) -> DayPlan:
        """Return a campaign day, or a day of weak routine (before day 0 the routine of the baseline)."""
        if self.on(situation):
            return self.raid(1.0, prevention=False, keep_experience=False)
        measured = situation.day >= 0
        return DayPlan(prevention=not measured, keep_experience=not measured)


class Mixed(CampaignRule):
    """The same campaigns on top of full long-term management."""

    prevention: bool = param(True, "switch", None, None, "model 3.9", "routine looks for root causes")

    def plan(self, situation: Situation) -> DayPlan:
        """Return the long-term plan, with a campaign's surge on campaign days."""
        routine = LongTerm(prevention=self.prevention).plan(situation)
        if not self.on(situation):
            return routine
        return self.raid(1.0, prevention=routine.prevention, keep_experience=True)
