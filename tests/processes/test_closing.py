"""Closing: what is closed without being solved, who finds out, and what is done about it."""

from __future__ import annotations

import math

import pytest

from sim import StreetModel
from sim.agents.incident import Incident
from sim.facts import CLOSED_UNSOLVED, SOLVED
from tests.streets import NO, YES, busy, finish, found, quiet, unattended

FAST = {"platform": {"verification_hours": 0.0, "registration_hours": 0.0, "investigation_hours": 0.0}}


def sham(model: StreetModel, **traits: float) -> Incident:
    """Return a case that was closed for show."""
    return found(model, hour=10.0, sham_closing=YES, **traits)


CERTAIN = {"sham_max": 1.0, "sham_midpoint": 0.0, "sham_steepness": 50.0}


def test_a_sham_closing_takes_little_work_and_the_harm_goes_on() -> None:
    model = unattended(**FAST, handling=CERTAIN)
    incident = sham(model, work=2.0)
    model.run_until(24)
    assert incident.stage == CLOSED_UNSOLVED
    assert math.isnan(incident.solved)
    assert busy(model, "administrator") == pytest.approx(0.25 * 2.0, rel=0.15)
    assert model.onset.open_visible[0] == 1
    indicators = finish(model).indicators
    assert indicators["sham_share"] == indicators["closed_share"] == 1
    assert indicators["solved_share"] == 0
    assert indicators["harm_days"] == pytest.approx(0.3 * (14 - 10 / 24), rel=0.01)


def test_a_supervisor_who_looks_sends_it_back_and_it_is_solved() -> None:
    model = quiet(**FAST, handling=CERTAIN)
    incident = sham(model, work=2.0, check=YES)
    model.run_until(24 * 4)
    assert incident.stage == SOLVED
    assert incident.n_reworks == 1
    assert incident.checked > incident.started
    assert busy(model, "supervisor") >= model.inputs.handling.check_hours
    work = (0.25 * 2**-model.inputs.learning.exponent + model.inputs.handling.rework_factor) * 2.0
    assert busy(model, "administrator") == pytest.approx(work, rel=0.01)


def test_good_work_passes_the_check() -> None:
    model = quiet(**FAST)
    incident = found(model, hour=10.0, check=YES)
    model.run_until(24 * 4)
    assert incident.closed == incident.checked > incident.answered
    assert incident.n_reworks == 0


@pytest.mark.parametrize("off", [{"handling": {"check_share": 0.0}}, {"staffing": {"supervisors_per_grid": 0.0}}])
def test_where_nobody_checks_nobody_finds_out(off: dict[str, dict[str, float]]) -> None:
    model = unattended(**FAST, **off)
    incident = found(model, hour=10.0, solve=NO, check=YES)
    model.run_until(24)
    assert incident.stage == CLOSED_UNSOLVED
    assert busy(model, "supervisor") == 0


def test_what_was_closed_unsolved_can_become_a_case_again() -> None:
    model = quiet(**FAST)
    incident = found(model, hour=10.0, solve=NO)
    model.run_until(24)
    assert incident.stage == CLOSED_UNSOLVED
    model.noticing.find(incident)
    model.run_until(24 * 10)
    assert incident.n_cases >= 2


@pytest.mark.parametrize(("share", "solved"), [(0.75, True), (0.0, False)])
def test_guidance_prevents_some_failures(share: float, solved: bool) -> None:
    staffing = {"guidance_share": share, "supervisors_per_grid": 1.0, "guidance_effect": 0.5}
    model = unattended(**FAST, staffing=staffing)
    chance = model.kinds[0].solve_probability
    incident = found(model, hour=8.0, solve=chance + 0.3 * (1 - chance))
    model.run_until(24)
    assert (incident.stage == SOLVED) is solved
