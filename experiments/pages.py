"""Parts of the documents that are written from the code: `make odd` fills them in, tests see that they are current."""

from __future__ import annotations

import dataclasses
import importlib.resources
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import odd
from experiments.build import build
from experiments.designs import Study
from experiments.identity import NUMERIC, OTHERS, installed
from experiments.logs import pages as event_log
from experiments.marks import ROOT, fill, markdown
from sim import Scenario

STRESS = ROOT / "docs" / "stress.md"
EVENT_LOG = ROOT / "docs" / "event_log.md"
DICTIONARY = ROOT / "docs" / "data_dictionary.md"


def pages() -> dict[Path, dict[str, str]]:
    """Return the generated parts of each document by the name of their marks."""
    stress = {"studies": studies(), "extent": extent(), "run length": run_length(), "software": software()}
    logs = {"schema": event_log.schema(), "sources": event_log.sources(), "zones": event_log.zones()}
    return {odd.DOCUMENT: odd.tables(), STRESS: stress, DICTIONARY: {"columns": columns()}, EVENT_LOG: logs}


def studies() -> str:
    """Return the table of named studies: question, factors with their levels, replications."""
    rows = []
    for name in odd.option_names("study"):
        study = build(odd.read_option("study", name), "study")
        assert isinstance(study, Study)
        levels = "; ".join(f"{factor}: {_levels(values)}" for factor, values in study.factors.items())
        rows.append([f"`{name}`", study.question, levels, study.replications])
    return markdown(["study", "question", "factors and levels (baseline in the file)", "replications"], rows)


def _levels(values: Any) -> str:
    return ", ".join(map(str, values)) if isinstance(values, (tuple, list)) else str(values)


def extent() -> str:
    """Return in a sentence how many numbers the model has and how many are assumed."""
    return odd.parameters().split("\n", 1)[0]


def run_length() -> str:
    """Return the table of the run's own parameters."""
    names = ("days", "warmup_days", "start_date", "detail")
    declared = {field.name: field for field in dataclasses.fields(Scenario)}  # type: ignore[arg-type]
    rows = [[f"`{name}`", declared[name].default, declared[name].metadata["declaration"].help] for name in names]
    return markdown(["key", "default", "meaning"], rows)


def software() -> str:
    """Return the table of libraries: those that can change a number are part of a run's identity."""
    rows = [[name, "part of the identity of a run"] for name in NUMERIC]
    rows += [[name, "workbench"] for name in OTHERS if installed(name) and name != "gridgov"]
    return markdown(["library", "role"], rows)


def columns() -> str:
    """Return the table of columns that are described once for all result folders."""
    with (importlib.resources.files("experiments") / "columns.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file, keep_default_na=False)
    rows = [[f"`{row.file}`", f"`{row.column}`", row.unit, row.meaning] for row in table.itertuples()]
    return markdown(["table", "column", "unit", "meaning"], rows)


def main() -> None:
    """Write the parts into their documents."""
    for document, parts in pages().items():
        fill(document, parts)
        print(f"written: {document.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
