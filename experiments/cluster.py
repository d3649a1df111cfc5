"""Runs on a Dask cluster: a scheduler and workers that somebody started, here, on other machines or by Slurm."""

from __future__ import annotations

import functools
import ipaddress
import json
import threading
import traceback
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from experiments.batching import Batching
from experiments.execute import Batch, Outcome, Run, Task, perform
from experiments.identity import code_fingerprint, versions
from sim.errors import GridgovError, InputError
from sim.parameters import Parameters, param

FLIGHTS_A_THREAD = 2  # one that runs and one that waits: no worker is idle while batches travel
DIED = "The Dask workers that had this run died of it, one after the other ({}); it was given up."
GONE = "the Dask scheduler is gone; what is stored stays: gridgov resume DIR goes on with it or with another one"
ALONE = threading.Lock()


class ClusterError(GridgovError):
    """The cluster went away."""


class DaskCluster(Parameters):
    """Workers of a Dask scheduler, which is named by its address or by the file that it wrote."""

    address: str = param("", "address", None, None, "convention", "of the scheduler, such as tcp://127.0.0.1:8786")
    scheduler_file: str = param("", "file", None, None, "convention", "written by dask scheduler --scheduler-file")
    tls_ca_file: str = param("", "file", None, None, "convention", "certificate authority, for tls:// addresses")
    tls_cert_file: str = param("", "file", None, None, "convention", "certificate of this client")
    tls_key_file: str = param("", "file", None, None, "convention", 'its key ("": in the certificate\'s file)')
    insecure: bool = param(False, "switch", None, None, "convention", "allow tcp:// beyond this machine: no secrets")
    wait_seconds: float = param(60.0, "s", 0, 1e6, "convention", "how long to wait for the scheduler and a worker")
    batch_seconds: float = param(1.0, "s", 0, 3600, "convention", "short runs are sent in batches of about this length")
    retries: int = param(0, "times", 0, 100, "convention", "how often a run that Dask gave up is sent once more")
    timeout_seconds: float = param(0.0, "s", 0, 1e7, "convention", "longest time that a run may take; 0 = any")

    def execute(self, run: Run, tasks: Sequence[Task]) -> Iterator[Batch]:
        """Yield outcomes as the workers return them; Dask gives the runs of a dead worker to another one."""
        with closing(self.connect()) as client:
            yield from _Flights(client, run, tasks, self).work()

    def count(self, n_tasks: int) -> int:
        """Return how many runs the cluster makes at a time."""
        with closing(self.connect()) as client:
            return max(1, min(len(client.nthreads()), n_tasks))

    def connect(self) -> Any:
        """Return a client of the scheduler, once it has a worker; InputError if that cannot be."""
        distributed = _library()
        address = self.checked_address()
        security = self._security(distributed) if address.startswith("tls://") else None
        try:
            client = distributed.Client(address, security=security, timeout=self.wait_seconds, set_as_default=False)
        except (OSError, TimeoutError) as error:
            mend = "start one: dask scheduler --host 127.0.0.1"
            raise InputError("executor.address", address, "the address of a running scheduler", mend) from error
        try:
            client.wait_for_workers(1, timeout=self.wait_seconds)
        except TimeoutError as error:
            client.close()
            mend = f"start some: dask worker {address} --nthreads 1 --nworkers 2"
            raise InputError("executor.address", address, "a scheduler with workers", mend) from error
        return client

    def checked_address(self) -> str:
        """Return the scheduler's address, if nobody on the way can read along or pretend to be a worker."""
        address = self.address or self._from_file()
        address = address if "://" in address else f"tcp://{address}"
        if address.startswith("tls://") or self.insecure or _is_loopback(address):
            return address
        mend = (
            "use TLS (executor.tls_ca_file=... and the others), or in a network that you trust executor.insecure=true"
        )
        raise InputError("executor.address", address, "an address of this machine, or tls://", mend)

    def _from_file(self) -> str:
        allowed = "executor.address=tcp://127.0.0.1:8786 or executor.scheduler_file=FILE"
        if not self.scheduler_file:
            raise InputError("executor.address", "nothing", allowed, "start one: dask scheduler --host 127.0.0.1")
        try:
            return str(json.loads(Path(self.scheduler_file).read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError, KeyError) as error:
            mend = "written by: dask scheduler --scheduler-file FILE"
            raise InputError("executor.scheduler_file", self.scheduler_file, "a scheduler file", mend) from error

    def _security(self, distributed: Any) -> Any:
        files = {"tls_ca_file": self.tls_ca_file, "tls_client_cert": self.tls_cert_file}
        if missing := [name for name, value in files.items() if not Path(value).is_file()]:
            allowed = "files of certificates, for an address that begins with tls://"
            raise InputError(f"executor.{missing[0].replace('_client', '')}", files[missing[0]] or "nothing", allowed)
        key = self.tls_key_file or self.tls_cert_file
        return distributed.Security(**files, tls_client_key=key, require_encryption=True)


class _Flights:
    """The batches of one execution that are with the cluster."""

    def __init__(self, client: Any, run: Run, tasks: Sequence[Task], settings: DaskCluster) -> None:
        self.client, self.run, self.settings = client, run, settings
        self.waiting = Batching(tasks, self._threads(), settings.batch_seconds)
        self.alone = deque[Task]()
        self.flights: dict[Any, list[Task]] = {}
        self.deaths: Counter[str] = Counter()
        self.done = _library().as_completed(loop=client.loop)
        self.identity = identity_here(_package_of(tasks))

    def work(self) -> Iterator[Batch]:
        """Yield batches of outcomes until every task has one."""
        try:
            self._send()
            while self.flights:
                future = next(self.done)
                batch = self._collect(future, self.flights.pop(future))
                self._send()
                yield batch
        finally:
            if self.client.status == "running":
                self.client.cancel(list(self.flights))

    def _threads(self) -> int:
        return max(1, len(self.client.nthreads()))

    def _send(self) -> None:
        most = FLIGHTS_A_THREAD * self._threads()
        while (self.alone or self.waiting.tasks) and len(self.flights) < most:
            tasks = [self.alone.popleft()] if self.alone else self.waiting.next()
            arguments = (self.identity, self.run, tasks, self.settings.timeout_seconds)
            future = self.client.submit(perform_alike, *arguments, pure=False)
            self.flights[future] = tasks
            self.done.add(future)

    def _collect(self, future: Any, tasks: list[Task]) -> Batch:
        distributed = _library()
        try:
            batch: Batch = future.result()
        except distributed.KilledWorker as error:
            return self._mourn(tasks, str(error).splitlines()[0])
        except InputError:
            raise
        except (CancelledError, OSError) as error:
            raise ClusterError(GONE) from error
        except Exception:
            return Batch([Outcome(task.key, 0.0, {}, traceback.format_exc()) for task in tasks])
        self.waiting.learn(batch)
        return batch

    def _mourn(self, tasks: list[Task], reason: str) -> Batch:
        """Send the runs of a batch that killed its workers again, each alone; one that has had its tries has failed."""
        failed = []
        for task in tasks:
            self.deaths[task.key] += len(tasks) == 1
            if self.deaths[task.key] > self.settings.retries:
                failed.append(Outcome(task.key, 0.0, {}, DIED.format(reason)))
            else:
                self.alone.append(task)
        return Batch(failed)


def perform_alike(identity: Any, run: Run, tasks: Sequence[Task], timeout_seconds: float) -> Batch:
    """Make a batch on a worker, one batch at a time in each process; InputError if its code or versions are others."""
    package, *_ = identity
    if identity != (here := identity_here(package)):
        what = "model code" if identity[1] != here[1] else "library versions"
        mend = "install the same gridgov and libraries (requirements-run.lock) on all machines"
        raise InputError("executor", f"a worker with other {what}", "workers like this program", mend)
    with ALONE:
        return perform(run, tasks, timeout_seconds)


@functools.cache
def identity_here(package: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return the user's package, the fingerprint of the model's code and the versions in this process."""
    return package, code_fingerprint(package), tuple(sorted(versions().items()))


def _package_of(tasks: Sequence[Task]) -> str:
    """Return the user's own package that the scenarios come from ("" if they are all ours)."""
    scenarios = {id(task.scenario): task.scenario for task in tasks}.values()
    own = sorted({root for scenario in scenarios for root in _roots(scenario)} - {"sim", "experiments", "builtins"})
    return own[0] if own else ""


def _roots(part: Any) -> Iterator[str]:
    """Yield the top-level package of a parameter group's class, and those of all its parts."""
    if isinstance(part, tuple | list):
        for one in part:
            yield from _roots(one)
    if isinstance(part, Parameters):
        yield type(part).__module__.split(".")[0]
        for one in vars(part).values():
            yield from _roots(one)


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _library() -> Any:
    try:
        import distributed
    except ImportError as error:
        install = "pip install dask distributed"
        raise InputError("executor", "dask", "executor=local, or the extra `cluster`", install) from error
    return distributed
