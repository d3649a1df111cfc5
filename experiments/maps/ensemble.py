"""The ensemble: many legal divisions of one ground by a ReCom chain, and how unusual a division is among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.maps.dividing import grid_of, library_graph, partition, quiet, recombine
from experiments.maps.ground import Ground, Ints
from experiments.maps.limits import Limits
from experiments.maps.scoring import Geometry
from sim.draws import Draws

COMPARED = ("workload_cv", "polsby_popper", "cut_borders")
BURN_IN = 20  # rounds that are forgotten, so that the start does not matter
SEED_SHIFT = 11
UNUSUAL = 0.05  # share of legal divisions: rarer than that is called unusual


class Standing(NamedTuple):
    """Where a division stands among legal ones: share of them below its value, and whether that is unusual."""

    measure: str
    value: float
    percentile: float
    least: float
    median: float
    most: float

    @property
    def unusual(self) -> bool:
        """Whether fewer than one legal division in twenty is as far out, on this side or the other."""
        return min(self.percentile, 1 - self.percentile) < UNUSUAL / 2


def draw_ensemble(
    ground: Ground, start: Ints, limits: Limits, rounds: int, seed: int, on_round: Callable[[], None]
) -> pd.DataFrame:
    """Return the measures of so many legal divisions, each some steps after the last one.

    In a round as many pairs of grids are merged and cut anew as there are grids. Grids stay contiguous, inside their
    community and within the limits, and their number in each community stays that of the start.
    """
    from gerrychain import MarkovChain
    from gerrychain.accept import always_accept
    from gerrychain.proposals.tree_proposals import MetagraphError

    order = np.argsort(ground.blocks.key)
    n_grids = int(start.max()) + 1
    state = partition(library_graph(ground, order, ground.pairs[ground.within]), start[order])
    step = recombine("households", limits.middle, limits.tolerance)
    bits = int(Draws(seed)["ensemble of divisions"].bits(n_grids)) >> SEED_SHIFT
    rows, back = [], np.argsort(order)
    measure = _Measure(ground)
    with quiet():
        try:
            for number, found in enumerate(
                MarkovChain(step, [], always_accept, state, 1 + (BURN_IN + rounds) * n_grids, rng=bits)
            ):
                if number and number % n_grids == 0:
                    on_round()
                    if number // n_grids > BURN_IN:
                        rows.append(measure(grid_of(found)[back]))
        except MetagraphError:  # no two grids that touch can be cut in another way
            rows = []
    return pd.DataFrame(rows, columns=list(COMPARED))


class _Measure:
    def __init__(self, ground: Ground) -> None:
        self.workload, self.geometry = ground.blocks.workload, Geometry(ground)

    def __call__(self, grid: Ints) -> dict[str, float]:
        load = np.bincount(grid, weights=self.workload)
        return {
            "workload_cv": float(load.std() / load.mean()),
            "polsby_popper": float(self.geometry.polsby_popper(grid).mean()),
            "cut_borders": float(self.geometry.cut(grid).sum()),
        }


def standing(ensemble: pd.DataFrame, measure: str, value: float) -> Standing:
    """Return where a value stands among the ensemble (ties count half)."""
    others = ensemble[measure].to_numpy()
    below = float((others < value).mean() + (others == value).mean() / 2)
    return Standing(measure, value, below, float(others.min()), float(np.median(others)), float(others.max()))


def effective_size(values: np.ndarray) -> float:
    """Return how many independent divisions a chain is worth, from the correlation of one with the next."""
    centred = values - values.mean()
    if len(values) < 3 or not centred.any():
        return float(len(values))
    memory = float((centred[1:] * centred[:-1]).sum() / (centred**2).sum())
    return len(values) * (1 - memory) / (1 + memory) if 0 < memory < 1 else float(len(values))
