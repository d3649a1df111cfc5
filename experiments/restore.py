"""Restoring the tables of a result folder whose runs this version of gridgov could not make again."""

from __future__ import annotations

from pathlib import Path

from experiments.identity import other_code, other_versions
from experiments.ledger import open_ledger, sole_writer
from experiments.plan import build_prices
from experiments.screen import say
from experiments.store import fingerprints, read_manifest, write_manifest, write_tables
from sim.errors import InputError


def restored(folder: Path, package: str) -> bool:
    """Write the tables of a whole folder that cannot be resumed here anew; return whether it is such a folder."""
    try:
        manifest = read_manifest(folder)
    except InputError:  # what it held cannot be told by other code; this one writes it anew
        return False
    with open_ledger(folder) as ledger, sole_writer(folder):
        manifest |= ledger.about()  # what made the runs is known by the ledger, whatever became of the manifest
        counts = ledger.counts()
        elsewhere = other_code(manifest) or other_versions(manifest.get("versions", {}))
        if not elsewhere or counts.stored < counts.planned:
            return False
        write_tables(ledger, folder, build_prices(manifest, package))
        now = {"status": "complete", "counts": counts._asdict(), "tables": fingerprints(folder)}
        write_manifest(folder, manifest | now)
    say("made by other model code or library versions, so no run is made: its tables are written anew from the ledger")
    say(f"then: gridgov report {folder}")
    return True
