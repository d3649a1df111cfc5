"""The journal of a calibration: every trial that was ever made, in a file of Optuna that outlives any interruption.

What was finished stays; what a killed sitting was at is failed and asked for again. One process writes at a time: the
folder's lock sees to it, so that the journal needs none of its own, which a killed process would leave behind.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

from experiments.logs.calibrating.ranges import Point, Range
from experiments.logs.calibrating.trying import BASE, FILLING, SEARCHING, Trial
from experiments.samples import SEED_BITS, Design, sample
from sim.draws import Draws

FILE = "trials.journal"
STARTUP = 10  # trials until the search has something to go by
EVEN = 1024  # of the trials that fill the ranges evenly, at most
Floats = NDArray[np.float64]


class _FolderIsLocked:
    """A lock of Optuna's kind that never waits."""

    def acquire(self) -> bool:
        return True

    def release(self) -> None:
        return None


class Journal:
    """The trials of one folder: asks for points, takes what came of them, and remembers both."""

    def __init__(self, folder: Path, ranges: Sequence[Range], seed: int) -> None:
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
        self.ranges, self.seed = {one.key: one for one in ranges}, seed
        mend(folder / FILE)
        lock: Any = _FolderIsLocked()
        storage = JournalStorage(JournalFileBackend(str(folder / FILE), lock))
        self.study = optuna.create_study(storage=storage, study_name="calibration", load_if_exists=True)
        self.open: dict[int, optuna.trial.Trial] = {}
        self._even = sample(Design(method="sobol", n=EVEN), len(ranges), seed)
        for lost in self.study.get_trials(states=(TrialState.RUNNING,)):
            self.study.tell(lost.number, state=TrialState.FAIL)
            self.study.enqueue_trial(lost.params, user_attrs={"why": lost.user_attrs.get("why", SEARCHING)})

    def trials(self) -> list[Trial]:
        """Return the finished trials in order."""
        done = self.study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        return [Trial(t.number, t.user_attrs["why"], self._tidy(t.params), _runs(t.user_attrs["runs"])) for t in done]

    def n_tried(self) -> int:
        """Return how many trials of the search are finished or have failed for good."""
        ended = self.study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.FAIL))
        good = [t for t in ended if t.state == TrialState.COMPLETE or "failure" in t.user_attrs]
        return sum(t.user_attrs.get("why") in (BASE, FILLING, SEARCHING) for t in good)

    def failed_points(self) -> list[Point]:
        """Return the points whose runs failed."""
        ended = self.study.get_trials(deepcopy=False, states=(TrialState.FAIL,))
        return [self._tidy(t.params) for t in ended if "failure" in t.user_attrs]

    def ask(self) -> tuple[int, Point]:
        """Return number and point of the next trial of the search: the default first, then even and likely ones."""
        place = self.n_tried() + len(self.open)
        if place == 0:
            return self.ask_for({key: one.base for key, one in self.ranges.items()}, BASE)
        if place % 2:
            row = self._even[place // 2 % EVEN]
            return self.ask_for({k: one.at(u) for (k, one), u in zip(self.ranges.items(), row, strict=True)}, FILLING)
        seed = int(Draws(self.seed)["search of a calibration"].bits(place)) >> (64 - SEED_BITS)
        self.study.sampler = optuna.samplers.TPESampler(
            seed=seed, multivariate=True, n_startup_trials=STARTUP, constant_liar=True
        )
        return self._ask(SEARCHING)

    def ask_for(self, point: Point, why: str) -> tuple[int, Point]:
        """Return number and point of a trial at a given point."""
        if not self.study.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
            inside = {key: min(max(value, self.ranges[key].low), self.ranges[key].high) for key, value in point.items()}
            self.study.enqueue_trial(inside, user_attrs={"why": why})
        return self._ask(why)

    def _ask(self, why: str) -> tuple[int, Point]:
        trial = self.study.ask({key: _distribution(one) for key, one in self.ranges.items()})
        if "why" not in trial.user_attrs:
            trial.set_user_attr("why", why)
        self.open[trial.number] = trial
        return trial.number, self._tidy(trial.params)

    def tell(self, number: int, runs: Floats, distance: float) -> None:
        """Store what came of a trial."""
        trial = self.open.pop(number)
        trial.set_user_attr("runs", [[None if np.isnan(x) else x for x in row] for row in runs.tolist()])
        self.study.tell(trial, distance)

    def fail(self, number: int, failure: str) -> None:
        """Store that a trial failed, and why."""
        trial = self.open.pop(number)
        trial.set_user_attr("failure", failure)
        self.study.tell(trial, state=TrialState.FAIL)

    def _tidy(self, params: dict[str, Any]) -> Point:
        return {key: one.at(one.unit_of(params[key])) for key, one in self.ranges.items()}


def _distribution(one: Range) -> BaseDistribution:
    if one.whole:
        return IntDistribution(int(one.low), int(one.high), log=one.logarithmic)
    return FloatDistribution(one.low, one.high, log=one.logarithmic)


def _runs(rows: list[list[float | None]]) -> Floats:
    return np.array([[np.nan if x is None else x for x in row] for row in rows])


def mend(path: Path) -> None:
    """Cut off the half line that a process leaves which is killed while it writes."""
    if path.is_file():
        content = path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            with path.open("r+b") as file:
                file.truncate(len(whole))
