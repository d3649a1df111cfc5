"""Mechanisms that must not lean on each other's draws, and limits in which their effect is known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from sim import run
from sim.errors import InputError, ModelError
from sim.facts import CLOSED_UNSOLVED, IN_PROCESS
from sim.model import StreetModel
from sim.policies.communication import TwoWay
from sim.policies.dispatch import ShortestFirst
from sim.policies.management import DayPlan, LongTerm, Mixed, Situation
from tests.streets import NO, YES, finish, found, happen, quiet, reported, tiny

MUTE = {"trust_gain": 0.0, "hearsay_gain": 0.0, "efficacy_gain": 0.0, "efficacy_loss": 0.0}
AT_ONCE = {"app_contact_hours": 0.0, "hotline_contact_hours": 0.0, "counter_contact_hours": 0.0}


def test_repeated_reports_shift_nobody_elses_draws() -> None:
    """Where a repeat has no effect of its own, a street with repeats lives exactly as one without."""
    pages = []
    for readiness in (0.0, 1.0):
        scenario = tiny(
            detail="incidents", feedback=MUTE, platform=AT_ONCE, reporting={"duplicate_share": readiness}, days=40
        )
        result = run(scenario, 3)
        pages.append(result.incidents.drop(columns="satisfied"))  # the first to report a found case is asked
        assert (result.indicators["duplicate_share"] > 0) == (readiness > 0)
    assert pages[0].equals(pages[1])


def test_who_asks_for_reopening_is_told_what_came_of_it() -> None:
    model = quiet(
        communication=TwoWay(reopen_share=1.0),
        feedback={"reopen_delay_hours": 5.0},
        staffing={"patrol_share": 0.0},
        reporting={"intercept": -15.0},
    )
    incident = reported(model, hour=9, solve=NO)
    [row] = incident.reporters
    while incident.stage != CLOSED_UNSOLVED:
        model.run_for(0.1)
    told = model.books.n_messages
    while incident.stage != IN_PROCESS:
        model.run_for(0.1)
    assert incident.reporters == [row]
    assert model.books.n_messages > told, "a receipt"
    model.run_for(24 * 5)
    assert model.books.n_messages > told + 1, "and an answer"


def test_a_root_cause_is_sought_anew_in_each_case() -> None:
    model = quiet(staffing={"patrol_share": 0.0}, reporting={"intercept": -20.0})
    incident = found(model, hour=9, solve=NO, root_cause=YES)
    model.run_until(24)
    assert incident.stage == CLOSED_UNSOLVED
    assert not incident.root_cause


def test_who_is_never_served_loses_trust() -> None:
    model = quiet(staffing={"administrators_per_grid": 0.0}, feedback={"patience_ratio": 0.1, "patience_shape": 0.0})
    incident = reported(model, hour=9)
    resident = model.residents[incident.reporters[0]]
    trust, standing = resident.trust, model.feedback.standing[incident.block]
    model.run_until(24 * 10)
    assert resident.trust < trust
    assert model.feedback.standing[incident.block] < standing


def test_guidance_shrinks_with_what_is_withdrawn_for_a_campaign() -> None:
    model = StreetModel(campaign(withdrawn_share=0.9), seed=1)
    before = model.duty.guidance[0]
    model.run_until(24)
    assert model.plan.campaign
    assert 0 < model.duty.guidance[0] < before


def test_temporary_administrators_visit_too() -> None:
    reached = []
    for posts in (0.0, 2.0):
        model = StreetModel(campaign(staffing={"temporary_per_grid": posts}), seed=1)
        model.run_until(24)
        reached.append(float(model.duty.coverage.mean()))
    assert reached[1] == pytest.approx(3 * reached[0])


def test_own_queues_share_the_temporary_posts_of_their_grids() -> None:
    numbers = []
    for scope in ("own", "pooled_grid"):
        staffing = {"administrators_per_grid": 2.0, "temporary_per_grid": 1.0}
        model = StreetModel(campaign(staffing=staffing, handling={"queue_scope": scope}), seed=1)
        numbers.append(float(model.duty.temporary_by_grid["administrator"].sum()))
    assert numbers[0] == numbers[1] > 0


def test_a_head_start_is_counted_in_hours_of_waiting_whatever_the_rule() -> None:
    rule = ShortestFirst()
    model = StreetModel(campaign(dispatch=rule, head_start_hours=100.0), seed=1)
    model.run_until(1)
    incident = happen(model, "city_appearance", hour=9.0)
    assert incident.kind.target
    task = model.tasks.make(incident, 1.0, print)
    assert task.priority == pytest.approx(rule.priority(model.time - 100.0, incident, 1.0))


def test_the_warm_up_is_not_counted_among_those_who_took_part() -> None:
    model = StreetModel(tiny(warmup_days=120, days=30), 1)
    model.run_until(24 * 120)
    assert sum(one.n_reports for one in model.residents.awake.values()) == 0
    taken_part = model.inputs.street.residents * finish(model).indicators["participation_share"]
    assert 0 < taken_part <= model.ledger.flows["reported"][120:].sum() + model.books.duplicates


def test_what_is_over_cannot_be_planned() -> None:
    model = quiet()
    model.run_until(30)
    model.agenda.at(10, print, None)
    with pytest.raises(ModelError, match="planned for hour 10"):
        model.run_until(31)


class Nobody(LongTerm):
    """A rule that forgets to return its plan."""

    def plan(self, situation: Situation) -> DayPlan:
        """Return nothing."""
        return None  # type: ignore[return-value]


class Tireless(LongTerm):
    """A rule that asks for more hours than there are."""

    def plan(self, situation: Situation) -> DayPlan:
        """Return a plan of fifty days' overtime."""
        return DayPlan(overtime_factor=50.0)


