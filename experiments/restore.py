"""Restoring the tables of a result folder whose runs this version of gridgov could not make again."""

from __future__ import annotations

from pathlib import Path

from experiments.identity import other_code, other_versions
from experiments.ledger import open_ledger, sole_writer
from experiments.plan import build_prices
from experiments.screen import say
from experiments.store import fingerprints, read_manifest, write_manifest, write_tables


def restored(folder: Path, package: str) -> bool:
    """Write the tables of a whole folder that cannot be resumed here anew; return whether it is such a folder."""
    manifest = read_manifest(folder)
    codes = other_code(manifest)
    if not codes and not other_versions(manifest.get("versions", {})):
        return False
    with open_ledger(folder) as ledger, sole_writer(folder):
        counts = ledger.counts()
        if counts.stored < counts.planned:
            return False
        write_tables(ledger, folder, build_prices(manifest, package))
        write_manifest(folder, manifest | {"status": "complete", "tables": fingerprints(folder)})
    say("made by other model code or library versions, so no run is made: its tables are written anew from the ledger")
    say(f"then: gridgov report {folder}")
    return True
