"""Targets: the patterns that a log shows, how sure each of them is, and how far simulated logs lie from them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.logs.calibrating.cases import Cases
from experiments.logs.calibrating.patterns import PATTERNS, measured
from experiments.logs.fitting.estimates import resampled_days

Floats = NDArray[np.float64]
RESAMPLES = 100
LEAST_ERROR = 1e-3  # of what a log shows, which can be no surer than that
BEND = 3.0  # errors up to which a miss counts by its square; beyond, where the street is wrong anyhow, by its size
LOST = 10.0  # errors by which a pattern counts as missed that a simulated log does not show at all
NEEDS_SOME = ("resident_share", "void_share", "checked_share", "rework_share")  # none at all: the log does not tell


class Targets(NamedTuple):
    """What is aimed at: names of patterns, their values in the log, resamples of these (n, names), and what is not."""

    names: tuple[str, ...]
    places: NDArray[np.int64]
    value: Floats
    resamples: Floats
    silent: tuple[str, ...]

    def only(self, kept: NDArray[np.bool_]) -> Targets:
        """Return the targets of which some are dropped, which join the silent ones."""
        gone = tuple(name for name, keep in zip(self.names, kept, strict=True) if not keep)
        names = tuple(name for name in self.names if name not in gone)
        parts = self.places[kept], self.value[kept], self.resamples[:, kept]
        return Targets(names, *parts, (*self.silent, *gone))

    def stretched(self, error: Floats) -> Targets:
        """Return the targets with resamples that vary by so much."""
        spread = self.resamples.std(axis=0, ddof=1)
        around = (self.resamples - self.value) * error / np.where(spread > 0, spread, 1.0)
        return self._replace(resamples=self.value + around)


def targets_of(cases: Cases) -> Targets:
    """Return the patterns that the cases of a log show, with resamples by blocks of days (a week) around them."""
    value = measured(cases)
    names = np.array([one.name for one in PATTERNS])
    value[np.isin(names, NEEDS_SOME) & (value == 0)] = np.nan
    value[(names == "resident_share") & (value == 1)] = np.nan  # a log that names no staff tells not who brought it
    shown = np.isfinite(value)
    again = np.array([measured(cases, cases.used[days]) for days in resampled_days(len(cases.used), RESAMPLES)])
    again = np.where(np.isfinite(again), again, value)[:, shown]
    resamples = value[shown] + again - again.mean(axis=0)  # around what is seen: quantiles of resamples are biased
    return Targets(tuple(names[shown]), np.flatnonzero(shown), value[shown], resamples, tuple(names[~shown]))


class Yardstick(NamedTuple):
    """How sure each target is: the standard error of the log, and of the mean of replications of one trial."""

    log_error: Floats
    run_error: Floats

    @property
    def error(self) -> Floats:
        """Both together."""
        return np.sqrt(self.log_error**2 + self.run_error**2)


def yardstick(targets: Targets, runs: Floats) -> Yardstick:
    """Return the errors of the targets, given the patterns of the replications of one trial (runs, targets).

    The log is one realisation of its street. Resampled days show how days differ; who lives where lasts as long as the
    log, so its luck shows only between replications. The larger of the two is the error of the log.
    """
    least = LEAST_ERROR * np.maximum(np.abs(targets.value), 1.0)
    spread = np.nan_to_num(runs.std(axis=0, ddof=1))
    log_error = np.maximum(targets.resamples.std(axis=0, ddof=1), spread)
    return Yardstick(np.maximum(log_error, least), spread / np.sqrt(len(runs)))


def misses(runs: Floats, value: Floats, error: Floats) -> Floats:
    """Return by how many errors the mean of replications (..., runs, targets) misses each target."""
    found = (runs.mean(axis=-2) - value) / error
    return np.asarray(np.where(np.isfinite(found), found, LOST))


def distance(missed: Floats) -> Floats:
    """Return the mean over the targets (last axis) of squared misses, bent where they are large (Huber 1964)."""
    size = np.abs(missed)
    return np.asarray(np.where(size <= BEND, size**2, 2 * BEND * size - BEND**2).mean(axis=-1))
