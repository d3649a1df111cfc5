"""Other studies in the same folder of results, which a report points to."""

from __future__ import annotations

import json
from pathlib import Path


def neighbour(folder: Path, study: str) -> Path | None:
    """Return the finished result folder of a named study beside this one (the one of its own name first), or None."""
    found = sorted(folder.resolve().parent.glob(f"{study}*/manifest.json"), key=lambda path: len(path.parent.name))
    return next((path.parent for path in found if _is_finished(path, study)), None)


def _is_finished(manifest: Path, study: str) -> bool:
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    whole = isinstance(told, dict) and told.get("study") == study and told.get("status") == "complete"
    return whole and (manifest.parent / "runs.parquet").is_file()
