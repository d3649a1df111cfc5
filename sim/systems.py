"""The systems that a street can have beside its core, in the order in which their mornings come."""

from __future__ import annotations

from typing import Any

from sim.accounts import Indicator
from sim.processes.affairs import ServiceSystem
from sim.processes.care import CareSystem
from sim.processes.channels import ChannelsSystem
from sim.processes.hierarchy import HierarchyProcess
from sim.processes.links import LinksSystem
from sim.processes.partners import PartnersSystem
from sim.processes.rescue import RescueSystem
from sim.processes.scope import ScopeProcess
from sim.processes.system import System

SYSTEMS: tuple[type[System], ...] = (
    HierarchyProcess,
    ChannelsSystem,
    ServiceSystem,
    ScopeProcess,
    LinksSystem,
    PartnersSystem,
    RescueSystem,
    CareSystem,
)
SYSTEM_INDICATORS: tuple[Indicator, ...] = tuple(one for system in SYSTEMS for one in system.INDICATORS)


def build_systems(model: Any) -> list[System]:
    """Return the systems that the scenario has on, each also as an attribute of the model (None where it is off)."""
    built: list[System] = []
    for kind in SYSTEMS:
        on = getattr(kind.parameters(model.inputs), "on", True)
        system = kind(model) if on else None
        setattr(model, kind.FIELD, system)
        built += [system] if system else []
    return built


def incidence_bound(inputs: Any) -> float:
    """Return the most by which the systems that are on can multiply incidence together."""
    bound = 1.0
    for kind in SYSTEMS:
        params = kind.parameters(inputs)
        bound *= kind.bound(params) if getattr(params, "on", True) else 1.0
    return bound


def system_indicators(systems: list[System]) -> dict[str, float]:
    """Return the values of all SYSTEM_INDICATORS (NaN where a system is off)."""
    values = {one.name: float("nan") for one in SYSTEM_INDICATORS}
    for system in systems:
        values |= system.indicators()
    return values


def system_checks(systems: list[System]) -> dict[str, float]:
    """Return the residuals of all systems' books (0 where a system is off)."""
    residuals = {name: 0.0 for kind in SYSTEMS for name in kind.CHECKS}
    for system in systems:
        residuals |= system.checks()
    return residuals
