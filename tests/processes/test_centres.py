"""Centres: who has the authority, how many are served at once, and who comes at night."""

from __future__ import annotations

import pytest

from sim import StreetModel
from sim.facts import ABOVE, GRID, SOLVED, STREET
from tests.streets import NO, busy, found, quiet

FAST = {"platform": {"verification_hours": 0.0, "registration_hours": 0.0, "investigation_hours": 0.0}}


def used(model: StreetModel) -> dict[int, float]:
    """Return the hours that administrators and centres have worked."""
    centres = {level: centre.servers.busy_hours for level, centre in model.centres.units.items()}
    return {GRID: busy(model, "administrator"), **centres}


@pytest.mark.parametrize(("beyond", "level"), [(-0.1, GRID), (0.5, STREET), (1.1, ABOVE)])
def test_who_has_the_authority_handles_it(beyond: float, level: int) -> None:
    model = quiet(**FAST)
    category = model.kinds[0].category
    draw = category.grid_share + beyond * category.street_share
    incident = found(model, "city_appearance", hour=10.0, level=draw, work=2.0)
    model.run_until(48)
    hours = used(model)
    assert incident.level == level
    factor = 1.0 if level == GRID else model.inputs.centres.work_factor
    assert hours[level] == pytest.approx(2.0 * factor, rel=0.15)  # beginners' experience apart
    assert sum(hours.values()) == hours[level]
    assert incident.stage == SOLVED


def test_above_the_grid_waiting_for_others_takes_longer() -> None:
    waits = []
    for level in (0.0, NO):
        model = quiet(**FAST)
        incident = found(model, hour=10.0, level=level, delay=5.0)
        model.run_until(24 * 4)
        waits.append(incident.answered - incident.handled)
    assert waits == pytest.approx([5.0, 5.0 * model.inputs.centres.delay_factor])


def test_at_the_street_waiting_for_others_may_take_longer_still() -> None:
    model = quiet(**FAST, centres={"delay_factor": 2.0, "street_delay_factor": 3.0})
    category = model.kinds[0].category
    incident = found(model, hour=10.0, level=category.grid_share + category.street_share / 2, delay=5.0)
    model.run_until(24 * 4)
    assert incident.level == STREET and incident.answered - incident.handled == pytest.approx(5.0 * 2 * 3)


def test_a_centre_serves_as_many_at_once_as_it_has_officers_and_only_in_its_hours() -> None:
    model = quiet(**FAST, centres={"above_servers": 2, "work_factor": 1.0, "opens": 9.0, "closes": 18.0})
    cases = [found(model, hour=12.0 + n / 1000, level=NO, work=4.0, block=n) for n in range(3)]
    model.run_until(48)
    assert [case.handled for case in cases] == pytest.approx([16.0, 16.001, 24 + 11.0])


def test_at_night_the_duty_team_comes() -> None:
    model = quiet()
    incident = found(model, "emergency", hour=26.0, work=1.0)
    model.run_until(48)
    wait = model.inputs.platform.registration_hours + model.inputs.centres.duty_delay_hours
    assert incident.level == GRID
    assert incident.handled == pytest.approx(26.0 + wait + 1.0)
    assert busy(model, "administrator") == 0
    assert model.books.duty_hours == 1.0


def test_by_day_the_grid_sees_to_its_own_emergencies() -> None:
    model = quiet(**FAST)
    found(model, "emergency", hour=10.0, work=1.0)
    model.run_until(24)
    assert model.books.duty_hours == 0
    assert busy(model, "administrator") > 0.5
