"""Execution: runs here or in worker processes; a run that fails or kills its worker is an outcome, not an end.

An executor has one verb, `execute(run, tasks)`, which yields batches of outcomes in any order; only the coordinating
process, which reads them, writes anything.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from experiments.cores import available_cores
from experiments.frames import joined
from experiments.timeout import limited
from sim.parameters import Parameters, param

Run = Callable[[Any, int], Any]


class Task(NamedTuple):
    """One run to be made: its key, the immutable scenario, the seed."""

    key: str
    scenario: Any
    seed: int


class Outcome(NamedTuple):
    """What came of a task: a row of numbers, or the traceback of its failure."""

    key: str
    seconds: float
    row: dict[str, Any]
    failure: str = ""


@dataclass(frozen=True)
class Batch:
    """The outcomes of some tasks, and each kind of table of all their runs together, as Parquet bytes by its name."""

    outcomes: list[Outcome]
    frames: dict[str, bytes] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Outcome]:
        """Iterate over the outcomes."""
        return iter(self.outcomes)


class Executor(Protocol):
    """Makes runs; `run(scenario, seed)` returns a result with indicators, checks, digest and tables."""

    def execute(self, run: Run, tasks: Sequence[Task]) -> Iterator[Batch]:
        """Yield the outcomes of all tasks, in batches, as they come; closing the iterator stops the work at once."""
        ...


def perform(run: Run, tasks: Sequence[Task], timeout_seconds: float = 0.0) -> Batch:
    """Make the runs of one batch, here and now; an exception becomes the outcome of its run alone."""
    outcomes, results = [], []
    for task in tasks:
        outcome, result = _perform(run, task, timeout_seconds)
        outcomes.append(outcome)
        if result is not None:
            results.append((task.key, getattr(task.scenario, "detail", ""), result))
    try:
        return Batch(outcomes, joined(results))
    except Exception:  # tables that cannot be stored are failures too
        failure = traceback.format_exc()
        return Batch([one._replace(row={}, failure=one.failure or failure) for one in outcomes])


def _perform(run: Run, task: Task, timeout_seconds: float) -> tuple[Outcome, Any]:
    started = time.perf_counter()
    try:
        with limited(timeout_seconds):
            result = run(task.scenario, task.seed)
        numbers = {**result.indicators, **{f"check_{name}": value for name, value in result.checks.items()}}
        row = {"digest": result.digest, **{name: float(value) for name, value in numbers.items()}}
        return Outcome(task.key, time.perf_counter() - started, row), result
    except Exception:
        return Outcome(task.key, time.perf_counter() - started, {}, traceback.format_exc()), None


class Serial(Parameters):
    """One run after the other in this process; short ones are handed over together."""

    batch_seconds: float = param(1.0, "s", 0, 3600, "convention", "short runs are stored in batches of this length")
    timeout_seconds: float = param(0.0, "s", 0, 1e7, "convention", "longest time that a run may take; 0 = any")

    def execute(self, run: Run, tasks: Sequence[Task]) -> Iterator[Batch]:
        """Yield the outcomes in order, as they are made."""
        from experiments.batching import Batching

        waiting = Batching(tasks, 1, self.batch_seconds)
        while waiting.tasks:
            batch = perform(run, waiting.next(), self.timeout_seconds)
            waiting.learn(batch)
            yield batch


class LocalProcesses(Parameters):
    """Worker processes on this machine, started afresh (spawn), fed with small batches of short runs."""

    workers: int = param(0, "processes", 0, 1024, "convention", "worker processes; 0 = one for each core")
    batch_seconds: float = param(1.0, "s", 0, 3600, "convention", "short runs are sent in batches of about this length")
    retries: int = param(1, "times", 0, 100, "convention", "how often a run whose worker died is tried again")
    timeout_seconds: float = param(0.0, "s", 0, 1e7, "convention", "longest time that a run may take; 0 = any")

    def execute(self, run: Run, tasks: Sequence[Task]) -> Iterator[Batch]:
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
