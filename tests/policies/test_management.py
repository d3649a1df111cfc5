"""Management: steady routine, campaigns, both; when campaigns come, what they take, and what they cost in hours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import InputError, run
from sim.policies.management import Campaign, CampaignAsPractised, CampaignRule, LongTerm, Mixed, Situation
from tests.streets import NEVER, composed, found, happen, quiet, tiny

SEEDS = range(1)


def morning(day: int, **changes: Any) -> Situation:
    """Return what a manager knows on a morning of a year without holidays."""
    usual = Situation(
        day=day,
        days=365,
        workdays=(True,) * 365,
        temporary_ratio=0.4,
        backlog_per_grid=0.0,
        order_u=0.999,
        days_in_campaign=0,
        days_since_campaign=-1,
    )
    return usual._replace(**changes)


def campaign_days(rule: Any, days: int = 365) -> list[int]:
    return [day for day in range(-90, days) if rule.plan(morning(day, days=days)).campaign]


def test_long_term_management_is_the_same_every_day() -> None:
    assert len({LongTerm().plan(morning(day)) for day in range(-90, 365)}) == 1
    assert not LongTerm(prevention=False).plan(morning(0)).prevention


@pytest.mark.parametrize("rule", [Campaign(), CampaignAsPractised(), Mixed()])
def test_campaigns_come_by_the_calendar_and_leave_time_to_fade(rule: Any) -> None:
    days = campaign_days(rule)
    assert days == [*range(45, 87), *range(165, 207)]
    assert max(days) < 365 - 98


def test_the_same_campaigns_for_all_regimes() -> None:
    assert campaign_days(Campaign()) == campaign_days(CampaignAsPractised()) == campaign_days(Mixed())


@pytest.mark.parametrize("rule", [Campaign(), CampaignAsPractised(), Mixed()])
def test_a_horizon_without_room_for_a_campaign_is_refused(rule: CampaignRule) -> None:
    need = rule.first_day + rule.length_days + rule.quiet_days
    assert tiny(days=need, management=rule).days == need
    with pytest.raises(InputError, match=f"days: got {need - 1}.*at least {need}"):
        tiny(days=need - 1, management=rule)


# triggers ------------------------------------------------------------------------------------------------------------
def test_a_backlog_starts_a_campaign_and_it_lasts_its_time() -> None:
    rule = CampaignAsPractised(trigger="backlog", backlog_per_grid=40, length_days=10)
    assert not rule.on(morning(5, backlog_per_grid=40))
    assert rule.on(morning(5, backlog_per_grid=41))
    assert rule.on(morning(9, days_in_campaign=4))
    assert not rule.on(morning(15, days_in_campaign=10, backlog_per_grid=99))
    assert not rule.on(morning(20, days_since_campaign=5, backlog_per_grid=99))
    assert not rule.on(morning(300, backlog_per_grid=99))
    assert not rule.on(morning(-5, backlog_per_grid=99))


def test_an_order_from_above_starts_a_campaign() -> None:
    rule = Mixed(trigger="order", order_per_day=0.01)
    assert rule.on(morning(5, order_u=0.009))
    assert not rule.on(morning(5, order_u=0.011))


@pytest.mark.parametrize(
    ("trigger", "setting", "some"),
    [
        ("backlog", "backlog_per_grid=0", True),
        ("backlog", "backlog_per_grid=10000", False),
        ("order", "order_per_day=1", True),
        ("order", "order_per_day=0", False),
    ],
)
def test_triggers_work_in_a_run(trigger: str, setting: str, some: bool) -> None:
    given = ("days=180", "management=mixed", f"management.trigger={trigger}", f"management.{setting}")
    campaign = run(composed(*given), 1).daily["campaign"]
    assert bool(campaign.any()) is some
    if some:
        lengths = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], campaign, [0]]))))[::2]
        assert set(lengths) == {42}


def test_equal_hours_need_a_calendar() -> None:
    with pytest.raises(InputError, match="trigger.*calendar"):
        Campaign(trigger="backlog")
    with pytest.raises(InputError, match="length_days.*less than period_days"):
        Campaign(length_days=120)
    with pytest.raises(InputError, match="routine days cannot pay"):
        Campaign(first_day=0, quiet_days=0, period_days=100, length_days=99, overtime_factor=0.5).plan(morning(99))


# what a campaign does ------------------------------------------------------------------------------------------------
def test_a_raid_takes_routine_hours_adds_overtime_and_looks_at_its_targets() -> None:
    plan = Mixed(first_day=0).plan(morning(0))
    assert (plan.campaign, plan.overtime_factor, plan.withdrawn_share) == (True, 0.25, 0.35)
    assert plan.head_start_hours > 0
    assert plan.other_attention < 1


@pytest.mark.parametrize(
    ("rule", "routine", "raid"),
    [
        (Campaign(), (True, True), (False, False)),
        (CampaignAsPractised(), (False, False), (False, False)),
        (Mixed(), (True, True), (True, True)),
    ],
)
def test_who_prevents_and_who_keeps_experience(rule: Any, routine: tuple[bool, bool], raid: tuple[bool, bool]) -> None:
    for day, expected in ((0, routine), (50, raid)):
        plan = rule.plan(morning(day))
        assert (plan.prevention, plan.keep_experience) == expected


def test_targets_go_first_while_a_campaign_is_on() -> None:
    for head_start, first in ((0.0, "noise"), (240.0, "city_appearance")):
        fast = {"platform": {"verification_hours": 0.0}}
        rule = Mixed(first_day=0, head_start_hours=head_start, withdrawn_share=0.0)
        staff = {"administrators_per_grid": 0.01, "temporary_per_grid": 0.0}
        model = quiet(days=240, management=rule, staffing=staff, **fast)
        found(model, "facilities", hour=8.0, work=3.0)
        cases = [found(model, name, hour=8.2 + n / 10) for n, name in enumerate(("noise", "city_appearance"))]
        model.run_until(24 * 3)
        assert min(cases, key=lambda one: one.started).kind.name == first


def test_hours_given_to_a_campaign_are_missing_in_casework() -> None:
    shares = []
    for withdrawn in (0.0, 0.35):
        rule = Mixed(first_day=0, withdrawn_share=withdrawn, overtime_factor=0.0)
        model = quiet(days=240, management=rule)
        model.run_until(24)
        windows = model.administrators[0].windows
        shares.append(sum(end - start for start, end in windows) / 8)
    assert shares[1] == pytest.approx(0.65 * shares[0])


# paid hours ----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def paid() -> dict[str, list[dict[str, float]]]:
    """Run each regime for 240 days under the same seeds; return the indicators."""
    options = ("long_term", "campaign", "campaign_as_practised", "mixed")
    return {
        option: [run(composed("days=240", f"management={option}"), seed).indicators for seed in SEEDS]
        for option in options
    }


def test_campaigns_are_paid_for_by_shorter_days_to_the_hour(paid: dict[str, list[dict[str, float]]]) -> None:
    """Rulings 5 allow half a per cent; the plan is exact."""
    for seed in SEEDS:
        campaign = paid["campaign"][seed]
        assert campaign["paid_hours"] == pytest.approx(paid["long_term"][seed]["paid_hours"], rel=1e-9)
        assert campaign["overtime_hours"] > 0
        assert campaign["temporary_hours"] > 0


def test_as_practised_and_mixed_the_surge_comes_on_top(paid: dict[str, list[dict[str, float]]]) -> None:
    for seed in SEEDS:
        surges = [
            paid[one][seed]["paid_hours"] - paid["long_term"][seed]["paid_hours"]
            for one in ("campaign_as_practised", "mixed")
        ]
        assert surges[0] == surges[1] == paid["mixed"][seed]["overtime_hours"] + paid["mixed"][seed]["temporary_hours"]
        assert surges[0] > 0


def test_overtime_and_temporary_posts_are_paid_for_every_raid() -> None:
    """Fourteen posts stay two hours longer; six temporary ones (half a post a grid, two roles) come for ten hours."""
    result = run(composed("days=240", "management=mixed"), 1)
    raids = ((result.daily["campaign"] == 1) & (result.daily["paid_hours"] > 0)).sum()
    assert raids > 20
    assert result.indicators["overtime_hours"] == pytest.approx(14 * 2 * raids)
    assert result.indicators["temporary_hours"] == pytest.approx(6 * 10 * raids)


def test_long_term_management_knows_no_overtime(paid: dict[str, list[dict[str, float]]]) -> None:
    assert {one["overtime_hours"] + one["temporary_hours"] for one in paid["long_term"]} == {0.0}


@pytest.mark.parametrize("staffing", ["lean", "generous"])
@pytest.mark.parametrize("changes", [(), ("management.first_day=30", "management.length_days=20", "days=200")])
def test_equal_hours_hold_for_every_staffing_and_calendar(staffing: str, changes: tuple[str, ...]) -> None:
    hours = [
        run(
            composed(
                "days=240",
                f"staffing={staffing}",
                f"management={one}",
                *(changes if one == "campaign" else changes[2:]),
            ),
            1,
        ).indicators["paid_hours"]
        for one in ("long_term", "campaign")
    ]
    assert hours[1] == pytest.approx(hours[0], rel=1e-9)


def test_before_the_first_day_everybody_lives_under_the_baseline() -> None:
    """The warm-up is the same under all regimes, so that they start from the same state."""
    given = ("days=200", "detail=incidents")
    base, other = (
        run(composed(*given, f"management={one}"), 1).daily for one in ("long_term", "campaign_as_practised")
    )
    before = base["day"] < 0
    assert base[before].equals(other[before])
    assert not base[~before].equals(other[~before])


def test_a_campaign_makes_other_kinds_wait() -> None:
    """SF17, for one case: with the administrator away on a campaign what is no target takes longer."""
    ends = []
    for rule in (LongTerm(), Mixed(first_day=0, overtime_factor=0.0, withdrawn_share=0.6)):
        model = quiet(days=240, management=rule, staffing={"temporary_per_grid": 0.0})
        case = found(model, "noise", hour=8.0, work=6.0)
        model.run_until(24 * 7)
        ends.append(case.handled)
        assert happen(model, hour=24 * 7 + 1, threshold=NEVER) is not None
    assert ends[1] > ends[0]
