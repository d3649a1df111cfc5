"""The outlines of grids, rebuilt from the baseline's street and a seed: geography is a pure function of both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from experiments.report.reading import StudyResult, remembered
from sim.draws import Draws
from sim.world.division import grid_polygons
from sim.world.layout import lay_out

Rings = dict[int, list[NDArray[np.float64]]]


@remembered
def grid_outlines(result: StudyResult, seed: int) -> Rings | None:
    """Return the outer rings (x, y in metres) of each grid of a run, or None if they are not those of the study."""
    scenario = result.scenario
    if scenario is None or result.grids is None or result.grids["grid"].nunique() < 1:
        return None
    blocks, grid = lay_out(scenario.street, Draws(seed))
    shapes = grid_polygons(blocks, grid)
    return {grid: [np.asarray(part.exterior.coords) for part in _parts(shape)] for grid, shape in enumerate(shapes)}


def _parts(shape: object) -> list:  # type: ignore[type-arg]
    return list(getattr(shape, "geoms", [shape]))
