"""The ledger of a study: every planned run and what became of it, in SQLite (WAL), one transaction a batch.

planned = stored + failed + pending, always. A process that dies at any moment loses the runs in flight, never a
written batch nor the file.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from experiments.execute import Batch, Outcome
from experiments.frames import FRAMES
from sim.errors import InputError

FILE, LOCK = "ledger.sqlite", ".lock"
FORMAT = 2  # of the tables below
SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS points (
    point INTEGER PRIMARY KEY, factors TEXT NOT NULL, config TEXT NOT NULL, overrides TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
    key TEXT PRIMARY KEY, ordinal INTEGER NOT NULL UNIQUE, point INTEGER NOT NULL, replication INTEGER NOT NULL,
    seed INTEGER NOT NULL, status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'stored', 'failed')),
    seconds REAL, batch INTEGER, numbers TEXT, failure TEXT);
CREATE INDEX IF NOT EXISTS runs_by_status ON runs (status, ordinal);
CREATE TABLE IF NOT EXISTS frames (
    batch INTEGER NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (batch, name));
"""
UPSERT = """
INSERT INTO runs (key, ordinal, point, replication, seed) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key)
DO UPDATE SET ordinal = excluded.ordinal, point = excluded.point, replication = excluded.replication
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
        """Write a plan, in one transaction; one that is there already is extended, what is stored stays as it is.

        Raises InputError, and changes nothing, if a run of the former plan is not in the new one.
        """
        with self.connection as db:
            db.execute("DELETE FROM about")
            db.executemany(
                "INSERT INTO about VALUES (?, ?)", [(name, json.dumps(value)) for name, value in about.items()]
            )
            db.execute("DELETE FROM points")
            rows = ((p.point, json.dumps(p.factors), json.dumps(p.config), json.dumps(p.overrides)) for p in points)
            db.executemany("INSERT INTO points VALUES (?, ?, ?, ?)", rows)
            db.execute("UPDATE runs SET ordinal = -1 - ordinal")
            db.executemany(UPSERT, runs)
            [left] = db.execute("SELECT count(*) FROM runs WHERE ordinal < 0").fetchone()
            if left:
                allowed = "a plan that has all runs of the former one, and more"
                raise InputError("plan", f"one without {left} of the runs that were planned", allowed, "choose name=")

    def about(self) -> dict[str, Any]:
        """Return what the plan says about itself (empty if there is no plan yet)."""
        return {name: json.loads(value) for name, value in self.connection.execute("SELECT name, value FROM about")}

    def store(self, batch: Batch) -> None:
        """Write a batch in one transaction; a run that is stored already stays as it is."""
        with self.connection as db:
            [number] = db.execute("SELECT coalesce(max(batch), 0) + 1 FROM frames").fetchone()
            for outcome in batch.outcomes:
                status = "failed" if outcome.failure else "stored"
                values = (status, outcome.seconds, number, json.dumps(outcome.row), outcome.failure, outcome.key)
                db.execute(
                    "UPDATE runs SET status = ?, seconds = ?, batch = ?, numbers = ?, failure = ?"
                    " WHERE key = ? AND status <> 'stored'",
                    values,
                )
            frames = [(number, name, content) for name, content in batch.frames.items()]
            db.executemany("INSERT INTO frames VALUES (?, ?, ?)", frames)

    def retry_failed(self) -> None:
        """Make the failed runs pending again."""
        with self.connection as db:
            db.execute("UPDATE runs SET status = 'pending' WHERE status = 'failed'")

    def counts(self) -> Counts:
        """Return the numbers of runs by what became of them."""
        found = dict(self.connection.execute("SELECT status, count(*) FROM runs GROUP BY status").fetchall())
        parts = [int(found.get(status, 0)) for status in ("stored", "failed", "pending")]
        return Counts(sum(parts), *parts)

    def points(self, configs: bool = True) -> list[PlannedPoint]:
        """Return the design points in order; without their configurations, if those of thousands are not wanted."""
        chosen = "config" if configs else "'{}'"
        rows = self.connection.execute(f"SELECT point, factors, {chosen}, overrides FROM points ORDER BY point")
        return [PlannedPoint(point, *map(json.loads, texts)) for point, *texts in rows]

    def config(self, point: int) -> str:
        """Return the resolved configuration of a design point as JSON."""
        [config] = self.connection.execute("SELECT config FROM points WHERE point = ?", (point,)).fetchone()
        return str(config)

    def records(self, status: str) -> Iterator[Record]:
        """Yield the runs with one status in the order of the plan."""
        return self._records("status = ? ORDER BY ordinal", status)

    def first_of_each_point(self) -> Iterator[Record]:
        """Yield the first stored run of every design point."""
        first = "SELECT min(ordinal) FROM runs WHERE status = ? GROUP BY point"
        return self._records(f"ordinal IN ({first}) ORDER BY ordinal", "stored")

    def _records(self, which: str, status: str) -> Iterator[Record]:
        columns = "key, ordinal, point, replication, seed, status, seconds, numbers, failure"
        for row in self.connection.execute(f"SELECT {columns} FROM runs WHERE {which}", (status,)):
            numbers = json.loads(row[7] or "{}")
            yield Record(PlannedRun(*row[:5]), row[5], row[6] or 0.0, numbers, row[8] or "")

    def planned(self, status: str) -> list[PlannedRun]:
        """Return the plan's runs with one status, in order, without what became of them."""
        rows = self.connection.execute(
            "SELECT key, ordinal, point, replication, seed FROM runs WHERE status = ? ORDER BY ordinal", (status,)
        )
        return [PlannedRun(*row) for row in rows]

    def run_seconds(self) -> float:
        """Return the seconds that all stored runs took together."""
        [seconds] = self.connection.execute("SELECT total(seconds) FROM runs WHERE status = 'stored'").fetchone()
        return float(seconds)

    def places(self) -> list[tuple[str, int]]:
        """Return (run key, number of the batch with its tables) of each stored run, in the order of the plan."""
        return self.connection.execute(
            "SELECT key, batch FROM runs WHERE status = 'stored' ORDER BY ordinal"
        ).fetchall()

    def contents(self, name: str) -> Iterator[bytes]:
        """Yield the Parquet bytes of one table of every batch that has it."""
        rows = self.connection.execute("SELECT content FROM frames WHERE name = ? ORDER BY batch", (name,))
        return (content for (content,) in rows)

    def content(self, batch: int, name: str) -> bytes:
        """Return the Parquet bytes of one table of a batch (empty if it has none)."""
        found = self.connection.execute("SELECT content FROM frames WHERE batch = ? AND name = ?", (batch, name))
        return (found.fetchone() or (b"",))[0]

    def batches(self) -> Iterator[Batch]:
        """Yield everything that is stored or failed, as it was stored."""
        for (number,) in self.connection.execute("SELECT DISTINCT batch FROM runs WHERE batch NOTNULL").fetchall():
            rows = self.connection.execute(
                "SELECT key, seconds, numbers, failure FROM runs WHERE batch = ? AND status <> 'pending'", (number,)
            ).fetchall()
            outcomes = [Outcome(key, seconds, json.loads(numbers), failure) for key, seconds, numbers, failure in rows]
            yield Batch(outcomes, {name: found for name in FRAMES if (found := self.content(number, name))})


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """Yield the ledger of a result folder for reading and writing, made if missing; InputError if it is broken."""
    path = folder / FILE
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        _prepare(connection, path)
        yield Ledger(connection)
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        mend = f"put back a copy of the file; the tables beside it stay as they are ({error})"
        raise InputError(str(path), "a file that cannot be used", "a ledger written by gridgov", mend) from error
    finally:
        if connection is not None:
            connection.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a new ledger; refuse one of another format."""
    [found] = connection.execute("PRAGMA user_version").fetchone()
    if found == FORMAT:
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")  # two who open a new file at once
        [found] = connection.execute("PRAGMA user_version").fetchone()
        [n_tables] = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if found not in (0, FORMAT) or (n_tables and not found):
            allowed = f"a ledger of format {FORMAT}"
            mend = "read it with the version of gridgov in its manifest, or add --overwrite to begin anew"
            raise InputError(str(path), f"a ledger of format {found or 1}", allowed, mend)
        for statement in SCHEMA.strip().removesuffix(";").split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {FORMAT}")


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold the folder for this process alone; the system lets go of it however the process ends."""
    connection = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None)
    try:
        _lock(connection, folder)
        yield
    finally:
        connection.close()


def is_held(folder: Path) -> bool:
    """Whether a living process is writing the folder (see `sole_writer`)."""
    path = folder / LOCK
    if not path.is_file():
        return False
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=0)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode == sqlite3.SQLITE_BUSY
    finally:
        connection.close()
    return False


def delete_results(folder: Path) -> None:
    """Delete a result folder; raises InputError if another gridgov is writing there."""
    with sole_writer(folder):
        pass
    shutil.rmtree(folder)


def _lock(connection: sqlite3.Connection, folder: Path) -> None:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        allowed = "a folder that no other gridgov is writing"
        raise InputError("name", folder.name, allowed, "wait for it, or choose another name=") from error
