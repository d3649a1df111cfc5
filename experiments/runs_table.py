"""The table of runs: a row for each stored run, written a part at a time, with money at the prices of the study."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments.ledger import Ledger, PlannedPoint
from experiments.quantities import money_by_run, with_money
from experiments.store import design, write_parts
from sim.costs import MONEY, Prices

NAME = "runs"
RUNS_A_PART = 1000
Points = dict[int, PlannedPoint]


def write_runs(ledger: Ledger, points: Points, folder: Path, prices: Prices) -> None:
    """Write `runs.parquet` anew: design, seconds, digest, indicators and checks of every stored run."""
    money = money_by_run(folder, prices)
    names = _numbers(ledger)
    if not money.empty:
        names += [name for name in MONEY if name not in names]
    schema = _schema(points, names)
    write_parts(folder / f"{NAME}.parquet", _parts(ledger, points, money, schema))


def _parts(ledger: Ledger, points: Points, money: pd.DataFrame, schema: pa.Schema) -> Iterator[pa.Table]:
    stored = itertools.batched(ledger.records("stored"), RUNS_A_PART)
    for number, records in enumerate(itertools.chain(stored, [()])):
        if number and not records:
            return
        rows = [{**design(one.run, points), "seconds": one.seconds, **one.numbers} for one in records]
        table = with_money(pd.DataFrame(rows, columns=None if rows else schema.names), money)
        yield pa.Table.from_pandas(table.reindex(columns=schema.names), schema, preserve_index=False)


def _numbers(ledger: Ledger) -> list[str]:
    """Return the names of all numbers that runs have, from one run of each design point."""
    seen: dict[str, None] = {}
    for record in ledger.first_of_each_point():
        seen |= dict.fromkeys(record.numbers)
    return [name for name in seen if name != "digest"]


def _schema(points: Mapping[int, PlannedPoint], names: list[str]) -> pa.Schema:
    """Return the columns: the same for any part of the runs, whichever come first."""
    factors: list[dict[str, Any]] = [point.factors for point in points.values()]
    levels = pa.Schema.from_pandas(pd.DataFrame(factors), preserve_index=False).remove_metadata()
    own = {"key": pa.string(), "point": pa.int64()}
    fields = [*own.items(), *zip(levels.names, levels.types, strict=True), ("replication", pa.int64())]
    fields += [("seed", pa.int64()), ("seconds", pa.float64()), ("digest", pa.string())]
    return pa.schema([*fields, *((name, pa.float64()) for name in names)])
