"""Stories of a branch: rules change on one day of a street's life, and what was lived before stays what it was."""

from __future__ import annotations

import pandas as pd
import pytest

from sim import History, InputError, ModelError, RunResult, Scenario, StreetModel, run
from sim.history import POLICIES
from sim.policies.staffing import ROLES
from tests.streets import composed

WARMUP, LATER = 20, 33
SHORT = ("days=30", f"warmup_days={WARMUP}", "detail=incidents")
RAIDS = ("management=campaign_short", "management.first_day=3", "management.length_days=7", "management.period_days=20")
ARMS = {
    "lean": ("staffing=lean",),
    "generous": ("staffing=generous",),
    "two_way": ("communication=two_way",),
    "raids": (*RAIDS, "management.quiet_days=0"),
    "fifo": ("dispatch=fifo",),
    "own_queues": ("handling=own_queues",),
    "many": ("staffing=generous", "communication=two_way", "dispatch=shortest_first", "handling=no_pressure"),
}
OTHERS = {  # for each field that may not change, a change of it and the key that is to be named
    "catalogue": ("catalogue.rate_scale=2", "catalogue.rate_scale"),
    "days": ("days=29", "days"),
    "warmup_days": ("warmup_days=19", "warmup_days"),
    "start_date": ("start_date=2025-02-01", "start_date"),
    "detail": ("detail=daily", "detail"),
    "street": ("street.residents=1999", "street.residents"),
    "onset": ("onset=no_contagion", "onset.contagion_max"),
    "noticing": ("noticing.patrol_hours_per_block=0.5", "noticing.patrol_hours_per_block"),
    "reporting": ("reporting.intercept=-1", "reporting.intercept"),
    "platform": ("platform=no_data_sharing", "platform.data_shared"),
    "centres": ("centres.street_servers=2", "centres.street_servers"),
    "feedback": ("feedback.trust_gain=0.1", "feedback.trust_gain"),
    "self_governance": ("self_governance=none", "self_governance.floor"),
    "learning": ("learning=none", "learning.exponent"),
    "deterrence": ("deterrence=overshoot", "deterrence.overshoot"),
    "channels": ("channels=platform", "channels"),
    "service": ("service=shekou", "service"),
    "care": ("care=staff", "care"),
    "rescue": ("rescue=platform", "rescue"),
    "hierarchy": ("hierarchy=jinshui", "hierarchy"),
    "escalation": ("escalation=stepwise", "escalation"),
    "scope": ("scope=frozen", "scope"),
    "partners": ("partners=ngo", "partners"),
    "links": ("links=lending", "links"),
}


def common(*overrides: str) -> Scenario:
    return composed(*SHORT, *overrides)


def parted(day: int, *overrides: str, before: tuple[str, ...] = ()) -> Scenario:
    """Return a street that lives as the common one until a simulated day."""
    history = History(rules=common(*before), until_day=day)
    arm: Scenario = composed(*SHORT, *before, *overrides).but(history=history)
    return arm


def at_the_fork(day: int) -> StreetModel:
    model = StreetModel(common(), 1)
    model.run_until(24.0 * day)
    return model


def assert_same(one: RunResult, other: RunResult) -> None:
    assert one.digest == other.digest
    assert one.indicators == pytest.approx(other.indicators, rel=0, abs=0, nan_ok=True)
    for table in ("daily", "grids", "quantities", "incidents"):
        assert getattr(one, table).equals(getattr(other, table)), table


@pytest.mark.parametrize("day", [WARMUP, LATER])
@pytest.mark.parametrize("arm", ARMS)
def test_history_once_and_then_an_arm_is_the_same_as_both_in_one_go(arm: str, day: int) -> None:
    scenario = parted(day, *ARMS[arm])
    model = at_the_fork(day)
    model.switch(scenario)
    model.run_until(model.end_hour)
    together = run(scenario, 1)
    assert_same(model.result(), together)
    assert max(map(abs, together.checks.values())) < 1e-9, "all books balance over the change"


@pytest.mark.parametrize("arm", ARMS)
def test_an_arm_parts_from_the_common_street_on_its_day_and_not_before(arm: str) -> None:
    plain, branched = run(common(), 1), run(parted(LATER, *ARMS[arm]), 1)
    days = [table.daily[table.daily["day"] < LATER - WARMUP] for table in (plain, branched)]
    pd.testing.assert_frame_equal(*days, rtol=1e-12)  # sums of harm are rounded in the order of the ledger's pages
    assert plain.digest != branched.digest, "afterwards it is another street"
    assert branched.digest != run(composed(*SHORT, *ARMS[arm]), 1).digest, "and not one that was always so"


