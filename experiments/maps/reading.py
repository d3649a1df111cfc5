"""Reading a map: GeoJSON with a polygon and columns for each block, checked so that every fault is one clear line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from experiments.maps.columns import Rows, block_names, numbers, texts
from experiments.maps.geojson import check_overlap, in_metres, load, polygons, system, where
from experiments.maps.ground import Ground, Ints, touching_pairs
from sim.errors import InputError
from sim.world.geography import Blocks, neighbours, workload_of
from sim.world.street import Street
from sim.world.surveyed import named_keys

MOST_RESIDENTS = 1_000_000_000  # of a block; more is a slip of the pen


class Columns(NamedTuple):
    """What the columns of a map are called, its coordinate system where the file has none, and what touches."""

    block: str = "block"
    community: str = "community"
    population: str = "population"
    rental: str = "rental_share"
    difficulty: str = "difficulty"
    grid: str = ""
    crs: str = ""
    near: float = 1.0


def read_map(path: Path, columns: Columns, street: Street) -> Ground:
    """Return the ground of a GeoJSON file; InputError for whatever is wrong with it."""
    found = load(path)
    features = found["features"]
    shapes, crs = in_metres(polygons(features), system(found, columns.crs))
    rows = [feature.get("properties") or {} for feature in features]
    names = block_names(rows, columns.block)
    community = texts(rows, columns.community, "--community", names)
    check_overlap(shapes, names)
    pairs, borders = touching_pairs(shapes, columns.near)
    blocks, notes = _blocks(Survey(rows, names, community, shapes), pairs, columns, street)
    notes.insert(0, where(shapes, crs))
    notes += _scattered(shapes, names, columns.near)
    given = tuple(texts(rows, columns.grid, "--score", names)) if columns.grid else ()
    _check_pieces(blocks, pairs, names)
    return Ground(blocks, tuple(names), shapes, pairs, borders, crs, tuple(notes), given)


class Survey(NamedTuple):
    """What a map says of its blocks, row by row."""

    rows: Rows
    names: list[str]
    community: list[str]
    shapes: NDArray[np.object_]


def _residents(survey: Survey, column: str, notes: list[str]) -> Ints:
    population = numbers(survey.rows, column, "--population", survey.names, MOST_RESIDENTS)
    if population.sum() <= 0:
        raise InputError("--population", f"{column} 0 everywhere", "somebody who lives there")
    if empty := int((population < 0.5).sum()):
        notes.append(f"{empty} blocks without residents count as one resident each")
    residents: Ints = np.maximum(1, np.rint(population)).astype(np.int64)
    return residents


def _shares(survey: Survey, column: str, key: str, usual: float, notes: list[str]) -> NDArray[np.float64]:
    """Return a column of shares, or the usual one for every block where there is no such column."""
    if any(column in row for row in survey.rows):
        return numbers(survey.rows, column, f"--{key}", survey.names, 1.0)
    notes.append(f"no column {column!r} (--{key}): {usual:g} for every block")
    return np.full(len(survey.rows), usual)


def _blocks(survey: Survey, pairs: Ints, columns: Columns, street: Street) -> tuple[Blocks, list[str]]:
    """Return the blocks of a map, and what had to be assumed."""
    notes: list[str] = []
    residents = _residents(survey, columns.population, notes)
    rental = _shares(survey, columns.rental, "rental", street.rental_share, notes)
    difficulty = _shares(survey, columns.difficulty, "difficulty", street.difficulty, notes)
    labels = sorted(set(survey.community))
    places = {name: place for place, name in enumerate(labels)}
    key = named_keys(survey.community, survey.names)
    middle = shapely.get_coordinates(shapely.point_on_surface(survey.shapes))
    blocks = Blocks(
        key=key,
        x_m=middle[:, 0],
        y_m=middle[:, 1],
        community=np.array([places[name] for name in survey.community], np.int64),
        residents=residents,
        households=np.maximum(1, np.rint(residents / street.residents_per_household)).astype(np.int64),
        rental_share=rental,
        difficulty=difficulty,
        factor=np.ones(len(residents)),
        workload=workload_of(street, residents, rental, difficulty),
        neighbours=neighbours(key, pairs),
        corners=tuple(shapely.get_coordinates(shape) for shape in survey.shapes),
        community_names=tuple(labels),
        rings=tuple(_rings(shape) for shape in survey.shapes),
    )
    return blocks, notes


def _rings(shape: Any) -> tuple[NDArray[np.float64], ...]:
    return tuple(shapely.get_coordinates(part.exterior) for part in getattr(shape, "geoms", [shape]))


def _scattered(shapes: NDArray[np.object_], names: Sequence[str], near: float) -> list[str]:
    """Return a note on the blocks that lie in several places themselves; whoever has such a block has all of it."""
    close = shapely.buffer(shapes, near / 2)
    apart = [name for name, parts in zip(names, shapely.get_num_geometries(close), strict=True) if parts > 1]
    some = ", ".join(apart[:3]) + (" ..." if len(apart) > 3 else "")
    return [f"blocks in several parts, which count as one piece: {some}"] if apart else []


def _check_pieces(blocks: Blocks, pairs: Ints, names: Sequence[str]) -> None:
    """Refuse a community in several pieces, such as one with an island."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    inside = pairs[blocks.community[pairs[:, 0]] == blocks.community[pairs[:, 1]]]
    size = (len(blocks), len(blocks))
    _, piece = connected_components(coo_array((np.ones(len(inside)), inside.T), shape=size), directed=False)
    for place, community in enumerate(blocks.community_names):
        found, counts = np.unique(piece[blocks.community == place], return_counts=True)
        if len(found) > 1:
            alone = [names[block] for block in np.flatnonzero(piece == found[counts.argmin()])]
            some = ", ".join(alone[:3]) + (" ..." if len(alone) > 3 else "")
            got = f"{community} in {len(found)} pieces: {some} apart"
            mend = "give the piece to a community that it touches, or widen what touches: --near METRES"
            raise InputError("--map", got, "communities in one piece", mend)
