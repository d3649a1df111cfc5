"""The picture of a division: from blocks and grids to what the figure draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from matplotlib.figure import Figure

from experiments.figures.division import Drawing, division_map


def draw(found: Any) -> Figure:
    """Return the figure of a division (`command.Division`)."""
    ground, grid = found.ground, found.given.grid
    values = next(iter(found.scores.values()))
    load = np.bincount(grid, weights=ground.blocks.workload)
    names = ground.blocks.community_names
    origin = (
        shapely.total_bounds(ground.shapes)[:2] if np.abs(shapely.total_bounds(ground.shapes)).max() > 1e5 else [0, 0]
    )
    shapes = shapely.transform(ground.shapes, lambda points: points - origin)
    drawing = Drawing(
        blocks=list(shapes),
        grids=_joined(shapes, grid),
        communities=_joined(shapes, ground.blocks.community),
        community_names=[name.removeprefix("community ") for name in names],
        workload=load / load.mean(),
        title=f"{len(names)} communities, {len(load)} grids, {len(grid)} blocks",
    )
    return division_map(drawing, found.ensemble, (values["workload_cv"], values["polsby_popper"]))


def _joined(shapes: Any, part: Any) -> list[Any]:
    return [shapely.union_all(shapes[part == number]) for number in range(int(part.max()) + 1)]
