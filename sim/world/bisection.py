"""Bisection of one connected area into contiguous parts of even workload.

The area is halved again and again: by a straight cut where both halves are in one piece, else by a cut of a spanning
tree, which always exists (as in DeFord, Duchin and Solomon 2021, Harvard Data Science Review). Moves and swaps of
blocks across the borders then make workloads more even and borders shorter, each weighed against the other.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Graph = dict[int, list[int]]
Home = dict[int, int]  # the part of each block
Move = tuple[int, int]  # a block and the part it goes to

DIRECTIONS = 12  # straight cuts tried for each halving
EDGE_PRICE = 0.005  # what one more pair of neighbours on a border weighs, against a deviation of one part's workload
LEAST_GAIN = 1e-9  # below it a change is rounding error


def reach(graph: Graph, first: int, among: set[int]) -> set[int]:
    """Return what can be reached from a block without leaving a set."""
    found, waiting = {first}, deque([first])
    while waiting:
        for near in graph[waiting.popleft()]:
            if near in among and near not in found:
                found.add(near)
                waiting.append(near)
    return found


def connected(graph: Graph, among: set[int]) -> bool:
    """Return whether a set of blocks is in one piece."""
    return len(reach(graph, next(iter(among)), among)) == len(among)


class Bisection:
    """Divides one connected area: blocks 0, 1, ... with their neighbours, workloads and places (n, 2).

    The result depends on the numbering, so callers number blocks by identity.
    """

    def __init__(self, graph: Graph, load: list[float], place: Floats) -> None:
        self.graph, self.load, self.place = graph, load, place

    def parts(self, count: int) -> list[list[int]]:
        """Return `count` contiguous parts of the area, each a sorted list of blocks (count <= number of blocks)."""
        parts = self._halve(set(self.graph), count)
        self._improve(parts)
        return [sorted(part) for part in parts]

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
            if connected(self.graph, first) and connected(self.graph, area - first):
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

    def _improve(self, parts: list[set[int]]) -> None:
        """Move and swap blocks between neighbouring parts while workloads come closer or borders get shorter."""
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
        worth = [option for option in options if option[0] > LEAST_GAIN]
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
        return all(part and connected(self.graph, part) for part in after.values())
