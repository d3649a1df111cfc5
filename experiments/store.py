"""The result folder: tables made from the ledger, whole files only, and a manifest that says how they came about."""

from __future__ import annotations

import itertools
import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.columns import DICTIONARY, data_dictionary
from experiments.execute import FRAMES
from experiments.ledger import FILE, Ledger, PlannedPoint, Record
from experiments.tables import COMPRESSION, decode, whole, write_csv, write_parquet, write_text
from sim.costs import Prices, cost_indicators
from sim.errors import InputError

MANIFEST = "manifest.json"
RUN_KEY = {"quantities": "run_key"}  # this table has a column `key` of its own
RUNS_A_PART = 100
SHOWN_FOLDERS = 6


def write_tables(ledger: Ledger, folder: Path, prices: Prices) -> pd.DataFrame:
    """Write every table of the folder anew from the ledger and return the table of runs."""
    points = {point.point: point for point in ledger.points()}
    for name in FRAMES:
        _write_frames(ledger, name, folder)
    runs = _runs(ledger, points, prices)
    write_parquet(folder / "runs.parquet", runs)
    _write_failures(ledger, points, folder)
    write_dictionary(folder, list(_first(points).factors))
    return runs


def write_dictionary(folder: Path, factors: Sequence[str]) -> None:
    """Write what every column of every table in the folder means."""
    write_csv(folder / DICTIONARY, data_dictionary(folder, factors))


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest."""
    write_text(folder / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False, default=str) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a result folder; raises InputError if there is none or it cannot be read."""
    allowed = "a folder written by gridgov run or gridgov study"
    if not folder.is_dir():
        near = sorted(str(path.parent) for path in folder.parent.glob(f"*/{MANIFEST}"))[:SHOWN_FOLDERS]
        raise InputError("DIR", str(folder), allowed, f"there is {', '.join(near)}" if near else "check the path")
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest["name"], manifest["study"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("DIR", str(folder), allowed, f"its {MANIFEST} is missing or broken") from error
    if not (folder / FILE).is_file():
        raise InputError("DIR", str(folder), allowed, f"its {FILE} is missing")
    return dict(manifest)


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """Return one Parquet table of a result folder; raises InputError if it is missing or broken."""
    path = folder / f"{name}.parquet"
    try:
        return pd.read_parquet(path)
    except (OSError, pa.ArrowException) as error:
        raise InputError("DIR", str(path), "a table written by gridgov", "gridgov resume DIR writes it anew") from error


def reproduce(run: Record, point: PlannedPoint, sources: list[str]) -> str:
    """Return the command line that makes one run of a study again."""
    words = ["gridgov", "run", *sources, *point.overrides, f"seed={run.run.seed}", f"name=again_{run.run.key[:8]}"]
    return shlex.join(words)


def read_runs(folder: Path) -> pd.DataFrame:
    """Return the table of stored runs."""
    return read_table(folder, "runs")


def _runs(ledger: Ledger, points: dict[int, PlannedPoint], prices: Prices) -> pd.DataFrame:
    quantities = dict(ledger.frames("quantities"))
    rows = []
    for record in ledger.records("stored"):
        numbers = dict(record.numbers)
        if record.run.key in quantities:
            bought = decode(quantities[record.run.key]).to_pandas()
            numbers |= cost_indicators(bought, prices, numbers)
        rows.append({**_design(record, points), "seconds": record.seconds, **numbers})
    columns = None if rows else [*_design_columns(points), "seconds", "digest"]
    return pd.DataFrame(rows, columns=columns)


def _design(record: Record, points: dict[int, PlannedPoint]) -> dict[str, Any]:
    run = record.run
    factors = points[run.point].factors
    return {"key": run.key, "point": run.point, **factors, "replication": run.replication, "seed": run.seed}


def _design_columns(points: dict[int, PlannedPoint]) -> list[str]:
    return ["key", "point", *_first(points).factors, "replication", "seed"]


def _first(points: dict[int, PlannedPoint]) -> PlannedPoint:
    return points[min(points)]


def _write_failures(ledger: Ledger, points: dict[int, PlannedPoint], folder: Path) -> None:
    sources = ledger.about().get("sources", [])
    rows = []
    for record in ledger.records("failed"):
        point = points[record.run.point]
        more = {"traceback": record.failure, "config": json.dumps(point.config)}
        rows.append({**_design(record, points), **more, "reproduce": reproduce(record, point, sources)})
    path = folder / "failures.parquet"
    if rows:
        write_parquet(path, pd.DataFrame(rows))
    else:
        path.unlink(missing_ok=True)


def _write_frames(ledger: Ledger, name: str, folder: Path) -> None:
    """Write one table of all runs as a Parquet file of a few large parts, without holding it all in memory."""
    path = folder / f"{name}.parquet"
    tables = (_keyed(decode(content), RUN_KEY.get(name, "key"), key) for key, content in ledger.frames(name))
    parts = itertools.batched(tables, RUNS_A_PART)
    first = next(parts, None)
    if first is None:
        path.unlink(missing_ok=True)
        return
    joined = pa.concat_tables(first, promote_options="permissive")
    with whole(path) as part, pq.ParquetWriter(part, joined.schema, compression=COMPRESSION) as writer:
        writer.write_table(joined)
        for more in parts:
            joined = pa.concat_tables(more, promote_options="permissive")
            writer.write_table(joined.select(writer.schema.names).cast(writer.schema))


def _keyed(table: pa.Table, column: str, key: str) -> pa.Table:
    return table.replace_schema_metadata(None).add_column(0, column, pa.array([key] * table.num_rows, pa.string()))
