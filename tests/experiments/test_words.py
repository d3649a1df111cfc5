"""The sentences are true: direction and number where an effect is clear, and nothing claimed where it is not."""

from __future__ import annotations

import math

import pytest

from experiments.report import words
from experiments.report.certainty import Extent, holds, precise, sureness, turns
from experiments.report.findings import Effect, HoursCheck, StaffingLevel, Step, Turn
from experiments.report.numbers import amount, span, spread, yuan
from experiments.statistics import Contrast, Estimate

HARM, COST, HOURS = "harm_per_1000_residents", "cost_yuan", "paid_hours"
NAN = float("nan")


def effect(mean: float, half: float, indicator: str = HARM, level: str = "campaign", **more: float) -> Effect:
    """An effect with a symmetric interval on a base of 100."""
    contrast = Contrast(indicator, "management", level, "long_term")
    return Effect(contrast, Estimate(mean, mean - half, mean + half, 5), 100.0, mean - half, mean + half, **more)


def lost(indicator: str = HARM) -> Effect:
    return effect(NAN, NAN, indicator)


def single(indicator: str = HARM) -> Effect:
    """An effect seen in one replication."""
    return effect(-5.0, NAN, indicator)._replace(found=Estimate(-5.0, NAN, NAN, 1))


def step(harm: float, half: float, net: float = 1e6) -> Step:
    """A step up in staff that costs ten million and changes cost and social cost together by `net`."""
    avoided, both = Estimate(net - 1e7, net - 1.1e7, net - 9e6, 5), Estimate(net, net - 1e5, net + 1e5, 5)
    return Step(effect(harm, half), effect(1e7, 1e5, COST), avoided, both)


TOLD = ("satisfied_share", "settled_share", "solved", "solved_share", HARM, "trust_mean", "reports", "registered")


def two_way(**found: Effect) -> dict[str, Effect]:
    """The effects of two-way communication: none but the given ones."""
    return {name: found.get(name, effect(0.0, 5.0, name, "two_way")) for name in TOLD}


NONE = Estimate(0.0, 0.0, 0.0, 5)
LEVELS = [
    StaffingLevel("lean", 1.5, "administrator", 0.97),
    StaffingLevel("standard", 2.25, "administrator", 0.8),
    StaffingLevel("generous", 3.4, "supervisor", 0.5),
]


def test_a_clear_rise_is_a_rise_with_its_number_and_interval() -> None:
    assert words.clause(effect(12, 2)) == "raises harm per 1,000 residents by 12.0 or 12 % (between 10.0 and 14.0)"


def test_a_clear_fall_is_a_fall_of_a_positive_size() -> None:
    assert words.clause(effect(-12, 2)) == "lowers harm per 1,000 residents by 12.0 or 12 % (between 10.0 and 14.0)"


def test_an_interval_over_zero_is_no_clear_difference_and_names_no_number() -> None:
    told = words.clause(effect(1, 2))
    assert told == "makes no clear difference to harm per 1,000 residents"
    assert not any(sign.isdigit() for sign in told.replace("1,000", ""))


def test_a_declared_contrast_must_also_pass_holm() -> None:
    assert "no clear difference" in words.clause(effect(12, 2, p_holm=0.2))
    assert "raises" in words.clause(effect(12, 2, p_holm=0.01))


def test_missing_runs_are_said_to_be_missing() -> None:
    assert "runs are missing" in words.clause(lost())
    assert "runs are missing" in words.money(lost(COST))


@pytest.mark.parametrize(("mean", "word"), [(2e6, "2.00 million yuan more"), (-2e6, "2.00 million yuan less")])
def test_money_has_a_direction(mean: float, word: str) -> None:
    assert word in words.money(effect(mean, 1e5, COST))


def test_enough_staff_is_the_last_level_whose_step_still_helps() -> None:
    told = words.staffing_answer(LEVELS, [step(-30, 2), step(0, 2)], 60.0)
    assert told[0].startswith("Standard staffing (2.25 posts a grid) is enough")
    assert "administrators are the busiest: 80 %" in told[0] and "healthy" in told[0]
    assert "from lean to standard lowers harm" in told[1] and "no clear difference" in told[2]


def test_where_the_last_step_still_helps_the_best_may_lie_higher() -> None:
    told = words.staffing_answer(LEVELS, [step(-30, 2), step(-9, 2, net=-1e6)], 60.0)
    assert "may be higher still" in told[0] and "slack" in told[0]
    assert "avoids harm worth 11.0 million yuan" in told[-1] and "60 yuan a unit of harm, an assumption" in told[-1]
    assert told[-1].endswith("costs 10.0 million yuan more: by that price it pays.")


