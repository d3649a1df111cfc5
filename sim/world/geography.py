"""Synthetic geography: communities in the street, blocks in the communities, what each block is like."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaincinv

from sim.draws import Draws, as_keys, join, name_key
from sim.world.cells import KM2, Cell, Parts, divide_cell, lattice_cells, spread_points, touching_parts, voronoi_cells
from sim.world.street import Street

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Blocks:
    """The blocks of a street as columns of equal length, sorted by community.

    key: identity, from the name of the community and the block's ordinal in it, whatever else exists;
    x_m, y_m: its place; community: index into community_names; residents, households: counts (sum exact);
    rental_share, difficulty: 0-1; factor: its incidents relative to the base rate (resident-weighted mean one over
    the street); workload: residents weighted by renting and difficulty (R1); neighbours: indices of the blocks
    that share a border with it, in order of key; corners: (n, 2) corners of its polygon, in no order; rings: where
    blocks need not be convex (maps), the rings of each polygon in order, else empty.
    """

    key: Keys
    x_m: Floats
    y_m: Floats
    community: Ints
    residents: Ints
    households: Ints
    rental_share: Floats
    difficulty: Floats
    factor: Floats
    workload: Floats
    neighbours: tuple[Ints, ...]
    corners: tuple[Floats, ...]
    community_names: tuple[str, ...]
    rings: tuple[tuple[Floats, ...], ...] = ()

    def __len__(self) -> int:
        """Return the number of blocks."""
        return len(self.key)

    def relabelled(self, order: Ints) -> Blocks:
        """Return the same blocks in another order: the new block i is the old block order[i]."""
        new = np.empty_like(order)
        new[order] = np.arange(len(order))
        changed: dict[str, Any] = {
            column.name: getattr(self, column.name)[order]
            for column in fields(self)
            if isinstance(getattr(self, column.name), np.ndarray)
        }
        changed["neighbours"] = tuple(new[self.neighbours[i]] for i in order)
        changed["corners"] = tuple(self.corners[i] for i in order)
        changed["rings"] = tuple(self.rings[i] for i in order) if self.rings else ()
        return Blocks(**changed, community_names=self.community_names)


def build_blocks(street: Street, draws: Draws) -> Blocks:
    """Return the blocks of a synthetic street: a pure function of the street and the seed of `draws`.

    Each community has equally many blocks and, up to one, residents; a further community leaves the others as they
    are if residents and area grow in proportion.
    """
    names, per = street.community_names, street.blocks_per_community
    community = np.repeat(np.arange(len(names)), per)
    key = block_keys(names, per)
    cells = community_cells(street, draws)
    points = _points(street, draws, key, cells)
    parts = [divide_cell(cell, place) for cell, place in zip(cells, points, strict=True)]
    place = np.concatenate(points)
    return Blocks(
        key=key,
        x_m=place[:, 0],
        y_m=place[:, 1],
        community=community,
        neighbours=neighbours(key, touching_parts(cells, parts, per)),
        corners=_corners(parts, per),
        community_names=names,
        **_people(street, draws, key),
    )


def block_keys(names: tuple[str, ...], per_community: int) -> Keys:
    """Return the identities of the blocks of each named community, in order."""
    communities = np.repeat(np.array([name_key(name) for name in names], np.uint64), per_community)
    keys: Keys = join(communities, as_keys(np.tile(np.arange(per_community), len(names))))
    return keys


def community_cells(street: Street, draws: Draws) -> list[Cell]:
    """Return the cell of each community: around its published point, or in a lattice."""
    if street.community_points:
        points = np.array([street.community_points[name] for name in street.community_names], float)
        return voronoi_cells(points, street.area_km2 * KM2)
    area = street.area_km2 * KM2 / street.communities
    return lattice_cells(street.communities, area, street.community_jitter, draws)


def _points(street: Street, draws: Draws, key: Keys, cells: list[Cell]) -> list[Floats]:
    """Return the places of the blocks in each cell: at random, then moved to the middle of their part (Lloyd)."""
    first = draws["first coordinate of a block"].uniform(key).reshape(len(cells), -1)
    second = draws["second coordinate of a block"].uniform(key).reshape(len(cells), -1)
    points = [spread_points(cell, *pair) for cell, *pair in zip(cells, first, second, strict=True)]
    for _ in range(street.block_evenness):
        points = [divide_cell(cell, place).middles() for cell, place in zip(cells, points, strict=True)]
    return points


def _people(street: Street, draws: Draws, key: Keys) -> dict[str, Any]:
    """Return the columns that say who lives in the blocks and how they differ."""
    size = np.exp(street.block_size_sigma * draws["size of a block"].normal(key))
    each = whole_shares(street.residents, np.ones(street.communities))
    rows = zip(each, size.reshape(street.communities, -1), strict=True)
    residents = np.concatenate([1 + whole_shares(total - len(row), row) for total, row in rows])
    rental = _beta(street.rental_share, street.block_concentration, draws["rental share of a block"].uniform(key))
    difficulty = _beta(street.difficulty, street.block_concentration, draws["difficulty of a block"].uniform(key))
    workload = workload_of(street, residents, rental, difficulty)
    return {
        "residents": residents,
        "households": np.maximum(1, np.rint(residents / street.residents_per_household)).astype(np.int64),
        "rental_share": rental,
        "difficulty": difficulty,
        "factor": by_workload(street, _factor(street, draws, key, residents), residents, workload),
        "workload": workload,
    }


def workload_of(street: Street, residents: Ints, rental: Floats, difficulty: Floats) -> Floats:
    """Return the workload of blocks: residents weighted by renting and by difficulty of management (R1)."""
    return residents * (1 + street.rental_weight * rental + street.difficulty_weight * difficulty)


def by_workload(street: Street, factor: Floats, residents: Ints, workload: Floats) -> Floats:
    """Return incident factors that follow the workload of a resident, still with a resident-weighted mean of one."""
    if street.incidence_by_workload == 0:
        return factor
    factor = factor * (workload / residents) ** street.incidence_by_workload
    scaled: Floats = factor * (residents.sum() / (factor * residents).sum())
    return scaled


def whole_shares(total: int, weights: Floats) -> Ints:
    """Return whole numbers that sum exactly to `total`, in proportion to the weights (largest remainders first)."""
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def _beta(mean: float, concentration: float, uniform: Floats) -> Floats:
    """Return draws of a beta distribution by inversion."""
    shares: Floats = betaincinv(mean * concentration, (1 - mean) * concentration, uniform)
    return shares


def _factor(street: Street, draws: Draws, key: Keys, residents: Ints) -> Floats:
    """Return the incident factor of each block: gamma within the community (mean one) times the community's weight."""
    shape = street.block_factor_shape
    gamma = gammaincinv(shape, draws["incident factor of a block"].uniform(key)) / shape
    gamma, people = gamma.reshape(street.communities, -1), residents.reshape(street.communities, -1)
    gamma = gamma * (people.sum(axis=1) / (gamma * people).sum(axis=1))[:, None]
    if street.community_weights:
        weight = np.array(list(street.community_weights.values()), float)
        gamma = gamma * (weight * people.sum() / (weight * people.sum(axis=1)).sum())[:, None]
    factor: Floats = gamma.ravel()
    return factor


