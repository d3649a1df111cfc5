"""Damaged result folders: one clear line or a red banner, never a wrong sentence and never a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.ledger import FILE, PlannedPoint, open_ledger
from experiments.report.checks import run_checks
from experiments.report.lost import lost_runs
from experiments.report.reading import read_study
from sim import InputError
from tests.experiments.synthetic import BASELINE, LEVELS, Effects, synthetic_folder

TWO_ARMS = {"management": ["long_term", "campaign"]}
BOOKS = "cost = quantities × prices, by activity and by grid"
DECLARED = {"indicator": "harm_per_1000_residents", "factor": "management", "level": "campaign"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return synthetic_folder(tmp_path / "made", Effects(levels=TWO_ARMS))


def with_manifest(folder: Path, change: dict[str, Any], without: str = "") -> Path:
    manifest = json.loads((folder / "manifest.json").read_text()) | change
    manifest.pop(without, None)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def with_runs(folder: Path, runs: pd.DataFrame) -> Path:
    runs.to_parquet(folder / "runs.parquet")
    return folder


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"replications": 0}, "replications = 0"),
        ({"design": "x"}, "design = 'x'"),
        ({"design": {"design": "x"}}, r"design\.design = 'x'"),
        ({"sources": None}, "sources = None"),
        ({"versions": None}, "versions = None"),
        ({"libraries": None}, "libraries = None"),
        ({"config": {"days": 240}}, "config without street"),
        ({"contrasts": [DECLARED | {"reference": "raids"}]}, "contrast with reference=raids.*long_term"),
        (
            {"contrasts": [DECLARED | {"reference": "long_term", "indicator": "joy"}]},
            "runs.parquet has no column joy",
        ),
        ({"design": {"design": {"method": "factorial"}}, "replications": 50}, "counts.planned = 10.*100, its levels"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(folder: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_study(with_manifest(folder, change))


@pytest.mark.parametrize("key", ["study", "overrides"])
def test_a_manifest_without_a_needed_key_is_refused(folder: Path, key: str) -> None:
    with pytest.raises(InputError, match=f"{key} = None"):
        read_study(with_manifest(folder, {}, without=key))


def test_levels_that_are_whole_and_broken_numbers_belong_to_the_design(folder: Path) -> None:
    """A table stores 1 and 2.5 as 1.0 and 2.5."""
    runs = pd.read_parquet(folder / "runs.parquet")
    dose = runs["management"].map({"long_term": 1.0, "campaign": 2.5})
    with_runs(folder, runs.drop(columns="management").assign(dose=dose))
    change = {"factors": {"dose": [1, 2.5]}, "baseline": {"dose": 1}, "contrasts": []}
    assert read_study(with_manifest(folder, change)).has("dose")


@pytest.mark.parametrize("name", ["cost_yuan", "paid_hours", "harm_per_1000_residents", "cost_per_solved_yuan"])
def test_runs_without_an_indicator_that_reports_rest_on_are_refused(folder: Path, name: str) -> None:
    with_runs(folder, pd.read_parquet(folder / "runs.parquet").drop(columns=name))
    with pytest.raises(InputError, match=f"no column {name}"):
        read_study(folder)


def test_runs_without_any_utilisation_are_refused_where_staffing_is_varied(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path / "made", Effects(levels={"staffing": LEVELS["staffing"]}))
    with_runs(folder, pd.read_parquet(folder / "runs.parquet").filter(regex="^(?!utilisation)"))
    with pytest.raises(InputError, match="no column utilisation_"):
        read_study(folder)


def test_an_indicator_stored_as_text_is_refused(folder: Path) -> None:
    runs = pd.read_parquet(folder / "runs.parquet")
    with_runs(folder, runs.assign(harm_per_1000_residents=runs["harm_per_1000_residents"].astype(str)))
    with pytest.raises(InputError, match="harm_per_1000_residents as .*numbers"):
        read_study(folder)


def test_what_nobody_thought_of_is_one_line_that_names_the_exception(folder: Path) -> None:
    """A factor that is a list cannot be looked up among the factors."""
    strange = DECLARED | {"factor": ["management"], "reference": "long_term"}
    with pytest.raises(InputError, match=r"do not fit together \(TypeError"):
        read_study(with_manifest(folder, {"contrasts": [strange]}))


def test_missing_runs_are_those_of_planned_points_only(tmp_path: Path) -> None:
    """One change at a time: the crossed combinations of two changes were never planned."""
    levels = {name: LEVELS[name][:2] for name in ("staffing", "communication")}
    folder = synthetic_folder(tmp_path / "made", Effects(levels=levels))
    runs = pd.read_parquet(folder / "runs.parquet")
    planned = (runs["staffing"] == "standard") | (runs["communication"] == "one_way")
    with_runs(folder, runs[planned].iloc[:-1])
    baseline = {name: BASELINE[name] for name in levels}
    changes: list[dict[str, str]] = [{"staffing": "lean"}, {"communication": "two_way"}]
    points = [PlannedPoint(n, baseline | one, {}, []) for n, one in enumerate([{}, *changes])]
    (folder / FILE).unlink()
    with open_ledger(folder) as ledger:
        ledger.plan({}, points, [])
    with_manifest(folder, {"design": {"changes": changes}, "counts": {"planned": 15}})
    table = lost_runs(read_study(folder))
    assert not isinstance(table, str)
    assert table.rows == [["standard two-way", "4 of 5"]]


def failed(folder: Path) -> dict[str, str]:
    return {check.name: check.found for check in run_checks(read_study(folder)) if not check.holds}


@pytest.mark.parametrize(
    "name",
    [
        "solved",
        "reports",
        "registered",
        "social_cost_yuan",
        "utilisation_supervisor",
    ],
)
def test_a_figure_that_one_run_lacks_stands_in_red(folder: Path, name: str) -> None:
    runs = pd.read_parquet(folder / "runs.parquet")
    runs.loc[3, name] = float("nan")
    found = failed(with_runs(folder, runs))
    assert found["main figures"].endswith("is not known in 1 run")


def test_a_share_of_nothing_and_rare_cases_are_no_damage(folder: Path) -> None:
    runs = pd.read_parquet(folder / "runs.parquet").assign(spill_ratio=0.5, satisfied_share=float("nan"))
    runs.loc[3, "spill_ratio"] = float("nan")
    assert not failed(with_runs(folder, runs))


def test_a_column_that_answers_need_and_is_gone_stands_in_red(folder: Path) -> None:
    with_runs(folder, pd.read_parquet(folder / "runs.parquet").drop(columns="trust_mean"))
    assert failed(folder) == {"main figures": "residents' mean trust is not stored"}


def test_checks_that_are_gone_fail(folder: Path) -> None:
    runs = pd.read_parquet(folder / "runs.parquet")
    with_runs(folder, runs[[name for name in runs if "check_" not in name and name != "clamped_share"]])
    assert failed(folder)["checks of each run"].startswith("not stored: ")


def test_a_run_of_another_seed_stands_in_red(folder: Path) -> None:
    runs = pd.read_parquet(folder / "runs.parquet")
    runs.loc[7, "seed"] = 99
    found = failed(with_runs(folder, runs))
    assert found["seeds of the runs"] == "1 run has another seed than its replication"
    assert set(found) == {"seeds of the runs", "runs as in the ledger"}


def test_a_missing_book_and_a_foreign_cost_fail_their_check(folder: Path) -> None:
    runs, quantities = (pd.read_parquet(folder / f"{name}.parquet") for name in ("runs", "quantities"))
    gone = (quantities["run_key"] == runs["key"][2]) & (quantities["book"] == "grid")
    quantities[~gone].to_parquet(folder / "quantities.parquet")
    assert failed(folder) == {BOOKS: "largest gap not known"}
    (folder / "quantities.parquet").unlink()
    assert BOOKS in failed(folder)
    quantities.to_parquet(folder / "quantities.parquet")
    runs.loc[2, "cost_yuan"] *= 10
    assert BOOKS in failed(with_runs(folder, runs))


@pytest.mark.parametrize("name", ["daily", "grids", "quantities"])
@pytest.mark.parametrize("damage", ["half", "foreign", "empty"])
def test_a_table_without_some_runs_is_refused(folder: Path, name: str, damage: str) -> None:
    table = pd.read_parquet(folder / f"{name}.parquet")
    key = "run_key" if name == "quantities" else "key"
    kept = {"half": table[: len(table) // 2], "foreign": table.assign(**{key: "ff"}), "empty": table[:0]}
    kept[damage].to_parquet(folder / f"{name}.parquet")
    result = read_study(folder)
    with pytest.raises(InputError, match=rf"{name}\.parquet with .* of the 10 runs"):
        _ = {"daily": lambda: result.daily, "grids": lambda: result.grids, "quantities": lambda: result.priced}[name]()


def test_days_that_the_table_of_days_does_not_have_are_refused(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    with_manifest(folder, {"config": manifest["config"] | {"days": 1}})
    with pytest.raises(InputError, match=r"days up to 240.*the 1 days of config\.days"):
        _ = read_study(folder).daily
