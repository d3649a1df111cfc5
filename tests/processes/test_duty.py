"""Duty: who works when, in which posts, and what is paid."""

from __future__ import annotations

import numpy as np
import pytest

from sim import StreetModel
from sim.agents.staff import Administrator, Coordinator, Supervisor
from sim.policies.management import LongTerm, Mixed
from sim.policies.staffing import ROLES
from tests.streets import found, quiet

FAST = {"platform": {"verification_hours": 0.0, "registration_hours": 0.0}}


def length(windows: list[tuple[float, float]]) -> float:
    return sum(end - start for start, end in windows)


@pytest.mark.parametrize("role", ROLES)
def test_the_day_has_its_paid_hours_and_a_midday_break(role: str) -> None:
    model = quiet()
    staffing = model.inputs.staffing
    main, casework, withdrawn = model.duty.lay_out(role, 8.0, 0.0)
    assert length(main) == pytest.approx(8.0 * staffing.main_share(role))
    assert length(main) + length(casework) == pytest.approx(8.0 * (1 - staffing.paperwork_share))
    assert withdrawn == 0.0
    assert all(end <= 12.0 + 1e-9 or start >= 14.0 - 1e-9 for start, end in main + casework)
    assert min(start for start, _ in main + casework) == 8.5


@pytest.mark.parametrize("role", ROLES)
def test_a_campaign_takes_casework_visits_and_guidance_but_not_patrol(role: str) -> None:
    duty = quiet().duty
    main, casework, _ = duty.lay_out(role, 8.0, 0.0)
    less_main, less_casework, withdrawn = duty.lay_out(role, 8.0, 0.35)
    kept = 1.0 if role == "coordinator" else 0.65
    assert length(less_main) == pytest.approx(kept * length(main))
    assert length(less_casework) == pytest.approx(0.65 * length(casework))
    lost = length(main) + length(casework) - length(less_main) - length(less_casework)
    assert withdrawn == pytest.approx(lost)


def test_overtime_lengthens_the_day_in_proportion() -> None:
    duty = quiet().duty
    usual, longer = (length(duty.lay_out("administrator", hours, 0.0)[1]) for hours in (8.0, 10.0))
    assert longer == pytest.approx(usual * 1.25)


def test_nobody_works_through_lunch() -> None:
    model = quiet(**FAST, staffing={"visit_share": 0.0, "paperwork_share": 0.0})
    incident = found(model, "facilities", hour=8.0, work=5.0)
    model.run_until(24)
    hours = 5.0 * 2**-model.inputs.learning.exponent
    assert incident.handled == pytest.approx(8.5 + hours + 2.0)
    assert incident.handled > 14.0


@pytest.mark.parametrize(
    ("per_grid", "posts", "stations"),
    [(0.0, 0, 2), (1.0, 6, 6), (2.0, 12, 6), (1.5, 9, 6), (0.67, 4, 4), (0.34, 2, 2), (0.01, 2, 2)],
)
def test_posts_are_shared_and_rounded_inside_the_community(per_grid: float, posts: int, stations: int) -> None:
    """Six grids in two communities; whoever employs anybody employs at least one in each community."""
    duty = quiet(staffing={"administrators_per_grid": per_grid}).duty
    assert len(duty.all_stations["administrator"]) == stations
    assert sum(len(one.posts) for one in duty.all_stations["administrator"]) == posts
    assert duty.posts_by_grid["administrator"].sum() == pytest.approx(posts)


def test_shared_posts_stay_in_their_community() -> None:
    model = quiet(staffing={"supervisors_per_grid": 0.34})
    for station in model.duty.all_stations["supervisor"]:
        assert len({model.grids[grid].community for grid in station.grids}) == 1


@pytest.mark.parametrize(("scope", "stations"), [("own", 12), ("pooled_grid", 6), ("pooled_community", 2)])
def test_who_shares_a_queue_is_a_choice(scope: str, stations: int) -> None:
    duty = quiet(handling={"queue_scope": scope}, staffing={"administrators_per_grid": 2.0}).duty
    assert len(duty.all_stations["administrator"]) == stations
    assert sum(len(one.posts) for one in duty.all_stations["administrator"]) == 12


def test_every_block_is_served_by_its_own_grid() -> None:
    model = quiet(staffing={"administrators_per_grid": 2.0}, handling={"queue_scope": "own"})
    for role in ROLES:
        for block, station in enumerate(model.duty.stations[role]):
            assert model.grid_of_block[block] in station.grids


def test_each_role_has_its_own_agents() -> None:
    model = quiet()
    assert [len(model.agents_by_type[kind]) for kind in (Coordinator, Administrator, Supervisor)] == [9, 9, 2]
    temporary = [
        one.temporary for kind in (Coordinator, Administrator, Supervisor) for one in model.agents_by_type[kind]
    ]
    assert sum(temporary) == 6


def on_duty(model: StreetModel, hour: float) -> int:
    model.run_until(hour)
    return sum(len(station.posts) for station in model.duty.all_stations["administrator"])


def test_temporary_staff_come_for_the_campaign_and_go() -> None:
    model = quiet(days=240, management=Mixed(first_day=1, length_days=2))
    assert [on_duty(model, hour) for hour in (1, 25, 73)] == [6, 9, 6]


def test_what_temporary_staff_leave_unfinished_goes_back_to_the_queue() -> None:
    rule = Mixed(first_day=0, length_days=1, withdrawn_share=0.0)
    model = quiet(days=240, management=rule, **FAST, handling={"queue_scope": "pooled_community"})
    cases = [found(model, hour=10.0 + n / 1000, block=n, work=9.0) for n in range(9)]
    assert all(case.started == case.started for case in cases) is False
    model.run_until(24 * 14)
    assert all(case.closed == case.closed for case in cases)


def test_hours_are_paid_on_working_days_only_and_in_full() -> None:
    model = quiet(management=LongTerm(), days=7)
    model.run_until(24 * 7)
    paid = model.result().daily["paid_hours"].to_numpy()
    assert np.allclose(paid, [8.0 * (6 + 6 + 2)] * 5 + [0.0, 0.0])


def test_coordinators_of_one_station_start_at_different_places() -> None:
    model = quiet(staffing={"coordinators_per_grid": 2.0})
    model.run_until(1)
    passings = model.noticing._passings
    at_start = passings[np.isclose(passings % 24, passings[0] % 24)]
    assert len(set(passings // 24)) == len(model.blocks.residents)
    assert len(at_start) > 0
