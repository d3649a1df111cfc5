"""The libraries of maps and districting: optional, asked for in one place."""

from __future__ import annotations

import importlib

from sim.errors import InputError

NEEDED = ("geopandas", "gerrychain", "pyproj", "shapely")


def need_libraries() -> None:
    """Refuse to go on without the libraries of the extra `maps`, saying how to install them."""
    missing = [name for name in NEEDED if not _found(name)]
    if missing:
        got = f"no {', '.join(missing)}"
        raise InputError("gridgov divide", got, "the libraries of the extra `maps`", f"pip install {' '.join(NEEDED)}")


def _found(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True
