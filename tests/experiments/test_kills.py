"""The story of a program that is killed ten times at moments drawn by chance: nothing is lost, nothing made twice."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.execute import Serial
from experiments.ledger import FILE, Counts, open_ledger
from experiments.plan import Plan, Wish, make_plan
from experiments.store import read_runs, read_table
from experiments.study import conduct
from sim.draws import Draws
from tests.experiments import fake_model

pytestmark = pytest.mark.extended

KILLS, RUNS, LONGEST_SECONDS, PATIENCE_SECONDS = 10, 90, 0.5, 300


def plan_of(folder: Path, name: str) -> Plan:
    fixed = ("street=tiny", "days=5", f"replications={RUNS // 3}", f"name={name}")
    return make_plan(Wish(fixed, "staffing", folder))._replace(executor=Serial(batch_seconds=0.05))


def noted(scenario: Any, seed: int, notes: Path) -> fake_model.FakeResult:
    """Take a moment, and note that the run was made."""
    time.sleep(0.01)
    with notes.open("a") as file:
        file.write(f"{scenario.staffing.administrators_per_grid} {seed}\n")
    return fake_model.run(scenario, seed)


def sit(folder: Path, number: int) -> None:
    """One sitting of the program."""
    conduct(plan_of(folder, "killed"), partial(noted, notes=folder / f"notes_{number}"))


def books(folder: Path) -> tuple[Counts, set[str]]:
    """Return the counts of the ledger, and the runs that are stored as the sittings note them."""
    with open_ledger(folder / "killed") as ledger:
        posts = {point.point: point.config["staffing"]["administrators_per_grid"] for point in ledger.points()}
        stored = {f"{posts[run.point]} {run.seed}" for run in ledger.planned("stored")}
        assert len(list(ledger.records("stored"))) == len(stored), "each stored run has its numbers"
        assert {key for key, _ in ledger.places()} == {run.key for run in ledger.planned("stored")}
        return ledger.counts(), stored


def test_ten_deaths_at_any_moment_cost_only_runs_in_flight(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    moments = Draws(2025)["moments of death"].uniform(np.arange(KILLS, dtype=np.uint64)) * LONGEST_SECONDS
    before: set[str] = set()
    for number, moment in enumerate(moments.tolist()):
        process = context.Process(target=sit, args=(tmp_path, number))
        process.start()
        await_sitting(process, tmp_path / "killed", number)
        time.sleep(moment)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        with sqlite3.connect(tmp_path / "killed" / FILE) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()
        counts, stored = books(tmp_path)
        assert counts.planned == RUNS == counts.stored + counts.failed + counts.pending
        notes = tmp_path / f"notes_{number}"
        made = notes.read_text().splitlines() if notes.exists() else []
        assert before <= stored, "what was stored stays stored"
        assert not before & set(made), "and is not made again"
        before = stored
        json.loads((tmp_path / "killed" / "manifest.json").read_text())
    assert conduct(plan_of(tmp_path, "killed"), fake_model.run).counts == (RUNS, RUNS, 0, 0)
    conduct(plan_of(tmp_path, "whole"), fake_model.run)
    for name in ("runs", "daily", "grids", "quantities"):
        tables = [
            read_table(tmp_path / folder, name).drop(columns="seconds", errors="ignore")
            for folder in ("killed", "whole")
        ]
        pd.testing.assert_frame_equal(*tables)
    assert len(read_runs(tmp_path / "killed")) == RUNS
    assert not list((tmp_path / "killed").glob(".*.part")), "no half files are left"


def await_sitting(process: Any, folder: Path, number: int) -> None:
    """Wait until a sitting has said that it is running, which is before its first run."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    since = time.time()
    while time.monotonic() < deadline and process.is_alive():
        manifest = folder / "manifest.json"
        if manifest.exists() and manifest.stat().st_mtime >= since - 1:
            return
        time.sleep(0.01)
