"""How many incidents arise, and when: Poisson without shocks, the variance formula with them, thinning by what is open.

Each statistical test fails by chance with probability 1e-4 per comparison.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim import Scenario, run
from sim.calendar import hour_weights
from tests.limits import FALSE_ALARMS, PLAIN, agrees, limit, share_agrees

NOBODY = "staffing.administrators_per_grid=0"
QUICK = "staffing.administrators_per_grid=3"  # so that little is open, and long runs stay light
FOUR = ("street.communities=2", "street.grids=2", "street.blocks_per_grid=2")
MEAN = 19.2


def onsets(scenario: Scenario, seed: int = 3) -> pd.DataFrame:
    """Return what arises in a street, with the day of each onset."""
    table = run(scenario, seed).incidents
    assert table is not None
    return table.assign(day=(table["onset"] // 24).astype(int)).sort_values("onset", ignore_index=True)


def daily_counts(scenario: Scenario, seed: int = 3) -> np.ndarray:
    """Return the number of onsets by day and grid."""
    table = onsets(scenario, seed)
    table = table[table["day"] >= 0]
    counts = np.zeros((scenario.days, scenario.street.grids))
    np.add.at(counts, (table["day"], table["grid"].astype(int)), 1)
    return counts


def alike(observed: np.ndarray, expected: np.ndarray) -> bool:
    """Whether counts in classes agree with the expected ones (chi-square)."""
    p_value = float(stats.chisquare(observed, expected * observed.sum() / expected.sum()).pvalue)
    assert p_value > FALSE_ALARMS, f"p = {p_value:.1g}"
    return True


@pytest.mark.parametrize("bound", [1.0, 3.0, 7.5])
def test_without_shocks_counts_are_poisson_however_many_candidates_are_thinned(bound: float) -> None:
    counts = daily_counts(limit(QUICK, f"onset.max_multiplier={bound}", "days=1000"))[:, 0]
    low, high = stats.poisson.interval(1 - FALSE_ALARMS, 1000 * MEAN)
    assert low <= counts.sum() <= high, "the mean rate is the declared one"
    dispersion = ((counts - MEAN) ** 2 / MEAN).sum()
    low, high = stats.chi2.interval(1 - FALSE_ALARMS, 1000)
    assert low <= dispersion <= high, "variance over mean is one"
    lag = np.corrcoef(counts[1:], counts[:-1])[0, 1]
    assert abs(lag) < stats.norm.isf(FALSE_ALARMS / 2) / 1000**0.5, "days are independent"


def test_onsets_of_a_day_are_spread_evenly_if_the_profile_is_flat() -> None:
    hours = onsets(limit(QUICK, "days=500"))["onset"] % 24
    assert stats.kstest(hours / 24, "uniform").pvalue > FALSE_ALARMS


@pytest.mark.parametrize("profile", ["flat", "daytime", "evening"])
def test_onsets_follow_the_hours_of_their_profile(profile: str) -> None:
    table = onsets(limit(QUICK, f"{PLAIN}.hour_profile={profile}", "days=500"))
    hours = np.bincount((table["onset"] % 24).astype(int), minlength=24)
    assert alike(hours, hour_weights(profile))
    inside = table["onset"] % 1
    assert stats.kstest(inside, "uniform").pvalue > FALSE_ALARMS, "uniform inside the hour"


def test_blocks_get_incidents_in_proportion_to_residents_and_factor() -> None:
    uneven = limit(QUICK, *FOUR, "street.block_factor_shape=2", "days=500")
    counts = daily_counts(uneven).sum(axis=0)
    result = run(uneven.but(days=1), 3)
    assert alike(counts, result.grids["residents"].to_numpy()), "the factor is balanced inside each community"


def test_days_off_have_the_weekend_factor() -> None:
    table = onsets(limit(QUICK, "street.calendar=china", f"{PLAIN}.weekend_factor=0.5", "days=365", "warmup_days=0"))
    result = run(limit("street.calendar=china", "days=365", "warmup_days=0"), 3)
    works = result.daily["paid_hours"].to_numpy() > 0
    assert 100 < (~works).sum() < 125
    expected = works.sum() / (works.sum() + 0.5 * (~works).sum())
    assert share_agrees(works[table["day"]], expected)


SHOCKS = ("onset.day_shock_variance=0.16", "onset.community_shock_variance=0.21")


def test_common_and_local_shocks_give_the_variance_and_covariance_of_the_formula() -> None:
    counts = daily_counts(
        limit(QUICK, *FOUR, *SHOCKS, "onset.day_shock_memory=0", "days=6000", "catalogue.rate_scale=0.7")
    )
    mean = 0.7 * MEAN / 2
    off = counts - mean
    both, common = np.exp(0.16 + 0.21) - 1, np.exp(0.16) - 1
    for grid in range(2):
        assert agrees(counts[:, grid], mean)
        assert agrees(off[:, grid] ** 2, mean + mean**2 * both, precision=0.4)
    assert agrees(off[:, 0] * off[:, 1], mean**2 * common, precision=0.4), "what two communities share is the day"


def test_the_common_shock_is_remembered_from_day_to_day() -> None:
    counts = daily_counts(limit(QUICK, SHOCKS[0], "onset.day_shock_memory=0.6", "days=2500"))[:, 0]
    off = counts - MEAN
    assert agrees(off**2, MEAN + MEAN**2 * (np.exp(0.16) - 1), precision=0.4)
    assert agrees(off[1:] * off[:-1], MEAN**2 * (np.exp(0.16 * 0.6) - 1), precision=0.5)


def test_what_is_open_breeds_more_exactly_as_fast_as_declared() -> None:
    """By the time-change theorem, the integrated intensity between onsets is exponential with mean one."""
    contagion = ("onset.contagion_max=3", "onset.contagion_half=100", "onset.max_multiplier=3", f"{PLAIN}.contagious=1")
    table = onsets(limit(NOBODY, *contagion, "days=60", "warmup_days=0"))
    open_before = np.arange(len(table))
    intensity = MEAN / 24 * (1 + 2 * open_before / (open_before + 100))
    gaps = np.diff(table["onset"], prepend=0.0)
    assert stats.kstest(gaps * intensity, "expon").pvalue > FALSE_ALARMS
    assert stats.kstest(gaps * MEAN / 24, "expon").pvalue < FALSE_ALARMS, "without contagion it would not fit"


def test_severity_and_work_have_their_declared_distributions() -> None:
    table = onsets(limit(QUICK, f"{PLAIN}.severity_mean=0.3", "days=300"))
    assert stats.kstest(table["severity"], "beta", args=(0.3 / 0.7, 1)).pvalue > FALSE_ALARMS
    work = run(limit(f"{PLAIN}.work_hours=0.5", "days=300"), 3).incidents
    assert work is not None
    assert stats.kstest((work["handled"] - work["started"]).dropna(), "expon", args=(0, 0.5)).pvalue > FALSE_ALARMS
    log_normal = run(
        limit("onset.work_distribution=lognormal", f"{PLAIN}.work_hours=0.5", f"{PLAIN}.work_sigma=0.6"), 3
    )
    assert log_normal.incidents is not None
    logs = np.log((log_normal.incidents["handled"] - log_normal.incidents["started"]).dropna())
    assert stats.kstest((logs - np.log(0.5) + 0.18) / 0.6, "norm").pvalue > FALSE_ALARMS


def test_only_a_seeming_problem_has_its_declared_share() -> None:
    table = run(limit("onset.mistaken_share=0.2", "days=300"), 3).incidents
    assert table is not None
    assert share_agrees(table["mistaken"] == 1, 0.2)
    assert table.loc[table["mistaken"] == 1, "solved"].isna().all()
