"""Care: visits fall due, whoever makes them; who makes them has a limit; neglect has consequences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import StreetModel
from sim.draws import as_keys
from sim.processes.visits import Due
from tests.streets import finish, lived, quiet

CARE = {"on": True}
MANY = {"lone_elder_share": 1.0, "child_in_care_share": 0.5, "disabled_share": 0.1}  # enough to keep people busy


def street(**changes: Any) -> StreetModel:
    """Return a quiet street with many vulnerable residents and care."""
    care = CARE | changes.pop("care", {})
    return quiet(care=care, street=MANY | changes.pop("street", {}), days=changes.pop("days", 28), **changes)


def due(intervals: list[int], start: float = 0.0) -> Due:
    return Due(as_keys(np.arange(len(intervals))), np.array(intervals), np.full(len(intervals), start))


# the list -----------------------------------------------------------------------------------------------------------
def test_visits_fall_due_once_in_each_interval() -> None:
    one = due([7, 30, 1])
    for day in range(210):
        one.morning(day)
    assert one.n_due == 30 + 7 + 210
    assert one.n_missed == one.n_due - 3 and one.unaccounted() == 0


def test_who_has_waited_most_intervals_comes_first_in_each_place() -> None:
    one = due([7, 7, 7, 14])
    one.last[:] = [-20, -30, -10, -35]
    one.morning(0)
    place = np.array([0, 0, 1, 0])
    assert one.first_of(place, np.array([2, 0])).tolist() == [1, 0]
    assert one.first_of(place, np.array([9, 9])).tolist() == [1, 0, 3, 2]
    assert one.first_of(place, np.array([0, 0])).tolist() == []


def test_a_visit_ends_the_wait_until_the_next_is_due() -> None:
    one = due([7])
    one.morning(0)
    one.make(np.array([0]), 0)
    assert not one.waiting.any() and one.overdue(7).tolist() == [0] and one.overdue(9).tolist() == [2]
    for day in range(1, 8):
        one.morning(day)
    assert one.waiting.all() and (one.n_due, one.n_done, one.n_missed) == (2, 1, 0)


# who makes them -----------------------------------------------------------------------------------------------------
def test_with_time_enough_every_visit_is_made() -> None:
    measured = finish(street(care={"visit_hours": 0.01, "staff_hours_per_day": 4.0})).indicators
    assert measured["care_coverage_share"] == 1 and measured["overdue_days_mean"] < 1


def test_without_time_none_is_made() -> None:
    result = finish(street(care={"staff_hours_per_day": 0.0}))
    assert result.indicators["care_coverage_share"] == result.indicators["care_staff_hours"] == 0
    assert result.indicators["care_due"] > 0


def test_staff_make_what_fits_into_their_hours() -> None:
    result = finish(street(care={"staff_hours_per_day": 1.0, "visit_hours": 0.4}))
    workdays, posts = 20, 6
    hours = result.indicators["care_staff_hours"]
    assert workdays * posts * 1.0 - posts * 0.4 <= hours <= workdays * posts * 1.0
    booked = result.quantities.query("book == 'activity' and key == 'care'")["quantity"].sum()
    assert booked == pytest.approx(hours)


def test_care_takes_from_casework_and_not_from_the_payroll() -> None:
    care, without = (finish(street(care=CARE | {"on": on})) for on in (True, False))
    assert care.indicators["paid_hours"] == without.indicators["paid_hours"]
    free = [
        one.quantities.query("key in ['casework', 'standby'] and item == 'administrator_regular'")
        for one in (care, without)
    ]
    hours = [float(one["quantity"].sum()) for one in free]
    assert care.indicators["care_staff_hours"] > 50
    assert hours[1] - hours[0] == pytest.approx(care.indicators["care_staff_hours"])
    assert abs(care.checks["two_books"]) < 1e-12 and care.checks["care_hours"] == pytest.approx(0, abs=1e-12)


def test_more_hours_than_casework_has_are_not_spent() -> None:
    result = finish(street(care={"staff_hours_per_day": 24.0, "visit_hours": 0.3}))
    standby = result.quantities.query("key == 'standby' and item == 'administrator_regular'")["quantity"].sum()
    assert standby >= -1e-9


def test_the_first_hours_of_casework_go_to_visits() -> None:
    model = street()
    station = model.care.stations[0]
    model.care.hours_today[0] = 1.0 * station.n_posts
    assert model.care.left_of(station, [(9.0, 11.0), (14.0, 15.0)]) == [(10.0, 11.0), (14.0, 15.0)]
    model.care.hours_today[0] = 2.5 * station.n_posts
    assert model.care.left_of(station, [(9.0, 11.0), (14.0, 15.0)]) == [(14.5, 15.0)]
    coordinators = model.duty.all_stations["coordinator"][0]
    assert model.care.left_of(coordinators, [(9.0, 11.0)]) == [(9.0, 11.0)]


def test_volunteers_work_every_day_within_the_time_they_give() -> None:
    how = {"staff_hours_per_day": 0.0, "volunteers_share": 1.0, "volunteer_hours_per_year": 36.5}
    model = street(care=how)
    active = int(model.population.active_volunteer.sum())
    result = finish(model)
    hours = result.indicators["care_volunteer_hours"]
    assert active * 0.1 * 28 - len(model.grids) <= hours <= active * 0.1 * 28
    assert result.indicators["care_volunteer_share"] == 1 and result.indicators["care_staff_hours"] == 0
    used = result.quantities.query("item == 'care_volunteer'").groupby("book")["quantity"].sum()
    assert used["activity"] == used["grid"] == hours


def test_due_is_done_missed_or_waiting() -> None:
    for how in ({}, {"staff_hours_per_day": 0.2}, {"volunteers_share": 1.0}):
        assert finish(street(care=how)).checks["care_visits"] == 0


# what neglect does --------------------------------------------------------------------------------------------------
def test_what_falls_due_is_the_same_under_every_policy() -> None:
    measured = [finish(street(care=how)).indicators for how in ({}, {"staff_hours_per_day": 0.0})]
    assert measured[0]["care_due"] == measured[1]["care_due"]


def test_the_same_emergencies_happen_and_neglect_adds_more() -> None:
    struck = []
    for how in ({}, {"staff_hours_per_day": 0.0}, {"staff_hours_per_day": 0.0, "neglect_ratio": 1.0}):
        model = street(care={"emergencies_per_year": 4.0, "visit_hours": 0.05, **how}, days=60)
        struck.append(finish(model).indicators["care_emergencies"])
    visited, neglected, hardened = struck
    assert neglected > 1.3 * visited  # many more: overdue by weeks
    assert hardened <= visited


def test_emergencies_come_at_the_rate_that_is_given() -> None:
    model = street(care={"emergencies_per_year": 10.0, "neglect_ratio": 1.0})
    measured = finish(model).indicators
    mean = measured["vulnerable_residents"] * (1 - np.exp(-10 / 365)) * 28
    assert abs(measured["care_emergencies"] - mean) < 3.3 * mean**0.5  # missed by chance once in 1,000


def test_rescue_is_called_where_there_is_one() -> None:
    rescue = {"on": True, "rate_per_1000_resident_days": 0.0}
    model = street(care={"emergencies_per_year": 10.0}, rescue=rescue)
    measured = finish(model).indicators
    assert measured["care_emergencies"] > 10
    assert measured["n_emergencies"] == pytest.approx(measured["care_emergencies"], abs=2)  # some may still be located


def test_without_care_nobody_is_taken_from_casework() -> None:
    idle = lived(1, "care=unvisited")
    assert idle.digest == lived(1).digest
    assert np.isnan(lived(1).indicators["care_due"])
