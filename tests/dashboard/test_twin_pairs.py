"""Twin streets on the levers page: differences pair by pair, as the statistics of the reports have them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.dashboard.findings import Look
from experiments.dashboard.twins import BASELINE, YOURS, Pairs, answer, table
from experiments.figures.narrowing import narrowing
from experiments.statistics import Contrast, estimate, marginal_differences

HARM, SOLVED = "harm_per_1000_residents", "solved_share"
BASE, OWN = ("street=tiny",), ("street=tiny", "communication=two_way")
SEEDS = (11, 12, 13)


def looks(n: int) -> dict[tuple[tuple[str, ...], int], Look]:
    """Return what n pairs of streets came to; yours has 10 harm-days less, and a little more or less with luck."""
    luck = (0.0, 3.0, -1.0)
    found = {}
    for seed, more in list(zip(SEEDS, luck, strict=True))[:n]:
        for side, harm in ((BASE, 100.0), (OWN, 90.0 + more)):
            values = {HARM: harm + seed, SOLVED: 0.7, "trust_mean": 0.5, "cost_yuan": 1e6}
            found[side, seed] = Look(60, values, np.zeros(1), [])
    return found


def test_effects_are_those_of_the_reports_statistics() -> None:
    pairs = Pairs(looks(3), BASE, OWN, SEEDS)
    rows = [
        {"side": side, "seed": seed, HARM: looks(3)[overrides, seed].indicators[HARM]}
        for seed in SEEDS
        for side, overrides in ((BASELINE, BASE), (YOURS, OWN))
    ]
    contrast = Contrast(HARM, "side", YOURS, BASELINE)
    wanted = estimate(marginal_differences(pd.DataFrame(rows), ["side"], contrast))
    assert pairs.effect(HARM).found == pytest.approx(wanted)
    assert pairs.steps(HARM).iloc[-1].tolist() == pytest.approx([3, wanted.mean, wanted.low, wanted.high])


def test_a_pair_whose_twin_is_missing_is_left_out() -> None:
    known = looks(3)
    del known[OWN, SEEDS[0]]
    pairs = Pairs(known, BASE, OWN, SEEDS)
    assert (pairs.n, pairs.name) == (2, (BASE, OWN, SEEDS[1]))
    assert Pairs({}, BASE, OWN, SEEDS).n == 0


def test_one_pair_has_no_range_and_says_so() -> None:
    pairs = Pairs(looks(1), BASE, OWN, SEEDS)
    assert "a range needs two" in answer(pairs, 60, 60, 1)
    assert "no range yet" in table(pairs) and "−10" in table(pairs)


def test_the_answer_says_whether_all_that_was_asked_for_is_in_it() -> None:
    pairs = Pairs(looks(1), BASE, OWN, SEEDS)
    assert "First look, over 30 days, 1 pair of" in answer(pairs, 30, 60, 1)
    assert "So far, over 60 days" in answer(pairs, 60, 60, 3)
    assert "In all, over 60 days" in answer(pairs, 60, 60, 1)


def test_an_indicator_that_a_run_lacks_has_no_row() -> None:
    known = looks(2)
    known[OWN, SEEDS[0]].indicators["wait_hours_mean"] = float("nan")
    assert not Pairs(known, BASE, OWN, SEEDS).has("wait_hours_mean")
    assert Pairs(known, BASE, OWN, SEEDS).has(HARM)


def test_the_only_range_of_two_pairs_can_be_seen() -> None:
    """A band needs two ends; a line at each number of pairs shows a single range too."""
    drawn = narrowing(Pairs(looks(2), BASE, OWN, SEEDS).steps(HARM), "difference", "pairs")
    lines = [one for one in drawn.axes[0].collections if hasattr(one, "get_segments")]
    (segment,) = lines[0].get_segments()
    assert segment[1][1] > segment[0][1]


def test_ends_of_a_range_of_differences_have_their_signs() -> None:
    """As in the sentences: "−10 (−16 to −4)", and a plus where an end is above zero."""
    known = looks(3)
    for seed, more in zip(SEEDS, (40.0, -5.0, 3.0), strict=True):
        known[OWN, seed].indicators["reports"] = 100.0 + more
        known[BASE, seed].indicators["reports"] = 100.0
    row = next(one for one in table(Pairs(known, BASE, OWN, SEEDS)).split("<tr>") if "reports" in one)
    assert "+12.7 (−" in row and " to +" in row
