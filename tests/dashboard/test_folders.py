"""Result folders in the dashboard: only those of the results, and whatever is wrong with one is said in one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from experiments.dashboard import exploring
from experiments.dashboard.folders import folder_named, folder_names, open_study
from experiments.report.findings import Effect
from experiments.report.reading import read_study
from experiments.statistics import Contrast, Estimate, estimate
from sim import InputError
from tests.experiments.synthetic import Effects, synthetic_folder

LEVELS = {"staffing": ["lean", "standard", "generous"], "communication": ["one_way", "two_way"]}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up study, written once."""
    return synthetic_folder(tmp_path_factory.mktemp("made") / "good", Effects(levels=LEVELS), seeds=3, days=60)


@pytest.fixture
def results(study: Path, tmp_path: Path) -> Path:
    """A folder of results with one study in it, and a secret beside it."""
    shutil.copytree(study, tmp_path / "results" / "good")
    shutil.copytree(study, tmp_path / "secret")
    return tmp_path / "results"


@pytest.mark.parametrize("name", ["../secret", "/etc", "..", ".", "", "good/../../secret", "link", "nowhere"])
def test_no_name_leads_out_of_the_folder_of_results(results: Path, name: str) -> None:
    (results / "link").symlink_to(results.parent / "secret")
    with pytest.raises(InputError):
        folder_named(results, name)


def test_only_result_folders_are_offered(results: Path) -> None:
    (results / "empty").mkdir()
    assert folder_names(results) == ["good"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / "manifest.json").write_text("{"),
        lambda folder: (folder / "manifest.json").write_text('{"name": 1, "study": 2}'),
        lambda folder: (folder / "runs.parquet").write_bytes(b"PAR1 but not really"),
        lambda folder: (folder / "runs.parquet").unlink(),
        lambda folder: (folder / "ledger.sqlite").unlink(),
        lambda folder: (folder / "manifest.json").write_text(
            json.dumps(json.loads((folder / "manifest.json").read_text()) | {"contrasts": [{"no": "contrast"}]})
        ),
    ],
)
def test_a_broken_folder_is_told_in_one_line(results: Path, harm: object) -> None:
    shutil.copytree(results / "good", results / "broken")
    harm(results / "broken")  # type: ignore[operator]
    with pytest.raises(InputError) as told:
        open_study(results, "broken")
    assert "broken" in str(told.value) and "\n" not in str(told.value)
    assert open_study(results, "good").factors


def test_means_and_differences_are_those_of_the_reports_statistics(results: Path) -> None:
    result = read_study(results / "good")
    order = exploring.levels_of(result)
    runs = exploring.kept(result, {"communication": ["one_way"]}, "staffing", "")
    table = exploring.summary(runs, order, "staffing", "", "harm_per_1000_residents")
    lean = runs[runs["staffing"] == "lean"].groupby("seed")["harm_per_1000_residents"].mean()
    assert table["level"].tolist() == ["lean", "standard", "generous"]
    assert table.loc[0, ["mean", "low", "high"]].tolist() == list(estimate(lean)[:3])
    by_level = {one.contrast.level: one for one in exploring.effects(result, runs, order, "staffing", "reports")}
    assert set(by_level) == {"lean", "generous"}
    assert not by_level["lean"].clear
    told = exploring.sentences_of(exploring.effects(result, runs, order, "staffing", "harm_per_1000_residents"))
    assert "raises harm per 1,000 residents by" in told and "no clear difference" in told


def test_what_the_study_declared_must_pass_holm_where_no_run_is_left_out(results: Path) -> None:
    result = read_study(results / "good")
    order, harm = exploring.levels_of(result), "harm_per_1000_residents"
    (declared,) = exploring.effects(result, result.runs, order, "communication", harm)
    assert declared.p_holm is not None
    lean = exploring.kept(result, {"staffing": ["lean"]}, "communication", "")
    (filtered,) = exploring.effects(result, lean, order, "communication", harm)
    assert filtered.p_holm is None and filtered.found != declared.found
    assert "not corrected for looking at many figures" in exploring.sentences_of([filtered])


def test_an_option_is_named_by_its_lever() -> None:
    contrast = Contrast("harm_per_1000_residents", "partners", "mixed", "none")
    told = exploring.sentences_of([Effect(contrast, Estimate(5.0, 4.0, 6.0, 5), 10.0, 5.0, 5.0)])
    assert "Having all partners together (shops too), against a street without partners, raises harm" in told
