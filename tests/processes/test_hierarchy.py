"""Hierarchy: who may settle a case, which way it takes there, and what the way takes in time."""

from __future__ import annotations

import numpy as np
import pytest

from sim import InputError, Level, StreetModel
from sim.agents.incident import Incident
from sim.facts import ABOVE, REOPENED, STREET
from sim.policies.escalation import Direct, Stepwise
from sim.processes.levels import Hierarchy
from tests.streets import NO, composed, finish, found, lived, quiet

FAST = {"platform": {"verification_hours": 0.0, "registration_hours": 0.0, "investigation_hours": 0.0}}
OFFICE = {"opens": 9.0, "closes": 18.0}
COMMUNITY = Level(manages=False, officers=0, settles=0.0, transfer_hours=1.0)
STREET_OFFICE = Level(officers=2, transfer_hours=2.0)
DISTRICT = Level(decides=True, settles=0.9, officers=5, transfer_hours=3.0, wage="above_centre")
CITY = Level(decides=True, officers=5, transfer_hours=4.0, wage="city_centre")
TALL = {"community": COMMUNITY, "street": STREET_OFFICE, "district": DISTRICT, "city": CITY}


def tall(escalation: Direct | Stepwise, **changes: object) -> StreetModel:
    """Return a quiet street under four levels."""
    hierarchy = Hierarchy(**{"on": True, "levels": TALL, "sorting_hours": 0.0, **changes})  # type: ignore[arg-type]
    return quiet(**FAST, hierarchy=hierarchy, escalation=escalation)


def case(model: StreetModel, seat: int, hour: float = 9.5, **traits: float) -> Incident:
    """Let staff find, on Monday morning, a case above the street for which a certain level has the authority."""
    for key in range(1, 400):
        incident = Incident.__new__(Incident)
        incident.key, incident.level = key, ABOVE
        if model.hierarchy.seat(incident) == seat:
            return found(model, "city_appearance", hour=hour, level=NO, work=2.0, key=key, **traits)
    raise AssertionError(f"level {seat} has no authority over anything")


@pytest.mark.parametrize("seat", [2, 3])
def test_straight_up_nothing_is_lost_on_the_way(seat: int) -> None:
    model = tall(Direct())
    incident = case(model, seat)
    model.run_until(48)
    assert incident.started == pytest.approx(incident.dispatched)
    assert incident.n_transfers == 0
    assert [unit.servers.n_served for unit in model.hierarchy.units] == [int(place == seat) for place in range(4)]


@pytest.mark.parametrize(("seat", "hours"), [(2, 1.0 + 2.0 + 3.0), (3, 1.0 + 2.0 + 3.0 + 4.0)])
def test_step_by_step_each_transfer_takes_its_office_hours(seat: int, hours: float) -> None:
    model = tall(Stepwise())
    incident = case(model, seat)
    model.run_until(72)
    clock = model.hierarchy.units[0].hours
    assert clock.elapsed(incident.started) - clock.elapsed(incident.dispatched) == pytest.approx(hours)
    assert incident.n_transfers == seat
    told = model.hierarchy.indicators()
    assert told["transfers_per_case"] == seat
    assert told["transfer_hours_mean"] == pytest.approx(incident.started - incident.dispatched)


def test_times_and_loads_are_those_of_the_case() -> None:
    """One case in two weeks: its time to closing is the mean, its work over the office hours is the load."""
    model = tall(Direct())
    incident = case(model, 2)
    finish(model)
    told, unit = model.hierarchy.indicators(), model.hierarchy.units[2]
    assert told["closing_beyond_grid_hours_mean"] == pytest.approx(incident.closed - incident.registered)
    office = 5 * unit.hours.elapsed(24.0 * 14)
    assert told["load_busiest_level"] == pytest.approx(2.0 * model.hierarchy.work_factor / office)
    government = office + 5 * model.hierarchy.units[3].hours.elapsed(24.0 * 14)
    assert told["load_government_level"] == pytest.approx(2.0 * model.hierarchy.work_factor / government)


def test_every_officer_on_the_way_looks_at_the_case_first() -> None:
    started = {}
    for sorting in (0.0, 0.5):
        model = tall(Stepwise(), sorting_hours=sorting)
        incident = case(model, 2)
        model.run_until(72)
        started[sorting] = incident.started
    assert started[0.5] - started[0.0] == pytest.approx(0.5)  # the street; the community has no officers


def test_what_is_grave_skips_the_steps() -> None:
    model = tall(Stepwise(grave_severity=0.8))
    assert case(model, 3, severity=0.9).started == pytest.approx(9.5, abs=0.5)


def test_a_level_that_is_not_networked_is_passed_over() -> None:
    levels = TALL | {"street": STREET_OFFICE.but(networked=False)}
    model = tall(Stepwise(), levels=levels)
    incident = case(model, 2)
    model.run_until(72)
    assert incident.n_transfers == 1
    assert incident.started - incident.dispatched == pytest.approx(1.0 + 3.0)


