"""Dividing by the districting library GerryChain: spanning trees cut into grids, improved by short bursts of ReCom.

The library is given a number of its own for each community and try, from the keyed draws of the seed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from experiments.maps.ground import Ground, Ints
from experiments.maps.limits import Limits, allot
from sim.draws import Draws
from sim.errors import InputError
from sim.world.division import numbered

TOLERANCES = (0.03, 0.06, 0.12, 0.25)  # of the mean workload, tried one after the other
ATTEMPTS = 400  # trees that the library may draw for one cut
TRIED_LAST = 10  # times as many where only the limits count
ROOM = 1.01  # how much further off than the worst grid of the start a grid may be on the way
SEED_SHIFT = 11  # 53 bits are enough


def divide_ground(ground: Ground, n_grids: int, limits: Limits, seed: int, on_step: Callable[[], None]) -> Ints:
    """Return the grid of each block: legal, even in workload, compact; InputError if none is found in the limits."""
    blocks = ground.blocks
    places = range(len(blocks.community_names))
    members = [_by_key(ground, np.flatnonzero(blocks.community == place)) for place in places]
    loads = [float(blocks.workload[some].sum()) for some in members]
    households = [int(blocks.households[some].sum()) for some in members]
    counts = allot(loads, households, n_grids, limits)
    return divide_as(ground, counts, limits, seed, on_step)


def divide_as(ground: Ground, counts: list[int], limits: Limits, seed: int, on_step: Callable[[], None]) -> Ints:
    """Return a division with a given number of grids in each community."""
    parts: list[list[int]] = []
    for place, count in enumerate(counts):
        members = _by_key(ground, np.flatnonzero(ground.blocks.community == place))
        grids = Area(ground, members, count, limits, seed).best()
        parts += [members[grids == grid].tolist() for grid in range(count)]
        on_step()
    return numbered(ground.blocks, parts)


def _by_key(ground: Ground, members: Ints) -> Ints:
    return members[np.argsort(ground.blocks.key[members])]


def library_graph(ground: Ground, members: Ints, pairs: Ints) -> Any:
    """Return the library's graph of some blocks, numbered 0, 1, ... in the order given."""
    from gerrychain import Graph

    graph = nx.Graph()
    rank = {block: i for i, block in enumerate(members.tolist())}
    for block, i in rank.items():
        households, workload = int(ground.blocks.households[block]), float(ground.blocks.workload[block])
        graph.add_node(i, households=households, workload=workload)
    ends = (sorted((rank[i], rank[j])) for i, j in pairs.tolist() if i in rank and j in rank)
    graph.add_edges_from(sorted(map(tuple, ends)))
    return Graph.from_networkx(graph)


