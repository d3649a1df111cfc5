"""Winners and losers between twin runs: the reason named is the step that really differs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from experiments.language import speaking
from experiments.report.equity import equity
from experiments.report.fates import Twins, by_kind, explained, fates, told, ways
from experiments.report.reading import StudyResult, read_study
from experiments.report.sections import fates_section
from experiments.statistics import Contrast
from tests.experiments.synthetic import Effects, synthetic_folder
from tests.streets import lived

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
    fixed = {"seed": 1, "incident": incident, "case": 1, "mistaken": 0.0, "kind": "noise", "grid": 3}
    return {**fixed, **USUAL, **changed}


def pair(**changed: float) -> pd.Series:
    """An incident against its twin with the usual life, in hours until the horizon of 240."""
    return against([life(1, **changed)], [life(1)]).pairs.iloc[0]


def against(under: list[dict[str, object]], before: list[dict[str, object]]) -> Twins:
    """The pages of one side against those of the other, until the horizon of 240 hours."""
    return Twins(CONTRAST, explained(*(ways(pd.DataFrame(pages), 240.0) for pages in (under, before))))


@pytest.mark.parametrize(
    ("changed", "why", "days"),
    [
        ({"registered": 24.0, "started": 36.0, "closed": 48.0, "solved": 48.0}, "found", -1.0),
        ({"started": 108.0, "closed": 120.0, "solved": 120.0}, "begun", 2.0),
        ({"closed": 96.0, "solved": 96.0}, "worked", 1.0),
        ({"solved": 168.0}, "mended", 4.0),
        ({"solved": NEVER}, "mended", 7.0),
        ({"registered": NEVER, "started": NEVER, "closed": NEVER, "solved": 24.0, "settled": 1.0}, "settled", -2.0),
        ({"registered": NEVER, "started": NEVER, "closed": NEVER, "solved": NEVER}, "registered", 7.0),
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
    return against(lives, [life(n) for n in (1, 2, 3, 4)])


def test_winners_and_losers_are_counted_and_explained() -> None:
    counts, winner, loser = told(twins())
    assert "Of 4 incidents that arose under both, 25 % end earlier under two-way communication" in counts
    assert winner == (
        "Incident 1 (noise, grid 4) ended 1.0 days earlier under two-way communication because it was registered "
        "1.0 days earlier."
    )
    assert "Incident 2 (noise, grid 4) ended 2.0 days later" in loser and "staff began 2.0 days later" in loser
    assert by_kind(twins()).iloc[0][["n", "earlier", "later"]].tolist() == [4, 0.25, 0.25]


def test_winners_and_losers_in_chinese() -> None:
    with speaking("zh"):
        counts, winner, loser = told(twins())
    assert "4起事件" in counts and "25%提前结束" in counts
    assert winner == "事件1（噪声扰民，4号网格）在双向沟通下提前1.0天结束，原因是立案提前了1.0天。"
    assert "推迟2.0天结束" in loser and "工作人员推迟2.0天开始处置" in loser


UNSEEN = {"registered": NEVER, "started": NEVER, "closed": NEVER}
SETTLED = {**UNSEEN, "settled": 1.0}
PASSED = {**UNSEEN, "solved": NEVER}
OPEN = {**UNSEEN, "solved": NEVER}
LATE = {"registered": 96.0, "started": 108.0, "closed": 120.0, "solved": 120.0}


@pytest.mark.parametrize(
    ("under", "before", "words"),
    [
        ({**SETTLED, "solved": 24.0}, {}, "2.0 days earlier under {level} because residents settled it themselves."),
        ({}, {**SETTLED, "solved": 24.0}, "2.0 days later under {level} because residents did not settle it"),
        ({**PASSED, "lapsed": 24.0}, {}, "2.0 days earlier under {level} because it passed by itself."),
        ({}, {**PASSED, "lapsed": 24.0}, "2.0 days later under {level} because it did not pass by itself this time."),
        ({}, {**PASSED, "lapsed": 96.0}, "1.0 days earlier under {level} because it was registered at all."),
        ({**PASSED, "lapsed": 96.0}, {}, "1.0 days later under {level} because nobody registered it this time."),
        ({}, {**SETTLED, "solved": 96.0}, "1.0 days earlier under {level} because it was registered at all."),
        ({**SETTLED, "solved": 96.0}, LATE, "1.0 days earlier under {level} because residents settled it themselves."),
        (
            {},
            OPEN,
            "under {level} because it was registered at all; under {other} it was still open at the end, 7.0 days",
        ),
        (
            OPEN,
            {},
            "was still open at the end under {level}, 7.0 days after it had ended under {other}, because nobody",
        ),
        (
            {"started": NEVER, "closed": NEVER, "solved": NEVER},
            {},
            "7.0 days after it had ended under {other}, because staff did not begin work on it this time.",
        ),
        (
            {},
            {"started": NEVER, "closed": NEVER, "solved": NEVER},
            "because staff began work on it at all; under {other} it was still open at the end, 7.0 days later.",
        ),
    ],
)
def test_a_reason_never_contradicts_its_sentence(under: dict[str, float], before: dict[str, float], words: str) -> None:
    """What happened in one twin only is a reason for no other direction than the one that it explains."""
    _counts, told_of = told(against([life(1, **under)], [life(1, **before)]))
    assert words.format(level="two-way communication", other="one-way communication") in told_of


def test_what_is_still_open_is_told_so_in_chinese() -> None:
    with speaking("zh"):
        later, earlier = (told(against([life(1, **a)], [life(1, **b)]))[1] for a, b in ((OPEN, {}), ({}, OPEN)))
    assert "事件1（噪声扰民，4号网格）到期末仍未解决，比单向沟通下的结束时间已晚7.0天" in later
    assert later.endswith("原因是这一次无人将其立案。")
    assert earlier.startswith("事件1（噪声扰民，4号网格）在双向沟通下得以结束，原因是它得以立案；")
    assert earlier.endswith("在单向沟通下，又过7.0天到期末仍未解决。")


def test_a_difference_that_nothing_explains_is_counted_and_not_told() -> None:
    """Neither twin was registered, and both passed by themselves, one later."""
    twin = against([life(1, **PASSED, lapsed=96.0)], [life(1, **PASSED, lapsed=24.0)])
    (counts,) = told(twin)
    assert "100 % later" in counts and twin.pairs["days"].tolist() == [3.0]


def test_pages_of_a_reopened_case_are_one_incident() -> None:
    """It is closed without being solved, reopened and solved; mistaken reports and the warm-up are left out."""
    pages = [
        life(1, solved=NEVER),
        life(1, case=2, registered=96.0, started=108.0, closed=120.0, solved=120.0),
        life(2, mistaken=1.0, solved=NEVER),
        life(3, onset=-1.0),
    ]
    row = against(pages[::-1], [life(1), life(2), life(3)]).pairs
    assert row[["incident", "days", "why", "part_days"]].to_numpy().tolist() == [[1, 2.0, "mended", 2.0]]


def test_a_run_against_itself_has_neither_winners_nor_losers(tmp_path: Path) -> None:
    result = lived()
    folder = synthetic_folder(tmp_path, Effects(levels={"communication": ["one_way", "two_way"]}))
    runs = pd.read_parquet(folder / "runs.parquet")
    of_a_seed = runs[runs["seed"] == runs["seed"].iloc[0]]
    pd.concat([result.incidents.assign(key=key) for key in of_a_seed["key"]]).to_parquet(folder / "incidents.parquet")
    twin = fates(read_study(folder))
    assert twin is not None and len(of_a_seed) == 2
    real = result.daily.loc[result.daily["day"] >= 0, "onsets"].sum()
    assert len(twin.pairs) == real < len(result.incidents) and result.incidents["case"].max() > 1
    assert f"Of {real:,.0f} incidents that arose under both, 0 % end earlier" in told(twin)[0]
    assert (twin.pairs["days"] == 0).all() and by_kind(twin)["n"].sum() == real


def test_where_no_incidents_are_stored_the_page_says_how_to_get_them(tmp_path: Path) -> None:
    result = read_study(synthetic_folder(tmp_path, Effects(levels={"communication": ["one_way", "two_way"]})))
    assert fates(result) is None
    assert "detail=incidents" in fates_section(result).told[0]


def test_equity_tells_the_slowest_grids_apart(tmp_path: Path) -> None:
    result = read_study(synthetic_folder(tmp_path, Effects(levels={"communication": ["one_way", "two_way"]})))
    rows = equity(result).rows
    assert [row[0] for row in rows] == ["one-way", "two-way"]
    assert all(float(row[2]) > float(row[1]) and float(row[3]) > 1 for row in rows)


def test_a_level_that_is_the_number_zero_keeps_its_name(tmp_path: Path) -> None:
    result = read_study(synthetic_folder(tmp_path, Effects(levels={"communication": ["one_way", "two_way"]})))
    numbers = {"one_way": 0, "two_way": 1}
    runs = result.runs.assign(communication=result.runs["communication"].map(numbers))
    levels = {"factors": {"communication": [0, 1]}, "baseline": {"communication": 0}}
    result = StudyResult(result.folder, result.manifest, runs, **levels)
    assert [row[0] for row in equity(result).rows] == ["0", "1"]
