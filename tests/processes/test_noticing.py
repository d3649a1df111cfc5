"""Noticing: coordinators walk past, administrators call on people, residents look around."""

from __future__ import annotations

import math

import pytest

from sim import InputError, run
from sim.facts import PATROL, RESIDENT, VISIT
from sim.policies.management import Mixed
from tests.streets import composed, happen, lived, quiet, tiny

SATURDAY = 5 * 24.0
FREE = {"onset": {"contagion_max": 1.0}, "learning": {"root_cause_share": 0.0}}  # latent incidents as given by the seed


def passings(model: object, block: int, until_day: int) -> list[float]:
    """Return the hours at which coordinators pass a block on the first days of a quiet street."""
    hours: list[float] = []
    for day in range(until_day):
        model.run_until(24 * day + 1)
        passed = model.noticing._passings - 24.0 * block
        hours += [24 * day + hour for hour in passed if 0 <= hour < 24]
    return hours


@pytest.mark.parametrize("seed", range(5))
def test_twice_the_patrol_finds_more_of_the_same_problems(seed: int) -> None:
    """SF5; five seeds agree by chance once in 32 if patrol did nothing."""
    once = run(tiny(**FREE, staffing={"patrol_share": 0.3, "paperwork_share": 0.1}), seed)
    twice = run(tiny(**FREE, staffing={"patrol_share": 0.6, "paperwork_share": 0.1}), seed)
    assert once.indicators["incidents"] == twice.indicators["incidents"]
    assert once.daily["noticed_patrol"].sum() < twice.daily["noticed_patrol"].sum()
    assert once.indicators["discovery_hours_mean"] > twice.indicators["discovery_hours_mean"]


def test_without_patrol_and_visits_only_residents_find_anything() -> None:
    indicators = run(tiny(staffing={"patrol_share": 0.0, "visit_share": 0.0}), 1).indicators
    assert indicators["patrol_share"] == 0
    assert indicators["registered"] > 0


@pytest.mark.parametrize("seen", [1, 2, 3, 7])
def test_a_problem_is_found_when_enough_has_been_seen_of_it(seen: int) -> None:
    """A passing that detects with probability p adds -ln(1 - p); what was seen yesterday counts today."""
    model = quiet()
    hazard = -math.log(1 - model.kinds[0].category.staff_detection)
    incident = happen(model, hour=0.5, threshold=(seen - 0.5) * hazard)
    model.run_until(24 * 5)
    assert incident.source == PATROL
    assert incident.reported == pytest.approx(passings(quiet(), 0, 5)[seen - 1])


def test_coordinators_walk_all_blocks_in_turn() -> None:
    model = quiet()
    found = [happen(model, hour=0.5 + block / 1000, threshold=1e-9, block=block) for block in range(12)]
    model.run_until(24 * 5)
    assert all(incident.source == PATROL for incident in found)
    assert len({incident.reported for incident in found}) > 1


def test_nobody_patrols_on_days_of_rest() -> None:
    model = quiet()
    incident = happen(model, hour=SATURDAY + 1, threshold=1e-9)
    model.run_until(SATURDAY + 48)
    assert math.isnan(incident.reported)
    model.run_until(SATURDAY + 72)
    assert incident.source == PATROL


def test_a_route_that_is_broken_off_finds_nothing_more_that_day() -> None:
    first = passings(quiet(), 0, 3)[0]
    model = quiet()
    incident = happen(model, hour=0.5, threshold=1e-9)
    model.run_until(first - 0.01)
    model.noticing.interrupt_routes(list(range(6)))
    model.run_until(24 * math.ceil(first / 24))
    assert math.isnan(incident.reported)
    model.run_until(24 * 5)
    assert incident.source == PATROL


def test_what_happens_indoors_is_found_by_visits_only() -> None:
    model = quiet(staffing={"visit_share": 0.2}, noticing={"visits_per_hour": 60.0})
    incident = happen(model, "tenancy", hour=0.5, threshold=1e-9)
    model.run_until(24)
    assert incident.source == VISIT
    assert incident.reported <= 18.5


def test_without_visits_nobody_comes_upon_what_happens_indoors() -> None:
    model = quiet(noticing={"visits_per_hour": 0.0})
    incident = happen(model, "tenancy", hour=0.5, threshold=1e-9)
    model.run_until(24 * 5)
    assert math.isnan(incident.reported)


@pytest.mark.parametrize(("attention", "is_found"), [(0.0, False), (1.0, True)])
def test_a_campaign_turns_the_eyes_to_its_targets(attention: float, is_found: bool) -> None:
    rule = Mixed(first_day=0, other_attention=attention)
    model = quiet(days=240, management=rule)
    noise, litter = (happen(model, kind, hour=0.5, threshold=1e-9) for kind in ("noise", "city_appearance"))
    model.run_until(24 * 5)
    assert litter.source == PATROL
    assert (noise.source == PATROL) is is_found


def test_known_at_once_where_that_is_the_rule() -> None:
    indicators = run(composed("noticing=immediate"), 1).indicators
    assert indicators["discovery_hours_q90"] == 0
    assert indicators["discovered_share"] == pytest.approx(1, abs=0.05)


def test_kinds_differ_in_who_brings_them_in_where_that_is_said() -> None:
    shares = {"noise": 1.0, "city_appearance": 0.0}
    noticing = composed("noticing=immediate").noticing.but(residents_share=0.5, residents_shares=shares)
    cases = run(composed("detail=incidents").but(noticing=noticing), 1).incidents
    brought = cases[cases["case"] == 1].groupby("kind")["source"].agg(lambda source: (source == RESIDENT).mean())
    assert brought["noise"] == 1 and brought["city_appearance"] == 0
    others = brought.drop(["noise", "city_appearance"])
    assert 0.2 < others.mean() < 0.8, "the rest is brought in as before"
    with pytest.raises(InputError, match="names of kinds"):
        run(composed().but(noticing=noticing.but(residents_shares={"dragons": 0.5})), 1)
    with pytest.raises(InputError, match="a share from 0 to 1"):
        noticing.but(residents_shares={"noise": 2.0})


def test_residents_look_around_in_waking_hours_only() -> None:
    incidents = lived(1, "days=120").incidents
    by_resident = incidents[(incidents["source"] == RESIDENT) & (incidents["case"] == 1)]
    hour = by_resident["reported"] % 24
    assert len(by_resident) > 50
    assert hour.between(7, 23.01).all()


def test_what_nobody_can_see_is_not_reported() -> None:
    categories = {name: one.but(resident_notice_per_day=0.0) for name, one in tiny().catalogue.categories.items()}
    model = tiny(catalogue={"categories": categories})
    assert run(model, 1).indicators["reports"] == 0


def test_who_was_first_has_found_it() -> None:
    model = quiet()
    incident = happen(model, hour=7.5, threshold=1e-9, noticed=8.0)
    model.run_until(24 * 2)
    assert incident.n_cases == 1
    assert incident.source == RESIDENT
    assert incident.reported == 8.0
