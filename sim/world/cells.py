"""Cells of a plane partition: communities in a street, blocks in a community, and which of them touch."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.spatial import Voronoi
from shapely.geometry.polygon import orient

from sim.draws import Draws, as_keys
from sim.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Stretch = tuple[Ints, Floats, Floats]

ROUNDING = 1e-9  # two stretches of a side overlap if they do by more than this share of it
KM2 = 1000 * 1000  # square metres
STEPS = ((-1, 1), (-1, 0), (0, -1), (1, -1), (1, 0), (0, 1))  # the six directions of a hexagonal lattice, in turn
CORNERS = ((0, 2), (-1, 1), (-1, -1), (0, -2), (1, -1), (1, 1))  # of a hexagon, in half widths and half sides


class Cell(NamedTuple):
    """A convex polygon: corners (n, 2) in metres, counter-clockwise, and an integer name for each corner."""

    corners: Floats
    names: Ints


class Parts(NamedTuple):
    """A cell divided into parts around points: inner borders and, for each part, where it lies on the cell's sides.

    pairs (m, 2): parts that share a border; corner_part, corner_place: the corners of all parts;
    side, side_part, side_from, side_to: a part's stretch of a side, measured in metres from the side's first corner.
    """

    pairs: Ints
    corner_part: Ints
    corner_place: Floats
    side: Ints
    side_part: Ints
    side_from: Floats
    side_to: Floats

    def middles(self) -> Floats:
        """Return the mean corner (n, 2) of each part."""
        number = np.bincount(self.corner_part)
        sums = [np.bincount(self.corner_part, weights=self.corner_place[:, axis]) for axis in (0, 1)]
        return (np.array(sums) / number).T


def lattice_cells(count: int, area_m2: float, jitter: float, draws: Draws) -> list[Cell]:
    """Return `count` touching cells of a hexagonal lattice, from the centre outwards, with corners moved at random.

    A corner moves by at most `jitter` sides (below 1/4 the cells stay convex); its draw belongs to its place in the
    lattice, so a further cell changes no cell that is there already.
    """
    side = math.sqrt(area_m2 * 2 / (3 * math.sqrt(3)))
    hexagons = np.array(_spiral(count))
    centres = np.stack([2 * hexagons[:, 0] + hexagons[:, 1], 3 * hexagons[:, 1]], axis=1)
    corners = (centres[:, None, :] + np.array(CORNERS)[None, :, :]).reshape(-1, 2)
    angle = 2 * math.pi * draws["angle of a community's corner"].uniform(*as_keys(corners.T))
    length = jitter * np.sqrt(draws["shift of a community's corner"].uniform(*as_keys(corners.T)))
    place = corners * np.array([math.sqrt(3) / 2, 1 / 2]) + (length * np.array([np.cos(angle), np.sin(angle)])).T
    names = _pair_names(corners)
    return [Cell(side * place[i : i + 6], names[i : i + 6]) for i in range(0, 6 * count, 6)]


def _spiral(count: int) -> list[tuple[int, int]]:
    """Return the axial coordinates of the first hexagons of a spiral."""
    cells, ring = [(0, 0)], 0
    while len(cells) < count:
        ring += 1
        q, r = ring, 0
        for step_q, step_r in STEPS:
            for _ in range(ring):
                cells.append((q, r))
                q, r = q + step_q, r + step_r
    return cells[:count]


def _pair_names(places: Ints) -> Ints:
    """Return one integer for each pair of small integers."""
    return (places[:, 0] << 32) + places[:, 1]


def outline(points: Floats, area_m2: float) -> Floats:
    """Return the corners of the widened convex hull of points (n, 2), counter-clockwise, with the area asked for."""
    hull = shapely.convex_hull(shapely.multipoints(points))
    if hull.area >= area_m2:
        raise InputError(
            "area_km2", area_m2 / KM2, f"more than {hull.area / KM2:g}", "it must hold all community_points"
        )

    def widened(width: float) -> shapely.Geometry:
        return shapely.buffer(hull, width, cap_style="square", join_style="mitre")

    width = brentq(lambda width: widened(width).area - area_m2, 0.0, math.sqrt(area_m2), xtol=1e-9)
    corners: Floats = shapely.get_coordinates(orient(widened(width)))[:-1]
    return corners


def voronoi_cells(points: Floats, area_m2: float) -> list[Cell]:
    """Return the Voronoi cells of given points (n, 2) in the widened hull of the given area around them (metres)."""
    diagram = _bounded(points, outline(points, area_m2))
    cells = []
    for i, point in enumerate(points):
        names = np.array(diagram.regions[diagram.point_region[i]])
        offset = diagram.vertices[names] - point
        names = names[np.argsort(np.arctan2(offset[:, 1], offset[:, 0]))]
        cells.append(Cell(diagram.vertices[names], names))
    return cells


def spread_points(cell: Cell, first: Floats, second: Floats) -> Floats:
    """Return a point (n, 2) in the cell for each pair of uniform draws, uniform over its area."""
    centre = cell.corners.mean(axis=0)
    one, other = cell.corners - centre, np.roll(cell.corners, -1, axis=0) - centre
    share = np.cumsum(_cross(one, other))
    place = first * share[-1]
    triangle = np.minimum(np.searchsorted(share, place, side="right"), len(share) - 1)
    along = (place - np.concatenate([[0.0], share])[triangle]) / np.diff(share, prepend=0.0)[triangle]
    out = np.sqrt(second)
    places: Floats = centre + (out * (1 - along))[:, None] * one[triangle] + (out * along)[:, None] * other[triangle]
    return places


def _cross(one: Floats, other: Floats) -> Floats:
    return one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]


def _bounded(points: Floats, corners: Floats) -> Voronoi:
    """Return the Voronoi diagram of points in a convex polygon: mirrored at each side, the cells end at the sides."""
    direction = np.roll(corners, -1, axis=0) - corners
    normal = np.stack([direction[:, 1], -direction[:, 0]], axis=1) / np.linalg.norm(direction, axis=1)[:, None]
    distance = ((points[None] - corners[:, None]) * normal[:, None]).sum(axis=2)
    mirrored = points[None] - 2 * distance[:, :, None] * normal[:, None]
    return Voronoi(np.concatenate([points[None], mirrored]).reshape(-1, 2))


def divide_cell(cell: Cell, points: Floats) -> Parts:
    """Divide a cell into the parts nearest to each point (n, 2)."""
    n = len(points)
    diagram = _bounded(points, cell.corners)
    ends = np.sort(diagram.ridge_points, axis=1).astype(np.int64)
    border = np.array(diagram.ridge_vertices, dtype=np.int64)
    inner = ends[:, 1] < n
    outer = (ends[:, 0] < n) & ~inner
    corner_part = np.concatenate([np.repeat(ends[inner], 2, axis=1).ravel(), np.repeat(ends[outer, 0], 2)])
    corner = np.concatenate([np.tile(border[inner], 2).ravel(), border[outer].ravel()])
    side = ends[outer, 1] // n - 1
    start, stop = cell.corners[side], np.roll(cell.corners, -1, axis=0)[side]
    unit = (stop - start) / np.linalg.norm(stop - start, axis=1)[:, None]
    along = ((diagram.vertices[border[outer]] - start[:, None]) * unit[:, None]).sum(axis=2)
    places = diagram.vertices[corner]
    return Parts(ends[inner], corner_part, places, side, ends[outer, 0], along.min(axis=1), along.max(axis=1))


def touching_parts(cells: list[Cell], parts: list[Parts], per: int) -> Ints:
    """Return the pairs (m, 2) of parts with a common border, in one cell or across a common side of two.

    Each cell has `per` parts; part p of cell c is number c * per + p.
    """
    inside = [part.pairs + i * per for i, part in enumerate(parts)]
    sides: dict[tuple[int, int], list[Stretch]] = defaultdict(list)
    for i, (cell, part) in enumerate(zip(cells, parts, strict=True)):
        for side, ends in enumerate(zip(cell.names.tolist(), np.roll(cell.names, -1).tolist(), strict=True)):
            sides[min(ends), max(ends)].append(_stretch(cell, part, side, i * per))
    return np.concatenate(inside + [_overlaps(*both) for both in sides.values() if len(both) == 2])


def _stretch(cell: Cell, part: Parts, side: int, first: int) -> Stretch:
    """Return the parts along a side, and from where to where they reach, measured from the corner of lower name."""
    here = part.side == side
    number, low, high = part.side_part[here] + first, part.side_from[here], part.side_to[here]
    if cell.names[side] < np.roll(cell.names, -1)[side]:
        return number, low, high
    length = np.linalg.norm(np.roll(cell.corners, -1, axis=0)[side] - cell.corners[side])
    return number, length - high, length - low


def _overlaps(one: Stretch, other: Stretch) -> Ints:
    common = np.minimum(one[2][:, None], other[2]) - np.maximum(one[1][:, None], other[1])
    first, second = np.nonzero(common > ROUNDING * one[2].max(initial=0))
    return np.stack([one[0][first], other[0][second]], axis=1)
