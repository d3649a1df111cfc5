"""How long problems stay unknown: passings of a patrol, and residents who look around while they are awake.

Each statistical test fails by chance with probability 1e-4 per comparison.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim import run
from sim.facts import PATROL, RESIDENT
from sim.hours import OpenHours
from tests.limits import FALSE_ALARMS, PLAIN, limit, same

FIRST, LAST = 8, 20  # the patrol passes the block at every full hour from nine to twenty
WALK = (
    "noticing.immediate=false",
    "noticing.patrol_hours_per_block=1",
    "staffing.coordinators_per_grid=1",
    f"staffing.day_starts={FIRST}",
    f"staffing.day_hours={LAST - FIRST}",
    "staffing.patrol_share=1",
)
LOOK = ("noticing.immediate=false", "reporting.intercept=20", "reporting.renter_odds=1")


def found(*overrides: str, days: int = 200) -> pd.DataFrame:
    """Return what arose in the measured days but for the last two weeks, with the time until it was noticed."""
    table = run(limit(*overrides, f"days={days}"), 11).incidents
    assert table is not None
    table = table[(table["onset"] >= 0) & (table["onset"] < 24 * (days - 14)) & (table["case"] <= 1)]
    return table.assign(hidden_hours=table["noticed"] - table["onset"])


def passings_before(hours: np.ndarray) -> np.ndarray:
    """Return how many passings there were up to each hour (one at every full hour of the patrol but its first)."""
    day, hour = np.divmod(hours + 1e-7, 24)
    return day * (LAST - FIRST) + np.clip(np.floor(hour) - FIRST, 0, LAST - FIRST)


@pytest.mark.parametrize("detection", [0.1, 0.5, 0.9])
def test_a_patrol_finds_at_each_passing_with_the_same_chance(detection: float) -> None:
    table = found(*WALK, f"{PLAIN}.staff_detection={detection}")
    assert table["noticed"].notna().mean() > 0.99
    assert (table["source"] == PATROL).all()
    clock = table["noticed"] % 24
    assert same(clock, np.round(clock)), "nobody is found but when somebody passes"
    passings = passings_before(table["noticed"].to_numpy()) - passings_before(table["onset"].to_numpy())
    assert passings.min() == 1, "what arises is not found before the next passing"
    classes = np.minimum(passings, 6).astype(int)
    expected = stats.geom.pmf(np.arange(1, 7), detection)
    expected[-1] = stats.geom.sf(5, detection)
    kept = expected * len(table) > 5
    observed = np.bincount(classes, minlength=7)[1:]
    seen, thought = np.append(observed[kept], observed[~kept].sum()), np.append(expected[kept], expected[~kept].sum())
    some = thought > 0
    assert stats.chisquare(seen[some], thought[some] * len(table)).pvalue > FALSE_ALARMS


def test_a_round_passes_each_block_once_and_two_coordinators_halve_it() -> None:
    hours = {}
    for posts in (1, 2):
        walk = ("street.blocks_per_grid=8", f"{PLAIN}.staff_detection=1", f"staffing.coordinators_per_grid={posts}")
        hours[posts] = found(*WALK, *walk)["hidden_hours"]
        waiting = 12 * (LAST - FIRST) / 24 / 2  # half of the nightly break, for those that arise in it
        assert waiting < hours[posts].mean() < 24
    assert hours[2].mean() < hours[1].mean()
    assert hours[1].max() <= 24 + 1e-6, "eight blocks and twelve passings a day: each block is passed every day"


@pytest.mark.parametrize("rate", [0.5, 4.0])
def test_residents_notice_after_an_exponential_number_of_waking_hours(rate: float) -> None:
    scenario = limit(*LOOK)
    table = found(*LOOK, f"{PLAIN}.resident_notice_per_day={rate}", days=300 if rate > 1 else 500)
    table = table[table["onset"] < table["onset"].max() - 24 * 30]  # the unnoticed rest is then below one in a million
    assert (table["source"] == RESIDENT).all()
    noticing = scenario.noticing
    awake = OpenHours(noticing.wakes, noticing.sleeps, np.ones(600, bool))
    passed = [
        awake.elapsed(end + 24 * 40) - awake.elapsed(start + 24 * 40)
        for start, end in table[["onset", "noticed"]].to_numpy()
    ]
    assert stats.kstest(passed, "expon", args=(0, noticing.waking_hours / rate)).pvalue > FALSE_ALARMS
    clock = table["noticed"] % 24
    assert clock.between(noticing.wakes, noticing.sleeps).all(), "nobody notices asleep"


def test_whoever_comes_first_is_the_source() -> None:
    """Two hazards compete: what both can see is known sooner, and each finds a share."""
    both = found(*WALK, *LOOK, f"{PLAIN}.staff_detection=0.1", f"{PLAIN}.resident_notice_per_day=1")
    patrol = found(*WALK, f"{PLAIN}.staff_detection=0.1")
    look = found(*LOOK, f"{PLAIN}.resident_notice_per_day=1")
    assert set(both["source"]) == {PATROL, RESIDENT}
    columns = [table.set_index("incident")["noticed"] for table in (both, patrol, look)]
    first = pd.concat(columns[1:], axis=1).min(axis=1).reindex(columns[0].index)
    assert same(columns[0], first), "each hazard keeps its own draws, whatever the other does"
