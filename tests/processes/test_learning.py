"""Learning and prevention: what routine leaves behind, and raids do not (SF2, R11)."""

from __future__ import annotations

import numpy as np
import pytest

from sim import StreetModel
from sim.policies.management import CampaignAsPractised, LongTerm, Mixed
from tests.streets import NO, YES, found, quiet

FAST = {"platform": {"verification_hours": 0.0, "registration_hours": 0.0}}


def factor(cases: float, **params: float) -> float:
    """Return the work per case over a beginner's after so many cases."""
    return quiet(learning={"start_cases": cases, "reference_cases": 30.0, **params}).learning.work_factor[0][0]


@pytest.mark.parametrize(("cases", "expected"), [(0.0, 1.0), (30.0, 2**-0.12), (90.0, 4**-0.12)])
def test_work_falls_by_a_power_of_experience(cases: float, expected: float) -> None:
    assert factor(cases, exponent=0.12, floor=0.05) == pytest.approx(expected)


def test_it_does_not_fall_below_the_floor() -> None:
    assert factor(10_000.0, exponent=1.0, floor=0.6) == 0.6


def test_without_learning_everybody_stays_a_beginner() -> None:
    assert factor(300.0, exponent=0.0) == 1.0


def test_what_was_learned_today_shortens_tomorrows_work() -> None:
    model = quiet(**FAST, learning={"start_cases": 0.0, "reference_cases": 1.0, "exponent": 0.5, "floor": 0.05})
    hours = []
    for day in range(2):
        before = sum(post.busy_hours for post in model.duty._posts["administrator"])
        found(model, hour=24 * day + 8.0)
        model.run_until(24 * (day + 1))
        hours.append(sum(post.busy_hours for post in model.duty._posts["administrator"]) - before)
    assert hours == pytest.approx([1.0, 0.5**0.5], rel=0.01)


def experience(model: StreetModel, **traits: float) -> float:
    """Return what one case adds to the experience of its grid with its kind."""
    incident = found(model, hour=8.0, **traits)
    before = float(model.learning.experience[incident.grid][0])
    model.run_until(23.9)
    return float(model.learning.experience[incident.grid][0]) - before


@pytest.mark.parametrize(
    ("traits", "gain"), [({}, 1.0), ({"solve": NO}, 0.0), ({"level": NO}, 0.0), ({"sham_closing": YES}, 0.0)]
)
def test_one_learns_from_cases_that_one_has_solved(traits: dict[str, float], gain: float) -> None:
    certain = {"sham_max": 1.0, "sham_midpoint": 0.0, "sham_steepness": 50.0, "check_share": 0.0}
    assert experience(quiet(**FAST, handling=certain), **traits) == gain


@pytest.mark.parametrize(
    ("rule", "gain"), [(LongTerm(), 1.0), (Mixed(first_day=0), 1.0), (CampaignAsPractised(first_day=0), 0.0)]
)
def test_raids_keep_no_experience(rule: object, gain: float) -> None:
    assert experience(quiet(**FAST, management=rule, days=240)) == gain


def test_unused_experience_is_lost() -> None:
    model = quiet(learning={"start_cases": 30.0, "memory_days": 10.0})
    model.run_until(24 * 10)
    assert np.allclose(model.learning.experience, 30.0 / np.e)


def prevented(model: StreetModel, **traits: float) -> float:
    """Return what one case adds to the prevention of its kind in its grid."""
    incident = found(model, hour=8.0, root_cause=YES, **traits)
    model.run_until(23.9)
    return float(model.learning.prevention[0, incident.grid])


def test_a_root_cause_that_is_found_prevents() -> None:
    model = quiet(**FAST)
    params = model.inputs.learning
    assert prevented(model) == pytest.approx(params.prevention_step * params.prevention_max)
    assert np.count_nonzero(model.learning.prevention) == 1


def test_the_search_for_it_takes_work() -> None:
    hours = []
    for ratio in (0.0, 0.5):
        model = quiet(**FAST, learning={"root_cause_work": ratio})
        prevented(model)
        hours.append(sum(post.busy_hours for post in model.duty._posts["administrator"]))
    assert hours[1] - hours[0] == pytest.approx(0.5)


@pytest.mark.parametrize("rule", [LongTerm(prevention=False), CampaignAsPractised(first_day=0)])
def test_who_does_not_look_for_causes_prevents_nothing(rule: object) -> None:
    assert prevented(quiet(**FAST, management=rule, days=240)) == 0.0


def test_only_real_solutions_prevent() -> None:
    assert prevented(quiet(**FAST), solve=NO) == 0.0


def test_prevention_approaches_its_limit_and_fades() -> None:
    model = quiet(learning={"prevention_step": 0.5, "prevention_max": 0.35, "prevention_memory_days": 5.0}, **FAST)
    for step in range(10):
        found(model, hour=8.0 + step / 100, root_cause=YES, work=0.01)
    model.run_until(23.9)
    grid = int(model.grid_of_block[0])
    reached = float(model.learning.prevention[0, grid])
    assert 0.34 < reached < 0.35
    model.run_until(24 * 5 + 1)
    assert model.learning.prevention[0, grid] == pytest.approx(reached / np.e)
