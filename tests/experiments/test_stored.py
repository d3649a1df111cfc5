"""What a damaged folder must not do: answer as if nothing were wrong; each damage is told, with how to mend it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments import patterns
from experiments.cli import DEBUG, dispatch
from experiments.dashboard.page import House
from experiments.dashboard.study import StudyPage
from experiments.execute import Batch, Outcome
from experiments.ledger import open_ledger, sole_writer
from experiments.report import page, write_report
from experiments.report.answers import answers, robustness
from experiments.report.checks import known_figures, run_checks, withheld
from experiments.report.management_words import rebound_answer
from experiments.report.reading import read_study
from experiments.statistics import Estimate
from sim import InputError
from tests.experiments.pages import read_page
from tests.experiments.synthetic import Effects, synthetic_folder

TWO_ARMS = {"management": ["long_term", "campaign"]}
BOOKS = "cost = quantities × prices, by activity and by grid"


class Idle:
    """A workshop in which nothing is done."""

    def cancel(self, job: object) -> None:
        """Forget a job."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return synthetic_folder(tmp_path / "made", Effects(levels=TWO_ARMS))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One real run."""
    results = tmp_path_factory.mktemp("results")
    assert dispatch(["run", "street=tiny", "days=5", "warmup_days=2", "name=one", "--results", str(results)]) == 0
    return results / "one"


@pytest.fixture
def real(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "one"))


def with_manifest(folder: Path, **change: Any) -> None:
    manifest = json.loads((folder / "manifest.json").read_text()) | change
    (folder / "manifest.json").write_text(json.dumps(manifest))


def with_runs(folder: Path, change: dict[str, Any], rows: Any = 3) -> Path:
    runs = pd.read_parquet(folder / "runs.parquet")
    for name, value in change.items():
        runs.loc[rows, name] = value
    runs.to_parquet(folder / "runs.parquet")
    return folder


def failed(folder: Path) -> dict[str, str]:
    return {check.name: check.found for check in run_checks(read_study(folder)) if not check.holds}


def study_page(folder: Path) -> StudyPage:
    return StudyPage(House(Idle(), folder.parent, folder.name))  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("name", ["grids", "daily", "quantities"])
def test_a_table_that_is_gone_stands_in_red_in_the_report_and_in_the_dashboard(folder: Path, name: str) -> None:
    (folder / f"{name}.parquet").unlink()
    text, _addresses = read_page(write_report(folder))
    assert f"not in the folder: {name}.parquet ; gridgov resume {folder} writes manifest and tables anew" in text
    assert f"文件夹中缺少： {name}.parquet" in text and "No answer is given" in text
    shown = study_page(folder)
    assert f"<code>{name}.parquet</code>" in shown.banner.object and f"gridgov resume {folder}" in shown.banner.object
    assert "No answer is given" in shown.told.object
    told = shown.run.days.object + shown.run.map.object
    assert "detail=summary" not in told and (f"{name}.parquet is missing" in told) == (name != "quantities")


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_a_sound_folder_has_no_banner_in_the_dashboard(folder: Path) -> None:
    shown = study_page(folder)
    assert not shown.banner.object and "No answer is given" not in shown.told.object


def test_facts_that_need_a_table_that_is_gone_are_not_absent(folder: Path) -> None:
    before = patterns.table(folder).set_index("pattern")["verdict"]
    (folder / "grids.parquet").unlink()
    after = patterns.table(folder).set_index("pattern")["verdict"]
    assert set(after[after == patterns.LOST].index) == {"SF13 unequal", "SF13 patrol"}
    assert (after[after != patterns.LOST] == before[after != patterns.LOST]).all()


