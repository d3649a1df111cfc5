"""Tables as files: Parquet (zstd) and CSV that a spreadsheet cannot mistake for formulas, whole or not there at all."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

COMPRESSION = "zstd"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def encode(table: pd.DataFrame) -> bytes:
    """Return a table as the bytes of a Parquet file (the index is left out)."""
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), sink, compression=COMPRESSION)
    return sink.getvalue()


def schema_of(content: bytes) -> pa.Schema:
    """Return the columns of the table in the bytes of a Parquet file."""
    return pq.read_schema(io.BytesIO(content)).remove_metadata()


def decode(content: bytes) -> pa.Table:
    """Return the table in the bytes of a Parquet file."""
    return pq.read_table(io.BytesIO(content)).replace_schema_metadata(None)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a path to write to; it takes the place of `path` when all is written, and vanishes after an error."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    with whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write a table as one Parquet file, whole or not at all."""
    with whole(path) as part:
        part.write_bytes(encode(table))


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV; text that begins with = + - @ gets an apostrophe, so that no spreadsheet runs it."""
    safe = table.copy()
    for name in safe.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in safe.dtypes]]:
        safe[name] = [_harmless(value) for value in safe[name]]
    safe.columns = [_harmless(name) for name in safe.columns]
    with whole(path) as part:
        safe.to_csv(part, index=False, lineterminator="\n")


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
