"""The sentences are true: direction and number where an effect is clear, and nothing claimed where it is not."""

from __future__ import annotations

import pytest

from experiments.report import communication_words, lever_words, management_words, staffing_words, words
from experiments.report.certainty import holds
from experiments.report.findings import Effect, HoursCheck, StaffingLevel, Step
from experiments.report.indicator_words import PHRASES
from experiments.report.numbers import span
from experiments.report.other_indicator_words import OTHERS
from experiments.report.terms import english
from experiments.statistics import Estimate
from sim import INDICATORS
from tests.experiments.made_up import COST, HARM, NAN, NONE, effect, lost, single


def step(harm: float, half: float, net: float = 1e6) -> Step:
    """A step up in staff that costs ten million and changes cost and social cost together by `net`."""
    avoided, both = Estimate(net - 1e7, net - 1.1e7, net - 9e6, 5), Estimate(net, net - 1e5, net + 1e5, 5)
    return Step(effect(harm, half), effect(1e7, 1e5, COST), avoided, both)


TOLD = ("satisfied_share", "settled_share", "solved", "solved_share", HARM, "trust_mean", "reports", "registered")


def two_way(**found: Effect) -> dict[str, Effect]:
    """The effects of two-way communication: none but the given ones."""
    return {name: found.get(name, effect(0.0, 5.0, name, "two_way")) for name in TOLD}


LEVELS = [
    StaffingLevel("lean", 1.5, "administrator", 0.97),
    StaffingLevel("standard", 2.25, "administrator", 0.8),
    StaffingLevel("generous", 3.4, "supervisor", 0.5),
]


def test_a_clear_rise_is_a_rise_with_its_number_and_interval() -> None:
    assert words.clause(effect(12, 2)) == "raises harm per 1,000 residents by 12.0 or 12 % (between 10.0 and 14.0)"


def test_a_clear_fall_is_a_fall_of_a_positive_size() -> None:
    assert words.clause(effect(-12, 2)) == "lowers harm per 1,000 residents by 12.0 or 12 % (between 10.0 and 14.0)"


def test_an_interval_over_zero_is_no_clear_difference_and_tells_the_range_with_its_signs() -> None:
    told = words.clause(effect(1, 2))
    assert told == "makes no clear difference to harm per 1,000 residents (between −1.00 and +3.00)"
    assert "no clear difference in cost (between" in words.money(effect(1e5, 2e5, COST))


def test_a_declared_contrast_must_also_pass_holm() -> None:
    told = words.clause(effect(12, 2, p_holm=0.2))
    assert told.startswith("may raise harm per 1,000 residents by 12.0") and told.endswith("can be chance")
    assert words.clause(effect(-12, 2, p_holm=0.2)).startswith("may lower")
    assert "raises" in words.clause(effect(12, 2, p_holm=0.01))


def test_missing_runs_are_said_to_be_missing() -> None:
    assert "runs are missing" in words.clause(lost())
    assert "runs are missing" in words.money(lost(COST))


@pytest.mark.parametrize(("mean", "word"), [(2e6, "2.00 million yuan more"), (-2e6, "2.00 million yuan less")])
def test_money_has_a_direction(mean: float, word: str) -> None:
    assert word in words.money(effect(mean, 1e5, COST))


def test_enough_staff_is_the_last_level_whose_step_still_helps() -> None:
    told = staffing_words.staffing_answer(LEVELS, [step(-30, 2), step(0, 2)], 60.0)
    assert told[0].startswith("Standard staffing (2.25 posts a grid) is enough")
    assert "administrators are the busiest: 80 %" in told[0] and "healthy" in told[0]
    assert "from lean to standard lowers harm" in told[1] and "no clear difference" in told[2]
    assert len(told) == 4, "the step that helps is weighed against its cost"


def test_where_the_last_step_still_helps_the_best_may_lie_higher() -> None:
    told = staffing_words.staffing_answer(LEVELS, [step(-30, 2), step(-9, 2, net=-1e6)], 60.0)
    assert "may be higher still" in told[0] and "slack" in told[0]
    assert "avoids harm worth 11.0 million yuan" in told[-1] and "60 yuan a unit of harm, an assumption" in told[-1]
    assert told[-1].endswith(
        "and it costs 10.0 million yuan more (between 9.90 and 10.1 million yuan): by that price it pays."
    )


def test_a_last_step_that_costs_more_than_the_harm_it_avoids_is_not_advised() -> None:
    told = staffing_words.staffing_answer(LEVELS, [step(-30, 2), step(-9, 2, net=4e6)], 60.0)
    assert "higher still" not in told[0] and "costs more than the harm it avoids" in told[0]
    assert "avoids harm worth 6.00 million yuan" in told[-1] and told[-1].endswith("it does not pay.")


def test_a_step_of_which_it_is_not_clear_whether_it_pays_says_so() -> None:
    told = staffing_words.staffing_answer(LEVELS, [step(-30, 2), step(-9, 2, net=1e4)], 60.0)
    assert told[-1].endswith("whether it pays is not clear.") and "may be higher still" in told[0]


def weighed(avoided: Estimate, cost: Effect) -> str:
    one = Step(effect(-30, 2), cost, avoided, Estimate(1e4, -1e5, 1.2e5, 5))
    return staffing_words.paying(LEVELS[:2], one, 60.0)


def test_a_step_is_not_said_to_avoid_harm_that_is_not_clear() -> None:
    told = weighed(Estimate(-1e5, -5e5, 3e5, 5), effect(-2e6, 1e5, COST))
    assert "avoids no clear harm" in told and "100,000" not in told
    assert "it costs 2.00 million yuan less (between 1.90" in told
    added = weighed(Estimate(4e5, 3e5, 5e5, 5), effect(1e5, 2e5, COST))
    assert "adds harm worth 400,000 yuan" in added and "there is no clear difference in cost" in added