class Area:
    """One community that is to be cut into so many grids."""

    def __init__(self, ground: Ground, members: Ints, count: int, limits: Limits, seed: int) -> None:
        self.count, self.limits = count, limits
        self.name = ground.blocks.community_names[ground.blocks.community[members[0]]]
        self.load = ground.blocks.workload[members]
        self.households = ground.blocks.households[members]
        self.graph = library_graph(ground, members, ground.pairs[ground.within])
        self.edges = np.array(sorted(self.graph.edges), np.int64).reshape(-1, 2)
        self.draws = Draws(seed)["division of a community"]
        self.key = int(ground.blocks.key[members[0]])

    def seed(self, ordinal: int) -> int:
        """Return the library's seed for one try."""
        return int(self.draws.bits(self.key, ordinal)) >> SEED_SHIFT

    def best(self) -> NDArray[np.int64]:
        """Return the best division found: the grid 0, 1, ... of each block."""
        if self.count == 1:
            return np.zeros(len(self.load), np.int64)
        legal = [grid for grid in self._evenly() if self.legal(grid)] or list(self._by_limits())
        if not legal:
            allowed = f"limits that {self.count} grids of {self.name} can keep"
            raise InputError("--households", self.limits.span, allowed, "widen them, or change --grids")
        return self._improve(min(legal, key=self.fault))

    def legal(self, grid: NDArray[np.int64]) -> bool:
        """Return whether all grids are within the limits."""
        sums = np.bincount(grid, weights=self.households, minlength=self.count)
        return all(self.limits.hold(total) for total in sums)

    def fault(self, grid: NDArray[np.int64]) -> float:
        """Return how uneven in workload and how ragged a division is: 0 is best."""
        cut = float((grid[self.edges[:, 0]] != grid[self.edges[:, 1]]).mean())
        load = np.bincount(grid, weights=self.load, minlength=self.count)
        return float(load.std() / load.mean()) + self.limits.compactness_weight * cut

    def _evenly(self) -> Iterator[NDArray[np.int64]]:
        """Yield divisions that are even in workload, from the strictest tolerance at which one is found."""
        found = 0
        for place, tolerance in enumerate(TOLERANCES):
            for one in range(self.limits.tries):
                grid = self._cut("workload", self.load.sum() / self.count, tolerance, place * 1000 + one, ATTEMPTS)
                if grid is not None:
                    found += 1
                    yield grid
            if found >= self.limits.tries:
                return

    def _by_limits(self) -> Iterator[NDArray[np.int64]]:
        """Yield divisions that only keep the limits."""
        limits = self.limits
        for one in range(limits.tries):
            attempts = ATTEMPTS * TRIED_LAST
            grid = self._cut("households", limits.middle, limits.tolerance, 10**6 + one, attempts)
            if grid is not None:
                yield grid

    def _cut(self, column: str, target: float, tolerance: float, ordinal: int, attempts: int) -> Any:
        """Return a division by cutting random spanning trees, or None if the library finds none."""
        from gerrychain.partition.initial_partition_generators import recursive_tree_part

        cut, names = tree_cutter(attempts), range(self.count)
        try:
            with quiet():
                found = recursive_tree_part(
                    self.graph, names, target, column, tolerance, bipartition_tree_fn=cut, rng=self.seed(ordinal)
                )
        except Exception as error:  # the library has several errors of its own for "none found"
            if type(error).__module__.startswith("gerrychain") or isinstance(error, RuntimeError):
                return None
            raise
        return np.array([found[i] for i in range(len(self.load))], np.int64)

    def _improve(self, grid: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the best division of some short bursts of ReCom (Cannon and others 2023) that starts at one."""
        from gerrychain.optimization import SingleMetricOptimizer

        start = partition(self.graph, grid)
        allowed = max(TOLERANCES[1], ROOM * float(np.abs(self._relative(grid) - 1).max()))
        step = recombine("workload", float(self.load.sum() / self.count), allowed)
        legal = partial(_holds, self)
        with quiet():
            search = SingleMetricOptimizer(
                step, [legal], start, lambda state: self.fault(grid_of(state)), maximize=False, rng=self.seed(2 * 10**6)
            )
            for _ in search.short_bursts(self.limits.burst_steps, self.limits.bursts):
                pass
        return grid_of(search.best_part)

    def _relative(self, grid: NDArray[np.int64]) -> NDArray[np.float64]:
        load = np.bincount(grid, weights=self.load, minlength=self.count)
        relative: NDArray[np.float64] = load / load.mean()
        return relative


def _holds(area: Area, state: Any) -> bool:
    return area.legal(grid_of(state))


def tree_cutter(attempts: int) -> Any:
    """Return the library's cut of a random spanning tree, with a limit to its patience."""
    from gerrychain.tree import bipartition_tree

    return partial(bipartition_tree, max_attempts=attempts, warn_attempts=attempts + 1)


def recombine(column: str, target: float, tolerance: float) -> Any:
    """Return the library's step: two grids that touch are merged and cut anew by a random spanning tree."""
    from gerrychain.proposals import recom
    from gerrychain.tree import bipartition_tree

    cut = partial(bipartition_tree, max_attempts=ATTEMPTS, warn_attempts=ATTEMPTS + 1, allow_pair_reselection=True)
    return partial(recom, pop_col=column, pop_target=target, epsilon=tolerance, bipartition_tree_fn=cut)


def partition(graph: Any, grid: NDArray[np.int64]) -> Any:
    """Return the library's form of a division."""
    from gerrychain import Partition, updaters

    return Partition(graph, dict(enumerate(grid.tolist())), {"cut_edges": updaters.cut_edges})


def grid_of(state: Any) -> NDArray[np.int64]:
    """Return the grid of each block of the library's division."""
    return np.asarray(state.assignment_vector, np.int64)


@contextmanager
def quiet() -> Iterator[None]:
    """Let the library keep its warnings to itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
