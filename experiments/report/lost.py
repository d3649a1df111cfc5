"""Runs that are not there: which failed, why, and how to make them again."""

from __future__ import annotations

from collections import Counter

from experiments.language import _
from experiments.ledger import FILE, open_ledger
from experiments.report.captions import COUNTED
from experiments.report.cells import Table
from experiments.report.reading import StudyResult
from experiments.report.terms import label
from experiments.statistics import Level
from experiments.store import read_table

MOST = 20


def lost_runs(result: StudyResult) -> Table | str:
    """Return the failed runs with their last line and the command that repeats them, or a word that all is there."""
    path = result.folder / "failures.parquet"
    if path.exists():
        failed = read_table(result.folder, path.stem).head(MOST)
        rows = [
            [
                *(label(row[factor], factor) for factor in result.factors),
                str(row["seed"]),
                _last(row["traceback"]),
                row["reproduce"],
            ]
            for row in failed.to_dict("records")
        ]
        return Table([*map(label, result.factors), _("seed"), _("failed with"), _("to repeat it")], rows)
    missing = result.planned - len(result.runs)
    if not missing:
        return f"{_(COUNTED)} {_left_out(result)}".strip()
    return Table([_("point"), _("runs stored")], _short_points(result))


def _left_out(result: StudyResult) -> str:
    """Say how many replications the largest tables were read of, if these are not all."""
    read, all_of_them = result.replications_read
    if read >= all_of_them:
        return ""
    return _("What needs days or grids is read of the first {n} of {all} replications.", n=read, all=all_of_them)


def _short_points(result: StudyResult) -> list[list[str]]:
    """Return a row for each planned point of which runs are missing."""
    factors = list(result.factors)
    if not factors:
        return [["", str(len(result.runs))]]
    counts = Counter(result.runs[factors].itertuples(index=False, name=None))
    wanted = int(result.manifest["replications"])
    short = [(point, counts[point]) for point in _planned_points(result) if counts[point] < wanted]
    return [[" ".join(map(label, point)), _("{n} of {all}", n=n, all=wanted)] for point, n in short[:MOST]]


def _planned_points(result: StudyResult) -> list[tuple[Level, ...]]:
    """Return the levels of every planned point, as the ledger has them (without one: of the stored points)."""
    if not (result.folder / FILE).is_file():
        return list(dict.fromkeys(result.runs[list(result.factors)].itertuples(index=False, name=None)))
    with open_ledger(result.folder) as ledger:
        return [tuple(point.factors[factor] for factor in result.factors) for point in ledger.points(configs=False)]


def _last(traceback: str) -> str:
    lines = [line for line in str(traceback).splitlines() if line.strip()]
    return lines[-1] if lines else ""
