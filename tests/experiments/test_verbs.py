"""Stories of the verbs of a ledger: add to a study, divide it, put it together, check it, and what is refused."""

from __future__ import annotations

import json
import shlex
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli import dispatch
from experiments.execute import Serial
from experiments.ledger import FILE, open_ledger, sole_writer
from experiments.plan import Plan, Wish, make_plan
from experiments.recall import recall
from experiments.shards import merge, wish_for_shard
from experiments.store import read_manifest, read_runs, read_table
from experiments.study import conduct
from sim.errors import InputError
from tests.experiments import fake_model

SMALL = ("street=tiny", "days=5", "replications=2", "name=small")


def plan_of(folder: Path, *overrides: str, shard: str = "") -> Plan:
    wish = Wish((*SMALL, *overrides), "staffing", folder, shard=shard).with_more(overrides)
    return make_plan(wish)._replace(executor=Serial())


def assert_same_tables(*folders: Path) -> None:
    for name in ("runs", "daily", "grids", "quantities"):
        first, *others = [read_table(folder, name).drop(columns="seconds", errors="ignore") for folder in folders]
        for other in others:
            pd.testing.assert_frame_equal(first, other)


def keys(folder: Path, status: str) -> list[str]:
    with open_ledger(folder) as ledger:
        return [run.key for run in ledger.planned(status)]


@pytest.mark.parametrize("more", ["replications=5", "factors.staffing=[round_the_clock,lean,standard,generous]"])
def test_a_study_is_extended_without_touching_what_is_stored(tmp_path: Path, more: str) -> None:
    plan = plan_of(tmp_path)
    conduct(plan, fake_model.run)
    before = keys(plan.folder, "stored")
    made: list[int] = []
    larger = make_plan(recall(plan.folder, "").with_more([more]))._replace(executor=Serial())
    sitting = conduct(larger, lambda scenario, seed: made.append(seed) or fake_model.run(scenario, seed), extends=True)
    assert sitting.counts == (len(larger.runs), len(larger.runs), 0, 0)
    assert len(made) == len(larger.runs) - len(before), "only what was added is run"
    conduct(plan_of(tmp_path, more, "name=fresh"), fake_model.run)
    assert_same_tables(plan.folder, tmp_path / "fresh")
    assert make_plan(recall(plan.folder, "")).identity == larger.identity, "and resume knows of it"


def test_after_an_extension_the_command_that_is_cited_makes_all_that_is_stored(tmp_path: Path) -> None:
    small = ["staffing", "street=tiny", "days=2", "warmup_days=1", "executor=serial", "name=s"]
    where = ["--results", str(tmp_path)]
    assert dispatch(["study", *small, "replications=1", *where]) == 0
    assert dispatch(["extend", str(tmp_path / "s"), "replications=2"]) == 0
    stored = keys(tmp_path / "s", "stored")
    command = read_manifest(tmp_path / "s")["command"]
    assert len(stored) == 6 and "replications=2" in command and "replications=1" not in command
    assert dispatch([*shlex.split(command)[1:], "--overwrite"]) == 0
    assert keys(tmp_path / "s", "stored") == stored


