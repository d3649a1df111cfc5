"""Outages: Poisson failures, log-normal lengths. The statistical tests fail by chance once in 10,000 new seeds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.draws import Draws
from sim.processes.outages import YEAR, Outages
from tests.limits import FALSE_ALARMS


def outages(per_year: float, median: float = 4.0, sigma: float = 1.0, years: float = 100, seed: int = 1) -> Outages:
    """Return the outages of some years."""
    return Outages(Draws(seed), per_year, median, sigma, years * YEAR)


def test_a_platform_that_never_fails_is_always_up() -> None:
    never = outages(0)
    assert never.up(0.0)
    assert never.up_again(7.0) == 7.0
    assert never.down_hours(0.0, 1e6) == 0.0


def test_without_a_platform_it_is_never_up() -> None:
    none = Outages.without_platform()
    assert not none.up(0.0)
    assert not none.there
    assert none.up_again(5.0) == float("inf")
    assert none.down_hours(24.0, 72.0) == 48.0


def test_failures_are_poisson_while_it_works_and_lengths_are_log_normal() -> None:
    found = outages(30)
    ends = [0.0, *found.ends[:-1]]
    worked = (np.array(found.starts) - ends) * 30 / YEAR
    lengths = np.log((np.array(found.ends) - found.starts) / 4.0)
    assert stats.kstest(worked, "expon").pvalue > FALSE_ALARMS
    assert stats.kstest(lengths, "norm").pvalue > FALSE_ALARMS


def test_the_share_of_time_up_is_that_of_renewal_theory() -> None:
    down = [outages(50, seed=seed).down_hours(0.0, 100 * YEAR) / (100 * YEAR) for seed in range(30)]
    length = 4.0 * np.exp(0.5)
    half = stats.t.isf(FALSE_ALARMS / 2, 29) * stats.sem(down)
    assert np.mean(down) == pytest.approx(length / (YEAR / 50 + length), abs=half)


def test_up_and_up_again_agree_with_the_list() -> None:
    found = outages(20, years=2)
    for start, end in zip(found.starts, found.ends, strict=True):
        assert found.up(start - 1e-6)
        assert not found.up((start + end) / 2)
        assert found.up_again(start) == end
        assert found.up(end)


def test_more_failures_in_a_year_are_the_same_ones_sooner() -> None:
    few, many = outages(10, sigma=0), outages(20, sigma=0)
    gaps = [np.array(one.starts[1:51]) - one.ends[:50] for one in (few, many)]
    assert gaps[0] == pytest.approx(2 * gaps[1])
