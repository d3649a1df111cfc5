"""Self-governance: where people talk with each other, they settle small things themselves."""

from __future__ import annotations

import math

import pytest

from sim import StreetModel, run
from sim.facts import LATENT, SOLVED
from sim.policies.communication import OneWay, TwoWay
from tests.streets import NO, YES, composed, happen, quiet

DISPUTE = "neighbour_dispute"


def chance(model: StreetModel, name: str = DISPUTE, volunteer: bool = False) -> float:
    """Return the chance that the people around settle an incident, noticed by a volunteer or another resident."""
    row = next(row for row, active in enumerate(model.population.active_volunteer) if active == volunteer)
    return model.self_governance.chance(happen(model, name), row)


def test_with_one_way_communication_the_chance_is_at_its_floor() -> None:
    model = quiet(communication=OneWay())
    model.self_governance.cohesion = [1.0] * len(model.self_governance.cohesion)
    suited = model.inputs.catalogue.categories[DISPUTE].self_settle
    assert chance(model) == pytest.approx(suited * model.inputs.self_governance.floor)


@pytest.mark.parametrize("cohesion", [0.0, 0.5, 1.0])
def test_deliberation_and_cohesion_raise_it_to_the_ceiling(cohesion: float) -> None:
    model = quiet(communication=TwoWay())
    model.self_governance.cohesion = [cohesion] * len(model.self_governance.cohesion)
    params, suited = model.inputs.self_governance, model.inputs.catalogue.categories[DISPUTE].self_settle
    assert chance(model) == pytest.approx(suited * (params.floor + cohesion * (params.ceiling - params.floor)))


def test_volunteers_help() -> None:
    model = quiet(communication=TwoWay())
    bonus = model.inputs.self_governance.volunteer_bonus
    assert chance(model, volunteer=True) == pytest.approx(bonus * chance(model, volunteer=False))


def test_nobody_repairs_the_lamp_posts_themselves() -> None:
    assert chance(quiet(communication=TwoWay()), "facilities") == 0.0


def test_what_is_settled_is_solved_without_a_case_and_raises_cohesion() -> None:
    model = quiet(communication=TwoWay(), staffing={"patrol_share": 0.0, "visit_share": 0.0})
    incident = happen(model, DISPUTE, hour=8.6, noticed=8.6, settle=YES)
    model.run_until(24 * 14)
    params = model.inputs.self_governance
    assert incident.stage == SOLVED
    assert incident.settled
    assert incident.n_cases == 0
    start = params.cohesion_start
    days = 14 - int(incident.solved // 24)
    gained = params.cohesion_gain * (1 - start) * (1 - 1 / params.cohesion_memory_days) ** days
    assert model.self_governance.cohesion[0] - start == pytest.approx(gained)
    assert model.self_governance.cohesion[1] == pytest.approx(start)
    busy = sum(post.busy_hours for post in model.duty._posts["administrator"])
    assert busy == pytest.approx(params.staff_hours)


def test_with_one_way_communication_nobody_accompanies_a_settlement() -> None:
    model = quiet(communication=OneWay(), staffing={"patrol_share": 0.0, "visit_share": 0.0})
    incident = happen(model, DISPUTE, hour=8.6, noticed=8.6, settle=YES)
    model.run_until(24 * 14)
    assert incident.settled
    assert sum(post.busy_hours for post in model.duty._posts["administrator"]) == 0


def test_settling_takes_its_time_and_staff_may_come_first() -> None:
    model = quiet(communication=TwoWay())
    incident = happen(model, DISPUTE, hour=8.6, noticed=8.6, settle=YES)
    model.run_until(8.7)
    assert incident.stage == LATENT
    model.noticing.find(incident)
    model.run_until(24 * 14)
    assert not incident.settled
    assert incident.n_cases == 1


def test_who_cannot_settle_it_reports_it() -> None:
    model = quiet(communication=TwoWay())
    incident = happen(model, DISPUTE, hour=8.6, noticed=8.6, settle=NO)
    model.run_until(8.7)
    assert incident.n_cases == 1


def test_cohesion_returns_to_its_resting_level() -> None:
    model = quiet()
    rest, memory = model.inputs.self_governance.cohesion_start, model.inputs.self_governance.cohesion_memory_days
    model.self_governance.cohesion = [1.0] * len(model.self_governance.cohesion)
    model.run_until(24 * 10)
    assert model.self_governance.cohesion[0] == pytest.approx(rest + (1 - rest) * (1 - 1 / memory) ** 10)


def test_nobody_settles_anything_where_that_is_off() -> None:
    indicators = run(composed("communication=two_way", "self_governance=none"), 1).indicators
    assert indicators["settled_share"] == 0
    assert math.isfinite(indicators["solved"])
