"""The tables of many runs: joined in the worker that made them, put into the order of the plan when they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from experiments.tables import decode, encode, schema_of

FRAMES = ("daily", "grids", "quantities", "incidents")
SUMMARY = "summary"
RUN_KEY = {"quantities": "run_key"}  # this table has a column `key` of its own
ALL = "all"  # activities and grids in a summary


class Shelf(Protocol):
    """Where batches of tables stand (the ledger)."""

    def places(self) -> list[tuple[str, int]]:
        """Return (run key, batch) of each stored run in the order of the plan."""
        ...

    def contents(self, name: str) -> Iterator[bytes]:
        """Yield the Parquet bytes of one table of every batch."""
        ...

    def content(self, batch: int, name: str) -> bytes:
        """Return the Parquet bytes of one table of a batch (empty if it has none)."""
        ...


def key_column(name: str) -> str:
    """Return the column of a table that holds the run's key."""
    return RUN_KEY.get(name, "key")


def joined(results: Sequence[tuple[str, str, Any]]) -> dict[str, bytes]:
    """Return each kind of table of some results (key, detail, result) as one, with the run's key in front."""
    frames = {}
    for name in FRAMES:
        tables = [(key, getattr(result, name)) for key, detail, result in results if _kept(name, detail)]
        tables = [(key, table) for key, table in tables if table is not None and len(table)]
        if tables:
            frames[name] = encode(_join(name, tables, _summarised(results)))
    return frames


def _kept(name: str, detail: str) -> bool:
    return detail != SUMMARY or name == "quantities"


def _summarised(results: Sequence[tuple[str, str, Any]]) -> frozenset[str]:
    return frozenset(key for key, detail, _ in results if detail == SUMMARY)


def _join(name: str, tables: Sequence[tuple[str, pd.DataFrame]], summarised: frozenset[str]) -> pd.DataFrame:
    whole = pd.concat([table for _, table in tables], ignore_index=True)
    keys = np.repeat(np.array([key for key, _ in tables], object), [len(table) for _, table in tables])
    whole.insert(0, key_column(name), keys)
    return _by_item(whole, summarised) if summarised else whole


def _by_item(table: pd.DataFrame, summarised: frozenset[str]) -> pd.DataFrame:
    """Return quantities with activities and grids summed up, in the runs of which only a summary is kept."""
    brief = table["run_key"].isin(summarised)
    sums = table[brief].groupby(["run_key", "book", "item", "unit"], sort=False, as_index=False)["quantity"].sum()
    sums["key"] = ALL
    return pd.concat([table[~brief], sums[table.columns]]) if not brief.all() else sums[table.columns]


def in_order(shelf: Shelf, name: str) -> Iterator[pa.Table]:
    """Yield one table of each run that has it, run by run in the order of the plan, all with the same columns.

    Only batches of which some runs are still to come are held in memory.
    """
    schemas = [schema_of(content) for content in shelf.contents(name)]
    if not schemas:
        return
    empty = pa.unify_schemas(schemas, promote_options="permissive").empty_table()
    places = shelf.places()
    to_come, opened = Counter(batch for _, batch in places), dict[int, dict[str, pa.Table]]()
    for key, batch in places:
        if batch not in opened:
            opened[batch] = _by_run(shelf.content(batch, name), empty, key_column(name))
        if (table := opened[batch].get(key)) is not None:
            yield table
        to_come[batch] -= 1
        if not to_come[batch]:
            del opened[batch]


def _by_run(content: bytes, empty: pa.Table, column: str) -> dict[str, pa.Table]:
    """Return the rows of each run in a batch, which stand together."""
    if not content:
        return {}
    table = pa.concat_tables([empty, decode(content)], promote_options="permissive").combine_chunks()
    counts = pc.value_counts(table[column])
    ends = np.cumsum(counts.field("counts").to_numpy())
    keys, starts = counts.field("values").to_pylist(), np.concatenate([[0], ends[:-1]])
    return {
        key: table.slice(start, end - start)
        for key, start, end in zip(keys, starts.tolist(), ends.tolist(), strict=True)
    }


def parts(tables: Iterable[pa.Table], n_rows: int) -> Iterator[pa.Table]:
    """Yield tables joined to parts of at least so many rows (the last one may be shorter)."""
    part: list[pa.Table] = []
    rows = 0
    for table in tables:
        part.append(table)
        rows += table.num_rows
        if rows >= n_rows:
            yield pa.concat_tables(part).combine_chunks()
            part, rows = [], 0
    if part:
        yield pa.concat_tables(part).combine_chunks()
