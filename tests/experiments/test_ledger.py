"""Stories of the ledger: planned = stored + failed + pending, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.execute import Batch, Outcome
from experiments.ledger import FILE, Ledger, PlannedPoint, PlannedRun, open_ledger, sole_writer
from sim.errors import InputError

RUNS = [PlannedRun(f"run{number}", number, 0, number, 100 + number) for number in range(6)]
POINT = PlannedPoint(0, {"staffing": "lean"}, {"days": 3}, ["staffing=lean"])


def planned(ledger: Ledger) -> Ledger:
    ledger.plan({"plan": "a plan"}, [POINT], RUNS)
    return ledger


def outcome(key: str, failed: bool) -> Outcome:
    return Outcome(key, 0.5, {}, "boom") if failed else Outcome(key, 0.5, {"digest": key, "a": 1.5})


steps = st.lists(st.lists(st.tuples(st.sampled_from([run.key for run in RUNS]), st.booleans()), max_size=4), max_size=8)


@settings(max_examples=40, deadline=None)
@given(batches=steps)
def test_the_books_balance_after_any_batches(tmp_path_factory: pytest.TempPathFactory, batches: list) -> None:
    with open_ledger(tmp_path_factory.mktemp("ledger")) as ledger:
        planned(ledger)
        stored: set[str] = set()
        for batch in batches:
            ledger.store(Batch([outcome(*step) for step in batch], {"daily": b"x"}))
            for key, failed in batch:
                stored |= set() if failed else {key}
            counts = ledger.counts()
            assert counts.planned == len(RUNS) == counts.stored + counts.failed + counts.pending
            assert {record.run.key for record in ledger.records("stored")} == stored, "what is stored stays stored"
        assert [key for key, _ in ledger.places()] == sorted(stored, key=lambda key: int(key[3:]))


def test_numbers_come_back_exactly(tmp_path: Path) -> None:
    row = {"digest": "d", "third": 1 / 3, "tiny": 5e-324, "none": float("nan")}
    with open_ledger(tmp_path) as ledger:
        planned(ledger).store(Batch([Outcome("run0", 1.0, row)]))
    with open_ledger(tmp_path) as ledger:
        [record] = ledger.records("stored")
        assert repr(record.numbers) == repr(row)
        assert record.run == RUNS[0]
        assert ledger.points() == [POINT]


def test_failed_runs_can_be_tried_again(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        planned(ledger).store(Batch([outcome("run0", True), outcome("run1", False)]))
        ledger.retry_failed()
        assert ledger.counts() == (6, 1, 0, 5)


def test_a_broken_ledger_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database, but it is long enough to look at" * 100)
    with pytest.raises(InputError, match=r"ledger\.sqlite.*put back a copy of the file"), open_ledger(tmp_path):
        pass


def test_two_processes_cannot_write_one_folder(tmp_path: Path) -> None:
    with sole_writer(tmp_path):
        with pytest.raises(InputError, match="no other gridgov"), sole_writer(tmp_path):
            pass
    with sole_writer(tmp_path):
        pass  # and it is free again


WRITER = """
import sys
from pathlib import Path
from experiments.execute import Batch, Outcome
from experiments.ledger import PlannedPoint, PlannedRun, open_ledger
with open_ledger(Path(sys.argv[1])) as ledger:
    runs = [PlannedRun(f"run{n}", n, 0, n, n) for n in range(20000)]
    ledger.plan({"plan": "p"}, [PlannedPoint(0, {}, {}, [])], runs)
    print("planned", flush=True)
    for n in range(0, 20000, 5):
        outcomes = [Outcome(f"run{k}", 1.0, {"digest": str(k)}) for k in range(n, n + 5)]
        ledger.store(Batch(outcomes, {"daily": bytes(5000)}))
        print(n, flush=True)
"""


@pytest.mark.parametrize("batches", [1, 17, 120])
def test_a_writer_killed_at_any_moment_leaves_whole_batches(tmp_path: Path, batches: int) -> None:
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(1 + batches):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with open_ledger(tmp_path) as ledger:
        counts = ledger.counts()
        assert counts.planned == 20000 == counts.stored + counts.pending
        assert counts.stored >= 5 * batches, "what was reported as written is there"
        assert counts.stored % 5 == 0, "no part of a batch"
        assert 5 * len(list(ledger.contents("daily"))) == counts.stored
        assert all(ledger.content(batch, "daily") for _, batch in ledger.places())