def test_resume_writes_a_table_anew_that_is_gone_or_changed(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (real / "daily.parquet").read_bytes()
    (real / "grids.parquet").unlink()
    (real / "daily.parquet").write_bytes(whole[:-9] + b"x" + whole[-8:])
    assert dispatch(["status", str(real)]) == 0
    said = capsys.readouterr().out
    assert "grids.parquet is missing or was changed" in said and "daily.parquet is missing or was changed" in said
    with pytest.raises(InputError, match=r"daily\.parquet, which was changed after.*gridgov resume"):
        read_study(real)
    assert dispatch(["resume", str(real)]) == 0 and not failed(real)
    assert (real / "daily.parquet").read_bytes() == whole


def test_the_same_study_in_other_words_is_the_same_study(real: Path) -> None:
    """Words may stand in another order, and a folder may be renamed: runs and identity stay what they are."""
    with_manifest(real, overrides=["executor=serial", *json.loads((real / "manifest.json").read_text())["overrides"]])
    assert not failed(real)
    with_manifest(real, seed=99)
    assert "`seed`" in failed(real)["manifest as in the ledger"]


def test_resume_believes_the_ledger_on_what_made_the_runs(real: Path) -> None:
    with_manifest(real, code="f" * 64)
    assert "`code`" in failed(real)["manifest as in the ledger"]
    assert dispatch(["resume", str(real)]) == 0 and not failed(real)
    with open_ledger(real) as ledger, ledger.connection as database:
        database.execute("UPDATE about SET value = ? WHERE name = 'code'", (json.dumps("f" * 64),))
    with_manifest(real, code="f" * 64, seeds=[1])
    assert dispatch(["resume", str(real)]) == 0 and not failed(real)


@pytest.mark.parametrize("going_on", ["extend", "resume"])
def test_an_extension_that_was_cut_off_early_names_what_goes_on(
    going_on: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between the plan in the ledger and the manifest lies a moment in which a process may be killed."""
    wish = ["communication", "street=tiny", "days=5", "warmup_days=2", "replications=1", "executor=serial", "name=more"]
    assert dispatch(["study", *wish, "--results", str(tmp_path)]) == 0
    folder, extending = tmp_path / "more", ["extend", str(tmp_path / "more"), "replications=2"]
    with monkeypatch.context() as killed:
        killed.setattr("experiments.study.write_status", cut_off)
        assert dispatch(extending) == 130
    capsys.readouterr()
    assert dispatch(["status", str(folder)]) == 2 and f"gridgov resume {folder} goes on" in capsys.readouterr().err
    assert f"gridgov resume {folder}" in failed(folder)["manifest as in the ledger"]
    assert dispatch(extending if going_on == "extend" else ["resume", str(folder)]) == 0 and not failed(folder)
    assert len(read_study(folder).runs) == 4


def cut_off(*_given: object) -> None:
    """End like a process that is killed."""
    raise KeyboardInterrupt


def test_a_share_that_a_run_has_no_cases_for_is_no_lost_figure(folder: Path) -> None:
    """A street in which nothing was closed has no share of satisfied reporters; the ledger says so too."""
    result = read_study(folder)
    runs = result.runs.assign(satisfied_share=result.runs["satisfied_share"].where(result.runs.index > 0))
    assert known_figures(runs).holds
    assert not known_figures(runs.assign(solved=np.where(runs.index > 0, runs["solved"], np.nan))).holds


def test_tables_of_other_model_code_are_written_anew_without_a_run(real: Path) -> None:
    with_manifest(real, code="f" * 64)
    with open_ledger(real) as ledger, ledger.connection as database:
        database.execute("UPDATE about SET value = ? WHERE name = 'code'", (json.dumps("f" * 64),))
    before = (real / "runs.parquet").read_bytes()
    (real / "runs.parquet").unlink()
    assert dispatch(["resume", str(real)]) == 0 and not failed(real)
    assert (real / "runs.parquet").read_bytes() == before


def test_an_unknown_figure_withholds_the_answer_and_marks_its_effect(folder: Path) -> None:
    result = read_study(with_runs(folder, {"harm_per_1000_residents": float("nan")}))
    assert any(cell.endswith("[1 missing]") for row in robustness(answers(result), False).rows for cell in row)
    text, _addresses = read_page(write_report(folder))
    assert "No answer is given, as these results failed a check (main figures); what is wrong stands in red." in text
    assert "故不给出答案；问题所在见红框" in text
    brief = (folder / "report.html").read_text().split('class="brief"')[1].split("</section>")[0]
    assert "<ol>" not in brief and "Not given, as a check failed." in text


def test_unequal_hours_withhold_their_own_sentence_only(tmp_path: Path) -> None:
    result = read_study(synthetic_folder(tmp_path, Effects(levels=TWO_ARMS, hours_gap=0.03)))
    wrong = [check for check in run_checks(result) if not check.holds]
    assert [check.name for check in wrong] == ["equal paid hours"] and withheld(wrong) == ""


def test_a_study_that_was_killed_is_told_to_be_cut_off(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_manifest(folder, status="running")
    assert dispatch(["status", str(folder)]) == 0
    assert (
        f"last sitting: cut off (no process is writing here); go on: gridgov resume {folder}" in capsys.readouterr().out
    )
    assert "it was cut off" in failed(folder)["the study is finished"]
    with sole_writer(folder):
        assert dispatch(["status", str(folder)]) == 0 and "its status is running" in str(failed(folder))
    assert capsys.readouterr().out.endswith("last sitting: running\n")


def test_a_ledger_of_another_study_is_told(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (real / "ledger.sqlite").write_bytes(b"")
    assert dispatch(["status", str(real)]) == 2 and "a ledger with the plan of its manifest" in capsys.readouterr().err


def test_a_configuration_that_was_edited_stands_in_red(real: Path) -> None:
    config = json.loads((real / "manifest.json").read_text())["config"]
    with_manifest(real, config=config | {"start_date": "2030-01-01"})
    assert failed(real)["manifest as in the ledger"].startswith("not what the ledger says: `config`")


def test_a_fault_is_one_line_and_leaves_the_former_report(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = write_report(folder, "en").read_bytes()

    def broken(*_given: object) -> str:
        raise KeyError("moon")

    monkeypatch.setattr(page, "render", broken)
    assert dispatch(["report", str(folder)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "a fault of gridgov itself, KeyError: 'moon'" in said
    assert f"{DEBUG}=1 gridgov report {folder}" in said
    assert (folder / "report.html").read_bytes() == before and not list(folder.glob(".*.part"))
    monkeypatch.setenv(DEBUG, "1")
    with pytest.raises(KeyError):
        dispatch(["report", str(folder)])


def test_money_must_come_from_quantities(folder: Path) -> None:
    """Cost and cost per problem solved are both ten times too high, and so agree."""
    assert not failed(folder)
    runs = pd.read_parquet(folder / "runs.parquet")
    dear = {name: 10 * runs.loc[3, name] for name in ("cost_yuan", "cost_per_solved_yuan", "cost_per_resident_yuan")}
    assert set(failed(with_runs(folder, dear))) == {BOOKS}
    with_runs(folder, {name: runs.loc[3, name] for name in dear} | {"social_cost_yuan": 1.0})
    assert set(failed(folder)) == {BOOKS}


def test_seeds_must_be_those_of_the_ledger(folder: Path) -> None:
    """Every run of a replication has the same other seed."""
    runs = pd.read_parquet(folder / "runs.parquet")
    found = failed(with_runs(folder, {"seed": 99}, runs["replication"] == 2))
    assert set(found) == {"runs as in the ledger"} and found["runs as in the ledger"].startswith("2 runs are not what")


def test_numbers_must_be_those_of_the_ledger(folder: Path) -> None:
    runs = pd.read_parquet(folder / "runs.parquet")
    with open_ledger(folder) as ledger:
        ledger.connection.execute("UPDATE runs SET status = 'pending'")
        rows = [{"digest": "made up", "reports": row["reports"]} for row in runs.to_dict("records")]
        ledger.store(Batch([Outcome(key, 1.0, row) for key, row in zip(runs["key"], rows, strict=True)]))
    assert not failed(folder)
    assert set(failed(with_runs(folder, {"reports": 1.0}))) == {"runs as in the ledger"}


def test_the_end_of_a_clear_range_is_never_written_as_nothing() -> None:
    told = rebound_answer(Estimate(-0.014, -0.024, -0.004, 5), Estimate(0.2, 0.1, 0.3, 5), 8)
    assert "1.4 % fewer than under long-term management (between 0.40 % and 2.4 %)" in told
    assert not re.search(r"\b0 %", told)
    narrow = rebound_answer(Estimate(-0.3, -0.6, -0.00004, 5), Estimate(0.2, 0.1, 0.3, 5), 8)
    assert "30 % fewer than under long-term management (between 0.0040 % and 60 %)" in narrow
    least = rebound_answer(Estimate(-0.0995, -0.195, -4e-12, 5), Estimate(2.34, 0.001, 4.6, 5), 8)
    assert "10 % fewer than under long-term management (between less than 0.001 % and 20 %)" in least
    assert "234 % more than under long-term management (between 0.10 % and 460 %)" in least


@pytest.mark.parametrize("content", [None, "", '{"name": "cut off', '{"name": "s", "study": "other", "overrides": []}'])
def test_a_manifest_that_is_gone_broken_or_of_another_study_is_written_anew_from_the_ledger(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = [
        "study",
        "staffing",
        "street=tiny",
        "days=8",
        "warmup_days=1",
        "replications=1",
        "executor=serial",
        "name=s",
    ]
    assert dispatch([*small, "--results", str(tmp_path)]) == 0
    real, path = tmp_path / "s", tmp_path / "s" / "manifest.json"
    whole = json.loads(path.read_text())
    path.unlink() if content is None else path.write_text(content)
    assert dispatch(["report", str(real)]) == 2
    assert f"gridgov resume {real} writes " in capsys.readouterr().err
    assert dispatch(["resume", str(real)]) == 0 and not failed(real)
    told = json.loads(path.read_text())
    for name in ("title", "contrasts", "factors", "baseline", "config", "plan", "overrides", "study", "tables"):
        assert told[name] == whole[name]


def test_a_manifest_that_other_code_wrote_is_not_made_up(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (real / "manifest.json").unlink()
    with open_ledger(real) as ledger, ledger.connection:
        ledger.connection.execute("UPDATE about SET value = '\"other\"' WHERE name IN ('code', 'plan')")
    assert dispatch(["resume", str(real)]) == 2
    assert "other model code" in capsys.readouterr().err


def test_a_folder_that_neither_manifest_nor_ledger_know_is_told_in_one_line(
    real: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (real / "manifest.json").unlink()
    with open_ledger(real) as ledger, ledger.connection:
        ledger.connection.execute("DELETE FROM about")
    assert dispatch(["resume", str(real)]) == 2
    assert "manifest.json is missing or broken" in capsys.readouterr().err
