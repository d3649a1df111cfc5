"""Rescue: calls come as drawn, staff and residents near come, and what is alerted is accounted for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim import StreetModel
from sim.agents.staff import Task
from sim.calendar import hour_weights
from sim.processes.alerts import Circle, minutes_on_foot
from sim.processes.emergencies import Emergency
from sim.processes.rescue_record import NEIGHBOUR, PROFESSIONAL, STAFF, VOLUNTEER, Rescued, RescueRecord
from sim.world.population import Age
from tests.streets import busy, finish, lived, quiet, tiny

WORK, NIGHT = 9.5, 3.0  # an hour of Monday's work, and one of its night


def street(**changes: Any) -> StreetModel:
    """Return a quiet street in which only the calls come that a test makes."""
    return quiet(rescue={"on": True, "rate_per_1000_resident_days": 0.0, **changes.pop("rescue", {})}, **changes)


def rescued(model: StreetModel, hour: float = NIGHT, block: int = 0, key: int = 7) -> Rescued:
    """Let somebody call from the middle of a block and return what is written of it."""
    model.run_until(hour)
    x, y = float(model.blocks.x_m[block]), float(model.blocks.y_m[block])
    model.rescue.call(Emergency(key, hour, block, x, y))
    model.run_until(hour + 2)
    return model.rescue.record.emergencies[-1]


def everybody(**changes: float) -> dict[str, float]:
    """Return parameters with which every resident is reached and comes."""
    return {"neighbour_acceptance": 1.0, "volunteer_acceptance": 1.0, "reached_share": 1.0, **changes}


# calls ---------------------------------------------------------------------------------------------------------------
def test_calls_come_at_the_rate_that_is_given() -> None:
    model = StreetModel(tiny(rescue={"on": True, "rate_per_1000_resident_days": 2.0}), seed=3)
    numbers = [len(list(model.rescue.candidates.of_day(day))) for day in range(400)]
    mean = 2.0 * 2  # 2,000 residents
    assert abs(np.mean(numbers) - mean) < 3.3 * (mean / 400) ** 0.5  # missed by chance once in 1,000
    assert np.var(numbers) / np.mean(numbers) == pytest.approx(1.0, abs=0.24)  # Poisson, likewise


def test_calls_are_the_same_whoever_answers_them() -> None:
    streets = [StreetModel(tiny(rescue={"on": True, **how}), seed=3) for how in ({}, {"alerts": "none"}, everybody())]
    calls = [[list(model.rescue.candidates.of_day(day)) for day in range(50)] for model in streets]
    assert calls[0] == calls[1] == calls[2]


def test_places_lie_in_the_circle_of_a_block_around_its_middle() -> None:
    model = street(rescue={"rate_per_1000_resident_days": 10.0})
    radius = (model.inputs.street.area_km2 * 1e6 / len(model.blocks) / np.pi) ** 0.5
    calls = list(model.rescue.candidates.of_day(0))
    away = [np.hypot(one.x_m - model.blocks.x_m[one.block], one.y_m - model.blocks.y_m[one.block]) for one in calls]
    assert len(calls) > 10 and 0.5 * radius < max(away) <= radius


def test_calls_come_at_the_hours_at_which_people_call() -> None:
    """About 10,000 calls; a correct profile fails once in 1,000 new seeds."""
    model = street(rescue={"rate_per_1000_resident_days": 10.0})
    hours = [one.onset % 24 for day in range(500) for one in model.rescue.candidates.of_day(day)]
    expected = hour_weights("emergency") * len(hours)
    assert stats.chisquare(np.bincount(np.array(hours, int), minlength=24), expected).pvalue > 0.001
    assert stats.chisquare(np.bincount(np.array(hours, int), minlength=24)).pvalue < 1e-9, "they are not even"


def test_nobody_calls_at_rate_zero() -> None:
    measured = finish(street()).indicators
    assert measured["n_emergencies"] == 0 and np.isnan(measured["first_arrival_minutes_median"])


# who comes -----------------------------------------------------------------------------------------------------------
def test_at_night_without_alerts_professionals_are_first() -> None:
    one = rescued(street(rescue={"alerts": "none"}))
    assert one.first == PROFESSIONAL and not one.alerted and one.minutes_alerted == float("inf")


def test_in_working_hours_the_nearest_post_comes_and_its_time_is_taken() -> None:
    model = street(rescue={"alerts": "none", "professional_minutes": 500.0})
    one = rescued(model, WORK)
    assert one.first == STAFF and one.minutes < 5
    way = (one.minutes - model.rescue.params.platform_minutes) / 60
    assert model.rescue.staff.hours == pytest.approx(way + 0.3), "the way, and the time at the scene"


def test_who_has_to_break_off_a_task_comes_later_and_the_task_takes_longer() -> None:
    at_rest = street(rescue={"alerts": "none", "professional_minutes": 500.0}, staffing={"patrol_share": 0.0})
    one = rescued(at_rest, WORK)
    assert busy(at_rest, "administrator") + busy(at_rest, "coordinator") == pytest.approx(at_rest.rescue.staff.hours)
    late = street(rescue={"alerts": "none", "professional_minutes": 500.0, "staff_reaction_minutes": 31.0})
    assert rescued(late, WORK).minutes == pytest.approx(one.minutes + 30, abs=2)


def test_the_nearest_post_is_sent_and_to_break_off_a_task_takes_its_minutes() -> None:
    model = street(staffing={"patrol_share": 0.0, "visit_share": 0.0, "supervisors_per_grid": 0.0})
    model.run_until(WORK)
    staff, params = model.rescue.staff, model.rescue.params
    calls = [Emergency(7, WORK, b, float(model.blocks.x_m[b]), float(model.blocks.y_m[b])) for b in (0, 25, -1)]
    for call in calls:
        ways = [one.metres for one in staff._available(call, WORK)]
        assert staff.nearest(call, WORK, params)[1].metres == min(ways) < max(ways)
    for station in (one for some in model.duty.all_stations.values() for one in some):
        for _ in station.posts:
            station.add(Task(calls[0], 5.0, 0.0, print))
    soon, late = (staff.nearest(calls[1], WORK, params.but(break_off_minutes=more))[0] for more in (0.0, 20.0))
    assert late == pytest.approx(soon + 20.0)


def test_a_detour_makes_the_way_of_staff_longer() -> None:
    model = street(staffing={"patrol_share": 0.0})
    model.run_until(WORK)
    call = Emergency(7, WORK, 0, float(model.blocks.x_m[0]) + 500.0, float(model.blocks.y_m[0]))
    staff, params = model.rescue.staff, model.rescue.params.but(staff_km_h=6.0)  # 100 metres a minute
    (straight, one), (round_about, _) = (staff.nearest(call, WORK, params.but(detour=far)) for far in (1.0, 3.0))
    assert one is not None and one.metres > 0
    assert round_about - straight == pytest.approx(2 * one.metres / 100)


def test_coordinators_on_patrol_are_where_their_round_is() -> None:
    model = street()
    model.run_until(WORK)
    noticing = model.noticing
    for step, hour in enumerate(noticing._hours[:3].tolist()):
        expected = [int(route[(place + step) % len(route)]) for route, place in noticing._routes]
        assert noticing.walkers(hour + 1e-6) == expected


def test_a_neighbour_who_is_first_is_an_alerted_resident_too() -> None:
    record = RescueRecord(1)
    for first in (PROFESSIONAL, STAFF, VOLUNTEER, NEIGHBOUR):
        record.emergencies.append(Rescued(first, 5.0, float("inf"), True, False, 0.5))
    told = record.indicators(6.0)
    assert (told["volunteer_first_share"], told["staff_first_share"]) == (0.5, 0.25)


def test_on_days_off_no_staff_come() -> None:
    sunday = 24.0 * 6 + WORK
    assert rescued(street(rescue={"alerts": "none", "professional_minutes": 500.0}), sunday).first == PROFESSIONAL


def test_a_coordinator_on_patrol_breaks_off_the_round() -> None:
    model = street(rescue={"alerts": "none", "professional_minutes": 500.0}, staffing={"administrators_per_grid": 0.0})
    model.run_until(WORK)
    assert model.duty.patrolling(WORK)
    rescued(model, WORK)
    assert sum(end < float("inf") for end in model.noticing.route_ends) == 1


def test_a_rescue_does_not_go_on_the_next_day() -> None:
    model = street(rescue={"alerts": "none", "scene_hours": 24.0, "professional_minutes": 500.0})
    rescued(model, WORK)
    model.run_until(24.0 + WORK)
    assert all(post.task is None for posts in model.duty._posts.values() for post in posts)


def test_only_grown_residents_who_are_online_are_alerted() -> None:
    model = street(rescue=everybody(radius_m=20_000.0, responder_share=0.5))
    rescued(model)
    people, record = model.population, model.rescue.record
    assert record.volunteers.sent + record.others.sent == ((people.age != Age.CHILD) & people.online).sum()
    assert 0 < record.volunteers.sent < (people.volunteer & people.online).sum()


def test_where_nobody_is_online_nobody_is_alerted_and_professionals_come() -> None:
    one = rescued(street(rescue=everybody(), street={"online_share": 0.0}))
    assert one.first == PROFESSIONAL and one.minutes_alerted == float("inf")


def test_where_everybody_comes_a_neighbour_is_first() -> None:
    one = rescued(street(rescue=everybody(professional_minutes=60.0)))
    assert one.first in (VOLUNTEER, NEIGHBOUR) and one.alerted


def test_without_radius_reach_or_acceptance_nobody_comes() -> None:
    for how in ({"radius_m": 0.0}, {"reached_share": 0.0}, {"neighbour_acceptance": 0.0, "volunteer_acceptance": 0.0}):
        one = rescued(street(rescue=everybody() | how))
        assert one.alerted and one.minutes_alerted == float("inf") and one.first == PROFESSIONAL


def test_messages_go_to_volunteers_only_and_cost_the_time_of_a_chain() -> None:
    app = rescued(street(rescue=everybody(responder_share=1.0)))
    model = street(rescue=everybody(responder_share=1.0) | {"alerts": "messages", "located_by": "phone"})
    assert rescued(model).minutes_alerted == pytest.approx(app.minutes_alerted + 2.1)
    assert model.rescue.record.others.sent == 0 < model.rescue.record.volunteers.sent


def test_the_telephone_takes_longer_to_find_the_place() -> None:
    how = {"alerts": "none", "professional_sigma": 0.0, "phone_sigma": 0.0}
    by_platform, by_phone = (rescued(street(rescue=how | {"located_by": way})) for way in ("platform", "phone"))
    assert by_platform.minutes == pytest.approx(5.1 + 0.1) and by_phone.minutes == pytest.approx(5.1 + 1.2)


def test_during_an_outage_it_is_as_by_telephone() -> None:
    how = {"professional_sigma": 0.0, "phone_sigma": 0.0, **everybody()}
    model = street(rescue=how)
    model.platform_up = lambda now: False
    one = rescued(model)
    assert not one.alerted and one.minutes == pytest.approx(5.1 + 1.2)


# what it comes to ----------------------------------------------------------------------------------------------------
def test_harm_grows_with_the_minutes_and_lay_help_stops_part_of_it() -> None:
    rescue = street(rescue={"decay_per_minute": 0.1, "lay_effect": 0.5}).rescue
    assert rescue._harm(0.0, 0.0) == 0
    assert rescue._harm(2.0, 6.0) == pytest.approx(1 - np.exp(-0.4))
    assert rescue._harm(6.0, 6.0) == pytest.approx(1 - np.exp(-0.6))
    assert street(rescue={"decay_per_minute": 0.0}).rescue._harm(60.0, 60.0) == 0


def test_alerts_are_accounted_for_twice_and_priced() -> None:
    result = lived(1, "rescue=platform", "rescue.rate_per_1000_resident_days=2")
    assert result.checks["alerts"] == result.checks["emergencies"] == 0
    assert result.checks["two_books"] == pytest.approx(0, abs=1e-12)
    alerts = result.quantities.query("item == 'alert'").groupby("book")["quantity"].sum()
    assert alerts["activity"] == alerts["grid"] > 0


def test_shares_of_who_is_first_add_up() -> None:
    measured = lived(1, "rescue=platform", "rescue.rate_per_1000_resident_days=2").indicators
    assert 0 < measured["volunteer_first_share"] + measured["staff_first_share"] < 1
    assert 0 < measured["emergency_saved_share"] < 1
    assert measured["emergency_harm"] == pytest.approx(
        measured["n_emergencies"] * (1 - measured["emergency_saved_share"])
    )


def test_where_nobody_calls_the_core_is_what_it_was() -> None:
    silent = lived(1, "rescue=platform", "rescue.rate_per_1000_resident_days=0")
    assert silent.digest == lived(1).digest


def test_staff_are_in_time_at_a_dispute_within_so_many_hours_of_its_report() -> None:
    model = street(rescue={"dispute_hours": 24.0}, days=3)
    kind = next(one.index for one in model.kinds if one.name == "neighbour_dispute")
    pages = {
        "kind": np.array([kind, kind, kind, kind, kind, kind + 1]),
        "case": np.array([1, 1, 1, 2, 1, 1]),
        "mistaken": np.zeros(6),
        "reported": np.array([1.0, 1.0, 1.0, 1.0, 60.0, 1.0]),  # the last dispute: less than a day before the horizon
        "started": np.array([24.0, 26.0, np.nan, 2.0, 61.0, 2.0]),
    }
    model.rescue.read(pages)
    assert (model.rescue.record.disputes_in_time, model.rescue.record.disputes) == (1, 3)


def test_disputes_are_read_from_the_ledger() -> None:
    measured = lived(1, "rescue=platform", "rescue.rate_per_1000_resident_days=2").indicators
    assert 0 < measured["dispute_in_time_share"] < 1


def test_the_way_on_foot_takes_longer_from_farther_off() -> None:
    params = street().rescue.params
    assert minutes_on_foot(0.0, 0.0, params) == params.reaction_minutes
    assert minutes_on_foot(500.0, 0.0, params) == pytest.approx(1 + 0.5 * 1.3 / 6.5 * 60)


def test_near_are_all_within_the_radius_and_nobody_else() -> None:
    model = street()
    group: Circle = model.rescue.neighbourhood.others
    call = Emergency(1, 0.0, 0, float(model.blocks.x_m[0]), float(model.blocks.y_m[0]))
    rows, metres = group.near(call, 300.0)
    away = np.hypot(group._x - call.x_m, group._y - call.y_m)
    assert sorted(rows) == np.nonzero(away <= 300.0)[0].tolist() and metres == pytest.approx(away[rows])
