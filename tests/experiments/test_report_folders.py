"""Reports of folders that are damaged, unfinished, old or empty: a page where there can be one, else one clear line."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pandas as pd
import pytest

from experiments import beside
from experiments.cli import dispatch
from experiments.identity import code_fingerprint
from experiments.report import write_report
from experiments.report.checks import run_checks
from experiments.report.fates import fates
from experiments.report.reading import read_study
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


def test_results_of_other_model_code_are_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = synthetic_folder(tmp_path / "made", Effects(levels={"communication": LEVELS["communication"]}))
    here = code_fingerprint()
    for code, told in ((here, False), ("f" * 64, True)):
        manifest = json.loads((folder / "manifest.json").read_text()) | {"code": code}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        text, _addresses = read_page(write_report(folder))
        assert (f"Made by model code ffffffffffff , this is {here[:12]}" in text) == told
        assert (f"由模型代码 ffffffffffff 生成，当前代码为 {here[:12]}" in text) == told
        assert dispatch(["status", str(folder)]) == 0
        assert (f"made by model code ffffffffffff, this is {here[:12]}" in capsys.readouterr().out) == told


def test_a_folder_without_runs_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a result folder"):
        write_report(tmp_path, "en")


def edited(folder: Path, change: dict[str, object]) -> Path:
    """Change keys of a folder's manifest."""
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | change))
    return folder


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 99}, "format 99.*which this version of gridgov reads"),
        ({"factors": None}, "factors = None"),
        ({"baseline": {"management": "raids"}}, "baseline management=raids"),
        ({"baseline": {}}, "baseline of nothing"),
        ({"factors": {"management": ["long_term", "mixed"]}, "contrasts": []}, "runs.parquet has management=campaign"),
        ({"factors": {"staffing": ["lean"]}, "baseline": {"staffing": "lean"}, "contrasts": []}, "counts.planned"),
        ({"replications": 50}, "counts.planned = 10"),
        ({"counts": {"planned": 0}}, "counts.planned = 0"),
        ({"contrasts": [{"indicator": "reports"}]}, "contrast"),
        ({"replications": "five"}, "replications = 'five'"),
    ],
)
def test_an_edited_manifest_is_refused_in_one_line(tmp_path: Path, change: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_study(edited(synthetic_folder(tmp_path, Effects(levels=TWO_ARMS)), change))
    assert "\n" not in str(caught.value)


def test_a_manifest_that_is_no_json_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels=TWO_ARMS))
    (folder / "manifest.json").write_text('{"name": "cut off')
    with pytest.raises(InputError, match=r"manifest\.json"):
        read_study(folder)


def test_a_run_that_is_stored_twice_is_refused(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels=TWO_ARMS, lost=(9,)))
    runs = pd.read_parquet(folder / "runs.parquet")
    pd.concat([runs, runs.tail(1)]).to_parquet(folder / "runs.parquet")
    with pytest.raises(InputError, match="stored twice"):
        read_study(folder)


def test_a_figure_that_is_not_a_number_stands_in_red_in_both_languages(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels=TWO_ARMS))
    runs = pd.read_parquet(folder / "runs.parquet")
    runs.loc[3, "harm_per_1000_residents"] = float("nan")
    runs.to_parquet(folder / "runs.parquet")
    text, _addresses = read_page(write_report(folder))
    assert "harm per 1,000 residents is not known in 1 run" in text and "Do not use these results" in text
    assert "每千名居民危害量在1次运行中未知" in text and "请勿使用本报告的结果" in text
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)


def test_an_unfinished_study_stands_in_red(tmp_path: Path) -> None:
    folder = edited(synthetic_folder(tmp_path, Effects(levels=TWO_ARMS, lost=(9,))), {"status": "unfinished"})
    failed = {check.name: check.found for check in run_checks(read_study(folder)) if not check.holds}
    assert set(failed) == {"all planned runs", "the study is finished"}


def test_a_cut_off_table_of_incidents_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels={"communication": LEVELS["communication"]}))
    (folder / "incidents.parquet").write_bytes((folder / "runs.parquet").read_bytes()[:100])
    with pytest.raises(InputError, match=r"incidents\.parquet"):
        fates(read_study(folder))


def test_the_page_is_the_same_whether_its_languages_are_written_beside_each_other_or_in_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, texts, begun = synthetic_folder(tmp_path), [], []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: begun.append(1) or fork())
    for copyable in (True, False):
        monkeypatch.setattr(beside, "_copyable", lambda copyable=copyable: copyable)
        page = write_report(folder)
        texts.append([page.read_bytes(), *(path.read_bytes() for path in sorted(folder.glob("figures/**/*.*")))])
    assert texts[0] == texts[1] and len(texts[0]) > 20
    assert len(begun) == 1, "one language is written in a copy of this process"
