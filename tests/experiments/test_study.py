"""Stories of a study: what it leaves behind, how it resumes, what it refuses, and what a death costs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli import dispatch
from experiments.execute import Serial
from experiments.ledger import open_ledger
from experiments.plan import Plan, Wish, make_plan
from experiments.recall import recall
from experiments.store import read_manifest, read_runs, read_table
from experiments.study import Stopping, conduct, finish
from sim.errors import InputError
from tests.experiments import fake_model
from tests.experiments.conducting import REPLICATIONS, slow_plan

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 300


def small_plan(folder: Path, *overrides: str) -> Plan:
    wish = Wish(("street=tiny", "days=5", "replications=2", "name=small", *overrides), "staffing", folder)
    return make_plan(wish)._replace(executor=Serial())


def test_a_study_leaves_a_complete_folder(tmp_path: Path) -> None:
    plan = small_plan(tmp_path)
    sitting = conduct(plan, fake_model.run)
    finish(plan)
    assert sitting.status == "complete"
    assert sitting.counts == (6, 6, 0, 0)
    runs = read_runs(plan.folder)
    assert list(runs.columns[:8]) == [
        "key",
        "point",
        "staffing",
        "replication",
        "seed",
        "seconds",
        "digest",
        "residents",
    ]
    assert runs["staffing"].tolist() == ["lean", "lean", "standard", "standard", "generous", "generous"]
    assert runs.groupby("replication")["seed"].nunique().tolist() == [1, 1], "replications are paired by seed"
    assert {"check_incidents", "solved_share", "cost_yuan", "social_cost_yuan"} <= set(runs)
    assert set(read_table(plan.folder, "daily")["key"]) == set(runs["key"])
    assert list(read_table(plan.folder, "quantities").columns[:3]) == ["run_key", "book", "key"]
    manifest = read_manifest(plan.folder)
    assert manifest["status"] == "complete"
    assert manifest["seeds"] == runs["seed"].unique().tolist()
    assert manifest["config"]["days"] == 5
    assert manifest["config"]["staffing"]["paperwork_share"] == plan.scenarios[0].staffing.paperwork_share
    assert {"comparison.csv", "costs.csv", "data_dictionary.csv", "grids.parquet"} <= set(os.listdir(plan.folder))
    assert not (plan.folder / "incidents.parquet").exists(), "only with detail=incidents"


def test_the_same_command_again_makes_no_run_twice(tmp_path: Path) -> None:
    first = conduct(small_plan(tmp_path), fake_model.run)
    before = read_runs(tmp_path / "small")
    again = conduct(small_plan(tmp_path), fake_model.failing)
    assert again.counts == first.counts, "nothing was left to do, so nothing could fail"
    pd.testing.assert_frame_equal(read_runs(tmp_path / "small"), before)


def test_other_prices_need_no_new_run(tmp_path: Path) -> None:
    conduct(small_plan(tmp_path), fake_model.run)
    cheap = read_runs(tmp_path / "small")["cost_yuan"]
    conduct(small_plan(tmp_path, "prices.administrator_regular_yuan=120"), fake_model.failing)
    dear = read_runs(tmp_path / "small")["cost_yuan"]
    assert (dear / cheap).tolist() == pytest.approx([2.0] * 6)


@pytest.mark.parametrize(
    "other", ["days=6", "seed=2", "replications=3", "communication=two_way", "factors.staffing=[lean,standard]"]
)
def test_the_same_name_for_another_study_is_refused(tmp_path: Path, other: str) -> None:
    conduct(small_plan(tmp_path), fake_model.run)
    with pytest.raises(InputError, match=r"name: got 'small'.*another design.*choose another name=.*--overwrite"):
        conduct(small_plan(tmp_path, other), fake_model.run)
    assert len(read_runs(tmp_path / "small")) == 6, "and what was there is untouched"


def test_other_model_code_is_refused(tmp_path: Path) -> None:
    plan = small_plan(tmp_path)
    conduct(plan, fake_model.run)
    changed = plan._replace(fingerprint="other", runs=[run._replace(key=f"x{run.key}") for run in plan.runs])
    with pytest.raises(InputError, match="other model code"):
        conduct(changed, fake_model.run)


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    from experiments.study import refuse_other

    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="is no result folder"):
        refuse_other(small_plan(tmp_path))


def test_a_failed_run_becomes_a_row_that_says_how_to_make_it_again(tmp_path: Path) -> None:
    plan = small_plan(tmp_path)
    sitting = conduct(plan, fake_model.failing)
    assert sitting.counts == (6, 4, 2, 0)
    assert sitting.status == "failures"
    failures = read_table(plan.folder, "failures")
    assert failures["staffing"].tolist() == ["lean", "lean"]
    assert failures["traceback"].str.contains("no administrator left").all()
    assert json.loads(failures["config"][0])["staffing"]["administrators_per_grid"] < 1
    words = failures["reproduce"][0].split()
    assert words[:2] == ["gridgov", "run"]
    again = make_plan(Wish(tuple(words[2:]), "", tmp_path))
    assert again.runs[0].key == failures["key"][0], "the line makes the very same run"
    assert conduct(plan, fake_model.run).counts == (6, 6, 0, 0), "a failed run is tried again in the next sitting"
    assert not (plan.folder / "failures.parquet").exists()


@pytest.mark.parametrize(("most", "failed"), [(0, 1), (1, 2), (None, 2)])
def test_failures_stop_a_study_when_asked_to(tmp_path: Path, most: int | None, failed: int) -> None:
    sitting = conduct(small_plan(tmp_path), fake_model.failing, Stopping(most))
    assert sitting.counts.failed == failed
    assert sitting.status == ("failures" if most is None else "stopped")
    assert sitting.counts.planned == sum(sitting.counts[1:])


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Start a slow study in a process of its own and wait until some of its runs are stored."""
    process = subprocess.Popen([sys.executable, "-m", "tests.experiments.conducting", str(folder)], cwd=ROOT)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.1)
        if (folder / "slow" / "ledger.sqlite").exists() and stored(folder) >= 2:
            return process
    process.kill()
    raise AssertionError("the study stored nothing in time")


