"""Optional libraries of statistics, loaded when they are needed: SALib for sensitivity, the EMA workbench for PRIM."""

from __future__ import annotations

import importlib
from typing import Any

from sim.errors import InputError


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
