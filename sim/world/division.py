"""Dividing communities into grids: contiguous, inside one community, no block split, balanced in workload (R1).

Each community gets grids in proportion to its workload (Hill's method of equal proportions) and is divided into them
by `bisection`. Nothing depends on the order of the blocks: ties are broken by their keys.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sim.errors import InputError
from sim.world.bisection import Bisection, Graph, connected, reach
from sim.world.geography import Blocks, block_polygons

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Balance(NamedTuple):
    """How good a division is: 0 is best for spread and broken, 1 for largest and smallest.

    spread: coefficient of variation of the grids' workload; largest, smallest: workload over the mean;
    broken: grids in more than one piece; crossing: grids with blocks of several communities.
    """

    spread: float
    largest: float
    smallest: float
    broken: int
    crossing: int


def divide(blocks: Blocks, n_grids: int, load: Floats | None = None) -> Ints:
    """Return the grid (0 ... n_grids-1) of each block; InputError if there are too few blocks or communities too many.

    Grids are even in `load` (default: the workload); they are numbered by community and, within one, from west to east.
    """
    load = blocks.workload if load is None else load
    regions = list(_regions(blocks))
    if not len(regions) <= n_grids <= len(blocks):
        allowed = f"{len(regions)} (connected areas) to {len(blocks)} (blocks)"
        raise InputError("grids", n_grids, allowed, "see also street.blocks_per_grid")
    loads = [sum(load[region].tolist()) for region in regions]
    shares = _allocate(loads, [len(region) for region in regions], n_grids)
    parts = [
        part for region, share in zip(regions, shares, strict=True) for part in _parts(blocks, region, share, load)
    ]
    return numbered(blocks, parts)


def numbered(blocks: Blocks, parts: list[list[int]]) -> Ints:
    """Return the grid of each block, given the blocks of each grid in order of key: by community, from west to east."""
    community, x_m, key = blocks.community, blocks.x_m, blocks.key
    parts = sorted(parts, key=lambda part: (int(community[part[0]]), float(x_m[part].mean()), int(key[part[0]])))
    grid = np.empty(len(blocks), np.int64)
    for number, part in enumerate(parts):
        grid[part] = number
    return grid


def _regions(blocks: Blocks) -> Iterator[list[int]]:
    """Yield the connected areas of each community as blocks in order of key."""
    community = blocks.community
    inside = {i: near[community[near] == community[i]].tolist() for i, near in enumerate(blocks.neighbours)}
    left = set(inside)
    for first in np.lexsort([blocks.key, community]).tolist():
        if first in left:
            piece = reach(inside, first, left)
            left -= piece
            yield sorted(piece, key=lambda block: int(blocks.key[block]))


def _parts(blocks: Blocks, region: list[int], count: int, load: Floats) -> list[list[int]]:
    """Return a connected area divided into `count` parts, each a list of blocks in order of key."""
    rank = {block: i for i, block in enumerate(region)}
    near = [blocks.neighbours[block].tolist() for block in region]
    graph = {i: sorted(rank[j] for j in near[i] if j in rank) for i in range(len(region))}
    place = np.stack([blocks.x_m[region], blocks.y_m[region]], axis=1)
    area = Bisection(graph, load[region].tolist(), place)
    return [[region[i] for i in part] for part in area.parts(count)]


def _allocate(loads: list[float], limits: list[int], n_grids: int) -> list[int]:
    """Return how many grids each area gets: one each, then by equal proportions, never more than it has blocks."""
    grids = [1] * len(loads)
    for _ in range(n_grids - len(loads)):
        room = [i for i in range(len(loads)) if grids[i] < limits[i]]
        grids[max(room, key=lambda i: loads[i] / math.sqrt(grids[i] * (grids[i] + 1)))] += 1
    return grids


def balance(blocks: Blocks, grid: Ints) -> Balance:
    """Return how evenly a division spreads the workload, and how often it breaks the rules."""
    load = np.bincount(grid, weights=blocks.workload)
    everywhere: Graph = {i: near.tolist() for i, near in enumerate(blocks.neighbours)}
    members = [set(np.flatnonzero(grid == g).tolist()) for g in range(len(load))]
    return Balance(
        spread=float(load.std() / load.mean()),
        largest=float(load.max() / load.mean()),
        smallest=float(load.min() / load.mean()),
        broken=sum(not part or not connected(everywhere, part) for part in members),
        crossing=sum(len({int(blocks.community[i]) for i in part}) > 1 for part in members),
    )


def grid_polygons(blocks: Blocks, grid: Ints) -> list[shapely.Geometry]:
    """Return the outline (shapely, metres) of each grid: the union of its blocks."""
    polygons = block_polygons(blocks)
    return [shapely.union_all(polygons[grid == g]) for g in range(int(grid.max()) + 1)]
