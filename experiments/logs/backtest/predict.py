"""Predictive draws: runs of the fitted street over days to come, each at a level drawn from the error of the fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.logs.fitting.command import FittedStreet
from experiments.logs.fitting.panel import Panel
from experiments.logs.runs import Runs, counts_of
from sim.draws import Draws, as_keys, name_key
from sim.scenario import Scenario

Floats = NDArray[np.float64]
FIRST_SEED = 1000


def levels_drawn(street: FittedStreet, scenario: Scenario, number: int) -> Scenario:
    """Return the scenario with levels of everything, of kinds and of areas drawn from what the fit leaves open.

    Kinds begin at their recent level, not at the mean of the days of the fit.
    """
    shocks, panel, draws = street.fitted.shocks, street.fitted.panel, Draws(number)
    level = _factors(np.array([shocks.level]), draws["level of all"].normal(as_keys([0])))[0]
    kinds = _factors(shocks.kind_level, draws["level of a kind"].normal(_keys(panel.kinds)))
    kinds = kinds * street.fitted.recent.level
    areas = _factors(shocks.area_level, draws["level of an area"].normal(_keys(panel.areas)))
    categories = {
        name: one.but(rate_per_1000_resident_days=min(one.rate_per_1000_resident_days * level * factor, 1000.0))
        for (name, one), factor in zip(scenario.catalogue.categories.items(), kinds.tolist(), strict=True)
    }
    weights = scenario.street.community_weights
    moved = {name: weights[name] * factor for name, factor in zip(panel.areas, areas.tolist(), strict=True)}
    total = sum(moved.values()) / sum(weights.values())
    scale = min(scenario.catalogue.rate_scale * total, 100.0)
    catalogue = scenario.catalogue.but(categories=categories, rate_scale=scale)
    changed: Scenario = scenario.but(catalogue=catalogue, street=scenario.street.but(community_weights=moved))
    return changed


def _factors(variance: Floats, normal: Any) -> Floats:
    log = np.log1p(np.maximum(variance, 0.0))
    return np.asarray(np.exp(np.sqrt(log) * normal - log / 2))


def _keys(names: tuple[str, ...]) -> Any:
    return as_keys([name_key(name) for name in names])


def drawn(runs: Runs, scenarios: Sequence[Scenario], days: int, panel: Panel) -> NDArray[np.int16]:
    """Return what arose in each scenario's run by day, kind and area: (runs, days, kinds, areas).

    A run in which nothing arose counts as days without events.
    """
    counts = np.zeros((len(scenarios), days, len(panel.kinds), len(panel.areas)), np.int16)
    for made in runs.make(counts_of, scenarios, seeds(len(scenarios)), "predictive runs"):
        counts[made.place] = spread(made.table, days, panel.kinds, panel.areas)
    return counts


def seeds(number: int) -> list[int]:
    """Return seeds of so many runs."""
    return [FIRST_SEED + i for i in range(number)]


def spread(table: pd.DataFrame, n_days: int, kinds: tuple[str, ...], areas: tuple[str, ...]) -> NDArray[np.int16]:
    """Return the counts of a run's table (see `runs.counts_of`) by day, kind and area."""
    counts = np.zeros((n_days, len(kinds), len(areas)), np.int16)
    table = table[table["day"] < n_days]
    kind = pd.Categorical(table["kind"], list(kinds)).codes
    area = pd.Categorical(table["area"], list(areas)).codes
    counts[table["day"].to_numpy(int), kind.astype(int), area.astype(int)] = table["n"].to_numpy(int)
    return counts