def test_a_last_step_that_costs_more_than_the_harm_it_avoids_is_not_advised() -> None:
    told = words.staffing_answer(LEVELS, [step(-30, 2), step(-9, 2, net=4e6)], 60.0)
    assert "higher still" not in told[0] and "costs more than the harm it avoids" in told[0]
    assert "avoids harm worth 6.00 million yuan" in told[-1] and told[-1].endswith("it does not pay.")


def test_a_step_of_which_it_is_not_clear_whether_it_pays_says_so() -> None:
    told = words.staffing_answer(LEVELS, [step(-30, 2), step(-9, 2, net=1e4)], 60.0)
    assert told[-1].endswith("whether it pays is not clear.") and "may be higher still" in told[0]


def test_posts_that_are_not_known_are_not_named() -> None:
    levels = [level._replace(posts_per_grid=NAN) for level in LEVELS]
    assert words.staffing_answer(levels, [step(-30, 2), step(0, 2)], 60.0)[0].startswith("Standard staffing is enough")


def test_where_no_step_helps_the_fewest_are_enough() -> None:
    told = words.staffing_answer(LEVELS, [step(0, 2), step(0, 2)], 60.0)
    assert told[0].startswith("More staff than lean staffing") and "overloaded" in told[0]


def test_staffing_is_not_answered_where_runs_are_missing() -> None:
    [told] = words.staffing_answer(LEVELS, [Step(lost(), lost(COST))] * 2, 60.0)
    assert "cannot be answered" in told and "runs are missing" in told


def test_one_replication_is_not_called_missing_runs() -> None:
    [told] = words.staffing_answer(LEVELS, [Step(single(), single(COST))] * 2, 60.0)
    assert "one replication gives no interval" in told and "missing" not in told
    assert holds(single()) == "one replication: cannot be told" and holds(lost()) == "runs are missing"
    assert span(NAN, NAN, "points", signed=True) == "not known"
    [told] = words.campaign_answer(HoursCheck("campaign", 0.0, 1), single(), single(COST), NONE, 300.0)
    assert "one replication" in told and "missing" not in told


def test_more_reports_are_called_work_only_if_there_are_more() -> None:
    cost = effect(1e5, 1e4, COST, "two_way")
    more = words.communication_answer(two_way(reports=effect(900, 50, "reports")), cost)
    same = words.communication_answer(two_way(), cost)
    assert "work for the staff" in more[3] and len(more) <= 5
    assert "no clear difference to the number of reports" in same[3] and "work for the staff" not in same[3]


def test_more_problems_may_be_solved_although_a_smaller_share_is() -> None:
    cost = effect(1e5, 1e4, COST, "two_way")
    solved, share = effect(1160, 100, "solved"), effect(-0.01, 0.002, "solved_share")._replace(base=0.8)
    cases, settled = effect(900, 90, "registered"), effect(0.036, 0.001, "settled_share")._replace(base=0.01)
    told = words.communication_answer(
        two_way(solved=solved, solved_share=share, registered=cases, settled_share=settled), cost
    )
    assert "raises the share of solved problems that residents settle themselves by 3.6 points" in told[0]
    assert "raises the number of problems really solved by 1,160" in told[1]
    assert "lowers the share of registered cases really solved by 1.0 points" in told[1]
    assert told[1].endswith(
        "More problems are solved although they are a smaller share of the cases: more cases are registered."
    )
    fewer = words.communication_answer(two_way(solved=solved), cost)
    assert "More problems are solved although" not in fewer[1]
    unexplained = words.communication_answer(two_way(solved=solved, solved_share=share), cost)
    assert unexplained[1].endswith("smaller share of the cases.")


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


def test_equal_harm_over_zero_is_no_clear_difference() -> None:
    assert "no clear difference" in words.equal_harm_answer([row("standard", difference=1e5)], "standard")


def test_another_arm_is_told_with_its_extra_hours() -> None:
    told = words.arm_answer(effect(-6, 1, level="mixed"), effect(2e6, 1e5, COST), effect(14, 0.1, HOURS), NONE, 300.0)
    assert "is paid 14.0 % more hours and lowers harm" in told


