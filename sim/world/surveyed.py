"""The blocks of a street that is read from a map: people and places are given, incident factors are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from sim.draws import Draws, as_keys, join, name_key
from sim.world.geography import Blocks, by_workload, neighbours, workload_of
from sim.world.street import Street
from sim.world.street_file import open_street_file

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]


def surveyed_blocks(street: Street, draws: Draws) -> Blocks:
    """Return the blocks of the street's map; a block is known by the names of its community and its own."""
    found = open_street_file(street.map)
    columns, names = found.columns, found.communities
    community = np.array(columns["community"], np.int64)
    key = named_keys([names[place] for place in community], columns["name"])
    residents = np.array(columns["residents"], np.int64)
    rental, difficulty = (np.array(columns[name], float) for name in ("rental_share", "difficulty"))
    workload = workload_of(street, residents, rental, difficulty)
    factor = by_workload(street, _factor(street, draws, key, residents, community), residents, workload)
    rings = tuple(tuple(np.array(ring, float) for ring in some) for some in columns["rings"])
    return Blocks(
        key=key,
        x_m=np.array(columns["x_m"], float),
        y_m=np.array(columns["y_m"], float),
        community=community,
        residents=residents,
        households=np.array(columns["households"], np.int64),
        rental_share=rental,
        difficulty=difficulty,
        factor=factor,
        workload=workload,
        neighbours=neighbours(key, pairs_of(columns["neighbours"])),
        corners=tuple(np.concatenate(some) for some in rings),
        community_names=names,
        rings=rings,
    )


def named_keys(communities: list[str], names: list[str]) -> Keys:
    """Return the identities of blocks from the names of their communities and their own."""
    both = [as_keys([name_key(name) for name in some]) for some in (communities, names)]
    keys: Keys = join(*both)
    return keys


def pairs_of(near: list[list[int]]) -> Ints:
    """Return each pair (m, 2) of neighbours once, given the neighbours of each block."""
    pairs = [(i, j) for i, some in enumerate(near) for j in some if i < j]
    return np.array(pairs, np.int64).reshape(-1, 2)


def _factor(street: Street, draws: Draws, key: Keys, residents: Ints, community: Ints) -> Floats:
    """Return the incident factor of each block: gamma, with a resident-weighted mean of one in each community."""
    shape = street.block_factor_shape
    gamma = gammaincinv(shape, draws["incident factor of a block"].uniform(key)) / shape
    people, weighted = (np.bincount(community, weights=some) for some in (residents, gamma * residents))
    factor: Floats = gamma * (people / weighted)[community]
    return factor
