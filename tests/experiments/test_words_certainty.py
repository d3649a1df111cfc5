"""The sentences on how sure the answers are, and how numbers are written."""

from __future__ import annotations

import math

import pytest

from experiments.report import words
from experiments.report.certainty import Extent, holds, precise, sureness, turns
from experiments.report.findings import Turn
from experiments.report.numbers import amount, spread, yuan
from experiments.statistics import Estimate
from tests.experiments.made_up import HARM, NAN, effect, lost


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
    still = effect(5, 1)._replace(least=0.0, most=9.0)
    assert holds(still) == "same direction, but no effect at some of the other choices" and turns(still) == ""
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
