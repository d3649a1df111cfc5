"""What a fit leaves behind: a folder of option files that `gridgov run --config-dir` finds, and tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from experiments.compose import open_configs
from experiments.plan import build_scenario
from experiments.tables import write_text
from sim.scenario import Scenario

GROUPS = ("catalogue", "onset", "street")


def write_options(folder: Path, name: str, values: dict[str, dict[str, Any]]) -> None:
    """Write the option NAME of each group; the street's is global, as it brings the other two with it."""
    for group in GROUPS:
        head = "# @package _global_\n" if group == "street" else ""
        text = yaml.safe_dump(values[group], allow_unicode=True, sort_keys=False, width=10_000)
        path = folder / group / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(
            path, f"{head}# Fitted to a log by gridgov log fit; parameters.csv says what each number rests on.\n{text}"
        )


def read_scenario(folder: Path, name: str, overrides: tuple[str, ...] = ()) -> Scenario:
    """Return the fitted street's scenario, composed as the command line does."""
    with open_configs(folder) as configs:
        return build_scenario(configs.compose([f"street={name}", *overrides]))
