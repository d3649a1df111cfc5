"""A crew of worker processes: batches go out, outcomes come back, the dead are replaced and their runs tried again."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import traceback
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import connection

from experiments.batching import Batching
from experiments.execute import Batch, LocalProcesses, Outcome, Run, Task, perform

DIED = (
    "The worker process died (killed, out of memory, crashed in native code, or hanging there beyond the timeout);"
    " its run was tried {} times."
)


class Crew:
    """The tasks of one execution: waiting, in flight, or suspected of having killed a worker.

    Batch sizes follow the time that runs take. When a worker dies, every run in flight is a suspect and is repeated
    alone; a run that kills its worker alone more than `retries` times is a failure, the others go on.
    """

    def __init__(self, run: Run, tasks: Sequence[Task], settings: LocalProcesses) -> None:
        self.run, self.settings = run, settings
        self.workers = settings.count(len(tasks))
        self.waiting, self.suspects = Batching(tasks, self.workers, settings.batch_seconds), deque[Task]()
        self.flights: dict[Future[Batch], list[Task]] = {}
        self.deaths: Counter[str] = Counter()
        self.pool = self._recruit()

    def work(self) -> Iterator[Batch]:
        """Yield batches of outcomes until every task has one; the next ones are sent before."""
        while self.waiting.tasks or self.suspects or self.flights:
            self._send()
            done, _ = wait(self.flights, return_when=FIRST_COMPLETED)
            lost: list[Task] = []
            batches = [batch for future in done if (batch := self._collect(future, lost))]
            if lost:
                batches += self._replace(lost)
            self._send()
            yield from batches

    def dismiss(self) -> None:
        """Stop all workers: at once if runs are in flight, else as they finish."""
        processes = list((getattr(self.pool, "_processes", None) or {}).values())
        self.pool.shutdown(wait=not self.flights, cancel_futures=True)
        for process in processes if self.flights else ():
            process.kill()

    def _recruit(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=_serve)

    def _send(self) -> None:
        if self.suspects:
            if not self.flights:
                self._submit([self.suspects.popleft()])
            return
        while self.waiting.tasks and len(self.flights) < self.workers:
            self._submit(self.waiting.next())

    def _submit(self, tasks: list[Task]) -> None:
        with _interrupts_blocked():
            try:
                future = self.pool.submit(perform, self.run, tasks, self.settings.timeout_seconds)
            except BrokenExecutor:
                self.pool = self._recruit()
                future = self.pool.submit(perform, self.run, tasks, self.settings.timeout_seconds)
        self.flights[future] = tasks

    def _collect(self, future: Future[Batch], lost: list[Task]) -> Batch | None:
        tasks = self.flights.pop(future)
        try:
            batch = future.result()
        except BrokenExecutor:
            lost += tasks
            return None
        except Exception:
            batch = Batch([Outcome(task.key, 0.0, {}, traceback.format_exc()) for task in tasks])
        self.waiting.learn(batch)
        return batch

    def _replace(self, lost: list[Task]) -> list[Batch]:
        """Start new workers after a death, with which all runs in flight are lost; return batches that came through."""
        batches = [batch for future in list(self.flights) if (batch := self._collect(future, lost))]
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.pool = self._recruit()
        if len(lost) > 1:
            self.suspects.extend(lost)
            return batches
        [task] = lost
        self.deaths[task.key] += 1
        if self.deaths[task.key] <= self.settings.retries:
            self.suspects.append(task)
            return batches
        return [*batches, Batch([Outcome(task.key, 0.0, {}, DIED.format(self.deaths[task.key]))])]


def _serve() -> None:
    """Prepare a worker: Ctrl-C is the coordinator's business, and without a coordinator there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what has been imported is never garbage: it need not be looked through after each run
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()


def _leave_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Hold Ctrl-C back while processes are started, so that no child can get it before it is prepared."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
