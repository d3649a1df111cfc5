"""Which trials are as good as the best: those that the log's own luck, and that of the runs, could not tell from it.

Days of the log and replications are resampled together, the same ones for every trial (replications are twins). A trial
is as good as the best if it is at least as near the log in some of these resamples (`SHARE` of them). Where even the
best misses the log by more than chance, the model is not quite right, and all noise counts for more by that factor
(Birge 1932, Phys. Rev. 40, 207).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.logs.calibrating.targets import RESAMPLES, Targets, distance, misses
from sim.draws import Draws, as_keys

Floats = NDArray[np.float64]
SHARE = 0.05


def distances(runs: Sequence[Floats], targets: Targets, error: Floats) -> Floats:
    """Return the distance of each trial (runs, targets) from the log."""
    return np.array([float(distance(misses(one, targets.value, error))) for one in runs])


def as_good(runs: Sequence[Floats], best: int, targets: Targets, error: Floats) -> NDArray[np.bool_]:
    """Return which trials are as good as the best one, within noise."""
    scale = birge(misses(runs[best], targets.value, error))
    value = targets.value + scale * (targets.resamples - targets.value)
    chosen, stretch = _replications(len(runs[best]))
    around = np.array([_resampled(one, chosen, stretch * scale, value, error) for one in runs])
    worse = around - around[best]
    return np.asarray(np.quantile(worse, SHARE, axis=1) <= 0)


def birge(missed: Floats) -> float:
    """Return the factor by which the best trial misses more than chance, at least 1."""
    return float(np.sqrt(max(1.0, float(distance(missed)))))


def _replications(n: int) -> tuple[NDArray[np.int64], float]:
    """Return the replications of each resample (RESAMPLES, n), and what makes up for their being few."""
    uniform = Draws(0)["replications again"].uniform(as_keys(np.arange(RESAMPLES * n)))
    return (uniform * n).astype(int).reshape(RESAMPLES, n), float(np.sqrt(n / (n - 1)))


def _resampled(runs: Floats, chosen: NDArray[np.int64], stretch: float, value: Floats, error: Floats) -> Floats:
    middle = runs.mean(axis=0)
    again = middle + stretch * (runs[chosen] - middle)
    return distance(misses(again, value, error))
