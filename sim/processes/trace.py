"""Onset by a record: logged events become incidents at their own time, kind and place; chance only handles them.

The file is a CSV with a row an event: `at` (local time), `kind`, `area` (names of the catalogue and of the street),
`brought` (resident | staff), `void` (1: no problem of its own, such as a duplicate). Its digest is part of the
scenario, as a map's is.
"""

from __future__ import annotations

import hashlib
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


class Record:
    """The events of a record by day, as candidates of a street: certain to be real, with a place of their own."""

    def __init__(self, model: Any, params: TracedOnset) -> None:
        self.model = model
        first = pd.Timestamp(model.calendar.first)
        table = open_trace(params.trace)[0]
        hour = ((table["at"] - first) / pd.Timedelta(hours=1)).to_numpy(float)
        last = (pd.Timestamp(params.until) - first).days if params.until else model.n_days
        self._last = min(last, model.n_days) if params.afterwards == "drawn" else model.n_days
        rows = np.nonzero((hour >= 0) & (hour < 24 * min(last, model.n_days)))[0]
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
        table = pd.read_csv(path, dtype={"kind": str, "area": str, "brought": str, "void": int}, keep_default_na=False)
        table["at"] = pd.to_datetime(table["at"], format="ISO8601")
    except (ValueError, KeyError, OSError) as error:
        raise _refusal(path, "it cannot be read") from error
    if tuple(table.columns) != COLUMNS or not table["brought"].isin(BROUGHT).all():
        raise _refusal(path, f"its columns are not {', '.join(COLUMNS)}")
    return table, hashlib.sha256(content).hexdigest()[:16]


def _places(values: pd.Series[str], names: list[str], key: str) -> NDArray[np.int64]:
    """Return the place of each value in a list of names; InputError for one that is not in it."""
    place = {name: index for index, name in enumerate(names)}
    unknown = sorted(set(values) - set(place))
    if unknown:
        raise InputError("onset.trace", unknown[0], f"names in {key}", "fit and replay the same log")
    return np.asarray(values.map(place), np.int64)


def _refusal(path: str, why: str) -> InputError:
    return InputError("trace", path, "a record of events written by `gridgov log replay`", why)
