"""Clocks that stand still while something is closed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.hours import OpenHours, waking_after, waking_hour_after

WEEK = np.array([True] * 5 + [False] * 2)
OFFICE = OpenHours(9.0, 17.0, np.tile(WEEK, 4))
HOURS = st.floats(0, 24 * 28)
AMOUNT = st.floats(0, 100)


def test_the_clock_runs_in_office_hours_only() -> None:
    assert OFFICE.elapsed(3) == 0
    assert OFFICE.elapsed(9) == 0
    assert OFFICE.elapsed(10.5) == 1.5
    assert OFFICE.elapsed(23) == 8
    assert OFFICE.elapsed(24 * 5 + 12) == 40, "nothing passes on a day off"
    assert OFFICE.elapsed(24 * 7 + 10) == 41


def test_work_begun_in_the_evening_is_done_the_next_morning() -> None:
    assert OFFICE.after(18, 2) == 24 + 9 + 2
    assert OFFICE.after(16, 2) == 24 + 9 + 1
    assert OFFICE.after(24 * 4 + 16, 2) == 24 * 7 + 9 + 1, "over the weekend"
    assert OFFICE.after(10, 80) == 24 * 14 + 10, "two weeks of work"


def test_a_desk_that_never_closes_knows_no_breaks() -> None:
    always = OpenHours(0.0, 24.0, np.ones(7, bool))
    assert always.after(30.25, 1000.5) == 1030.75
    assert OpenHours(0.0, 24.0, WEEK).after(24 * 4 + 23, 2) == 24 * 7 + 1, "but days off are days off"


def test_beyond_the_known_days_the_last_week_goes_on() -> None:
    short = OpenHours(9.0, 17.0, np.tile(WEEK, 2))
    assert short.after(24 * 11 + 10, 40) == 24 * 18 + 10
    assert short.elapsed(24 * 14 + 10) == 81


def test_a_holiday_as_long_as_the_run_ends_after_it() -> None:
    closed = OpenHours(9.0, 17.0, np.zeros(10, bool))
    assert closed.after(30, 1) == 24 * 10 + 10


@given(HOURS, AMOUNT)
def test_after_and_elapsed_undo_each_other(hour: float, amount: float) -> None:
    done = OFFICE.after(hour, amount)
    assert OFFICE.elapsed(done) - OFFICE.elapsed(hour) == pytest.approx(amount, abs=1e-8)
    assert done >= hour - 1e-9
    assert 9 - 1e-9 <= done % 24 <= 17 + 1e-9


@given(HOURS, HOURS)
def test_the_clock_never_runs_backwards_nor_faster_than_time(first: float, second: float) -> None:
    early, late = sorted((first, second))
    assert 0 <= OFFICE.elapsed(late) - OFFICE.elapsed(early) <= late - early + 1e-9


@given(HOURS, AMOUNT, AMOUNT)
def test_work_in_two_parts_ends_when_work_in_one_does(hour: float, first: float, second: float) -> None:
    assert OFFICE.after(OFFICE.after(hour, first), second) == pytest.approx(
        OFFICE.after(hour, first + second), abs=1e-6
    )


@given(st.lists(st.tuples(HOURS, AMOUNT), min_size=1, max_size=9))
def test_waking_hours_are_counted_alike_for_one_and_for_many(pairs: list[tuple[float, float]]) -> None:
    hours, amounts = (np.array(column) for column in zip(*pairs, strict=True))
    many = waking_after(hours, amounts, 7.0, 23.0)
    assert many.tolist() == [waking_hour_after(hour, amount, 7.0, 23.0) for hour, amount in pairs]
    every_day = OpenHours(7.0, 23.0, np.ones(60, bool))
    passed = [every_day.elapsed(end) - every_day.elapsed(hour) for (hour, _), end in zip(pairs, many, strict=True)]
    assert np.allclose(passed, amounts, atol=1e-6)


def test_what_begins_after_the_end_of_time_never_ends() -> None:
    assert OpenHours(9.0, 18.0, np.ones(7, bool)).after(float("inf"), 1.0) == float("inf")
