"""A division that is given: a column of the map, or a table of blocks and grids."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.maps.ground import Ground, Ints
from experiments.overrides import nearest
from sim.errors import InputError


class Given(NamedTuple):
    """A given division: the grid 0, 1, ... of each block, the names of the grids, and blocks listed in two grids."""

    grid: Ints
    names: tuple[str, ...]
    split_blocks: int


def is_table(wanted: str) -> bool:
    """Return whether what was asked to be scored is a file, not a column of the map."""
    return wanted.lower().endswith(".csv") or Path(wanted).is_file()


def read_given(ground: Ground, wanted: str) -> Given:
    """Return the division in a CSV file with the columns block and grid, or in the map's column."""
    if not is_table(wanted):
        if not ground.given:
            mend = "a synthetic street has no columns: write a table, see blocks.csv of gridgov divide"
            raise InputError("--score", wanted, "a CSV file with the columns block,grid", mend)
        return numbered_names(ground.given, 0)
    table = _table(Path(wanted))
    known = {name: place for place, name in enumerate(ground.names)}
    strange = next((name for name in table["block"] if name not in known), None)
    if strange is not None:
        raise InputError("--score", f"block {strange!r}", "blocks of the map", nearest(strange, known))
    once = table.drop_duplicates(["block", "grid"])
    first = once.drop_duplicates("block").set_index("block")["grid"]
    missing = [name for name in ground.names if name not in first.index]
    if missing:
        raise InputError(
            "--score", f"no grid for {missing[0]}", "a grid for every block", f"{len(missing)} are missing"
        )
    return numbered_names(first.loc[list(ground.names)].tolist(), int(once["block"].duplicated().sum()))


def numbered_names(names: Sequence[str], split_blocks: int) -> Given:
    """Return grids numbered in order of their names."""
    labels, grid = np.unique(np.array(names, dtype=str), return_inverse=True)
    return Given(grid.astype(np.int64), tuple(labels.tolist()), split_blocks)


def _table(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str)
    except (OSError, ValueError) as error:
        raise InputError("--score", str(path), "a CSV file with the columns block,grid", str(error)) from error
    if not {"block", "grid"} <= set(table) or table[["block", "grid"]].isna().any(axis=None) or table.empty:
        raise InputError("--score", str(path), "a CSV file with the columns block,grid", "and a value in every cell")
    return table
