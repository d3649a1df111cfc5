"""The workshop: the worker processes that all visitors of a dashboard share, and the jobs that they are given.

A job is one visitor's; its findings wait in it until the visitor's page takes them. Jobs take turns. A worker that
dies is replaced, and what it had in hand is done again; a request that kills its worker twice is given up.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import deque
from collections.abc import Sequence
from multiprocessing import connection
from typing import Any

from experiments.dashboard.work import AGAIN, FAILED, FOUND, LOST, STOPPED, Found, Request, serve

TRIES = 2
PAUSES = (0.1, 0.5, 2.0)  # seconds before a worker that could not be started is tried again
STREETS = "experiments.dashboard.streets"  # what workers import


def processes() -> Any:
    """Return how processes are started: afresh, and where the system can, from one that has imported all already."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([STREETS])
    return context


class Job:
    """A visitor's requests, in order of their numbers, and what has been found and not yet taken."""

    def __init__(self, requests: Sequence[Request]) -> None:
        self.requests = list(requests)
        self.waiting = deque(range(len(self.requests)))
        self.tries = [0] * len(self.requests)
        self.left = len(self.requests)
        self.cancelled = False
        self._found: deque[Found] = deque()

    @property
    def over(self) -> bool:
        """Whether nothing more will come and everything has been taken."""
        return (self.left == 0 or self.cancelled) and not self._found

    def take(self) -> list[Found]:
        """Return what has been found since the last time."""
        taken = []
        while self._found:
            taken.append(self._found.popleft())
        return taken

    def add(self, found: Found) -> None:
        """Keep a finding for the visitor."""
        if found.state not in (FOUND, AGAIN):
            self.left -= 1
        if not self.cancelled:
            self._found.append(found)


def _begun() -> tuple[Any, Any]:
    """Return the line to a new worker process, and the process.

    What starts processes may just be dying itself: it is asked again, and then started anew.
    """
    context = processes()
    for pause in (*PAUSES, None):
        line, far_end = context.Pipe()
        process = context.Process(target=serve, args=(far_end,), daemon=True, name="dashboard worker")
        try:
            process.start()
            return line, process
        except (EOFError, OSError):
            line.close()
            if pause is None:
                raise
            time.sleep(pause)
        finally:
            far_end.close()
    raise AssertionError


class Worker:
    """A worker process, the line to it, and what it has in hand."""

    def __init__(self) -> None:
        self.line, self.process = _begun()
        self.job: Job | None = None
        self.number = 0

    def begin(self, job: Job, number: int) -> None:
        """Take a request of a job in hand."""
        self.job, self.number = job, number
        job.tries[number] += 1
        self.send(job.requests[number])

    def send(self, request: Request | None) -> None:
        """Send a request, or nothing, which asks to stop; a dead worker is noticed by who listens to it."""
        try:
            self.line.send((self.number, request))
        except OSError:
            pass


class Workshop:
    """The worker processes, fed by a thread of their own (see the module)."""

    def __init__(self, n_workers: int) -> None:
        self.workers: list[Worker] = []
        self._n_workers = n_workers
        self.jobs: list[Job] = []
        self._lock = threading.Lock()
        self._ear, self._bell = connection.Pipe(duplex=False)
        self._closed = False
        self._thread = threading.Thread(target=self._work, daemon=True, name="workshop")
        self._thread.start()

    def start(self, requests: Sequence[Request]) -> Job:
        """Begin a job and return it."""
        job = Job(requests)
        with self._lock:
            self.jobs.append(job)
        self._bell.send(None)
        return job

    def cancel(self, job: Job | None) -> None:
        """Stop a job: nothing of it is begun any more, and what is in hand is put down within a simulated day."""
        if job is None:
            return
        with self._lock:
            job.cancelled = True
            job.waiting.clear()
            job.take()
            for worker in self.workers:
                if worker.job is job:
                    worker.send(None)

    def close(self) -> None:
        """End all workers at once."""
        self._closed = True
        self._bell.send(None)
        self._thread.join()
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()

    def _work(self) -> None:
        self._staff()  # in this thread, since the first worker is there only when all has been imported
        while not self._closed:
            if any(job.waiting for job in self.jobs):
                self._staff()
            with self._lock:
                self._hand_out()
                lines: dict[Any, Worker | None] = {worker.line: worker for worker in self.workers}
            for ready in connection.wait([*lines, self._ear]):
                worker = lines.get(ready)
                if worker is None:
                    self._ear.recv()
                else:
                    with self._lock:
                        self._listen(worker)

    def _staff(self) -> None:
        """Start the workers that are missing; where none can be started, what waits has failed."""
        try:
            while len(self.workers) < self._n_workers and not self._closed:
                self.workers.append(Worker())
        except (EOFError, OSError) as error:
            if not self.workers:
                self._give_up(f"no worker process can be started ({error or type(error).__name__})")

    def _give_up(self, reason: str) -> None:
        with self._lock:
            for job in self.jobs:
                while job.waiting:
                    job.add(Found(job.waiting.popleft(), FAILED, reason))

    def _hand_out(self) -> None:
        """Give each idle worker a request; the jobs take turns."""
        self.jobs = [job for job in self.jobs if job.left and not job.cancelled]
        for worker in self.workers:
            job = next((job for job in self.jobs if job.waiting), None)
            if worker.job is None and job is not None:
                self.jobs.remove(job)
                self.jobs.append(job)
                worker.begin(job, job.waiting.popleft())

    def _listen(self, worker: Worker) -> None:
        try:
            found = worker.line.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        job = worker.job
        if found.state != FOUND:
            worker.job = None
        if job is not None and found.state != STOPPED:
            job.add(found)

    def _bury(self, worker: Worker) -> None:
        """Let a dead worker go; another starts when something waits: none dies in vain again and again."""
        job, number = worker.job, worker.number
        worker.line.close()
        self.workers.remove(worker)
        if job is None or job.cancelled:
            return
        if job.tries[number] < TRIES:
            job.waiting.appendleft(number)
            job.add(Found(number, AGAIN))
        else:
            job.add(Found(number, LOST))
