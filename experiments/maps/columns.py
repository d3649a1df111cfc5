"""The columns of a map: names, texts and numbers of its blocks, each fault with the block that has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.overrides import nearest, one_of
from sim.errors import InputError

Rows = Sequence[dict[str, Any]]


def block_names(rows: Rows, column: str) -> list[str]:
    """Return the names of the blocks, numbers if there is no such column."""
    if not any(column in row for row in rows):
        return [f"block {number}" for number in range(1, len(rows) + 1)]
    names = texts(rows, column, "--block", [f"feature {number}" for number in range(1, len(rows) + 1)])
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError("--block", f"{column} {twice!r} twice", "a name for each block", "or another column")
    return names


def texts(rows: Rows, column: str, option: str, names: Sequence[str]) -> list[str]:
    """Return a column as texts; every block must have one."""
    _check_column(rows, column, option)
    missing = next((name for name, row in zip(names, rows, strict=True) if row.get(column) in (None, "")), None)
    if missing is not None:
        raise InputError(option, f"no {column} for {missing}", "a value for every block", "fill it in")
    return [str(row[column]) for row in rows]


def _check_column(rows: Rows, column: str, option: str) -> None:
    known = list(dict.fromkeys(key for row in rows for key in row))
    if column not in known:
        mend = nearest(column, known) or f"name the column by {option}"
        raise InputError(option, f"no column {column!r}", one_of(known) if known else "a map with columns", mend)


def numbers(rows: Rows, column: str, option: str, names: Sequence[str], most: float) -> NDArray[np.float64]:
    """Return a column of numbers from 0 to `most`."""
    _check_column(rows, column, option)
    values = []
    for name, row in zip(names, rows, strict=True):
        value = row.get(column)
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= most
        if not fits:
            allowed = f"a share from 0 to {most:g}" if most <= 1 else f"a number from 0 to {most:,.0f}"
            raise InputError(option, f"{column} {value!r} of {name}", allowed, "every block needs one")
        values.append(float(value))
    return np.array(values)
