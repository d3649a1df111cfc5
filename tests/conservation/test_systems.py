"""Every system at once: all books balance, and what the seed gives (residents, candidates) is what the core has."""

from __future__ import annotations

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
