"""Result folders that the dashboard may open: those that lie in the folder of results, and nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.ledger import open_ledger
from experiments.report.reading import StudyResult, read_study
from experiments.store import MANIFEST, read_manifest, read_table
from sim import InputError

ALLOWED = "a folder written by gridgov run or gridgov study"


def folder_names(results: Path) -> list[str]:
    """Return the names of the result folders, newest first."""
    found = [path.parent for path in results.glob(f"*/{MANIFEST}")]
    return [path.name for path in sorted(found, key=lambda path: -path.stat().st_mtime)]


def folder_named(results: Path, name: str) -> Path:
    """Return a result folder by its name; raises InputError for any path that leads elsewhere."""
    folder = (results / name).resolve()
    if folder.parent != results.resolve() or not name or not folder.is_dir():
        raise InputError("DIR", name, f"the name of a folder in {results}", "choose one from the list")
    return folder


def open_study(results: Path, name: str) -> StudyResult:
    """Return what a result folder holds; raises InputError, in one line, for whatever is wrong with it."""
    folder = folder_named(results, name)
    try:
        read_manifest(folder)
        return read_study(folder)
    except InputError:
        raise
    except (KeyError, ValueError, TypeError, OSError, AttributeError) as error:
        raise InputError("DIR", name, ALLOWED, f"its files do not fit together ({error!r})") from error


def config_of(result: StudyResult, key: str) -> tuple[dict[str, Any], int]:
    """Return the resolved configuration and the seed of a stored run."""
    run = result.runs.set_index("key").loc[key]
    try:
        with open_ledger(result.folder) as ledger:
            config = next(point.config for point in ledger.points() if point.point == int(run["point"]))
    except (StopIteration, sqlite3.Error, KeyError) as error:
        raise InputError("DIR", result.folder.name, ALLOWED, "its ledger does not know this run") from error
    return config, int(run["seed"])


def incidents_of(folder: Path, key: str) -> pd.DataFrame | None:
    """Return the cases of a run, or None where the folder keeps none of it."""
    if not (folder / "incidents.parquet").is_file():
        return None
    cases = read_table(folder, "incidents", filters=[("key", "==", key)])
    return cases if len(cases) else None
