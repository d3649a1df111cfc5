"""Desks at which people stand in line."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.desk import Desk, desk_for
from sim.hours import OpenHours

OFFICE = OpenHours(9.0, 17.0, np.ones(7, bool))
ALWAYS = OpenHours(0.0, 24.0, np.ones(7, bool))


def test_nobody_waits_while_a_server_is_free() -> None:
    desk = Desk(2, ALWAYS)
    assert [desk.begins(9.0), desk.serve(9.0, 1.0), desk.begins(9.0)] == [9.0, 10.0, 9.0]
    assert desk.serve(9.0, 0.5) == 9.5
    assert desk.begins(9.0) == 9.5
    assert desk.busy_hours == 1.5


def test_a_closed_desk_opens_in_the_morning_and_is_not_left_by_who_is_being_served() -> None:
    desk = Desk(1, OFFICE)
    assert desk.opening(8.0) == 9.0
    assert desk.opening(12.0) == 12.0
    assert desk.serve(16.5, 1.0) == 17.5, "the server finishes what it has begun"
    assert desk.begins(16.9) == pytest.approx(24 + 9.0), "who is still in line at closing would have to come again"


def test_every_desk_has_somebody() -> None:
    assert [len(desk_for(n, 1000.0, ALWAYS)._free_from) for n in (0, 1400, 5600)] == [1, 1, 6]
