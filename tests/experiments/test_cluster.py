"""Stories of a Dask cluster: a real scheduler and real workers, equal results, deaths that cost nothing, refusals."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("distributed", reason="needs the extra `cluster`")

from experiments import branching, cluster
from experiments.cluster import DaskCluster
from experiments.execute import Executor, LocalProcesses, Serial
from experiments.ledger import Counts
from experiments.plan import Plan, Wish, make_plan
from experiments.shards import merge
from experiments.store import read_runs, read_table
from experiments.study import conduct
from sim import run
from sim.errors import InputError
from sim.policies.links import LendToBusiest, Links
from tests.experiments import fake_model
from tests.experiments.test_execute import outcomes

pytestmark = pytest.mark.extended

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2


def start(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{program}", "--no-dashboard", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__DAEMON": "false"}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def start_worker(file: Path) -> subprocess.Popen[bytes]:
    local = ["--local-directory", str(file.parent)]
    return start("worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", *local)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of a scheduler on loopback that has two worker processes."""
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    processes = [start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))]
    processes += [start_worker(file) for _ in range(WORKERS)]
    deadline = time.monotonic() + 300
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    yield file
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def dask(scheduler: Path) -> DaskCluster:
    return DaskCluster(scheduler_file=str(scheduler), wait_seconds=300)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(Wish(("street=tiny", "days=5", "replications=2"), "staffing"))


def lean(plan: Plan) -> set[str]:
    return {one.key for one in plan.runs if plan.points[one.point].factors["staffing"] == "lean"}


def real_plan(folder: Path, name: str, executor: Executor, shard: str = "") -> Plan:
    fixed = ("street=tiny", "days=2", "warmup_days=1", "replications=2", f"name={name}")
    return make_plan(Wish(fixed, "staffing", folder, shard=shard))._replace(executor=executor)


def interrupt(counts: Counts) -> None:
    """Press Ctrl-C as soon as something is stored."""
    if counts.stored:
        raise KeyboardInterrupt


@pytest.mark.slow
def test_serial_local_dask_merged_and_resumed_studies_are_equal(dask: DaskCluster, tmp_path: Path) -> None:
    executors = {"serial": Serial(), "local": LocalProcesses(workers=2), "dask": dask}
    for name, executor in executors.items():
        conduct(real_plan(tmp_path, name, executor), run)
    shards = [real_plan(tmp_path, "merged", Serial(), f"{number}/2") for number in (1, 2)]
    for shard in shards:
        conduct(shard, run)
    merge(real_plan(tmp_path, "merged", Serial()), [shard.folder for shard in shards])
    with pytest.raises(KeyboardInterrupt):
        conduct(real_plan(tmp_path, "resumed", Serial()), run, watch=interrupt)
    assert 0 < len(read_runs(tmp_path / "resumed")) < 6, "it was interrupted in the middle"
    conduct(real_plan(tmp_path, "resumed", Serial()), run)
    digests = read_runs(tmp_path / "serial")["digest"]
    assert digests.nunique() == 6
    for name in ("runs", "daily", "grids", "quantities"):
        first, *others = [
            read_table(tmp_path / folder, name).drop(columns="seconds", errors="ignore")
            for folder in (*executors, "merged", "resumed")
        ]
        for other in others:
            pd.testing.assert_frame_equal(first, other)


@pytest.mark.slow
def test_branched_studies_are_equal_on_a_cluster(dask: DaskCluster, tmp_path: Path) -> None:
    """A worker of a cluster cannot copy itself safely, so each run lives its own history there."""
    branched = ("street=tiny", "days=12", "warmup_days=8", "replications=2", "branch_at=warmup")
    digests = []
    for name, executor in {"serial": Serial(), "dask": dask}.items():
        plan = make_plan(Wish((*branched, f"name={name}"), "communication", tmp_path))
        conduct(plan._replace(executor=executor), branching.run)
        digests.append(list(read_runs(plan.folder)["digest"]))
    assert digests[0] == digests[1] and len(set(digests[0])) == 4


@pytest.mark.slow
def test_a_run_that_raises_fails_alone_with_its_traceback(dask: DaskCluster, plan: Plan) -> None:
    found = outcomes(dask, fake_model.failing, plan)
    assert {key for key, outcome in found.items() if outcome.failure} == lean(plan)
    assert all("ZeroDivisionError: no administrator left" in found[key].failure for key in lean(plan))


@pytest.mark.slow
def test_a_run_that_hangs_on_a_worker_is_ended(dask: DaskCluster, plan: Plan) -> None:
    found = outcomes(dask.but(timeout_seconds=4), partial(fake_model.hanging, waits=False), plan)
    assert {key for key, outcome in found.items() if "RunTimeoutError" in outcome.failure} == lean(plan)


@pytest.mark.slow
def test_kill_9_of_a_worker_in_mid_sweep_loses_nothing(dask: DaskCluster, tmp_path: Path) -> None:
    victim = start_worker(Path(dask.scheduler_file))
    fixed = ("street=tiny", "days=5", "replications=40", "name=swept")
    swept = make_plan(Wish(fixed, "staffing", tmp_path))._replace(executor=dask.but(batch_seconds=0.3))
    killed = threading.Event()

    def kill(counts: object) -> None:
        if (tmp_path / f"worker_{victim.pid}").exists() and not killed.is_set():
            victim.send_signal(signal.SIGKILL)
            killed.set()

    sitting = conduct(swept, partial(fake_model.slow, folder=tmp_path, seconds=0.1), watch=kill)
    victim.kill()
    victim.wait()
    assert killed.is_set(), "it died while it worked"
    assert sitting.counts == (120, 120, 0, 0)


@pytest.mark.slow
def test_workers_with_other_code_are_refused(dask: DaskCluster, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "identity_here", lambda package: (package, "other code", ()))
    with pytest.raises(InputError, match="a worker with other model code.*install the same gridgov"):
        outcomes(dask, fake_model.run, plan)


def test_a_users_own_package_is_found_however_deep_its_part_lies(plan: Plan) -> None:
    class Lending(LendToBusiest):
        __module__ = "my_rules.links"

    task = next(plan.task(run) for run in plan.runs)
    own = dataclasses.replace(task.scenario, links=Links(lending=Lending()))
    assert cluster._package_of([task]) == ""
    assert cluster._package_of([task._replace(scenario=own)]) == "my_rules"


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "tcp://cluster.example.org:8786", "192.168.1.2:8786"])
def test_plain_tcp_to_other_machines_needs_a_flag(address: str) -> None:
    with pytest.raises(InputError, match=r"executor\.address: got .*tls://.*executor\.insecure=true"):
        DaskCluster(address=address).checked_address()
    assert DaskCluster(address=address, insecure=True).checked_address().endswith(address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://[::1]:8786", "localhost:8786", "tls://far.org:1"])
def test_this_machine_and_tls_need_none(address: str) -> None:
    assert DaskCluster(address=address).checked_address().endswith(address)


def test_a_scheduler_file_is_held_to_the_same(tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    file.write_text(json.dumps({"address": "tcp://10.1.1.1:8786"}))
    with pytest.raises(InputError, match="insecure"):
        DaskCluster(scheduler_file=str(file)).checked_address()
    with pytest.raises(InputError, match="a scheduler file"):
        DaskCluster(scheduler_file=str(tmp_path / "none.json")).checked_address()
    with pytest.raises(InputError, match=r"executor\.address=tcp://127"):
        DaskCluster().checked_address()


def test_tls_without_certificates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"executor\.tls_ca_file: got 'nothing'"):
        DaskCluster(address="tls://127.0.0.1:1").connect()
