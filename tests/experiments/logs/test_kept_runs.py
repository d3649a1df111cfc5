"""Runs of commands on logs: what was made before an interruption is not made again, and days without events count."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from experiments.ledger import FILE, open_ledger
from experiments.logs.backtest.predict import spread
from experiments.logs.folder import (
    EVENTS_FILE,
    asked_of,
    begin,
    check_way,
    make_way,
    unfinished,
    write_events,
    write_manifest,
)
from experiments.logs.runs import backlogs_of, cases_of, counts_of, kept_runs
from sim import InputError, Scenario
from sim.errors import ModelError
from tests.experiments.logs.simulated_log import simulated_log
from tests.streets import tiny

SEEDS = [1, 2, 3, 4]


def street(**changes: object) -> Scenario:
    return tiny(days=3, warmup_days=0).but(**changes)


def quiet() -> Scenario:
    return street(catalogue=street().catalogue.but(rate_scale=0.0))


def test_a_run_in_which_nothing_arises_counts_as_days_without_events(tmp_path: Path) -> None:
    with kept_runs(tmp_path, 1) as runs:
        made = sorted(runs.make(counts_of, [street(), quiet()], [1, 1], "runs"), key=lambda one: one.place)
    assert [one.place for one in made] == [0, 1]
    kinds, areas = tuple(street().catalogue.categories), street().street.community_names
    busy, still = (spread(one.table, 3, kinds, areas) for one in made)
    assert still.shape == busy.shape and not still.any() and busy.sum() == made[0].table["n"].sum() > 0


def test_tables_of_runs_are_those_of_the_street(tmp_path: Path) -> None:
    with kept_runs(tmp_path, 1) as runs:
        [cases] = runs.make(cases_of, [street()], [1], "runs")
        [counts] = runs.make(counts_of, [street()], [1], "runs")
        [backlog] = runs.make(backlogs_of, [street()], [1], "runs")
    first = cases.table[(cases.table["case"] <= 1) & (cases.table["onset"] >= 0)]
    assert counts.table["n"].sum() == len(first)
    assert set(cases.table["area"]) <= set(street().street.community_names)
    assert backlog.table["day"].tolist() == [0, 1, 2] and backlog.row["residents"] > 0


def dying(scenario: Scenario, seed: int) -> object:
    """Make a run, but die of the third one."""
    if seed == SEEDS[2]:
        os.kill(os.getpid(), signal.SIGKILL)
    return counts_of(scenario, seed)


SITTING = """
from pathlib import Path
from experiments.execute import Serial
from experiments.logs import runs
from tests.experiments.logs.test_kept_runs import SEEDS, dying, street
runs.COLUMNS[dying] = runs.COUNTS
runs.Serial = lambda: Serial(batch_seconds=0.0)
dying.__name__ = "counts_of"
with runs.kept_runs(Path({folder!r}), 1) as kept:
    list(kept.make(dying, [street()] * 4, SEEDS, "runs"))
