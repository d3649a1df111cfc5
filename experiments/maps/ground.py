"""The ground that is divided: blocks with their names, shapes, neighbours and the borders between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sim.draws import Draws
from sim.world.geography import Blocks, block_polygons
from sim.world.layout import lay_out
from sim.world.street import Street

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EXACT = 0.01  # metres: how well borders fit to each other
CORNER = 1.0  # a border must be longer than so many times that distance: corners that meet are no border
NOWHERE = "+proj=aeqd +lat_0=0 +lon_0=0 +units=m"  # where a synthetic street is put: no real place


class Ground(NamedTuple):
    """Blocks to divide, with a name and a shape (shapely, metres) each; pairs (m, 2) of neighbours and their borders.

    crs: the coordinate system of the metres; notes: what was assumed while reading; given: the grid of each block
    that came with it, if any (names of grids).
    """

    blocks: Blocks
    names: tuple[str, ...]
    shapes: NDArray[np.object_]
    pairs: Ints
    borders: Floats
    crs: str
    notes: tuple[str, ...] = ()
    given: tuple[str, ...] = ()

    @property
    def within(self) -> NDArray[np.bool_]:
        """Which pairs lie in one community."""
        same: NDArray[np.bool_] = self.blocks.community[self.pairs[:, 0]] == self.blocks.community[self.pairs[:, 1]]
        return same


def synthetic_ground(street: Street, seed: int) -> Ground:
    """Return the ground of a street as the model builds it."""
    blocks = lay_out(street, Draws(seed)).blocks
    shapes = block_polygons(blocks)
    pairs = np.array([(i, j) for i, near in enumerate(blocks.neighbours) for j in near.tolist() if i < j], np.int64)
    pairs = pairs.reshape(-1, 2)
    ordinal = np.arange(len(blocks)) - np.searchsorted(blocks.community, blocks.community)
    names = tuple(f"{blocks.community_names[c]} / {o + 1}" for c, o in zip(blocks.community, ordinal, strict=True))
    return Ground(blocks, names, shapes, pairs, border_lengths(shapes, pairs, EXACT), NOWHERE)


def joined(shapes: NDArray[np.object_], part: Ints) -> list[shapely.Geometry]:
    """Return the outline of each part 0, 1, ...: the union of its blocks, whose corners may differ by a centimetre."""
    return [shapely.union_all(shapes[part == number], grid_size=EXACT) for number in range(int(part.max()) + 1)]


def border_lengths(shapes: NDArray[np.object_], pairs: Ints, near: float) -> Floats:
    """Return how many metres of the first block's outline run along the second's (closer than `near`)."""
    first, second = shapes[pairs[:, 0]], shapes[pairs[:, 1]]
    along = shapely.length(shapely.intersection(shapely.boundary(first), shapely.buffer(second, near)))
    around = 2 * (near - shapely.distance(first, second))  # at both ends the outline leaves the other's reach late
    lengths: Floats = np.maximum(0.0, along - around)
    return lengths


def touching_pairs(shapes: NDArray[np.object_], near: float) -> tuple[Ints, Floats]:
    """Return the pairs of shapes with a common border (or a gap of less than `near`), and the borders' lengths."""
    found = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=near).T.astype(np.int64)
    pairs = found[found[:, 0] < found[:, 1]]
    lengths = border_lengths(shapes, pairs, near)
    real = lengths > CORNER * near
    return pairs[real], lengths[real]
