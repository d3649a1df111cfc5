"""Replications on demand: a candidate gets as many as its test asks for; all are kept in an ordinary result folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from experiments.designs import replication_seed
from experiments.execute import Run
from experiments.identity import run_keys
from experiments.ledger import FILE, PlannedRun, open_ledger
from experiments.plan import Plan
from experiments.statistics import Floats
from experiments.store import read_runs
from experiments.study import conduct
from sim import GridgovError

GROWTH = 1.5  # of the replications of a candidate that is not decided yet


class FailedRunError(GridgovError):
    """A run of a candidate failed: nothing can be said of the candidate."""


class Sampler:
    """Makes replications of the design points of a plan when asked, paired by seed, and remembers them."""

    def __init__(self, plan: Plan, run: Run, watch: Callable[..., Any] = lambda counts: None) -> None:
        self.plan, self.run, self.watch = plan, run, watch
        self.asked = dict.fromkeys(range(len(plan.points)), 0)
        self.runs = pd.DataFrame(columns=["point", "replication"])
        if (plan.folder / FILE).is_file():
            with open_ledger(plan.folder) as ledger:
                for found in (run for status in ("stored", "failed", "pending") for run in ledger.planned(status)):
                    self.asked[found.point] = max(self.asked.get(found.point, 0), found.replication + 1)
            self._make()

    def ask(self, wanted: dict[int, int]) -> None:
        """Make what is missing of the wanted numbers of replications, all at once."""
        if all(self.asked[point] >= number for point, number in wanted.items()):
            return
        for point, number in wanted.items():
            self.asked[point] = max(self.asked[point], number)
        self._make()

    def values(self, point: int, indicator: str) -> Floats:
        """Return an indicator of a design point, replication by replication."""
        part = self.runs[self.runs["point"] == point].sort_values("replication")
        return part[indicator].to_numpy(dtype=float) if indicator in part else np.full(len(part), np.nan)

    def _make(self) -> None:
        sitting = conduct(self.plan._replace(runs=list(self._planned())), self.run, watch=self.watch, extends=True)
        if sitting.counts.failed or sitting.counts.pending:
            raise FailedRunError(f"{sitting.counts.failed} runs failed: gridgov status {self.plan.folder}")
        self.runs = read_runs(self.plan.folder)

    def _planned(self) -> Iterator[PlannedRun]:
        ordinal = 0
        for point in self.plan.points:
            seeds = [replication_seed(self.plan.seed, i) for i in range(self.asked[point.point])]
            keys = run_keys(self.plan.fingerprint, point.config, seeds)
            for replication, (key, seed) in enumerate(zip(keys, seeds, strict=True)):
                yield PlannedRun(key, ordinal, point.point, replication, seed)
                ordinal += 1


def more(made: int, most: int) -> int:
    """Return how many replications a candidate gets that is not decided yet."""
    return min(max(int(np.ceil(GROWTH * made)), made + 1), most)
