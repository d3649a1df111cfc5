"""Downloads inside the page: tables and numbers as data: links, which work without any network."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

import pandas as pd

from experiments.report.cells import Table
from experiments.report.marks import unmarked

BOM = "\ufeff"  # by which spreadsheets know that the Chinese is UTF-8
PLAIN = ",.;:-+()/ '"


def csv_link(table: Table) -> str:
    """Return a table of the page, as it stands there, as a link to a CSV file."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(unmarked, table.heads))
    writer.writerows([unmarked(cell) for cell in row] for row in table.rows)
    return _text_link(stream.getvalue())


def frame_link(table: pd.DataFrame) -> str:
    """Return the numbers behind a figure as a link to a CSV file (five significant digits)."""
    return _text_link(table.to_csv(index=False, float_format="%.5g", lineterminator="\n"))


def file_name(heading: str) -> str:
    """Return a heading as the name of a file."""
    return re.sub(r"\W+", "_", heading).strip("_").lower()


def _text_link(text: str) -> str:
    return "data:text/csv;charset=utf-8," + quote(BOM + text, safe=PLAIN)
