"""The picture of a division: from blocks and grids to what the figure draws."""

from __future__ import annotations

import numpy as np
import shapely
from matplotlib.figure import Figure

from experiments.figures.division import Drawing, division_map
from experiments.maps.ground import joined
from experiments.maps.telling import Division

FAR = 1e5  # metres


def draw(found: Division) -> Figure:
    """Return the figure of a division."""
    ground, grid = found.ground, found.given.grid
    load = np.bincount(grid, weights=ground.blocks.workload)
    names = ground.blocks.community_names
    bounds = shapely.total_bounds(ground.shapes)
    origin = bounds[:2] if np.abs(bounds).max() > FAR else np.zeros(2)  # a map's own metres are long numbers
    shapes = shapely.transform(ground.shapes, lambda points: points - origin)
    drawing = Drawing(
        blocks=list(shapes),
        grids=joined(shapes, grid),
        communities=joined(shapes, ground.blocks.community),
        community_names=[name.removeprefix("community ") for name in names],
        workload=load / load.mean(),
        title=f"{len(names)} communities, {len(load)} grids, {len(grid)} blocks",
    )
    return division_map(drawing, found.ensemble, (found.own["workload_cv"], found.own["polsby_popper"]))