@pytest.mark.parametrize("rule", [Nobody(), Tireless()])
def test_plans_that_cannot_be_are_refused(rule: LongTerm) -> None:
    with pytest.raises(InputError, match="DayPlan"):
        StreetModel(tiny(management=rule), seed=1)


def test_overtime_must_end_before_midnight() -> None:
    with pytest.raises(InputError, match="at most"):
        tiny(management=Mixed(overtime_factor=0.5), staffing={"day_hours": 13.0}, days=200)


@pytest.mark.parametrize(
    ("group", "hours"),
    [
        ("platform", {"officers_open": 20.0, "officers_close": 8.0}),
        ("platform", {"call_opens": 9.0, "call_closes": 9.0}),
        ("centres", {"opens": 18.0, "closes": 9.0}),
        ("noticing", {"wakes": 8.0, "sleeps": 8.0}),
    ],
)
def test_what_closes_before_it_opens_is_refused(group: str, hours: dict[str, float]) -> None:
    with pytest.raises(InputError, match="above"):
        tiny(**{group: hours})


def test_a_start_before_the_calendar_begins_is_refused() -> None:
    with pytest.raises(InputError, match="start_date"):
        tiny(start_date="0001-01-01", street={"calendar": "none"})


def test_a_centre_open_round_the_clock_still_keeps_holidays() -> None:
    from sim.hours import OpenHours

    week = np.array([True] * 5 + [False] * 2)
    clock = OpenHours(0.0, 24.0, week)
    assert clock.after(24.0 * 5 + 10, 1.0) == 24.0 * 7 + 1


def campaign(withdrawn_share: float = 0.35, head_start_hours: float = 240.0, **changes: object) -> object:
    """Return a small street in which a campaign begins on the first day, a Monday."""
    rule = Mixed(
        first_day=0, length_days=5, quiet_days=0, withdrawn_share=withdrawn_share, head_start_hours=head_start_hours
    )
    still = {"catalogue": {"rate_scale": 0.0}, "warmup_days": 0, "days": 14, "start_date": "2025-03-03"}
    return tiny(**{**still, "management": rule, **changes})
