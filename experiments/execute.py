"""Execution: runs here or in worker processes; a run that fails or kills its worker is an outcome, not an end.

An executor has one verb, `execute(run, tasks)`, which yields batches of outcomes in any order; only the coordinating
process, which reads them, writes anything.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from experiments.tables import encode
from sim.parameters import Parameters, param

Run = Callable[[Any, int], Any]
FRAMES = ("daily", "grids", "quantities", "incidents")


class Task(NamedTuple):
    """One run to be made: its key, the immutable scenario, the seed."""

    key: str
    scenario: Any
    seed: int


class Outcome(NamedTuple):
    """What came of a task: a row of numbers and its tables (as Parquet bytes), or the traceback of its failure."""

    key: str
    seconds: float
    row: dict[str, Any]
    frames: dict[str, bytes]
    failure: str = ""


class Executor(Protocol):
    """Makes runs; `run(scenario, seed)` returns a result with indicators, checks, digest and tables."""

    def execute(self, run: Run, tasks: Sequence[Task]) -> Iterator[list[Outcome]]:
        """Yield the outcomes of all tasks, in batches, as they come; closing the iterator stops the work at once."""
        ...


def perform(run: Run, tasks: Sequence[Task]) -> list[Outcome]:
    """Make the runs of one batch, here and now; an exception becomes the outcome of its run alone."""
    return [_perform(run, task) for task in tasks]


def _perform(run: Run, task: Task) -> Outcome:
    started = time.perf_counter()
    try:
        result = run(task.scenario, task.seed)
        numbers = {**result.indicators, **{f"check_{name}": value for name, value in result.checks.items()}}
        row = {"digest": result.digest, **{name: float(value) for name, value in numbers.items()}}
        tables = {name: getattr(result, name) for name in FRAMES}
        frames = {name: encode(table) for name, table in tables.items() if table is not None}
        return Outcome(task.key, time.perf_counter() - started, row, frames)
    except Exception:
        return Outcome(task.key, time.perf_counter() - started, {}, {}, traceback.format_exc())


class Serial(Parameters):
    """One run after the other in this process."""

    def execute(self, run: Run, tasks: Sequence[Task]) -> Iterator[list[Outcome]]:
        """Yield each outcome as it is made, in order."""
        for task in tasks:
            yield perform(run, [task])


class LocalProcesses(Parameters):
    """Worker processes on this machine, started afresh (spawn), fed with small batches of short runs."""

    workers: int = param(0, "processes", 0, 1024, "convention", "worker processes; 0 = one for each core")
    batch_seconds: float = param(1.0, "s", 0, 3600, "convention", "short runs are sent in batches of about this length")
    retries: int = param(1, "times", 0, 100, "convention", "how often a run whose worker died is tried again")

    def execute(self, run: Run, tasks: Sequence[Task]) -> Iterator[list[Outcome]]:
        """Yield outcomes as the workers return them; a dead worker costs only the runs in flight, which are retried."""
        from experiments.crew import Crew

        crew = Crew(run, tasks, self)
        try:
            yield from crew.work()
        finally:
            crew.dismiss()

    def count(self, n_tasks: int) -> int:
        """Return how many worker processes to start for a number of tasks."""
        return max(1, min(self.workers or available_cores(), n_tasks))


def available_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
