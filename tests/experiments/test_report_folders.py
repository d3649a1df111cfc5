"""Reports of folders that are damaged, unfinished, old or empty: a page where there can be one, else one clear line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.report import write_report
from sim import InputError
from tests.experiments.pages import read_page
from tests.experiments.synthetic import LEVELS, Effects, synthetic_folder

TWO_ARMS = {"management": ["long_term", "campaign"]}


def test_a_broken_table_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels=TWO_ARMS))
    for name in ("runs", "daily", "quantities"):
        whole = (folder / f"{name}.parquet").read_bytes()
        (folder / f"{name}.parquet").write_bytes(b"garbage")
        with pytest.raises(InputError, match=rf"{name}\.parquet.*gridgov resume"):
            write_report(folder, "en")
        (folder / f"{name}.parquet").write_bytes(whole)


def test_a_study_stopped_before_its_baseline_is_refused_in_one_line(tmp_path: Path) -> None:
    """Levels are run in order: lean first, then standard, the baseline."""
    levels = {"staffing": LEVELS["staffing"]}
    folder = synthetic_folder(tmp_path / "early", Effects(levels=levels, lost=tuple(range(3, 15))))
    with pytest.raises(InputError, match="3 of 15 runs, none of the baseline.*staffing=standard.*gridgov resume"):
        write_report(folder, "en")
    late = synthetic_folder(tmp_path / "late", Effects(levels=levels, lost=tuple(range(8, 15))))
    assert "8 of 15 runs are stored" in read_page(write_report(late, "en"))[0]


def test_a_folder_of_an_older_model_still_has_a_report(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels={"communication": LEVELS["communication"]}))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["config"]["no_such_key"] = 1
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "Two-way communication" in read_page(write_report(folder, "en"))[0]


def test_a_folder_without_runs_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a result folder"):
        write_report(tmp_path, "en")
