"""The libraries of logs: optional, asked for in one place."""

from __future__ import annotations

import importlib.util

from sim.errors import InputError


def need_libraries(command: str, *names: str) -> None:
    """Refuse to go on without libraries of the extra `logs`, saying how to install them."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        got = f"no {', '.join(missing)}"
        raise InputError(command, got, "the libraries of the extra `logs`", f"pip install {' '.join(missing)}")