def test_an_extension_that_would_drop_runs_is_refused(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    conduct(plan, fake_model.run)
    fewer = make_plan(recall(plan.folder, "").with_more(["replications=1"]))
    with pytest.raises(InputError, match="without 3 of the runs that were planned"):
        conduct(fewer, fake_model.run, extends=True)
    assert len(keys(plan.folder, "stored")) == 6, "and nothing has changed"
    assert read_manifest(plan.folder)["replications"] == 2


def test_a_folder_that_another_process_writes_is_not_deleted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = plan_of(tmp_path)
    conduct(plan, fake_model.run)
    with sole_writer(plan.folder):
        assert dispatch(["study", "staffing", *SMALL, "--results", str(tmp_path), "--overwrite"]) == 2
    assert "no other gridgov is writing" in capsys.readouterr().err
    assert len(keys(plan.folder, "stored")) == 6


def test_other_code_cannot_extend_a_study(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    conduct(plan, fake_model.run)
    larger = make_plan(recall(plan.folder, "").with_more(["replications=3"]))._replace(fingerprint="other")
    with pytest.raises(InputError, match="other model code"):
        conduct(larger, fake_model.run, extends=True)


@pytest.mark.parametrize("parts", [2, 5])
def test_shards_merged_are_the_whole_study(tmp_path: Path, parts: int) -> None:
    whole = plan_of(tmp_path, "name=whole")
    conduct(whole, fake_model.run)
    shards = [plan_of(tmp_path, shard=f"{number}/{parts}") for number in range(1, parts + 1)]
    for shard in shards:
        counts = conduct(shard, fake_model.run).counts
        assert counts.planned == counts.stored == len(shard.runs)
    assert sorted(key for shard in shards for key in keys(shard.folder, "stored")) == sorted(
        run.key for run in whole.runs
    )
    assert merge(plan_of(tmp_path), [shard.folder for shard in shards]) == (6, 6, 0, 0)
    assert_same_tables(tmp_path / "small", tmp_path / "whole")
    assert merge(plan_of(tmp_path), [shards[0].folder]) == (6, 6, 0, 0), "once more changes nothing"
    assert_same_tables(tmp_path / "small", tmp_path / "whole")


def test_a_missing_shard_stays_pending_and_failures_come_along(tmp_path: Path) -> None:
    first, second = (plan_of(tmp_path, shard=f"{number}/2") for number in (1, 2))
    conduct(first, fake_model.failing)
    assert merge(plan_of(tmp_path), [first.folder]) == (6, 2, 1, 3)
    assert read_manifest(tmp_path / "small")["status"] == "merged in part"
    assert "no administrator left" in read_table(tmp_path / "small", "failures")["traceback"][0]
    conduct(second, fake_model.run)
    conduct(first, fake_model.run)
    assert merge(plan_of(tmp_path), [first.folder, second.folder]) == (6, 6, 0, 0)


def test_a_shard_is_resumed_as_a_shard(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, shard="2/3")
    conduct(plan, fake_model.run)
    again = make_plan(recall(plan.folder, ""))
    assert (again.folder, again.identity, again.whole) == (plan.folder, plan.identity, plan.whole)


def test_a_folder_can_be_divided_as_well_as_a_study(tmp_path: Path) -> None:
    conduct(plan_of(tmp_path), fake_model.run)
    wish = wish_for_shard("1/2", Wish((), str(tmp_path / "small")))
    assert make_plan(wish).identity == plan_of(tmp_path, shard="1/2").identity
    assert wish_for_shard(str(tmp_path / "small"), Wish((), "1/2")) == wish, "in either order"


@pytest.mark.parametrize("part", ["0/2", "3/2", "1/7", "half", "1/2/3"])
def test_what_is_no_part_is_refused(tmp_path: Path, part: str) -> None:
    with pytest.raises(InputError, match=r"shard: got .*1 <= I <= N <= 6"):
        plan_of(tmp_path, shard=part)


def tamper(folder: Path, name: str, value: float | str) -> str:
    """Change a number of the first stored run and return its key."""
    with sqlite3.connect(folder / FILE) as db:
        key, numbers = db.execute("SELECT key, numbers FROM runs WHERE status = 'stored' ORDER BY ordinal").fetchone()
        db.execute("UPDATE runs SET numbers = ? WHERE key = ?", (json.dumps({**json.loads(numbers), name: value}), key))
    db.close()
    return str(key)


def test_folders_that_disagree_about_a_run_are_not_merged(tmp_path: Path) -> None:
    whole, shard = plan_of(tmp_path, "name=other"), plan_of(tmp_path, shard="1/2")
    conduct(whole, fake_model.run)
    conduct(shard, fake_model.run)
    key = tamper(shard.folder, "solved", 1.0)
    with pytest.raises(InputError, match=rf"results equal to those in .*other.*gridgov verify.*{key}"):
        merge(plan_of(tmp_path), [whole.folder, shard.folder])
    assert not keys(tmp_path / "small", "stored"), "and nothing was taken"


@pytest.mark.parametrize("other", ["days=6", "seed=2", "replications=3"])
def test_a_shard_of_another_design_is_not_merged(tmp_path: Path, other: str) -> None:
    first, second = plan_of(tmp_path, shard="1/2"), plan_of(tmp_path, other, "name=strange", shard="2/2")
    conduct(first, fake_model.run)
    conduct(second, fake_model.run)
    with pytest.raises(InputError, match=r"strange.*another design.*merge with the code"):
        merge(plan_of(tmp_path), [first.folder, second.folder])


def test_the_verbs_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short = ["street=tiny", "days=2", "warmup_days=1", "replications=1", "executor=serial", "detail=summary"]
    here = ["--results", str(tmp_path)]
    for part in ("1/2", "2/2"):
        assert dispatch(["shard", part, "staffing", *short, "name=s", *here]) == 0
    assert f"gridgov merge {tmp_path / 's'}.shard-*" in capsys.readouterr().out
    assert dispatch(["merge", str(tmp_path / "s.shard-1-of-2"), "name=half"]) == 1
    assert "1 pending: merge the other shards too" in capsys.readouterr().out
    assert dispatch(["merge", *map(str, sorted(tmp_path.glob("s.shard-*")))]) == 0
    command = read_manifest(tmp_path / "s")["command"]
    assert command.startswith("gridgov study staffing street=tiny") and "shard" not in command and "name=s" in command
    assert dispatch(["verify", str(tmp_path / "s"), "--runs", "2"]) == 0
    assert "2 of 3 runs made again: digest and numbers are equal" in capsys.readouterr().out
    assert dispatch(["extend", str(tmp_path / "s"), "replications=2"]) == 0
    assert dispatch(["status", str(tmp_path / "s")]) == 0
    assert "6 planned = 6 stored + 0 failed + 0 pending" in capsys.readouterr().out
    assert len(read_runs(tmp_path / "s")) == 6
    assert not (tmp_path / "s" / "daily.parquet").exists(), "a summary has no days"
    key = tamper(tmp_path / "s", "solved", -1.0)
    assert dispatch(["verify", str(tmp_path / "s"), "--runs", "6"]) == 1
    shown = capsys.readouterr().out
    assert "1 of 6 runs came out differently" in shown and key in shown and "reproduce: gridgov run" in shown