def test_an_effect_that_fades_and_rebounds_is_told_with_both_signs() -> None:
    told = words.rebound_answer(Estimate(-0.2, -0.25, -0.15, 5), Estimate(0.1, 0.05, 0.15, 5), 8)
    assert "are 20 % fewer than under long-term management (between 15 and 25 %)" in told
    assert "in the 8 weeks after it they are 10 % more" in told


def test_no_lasting_effect_is_not_made_into_one() -> None:
    told = words.rebound_answer(Estimate(-0.2, -0.25, -0.15, 5), Estimate(0.01, -0.05, 0.07, 5), 8)
    assert "after it they are not clearly different" in told


def test_a_rebound_without_days_is_not_known() -> None:
    assert "not known" in words.rebound_answer(Estimate(NAN, NAN, NAN), Estimate(NAN, NAN, NAN), 8)


def test_the_page_says_what_its_ranges_do_not_cover() -> None:
    told = " ".join(sureness(Extent(5, 3, tabled=True), "shekou"))
    assert "cover chance only" in told and "synthetic" in told and "must not be used to judge" in told
    assert "simulated 5 times" in told and "The table below" in told


@pytest.mark.parametrize("choices", [0, 1])
def test_one_replication_has_no_ranges_twins_or_table_to_speak_of(choices: int) -> None:
    told = " ".join(sureness(Extent(1, choices, tabled=False), "tiny"))
    assert not any(part in told for part in ("1 times", "twin", "95 times", "table below", "ranges cover"))
    assert ("single run" in told) == (choices == 0) and ("One replication gives no interval" in told) == (choices == 1)


def test_too_few_replications_for_a_mean_are_said_and_enough_are_not() -> None:
    told = precise(HARM, 104.0, 5)
    assert "5 replications are too few" in told and "harm per 1,000 residents" in told and "104 are needed" in told
    assert precise(HARM, 5.0, 5) == precise(HARM, NAN, 5) == ""
    assert "more than 10,000" in precise(HARM, math.inf, 5)


def test_an_answer_that_turns_over_with_the_other_choices_is_marked() -> None:
    turning = effect(5, 1)._replace(least=-3.0, most=9.0)
    assert holds(turning) == "direction depends on the other choices"
    assert holds(effect(5, 1)) == "same direction everywhere" and holds(effect(5, 1), others=False) == "clear"
    assert holds(effect(1, 5)) == "no clear difference"
    assert turns(turning).endswith("depends on how the other choices are combined: −3.00 to +9.00.")
    assert turns(effect(5, 1)) == turns(effect(1, 5)) == turns(lost()) == ""


def test_an_answer_that_turns_over_names_the_level_at_which_it_does() -> None:
    levels = [
        ("lean", Estimate(9, 8, 10, 5)),
        ("standard", Estimate(1, -1, 3, 5)),
        ("generous", Estimate(-3, -4, -2, 5)),
    ]
    turning = effect(5, 1)._replace(least=-3.0, most=9.0, turn=Turn("staffing", levels))
    told = turns(turning)
    assert told.endswith(
        "turns with staffing: +9.00 with lean, no clear difference with standard, −3.00 with generous."
    )
    half = turning._replace(turn=Turn("staffing", levels[:2]))
    assert "depends on staffing" in turns(half)
    unclear = effect(1, 5)._replace(least=-3.0, most=9.0, turn=Turn("staffing", levels))
    assert "turns with staffing" in turns(unclear), "opposite effects that cancel out are no mere lack of one"


def test_numbers_carry_no_more_digits_than_are_known() -> None:
    assert (amount(250_484.2), amount(0.0123456), amount(-3.14159)) == ("250,000", "0.0123", "−3.14")
    assert yuan(12_345_678) == "12.3 million yuan" and amount(math.nan) == "not known"


def test_a_clear_effect_that_is_tiny_is_called_slight() -> None:
    assert (
        words.clause(effect(0.5, 0.1)) == "raises harm per 1,000 residents slightly, by 0.500 (between 0.400 and 0.600)"
    )


def test_page_one_says_what_time_its_money_covers() -> None:
    assert "paid a year" in words.units(365) and "paid in 240 days" in words.units(240)


def test_an_effect_that_only_holm_refuses_is_marked_as_such() -> None:
    assert holds(effect(12, 2, p_holm=0.2)) == "not clear after Holm's correction"


def test_an_interval_narrower_than_its_rounding_is_left_out() -> None:
    assert spread(Estimate(5.0, 4.9999, 5.0001, 5), "amount") == ""
