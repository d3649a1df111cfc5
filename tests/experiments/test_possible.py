"""Intervals of levels end at what is possible; a report of one replication speaks of no intervals, bars or bold."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments import patterns, screen
from experiments.dashboard import exploring
from experiments.language import speaking
from experiments.report import cells, write_report
from experiments.report.captions import ALTS, CAPTIONS, NOTES
from experiments.report.grounds import facts_table
from experiments.report.lever_words import own
from experiments.report.single import ALTS_OF_ONE, CAPTIONS_OF_ONE, NOTES_OF_ONE, alternative, caption, note
from experiments.report.terms import SIGNED, bounded, possible
from experiments.statistics import Estimate
from sim import INDICATORS
from tests.experiments.pages import read_page
from tests.experiments.synthetic import synthetic_folder

OF_CHANCE = re.compile(r"95 ?%|[Ii]nterval|[Bb]ars?\b|bracket|[Bb]old|band|dotted|误差线|区间|括号|粗体|点线|％?带；")
CASES = ("harm_per_1000_residents", "wait_hours_mean", "backlog_end", "social_cost_yuan", "solved_share", "spill_ratio")


def comparison(name: str, low: float, high: float) -> pd.DataFrame:
    row = {"indicator": name, "arm": "a", "mean": (low + high) / 2, "low": low, "high": high, "missing": 0}
    return pd.DataFrame([row | {"difference_low": np.nan, "difference_high": np.nan}])


def test_only_what_a_definition_calls_a_difference_can_be_below_zero() -> None:
    named = {one.name for one in INDICATORS if re.search(r"\bless (what|theirs)|below 0", one.definition)}
    assert named == set(SIGNED)
    for one in INDICATORS:
        low, high = possible(one.name, -2.0, 3.0)
        assert (low, high) == ((-2.0 if one.name in SIGNED else 0.0), (1.0 if bounded(one.name) else 3.0))
    assert possible("an_indicator_of_ones_own", -2.0, 3.0) == (-2.0, 3.0), "nothing is known of it"
    assert np.isnan(possible("wait_hours_mean", np.nan, np.nan)).all()


def test_tables_of_levels_have_no_interval_beyond_what_is_possible() -> None:
    for name in set(CASES) & set(cells.MAIN):
        ((_head, cell),) = cells.options(comparison(name, -60.0, 94.0), "arm", "a").rows
        assert "−" not in cell and "(0 to" in cell
    assert "−" not in own([("wait_hours_mean", Estimate(16.8, -60.4, 94.0, 2))])
    assert "−0.5" in own([("spill_ratio", Estimate(0.2, -0.5, 0.9, 2))]), "what is spilled may be below zero"


def test_the_study_page_has_the_same_ends() -> None:
    runs = pd.DataFrame({"arm": "a", "seed": [1, 2], "wait_hours_mean": [1.0, 30.0], "spill_ratio": [0.1, 0.9]})
    waits = exploring.summary(runs, {"arm": ["a"]}, "arm", "", "wait_hours_mean")
    assert waits["low"].iloc[0] == 0.0 and waits["high"].iloc[0] > 100
    assert exploring.summary(runs, {"arm": ["a"]}, "arm", "", "spill_ratio")["low"].iloc[0] < 0


@pytest.mark.parametrize(
    ("name", "found", "shown"),
    [
        ("SF13 unequal", (0.06, -1.15, 1.27), "(−1.00 to 1.00)"),
        ("SF13 patrol", (0.06, -1.15, 1.27), "(−1.15 to 1.27)"),
        ("SF16", (0.6, -1.5, 2.7), "(0 to 2.70)"),
        ("SF23", (0.6, -0.5, 1.7), "(0 to 1.00)"),
    ],
)
def test_stylised_facts_have_no_interval_beyond_what_is_possible(
    name: str, found: tuple[float, float, float], shown: str
) -> None:
    row = {"pattern": name, "says": patterns.SAYS[name], "target": "", "role": "", "source": "", "verdict": "met"}
    table = pd.DataFrame([row | dict(zip(("simulated", "low", "high"), found, strict=True))])
    assert shown in facts_table(table).rows[0][4]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_texts_of_one_replication_speak_of_no_chance(language: str) -> None:
    with speaking(language):
        for name in (*CAPTIONS_OF_ONE, *ALTS_OF_ONE, *NOTES_OF_ONE):
            texts = [caption(name, True)] if name in CAPTIONS else []
            texts += [alternative(name, True)] if name in ALTS else []
            for text in [*texts, note(name, True)]:
                assert not OF_CHANCE.search(text), text
        assert all(note(name, False) for name in NOTES) and note("no such section", True) == ""


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The words of a report of one replication, without the tables whose heads name an interval that is not there."""
    folder = synthetic_folder(tmp_path_factory.mktemp("once") / "study", seeds=1, days=100)
    write_report(folder)
    return read_page(folder / "report.html")[0]


def test_a_report_of_one_replication_has_these_texts(once: str) -> None:
    for text in ("Bars are", "Bars as before", "with 95 % intervals", "in brackets", "误差线", "括号内"):
        assert text not in once, text
    assert "Cost against harm: lower left is better." in once and "成本与危害：越靠左下越好。" in once


def test_a_report_of_more_replications_explains_its_intervals(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path / "study", seeds=2, days=100)
    write_report(folder)
    text = read_page(folder / "report.html")[0]
    for part in ("Bars are the 95 % intervals", "in brackets the 95 % interval", "Intervals end at what is possible"):
        assert part in text


def test_what_is_printed_of_one_replication_does_not_call_it_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    contrast = {"indicator": "solved_share", "factor": "arm", "level": "b", "reference": "a"}
    study = SimpleNamespace(baseline={"arm": "a"}, changes=None, declared=[contrast])
    runs = pd.DataFrame({"arm": ["a", "b"], "seed": 1, "solved_share": [0.5, 0.7]})
    screen.show_comparison(runs, ["arm"], study)  # type: ignore[arg-type]
    told = capsys.readouterr().out
    assert "one replication: cannot be told" in told and "no clear difference" not in told
    more = pd.concat([runs, runs.assign(seed=2, solved_share=[0.7, 0.5])])
    screen.show_comparison(more, ["arm"], study)  # type: ignore[arg-type]
    assert "no clear difference" in capsys.readouterr().out
