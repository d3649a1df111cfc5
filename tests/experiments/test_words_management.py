"""The sentences on campaigns are true: equal hours, equal harm, other arms, rebound."""

from __future__ import annotations

import pytest

from experiments.report import management_words as words
from experiments.report.findings import HoursCheck
from experiments.statistics import Estimate
from tests.experiments.made_up import COST, HOURS, NAN, NONE, effect


def test_the_campaign_is_compared_at_equal_hours() -> None:
    (told,) = words.campaign_answer(HoursCheck("campaign", 0.004, 20), effect(12, 2), effect(10, 20, COST), NONE, 300.0)
    assert "raises harm" in told and "no clear difference in cost" in told


def test_unequal_hours_refuse_the_comparison_and_say_by_how_much() -> None:
    (told,) = words.campaign_answer(
        HoursCheck("campaign", 0.0276, 20), effect(12, 2), effect(10, 20, COST), NONE, 300.0
    )
    assert "refused" in told and "2.76 %" in told and "raises" not in told


def test_without_pairs_of_runs_the_campaign_is_not_compared() -> None:
    (told,) = words.campaign_answer(HoursCheck("campaign", NAN, 0), effect(12, 2), effect(10, 20, COST), NONE, 300.0)
    assert "runs are missing" in told


@pytest.mark.parametrize(("days", "said"), [(2e6, "2.00 million yuan or 80 %"), (3e6, "other items cost less")])
def test_an_extra_cost_says_how_much_of_it_is_the_assumed_price_of_campaign_days(days: float, said: str) -> None:
    cost, booked = effect(2.5e6, 1e4, COST), Estimate(days, days, days, 5)
    (told,) = words.campaign_answer(HoursCheck("campaign", 0.0, 20), effect(12, 2), cost, booked, 300.0)
    assert said in told and "300 yuan for each grid and day, an assumption" in told
    (plain,) = words.campaign_answer(HoursCheck("campaign", 0.0, 20), effect(12, 2), cost, NONE, 300.0)
    assert "campaign days" not in plain


def test_the_rest_of_an_extra_cost_lies_in_the_activities_that_clearly_differ_the_largest_first() -> None:
    others = {"casework": Estimate(-3e5, -4e5, -2e5, 5), "patrol": Estimate(9e5, 8e5, 1e6, 5)}
    others["paperwork"] = Estimate(1e5, -1e5, 3e5, 5)
    told = words.other_costs(effect(2.5e6, 1e4, COST), others)
    assert (
        told == "Campaign days apart, costs differ most in patrol (900,000 yuan more) and casework (300,000 yuan less)."
    )
    assert words.other_costs(effect(10, 20, COST), others) == ""
    assert words.other_costs(effect(2.5e6, 1e4, COST), {"paperwork": others["paperwork"]}) == ""


def row(level: str, verdict: str = "reached", difference: float = 5e6, reached: int = 5) -> dict[str, object]:
    ends = {"low": difference - 1e6, "high": difference + 1e6} if verdict == "reached" else {"low": NAN, "high": NAN}
    reached = reached if verdict == "reached" or reached < 5 else 0
    return {"level": level, "verdict": verdict, "difference": difference, "reached": reached, "seeds": 5, **ends}


def test_equal_harm_in_some_replications_only_is_not_called_never() -> None:
    told = words.equal_harm_answer([row("standard", "never as little harm", reached=3)], "standard")
    assert "only in 3 of 5 replications" in told and "leaves more harm" not in told


def test_equal_harm_has_a_price_where_every_seed_reaches_it() -> None:
    told = words.equal_harm_answer([row("lean"), row("standard")], "standard")
    assert "standard staffing" in told and "5.00 million yuan more (between 4.00 and 6.00 million yuan)" in told


def test_equal_harm_falls_back_to_a_level_that_can_be_read_and_says_so() -> None:
    told = words.equal_harm_answer([row("lean"), row("standard", "never as little harm")], "standard")
    assert "with lean staffing (with standard staffing it cannot be read off)" in told


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("never as little harm", "leaves more harm than long-term"),
        ("always less harm", "leaves less harm than long-term"),
        ("missing", "runs are missing"),
    ],
)
def test_equal_harm_without_a_price_says_why(verdict: str, said: str) -> None:
    told = words.equal_harm_answer([row("lean", verdict), row("standard", verdict)], "standard")
    assert said in told and "would cost" not in told


def test_equal_harm_that_differs_between_replications_is_no_verdict_on_all_of_them() -> None:
    told = words.equal_harm_answer([row("standard", "differs between replications")], "standard")
    assert "in some replications even with the most staff" in told and "in others even with the fewest" in told
    partly = words.equal_harm_answer([row("standard", "differs between replications", reached=3)], "standard")
    assert "only in 3 of 5 replications" in partly and "in others" not in partly


def test_equal_harm_over_zero_is_no_clear_difference() -> None:
    assert "no clear difference" in words.equal_harm_answer([row("standard", difference=1e5)], "standard")


def test_another_arm_is_told_with_its_extra_hours() -> None:
    told = words.arm_answer(effect(-6, 1, level="mixed"), effect(2e6, 1e5, COST), effect(14, 0.1, HOURS), NONE, 300.0)
    assert "is paid 14.0 % more hours and lowers harm" in told


def test_an_arm_whose_hours_are_not_known_is_not_paid_fewer() -> None:
    told = words.arm_answer(effect(-6, 1, level="mixed"), effect(2e6, 1e5, COST), effect(NAN, NAN, HOURS), NONE, 300.0)
    assert told.endswith("what hours it is paid is not known.") and "fewer" not in told and "lowers harm" in told


def test_an_effect_that_fades_and_rebounds_is_told_with_both_signs() -> None:
    told = words.rebound_answer(Estimate(-0.2, -0.25, -0.15, 5), Estimate(0.1, 0.05, 0.15, 5), 8)
    assert "are 20 % fewer than under long-term management (between 15 and 25 %)" in told
    assert "in the 8 weeks after it they are 10 % more" in told


def test_no_lasting_effect_is_not_made_into_one() -> None:
    told = words.rebound_answer(Estimate(-0.2, -0.25, -0.15, 5), Estimate(0.01, -0.05, 0.07, 5), 8)
    assert "after it they are not clearly different" in told


def test_a_rebound_that_is_not_known_says_why() -> None:
    none, lost = Estimate(NAN, NAN, NAN, 0, 1), Estimate(-0.2, NAN, NAN, 1, 4)
    seen, alone = Estimate(-0.2, -0.25, -0.15, 5), Estimate(-0.2, NAN, NAN, 1)
    assert "not known: no such days are stored" in words.rebound_answer(none, none, 8)
    assert "not known: runs are missing" in words.rebound_answer(lost, lost, 8)
    assert "not known: there is one replication only" in words.rebound_answer(alone, alone, 8)
    told = words.rebound_answer(seen, none, 8)
    assert "are 20 % fewer" in told and "what comes after it is not known: no such days are stored" in told


def test_a_small_but_clear_difference_is_not_told_as_nothing() -> None:
    told = words.rebound_answer(Estimate(0.003, 0.001, 0.005, 5), Estimate(-0.2, -0.25, -0.15, 5), 8)
    assert "are 0.30 % more than under long-term management (between 0.10 % and 0.50 %)" in told
