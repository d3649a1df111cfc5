"""Streets in worker processes: each function yields what it finds, and nothing (None) after days without findings."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.build import build
from experiments.compose import open_configs
from experiments.dashboard.choices import DAYS
from experiments.dashboard.findings import Ground, Look, Repeat, Rings
from experiments.plan import build_scenario
from experiments.yearly import harm_a_year
from sim import DayView, InputError, RunResult, Scenario, StreetModel, WatchedStreet
from sim.world.division import grid_polygons
from sim.world.geography import Blocks


@functools.lru_cache(maxsize=32)
def compose(overrides: tuple[str, ...]) -> Scenario:
    """Return the scenario that overrides describe; raises InputError."""
    with open_configs() as configs:
        return build_scenario(configs.compose(list(overrides)))


def in_time(overrides: tuple[str, ...]) -> tuple[str, ...]:
    """Return overrides, over more days where their campaigns need time to fade; raises InputError for all else."""
    try:
        compose(overrides)
    except InputError as error:
        if error.what != "days":
            raise
        others = tuple(one for one in overrides if not one.startswith("days="))
        for days in DAYS:
            try:
                compose((*others, f"days={days}"))
            except InputError:
                continue
            return (*others, f"days={days}")
        raise
    return overrides


def live(overrides: tuple[str, ...], seed: int) -> Iterator[Ground | DayView]:
    """Yield the ground of a street, then each of its days: more than usual where its campaigns need time to fade."""
    given = in_time(overrides)
    street = WatchedStreet(compose(given), seed)
    blocks = street.blocks
    yield Ground(
        outlines(blocks, street.grid_of_block),
        [blocks.community_names[grid.community] for grid in street.grids],
        [grid.residents for grid in street.grids],
        [kind.name for kind in street.kinds],
        -street.inputs.warmup_days,
        street.n_days,
        given != overrides,
    )
    for _ in range(street.n_days):
        street.step()
        yield street.view()


def twin(scenario: Scenario, seed: int) -> Iterator[Look | None]:
    """Yield nothing each day and the outcome of the street at its horizon."""
    street = StreetModel(scenario, seed)
    yield from _live(street)
    result, grids = street.result(), street.result().grids
    harm = harm_a_year(grids, street.inputs.days)
    rings = outlines(street.blocks, street.grid_of_block)
    yield Look(street.inputs.days, result.indicators, harm.to_numpy(dtype=float), rings)


def again(config: dict[str, Any], seed: int) -> Iterator[Repeat | None]:
    """Yield the cases of a stored run, made again from the configuration in its ledger (which is data: design 13)."""
    scenario = build({**config, "detail": "incidents"}, "", "", Scenario)
    assert isinstance(scenario, Scenario)
    street = StreetModel(scenario, seed)
    yield from _live(street)
    result: RunResult = street.result()
    if result.incidents is None:
        raise InputError("detail", scenario.detail, "incidents")
    yield Repeat(result.digest, result.incidents, result.grids)


def _live(street: StreetModel) -> Iterator[None]:
    for _ in range(street.n_days):
        street.step()
        yield None


def outlines(blocks: Blocks, grid_of_block: NDArray[np.int64]) -> Rings:
    """Return the outer rings of all grids, each with the number of its grid."""
    found = []
    for grid, shape in enumerate(grid_polygons(blocks, grid_of_block)):
        for part in getattr(shape, "geoms", [shape]):
            found.append((grid, np.round(np.asarray(part.exterior.coords), 1)))
    return found
