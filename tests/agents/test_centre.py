"""Desks and centres: so many servers, first come first served, in opening hours."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.centre import Servers
from sim.hours import OpenHours

ALWAYS = OpenHours(0.0, 24.0, np.ones(7, bool))
WEEK = OpenHours(9.0, 17.0, np.array([True] * 5 + [False] * 2))


def test_as_many_are_served_at_once_as_there_are_servers() -> None:
    two = Servers(2, ALWAYS)
    assert [two.serve(hour, 4.0) for hour in (0.0, 1.0, 2.0)] == [4.0, 5.0, 8.0]
    assert (two.busy_hours, two.wait_hours, two.n_served) == (12.0, 2.0, 3)


def test_work_rests_when_the_desk_is_closed() -> None:
    one = Servers(1, WEEK)
    assert one.serve(15.0, 4.0) == 24 + 11.0
    assert one.serve(4 * 24 + 16.0, 3.0) == 7 * 24 + 11.0


@pytest.mark.parametrize(
    ("hour", "open_hours"), [(0.0, 0.0), (9.0, 0.0), (12.0, 3.0), (23.0, 8.0), (5 * 24 + 12.0, 40.0)]
)
def test_the_clock_runs_only_while_it_is_open(hour: float, open_hours: float) -> None:
    assert WEEK.elapsed(hour) == open_hours


def test_the_week_goes_on_beyond_the_horizon() -> None:
    assert WEEK.after(6 * 24 + 12.0, 41.0) == 14 * 24 + 10.0
