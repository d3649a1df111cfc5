"""Handling: who has the authority, who is interrupted, what is closed without being solved, and who finds out."""

from __future__ import annotations

import math

import pytest

from sim import StreetModel
from sim.agents.incident import Incident
from sim.facts import ABOVE, CLOSED_UNSOLVED, GRID, SOLVED, STREET
from tests.streets import NO, YES, finish, found, quiet, reported, unattended

FAST = {"platform": {"verification_hours": 0.0, "registration_hours": 0.0, "investigation_hours": 0.0}}


def busy(model: StreetModel, role: str) -> float:
    """Return the hours that the posts of a role have worked on tasks."""
    return sum(post.busy_hours for post in model.duty._posts[role])


def used(model: StreetModel) -> dict[int, float]:
    """Return the hours that administrators and centres have worked."""
    centres = {level: centre.servers.busy_hours for level, centre in model.centres.units.items()}
    return {GRID: busy(model, "administrator"), **centres}


@pytest.mark.parametrize(("draw", "level"), [(0.84, GRID), (0.855, STREET), (0.87, ABOVE)])
def test_who_has_the_authority_handles_it(draw: float, level: int) -> None:
    model = quiet(**FAST)
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


def test_a_centre_serves_as_many_at_once_as_it_has_officers_and_only_in_its_hours() -> None:
    model = quiet(**FAST, centres={"above_servers": 2, "work_factor": 1.0, "opens": 9.0, "closes": 18.0})
    cases = [found(model, hour=12.0 + n / 1000, level=NO, work=4.0, block=n) for n in range(3)]
    model.run_until(48)
    assert [case.handled for case in cases] == pytest.approx([16.0, 16.001, 24 + 11.0])


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


def test_at_night_the_duty_team_comes() -> None:
    model = quiet()
    incident = found(model, "emergency", hour=26.0, work=1.0)
    model.run_until(48)
    assert incident.handled == pytest.approx(26.0 + model.inputs.platform.registration_hours + 0.5 + 1.0, abs=8)
    assert incident.level == GRID
    assert busy(model, "administrator") < 1.0


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