def test_who_decides_but_does_not_manage_hands_the_work_down() -> None:
    levels = TALL | {"district": DISTRICT.but(manages=False)}
    model = tall(Direct(), levels=levels, decision_hours=0.5)
    incident = case(model, 2)
    model.run_until(48)
    assert incident.started - incident.dispatched == pytest.approx(0.5 + 2.0)
    units = {unit.name: unit.servers.busy_hours for unit in model.hierarchy.units}
    assert units["district"] == 0.5
    assert units["street"] == pytest.approx(2.0 * model.inputs.centres.work_factor)


def seats(**changes: object) -> np.ndarray:
    """Return the levels that may settle 4,000 cases that need government."""
    model = tall(Direct(), **changes)
    found_seats = []
    for key in range(4000):
        incident = Incident.__new__(Incident)
        incident.key, incident.level = key, ABOVE
        found_seats.append(model.hierarchy.seat(incident))
    return np.array(found_seats)


def test_authority_is_shared_out_as_the_levels_say() -> None:
    place = seats()
    assert (place >= 2).all()  # the street has no government authority
    assert np.mean(place == 2) == pytest.approx(0.9, abs=0.02)  # 4 standard errors: false alarm below 1 in 10,000


def test_delegation_moves_cases_down_only() -> None:
    before, after, all_of_it = seats(), seats(delegation=0.4), seats(delegation=1.0)
    assert np.mean(after == 1) == pytest.approx(0.4, abs=0.032)
    assert (after <= before).all()
    assert (all_of_it == 1).all()


def test_a_delegated_case_counts_as_the_streets_own() -> None:
    model = tall(Direct(), delegation=1.0)
    incident = found(model, hour=9.5, level=NO)
    model.run_until(48)
    assert incident.level == STREET
    assert model.hierarchy.indicators()["settled_managing_share"] == 1.0


def test_what_government_settles_is_not_settled_below_it_though_it_manages_too() -> None:
    model = tall(Direct())
    case(model, 2)
    model.run_until(48)
    assert DISTRICT.manages and model.hierarchy.indicators()["settled_managing_share"] == 0.0


def test_without_levels_of_the_network_the_sender_may_ask_too_high() -> None:
    model = tall(Direct(), sent_too_high_share=1.0)
    case(model, 2)
    model.run_until(48)
    assert model.hierarchy.indicators()["settled_top_share"] == 1.0
    model = tall(Stepwise(), sent_too_high_share=1.0)
    case(model, 2)
    model.run_until(72)
    assert model.hierarchy.indicators()["settled_top_share"] == 0.0


def test_a_reopened_case_goes_straight_back() -> None:
    model = tall(Stepwise())
    incident = case(model, 3)
    model.run_until(24 * 5)
    incident.source = REOPENED
    route = model.hierarchy._route(incident, 3)
    assert route == (3,)


def test_the_cores_two_centres_are_a_hierarchy_of_two_levels() -> None:
    """Straight up through street and above, every case goes its way as in the core, to the last hour."""
    core, levels = lived(1), lived(1, "hierarchy=shekou")
    assert levels.digest == core.digest
    new = {name for name, value in core.indicators.items() if not np.isnan(value)}
    assert {name: levels.indicators[name] for name in new} == {name: core.indicators[name] for name in new}


def test_the_books_balance_and_no_problem_arises_or_vanishes() -> None:
    core = lived(1)
    tall_street = lived(1, "hierarchy=jinshui", "escalation=stepwise", "onset=no_contagion")
    flat = lived(1, "onset=no_contagion")
    assert max(map(abs, tall_street.checks.values())) < 1e-9
    assert max(map(abs, core.checks.values())) < 1e-9
    firsts = [set(result.incidents.loc[result.incidents["case"] <= 1, "incident"]) for result in (tall_street, flat)]
    assert len(firsts[0] ^ firsts[1]) / len(firsts[1]) < 0.02  # prevention differs a little, candidates do not


def test_jinshui_has_its_tiers() -> None:
    levels = composed("street=jinshui").hierarchy.levels
    assert [name for name, level in levels.items() if level.decides] == ["district", "city"]
    assert [name for name, level in levels.items() if level.manages] == ["street", "district", "city"]
    assert [name for name, level in levels.items() if level.networked] == ["community", "street", "district", "city"]


@pytest.mark.parametrize(
    ("levels", "what"),
    [
        ({}, "levels"),
        ({"street": STREET_OFFICE}, "levels"),
        ({"city": CITY.but(manages=False), "street": STREET_OFFICE}, "levels.city.manages"),
        ({"district": DISTRICT}, "levels.district.settles"),
    ],
)
def test_a_hierarchy_that_leaves_cases_with_nobody_is_refused(levels: dict[str, Level], what: str) -> None:
    with pytest.raises(InputError) as refused:
        Hierarchy(on=True, levels=levels)
    assert refused.value.what == what


def test_work_without_officers_is_refused() -> None:
    with pytest.raises(InputError, match="officers"):
        Level(officers=0)
