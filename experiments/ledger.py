"""The ledger of a study: every planned run and what became of it, in SQLite (WAL), one transaction a batch.

planned = stored + failed + pending, always. A process that dies at any moment loses the runs in flight, never a
written batch nor the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from experiments.execute import Outcome
from sim.errors import InputError

FILE, LOCK = "ledger.sqlite", ".lock"
SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS points (
    point INTEGER PRIMARY KEY, factors TEXT NOT NULL, config TEXT NOT NULL, overrides TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
    key TEXT PRIMARY KEY, ordinal INTEGER NOT NULL UNIQUE, point INTEGER NOT NULL REFERENCES points (point),
    replication INTEGER NOT NULL, seed INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'stored', 'failed')),
    seconds REAL, numbers TEXT, failure TEXT);
CREATE TABLE IF NOT EXISTS frames (
    key TEXT NOT NULL REFERENCES runs (key), name TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (key, name));
"""


class PlannedPoint(NamedTuple):
    """A design point: its number, factor levels, resolved configuration and the overrides that make it."""

    point: int
    factors: dict[str, Any]
    config: dict[str, Any]
    overrides: list[str]


class PlannedRun(NamedTuple):
    """A run of the plan: key, place in the order, design point, replication and seed."""

    key: str
    ordinal: int
    point: int
    replication: int
    seed: int


class Counts(NamedTuple):
    """How many runs are planned, stored, failed and pending."""

    planned: int
    stored: int
    failed: int
    pending: int


class Record(NamedTuple):
    """A run as the ledger has it; `numbers` holds digest, indicators and checks of a stored run."""

    run: PlannedRun
    status: str
    seconds: float
    numbers: dict[str, Any]
    failure: str


class Ledger:
    """The ledger file of one result folder (see `open_ledger`)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def plan(self, about: dict[str, Any], points: Sequence[PlannedPoint], runs: Sequence[PlannedRun]) -> None:
        """Write the plan, in one transaction, into a ledger that has none."""
        with self.connection as db:
            db.executemany(
                "INSERT INTO about VALUES (?, ?)", [(name, json.dumps(value)) for name, value in about.items()]
            )
            rows = [(p.point, json.dumps(p.factors), json.dumps(p.config), json.dumps(p.overrides)) for p in points]
            db.executemany("INSERT INTO points VALUES (?, ?, ?, ?)", rows)
            db.executemany("INSERT INTO runs (key, ordinal, point, replication, seed) VALUES (?, ?, ?, ?, ?)", runs)

    def about(self) -> dict[str, Any]:
        """Return what the plan says about itself (empty if there is no plan yet)."""
        return {name: json.loads(value) for name, value in self.connection.execute("SELECT name, value FROM about")}

    def store(self, outcomes: Iterable[Outcome]) -> None:
        """Write a batch of outcomes in one transaction; a run that is stored already stays as it is."""
        with self.connection as db:
            for outcome in outcomes:
                status = "failed" if outcome.failure else "stored"
                values = (status, outcome.seconds, json.dumps(outcome.row), outcome.failure, outcome.key)
                changed = db.execute(
                    "UPDATE runs SET status = ?, seconds = ?, numbers = ?, failure = ?"
                    " WHERE key = ? AND status <> 'stored'",
                    values,
                )
                if changed.rowcount:
                    frames = [(outcome.key, name, content) for name, content in outcome.frames.items()]
                    db.executemany("INSERT OR REPLACE INTO frames VALUES (?, ?, ?)", frames)

    def retry_failed(self) -> None:
        """Make the failed runs pending again."""
        with self.connection as db:
            db.execute("UPDATE runs SET status = 'pending' WHERE status = 'failed'")

    def counts(self) -> Counts:
        """Return the numbers of runs by what became of them."""
        found = dict(self.connection.execute("SELECT status, count(*) FROM runs GROUP BY status").fetchall())
        parts = [int(found.get(status, 0)) for status in ("stored", "failed", "pending")]
        return Counts(sum(parts), *parts)

    def points(self) -> list[PlannedPoint]:
        """Return the design points in order."""
        rows = self.connection.execute("SELECT point, factors, config, overrides FROM points ORDER BY point")
        return [PlannedPoint(point, *map(json.loads, texts)) for point, *texts in rows]

    def records(self, status: str) -> list[Record]:
        """Return the runs with one status in the order of the plan."""
        rows = self.connection.execute(
            "SELECT key, ordinal, point, replication, seed, seconds, numbers, failure FROM runs"
            " WHERE status = ? ORDER BY ordinal",
            (status,),
        )
        return [
            Record(PlannedRun(*row[:5]), status, row[5] or 0.0, json.loads(row[6] or "{}"), row[7] or "")
            for row in rows
        ]

    def frames(self, name: str) -> Iterator[tuple[str, bytes]]:
        """Yield (run key, Parquet bytes) of one table of every stored run, in the order of the plan."""
        yield from self.connection.execute(
            "SELECT runs.key, content FROM frames JOIN runs USING (key)"
            " WHERE name = ? AND status = 'stored' ORDER BY ordinal",
            (name,),
        )


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """Yield the ledger of a result folder for reading and writing, made if missing; InputError if it is broken."""
    path = folder / FILE
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(SCHEMA)
        yield Ledger(connection)
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        mend = f"delete the folder, or restore the file ({error})"
        raise InputError(str(path), "a file that cannot be used", "a ledger written by gridgov", mend) from error
    finally:
        if connection is not None:
            connection.close()


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold the folder for this process alone; the system lets go of it however the process ends."""
    connection = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None)
    try:
        _lock(connection, folder)
        yield
    finally:
        connection.close()


def _lock(connection: sqlite3.Connection, folder: Path) -> None:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        allowed = "a folder that no other gridgov is writing"
        raise InputError("name", folder.name, allowed, "wait for it, or choose another name=") from error
