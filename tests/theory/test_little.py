"""Little's law: the mean number in the system is the arrival rate times the mean stay, by grid and in total, exactly.

No chance of a false alarm: over a finite horizon, with stays cut at its ends, the law is an identity.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim import Scenario, StreetModel, run
from sim.agents.incident import Incident
from sim.facts import IN_PROCESS
from tests.limits import composed, limit

GRIDS = ("street.communities=2", "street.grids=5", "street.blocks_per_grid=2", "catalogue.rate_scale=4")
STREETS = {
    "limit": limit(*GRIDS, "days=40"),
    "tiny": composed("street=tiny", "detail=incidents", "catalogue.rate_scale=6", "days=30"),
}


def live_counts(scenario: Scenario, hours: np.ndarray, seed: int = 2) -> tuple[np.ndarray, StreetModel]:
    """Return how many dispatched cases are alive in each grid at each hour, looked up in the street itself."""
    model = StreetModel(scenario, seed)
    counts = np.zeros((len(hours), scenario.street.grids))
    for row, hour in enumerate(hours):
        model.run_until(float(hour))
        for one in model.agents_by_type.get(Incident, ()):
            if one.stage == IN_PROCESS and one.dispatched <= hour:
                counts[row, one.grid] += 1
    return counts, model


@pytest.mark.parametrize("name", STREETS)
def test_the_street_holds_at_any_hour_what_its_ledger_says(name: str) -> None:
    scenario = STREETS[name]
    hours = np.linspace(0, 24.0 * (scenario.days + scenario.warmup_days), 97)[1:]
    counts, model = live_counts(scenario, hours)
    table = model.result().incidents
    assert table is not None
    start = 24.0 * scenario.warmup_days
    begun, ended, grid = (table[column].to_numpy() for column in ("dispatched", "closed", "grid"))
    for row, hour in enumerate(hours - start):
        inside = (begun <= hour) & ~(ended <= hour)
        assert (np.bincount(grid[inside].astype(int), minlength=scenario.street.grids) == counts[row]).all()


@pytest.mark.parametrize("name", STREETS)
def test_number_is_rate_times_stay_in_each_grid(name: str) -> None:
    scenario = STREETS[name]
    end = 24.0 * scenario.days
    result = run(scenario, 2)
    assert abs(result.checks["little"]) < 1e-9, "two books inside the run agree on the hours that cases were open"
    assert result.incidents is not None
    for _, table in result.incidents[result.incidents["dispatched"] < end].groupby("grid"):
        begun = np.sort(np.clip(table["dispatched"], 0, end))
        ended = np.sort(np.clip(table["closed"].fillna(end), 0, end))
        times = np.unique(np.concatenate([begun, ended, [0.0, end]]))
        number = np.searchsorted(begun, times, "right") - np.searchsorted(ended, times, "right")
        mean_number = (number[:-1] * np.diff(times)).sum() / end
        rate, stay = len(table) / end, (ended.sum() - begun.sum()) / len(table)
        assert abs(mean_number - rate * stay) < 1e-9
        assert mean_number > 0
