"""The user's own package: imported where the user names it on the command line, never because a result folder does.

A manifest is data, whoever wrote it: what it names may be found and hashed, but it is not run.
"""

from __future__ import annotations

import importlib
import importlib.resources
import os
import sys
from collections.abc import Mapping
from importlib.machinery import PathFinder
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.errors import InputError

OPTION = "--package"
_named: set[str] = set()


def load(package: str) -> Traversable:
    """Import a package that the user has named, which may lie in the working directory; return its folder.

    Raises InputError for what is no package or cannot be imported.
    """
    if os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())
    try:
        found = importlib.import_module(package)
    except (ImportError, TypeError, ValueError) as error:
        mend = f"install it, or start gridgov in the folder that holds it ({error})"
        raise InputError(OPTION, package, "a Python package that can be imported", mend) from error
    if not hasattr(found, "__path__"):
        raise InputError(OPTION, package, "a package: a folder with __init__.py", "put the module into a folder")
    _named.add(package)
    return importlib.resources.files(package)


def named_in(manifest: Mapping[str, Any]) -> str:
    """Return the package that a manifest names ("" if it names none)."""
    sources = list(manifest.get("sources") or ())
    return str(sources[sources.index(OPTION) + 1]) if OPTION in sources[:-1] else ""


def trusted(manifest: Mapping[str, Any]) -> str:
    """Return the package that a manifest names if the user has named it in this process too (else "")."""
    return named_in(manifest) if named_in(manifest) in _named else ""


def lying(package: str) -> Path | None:
    """Return the folder of a package, found without importing any of it, or None where there is none."""
    top, *rest = package.split(".")
    if not all(part.isidentifier() for part in (top, *rest)):
        return None
    spec = find_spec(top) or PathFinder.find_spec(top, [os.getcwd()])
    places = (Path(place).joinpath(*rest) for place in (spec and spec.submodule_search_locations) or ())
    return next((place for place in places if place.is_dir()), None)