"""


def test_after_kill_9_the_same_runs_are_not_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = subprocess.run([sys.executable, "-c", SITTING.format(folder=str(tmp_path))], check=False)
    assert done.returncode == -signal.SIGKILL
    with open_ledger(tmp_path) as ledger:
        before = ledger.counts()
        stored = {one.run.key: one.numbers["digest"] for one in ledger.records("stored")}
    assert before.planned == 4 and before.stored == 2
    with kept_runs(tmp_path, 1) as runs:
        made = list(runs.make(counts_of, [street()] * 4, SEEDS, "runs"))
        with open_ledger(tmp_path) as ledger:
            assert ledger.counts().stored == 4, "no run stands there twice"
            again = {one.run.key: one.numbers["digest"] for one in ledger.records("stored")}
    assert stored.items() <= again.items() and sorted(one.place for one in made) == [0, 1, 2, 3]
    assert "going on: 2 runs are there already" in capsys.readouterr().out
    whole = sorted(made, key=lambda one: one.place)
    for one, seed in zip(whole, SEEDS, strict=True):
        fresh = counts_of(street(), seed).incidents.reset_index(drop=True)
        assert np.array_equal(one.table["n"], fresh["n"]), "tables come back to the run that they belong to"
    assert not list(tmp_path.glob(f"{FILE}*")), "when all is done, results stand in tables"


def test_a_run_that_fails_is_told_and_the_others_stay(tmp_path: Path) -> None:
    broken = street().but(onset=street().onset.but(community_shock_variances={"nowhere": 1.0}))
    with pytest.raises(ModelError, match="nowhere"), kept_runs(tmp_path, 1) as runs:
        list(runs.make(counts_of, [street(), broken], [1, 1], "runs"))
    with open_ledger(tmp_path) as ledger:
        assert ledger.counts().stored == 1 and ledger.counts().failed == 1


def test_only_the_same_command_goes_on_with_what_was_begun(tmp_path: Path) -> None:
    asked, other = asked_of("fit", "log.csv", "until October"), asked_of("fit", "log.csv", "until September")
    place = (tmp_path, ["name=mine"], "mine", False)
    begin(tmp_path / "mine", "fit", asked)
    (tmp_path / "mine" / "kept").touch()
    assert make_way(*place, asked) == tmp_path / "mine" and (tmp_path / "mine/kept").exists()
    for wish in (other, ""):
        with pytest.raises(InputError, match="earlier result"):
            check_way(*place, wish)
    write_manifest(tmp_path / "mine", "fit", {"first": "2018-09-14"})
    assert not unfinished(tmp_path / "mine", asked)
    with pytest.raises(InputError, match="earlier result"):
        check_way(*place, asked)
    begin(tmp_path / "mine", "fit", asked)
    make_way(*place[:3], True, asked)
    assert not (tmp_path / "mine").exists(), "--overwrite begins anew"


@pytest.mark.extended
@pytest.mark.parametrize(
    ("command", "written"),
    [
        (["fit"], ("parameters.csv", EVENTS_FILE)),
        (
            ["replay", "--from", "2025-04-24", "--more", "administrators=1", "--replications", "4"],
            ("runs.csv", "daily.csv"),
        ),
    ],
)
def test_a_command_that_is_killed_goes_on_when_repeated_and_loses_nothing(
    command: list[str], written: tuple[str, ...], tmp_path: Path
) -> None:
    """It is killed as soon as its ledger has a run; the same command ends as one that was left alone."""
    pytest.importorskip("pandera")
    (tmp_path / "log").mkdir()
    write_events(tmp_path / "log", simulated_log(60))
    write_manifest(tmp_path / "log", "log", simulated_log(60).about)
    asked = [sys.executable, "-m", "experiments", "log", command[0], str(tmp_path / "log"), "--calendar", "none"]
    asked += command[1:]
    killed, whole = (tmp_path / name / "mine" for name in ("killed", "whole"))
    program = subprocess.Popen([*asked, "name=mine", "--results", str(killed.parent)], stdout=subprocess.DEVNULL)
    while program.poll() is None and not kept_in(killed):
        time.sleep(0.005)
    program.kill()
    assert program.wait() == -signal.SIGKILL, "it was killed at work"
    before = kept_in(killed)
    assert before, "what was made before is stored"
    again = subprocess.run(
        [*asked, "name=mine", "--results", str(killed.parent)], capture_output=True, text=True, check=False
    )
    assert again.returncode == 0 and f"going on: {before} run" in again.stdout
    subprocess.run([*asked, "name=mine", "--results", str(whole.parent)], check=True, stdout=subprocess.DEVNULL)
    for name in written:
        assert (killed / name).read_bytes() == (whole / name).read_bytes()
    assert not list(killed.glob(f"{FILE}*"))


@pytest.mark.extended
def test_an_import_that_is_killed_leaves_nothing_half_and_can_be_repeated(tmp_path: Path) -> None:
    """At whatever moment it is killed, the folder is a whole log or none; the same command then makes it whole."""
    pytest.importorskip("pandera")
    program, file = [sys.executable, "-m", "experiments"], tmp_path / "log.csv"
    simulated_log(60).events.to_csv(file, index=False)
    asked = [*program, "log", "import", str(file), "--format", "generic", "name=mine"]
    subprocess.run([*asked, "--results", str(tmp_path / "whole")], check=True, stdout=subprocess.DEVNULL)
    for tenths in (20, 24, 28, 32):
        killed = subprocess.Popen([*asked, "--results", str(tmp_path / "killed")], stdout=subprocess.DEVNULL)
        time.sleep(tenths / 10)
        killed.kill()
        killed.wait()
    again = subprocess.run(
        [*asked, "--results", str(tmp_path / "killed"), "--overwrite"], capture_output=True, check=False
    )
    assert again.returncode == 0
    for path in (tmp_path / "whole/mine").glob("*.parquet"):
        assert path.read_bytes() == (tmp_path / "killed/mine" / path.name).read_bytes()


def kept_in(folder: Path) -> int:
    """Return how many runs the ledger of a folder holds."""
    if not (folder / FILE).is_file():
        return 0
    with open_ledger(folder) as ledger:
        return ledger.counts().stored
