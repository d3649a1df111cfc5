"""Spillover: part of what a campaign deters in the grids that it covers comes up (or stays away) next door."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.world.borders import area_neighbours

Floats = NDArray[np.float64]


class SpilloverProcess:
    """Turns deterrence in covered grids into a factor of incidence in the grids next door that are not covered.

    `deterred` and `spilled`: incidents expected in the measured days (spilled below 0: deterred next door too).
    """

    def __init__(self, model: Any) -> None:
        self.model, self.params = model, model.inputs.links
        blocks = model.blocks
        self.neighbours = area_neighbours(blocks, model.grid_of_block_list)
        people = np.asarray(blocks.residents) / 1000 * np.asarray(blocks.factor)
        self._size = np.bincount(model.grid_of_block, people, minlength=len(model.grids))
        rates = [kind.category.rate_per_1000_resident_days for kind in model.kinds]
        self._rates = np.array(rates) * model.inputs.catalogue.rate_scale
        self._covered: NDArray[np.bool_] = np.zeros(0, bool)
        self._paths = np.zeros((len(model.grids), len(model.grids)))
        self.count_anew()

    def count_anew(self) -> None:
        """Forget what was counted: the warm-up is over."""
        self.deterred = self.spilled = 0.0

    def paths(self, covered: NDArray[np.bool_]) -> Floats:
        """Return how a share deterred in grid g (column) raises the incidence of grid h (row), for a spill of one.

        What a covered grid deters goes in equal parts to its neighbours that are not covered (none: nowhere).
        """
        paths = np.zeros((len(covered), len(covered)))
        for grid in np.nonzero(covered)[0].tolist():
            open_ones = [one for one in self.neighbours[grid] if not covered[one]]
            for one in open_ones:
                paths[one, grid] = self._size[grid] / len(open_ones) / self._size[one]
        return paths

    def factor(self, deterrence: Floats) -> Floats | None:
        """Return by what incidence is multiplied, by kind and grid, given the factors of deterrence (None: by 1)."""
        deterred = np.maximum(0.0, 1 - deterrence)
        if deterrence.shape[1] == 1 or not deterred.any():
            return None
        covered = self.model.deterrence.covered
        if not np.array_equal(covered, self._covered):
            self._covered, self._paths = covered, self.paths(covered)
        raised = self.params.spill_share * deterred @ self._paths.T
        factor = np.clip(1 + raised, 0.0, self.params.spill_bound)
        expected = self._rates[:, None] * self._size
        self.deterred += float((expected * deterred).sum())
        self.spilled += float((expected * (factor - 1)).sum())
        return np.asarray(factor)
