"""Onset by a record: logged events become incidents at their own time, kind and place; chance only handles them.

The file is a CSV with a row an event: `at` (local time, without a zone), `kind`, `area` (names of the catalogue and of
the street), `brought` (resident | staff), `void` (1: no problem of its own, such as a duplicate; else 0). Its digest is
part of the scenario, as a map's is. Events outside the run's days are left out, and counted (`TracedOnset.notes`).
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.draws import as_keys
from sim.errors import InputError
from sim.parameters import choice, param
from sim.processes.onset import Onset

COLUMNS = ("at", "kind", "area", "brought", "void")
BROUGHT = ("resident", "staff")
VOID = ("0", "1")
ZONED = r":\d\d.*(?:Z|z|[+-]\d\d(?::?\d\d)?)\s*$"  # a time of day with a time zone behind it


class TracedOnset(Onset):
    """Incidents of a record, each at its time; after its last day nothing more, or what the street itself draws."""

    trace: str = param("", "file", None, None, "model 3.1", "record of events, written by `gridgov log replay`")
    trace_digest: str = param("", "word", None, None, "model 3.1", "digest of that file: another file is another run")
    until: str = param("", "date", None, None, "model 3.1", "first date after the record (empty: the run's end)")
    afterwards: str = choice("nothing", ("nothing", "drawn"), "model 3.1", "what arises from that date on")

    def check_together(self) -> None:
        """Refuse a record that is missing or not the one that was meant."""
        super().check_together()
        digest = open_trace(self.trace)[1]
        if self.trace_digest not in ("", digest):
            raise InputError("trace_digest", self.trace_digest, digest, "the file was changed: write it anew")
        object.__setattr__(self, "trace_digest", digest)

    def recorded(self, model: Any) -> Record:
        """Return the record as a street sees it."""
        return Record(model, self)

    def last_day(self, first: date, n_days: int) -> int:
        """Return the day after the record's last one, counted from the first simulated date of a run of n days."""
        return min((pd.Timestamp(self.until) - pd.Timestamp(first)).days, n_days) if self.until else n_days

    def notes(self, first: date, n_days: int) -> list[str]:
        """Return how many events of the record a run of n days from a date lives through, and how many it leaves out.

        Raises InputError where that is none of them.
        """
        hour = hours_from(open_trace(self.trace)[0], first)
        before, after = int((hour < 0).sum()), int((hour >= 24 * self.last_day(first, n_days)).sum())
        lived = len(hour) - before - after
        if not lived:
            run = f"{n_days} days from {first} on"
            raise InputError("onset.trace", self.trace, f"events in the run's own days: {run}", "check the dates")
        outside = f"; left out: {before:,} before and {after:,} after its days" if before + after else ""
        return [f"{lived:,} of the record's {len(hour):,} events arise in the run{outside}"]


