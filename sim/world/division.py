"""Dividing communities into grids: contiguous, inside one community, no block split, balanced in workload (R1).

Each community gets grids in proportion to its workload (Hill's method of equal proportions), and is then halved
again and again: a straight cut where both halves are in one piece, else a cut of a spanning tree, which always
exists (the step of DeFord, Duchin and Solomon 2021, doi:10.1162/99608f92.eb30390f). Moves and swaps of blocks at the borders even
out what remains. Nothing depends on the order of the blocks: ties are broken by their keys.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sim.errors import InputError
from sim.world.geography import Blocks, block_polygons

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Graph = dict[int, list[int]]
Home = dict[int, int]  # the part of each block
Move = tuple[int, int]  # a block and the part it goes to

DIRECTIONS = 12  # straight cuts tried for each halving
EDGE_PRICE = 0.01  # what a border between two blocks on a cut weighs, against a deviation of one grid's workload


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


def divide(blocks: Blocks, n_grids: int) -> Ints:
    """Return the grid (0 ... n_grids-1) of each block; InputError if there are too few blocks or communities too many.

    Grids are numbered by community and, within one, from west to east.
    """
    regions = list(_regions(blocks))
    if not len(regions) <= n_grids <= len(blocks):
        raise InputError("grids", n_grids, f"{len(regions)} (connected areas) to {len(blocks)} (blocks)", "blocks_per_grid")
    shares = _allocate([sum(float(blocks.workload[i]) for i in region) for region in regions],
                       [len(region) for region in regions], n_grids)
    parts = [part for region, share in zip(regions, shares, strict=True) for part in _Divider(blocks, region).parts(share)]
    parts.sort(key=lambda part: (int(blocks.community[part[0]]), float(blocks.x_m[part].mean()), int(blocks.key[part[0]])))
    grid = np.empty(len(blocks), np.int64)
    for number, part in enumerate(parts):
        grid[part] = number
    return grid


def _regions(blocks: Blocks) -> Iterator[list[int]]:
    """Yield the connected areas of each community as blocks in order of key."""
    order = np.lexsort([blocks.key, blocks.community]).tolist()
    seen: set[int] = set()
    inside = _inside(blocks)
    rank = {block: i for i, block in enumerate(order)}
    for first in order:
        if first not in seen:
            piece = _reach(inside, first, set(range(len(blocks))))
            seen |= piece
            yield sorted(piece, key=rank.__getitem__)


def _inside(blocks: Blocks) -> Graph:
    """Return the neighbours of each block in its own community."""
    community = blocks.community
    return {i: near[community[near] == community[i]].tolist() for i, near in enumerate(blocks.neighbours)}


def _reach(graph: Graph, first: int, among: set[int]) -> set[int]:
    """Return what can be reached from a block without leaving a set."""
    found, waiting = {first}, deque([first])
    while waiting:
        for near in graph[waiting.popleft()]:
            if near in among and near not in found:
                found.add(near)
                waiting.append(near)
    return found


def _connected(graph: Graph, among: set[int]) -> bool:
    return len(_reach(graph, next(iter(among)), among)) == len(among)


def _allocate(loads: list[float], limits: list[int], n_grids: int) -> list[int]:
    """Return how many grids each area gets: one each, then by equal proportions, never more than it has blocks."""
    grids = [1] * len(loads)
    for _ in range(n_grids - len(loads)):
        room = [i for i in range(len(loads)) if grids[i] < limits[i]]
        grids[max(room, key=lambda i: loads[i] / math.sqrt(grids[i] * (grids[i] + 1)))] += 1
    return grids


class _Divider:
    """Divides one connected area; blocks are known by their rank in the order of keys, so labels do not matter."""

    def __init__(self, blocks: Blocks, region: list[int]) -> None:
        self.region = region
        self.load = blocks.workload[region].tolist()
        self.place = np.stack([blocks.x_m[region], blocks.y_m[region]], axis=1)
        rank = {block: i for i, block in enumerate(region)}
        near = [blocks.neighbours[block].tolist() for block in region]
        self.graph: Graph = {i: sorted(rank[j] for j in near[i] if j in rank) for i in range(len(region))}

    def parts(self, count: int) -> list[list[int]]:
        """Return `count` contiguous parts of the area, as lists of blocks in order of key."""
        parts = self._halve(set(range(len(self.region))), count)
        self._even_out(parts)
        return [[self.region[i] for i in sorted(part)] for part in parts]

    def _total(self, part: set[int]) -> float:
        return sum(self.load[i] for i in sorted(part))

    def _halve(self, area: set[int], count: int) -> list[set[int]]:
        if count == 1:
            return [area]
        first, share = self._straight(area, count) or self._tree(area, count)
        return self._halve(first, share) + self._halve(area - first, count - share)

    def _straight(self, area: set[int], count: int) -> tuple[set[int], int] | None:
        """Return the best straight cut that leaves both sides in one piece, and the grids of the first side."""
        share = count // 2
        for _, first in sorted(self._cuts(sorted(area), share, count), key=lambda cut: (cut[0], sorted(cut[1]))):
            if _connected(self.graph, first) and _connected(self.graph, area - first):
                return first, share
        return None

    def _cuts(self, area: list[int], share: int, count: int) -> Iterator[tuple[float, set[int]]]:
        """Yield straight cuts near the wanted workload with a score: deviation in grids, and length of the border."""
        load = np.array([self.load[i] for i in area])
        wanted, mean = load.sum() * share / count, load.sum() / count
        for turn in range(DIRECTIONS):
            angle = 2 * math.pi * turn / DIRECTIONS
            order = np.argsort(self.place[area] @ [math.cos(angle), math.sin(angle)], kind="stable")
            reached = np.cumsum(load[order])
            size = int(np.clip(np.abs(reached - wanted).argmin() + 1, share, len(area) - count + share))
            first = {area[i] for i in order[:size]}
            border = sum(near not in first for i in first for near in self.graph[i])
            yield abs(float(reached[size - 1]) - wanted) / mean + EDGE_PRICE * border, first

    def _tree(self, area: set[int], count: int) -> tuple[set[int], int]:
        """Return the best cut of a breadth-first spanning tree, and the grids of the side cut off."""
        root = min(area)
        order, parent = [root], {root: root}
        for i in order:
            for near in self.graph[i]:
                if near in area and near not in parent:
                    parent[near] = i
                    order.append(near)
        below = {i: {i} for i in order}
        for i in reversed(order[1:]):
            below[parent[i]] |= below[i]
        mean = self._total(area) / count
        cuts = [
            (abs(self._total(below[i]) - share * mean), i, share)
            for i in order[1:]
            for share in range(1, count)
            if share <= len(below[i]) and count - share <= len(area) - len(below[i])
        ]
        _, top, share = min(cuts)
        return below[top], share

    def _even_out(self, parts: list[set[int]]) -> None:
        """Move and swap blocks between neighbouring parts while that brings their workloads closer together."""
        home = {i: p for p, part in enumerate(parts) for i in part}
        loads = [self._total(part) for part in parts]
        while (change := self._best_change(parts, home, loads)) is not None:
            for i, target in change:
                parts[home[i]].remove(i)
                parts[target].add(i)
                home[i] = target
            loads = [self._total(part) for part in parts]

    def _best_change(self, parts: list[set[int]], home: Home, loads: list[float]) -> list[Move] | None:
        """Return the moves with the greatest gain that keep every part in one piece, or None if nothing is gained."""
        options = ((self._gain(change, home, loads), change) for change in self._changes(parts, home))
        worth = [option for option in options if option[0] > 1e-9]
        for _, change in sorted(worth, key=lambda option: (-option[0], option[1])):
            if self._allowed(parts, home, change):
                return change
        return None

    def _changes(self, parts: list[set[int]], home: Home) -> Iterator[list[Move]]:
        """Yield the moves of one block to a neighbouring part, and the swaps of two blocks across a border."""
        for i, near in self.graph.items():
            for target in {home[j] for j in near} - {home[i]}:
                yield [(i, target)]
                across = {j for one in parts[home[i]] for j in self.graph[one] if home[j] == target}
                yield from ([(i, target), (j, home[i])] for j in across if i < j)

    def _gain(self, change: list[Move], home: Home, loads: list[float]) -> float:
        """Return how much nearer the two workloads come (squares, in grids) less the price of a longer border."""
        i, target = change[0]
        moved = self.load[i] - sum(self.load[j] for j, _ in change[1:])
        mean = sum(loads) / len(loads)
        after = {block: part for block, part in change}
        border = sum(
            (home[j] == home[block]) - (after.get(j, home[j]) == part)
            for block, part in change
            for j in self.graph[block]
        )
        return 2 * moved * (loads[home[i]] - loads[target] - moved) / mean**2 - EDGE_PRICE * border

    def _allowed(self, parts: list[set[int]], home: Home, change: list[Move]) -> bool:
        after = {p: set(parts[p]) for i, target in change for p in (home[i], target)}
        for i, target in change:
            after[home[i]].remove(i)
            after[target].add(i)
        return all(part and _connected(self.graph, part) for part in after.values())


def balance(blocks: Blocks, grid: Ints) -> Balance:
    """Return how evenly a division spreads the workload, and how often it breaks the rules."""
    load = np.bincount(grid, weights=blocks.workload)
    everywhere: Graph = {i: near.tolist() for i, near in enumerate(blocks.neighbours)}
    members = [set(np.flatnonzero(grid == g).tolist()) for g in range(len(load))]
    return Balance(
        spread=float(load.std() / load.mean()),
        largest=float(load.max() / load.mean()),
        smallest=float(load.min() / load.mean()),
        broken=sum(not part or not _connected(everywhere, part) for part in members),
        crossing=sum(len({int(blocks.community[i]) for i in part}) > 1 for part in members),
    )


def grid_polygons(blocks: Blocks, grid: Ints) -> list[shapely.Geometry]:
    """Return the outline (shapely, metres) of each grid: the union of its blocks."""
    polygons = block_polygons(blocks)
    return [shapely.union_all(polygons[grid == g]) for g in range(int(grid.max()) + 1)]
