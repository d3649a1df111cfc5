"""Shares that are inputs come out as they went in, and experience makes work lighter by a power law.

Each statistical test fails by chance with probability 1e-4 per comparison.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.limits import PLAIN, cases, limit, same, share_agrees

SUPERVISED = ("staffing.supervisors_per_grid=2", "days=200")


@pytest.mark.parametrize("share", [0.1, 0.25, 1.0])
def test_supervisors_check_the_declared_share_of_closings(share: float) -> None:
    table = cases(limit(*SUPERVISED, f"handling.check_share={share}"))
    assert share_agrees(table["checked"].notna(), share)


def test_what_the_supervisor_finds_unsolved_goes_back_until_it_is_solved() -> None:
    bad = (f"{PLAIN}.solve_probability=0.6", "handling.check_share=1", "handling.rework_success=0.7")
    table = cases(limit(*SUPERVISED, *bad, f"{PLAIN}.work_hours=0.3"))
    assert table["solved"].notna().all(), "with every closing checked nothing is closed unsolved"
    assert share_agrees(table["reworks"] == 0, 0.6)
    again = table[table["reworks"] > 0]
    assert share_agrees(again["reworks"] == 1, 0.7)
    unchecked = cases(limit(*bad[:1], "days=200"))
    first = unchecked[unchecked["case"] == 1]
    assert share_agrees(first["solved"].notna(), 0.6), "closed is not solved"


@pytest.mark.parametrize("accuracy", [0.7, 0.98])
def test_dispatch_is_right_with_the_declared_chance_and_a_mistake_costs_a_transfer(accuracy: float) -> None:
    table = cases(limit(f"platform.dispatch_accuracy={accuracy}", "platform.transfer_hours=30", "days=200"))
    sent = table["dispatched"] - table["registered"]
    assert same(sent, np.where(table["transfers"] > 0, 30.0, 0.0))
    first = table[table["case"] == 1]
    assert share_agrees(first["transfers"] == 0, accuracy)


def test_authority_by_kind_sends_the_declared_shares_up() -> None:
    table = cases(limit(f"{PLAIN}.grid_share=0.7", f"{PLAIN}.street_share=0.1", f"{PLAIN}.work_hours=0.2", "days=200"))
    for level, share in enumerate((0.7, 0.1, 0.2)):
        assert share_agrees(table["level"] == level, share)


def test_experience_makes_work_lighter_by_a_power_law_down_to_a_floor() -> None:
    learner = (
        "learning.exponent=0.3",
        "learning.reference_cases=10",
        "learning.start_cases=0",
        "learning.floor=0.4",
        "learning.memory_days=3650",
        "onset.work_distribution=deterministic",
    )
    table = cases(limit(*learner, f"{PLAIN}.work_hours=0.1", "days=30", "warmup_days=0"))
    work = table["work"].to_numpy() / 0.1
    done = np.array([(table["handled"] < day * 24).sum() for day in table["dispatched"] // 24])
    curve = np.maximum((1 + done / 10) ** -0.3, 0.4)
    assert abs(work[0] - 1) < 1e-9, "a beginner"
    assert np.allclose(work, curve, rtol=0.01), "but for the little that is forgotten in a month"
    assert abs(work[-1] - 0.4) < 1e-9, "no more than can be learned"
    kept = done < 150  # above the floor
    slope = np.polyfit(np.log(1 + done[kept] / 10), np.log(work[kept]), 1)[0]
    assert abs(slope + 0.3) < 0.01


def test_experience_that_is_not_used_is_forgotten() -> None:
    short, long = (
        cases(limit("learning.exponent=0.5", f"learning.memory_days={days}", f"{PLAIN}.work_hours=0.1", "days=60"))
        for days in (2, 3650)
    )
    assert short["work"].mean() > 1.1 * long["work"].mean()
