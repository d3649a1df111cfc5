"""The result folder: tables made from the ledger, whole files only, and a manifest that says how they came about."""

from __future__ import annotations

import hashlib
import itertools
import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.columns import DICTIONARY, data_dictionary
from experiments.frames import FRAMES, in_order, parts
from experiments.ledger import FILE, Ledger, PlannedPoint, PlannedRun
from experiments.tables import COMPRESSION, whole, write_csv, write_parquet, write_text
from sim.costs import Prices
from sim.errors import InputError

MANIFEST, RUNS = "manifest.json", "runs"
ROWS_A_PART = 100_000
SHOWN_FOLDERS = 6


def write_tables(ledger: Ledger, folder: Path, prices: Prices) -> None:
    """Write every table of the folder anew from the ledger."""
    from experiments.runs_table import write_runs

    points = {point.point: point for point in ledger.points(configs=False)}
    for name in FRAMES:
        _write_frames(ledger, name, folder)
    write_runs(ledger, points, folder, prices)
    _write_failures(ledger, points, folder)
    write_dictionary(folder, list(points[min(points)].factors))


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
        raise InputError("DIR", str(folder), allowed, _near(folder.parent) or "check the path")
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest["name"], manifest["study"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        mend = f"its {MANIFEST} is missing or broken{_anew(folder)}"
        raise InputError("DIR", str(folder), allowed, _near(folder) or mend) from error
    if not (folder / FILE).is_file():
        raise InputError(
            "DIR",
            str(folder),
            allowed,
            f"its {FILE} is missing: put it back, or make the study anew with gridgov study",
        )
    return dict(manifest)


def _near(folder: Path) -> str:
    """Return the first result folders in a folder in words ("": there are none)."""
    near = sorted(str(path.parent) for path in folder.glob(f"*/{MANIFEST}"))[:SHOWN_FOLDERS]
    return f"there is {', '.join(near)}" if near else ""


def _anew(folder: Path) -> str:
    return f"; gridgov resume {folder} writes it anew" if (folder / FILE).is_file() else ""


def fingerprints(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each table that a folder has, by its name."""
    found = {}
    for name in (RUNS, *FRAMES):
        path = folder / f"{name}.parquet"
        if path.is_file():
            with path.open("rb") as file:
                found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def written_tables(folder: Path) -> dict[str, str]:
    """Return the digests of the tables as the folder's manifest has them (none where it has no manifest yet)."""
    try:
        return dict(read_manifest(folder).get("tables") or {})
    except InputError:
        return {}


def require_unchanged(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Raise InputError for a table that is no longer what its manifest says was written."""
    written, here = manifest.get("tables") or {}, fingerprints(folder)
    for name in here.keys() & written.keys():
        if here[name] != written[name]:
            got = f"{folder / name}.parquet, which was changed after it had been written"
            raise InputError("DIR", got, "tables as gridgov wrote them", f"gridgov resume {folder} writes it anew")


def read_table(folder: Path, name: str, **part: Any) -> pd.DataFrame:
    """Return one Parquet table of a result folder (or a part: columns, filters); InputError if missing or broken."""
    path = folder / f"{name}.parquet"
    try:
        return pd.read_parquet(path, **part)
    except (OSError, pa.ArrowException) as error:
        raise _broken(path) from error


def reproduce(run: PlannedRun, point: PlannedPoint, sources: list[str]) -> str:
    """Return the command line that makes one run of a study again."""
    words = ["gridgov", "run", *sources, *point.overrides, f"seed={run.seed}", f"name=again_{run.key[:8]}"]
    return shlex.join(words)


def read_runs(folder: Path) -> pd.DataFrame:
    """Return the table of stored runs."""
    return read_table(folder, "runs")


def design(run: PlannedRun, points: dict[int, PlannedPoint]) -> dict[str, Any]:
    """Return the columns of a run that the design gives it."""
    factors = points[run.point].factors
    return {"key": run.key, "point": run.point, **factors, "replication": run.replication, "seed": run.seed}


def _write_failures(ledger: Ledger, points: dict[int, PlannedPoint], folder: Path) -> None:
    sources = ledger.about().get("sources", [])
    rows = []
    for record in ledger.records("failed"):
        point = points[record.run.point]
        more = {"traceback": record.failure, "config": ledger.config(point.point)}
        rows.append({**design(record.run, points), **more, "reproduce": reproduce(record.run, point, sources)})
    path = folder / "failures.parquet"
    if rows:
        write_parquet(path, pd.DataFrame(rows))
    else:
        path.unlink(missing_ok=True)


def _write_frames(ledger: Ledger, name: str, folder: Path) -> None:
    """Write one table of all runs as a Parquet file of a few large parts, without holding it all in memory."""
    write_parts(folder / f"{name}.parquet", parts(in_order(ledger, name), ROWS_A_PART))


def write_parts(path: Path, tables: Iterator[pa.Table]) -> None:
    """Write tables with the same columns as the parts of one Parquet file; none: the file is removed."""
    first = next(tables, None)
    if first is None:
        path.unlink(missing_ok=True)
        return
    with whole(path) as part, pq.ParquetWriter(part, first.schema, compression=COMPRESSION) as writer:
        for table in itertools.chain([first], tables):
            writer.write_table(table, row_group_size=max(table.num_rows, 1))


def read_parts(folder: Path, name: str) -> Iterator[pd.DataFrame]:
    """Yield one table of a result folder part by part, whole runs together (nothing if the folder has none)."""
    path = folder / f"{name}.parquet"
    if not path.exists():
        return
    try:
        with pq.ParquetFile(path) as file:
            for number in range(file.num_row_groups):
                yield file.read_row_group(number).to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise _broken(path) from error


def rows_of(folder: Path, name: str) -> int | None:
    """Return the number of rows of a table (None if the folder has none)."""
    path = folder / f"{name}.parquet"
    if not path.exists():
        return None
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException) as error:
        raise _broken(path) from error


def _broken(path: Path) -> InputError:
    return InputError("DIR", str(path), "a table written by gridgov", f"gridgov resume {path.parent} writes it anew")
