"""Responders: somebody comes with 1 - (1 - p)^n; with few volunteers hardly anybody ever does (SF20)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.draws import as_keys
from sim.processes.alerts import Circle
from sim.processes.emergencies import Emergency
from tests.streets import quiet

CALLS = 3000


def alerted(n: int, **changes: Any) -> list[Any]:
    """Return the answers of n volunteers who live around, to many calls."""
    model = quiet(rescue={"on": True, "reached_share": 1.0, **changes})
    x, y = np.linspace(-300, 300, n), np.zeros(n)
    group = Circle(model, as_keys(np.arange(n)), (x, y), model.rescue.params.volunteer_acceptance)
    return [group.alert(Emergency(1000 + key, 0.0, 0, 0.0, 0.0), model.rescue.params) for key in range(CALLS)]


@pytest.mark.parametrize("n", [0, 1, 2, 5, 12])
def test_at_least_one_comes_as_theory_says(n: int) -> None:
    p = 0.287
    share = np.mean([one.first_minutes < float("inf") for one in alerted(n)])
    expected = 1 - (1 - p) ** n
    assert abs(share - expected) <= 3.3 * (expected * (1 - expected) / CALLS) ** 0.5  # missed once in 1,000


def test_being_reached_and_accepting_multiply() -> None:
    answers = alerted(4, reached_share=0.5)
    accepted = np.mean([one.accepted for one in answers])
    mean, variance = 4 * 0.5 * 0.287, 4 * 0.5 * 0.287 * (1 - 0.5 * 0.287)
    assert abs(accepted - mean) < 3.3 * (variance / CALLS) ** 0.5


def test_arrival_and_who_is_first_come_out_as_known_and_collapse_where_volunteers_are_few() -> None:
    """On a plane without edges, at the density of V6; acceptance is the only figure of V1 that is put in."""
    model = quiet(rescue={"on": True})
    params, side = model.rescue.params, 20_000.0
    keys = as_keys(np.arange(round(8 * (side / 1000) ** 2)))
    x, y = (side * model.draws[axis].uniform(keys) for axis in ("east", "north"))
    many = Circle(model, keys, (x, y), params.volunteer_acceptance)
    few = Circle(model, keys[:8], (x[:8], y[:8]), params.volunteer_acceptance)  # one in 50 km2
    calls = as_keys(np.arange(CALLS))
    at = [(side * (0.1 + 0.8 * model.draws[axis].uniform(calls))).tolist() for axis in ("from east", "from north")]
    emergencies = [Emergency(10**6 + one, 0.0, 0, *place) for one, place in enumerate(zip(*at, strict=True))]
    minutes = np.array([many.alert(one, params).first_minutes for one in emergencies])
    professionals = np.array([model.rescue._professionals(one) for one in emergencies])
    assert 4.4 < np.median(minutes[np.isfinite(minutes)]) < 5.5  # V1: 4.6
    assert 0.34 < (minutes < professionals).mean() < 0.58  # V1: 0.47
    assert np.mean([few.alert(one, params).first_minutes < np.inf for one in emergencies]) < 0.054  # V7


def test_more_volunteers_never_come_later() -> None:
    few, many = alerted(5), alerted(20)
    assert np.median([one.first_minutes for one in many]) < np.median([one.first_minutes for one in few])
