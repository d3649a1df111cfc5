"""Recalling what was asked for from the result folder that came of it."""

from __future__ import annotations

from pathlib import Path

from experiments.store import read_manifest
from experiments.wish import Wish
from sim.errors import InputError


def recall(folder: Path, package: str) -> Wish:
    """Return the wish that made a result folder, as its manifest has it; the package must be named again."""
    manifest = read_manifest(folder)
    sources = dict(zip(manifest["sources"][::2], manifest["sources"][1::2], strict=True))
    if sources.get("--package", "") != package:
        mend = "classes of a package are only loaded when you name it"
        raise InputError("--package", package, str(sources.get("--package", "nothing")), mend)
    config_dir = Path(sources["--config-dir"]) if "--config-dir" in sources else None
    kept = [text for text in manifest["overrides"] if not text.startswith("name=")]
    overrides = (*kept, f"name={folder.name}")
    return Wish(
        overrides,
        manifest["study"],
        folder.parent,
        config_dir,
        package,
        manifest.get("command", ""),
        manifest.get("shard", ""),
    )
