"""Winners and losers between twin runs: the reason named is the step that really differs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments.language import speaking
from experiments.report.equity import equity
from experiments.report.fates import Twins, by_kind, explained, fates, told, ways
from experiments.report.reading import read_study
from experiments.report.sections import fates_section
from experiments.statistics import Contrast
from tests.experiments.synthetic import Effects, synthetic_folder

NEVER = float("nan")
CONTRAST = Contrast("reports", "communication", "two_way", "one_way")
USUAL = {
    "onset": 0.0,
    "registered": 48.0,
    "started": 60.0,
    "closed": 72.0,
    "solved": 72.0,
    "lapsed": NEVER,
    "settled": 0.0,
}


def life(incident: int, **changed: float) -> dict[str, object]:
    """The life of an incident: registered after two days, begun half a day later, solved on the third day."""
    return {"seed": 1, "incident": incident, "kind": "noise", "grid": 3, **USUAL, **changed}


def pair(**changed: float) -> pd.Series:
    """An incident against its twin with the usual life, in hours until the horizon of 240."""
    sides = [ways(pd.DataFrame([one]), 240.0) for one in (life(1, **changed), life(1))]
    return explained(sides[0].merge(sides[1], on=["seed", "incident"], suffixes=("", "_before"))).iloc[0]


@pytest.mark.parametrize(
    ("changed", "why", "days"),
    [
        ({"registered": 24.0, "started": 36.0, "closed": 48.0, "solved": 48.0}, "found", -1.0),
        ({"started": 108.0, "closed": 120.0, "solved": 120.0}, "begun", 2.0),
        ({"closed": 96.0, "solved": 96.0}, "worked", 1.0),
        ({"solved": 168.0}, "mended", 4.0),
        ({"solved": NEVER}, "mended", 7.0),
        ({"registered": NEVER, "started": NEVER, "closed": NEVER, "solved": 24.0, "settled": 1.0}, "settled", -2.0),
        ({"registered": NEVER, "started": NEVER, "closed": NEVER, "solved": NEVER}, "unfound", 7.0),
        ({}, "", 0.0),
    ],
)
def test_the_reason_is_the_step_that_differs(changed: dict[str, float], why: str, days: float) -> None:
    """What is unsolved at the horizon counts until then."""
    row = pair(**changed)
    assert (row["why"], row["days"]) == (why, pytest.approx(days))


def twins() -> Twins:
    """Four incidents: one a day earlier, one two days later, two the same."""
    lives = [life(1, registered=24.0, started=36.0, closed=48.0, solved=48.0), life(3), life(4)]
    lives.insert(1, life(2, started=108.0, closed=120.0, solved=120.0))
    sides = [ways(pd.DataFrame(one), 240.0) for one in (lives, [life(n) for n in (1, 2, 3, 4)])]
    return Twins(
        CONTRAST,
        explained(
            sides[0]
            .merge(sides[1], on=["seed", "incident"], suffixes=("", "_before"))
            .rename(columns={"kind_before": "k", "grid_before": "g"})
        ),
    )


def test_winners_and_losers_are_counted_and_explained() -> None:
    counts, winner, loser = told(twins())
    assert "Of 4 incidents that arose under both, 25 % end earlier under two-way communication" in counts
    assert winner == (
        "Incident 1 (noise, grid 3) ended 1.0 days earlier under two-way communication because it was registered "
        "1.0 days earlier."
    )
    assert "Incident 2 (noise, grid 3) ended 2.0 days later" in loser and "staff began 2.0 days later" in loser
    assert by_kind(twins()).iloc[0][["n", "earlier", "later"]].tolist() == [4, 0.25, 0.25]


def test_winners_and_losers_in_chinese() -> None:
    with speaking("zh"):
        counts, winner, loser = told(twins())
    assert "4起事件" in counts and "25%提前结束" in counts
    assert winner == "事件1（噪声扰民，3号网格）在双向沟通下提前1.0天结束，原因是立案提前了1.0天。"
    assert "推迟2.0天结束" in loser and "工作人员推迟2.0天开始处置" in loser


def test_where_no_incidents_are_stored_the_page_says_how_to_get_them(tmp_path: Path) -> None:
    result = read_study(synthetic_folder(tmp_path, Effects(levels={"communication": ["one_way", "two_way"]})))
    assert fates(result) is None
    assert "detail=incidents" in fates_section(result).told[0]


def test_equity_tells_the_slowest_grids_apart(tmp_path: Path) -> None:
    result = read_study(synthetic_folder(tmp_path, Effects(levels={"communication": ["one_way", "two_way"]})))
    rows = equity(result).rows
    assert [row[0] for row in rows] == ["one-way", "two-way"]
    assert all(float(row[2]) > float(row[1]) and float(row[3]) > 1 for row in rows)
