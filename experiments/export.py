"""Exports of a result folder to the forms of others: the EMA workbench, and RO-Crate for archives."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from experiments.crate import write_crate
from experiments.screen import say
from experiments.store import read_manifest, read_runs
from experiments.tables import whole
from sim.errors import InputError

FORMS = ("ema", "ro-crate")
EMA_FILE, EMA_FORMAT = "ema.tar.gz", 0.1
NO_OUTCOME = ("key", "point", "replication", "seed", "digest")
SERIES = "daily"


def export(folder: Path, form: str) -> int:
    """Write a result folder in another form and print where it is; InputError for a form that there is not."""
    if form not in FORMS:
        raise InputError("--to", form or "nothing", " | ".join(FORMS), "such as --to ema")
    manifest = read_manifest(folder)
    if form == "ro-crate":
        path = write_crate(folder, manifest)
    else:
        path = write_ema(folder, list(manifest["factors"]), str(manifest["study"] or "run"))
    say(f"written: {path}")
    return 0


def write_ema(folder: Path, factors: list[str], model: str) -> Path:
    """Write `ema.tar.gz`, which `ema_workbench.load_results` opens as (experiments, outcomes), and return its path.

    An experiment is a run: its factors and seed, the replication as scenario, the design point as policy. Outcomes are
    indicators and checks (a number a run) and the series of measured days (run by day), all in the order of the plan.
    """
    runs = read_runs(folder)
    experiments = runs[[*factors, "seed"]].assign(
        scenario=[f"replication {number}" for number in runs["replication"]],
        policy=[f"point {number}" for number in runs["point"]],
        model=model,
    )
    path = folder / EMA_FILE
    with whole(path) as part, tarfile.open(part, "w:gz") as archive:
        _add(archive, "experiments.csv", experiments.to_csv(index=False).encode())
        outcomes = []
        for kind, name, values in [*_scalars(runs, factors), *_series(folder, runs)]:
            file = f"{name}.csv"
            _add(archive, file, pd.DataFrame(values).to_csv(header=False, index=False).encode())
            outcomes.append((kind, name, file))
        kinds = {name: _kind(experiments[name]) for name in experiments}
        metadata = {"version": EMA_FORMAT, "outcomes": outcomes, "experiments": kinds}
        _add(archive, "metadata.json", json.dumps(metadata).encode())
    return path


def _scalars(runs: pd.DataFrame, factors: list[str]) -> Iterator[tuple[str, str, np.ndarray]]:
    for name in runs.columns:
        if name not in (*NO_OUTCOME, *factors):
            yield "ScalarOutcome", name, runs[name].to_numpy(float)


def _series(folder: Path, runs: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yield each daily number of the measured days as an array run by day, read a column at a time."""
    path = folder / f"{SERIES}.parquet"
    if not path.exists():
        return
    names = [name for name in pq.read_schema(path).names if name not in ("key", "day")]
    index = pd.read_parquet(path, columns=["key", "day"])
    measured = (index["day"] >= 0).to_numpy()
    same = index["key"][measured].value_counts()
    if same.nunique() != 1 or len(same) != len(runs):
        return  # runs of different lengths make no array
    for name in names:
        values = pd.read_parquet(path, columns=[name])[name].to_numpy(float)[measured]
        yield "ArrayOutcome", f"daily_{name}", values.reshape(len(runs), -1)


def _kind(column: pd.Series) -> str:
    return str(column.dtype) if pd.api.types.is_numeric_dtype(column) else "object"


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
