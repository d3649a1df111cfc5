"""The layout of a street: its blocks, synthetic or from a map, and the grid that each of them belongs to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws
from sim.errors import InputError
from sim.world.division import divide
from sim.world.geography import Blocks, build_blocks
from sim.world.street import Street
from sim.world.street_file import open_street_file
from sim.world.surveyed import surveyed_blocks


class Layout(NamedTuple):
    """The blocks of a street and the grid of each."""

    blocks: Blocks
    grid: NDArray[np.int64]


def lay_out(street: Street, draws: Draws) -> Layout:
    """Return the layout of a street: a pure function of the street, its map if it has one, and the seed of `draws`."""
    blocks = surveyed_blocks(street, draws) if street.map else build_blocks(street, draws)
    if street.division == "given":
        return Layout(blocks, _given(street, blocks))
    load = load_of(blocks, street.division)
    try:
        return Layout(blocks, divide(blocks, street.grids_made, load))
    except InputError as error:
        raise InputError(f"street.{error.what}", error.got, error.allowed, error.mend) from error


def _given(street: Street, blocks: Blocks) -> NDArray[np.int64]:
    """Return the division of the street's map, refused if grids are missing or cross communities."""
    grid = np.array(open_street_file(street.map).columns["grid"], np.int64)
    pairs = {(number, community) for number, community in zip(grid.tolist(), blocks.community.tolist(), strict=True)}
    if sorted(number for number, _ in pairs) != list(range(street.grids)):
        allowed = f"{street.grids} grids, numbered from 0, each inside one community"
        raise InputError("street.division", "given", allowed, f"write {street.map} anew by `gridgov divide`")
    return grid


def load_of(blocks: Blocks, division: str) -> NDArray[np.float64]:
    """Return what a rule of division makes even over the grids: workload, residents, or the number of blocks."""
    if division == "equal_count":
        return blocks.residents.astype(np.float64)
    return np.ones(len(blocks)) if division == "equal_blocks" else blocks.workload
