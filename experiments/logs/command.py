"""The command `gridgov log import`: read a log, say what became of it, write the folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from experiments.logs.folder import How, make_way, open_log, safe_name, write_folder
from experiments.logs.libraries import need_libraries
from experiments.logs.reading import Log
from experiments.screen import say, show_rows
from sim.errors import InputError


def import_log(path: Path, how: How, overrides: Sequence[str], results: Path, overwrite: bool) -> int:
    """Read a raw log, print a summary, and write results/NAME/."""
    need_libraries("gridgov log", "pandera")
    if path.is_dir():
        raise InputError("FILE", f"{path}, a folder", "a CSV or JSON file, plain or gzip", "name the file itself")
    folder = make_way(results, overrides, safe_name("log", path), overwrite)
    log = open_log(path, how)
    tell(log)
    write_folder(folder, log)
    say(f"results: {folder}")
    return 0


def tell(log: Log) -> None:
    """Print what was read, what was left out and why, and which columns stayed outside."""
    about, events = log.about, log.events
    n_lost = about["n_rows"] - len(events)
    packed, zone = ", gzip" if about["gzip"] else "", about["zone"] or "an unnamed zone"
    say(f"{about['source']}: {about['n_rows']:,} rows, {len(events):,} events, {n_lost:,} rows left out")
    say(f"read as {about['log_format']}, {about['encoding']}{packed}; local times of {zone}")
    say(f"reported from {events['reported_at'].min()} to {events['reported_at'].max()}")
    say("fields: " + ", ".join(f"{field} < {column}" for field, column in about["columns"].items()))
    if about["personal"]:
        say(f"left out as personal data or free text: {', '.join(about['personal'])}")
    for note in about["notes"]:
        say(f"note: {note}")
    if len(log.dropped):
        show_rows(log.dropped.rename(columns={"rows": "example_rows"}))
    else:
        say("nothing was dropped")