class Record:
    """The events of a record by day, as candidates of a street: certain to be real, with a place of their own."""

    def __init__(self, model: Any, params: TracedOnset) -> None:
        self.model = model
        table, first = open_trace(params.trace)[0], model.calendar.first
        hour, last = hours_from(table, first), params.last_day(first, model.n_days)
        self._last = last if params.afterwards == "drawn" else model.n_days
        rows = np.nonzero((hour >= 0) & (hour < 24 * last))[0]
        self._hour = hour
        self._resident = (table["brought"] == BROUGHT[0]).to_numpy()
        self._void = table["void"].to_numpy() == 1
        day = (hour[rows] // 24).astype(np.int64)
        order = np.argsort(day, kind="stable")
        self._rows, day = rows[order], day[order]
        self._edges = np.searchsorted(day, np.arange(model.n_days + 1))
        kind = _places(table["kind"], [kind.name for kind in model.kinds], "catalogue.categories")
        area = _places(table["area"], list(model.blocks.community_names), "street.community_weights")
        self._kind, self._block = kind, self._blocks(area)

    def _blocks(self, area: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the block of each event, drawn inside its community as incidents are spread there."""
        blocks = self.model.blocks
        order = np.argsort(blocks.community, kind="stable")
        weight = (np.asarray(blocks.residents) * blocks.factor)[order]
        before = np.concatenate([[0.0], np.cumsum(weight)])
        edges = np.searchsorted(blocks.community[order], np.arange(len(blocks.community_names) + 1))
        u = self.model.draws["block of a recorded event"].uniform(as_keys(np.arange(len(area))))
        low, high = before[edges[area]], before[edges[area + 1]]
        found = np.searchsorted(before, low + u * (high - low), side="right") - 1
        return np.asarray(order[np.clip(found, edges[area], edges[area + 1] - 1)])

    def covers(self, day: int) -> bool:
        """Whether a day's incidents come from the record."""
        return bool(day < self._last)

    def columns(self, day: int) -> dict[str, NDArray[Any]]:
        """Return the day's events as candidates; the row in the record is their ordinal."""
        rows = self._rows[self._edges[day] : self._edges[day + 1]]
        return {
            "day": np.full(len(rows), day),
            "kind": self._kind[rows],
            "block": self._block[rows],
            "ordinal": rows,
        }

    def real(self, day: NDArray[np.int64], v: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the uniforms that decide what is real: zero for what is on record."""
        return np.where(day < self._last, 0.0, v)

    def write_over(self, columns: dict[str, NDArray[Any]]) -> None:
        """Put the recorded time, bringer and nature in place of drawn ones."""
        mine = columns["day"] < self._last
        rows = columns["ordinal"][mine]
        columns["onset"][mine] = self._hour[rows]
        columns["mistaken"][mine] = self._void[rows]
        if self.model.inputs.noticing.immediate:
            columns["noticed"][mine] = np.where(self._resident[rows], self._hour[rows], np.inf)


def open_trace(path: str) -> tuple[pd.DataFrame, str]:
    """Return the table of a record and its digest; InputError if it is missing or none."""
    try:
        changed = Path(path).stat().st_mtime_ns
    except OSError as error:
        raise _refusal(path, "there is no such file") from error
    return _read(path, changed)


@lru_cache(maxsize=4)
def _read(path: str, changed: int) -> tuple[pd.DataFrame, str]:
    content = Path(path).read_bytes()
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (ValueError, OSError) as error:
        raise _refusal(path, "it cannot be read") from error
    if tuple(table.columns) != COLUMNS:
        raise _refusal(path, f"its columns are not {', '.join(COLUMNS)}")
    at = pd.to_datetime(table["at"].where(~table["at"].str.contains(ZONED)), format="ISO8601", errors="coerce")
    _check(path, table, "at", at.notna(), "a local time such as 2018-09-14T08:30:00, without a time zone")
    _check(path, table, "brought", table["brought"].isin(BROUGHT), " or ".join(BROUGHT))
    _check(path, table, "void", table["void"].isin(VOID), " or ".join(VOID))
    return table.assign(at=at, void=table["void"].astype(int)), hashlib.sha256(content).hexdigest()[:16]


def _check(path: str, table: pd.DataFrame, column: str, fine: pd.Series[bool], allowed: str) -> None:
    """Refuse a record with a value that is not allowed; the first such row is named (1: below the head)."""
    if not fine.all():
        row, n_bad = int(np.argmin(fine.to_numpy())), int((~fine).sum())
        others = f" (and {n_bad - 1:,} more)" if n_bad > 1 else ""
        raise InputError(f"{column} of an event", table[column].iloc[row], allowed, f"row {row + 1} of {path}{others}")


def hours_from(table: pd.DataFrame, first: date) -> NDArray[np.float64]:
    """Return the hours of a record's events from the midnight of a date on."""
    return np.asarray((table["at"] - pd.Timestamp(first)) / pd.Timedelta(hours=1), float)


def _places(values: pd.Series[str], names: list[str], key: str) -> NDArray[np.int64]:
    """Return the place of each value in a list of names; InputError for one that is not in it."""
    place = {name: index for index, name in enumerate(names)}
    unknown = sorted(set(values) - set(place))
    if unknown:
        raise InputError("onset.trace", unknown[0], f"names in {key}", "fit and replay the same log")
    return np.asarray(values.map(place), np.int64)


def _refusal(path: str, why: str) -> InputError:
    return InputError("trace", path, "a record of events written by `gridgov log replay`", why)
