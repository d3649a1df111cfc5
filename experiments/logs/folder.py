"""The folder of a log: events, what was dropped, and where it all comes from; written whole, read back as it was."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from experiments.identity import digest_of, installed
from experiments.logs.reading import Log, read_log
from experiments.logs.schema import EVENTS
from experiments.plan import folder_name
from experiments.tables import write_csv, write_parquet, write_text
from experiments.wish import Wish, key_of
from sim.errors import InputError

MANIFEST, EVENTS_FILE, DROPPED = "manifest.json", "events.parquet", "dropped.csv"
FORMAT = "gridgov log 1"


class How(NamedTuple):
    """How a raw file is to be read: see `reading.read_log`."""

    format: str = ""
    mapping: dict[str, str] = {}
    zone: str | None = None
    encoding: str = ""


def open_log(path: Path, how: How) -> Log:
    """Return the log in an imported folder, or in a raw file with the format that `how` names."""
    if path.is_dir():
        return read_folder(path)
    if not how.format:
        raise InputError(
            "--format", "nothing", "pingshan | boston311 | open311 | generic", "or name an imported folder"
        )
    return read_log(path, how.format, how.mapping, how.zone, how.encoding)


def read_folder(folder: Path) -> Log:
    """Return the log of a folder of `gridgov log import` or `fit`; raises InputError if it is none or broken."""
    allowed = "a folder written by gridgov log import or fit"
    try:
        about = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise ValueError("it is no log; what was simulated becomes one by gridgov log export")
        events = pd.read_parquet(folder / EVENTS_FILE).astype(EVENTS.dtypes)
        dropped = pd.read_csv(folder / DROPPED, keep_default_na=False)
        return Log(EVENTS.check(events), dropped, about.get("log") or about["fit"])
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException, _faults()) as error:
        why = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise InputError("DIR", str(folder), allowed, f"import the log again ({why})") from error


def _faults() -> type[Exception]:
    from pandera.errors import SchemaErrors

    return SchemaErrors


def write_folder(folder: Path, log: Log) -> None:
    """Write events.parquet, dropped.csv and manifest.json, the last one when all else is there."""
    folder.mkdir(parents=True, exist_ok=True)
    write_events(folder, log)
    write_manifest(folder, "log", log.about)


def write_events(folder: Path, log: Log) -> None:
    """Write the events of a log and what was dropped into a folder, so that they can be read from there."""
    write_parquet(folder / EVENTS_FILE, log.events)
    write_csv(folder / DROPPED, log.dropped)


def write_manifest(folder: Path, part: str, content: Any) -> None:
    """Write the manifest, with the command line, versions and one part about what was done."""
    manifest = {
        "format": FORMAT,
        "name": folder.name,
        "command": shlex.join(["gridgov", *sys.argv[1:]]),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {name: installed(name) for name in ("gridgov", "pandas", "pandera", "pyarrow", "statsmodels")},
        part: content,
    }
    write_text(folder / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False, default=str) + "\n")


def begin(folder: Path, part: str, asked: str = "") -> None:
    """Mark a folder as ours before the long work: the same command goes on with it, if it is interrupted."""
    folder.mkdir(parents=True, exist_ok=True)
    write_manifest(folder, part, {"finished": False, "asked": asked})


def asked_of(*words: object) -> str:
    """Return a short hash of what a command was asked for: equal ones may go on with each other's folder."""
    return digest_of([str(word) for word in words])


def unfinished(folder: Path, asked: str) -> bool:
    """Whether a folder holds the beginning of what the same command was asked for before."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        parts = [part for part in manifest.values() if isinstance(part, dict) and part.get("finished") is False]
        return is_log(folder) and bool(asked) and any(part.get("asked") == asked for part in parts)
    except (OSError, ValueError, AttributeError):
        return False


def make_way(results: Path, overrides: Sequence[str], default: str, overwrite: bool, asked: str = "") -> Path:
    """Return the folder results/NAME; an earlier one goes now, so call this when there is something to write.

    What the same command has begun and not finished stays, if it may not be overwritten.
    """
    folder = check_way(results, overrides, default, overwrite, asked)
    if folder.exists() and (overwrite or not unfinished(folder, asked)):
        shutil.rmtree(folder)
    return folder


def check_way(results: Path, overrides: Sequence[str], default: str, overwrite: bool, asked: str = "") -> Path:
    """Return the folder results/NAME (name=..., else `default`); raises InputError if something else is there.

    An earlier folder of `gridgov log` may be there if `overwrite` says so, or if it is `unfinished` and the same was
    `asked` for; nothing is deleted yet.
    """
    folder = results / chosen_name(overrides, default)
    if folder.is_symlink():
        raise InputError("name", folder.name, "a folder of its own", f"{folder} is a link to somewhere else")
    ours = is_log(folder)
    empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not empty and not (overwrite and ours) and not unfinished(folder, asked):
        what = "an earlier result" if ours else "something else"
        mend = "choose name=..., or --overwrite" if ours else "choose name=..."
        raise InputError("name", folder.name, f"a new folder: {folder} holds {what}", mend)
    return folder


def is_log(folder: Path) -> bool:
    """Whether a folder was written by a command of `gridgov log`."""
    try:
        return bool(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["format"] == FORMAT)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def chosen_name(overrides: Sequence[str], default: str) -> str:
    """Return the name that name=... gives; no other override has a meaning here."""
    names = [word.split("=", 1)[1] for word in overrides if key_of(word) == "name" and "=" in word]
    strange = [word for word in overrides if key_of(word) != "name" or "=" not in word]
    if strange:
        raise InputError("override", strange[0], "name=NAME", "columns are named by --map COLUMN=FIELD")
    return folder_name(names[-1] if names else default, Wish())


def safe_name(command: str, path: Path) -> str:
    """Return a folder's name made from a command and a file's name, whatever characters that has."""
    stem = path.name.split(".", 1)[0]
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in stem).strip("-")[:60]
    return f"{command}_{plain}" if plain else f"{command}_{digest_of(path.name)[:8]}"
