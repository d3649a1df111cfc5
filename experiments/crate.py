"""RO-Crate: a result folder described so that archives understand what each file is and how it came about."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path
from typing import Any

from experiments.tables import write_text

FILE = "ro-crate-metadata.json"
CONTEXT, PROFILE = "https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/crate/1.1"
LICENCE = "https://spdx.org/licenses/MIT"
SOFTWARE, ACTION, AUTHORS = "#gridgov", "#runs", "#authors"
FORMATS = {".parquet": "application/vnd.apache.parquet", ".sqlite": "application/vnd.sqlite3", ".csv": "text/csv"}
TOLD = {
    "manifest.json": "What was asked for, resolved configuration, seeds, versions, code fingerprint, machine, timings",
    "ledger.sqlite": "Every planned run and what became of it; all other files are made from it",
    "runs.parquet": "One row a run: design, replication, seed, indicators, checks",
    "daily.parquet": "One row a run and day",
    "grids.parquet": "One row a run and grid",
    "quantities.parquet": "One row a run, book and item: what was used",
    "incidents.parquet": "One row a run and incident",
    "failures.parquet": "One row a failed run: traceback and the command that makes it again",
    "comparison.csv": "One row a design point and indicator: mean, interval, paired difference",
    "costs.csv": "One row a design point, book, key and item: quantity, price, yuan",
    "data_dictionary.csv": "Meaning, unit and source of every column of these files",
    "report.html": "The report",
}


def write_crate(folder: Path, manifest: dict[str, Any]) -> Path:
    """Write `ro-crate-metadata.json` (RO-Crate 1.1) into a result folder and return its path."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and _belongs(path.relative_to(folder))]
    files = [_file(path, path.relative_to(folder).as_posix()) for path in paths]
    graph = [_descriptor(), _root(manifest, files), *files, _software(manifest), _action(manifest, files), _authors()]
    path = folder / FILE
    write_text(path, json.dumps({"@context": CONTEXT, "@graph": graph}, indent=2, ensure_ascii=False) + "\n")
    return path


def _belongs(path: Path) -> bool:
    return path.name != FILE and not any(part.startswith(".") for part in path.parts) and path.suffix not in _LIVE


_LIVE = (".sqlite-wal", ".sqlite-shm")  # of a ledger that somebody has open


def _descriptor() -> dict[str, Any]:
    return {"@id": FILE, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": PROFILE}}


def _root(manifest: dict[str, Any], files: list[dict[str, Any]]) -> dict[str, Any]:
    counts = manifest["counts"]
    what = f"{counts['stored']} of {counts['planned']} planned runs of {manifest['study'] or 'a street'}"
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{manifest['title']} ({manifest['name']})",
        "description": f"Results of the simulation gridgov: {what}. Seed {manifest['seed']}, code {manifest['code']}.",
        "datePublished": manifest["timings"]["written"],
        "license": {"@id": LICENCE},
        "author": {"@id": AUTHORS},
        "hasPart": _ids(files),
        "mentions": {"@id": ACTION},
    }


def _file(path: Path, name: str) -> dict[str, Any]:
    kind = FORMATS.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    told = TOLD.get(name) or ("A figure of the report, or its table" if name.startswith("figures/") else name)
    size = str(path.stat().st_size)
    return {
        "@id": name,
        "@type": "File",
        "name": name,
        "description": told,
        "encodingFormat": kind,
        "contentSize": size,
    }


def _software(manifest: dict[str, Any]) -> dict[str, Any]:
    return {
        "@id": SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "gridgov",
        "softwareVersion": f"{manifest['libraries']['gridgov']} (sources {manifest['code'][:16]})",
        "softwareRequirements": ", ".join(f"{name} {version}" for name, version in manifest["versions"].items()),
        "license": {"@id": LICENCE},
    }


def _action(manifest: dict[str, Any], files: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@id": ACTION,
        "@type": "CreateAction",
        "name": manifest["command"],
        "instrument": {"@id": SOFTWARE},
        "startTime": manifest["timings"]["started"],
        "endTime": manifest["timings"]["written"],
        "result": _ids(files),
    }


def _authors() -> dict[str, Any]:
    return {"@id": AUTHORS, "@type": "Organization", "name": "The gridgov authors"}


def _ids(entities: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"@id": entity["@id"]} for entity in entities]