@pytest.mark.parametrize("day", [0, WARMUP, LATER])
def test_a_street_that_goes_on_as_before_is_no_other_street(day: int) -> None:
    assert_same(run(parted(day), 1), run(common(), 1))


def test_all_that_waits_or_is_in_hand_goes_on_where_other_posts_sit() -> None:
    model = at_the_fork(LATER)
    lean = composed(*SHORT, "staffing=lean")

    def tasks(role: str) -> dict[int, float]:
        found = {}
        for station in model.duty.all_stations[role]:
            waiting = [entry[3] for entry in station.queue]
            for task in waiting + [post.task for post in station.posts if post.task]:
                found[id(task)] = task.left
        return found

    before = {role: tasks(role) for role in ROLES}
    assert any(before.values())
    posts = sum(len(station.posts) for station in model.duty.all_stations["administrator"])
    model.switch(lean)
    assert {role: tasks(role) for role in ROLES} == before
    assert sum(station.n_posts for station in model.duty.all_stations["administrator"]) < posts
    in_street = sum(len(agents) for kind, agents in model.agents_by_type.items() if kind.__name__ == "Administrator")
    assert in_street == sum(map(len, model.duty._regular["administrator"] + model.duty._temporary["administrator"]))


def test_supervisors_begin_to_check_on_the_day_they_come() -> None:
    nobody = ("staffing.supervisors_per_grid=0",)
    scenario = parted(LATER, "staffing.supervisors_per_grid=1", "handling.check_share=1", before=nobody)
    checked = run(scenario, 1).incidents["checked"].dropna()
    assert len(checked) and checked.min() >= 24 * (LATER - WARMUP)


def test_two_way_communication_is_paid_from_its_day_on() -> None:
    quantities = run(parted(LATER, "communication=two_way"), 1).quantities
    [days] = quantities.loc[(quantities["item"] == "two_way_km2_day") & (quantities["book"] == "grid"), "quantity"]
    area = common().street.area_km2
    assert days == pytest.approx(area * (WARMUP + 30 - LATER))


def test_policies_change_beside_a_system() -> None:
    scenario = parted(LATER, "communication=two_way", before=("partners=ngo", "links=lending"))
    assert run(scenario, 1).digest != run(common("partners=ngo", "links=lending"), 1).digest


@pytest.mark.parametrize("field", OTHERS)
def test_what_would_make_another_history_is_refused_in_one_line(field: str) -> None:
    change, key = OTHERS[field]
    with pytest.raises(InputError) as refused:
        parted(WARMUP, change)
    assert refused.value.what == key or refused.value.what.startswith(f"{field}.")
    assert all(policy in str(refused.value) for policy in POLICIES) and "\n" not in str(refused.value)


def test_every_field_of_a_scenario_may_change_or_is_refused() -> None:
    assert {*POLICIES, *OTHERS, "history"} == set(Scenario.__dataclass_fields__)


@pytest.mark.parametrize(
    ("before", "change", "what"),
    [
        ((), "staffing.supervisors_per_grid=0", "staffing.supervisors_per_grid"),
        (("partners=ngo",), "staffing=lean", "staffing"),
        (("rescue=platform",), "handling=own_queues", "staffing"),
    ],
)
def test_posts_change_only_where_somebody_can_go_on_with_the_work(before, change, what) -> None:
    with pytest.raises(InputError) as refused:
        parted(WARMUP, change, before=before)
    assert refused.value.what == what


def test_a_branch_after_the_end_and_a_second_branch_are_refused() -> None:
    with pytest.raises(InputError, match="history.until_day: got 50, allowed: a day of the run, 0 to 49"):
        parted(WARMUP + 30, "staffing=lean")
    with pytest.raises(InputError, match="rules change once in a run"):
        common().but(history=History(rules=parted(5), until_day=9))


def test_rules_do_not_change_in_the_middle_of_a_day() -> None:
    model = at_the_fork(3)
    model.run_until(24 * 3 + 12.0)
    with pytest.raises(ModelError, match="between two days"):
        model.switch(common())
