"""Handling: who is interrupted, what is carried over, who closes for show, and whose duty is what."""

from __future__ import annotations

import math

import pytest

from sim import StreetModel
from sim.facts import SOLVED
from tests.streets import YES, busy, found, quiet, reported

FAST = {"platform": {"verification_hours": 0.0, "registration_hours": 0.0, "investigation_hours": 0.0}}


def test_an_urgent_case_interrupts_and_the_other_goes_on_later() -> None:
    ends = {}
    for interruption in (True, False):
        model = quiet(**FAST, handling={"interruption": interruption})
        slow = found(model, "facilities", hour=8.0, work=6.0)
        urgent = found(model, "emergency", hour=10.0, work=1.0)
        model.run_until(24 * 4)
        ends[interruption] = (urgent.handled, slow.handled)
    assert ends[True][0] == pytest.approx(11.0, abs=0.15)
    assert ends[False][0] > ends[True][0]
    assert ends[True][1] > ends[False][1]


def test_work_that_does_not_fit_goes_on_the_next_day() -> None:
    model = quiet(**FAST)
    incident = found(model, hour=10.0, work=20.0)
    model.run_until(24)
    assert math.isnan(incident.handled)
    model.run_until(24 * 14)
    assert busy(model, "administrator") == pytest.approx(20.0 * (1 + 1) ** -model.inputs.learning.exponent, rel=0.02)
    assert incident.stage == SOLVED


# closing without solving ---------------------------------------------------------------------------------------------
def pressed(model: StreetModel, used_share: float, name: str = "city_appearance") -> float:
    """Return the chance of a sham closing once a share of the time limit is used up."""
    incident = found(model, name, hour=max(10.0, model.time), work=200.0)
    limits = model.intake.limits
    hour = limits.at(limits.elapsed(incident.registered) + used_share * incident.kind.deadline_hours)
    return model.casework.sham_chance(incident, hour)


def test_pressure_to_close_rises_as_the_time_limit_runs_out() -> None:
    model = quiet(**FAST, handling={"sham_max": 0.5, "sham_midpoint": 1.2, "sham_steepness": 4.0})
    chances = [pressed(model, share) for share in (0.0, 1.2, 3.0)]
    assert chances == pytest.approx([0.5 / (1 + math.exp(4.8)), 0.25, 0.5], rel=0.01)


@pytest.mark.parametrize(
    ("handling", "name"), [({"pressure": 0.0}, "city_appearance"), ({"sham_max": 0.0}, "noise"), ({}, "emergency")]
)
def test_nobody_pretends_without_pressure_or_where_it_is_urgent(handling: dict[str, float], name: str) -> None:
    assert pressed(quiet(**FAST, handling=handling), 5.0, name) == 0.0


def test_coordinators_fix_trifles_only_where_they_may() -> None:
    for allowed in (False, True):
        model = quiet(handling={"coordinator_fixes": allowed, "fix_on_spot_share": 1.0})
        trifle, indoors = found(model, hour=10.0), found(model, "tenancy", hour=10.1)
        assert (trifle.stage == SOLVED) is allowed
        assert indoors.stage != SOLVED


def test_everybody_does_their_own_duty() -> None:
    """The coordinator looks, the administrator verifies and remedies, the supervisor checks; nobody else does it."""
    model = quiet()
    reported(model, hour=8.6, check=YES)
    model.run_until(24 * 7)
    desk, handling = model.inputs.platform, model.inputs.handling
    assert busy(model, "coordinator") == pytest.approx(desk.investigation_hours)
    assert busy(model, "supervisor") == pytest.approx(handling.check_hours)
    beginner = 2**-model.inputs.learning.exponent
    assert busy(model, "administrator") == pytest.approx(desk.verify_hours + beginner, rel=0.01)
