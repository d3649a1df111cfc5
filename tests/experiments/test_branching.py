"""Stories of branched studies: arms that share a history live it once, and nobody can tell from the results."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments import branching
from experiments.branching import BranchError, by_history, in_child, live
from experiments.checkpoints import read_checkpoint, write_checkpoint
from experiments.cli import dispatch
from experiments.execute import LocalProcesses, Serial
from experiments.plan import Plan, Wish, make_plan
from experiments.shards import merge
from experiments.store import read_runs
from experiments.study import conduct
from sim import History, InputError, run, state_digest
from tests.streets import composed

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every run lives its own history"),
    pytest.mark.extended,
]
DAYS = ("street=tiny", "days=12", "warmup_days=8", "detail=summary")
HISTORY = History(rules=composed("days=12", "warmup_days=8", "detail=summary"), until_day=8)


def arm(*overrides: str):
    return composed("days=12", "warmup_days=8", "detail=summary", *overrides).but(history=HISTORY)


def planned(folder: Path, *overrides: str, shard: str = "") -> Plan:
    return make_plan(Wish((*DAYS, "replications=2", *overrides), "communication", folder, shard=shard))


def test_arms_go_on_from_one_street_as_if_each_had_lived_alone() -> None:
    scenarios = [arm("communication=two_way"), arm("staffing=lean"), arm("dispatch=fifo")]
    branched = [branching.run(scenario, 5) for scenario in scenarios]
    street = live(HISTORY, 5)
    assert street.day == 8, "the street waits where the arms parted"
    assert live(HISTORY, 5) is street and live(HISTORY, 6) is not street
    assert [one.digest for one in branched] == [run(scenario, 5).digest for scenario in scenarios]


def test_a_branched_study_is_the_same_however_it_is_executed(tmp_path: Path) -> None:
    plan = planned(tmp_path, "branch_at=warmup")
    ways = {"alone": (Serial(), run), "serial": (Serial(), branching.run)}
    ways["local"] = (LocalProcesses(workers=2), branching.run)
    digests = {}
    for name, (executor, way) in ways.items():
        conduct(plan._replace(executor=executor, folder=tmp_path / name), way)
        digests[name] = read_runs(tmp_path / name).set_index("key")["digest"].to_dict()
    shards = [planned(tmp_path, "branch_at=warmup", shard=f"{number}/2") for number in (1, 2)]
    for shard in shards:
        conduct(shard, branching.run)
    merge(plan, [shard.folder for shard in shards])
    digests["merged"] = read_runs(plan.folder).set_index("key")["digest"].to_dict()
    assert digests["alone"] == digests["serial"] == digests["local"] == digests["merged"]
    assert len(set(digests["alone"].values())) == 4
    plain = planned(tmp_path)
    assert not {one.key for one in plain.runs} & {one.key for one in plan.runs}, "a branch is part of what a run is"


def test_the_command_that_makes_a_run_again_makes_the_same_run(tmp_path: Path) -> None:
    plan = planned(tmp_path, "branch_at=4")
    for one in plan.runs:
        again = Wish((*plan.points[one.point].overrides, f"seed={one.seed}"), "", tmp_path)
        assert [single.key for single in make_plan(again).runs] == [one.key]


def test_tasks_of_one_seed_follow_each_other_only_where_they_share_a_history(tmp_path: Path) -> None:
    for branch, sharing in (("branch_at=warmup", True), ("branch_at=null", False)):
        plan = planned(tmp_path, branch)
        tasks = [plan.task(one) for one in plan.runs]
        seeds = [task.seed for task in by_history(tasks)]
        assert (seeds == sorted(seeds)) is sharing
        assert sorted(task.key for task in by_history(tasks)) == sorted(task.key for task in tasks)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["study", "communication", "branch_at=soon"], "branch_at: got 'soon', allowed: warmup | a whole number"),
        (["study", "communication", "branch_at=12"], "branch_at: got 12"),
        (["study", "communication", "branch_at=-1"], "branch_at: got -1"),
        (["study", "partners", "branch_at=warmup"], "partners"),
        (["run", "branch_at=warmup"], "branch_from: got {}, allowed: what is other until branch_at"),
        (["run", "branch_from={communication:two_way}"], "branch_from: got"),
        (["run", "branch_at=3", "branch_from={onset:no_contagion}"], "onset.contagion_max: got 2.0, allowed: 1.0"),
    ],
)
def test_what_cannot_branch_is_one_line_and_exit_code_2(words, said, tmp_path, capsys) -> None:
    assert dispatch([*words, *DAYS, "--results", str(tmp_path)]) == 2
    message = " ".join(capsys.readouterr().err.split())
    assert said in message and "Traceback" not in message


def test_a_run_can_have_a_branch_of_its_own(tmp_path: Path) -> None:
    words = ["run", *DAYS, "communication=two_way", "branch_at=warmup", "branch_from={communication:one_way}"]
    assert dispatch([*words, "name=one", "--results", str(tmp_path)]) == 0
    assert read_runs(tmp_path / "one")["digest"].item() == run(arm("communication=two_way"), 1).digest


def test_a_branch_that_fails_or_dies_is_told_with_its_reason() -> None:
    with pytest.raises(BranchError, match="ZeroDivisionError"):
        in_child(lambda: 1 // 0)
    with pytest.raises(BranchError, match="ended with status 9"):
        in_child(lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert in_child(lambda: 6 * 7) == 42


def test_a_branch_ends_with_the_process_that_made_it(tmp_path: Path) -> None:
    note = tmp_path / "child"
    script = f"""
import os, time
from pathlib import Path
from experiments.branching import in_child
def wait():
    Path({str(note)!r}).write_text(str(os.getpid()))
    time.sleep(120)
in_child(wait)
"""
    parent = subprocess.Popen([sys.executable, "-c", script])
    assert _soon(lambda: note.exists() and note.read_text())
    child = int(note.read_text())
    parent.kill()
    parent.wait()
    assert _soon(lambda: not _lives(child))


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _soon(happens) -> bool:
    for _ in range(600):
        if happens():
            return True
        time.sleep(0.1)
    return False


def test_a_checkpoint_is_data_and_brings_the_same_street_back(tmp_path: Path) -> None:
    path = tmp_path / "day_8.json"
    write_checkpoint(path, HISTORY, 3)
    digest = state_digest(live(HISTORY, 3))
    live(HISTORY, 4)  # another street in between
    history, seed, street = read_checkpoint(path)
    assert (history, seed, street.day, state_digest(street)) == (HISTORY, 3, 8, digest)
    assert state_digest(live(HISTORY, 4)) != digest


@pytest.mark.parametrize("change", [{"state": "0" * 32}, {"seed": 4}, {"until_day": 7}, {"format": 0}])
def test_a_checkpoint_that_does_not_bring_it_back_is_refused(change, tmp_path: Path) -> None:
    path = tmp_path / "day_8.json"
    write_checkpoint(path, HISTORY, 3)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(InputError):
        read_checkpoint(path)
    path.write_text("no checkpoint")
    with pytest.raises(InputError, match="a checkpoint"):
        read_checkpoint(path)
