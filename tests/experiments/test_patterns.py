"""Stylised facts: verdicts by whole intervals, what was put in is found, what is missing is said to be missing."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
import yaml

from experiments import patterns
from experiments.language import speaking
from experiments.measures import CAPACITY, PATROL, PRESSED_FROM, PRESSURE
from experiments.measures_of_cases import LEARNING
from experiments.patterns import Pattern, verdict
from experiments.report import write_report
from experiments.report.grounds import facts_table
from experiments.statistics import Estimate
from tests.experiments.pages import read_page
from tests.experiments.synthetic import synthetic_folder


def verdict_of(low: float, high: float, target: tuple[float, float]) -> str:
    pattern = Pattern("made up", *target, patterns.EMERGENT, "nowhere", lambda result: None)
    return verdict(pattern, Estimate((low + high) / 2, low, high, 5))


def test_a_pattern_is_met_or_missed_only_by_its_whole_interval() -> None:
    assert verdict_of(0.75, 0.8, (0.7, 0.9)) == "met"
    assert verdict_of(0.91, 0.95, (0.7, 0.9)) == "missed"
    assert verdict_of(0.85, 0.95, (0.7, 0.9)) == "not resolved"
    assert verdict_of(-0.1, 0.2, (0.0, float("inf"))) == "not resolved"


def test_the_stylised_facts_find_what_was_put_in(study_folder: Path) -> None:
    table = patterns.table(study_folder).set_index("pattern")
    assert table.loc["SF12", "verdict"] == "met" and table.loc["SF12", "simulated"] == pytest.approx(0.7, abs=0.02)
    assert table.loc["SF15 effect", "simulated"] == pytest.approx(-0.2, abs=0.001)
    assert table.loc["SF15 harm", "verdict"] == table.loc["SF17 during", "verdict"] == "met"
    assert table.loc["SF4 on time", "verdict"] == "met" and table.loc["SF15 after", "simulated"] > 0


def test_patterns_that_a_study_does_not_contain_are_said_to_be_absent(study_folder: Path) -> None:
    table = patterns.table(study_folder).set_index("pattern")
    assert {*table.loc[["SF5 cases", "SF9 interaction", "SF10", "SF14"], "verdict"]} == {"not in this study"}


def test_patterns_have_chinese_names_and_targets_a_real_minus(study_folder: Path) -> None:
    with speaking("zh"):
        rows = facts_table(patterns.table(study_folder)).rows
    names = [row[0] for row in rows]
    assert "`SF9走过场`" in names and len(set(names)) == len(patterns.PATTERNS)
    assert not [name for name in names if re.search("[a-z]", name)]
    targets = [row[2] for row in rows]
    assert "−0.6至0" in targets and not [target for target in targets if "-" in target]


def test_the_study_of_patterns_changes_what_the_patterns_need() -> None:
    study = yaml.safe_load((files("configs") / "study" / "patterns.yaml").read_text())
    changed = {factor for change in study["changes"] for factor in change}
    assert changed == set(study["factors"]) and study["settings"]["detail"] == "incidents"
    named = {PRESSURE, PRESSED_FROM, PATROL, CAPACITY, LEARNING, "handling.check_share"}
    named |= {"communication", "management", "dispatch", "channels", "scope", "rescue", "partners", "links"}
    assert named | {"deterrence.covered_share"} == changed


def test_the_study_of_patterns_says_on_top_which_are_missed(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path)
    runs = pd.read_parquet(folder / "runs.parquet")
    runs.assign(escalated_above_share=0.5 + 0.001 * runs["replication"]).to_parquet(folder / "runs.parquet")
    assert "patterns known from real places" not in read_page(write_report(folder, "en"))[0]
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "study": "patterns"}))
    text, _ = read_page(write_report(folder, "en"))
    table = patterns.table(folder)
    met, missed = ((table["verdict"] == verdict).sum() for verdict in ("met", "missed"))
    start = f"Of {len(table)} patterns known from real places, {met} are met, "
    start += f"{missed} {'is' if missed == 1 else 'are'} missed"
    assert start in text and text.index(start) < text.index("How many staff?")
    assert missed and "Missed: “" in text and "“about a fifth goes above the street” ( SF3 above )" in text
    for says in table.loc[table["verdict"] == "missed", "says"]:
        assert f"“{re.sub(r' [(][^()]*[)]$', '', says)}”" in text[: text.index("How many staff?")]
