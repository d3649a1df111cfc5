"""The report of a result folder: one self-contained page that an official can read and a researcher can check."""

from __future__ import annotations

from pathlib import Path


def write_report(folder: Path) -> Path:
    """Write `report.html`, `comparison.csv` and `figures/` into a result folder; return the path of the page."""
    from experiments.report.page import write_page  # matplotlib is loaded only when a report is written

    return write_page(folder)
