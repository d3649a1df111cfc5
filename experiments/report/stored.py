"""Checks of what is stored: its tables, its ledger and its books of money must say the same."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.language import N_, _, counted
from experiments.ledger import FILE, is_held, open_ledger
from experiments.quantities import sums_by_run, with_money
from experiments.report.lists import listed
from experiments.report.marks import named
from experiments.report.numbers import amount
from experiments.report.reading import StudyResult
from experiments.rules import RULES
from sim.costs import MONEY

STATUSES = (
    *(N_("complete"), N_("unfinished"), N_("unknown"), N_("running"), N_("interrupted")),
    *(N_("failures"), N_("stopped"), N_("merged in part")),
)
IDENTITY = ("plan", "whole", "shard", "study", "seed", "seeds", "code")  # the words of a wish may differ


class Check(NamedTuple):
    """One check: its name, whether it holds, what was found, and whether answers refuse by themselves if it fails."""

    name: str
    holds: bool
    found: str
    refused: bool = False


def missing_tables(result: StudyResult) -> Check:
    """Check that every table that the runs keep is there (one that was changed is refused: `require_unchanged`)."""
    lost = result.lost_tables
    if not lost:
        return Check(_("tables"), True, _("stored"))
    names = listed([named(f"{name}.parquet") for name in lost])
    return Check(_("tables"), False, _("not in the folder: {names}; {mend}", names=names, mend=anew(result)))


def anew(result: StudyResult) -> str:
    """Return the command that writes what is in a folder anew, from its ledger."""
    return _("`gridgov resume {folder}` writes manifest and tables anew", folder=result.folder)


def finished(result: StudyResult) -> Check:
    """Check that the study says of itself that it is complete; one that says it is running may have been killed."""
    status = str(result.manifest.get("status", "unknown"))
    told = _("its status is {status}", status=_(status))
    if status == "running" and not is_held(result.folder):
        told = _("it was cut off (no program is writing the folder); `gridgov resume {f}` goes on", f=result.folder)
    return Check(_("the study is finished"), status == "complete", told)


def as_planned(result: StudyResult) -> Check:
    """Check that each run is the one in the ledger: its point, levels, replication, seed, digest and indicators."""
    other = [key for key, same in _in_ledger(result) if not same]
    told = counted(
        "{n} run is not what the ledger says (such as {key}); {mend}",
        "{n} runs are not what the ledger says (such as {key}); {mend}",
        len(other),
        key=(other or [""])[0],
        mend=anew(result),
    )
    return Check(_("runs as in the ledger"), not other, told if other else _("the same"))


def as_asked(result: StudyResult) -> Check:
    """Check that the manifest says of the study, of its code and of its baseline what the ledger says."""
    other: list[str] = []
    if (result.folder / FILE).is_file():
        with open_ledger(result.folder) as ledger:
            about = ledger.about()
            other = [name for name in IDENTITY if name in about and result.manifest.get(name) != about[name]]
            points = ledger.points(configs=False) if about else []
            base = [point.point for point in points if point.factors == result.manifest["baseline"]]
            if base and json.loads(ledger.config(base[0])) != result.manifest["config"]:
                other.append("config")
    told = _("not what the ledger says: {names}; {mend}", names=listed(list(map(named, other))), mend=anew(result))
    return Check(_("manifest as in the ledger"), not other, told if other else _("the same"))


def _in_ledger(result: StudyResult) -> Iterator[tuple[str, bool]]:
    """Yield the key of each run in the table, and whether the ledger has the same run."""
    runs = result.runs.set_index("key", drop=False)
    columns = [name for name in runs if name not in (*MONEY, "seconds")]  # money follows from quantities and prices
    rows = dict(zip(runs.index, runs[columns].to_dict("records"), strict=True))
    if not (result.folder / FILE).is_file():
        return
    with open_ledger(result.folder) as ledger:
        factors = {point.point: point.factors for point in ledger.points(configs=False)}
        for record in ledger.records("stored"):
            run, row = record.run, rows.pop(record.run.key, None)
            design = {"point": run.point, "replication": run.replication, "seed": run.seed, **factors[run.point]}
            if row is not None:
                yield run.key, all(_same(row.get(name), value) for name, value in {**record.numbers, **design}.items())
    yield from ((key, False) for key in rows)


def _same(stored: Any, planned: Any) -> bool:
    """Whether a cell is what the ledger has (None: the table has no such column)."""
    if isinstance(planned, float) and math.isnan(planned):
        return stored is None or stored != stored
    return stored is None or bool(stored == planned)


def cost_books(result: StudyResult) -> Check:
    """Check that the money of every run is the sum of its quantities at the study's prices, in both books."""
    gap = np.nan
    runs, priced = result.runs, result.priced
    if priced is not None and {"activity", "grid"} <= set(priced["book"]):
        runs = runs[runs["replication"] <= priced["replication"].max()]
        books = priced.pivot_table("yuan", "run_key", "book", aggfunc="sum", observed=True).reindex(runs["key"])
        anew = with_money(runs, sums_by_run(priced[priced["book"] == "activity"]))
        gaps = [_gap(runs[name], anew[name]) for name in MONEY if name in runs]
        gap = float(np.max([_gap(books["activity"], books["grid"]), *gaps]))
    told = _("largest gap {gap}", gap=amount(gap))
    return Check(_("cost = quantities × prices, by activity and by grid"), gap <= RULES.yuan_tolerance, told)


def _gap(one: pd.Series, other: pd.Series) -> float:
    """Return the largest gap as a part of the first (of a yuan, where that is less); NaN where one is unknown."""
    known = one.notna() | other.notna()
    return float(((one - other).abs() / one.abs().clip(lower=1))[known].max(skipna=False)) if known.any() else 0.0
