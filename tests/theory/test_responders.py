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


def test_more_volunteers_never_come_later() -> None:
    few, many = alerted(5), alerted(20)
    assert np.median([one.first_minutes for one in many]) < np.median([one.first_minutes for one in few])