def stored(folder: Path) -> int:
    with open_ledger(folder / "slow") as ledger:
        return ledger.counts().stored


def gone(worker: Path) -> bool:
    try:
        os.kill(int(worker.name.removeprefix("worker_")), 0)
    except ProcessLookupError:
        return True
    return "State:\tZ" in Path(f"/proc/{worker.name.removeprefix('worker_')}/status").read_text()


def assert_resumes_whole(folder: Path) -> None:
    before = stored(folder)
    assert 2 <= before < 3 * REPLICATIONS
    made: list[int] = []
    plan = slow_plan(folder)._replace(executor=Serial())
    sitting = conduct(plan, lambda scenario, seed: made.append(seed) or fake_model.run(scenario, seed))
    assert sitting.counts == (24, 24, 0, 0)
    assert len(made) == 24 - before, "only what was missing was made"
    whole = conduct(slow_plan(folder, "name=whole")._replace(executor=Serial()), fake_model.run)
    assert whole.status == "complete"
    numbers = [read_runs(folder / name).drop(columns="seconds") for name in ("slow", "whole")]
    pd.testing.assert_frame_equal(*numbers)
    days = [read_table(folder / name, "daily") for name in ("slow", "whole")]
    pd.testing.assert_frame_equal(*days)


def test_ctrl_c_leaves_readable_files_and_the_study_resumes(tmp_path: Path) -> None:
    process = start(tmp_path)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_SECONDS) == 130
    assert read_manifest(tmp_path / "slow")["status"] == "interrupted"
    assert len(read_runs(tmp_path / "slow")) == stored(tmp_path)
    assert read_table(tmp_path / "slow", "daily")["key"].nunique() == stored(tmp_path)
    assert_resumes_whole(tmp_path)


