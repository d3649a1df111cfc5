"""Statistics are checked against textbook cases, and for coverage with a stated false-alarm rate."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.equal_harm import cost_at, equal_harm_cost
from experiments.statistics import (
    Contrast,
    compare,
    estimate,
    holm,
    intervals,
    marginal_contrasts,
    marginal_differences,
)
from experiments.twins import crn_audit, replication_adequacy, replications_needed
from sim.draws import Draws
from sim.errors import InputError

FACTORS = ["staffing", "management"]
BASELINE = {"staffing": "few", "management": "long_term"}
NORMAL = Draws(7)["statistics test"]


def made_runs(seeds: int = 6) -> pd.DataFrame:
    """Runs in which `many` adds 3 to y, `campaign` adds 1, a seed adds its own luck and a cell a little noise."""
    rows = []
    for place, (staffing, management, seed) in enumerate(
        itertools.product(["few", "many"], ["long_term", "campaign"], range(seeds))
    ):
        y = 10 + 3 * (staffing == "many") + (management == "campaign") + 5 * NORMAL.normal(0, seed)
        rows.append((staffing, management, seed, y + 0.1 * NORMAL.normal(1, place)))
    return pd.DataFrame(rows, columns=[*FACTORS, "seed", "y"])


def cell(table: pd.DataFrame, staffing: str, management: str) -> pd.Series:
    return table[(table.staffing == staffing) & (table.management == management)].iloc[0]


def test_an_interval_is_students() -> None:
    values = [1.0, 2.0, 4.0, 8.0]
    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    found = estimate(values)
    assert found == pytest.approx((3.75, low, high, 4, 0))


def test_a_missing_value_is_counted_and_never_taken_as_zero() -> None:
    found = estimate([2.0, np.nan, 4.0])
    assert (found.mean, found.n, found.missing) == (3.0, 2, 1)


def test_one_value_has_a_mean_but_no_interval_and_is_never_clear() -> None:
    found = estimate([5.0])
    assert found.mean == 5.0 and not found.known and not found.clear


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """4,000 samples of 5: coverage within 4 standard errors of 95 % (false alarm about 6 in 100,000)."""
    samples = NORMAL.normal(2, np.arange(20_000, dtype=np.uint64)).reshape(4_000, 5)
    _, low, high, _ = intervals(samples)
    coverage = ((low <= 0) & (high >= 0)).mean()
    assert abs(coverage - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 4_000)


def test_twins_find_an_effect_that_unpaired_runs_would_lose() -> None:
    row = cell(compare(made_runs(), FACTORS, BASELINE), "many", "long_term")
    assert row.difference_low < 3 < row.difference_high
    assert row.difference_high - row.difference_low < (row.high - row.low) / 10


def test_the_baseline_has_no_difference_to_itself() -> None:
    row = cell(compare(made_runs(), FACTORS, BASELINE), "few", "long_term")
    assert np.isnan(row.difference) and row.n_pairs == 0 and row.n == 6


def test_a_difference_of_rounding_is_no_difference() -> None:
    runs = made_runs().assign(y=lambda table: 18256.0 + 1e-11 * (table.management == "campaign"))
    row = cell(compare(runs, FACTORS, BASELINE), "few", "campaign")
    assert (row.difference, row.difference_low, row.difference_high) == (0, 0, 0)


def test_a_lost_run_drops_its_pair_and_is_counted() -> None:
    runs = made_runs()
    lost = (runs.staffing == "many") & (runs.management == "campaign") & (runs.seed == 3)
    row = cell(compare(runs[~lost], FACTORS, BASELINE), "many", "campaign")
    assert (row.n, row.missing, row.n_pairs) == (5, 1, 5)


def test_two_runs_of_one_seed_are_refused() -> None:
    runs = made_runs()
    with pytest.raises(InputError, match="one run a design point and seed"):
        compare(pd.concat([runs, runs.head(1)]), FACTORS, BASELINE)


def test_a_marginal_contrast_averages_over_the_other_factor_and_counts_seeds_only() -> None:
    table = marginal_contrasts(made_runs(), FACTORS, [Contrast("y", "management", "campaign", "long_term")])
    assert table.loc[0, "low"] < 1 < table.loc[0, "high"] and table.loc[0, "n"] == 6


def test_a_seed_with_a_missing_cell_gives_no_marginal_value() -> None:
    runs = made_runs().drop(index=0)
    table = marginal_contrasts(runs, FACTORS, [Contrast("y", "management", "campaign", "long_term")])
    assert (table.loc[0, "n"], table.loc[0, "missing"]) == (5, 1)


def test_holm_corrects_over_the_declared_contrasts() -> None:
    runs = made_runs().assign(z=lambda table: 5 * NORMAL.normal(3, table.index.to_numpy(dtype=np.uint64)))
    pair = [Contrast("y", "management", "campaign", "long_term"), Contrast("z", "staffing", "many", "few")]
    table = marginal_contrasts(runs, FACTORS, pair)
    assert table.p_holm[0] == pytest.approx(2 * table.p[0])
    assert table.p_holm[1] == pytest.approx(max(table.p[1], table.p_holm[0]))


def test_holm_multiplies_the_smallest_by_all_and_never_falls_again() -> None:
    assert holm([0.03, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])


def test_a_seventh_primary_contrast_is_refused() -> None:
    with pytest.raises(InputError, match="at most 6"):
        marginal_contrasts(made_runs(), FACTORS, [Contrast("y", "staffing", "many", "few")] * 7)


def test_the_audit_says_what_twins_are_worth() -> None:
    """Seed variance 25 against cell variance 0.01: twins are worth thousands of times their number."""
    audit = crn_audit(made_runs(), FACTORS, BASELINE).set_index("indicator")
    assert audit.loc["y", "variance_ratio"] < 0.01
    independent = made_runs().assign(y=lambda table: NORMAL.normal(4, table.index.to_numpy(dtype=np.uint64)))
    assert crn_audit(independent, FACTORS, BASELINE).loc[0, "variance_ratio"] > 0.2


def test_replications_needed_is_the_smallest_n_that_reaches_the_precision() -> None:
    mean, deviation, precision = 10.0, 2.0, 0.05
    n = int(replications_needed(np.array([mean]), np.array([deviation]), precision)[0])
    half = [stats.t.ppf(0.975, k - 1) * deviation / np.sqrt(k) / mean for k in (n - 1, n)]
    assert half[0] > precision >= half[1]


def test_too_few_replications_are_called_too_few() -> None:
    table = replication_adequacy(made_runs(), FACTORS, precision=0.01)
    assert not table.enough.any()
    assert replication_adequacy(made_runs().assign(y=4.0), FACTORS).enough.all()


def made_arms(shift: float) -> pd.DataFrame:
    """Runs whose harm is 200 - cost on the long-term line and `shift` more under a campaign, apart from luck."""
    rows = []
    for staffing, cost, management, seed in itertools.product("abc", [0.0], ["long_term", "campaign"], range(5)):
        cost = {"a": 50.0, "b": 100.0, "c": 150.0}[staffing] + NORMAL.normal(5, seed)
        harm = 200 - cost + shift * (management == "campaign")
        rows.append((staffing, management, seed, harm, cost))
    return pd.DataFrame(rows, columns=["staffing", "management", "seed", "harm_per_1000_residents", "cost_yuan"])


def test_cost_at_equal_harm_is_read_off_the_other_line() -> None:
    table = equal_harm_cost(made_arms(20.0)).set_index("level")
    assert table.loc["b", "difference"] == pytest.approx(20.0)
    assert table.loc["b", "low"] <= table.loc["b", "high"] and table.loc["b", "reached"] == 5


def test_cost_at_equal_harm_is_refused_where_the_other_arm_never_gets_there() -> None:
    row = equal_harm_cost(made_arms(20.0)).set_index("level").loc["c"]
    assert row.verdict == "never as little harm" and np.isnan(row.difference)


def test_an_arm_that_always_does_better_is_not_priced_by_extrapolation() -> None:
    row = equal_harm_cost(made_arms(-120.0)).set_index("level").loc["a"]
    assert row.verdict == "always less harm" and np.isnan(row.difference)


def test_seeds_that_disagree_on_equal_harm_give_no_verdict_on_all() -> None:
    never, always = made_arms(20.0), made_arms(-120.0)
    runs = pd.concat([never[never.seed == 0], always[always.seed == 1]])
    rows = equal_harm_cost(runs).set_index("level")
    alone = [equal_harm_cost(runs[runs.seed == seed]).set_index("level").verdict for seed in (0, 1)]
    for level in rows.index:
        agree = alone[0][level] == alone[1][level]
        assert rows.verdict[level] == (alone[0][level] if agree else "differs between replications")
    assert "differs between replications" in set(rows.verdict)


def test_a_lost_run_makes_equal_harm_missing_and_not_guessed() -> None:
    runs = made_arms(20.0)
    gone = (runs.management == "long_term") & (runs.staffing == "b") & (runs.seed == 2)
    row = equal_harm_cost(runs[~gone]).set_index("level").loc["b"]
    assert row.verdict == "missing" and np.isnan(row.difference)


def test_a_line_is_joined_straight() -> None:
    assert cost_at(15.0, np.array([2.0, 1.0]), np.array([10.0, 20.0])) == (1.5, "reached")


def marginal(runs: pd.DataFrame) -> list[float]:
    return list(marginal_differences(runs, FACTORS, Contrast("y", "management", "campaign", "long_term")))


def test_marginal_differences_are_level_minus_reference_in_the_order_of_the_seeds() -> None:
    rows = [
        ("few", "long_term", 9, 1.0),
        ("few", "campaign", 9, 4.0),
        ("few", "long_term", 2, 1.0),
        ("few", "campaign", 2, 2.0),
        ("many", "campaign", 9, 7.0),
        ("many", "long_term", 9, 2.0),
        ("many", "campaign", 2, 2.0),
        ("many", "long_term", 2, 1.0),
    ]
    runs = pd.DataFrame(rows, columns=["staffing", "management", "seed", "y"])
    assert marginal(runs) == [1.0, 4.0]
    assert marginal(runs.astype({"staffing": "category", "management": "category"})) == [1.0, 4.0]


def test_a_cell_that_one_side_never_has_is_left_out_of_marginal_differences() -> None:
    runs = made_runs()
    on_one_side = (runs.staffing == "many") & (runs.management == "campaign")
    assert marginal(runs[~on_one_side]) == pytest.approx(marginal(runs[runs.staffing == "few"]))
    runs.loc[on_one_side, "y"] = np.nan  # such as a share of cases where there are none
    assert marginal(runs) == pytest.approx(marginal(runs[runs.staffing == "few"]))
    assert np.isnan(marginal(runs[runs.management == "campaign"])).all()


def test_a_level_without_a_name_is_a_cell_of_its_own() -> None:
    """Such as `branch_at: null` beside `branch_at: warmup`."""
    runs = made_runs()
    runs["staffing"] = runs["staffing"].where(runs["staffing"] != "many", None)
    assert marginal(runs) == pytest.approx(marginal(made_runs()))
