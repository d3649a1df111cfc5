"""The data dictionary: meaning, unit and source of every column in a result folder."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.indicators import INDICATORS

HEADER = ["file", "column", "type", "unit", "meaning", "source"]
DICTIONARY = "data_dictionary.csv"
CHECK = "residual or share of a check of the run (residuals of the books are 0 in a sound run)"
FIGURES = {"indicator": "comparison", "grid": "grids"}  # a figure's column says which table it shows
Known = dict[tuple[str, str], tuple[str, str, str]]


def data_dictionary(folder: Path, factors: Sequence[str]) -> pd.DataFrame:
    """Return one row a column of the tables in a folder: file, column, type, unit, meaning, source."""
    known, rows = _known(), []
    for name, columns in [*_tables(folder), *_spreadsheets(folder)]:
        table = _described_as(name, columns)
        for column, kind in columns.items():
            rows.append((name, column, kind, *_meaning(table, column, known, factors)))
    return pd.DataFrame(rows, columns=HEADER)


def _tables(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name of every Parquet file in a folder, with its columns and their types."""
    for path in sorted(folder.glob("*.parquet")):
        try:
            schema = pq.read_schema(path)
        except (OSError, pa.ArrowException) as error:
            raise InputError("DIR", str(path), "a table written by gridgov", f"gridgov resume {folder}") from error
        yield path.name, {field.name: str(field.type) for field in schema}


def _spreadsheets(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the same of every CSV file, those of the figures too; the dictionary itself comes last."""
    for path in sorted({*folder.glob("*.csv"), *folder.glob("figures/*.csv")}):
        if path.name != DICTIONARY:
            table = pd.read_csv(path, keep_default_na=False, na_values=[""])
            yield path.relative_to(folder).as_posix(), {name: _type(table[name]) for name in table.columns}
    yield DICTIONARY, dict.fromkeys(HEADER, "text")


def _type(column: pd.Series) -> str:
    return "number" if pd.api.types.is_numeric_dtype(column) else "text"


def _described_as(name: str, columns: dict[str, str]) -> str:
    """Return the table under whose name columns.csv describes a file's columns."""
    stem = Path(name).stem
    if name.startswith("figures/"):
        return next((table for column, table in FIGURES.items() if column in columns), stem)
    if stem.startswith("costs_"):  # at other prices than the study's
        return "comparison" if stem.endswith("_comparison") else "costs"
    return stem


def _known() -> Known:
    text = importlib.resources.files("experiments") / "columns.csv"
    with text.open(encoding="utf-8") as lines:
        table = pd.read_csv(lines, keep_default_na=False, dtype=str)
    known = {(row.file, row.column): (row.unit, row.meaning, "") for row in table.itertuples()}
    return {**known, **dict(_indicators())}


def _indicators() -> Iterator[tuple[tuple[str, str], tuple[str, str, str]]]:
    for indicator in INDICATORS:
        yield ("runs", indicator.name), (indicator.unit, indicator.definition, indicator.source)


def _meaning(table: str, column: str, known: Known, factors: Sequence[str]) -> tuple[str, str, str]:
    if column in factors:
        return "", "level of this factor of the design", "design"
    if column.startswith("check_"):
        return "", f"{CHECK}: {column.removeprefix('check_').replace('_', ' ')}", ""
    found = known.get((table, column)) or known.get(("runs", column)) or known.get(("figure", column))
    return found or ("", column.replace("_", " "), "")