def test_ctrl_c_in_a_terminal_reaches_the_workers_too_and_they_stay_quiet(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.experiments.conducting", str(tmp_path)]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and not list(tmp_path.glob("worker_*")):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert b"Traceback" not in errors


def test_ctrl_c_of_the_command_line_says_how_to_go_on(tmp_path: Path) -> None:
    overrides = ["street=tiny", "days=30", "replications=300", "name=long", "executor.workers=2"]
    command = [sys.executable, "-m", "experiments", "study", "staffing", *overrides, "--results", str(tmp_path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and not (tmp_path / "long" / "manifest.json").exists():
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert f"gridgov resume {tmp_path / 'long'}" in errors
    assert "Traceback" not in errors
    assert read_manifest(tmp_path / "long")["status"] == "interrupted"


def test_kill_9_of_the_program_loses_only_the_runs_in_flight(tmp_path: Path) -> None:
    process = start(tmp_path)
    process.kill()
    process.wait(PATIENCE_SECONDS)
    deadline = time.monotonic() + PATIENCE_SECONDS
    workers = list(tmp_path.glob("worker_*"))
    while time.monotonic() < deadline and not all(map(gone, workers)):
        time.sleep(0.1)
    assert workers
    assert all(map(gone, workers)), "workers without a coordinator leave"
    assert read_manifest(tmp_path / "slow")["status"] == "running", "the manifest is whole from the start"
    assert_resumes_whole(tmp_path)


def test_kill_9_of_a_worker_loses_nothing_in_the_end(tmp_path: Path) -> None:
    process = start(tmp_path)
    os.kill(int(next(tmp_path.glob("worker_*")).name.removeprefix("worker_")), signal.SIGKILL)
    assert process.wait(PATIENCE_SECONDS) == 0
    assert stored(tmp_path) == 24
    assert len(read_runs(tmp_path / "slow")) == 24


def test_resume_remembers_what_was_asked_for(tmp_path: Path) -> None:
    plan = small_plan(tmp_path, "staffing=lean")
    conduct(plan, fake_model.run)
    again = make_plan(recall(plan.folder, ""))
    assert (again.folder, again.identity) == (plan.folder, plan.identity)
    assert again.study.baseline == {"staffing": "lean"}


def test_a_single_run_can_be_resumed_and_its_manifest_keeps_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", "street=tiny", "days=3", "warmup_days=1", "name=one", "--results", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["gridgov", *words])
    assert dispatch() == 0
    before = read_manifest(tmp_path / "one")
    (tmp_path / "one" / "runs.parquet").unlink()
    monkeypatch.setattr(sys, "argv", ["gridgov", "resume", str(tmp_path / "one")])
    assert dispatch() == 0
    after = read_manifest(tmp_path / "one")
    assert before["command"] == f"gridgov {' '.join(words)}"
    assert {key: value for key, value in after.items() if key != "timings"} == {
        key: value for key, value in before.items() if key != "timings"
    }
    assert len(read_runs(tmp_path / "one")) == 1, "what was missing is written anew"
    assert "solved_share" in capsys.readouterr().out


def test_a_crew_and_a_single_process_write_the_same_tables(tmp_path: Path) -> None:
    plan = small_plan(tmp_path, "name=alone")
    crew = make_plan(Wish((*plan.wish.overrides, "name=crew", "executor.workers=2"), "staffing", tmp_path))
    conduct(plan, fake_model.run)
    conduct(crew, partial(fake_model.slow, folder=tmp_path, seconds=0.01))
    for name in ("runs", "daily", "grids", "quantities"):
        tables = [
            read_table(tmp_path / folder, name).drop(columns="seconds", errors="ignore") for folder in ("alone", "crew")
        ]
        pd.testing.assert_frame_equal(*tables)
