"""Every system at once: all books balance, and what the seed gives (residents, candidates) is what the core has."""

from __future__ import annotations

import warnings
from functools import cache

import numpy as np
import pytest

from sim import INDICATORS, StreetModel, run
from sim.systems import SYSTEM_INDICATORS, SYSTEMS
from tests.streets import composed, lived

TOLERANCE = 1e-6
STREETS = (
    (),
    ("communication=two_way", "management=mixed", "days=240"),
    ("staffing=lean", "hierarchy=jinshui", "escalation=stepwise", "channels=failing_platform"),
    ("handling=own_queues", "scope=hiring", "links=all_with_displacement", "deterrence.covered_share=0.5"),
)


@pytest.mark.parametrize("changes", STREETS, ids=lambda changes: "+".join(changes) or "as in Shekou")
def test_all_books_balance_with_every_system_on(changes: tuple[str, ...]) -> None:
    off = {name: value for name, value in lived(3, "systems=full", *changes).checks.items() if name != "little"}
    names = {name for system in SYSTEMS for name in system.CHECKS}
    assert names <= set(off)
    assert not {name: value for name, value in off.items() if abs(value) > TOLERANCE}


LIMITS = {
    "nobody works": ("coordinators_per_grid=0", "administrators_per_grid=0", "supervisors_per_grid=0"),
    "nobody is online": ("street.online_share=0",),
    "nobody needs care": ("street.lone_elder_share=0", "street.disabled_share=0", "street.child_in_care_share=0"),
    "one grid": ("street.communities=1", "street.grids=1", "street.residents=300"),
    "always down": ("channels.outages_per_year=10000", "channels.outage_hours=10000"),
    "no patience": ("channels.call_patience_hours=1e-6", "channels.counter_patience_hours=1e-6"),
    "everybody comes": (
        *("rescue.volunteer_acceptance=1", "rescue.neighbour_acceptance=1", "rescue.reached_share=1"),
        *("rescue.radius_m=20000", "rescue.responder_share=1", "rescue.rate_per_1000_resident_days=10"),
    ),
    "everybody lends": ("links.lending.limit_share=1", "links.lending.overload_hours=0", "links.travel_hours=8"),
    "all is delegated": ("hierarchy.delegation=1", "hierarchy.sorting_hours=24"),
    "care all day": ("care.staff_hours_per_day=24", "care.lone_elder_days=1", "care.volunteers_share=1"),
    "partners of nobody": tuple(f"partners.providers.{one}.people=0" for one in ("ngo", "property", "shops")),
    "sixfold each year": ("scope.event_growth=5", "scope.item_growth=5", "scope.event_rate=1", "scope.item_rate=1"),
    "everybody asks": ("service.rate_scale=50",),
    "nothing happens": ("catalogue.rate_scale=0", "service.rate_scale=0", "rescue.rate_per_1000_resident_days=0"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_books_balance_at_the_limits_of_every_system(name: str) -> None:
    """No system divides by nothing, and nothing is lost, where there is nobody, nothing, or far too much of it."""
    changes = [f"staffing.{one}" if one.split("_")[-1].startswith("grid=") else one for one in LIMITS[name]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = lived(3, "systems=full", "days=40", "warmup_days=10", *changes)
    assert not {key: value for key, value in found.checks.items() if abs(value) > TOLERANCE}
    assert not [key for key, value in found.indicators.items() if np.isinf(value)]


def test_every_system_is_on_in_the_full_street_and_tells_its_indicators() -> None:
    found = lived(3, "systems=full", "days=120")
    defined = {one.name for one in SYSTEM_INDICATORS if np.isfinite(found.indicators[one.name])}
    model = StreetModel(composed("systems=full"), 3)
    assert {type(system) for system in model.systems} == set(SYSTEMS)
    assert len(defined) > 0.8 * len(SYSTEM_INDICATORS)
    assert {one.name for one in SYSTEM_INDICATORS} <= {one.name for one in INDICATORS}


def test_the_core_has_no_system_and_none_of_their_indicators() -> None:
    found = lived(3)
    assert StreetModel(composed(), 3).systems == []
    assert all(np.isnan(found.indicators[one.name]) for one in SYSTEM_INDICATORS)


@cache
def model_of(*changes: str) -> StreetModel:
    return StreetModel(composed(*changes), 5)


def test_systems_change_nothing_that_the_seed_gives() -> None:
    core, full = model_of(), model_of("systems=full")
    for name in ("trust", "renter", "efficacy", "volunteer"):
        assert np.array_equal(getattr(core.population, name), getattr(full.population, name))
    assert np.array_equal(core.grid_of_block, full.grid_of_block)
    assert np.array_equal(core.onset.intensity(0), full.onset.intensity(0))


def test_a_full_street_is_the_same_again() -> None:
    scenario = composed("systems=full", "days=30", "warmup_days=10")
    assert run(scenario, 4).digest == run(scenario, 4).digest