def _corners(parts: list[Parts], per: int) -> tuple[Floats, ...]:
    corners: list[Floats] = []
    for part in parts:
        order = np.argsort(part.corner_part, kind="stable")
        ends = np.cumsum(np.bincount(part.corner_part, minlength=per))[:-1]
        corners += np.split(part.corner_place[order], ends)
    return tuple(corners)


def neighbours(key: Keys, pairs: Ints) -> tuple[Ints, ...]:
    """Return for each block its neighbours in order of key, given each pair once."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort([key[both[:, 1]], both[:, 0]])]
    ends = np.cumsum(np.bincount(both[:, 0], minlength=len(key)))[:-1]
    return tuple(np.split(both[:, 1], ends))


def block_polygons(blocks: Blocks) -> NDArray[np.object_]:
    """Return the polygon (shapely, metres) of each block: without overlap, and convex unless it comes from a map."""
    if blocks.rings:
        return np.array([shapely.union_all([shapely.Polygon(ring) for ring in rings]) for rings in blocks.rings])
    part = np.repeat(np.arange(len(blocks)), [len(corners) for corners in blocks.corners])
    polygons: NDArray[np.object_] = shapely.convex_hull(
        shapely.multipoints(np.concatenate(blocks.corners), indices=part)
    )
    return polygons
