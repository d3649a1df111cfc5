"""The scenarios that the benchmarks run, composed from the option files as every command does."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.compose import open_configs
from experiments.plan import build_scenario
from sim.scenario import Scenario


def scenario_of(overrides: Sequence[str]) -> Scenario:
    """Return the scenario of some overrides, in Hydra's grammar ("street=tiny", "days=30")."""
    with open_configs() as configs:
        return build_scenario(configs.compose(list(overrides)))
