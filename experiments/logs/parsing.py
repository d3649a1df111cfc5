"""Text becomes a table of texts: CSV by pyarrow, Open311 JSON by the standard library, each row with its number."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from experiments.logs.files import MOST_LINE, Text
from experiments.overrides import one_of
from sim.errors import InputError

DELIMITERS = ",\t;|"
MOST_JSON = 1 << 28  # bytes; JSON is held in memory as a whole
MOST_SWALLOWED = 24  # line breaks within a row that fits no table
TABLE = "a CSV file with the same columns in each row"
FAULTS = {
    "straddling": f"with a quoted text of over {MOST_LINE:,} bytes",
    "Could not skip": "a head without rows",
}
LISTS = ("service_requests", "requests", "value", "data", "results")  # keys under which services put their list


class Rows(NamedTuple):
    """The columns of a file as texts, the number of each row (the head is row 1), and rows that fit no table."""

    table: pd.DataFrame
    numbers: np.ndarray
    misfits: list[int]


class Source(NamedTuple):
    """An opened file with the names of its columns, before its rows are read."""

    path: Path
    text: Text
    columns: list[str]
    delimiter: str
    records: list[dict[str, Any]] | None = None  # of JSON


def open_source(path: Path, text: Text) -> Source:
    """Return the file with its column names; raises InputError if it has no head or one that names a column twice."""
    first = text.stream.read(1).strip()
    text.stream.seek(0)
    if first in (b"[", b"{"):
        records = _records(path, text.stream)
        return Source(path, text, list(dict.fromkeys(key for record in records for key in record)), "", records)
    head = re.split(r"[\r\n]", text.stream.read(MOST_LINE).decode(errors="ignore"), maxsplit=1)[0]
    text.stream.seek(0)
    delimiter = max(DELIMITERS, key=head.count)
    columns = [name.strip() for name in next(csv.reader([head], delimiter=delimiter), [])]
    _check_head(path, columns)
    return Source(path, text, [name or f"column {place}" for place, name in enumerate(columns, 1)], delimiter)


def _check_head(path: Path, columns: list[str]) -> None:
    if not any(columns):
        raise InputError("FILE", f"{path}, whose first line is empty", "a head with the names of columns", "")
    named = [name for name in columns if name]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        raise InputError("FILE", f"{path}, with the column {twice!r} twice", "a name for each column", "rename one")


def read_rows(source: Source, wanted: Iterable[str]) -> Rows:
    """Return the wanted columns of all rows; rows with too few or too many cells are left out and numbered."""
    names = [name for name in source.columns if name in set(wanted)]
    if source.records is not None:
        table = pd.DataFrame({name: [_cell(one.get(name)) for one in source.records] for name in names}, dtype="str")
        return Rows(table, np.arange(2, len(table) + 2), [])
    misfits, swallowed = list[int](), list[int]()

    def leave_out(row: arrow_csv.InvalidRow) -> str:
        misfits.append(int(row.number))
        swallowed.append(row.text.count("\n") + row.text.count("\r"))
        return "skip"

    options: dict[str, Any] = {
        "read_options": arrow_csv.ReadOptions(
            use_threads=False, block_size=2 * MOST_LINE, column_names=source.columns, skip_rows=1
        ),
        "parse_options": arrow_csv.ParseOptions(
            delimiter=source.delimiter, newlines_in_values=True, invalid_row_handler=leave_out
        ),
        "convert_options": arrow_csv.ConvertOptions(
            include_columns=names, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    }
    try:
        table = arrow_csv.read_csv(source.text.stream, **options)
    except pa.ArrowInvalid as error:
        why = next((words for said, words in FAULTS.items() if said in str(error)), str(error).splitlines()[0][:200])
        raise InputError("FILE", f"{source.path}, {why}", TABLE, "look whether a quotation mark is missing") from error
    _check_quotes(source.path, misfits, swallowed)
    numbers = np.setdiff1d(np.arange(2, table.num_rows + len(misfits) + 2), misfits, assume_unique=True)
    return Rows(table.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get), numbers, misfits)


def _check_quotes(path: Path, misfits: list[int], swallowed: list[int]) -> None:
    """Refuse a file in which a quotation mark that is never closed has made many rows into one."""
    if max(swallowed, default=0) > MOST_SWALLOWED:
        row = misfits[swallowed.index(max(swallowed))]
        got = f"{path}, where a quotation mark in row {row} is not closed and swallows {max(swallowed):,} lines"
        raise InputError("FILE", got, TABLE, "close it, or take it out")


def _records(path: Path, stream: IO[bytes]) -> list[dict[str, Any]]:
    content = stream.read(MOST_JSON + 1)
    allowed = "a list of Open311 service requests"
    if len(content) > MOST_JSON:
        raise InputError("FILE", f"{path}, over {MOST_JSON:,} bytes of JSON", f"{allowed}, of less", "give it as CSV")
    try:
        found = json.loads(content, object_pairs_hook=_flat)
    except (ValueError, RecursionError) as error:
        got = f"{path}, no JSON: {str(error)[:120]}"
        raise InputError("FILE", got, allowed, "look whether the file is whole") from error
    if isinstance(found, dict):
        found = next((found[key] for key in LISTS if isinstance(found.get(key), list)), [found])
    if not found or not all(isinstance(record, dict) for record in found):
        raise InputError("FILE", f"{path}, JSON of another form", allowed, "such as the answer to GET requests.json")
    return list(found)


def _flat(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object with the keys of inner objects joined by dots; a key twice is an error."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} twice in one object")
        found[key] = value
        if isinstance(value, dict):
            found |= {f"{key}.{name}": inner for name, inner in value.items()}
    return found


def _cell(value: Any) -> str:
    if value is None or isinstance(value, (dict, list)):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def need_columns(source: Source, names: Iterable[str], what: str) -> None:
    """Refuse a file that lacks a column."""
    for name in names:
        if name not in source.columns:
            raise InputError(what, name, one_of(source.columns), "name the columns as the file does")
