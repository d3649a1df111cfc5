"""The commands `gridgov log import` and `describe`: read a log, say what it holds, write the folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.libraries import need_libraries
from experiments.logs.folder import How, check_way, make_way, open_log, safe_name, write_folder, write_manifest
from experiments.logs.reading import Log
from experiments.screen import say, show_rows
from sim.errors import InputError


def import_log(path: Path, how: How, overrides: Sequence[str], results: Path, overwrite: bool) -> int:
    """Read a raw log, print a summary, and write results/NAME/."""
    need_libraries("gridgov log", "logs", "pandera")
    if path.is_dir():
        raise InputError("FILE", f"{path}, a folder", "a CSV or JSON file, plain or gzip", "name the file itself")
    wanted = (results, overrides, safe_name("log", path), overwrite)
    check_way(*wanted)
    log = open_log(path, how)
    tell(log)
    folder = make_way(*wanted)
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


class Days(NamedTuple):
    """Which events are described: days from and to (dates, or "" for the steady ones), and values left out."""

    first: str = ""
    last: str = ""
    without: tuple[str, ...] = ()


def describe_log(path: Path, how: How, days: Days, overrides: Sequence[str], results: Path, overwrite: bool) -> int:
    """Describe a log: print the measures, and write results/NAME/ with tables, figures and a page."""
    need_libraries("gridgov log", "logs", "pandera")
    from experiments.logs.description import describe
    from experiments.logs.description_page import write_page
    from experiments.logs.description_words import sentences
    from experiments.logs.selection import chosen_span, without

    wanted = (results, overrides, safe_name("describe", path), overwrite)
    check_way(*wanted)
    log = open_log(path, how)
    events, notes = without(log.events, days.without)
    found = describe(events, log.about["zone"], chosen_span(events, days.first, days.last))
    for heading, said in sentences(found).items():
        say(f"{heading}: {' '.join(said)}")
    show_rows(found.summary.drop(columns="meaning"))
    folder = make_way(*wanted)
    folder.mkdir(parents=True, exist_ok=True)
    page = write_page(folder, log._replace(events=events), found, notes)
    steady = [f"{day:%Y-%m-%d}" for day in found.steady]
    write_manifest(folder, "description", {**log.about, "without": list(days.without), "steady": steady})
    say(f"page: {page}")
    return 0
