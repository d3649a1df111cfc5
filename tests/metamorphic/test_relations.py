"""What must change in a known way, or not at all, when the question is changed.

Relations between single runs are exact; the two about means fail by chance with probability 1e-4.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.world.layout
from sim import RunResult, Scenario, StreetModel, run
from tests.limits import PLAIN, batch_means, cases, composed, limit

BUSY = ("street=tiny", "detail=incidents", "catalogue.rate_scale=6", "days=40", "communication=two_way")
WHOLE = tuple(f"staffing.{role}_per_grid=1" for role in ("coordinators", "administrators", "supervisors"))


def pages(scenario: Scenario, seed: int = 6) -> pd.DataFrame:
    """Return all cases of a run in an order that depends on the incidents only."""
    table = run(scenario, seed).incidents
    assert table is not None
    return table.sort_values(["incident", "case"], ignore_index=True)


def equal(left: pd.DataFrame, right: pd.DataFrame, but: tuple[str, ...] = ()) -> bool:
    """Whether two lists of cases are the same, but for some columns."""
    pd.testing.assert_frame_equal(
        left.drop(columns=[*but]).reset_index(drop=True), right.drop(columns=[*but]).reset_index(drop=True), rtol=1e-9
    )
    return True


ONE_DESK = (  # grids that begin the morning alike come to the one desk at the very same moment
    "platform.officers=1",
    "platform.registration_hours=0.2",
    "platform.investigation_hours=0",
)


# labels ----------------------------------------------------------------------------------------------------------
def test_other_numbers_for_the_grids_change_nothing_but_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = composed(*BUSY, *WHOLE, *ONE_DESK)
    before = pages(scenario)
    label = np.array([4, 2, 0, 5, 1, 3])
    divide = sim.world.layout.divide
    monkeypatch.setattr(sim.world.layout, "divide", lambda *args: label[divide(*args)])
    after = pages(scenario)
    assert equal(before, after, but=("grid",))
    assert (label[before["grid"].astype(int)] == after["grid"]).all()
    assert before["closed"].notna().sum() > 100


def test_another_order_of_the_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = composed(*BUSY)
    before = pages(scenario)
    build = sim.world.layout.build_blocks

    def shuffled(*args: Any) -> Any:
        blocks = build(*args)
        half = len(blocks) // 2  # two communities; blocks stay sorted by community
        return blocks.relabelled(np.concatenate([np.arange(half)[::-1], half + np.roll(np.arange(half), 5)]))

    monkeypatch.setattr(sim.world.layout, "build_blocks", shuffled)
    assert equal(before, pages(scenario))


# places ----------------------------------------------------------------------------------------------------------
ROOMY = (
    "reporting.near_share=1",  # nobody looks across the border
    "platform.call_takers=500",
    "platform.officers=500",
    "centres.street_servers=5000",
    "centres.above_servers=5000",
)


def test_a_far_community_changes_nothing_elsewhere() -> None:
    two = composed(*BUSY, *ROOMY)
    more = ("street.communities=3", "street.grids=9", "street.residents=3000", "street.area_km2=0.9")
    three = composed(*BUSY, *ROOMY, *more)
    here = pages(three)
    assert len(here) > 1.2 * len(pages(two))
    assert equal(pages(two), here[here["grid"] < 6])


# staff -----------------------------------------------------------------------------------------------------------
NOBODY = tuple(f"staffing.{role}_per_grid=0" for role in ("coordinators", "administrators", "supervisors"))


def test_without_staff_nothing_is_ever_closed_or_solved() -> None:
    no_duty_team = "catalogue.categories.emergency.rate_per_1000_resident_days=0"  # it needs no grid staff
    result = run(composed(*BUSY, *NOBODY, no_duty_team, "self_governance=none", "communication=one_way"), 6)
    daily = result.daily
    assert daily["reported"].sum() > 50, "residents do report"
    assert daily[["handled", "closed", "solved", "settled", "paid_hours"]].to_numpy().sum() == 0
    assert daily["open_unsolved"].iloc[-1] == daily["onsets"].sum() - daily["lapsed"].sum() > 0
    assert result.indicators["solved"] == 0


def test_one_more_administrator_lets_nobody_wait_longer() -> None:
    waits = []
    for servers in (1, 2, 3, 6):
        table = cases(limit(f"staffing.administrators_per_grid={servers}", "days=150", "catalogue.rate_scale=1.1"), 6)
        waits.append(table.set_index("incident")["wait"])
    for fewer, more in zip(waits[:-1], waits[1:], strict=True):
        assert (fewer.reindex(more.index) - more > -1e-6).all()
        assert fewer.mean() > more.mean()


def test_in_the_full_model_more_staff_shortens_waits_on_average() -> None:
    few, many = (
        [
            run(composed(*BUSY, f"staffing.administrators_per_grid={posts}"), seed).indicators["wait_hours_mean"]
            for seed in range(6)
        ]
        for posts in (0.5, 2)
    )
    assert np.mean(few) > np.mean(many)


def test_twice_the_cases_at_twice_the_speed_wait_half_as_long() -> None:
    slow = cases(limit("catalogue.rate_scale=0.75", "days=1200"))
    fast = cases(limit("catalogue.rate_scale=1.5", f"{PLAIN}.work_hours=0.5", "days=600"))
    for name in ("wait", "response"):
        (one, wide), (half, narrow) = batch_means(slow[name]), batch_means(fast[name])
        assert abs(one - 2 * half) <= np.hypot(wide, 2 * narrow)
        assert np.hypot(wide, 2 * narrow) < one / 2, "the intervals are narrow enough to tell"


# time ------------------------------------------------------------------------------------------------------------
SHORT = composed("street=tiny", "catalogue.rate_scale=6", "days=10", "warmup_days=4", "communication=two_way")


@cache
def stepped() -> RunResult:
    """Return the result of the short run, day by day."""
    return run(SHORT, 6)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 24 * 14), max_size=12))
def test_a_run_in_pieces_is_the_run_in_one_piece(stops: list[float]) -> None:
    model = StreetModel(SHORT, 6)
    for stop in [*sorted(stops), 24.0 * model.n_days]:
        model.run_until(stop)
        assert model.time == max(stop, model.time)
    assert model.result().digest == stepped().digest


def test_a_day_that_is_interrupted_goes_on_as_if_nothing_had_been() -> None:
    model = StreetModel(SHORT, 6)
    for day in range(model.n_days):
        if day % 3 == 1:
            model.run_for(9.7)
            _ = [len(grid.blocks) for grid in model.grids], model.books.measuring, len(model.agents)
        model.step()
        assert model.time == 24.0 * (day + 1)
    result = model.result()
    assert result.digest == stepped().digest
    assert result.daily.equals(stepped().daily)


def test_waking_every_resident_changes_nothing() -> None:
    model = StreetModel(SHORT, 6)
    assert sum(one.trust >= 0 for one in model.residents) == SHORT.street.residents
    for _ in range(model.n_days):
        model.step()
    assert model.result().digest == stepped().digest
