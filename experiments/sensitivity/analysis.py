"""The analysis of a sampled study: its indices and their verdicts, from a result folder, written beside its tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from experiments.build import build
from experiments.designs import Study
from experiments.own_package import trusted
from experiments.sensitivity.guard import Responses, responses
from experiments.sensitivity.indices import indices
from experiments.store import read_manifest, read_runs
from experiments.tables import write_csv
from sim import InputError

FILE = "sensitivity.csv"
COLUMNS = ["indicator", "method", "factor", "index", "value", "low", "high", "floor", "verdict"]
USUAL = ("harm_per_1000_residents", "solved_share")


class Analysis(NamedTuple):
    """A study with its seed, its indices, the indicators behind them, and what the guard refused (indicator: why)."""

    study: Study
    seed: int
    table: pd.DataFrame
    found: dict[str, Responses]
    refused: dict[str, str]


def is_sampled(manifest: dict[str, Any]) -> bool:
    """Whether a result folder holds a sampled design."""
    design = (manifest.get("design") or {}).get("design") or {}
    return bool(design) and build(design).sampled  # type: ignore[attr-defined]


def analyse(folder: Path, indicators: Sequence[str] = ()) -> Analysis:
    """Compute the indices of the study's own indicators (`tells`), or of those given, and write `sensitivity.csv`.

    What the guard refuses (runs missing, an indicator that does not vary) is named and left out, never guessed.
    """
    manifest = read_manifest(folder)
    study = study_of(manifest)
    runs = read_runs(folder)
    found: dict[str, Responses] = {}
    refused: dict[str, str] = {}
    for name in indicators or study.tells or USUAL:
        try:
            found[name] = responses(study, manifest["seed"], runs, name)
        except InputError as error:
            refused[name] = str(error)
    tables = [indices(study.design, list(study.factors), one, manifest["seed"]) for one in found.values()]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)
    write_csv(folder / FILE, table)
    return Analysis(study, manifest["seed"], table, found, refused)


def study_of(manifest: dict[str, Any]) -> Study:
    """Return the study that a manifest describes, with the ranges that its runs were drawn from."""
    study = build(manifest["design"], "design", trusted(manifest), Study)
    assert isinstance(study, Study)
    return study
