"""Residents: all are there, those who were woken are agents, and each is a view on its own row."""

from __future__ import annotations

import pytest

from sim import StreetModel
from sim.agents.resident import Resident
from tests.streets import composed, quiet


def test_all_residents_can_be_listed_selected_and_acted_on() -> None:
    model = quiet()
    assert len(model.residents) == model.inputs.street.residents
    volunteers = [one for one in model.residents if one.volunteer]
    assert len(volunteers) == model.population.active_volunteer.sum()
    for one in volunteers:
        one.trust = 1.0
    assert (model.population.trust[model.population.active_volunteer] == 1.0).all()
    assert len(model.agents_by_type[Resident]) == len(model.residents)


def test_nobody_is_woken_without_a_reason() -> None:
    model = quiet()
    model.run_until(24 * 7)
    assert not model.agents_by_type.get(Resident)
    model = StreetModel(composed(), 1)
    model.run_until(24 * 7)
    awake = model.agents_by_type[Resident]
    assert 0 < len(awake) < len(model.residents) / 2
    assert {one.row for one in awake} == set(model.residents.awake)


def test_the_same_resident_is_the_same_agent() -> None:
    residents = quiet().residents
    assert residents[5] is residents[5]
    assert residents[-1] is residents[len(residents) - 1]
    assert [one.row for one in residents[:3]] == [0, 1, 2]
    with pytest.raises(IndexError):
        residents[len(residents)]


def test_an_agent_reads_and_writes_its_own_row() -> None:
    model = quiet()
    one, population = model.residents[7], model.population
    assert (one.block, one.renter, one.online) == (population.block[7], population.renter[7], population.online[7])
    assert one.efficacy == population.efficacy[7]
    before = population.trust.copy()
    one.trust = 0.123
    assert population.trust[7] == 0.123
    assert (population.trust[8:] == before[8:]).all()
