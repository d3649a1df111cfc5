"""The street file: the blocks of a real or drawn map as plain columns in metres, written by `gridgov divide`."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import InputError

FORMAT = "gridgov street 1"
COLUMNS = (
    "name",
    "community",
    "residents",
    "households",
    "rental_share",
    "difficulty",
    "grid",
    "x_m",
    "y_m",
    "neighbours",
    "rings",
)


class StreetFile(NamedTuple):
    """What a street file says: names of the communities, and columns of equal length (`COLUMNS`), with its digest."""

    communities: tuple[str, ...]
    columns: dict[str, list[Any]]
    digest: str


def open_street_file(path: str) -> StreetFile:
    """Return the contents of a street file; InputError if it is missing or none."""
    try:
        changed = Path(path).stat().st_mtime_ns
    except OSError as error:
        raise _refusal(path, "there is no such file") from error
    return _read(path, changed)


@lru_cache(maxsize=4)
def _read(path: str, changed: int) -> StreetFile:
    content = Path(path).read_bytes()
    try:
        found = json.loads(content)
        columns, communities = found["blocks"], tuple(map(str, found["communities"]))
        fits = found["format"] == FORMAT and set(columns) == set(COLUMNS)
    except (ValueError, KeyError, TypeError) as error:
        raise _refusal(path, "it cannot be read") from error
    lengths = {len(values) for values in columns.values()} if fits else set()
    if len(lengths) != 1 or lengths == {0} or not communities or min(columns["residents"]) < 1:
        raise _refusal(path, "its columns do not fit together")
    return StreetFile(communities, columns, hashlib.sha256(content).hexdigest()[:16])


def _refusal(path: str, why: str) -> InputError:
    return InputError("map", path, "a street file written by `gridgov divide --map`", why)
