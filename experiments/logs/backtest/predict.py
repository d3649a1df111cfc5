"""Predictive draws: runs of the fitted street over days to come, each at a level drawn from the error of the fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.execute import LocalProcesses, Task
from experiments.frames import key_column
from experiments.logs.fitting.command import FittedStreet
from experiments.tables import decode
from sim import run
from sim.draws import Draws, as_keys, name_key
from sim.errors import ModelError
from sim.scenario import Scenario

Floats = NDArray[np.float64]
FIRST_SEED = 1000


class Drawn(NamedTuple):
    """One predictive draw: its seed and the table of cases (with kind, area, and hours from the first day on)."""

    seed: int
    cases: pd.DataFrame


def levels_drawn(street: FittedStreet, scenario: Scenario, number: int) -> Scenario:
    """Return the scenario with levels of everything, of kinds and of areas drawn from what the fit leaves open."""
    shocks, panel, draws = street.fitted.shocks, street.fitted.panel, Draws(number)
    level = _factors(np.array([shocks.level]), draws["level of all"].normal(as_keys([0])))[0]
    kinds = _factors(shocks.kind_level, draws["level of a kind"].normal(_keys(panel.kinds)))
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


def runs_of(scenarios: list[Scenario], on_run: Callable[[], None], workers: int = 0) -> Iterator[Drawn]:
    """Yield the cases of each scenario's run, with seeds in order, as they are made; ModelError if one fails."""
    tasks = [Task(str(FIRST_SEED + i), one.but(detail="incidents"), FIRST_SEED + i) for i, one in enumerate(scenarios)]
    for batch in LocalProcesses(workers=workers).execute(run, tasks):
        for outcome in batch:
            if outcome.failure:
                raise ModelError(f"a run of the fitted street failed: {outcome.failure.strip().splitlines()[-1]}")
        cases, grids = (decode(batch.frames[name]).to_pandas() for name in ("incidents", "grids"))
        for key, mine in cases.groupby(key_column("incidents")):
            names = scenarios[int(str(key)) - FIRST_SEED].street.community_names
            own = grids[grids["key"] == key].sort_values("grid")
            area = np.array(names)[own["community"].astype(int)]
            on_run()
            yield Drawn(int(str(key)), mine.assign(area=area[mine["grid"].astype(int)]))


def counts_of(cases: pd.DataFrame, n_days: int, kinds: tuple[str, ...], areas: tuple[str, ...]) -> NDArray[np.int16]:
    """Return what arose by day, kind and area."""
    first = cases[(cases["case"] <= 1) & (cases["onset"] >= 0) & (cases["onset"] < 24 * n_days)]
    day = (first["onset"] // 24).astype(int).to_numpy()
    kind = pd.Categorical(first["kind"], list(kinds)).codes.astype(int)
    area = pd.Categorical(first["area"], list(areas)).codes.astype(int)
    flat = (day * len(kinds) + kind) * len(areas) + area
    size = n_days * len(kinds) * len(areas)
    return np.bincount(flat, minlength=size).reshape(n_days, len(kinds), len(areas)).astype(np.int16)
