"""Optional libraries: asked for before the work begins, loaded when needed; absent, one line says what to do."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from sim.errors import InputError


def need_libraries(command: str, extra: str, *names: str) -> None:
    """Raise InputError unless the libraries that a command takes from an extra are there: what to install."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        got, mend = f"no {', '.join(missing)}", f"pip install {' '.join(missing)}"
        raise InputError(command, got, f"the libraries of the extra `{extra}`", mend)


def salib(module: str) -> Any:
    """Return a module of SALib, such as `sample.sobol`; InputError with what to install where it is missing."""
    return _load(f"SALib.{module}", "SALib", "saltelli, morris and their indices")


def ema(module: str) -> Any:
    """Return a module of the EMA workbench, such as `analysis.prim`; InputError where it is missing."""
    return _load(f"ema_workbench.{module}", "ema-workbench", "scenario discovery")


def _load(module: str, package: str, purpose: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise InputError(
            purpose, f"no {package} ({error})", f"the library {package}", f"pip install {package}"
        ) from error
