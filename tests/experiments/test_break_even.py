"""Stories of the break-even horizon: when the sum of cost and harm turns, how sure that is, and when it never does."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from experiments.break_even import break_even, daily_cost, first_day_ahead, leads
from experiments.report.even import lines, sentence, table
from sim.draws import Draws


def test_the_lead_must_stay() -> None:
    assert first_day_ahead(np.array([1.0, 2.0, 3.0])) == 0
    assert first_day_ahead(np.array([-1.0, 2.0, -0.5, 1.0, 4.0])) == 3
    assert math.isinf(first_day_ahead(np.array([5.0, 1.0, -1.0])))


def test_the_price_of_campaign_days_falls_on_them_and_nothing_is_lost() -> None:
    days = pd.DataFrame({"paid_hours": [10.0, 10.0, 20.0], "campaign": [0, 1, 1]})
    assert daily_cost(days, 100.0, 20.0) == pytest.approx([20.0, 30.0, 50.0])
    assert daily_cost(days.assign(campaign=0), 100.0, 0.0).sum() == pytest.approx(100.0)


def arm(name: str, seed: int, harm: list[float]) -> pd.DataFrame:
    """Four days of one run."""
    fixed = {"key": f"{name}{seed}", "arm": name, "seed": seed, "day": range(4), "paid_hours": 1.0, "campaign": 0}
    return pd.DataFrame({**fixed, "harm_days": harm})


def test_leads_are_taken_between_twins_and_add_up_cost_and_harm() -> None:
    daily = pd.concat([arm("reference", 1, [2, 2, 2, 2]), arm("other", 1, [1, 1, 6, 6]), arm("other", 2, [9, 9, 9, 9])])
    runs = pd.DataFrame({"cost_yuan": {"reference1": 8.0, "other1": 4.0, "other2": 4.0}})
    found = leads(daily, runs, 10.0, pd.Series(dtype=float))
    assert found.tolist() == [[-11.0, -22.0, 17.0, 56.0]], "a seed without a twin is left out"
    assert break_even(found).median == 2


def test_the_interval_of_the_median_covers_it() -> None:
    """1,000 times 11 seeds: order statistics cover 98.8 %; less than 96.5 % would be a false alarm below 1 in 10^6."""
    draws = Draws(1)["break-even"]
    hits = 0
    for again in range(1000):
        turns = 1 + (98 * draws.uniform(again, np.arange(11, dtype=np.uint64))).astype(int)
        found = break_even(np.where(np.arange(100) < turns[:, None], -1.0, 1.0))
        hits += found.low <= 50 <= found.high
    assert hits >= 965


def test_where_some_never_get_there_the_interval_says_so() -> None:
    rising = np.where(np.arange(10) < np.array([2, 3, 4, 5, 99, 99])[:, None], -1.0, 1.0)
    found = break_even(rising)
    assert found.reached == 4 and math.isinf(found.high) and found.low == 2
    assert "beyond day 10" in sentence("campaign", found, 10, 60.0)
    assert "in any of 6 replications" in sentence("campaign", break_even(-np.ones((6, 10))), 10, 60.0)


def test_where_half_get_there_no_day_is_named() -> None:
    rising = np.where(np.arange(10) < np.array([2, 3, 99, 99, 99, 99])[:, None], -1.0, 1.0)
    told = sentence("campaign", break_even(rising), 10, 60.0)
    assert told == "Within 10 days long-term management gets ahead of the campaign regime in 2 of 6 replications only."


def test_one_replication_names_no_day() -> None:
    found = break_even(np.ones((1, 10)))
    told = sentence("campaign", found, 10, 60.0)
    assert "takes two replications or more" in told and "from day" not in told
    assert table({"campaign": found}, 10).rows[0][1] == "not known"
    assert lines({"campaign": found})["break_even"].isna().all()


def test_days_are_counted_from_one() -> None:
    found = break_even(np.ones((6, 10)))
    assert "from day 1 on." in sentence("campaign", found, 10, 60.0)
    assert table({"campaign": found}, 10).rows[0][1:3] == ["1", "1"]
    drawn = lines({"campaign": found})
    assert drawn["day"].tolist() == list(range(1, 11)) and set(drawn["break_even"]) == {1.0}


@pytest.mark.parametrize("n", [2, 3, 5])
def test_too_few_replications_for_an_interval_have_none(n: int) -> None:
    """The whole range of five covers the median in 93.75 % of all cases, of two in half of them."""
    turns = np.arange(2, 2 + n)
    found = break_even(np.where(np.arange(100) < turns[:, None], -1.0, 1.0))
    assert math.isnan(found.low) and math.isnan(found.high) and math.isfinite(found.median)
    assert "it takes 6 replications or more" in table({"campaign": found}, 100).rows[0][2]
    assert "(for a range it takes 6 replications or more)" in sentence("campaign", found, 100, 60.0)


def test_a_lead_that_may_be_none_by_the_end_is_no_plain_sentence() -> None:
    ends = np.array([1.0, 100.0, 1.0, 100.0, 1.0, 400.0])
    rising = np.where(np.arange(10) < 3, -1.0, ends[:, None])
    found = break_even(rising)
    assert found.net["low"].iloc[-1] < 0 < found.net["high"].iloc[-1] and not found.sure
    told = sentence("campaign", found, 10, 60.0)
    assert told.endswith("from day 4 on, but by the end, on day 10, the lead is not clear with 6 replications.")
    sure = break_even(np.where(np.arange(10) < 3, -1.0, np.ones((6, 1))))
    assert "not clear" not in sentence("campaign", sure, 10, 60.0)
