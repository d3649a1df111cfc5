"""The data dictionary: meaning, unit and source of every column in a result folder."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from sim.indicators import INDICATORS

HEADER = ["file", "column", "type", "unit", "meaning", "source"]
CHECK = "residual or share of a check of the run (residuals of the books are 0 in a sound run)"


def data_dictionary(folder: Path, factors: Sequence[str]) -> pd.DataFrame:
    """Return one row a column of the tables in a folder: file, column, type, unit, meaning, source."""
    known = _known()
    rows = []
    for path in sorted(folder.glob("*.parquet")):
        for field in pq.read_schema(path):
            unit, meaning, source = _meaning(path.stem, field.name, known, factors)
            rows.append((path.name, field.name, str(field.type), unit, meaning, source))
    for name in ("comparison", "costs"):
        for (file, column), (unit, meaning, source) in known.items():
            if file == name:
                rows.append((f"{name}.csv", column, "", unit, meaning, source))
    return pd.DataFrame(rows, columns=HEADER)


def _known() -> dict[tuple[str, str], tuple[str, str, str]]:
    text = importlib.resources.files("experiments") / "columns.csv"
    with text.open(encoding="utf-8") as lines:
        table = pd.read_csv(lines, keep_default_na=False, dtype=str)
    known = {(row.file, row.column): (row.unit, row.meaning, "") for row in table.itertuples()}
    return {**known, **dict(_indicators())}


def _indicators() -> Iterator[tuple[tuple[str, str], tuple[str, str, str]]]:
    for indicator in INDICATORS:
        yield ("runs", indicator.name), (indicator.unit, indicator.definition, indicator.source)


def _meaning(
    file: str, column: str, known: dict[tuple[str, str], tuple[str, str, str]], factors: Sequence[str]
) -> tuple[str, str, str]:
    if column in factors:
        return "", "level of this factor of the design", "design"
    if column.startswith("check_"):
        return "", f"{CHECK}: {column.removeprefix('check_').replace('_', ' ')}", ""
    found = known.get((file, column)) or (known.get(("runs", column)) if file == "failures" else None)
    return found or ("", column.replace("_", " "), "")
