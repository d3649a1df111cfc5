"""The runs of a command on a log, kept in the ledger of its folder: what was made before an interruption stays made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.build import plain
from experiments.execute import LocalProcesses, Run, Serial, Task
from experiments.identity import code_fingerprint, run_keys, versions
from experiments.ledger import FILE, LOCK, Ledger, PlannedRun, open_ledger, sole_writer
from experiments.screen import follow_steps, say
from experiments.tables import decode
from sim import run
from sim.errors import ModelError
from sim.scenario import Scenario

CASES = ("kind", "area", "level", "case", "mistaken", "onset", "reported", "deadline", "answered", "closed")
COUNTS = ("day", "kind", "area", "n")
BACKLOG = ("day", "backlog")


class Lived(NamedTuple):
    """What is kept of a run: its numbers, and one table, which stands where a run has its incidents."""

    indicators: dict[str, float]
    checks: dict[str, float]
    digest: str
    incidents: pd.DataFrame
    daily: None = None
    grids: None = None
    quantities: None = None


class Made(NamedTuple):
    """A run that was made: its place among those asked for, its indicators, and its table (without rows: nothing)."""

    place: int
    row: dict[str, float]
    table: pd.DataFrame


def cases_of(scenario: Scenario, seed: int) -> Lived:
    """Make a run and keep its cases (columns `CASES`)."""
    found = run(scenario.but(detail="incidents"), seed)
    assert found.incidents is not None
    community = found.grids.sort_values("grid")["community"].to_numpy(int)
    area = np.array(scenario.street.community_names)[community[found.incidents["grid"].astype(int)]]
    return Lived(found.indicators, found.checks, found.digest, found.incidents.assign(area=area)[list(CASES)])


def counts_of(scenario: Scenario, seed: int) -> Lived:
    """Make a run and keep how many incidents arose by day, kind and area (columns `COUNTS`; no row: none)."""
    found = cases_of(scenario, seed)
    first = found.incidents[(found.incidents["case"] <= 1) & (found.incidents["onset"] >= 0)]
    counts = first.assign(day=(first["onset"] // 24).astype(int)).groupby(["day", "kind", "area"], observed=True)
    return found._replace(incidents=counts.size().rename("n").reset_index()[list(COUNTS)])


def backlogs_of(scenario: Scenario, seed: int) -> Lived:
    """Make a run and keep the open cases of its days (columns `BACKLOG`)."""
    found = run(scenario, seed)
    return Lived(found.indicators, found.checks, found.digest, found.daily[list(BACKLOG)])


COLUMNS = {cases_of: CASES, counts_of: COUNTS, backlogs_of: BACKLOG}


class Runs:
    """Makes runs, or takes them from the ledger where the same were made before (same code, street and seed)."""

    def __init__(self, folder: Path, ledger: Ledger, workers: int = 0) -> None:
        self.folder, self._ledger, self._workers = folder, ledger, workers
        self._code = code_fingerprint()
        self.n_found = ledger.counts().stored
        ledger.retry_failed()

    def make(self, what: Run, scenarios: Sequence[Scenario], seeds: Sequence[int], unit: str) -> Iterator[Made]:
        """Yield the run of each scenario with its seed, in any order; `what` is a function of this module.

        Nothing is yielded before all are made. Raises ModelError if a run failed; the others stay in the ledger.
        """
        pairs = list(zip(scenarios, seeds, strict=True))
        keys = [self._key(what, scenario, seed) for scenario, seed in pairs]
        tasks = [Task(key, *pair) for key, pair in zip(keys, pairs, strict=True)]
        self._plan(tasks)
        pending = {planned.key for planned in self._ledger.planned("pending")}
        self._work(what, [task for task in tasks if task.key in pending], len(tasks), unit)
        yield from self._read(what, keys)

    def _key(self, what: Run, scenario: Scenario, seed: int) -> str:
        return run_keys(self._code, {"kept": what.__name__, "scenario": plain(scenario)}, [seed])[0]

    def _plan(self, tasks: Sequence[Task]) -> None:
        """Add runs to those that the ledger knows."""
        known = [one for status in ("stored", "failed", "pending") for one in self._ledger.planned(status)]
        there = {one.key for one in known}
        new = [task for task in tasks if task.key not in there]
        first = 1 + max((one.ordinal for one in known), default=-1)
        more = [PlannedRun(task.key, first + i, 0, i, task.seed) for i, task in enumerate(new)]
        self._ledger.plan({"code": self._code, "versions": versions()}, [], [*known, *more])

    def _work(self, what: Run, tasks: Sequence[Task], n_all: int, unit: str) -> None:
        with follow_steps(unit, n_all, n_all - len(tasks)) as on_run:
            here = self._workers == 1 or len(tasks) == 1
            for batch in (Serial() if here else LocalProcesses(workers=self._workers)).execute(what, tasks):
                self._ledger.store(batch)
                for outcome in batch:
                    if outcome.failure:
                        last = outcome.failure.strip().splitlines()[-1]
                        raise ModelError(f"a run of the fitted street failed: {last}")
                    on_run()

    def _read(self, what: Run, keys: Sequence[str]) -> Iterator[Made]:
        place = {key: i for i, key in enumerate(keys)}
        rows = {one.run.key: one.numbers for one in self._ledger.records("stored") if one.run.key in place}
        batches = defaultdict(list)
        for key, number in self._ledger.places():
            if key in place:
                batches[number].append(key)
        for number, mine in batches.items():
            content = self._ledger.content(number, "incidents")
            table = decode(content).to_pandas() if content else pd.DataFrame(columns=["key", *COLUMNS[what]])
            parts = dict(iter(table.groupby("key")))
            none = table.iloc[:0]
            for key in mine:
                yield Made(place[key], rows[key], parts.get(key, none).drop(columns="key").reset_index(drop=True))


@contextmanager
def kept_runs(folder: Path, workers: int = 0) -> Iterator[Runs]:
    """Yield the runs of a command's folder; when all went well the ledger goes, as results are written by then."""
    with sole_writer(folder), open_ledger(folder) as ledger:
        runs = Runs(folder, ledger, workers)
        if runs.n_found:
            say(f"going on: {runs.n_found} runs are there already")
        yield runs
    for path in (*folder.glob(f"{FILE}*"), *folder.glob(f"{LOCK}*")):
        path.unlink()
