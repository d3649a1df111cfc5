"""Recalling what was asked for from the result folder that came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experiments.ledger import FILE, open_ledger
from experiments.store import read_manifest
from experiments.wish import Wish
from sim.errors import InputError


def recall(folder: Path, package: str) -> Wish:
    """Return the wish that made a result folder, as its ledger has it; the package must be named again."""
    asked = _asked(folder)
    sources = dict(zip(asked["sources"][::2], asked["sources"][1::2], strict=True))
    if sources.get("--package", "") != package:
        mend = "classes of a package are only loaded when you name it"
        raise InputError("--package", package, str(sources.get("--package", "nothing")), mend)
    config_dir = Path(sources["--config-dir"]) if "--config-dir" in sources else None
    kept = [text for text in asked["overrides"] if not text.startswith("name=")]
    overrides = (*kept, f"name={folder.name}")
    return Wish(
        overrides,
        asked["study"],
        folder.parent,
        config_dir,
        package,
        asked.get("command", ""),
        asked.get("shard", ""),
    )


def _asked(folder: Path) -> dict[str, Any]:
    """Return what was asked for: by the ledger, whatever became of the manifest, which alone has the command."""
    manifest, known = {}, {}
    if (folder / FILE).is_file():
        with open_ledger(folder) as ledger:
            known = ledger.about()
    try:
        manifest = read_manifest(folder)
    except InputError:
        if not known:
            raise
    return manifest | known