def test_what_is_missing_is_never_told_as_no_difference() -> None:
    told = words.clauses([effect(1.0, 2.0), lost("reports"), effect(1.0, 2.0)])
    assert told.count("makes no clear difference") == 2 and "gives no answer on the number of reports" in told


def test_staff_whose_load_is_not_known_are_not_called_healthy() -> None:
    assert staffing_words.busy(LEVELS[0]._replace(utilisation=NAN)) == "How busy the staff are there is not known."


@pytest.mark.parametrize(("mean", "word"), [(1.5e6, "more"), (-1.5e6, "less")])
def test_a_cost_that_only_holm_refuses_may_be_and_keeps_its_direction(mean: float, word: str) -> None:
    found = effect(mean, 5e5, COST, p_holm=0.2)
    told = words.money(found)
    assert told.startswith(f"it may cost 1.50 million yuan {word} (between 1.00 and 2.00 million yuan)")
    assert "can be chance" in told and "no clear difference" not in told
    assert "may" not in words.money(found._replace(p_holm=0.01))


def test_an_option_keeps_an_effect_that_only_holm_refuses() -> None:
    told = lever_words.option([effect(-9.0, 1.0, p_holm=0.2), effect(1.0, 2.0, "reports")], effect(5.0, 1.0, COST))
    assert "may lower harm per 1,000 residents by 9.00" in told
    assert "makes no clear difference to the number of reports" in told


def test_a_share_of_next_to_nothing_is_left_out() -> None:
    assert "%" not in words.clause(effect(50.0, 1.0)._replace(base=0.01))
    assert "or 500 %" in words.clause(effect(50.0, 1.0)._replace(base=10.0))


def test_one_day_is_one_day() -> None:
    assert words.period(1) == "in 1 day" and words.period(30) == "in 30 days" and words.period(366) == "a year"


def test_posts_that_are_not_known_are_not_named() -> None:
    levels = [level._replace(posts_per_grid=NAN) for level in LEVELS]
    assert staffing_words.staffing_answer(levels, [step(-30, 2), step(0, 2)], 60.0)[0].startswith(
        "Standard staffing is enough"
    )


def test_where_no_step_helps_the_fewest_are_enough() -> None:
    told = staffing_words.staffing_answer(LEVELS, [step(0, 2), step(0, 2)], 60.0)
    assert told[0].startswith("More staff than lean staffing") and "overloaded" in told[0]


def test_staffing_is_not_answered_where_runs_are_missing() -> None:
    [told] = staffing_words.staffing_answer(LEVELS, [Step(lost(), lost(COST))] * 2, 60.0)
    assert "cannot be answered" in told and "runs are missing" in told


def test_one_replication_is_not_called_missing_runs() -> None:
    [told] = staffing_words.staffing_answer(LEVELS, [Step(single(), single(COST))] * 2, 60.0)
    assert "one replication gives no interval" in told and "missing" not in told
    assert holds(single()) == "one replication: cannot be told" and holds(lost()) == "runs are missing"
    assert span(NAN, NAN, "points", signed=True) == "not known"
    [told] = management_words.campaign_answer(HoursCheck("campaign", 0.0, 1), single(), single(COST), NONE, 300.0)
    assert "one replication" in told and "missing" not in told


def test_more_reports_are_called_work_only_if_there_are_more() -> None:
    cost = effect(1e5, 1e4, COST, "two_way")
    more = communication_words.communication_answer(two_way(reports=effect(900, 50, "reports")), cost)
    same = communication_words.communication_answer(two_way(), cost)
    assert "work for the staff" in more[3] and len(more) <= 5
    assert "no clear difference to the number of reports" in same[3] and "work for the staff" not in same[3]


def test_more_problems_may_be_solved_although_a_smaller_share_is() -> None:
    cost = effect(1e5, 1e4, COST, "two_way")
    solved, share = effect(1160, 100, "solved"), effect(-0.01, 0.002, "solved_share")._replace(base=0.8)
    cases, settled = effect(900, 90, "registered"), effect(0.036, 0.001, "settled_share")._replace(base=0.01)
    told = communication_words.communication_answer(
        two_way(solved=solved, solved_share=share, registered=cases, settled_share=settled), cost
    )
    assert "raises the share of solved problems that residents settle themselves by 3.6 points" in told[0]
    assert "raises the number of problems really solved by 1,160" in told[1]
    assert "lowers the share of registered cases really solved by 1.0 points" in told[1]
    assert told[1].endswith(
        "More problems are solved although they are a smaller share of the cases: more cases are registered."
    )
    fewer = communication_words.communication_answer(two_way(solved=solved), cost)
    assert "More problems are solved although" not in fewer[1]
    unexplained = communication_words.communication_answer(two_way(solved=solved, solved_share=share), cost)
    assert unexplained[1].endswith("smaller share of the cases.")


def test_every_indicator_has_words_of_its_own() -> None:
    """A name of the code on an axis says neither of what it is a share nor its unit."""
    bare = [one.name for one in INDICATORS if one.name not in PHRASES | OTHERS]
    assert not bare
    assert not set(PHRASES) & set(OTHERS)
    hours = [one.name for one in INDICATORS if one.unit == "h" and english(one.name).kind == "hours"]
    assert all(english(name).axis.endswith("(h)") or "hours" in english(name).axis for name in hours)
    shares = [one.name for one in INDICATORS if one.unit == "share"]
    assert {english(name).kind for name in shares} == {"points"}
