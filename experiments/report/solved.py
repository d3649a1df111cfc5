"""The report of `gridgov solve`: the answer, what it rests on, and everything that was tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from experiments.factors import declared
from experiments.figures.solved import tried
from experiments.language import _
from experiments.report import solved_words as words
from experiments.report.alone import Told, laid_out, without_options
from experiments.report.answers import Answer
from experiments.report.captions import ALTS, CAPTIONS
from experiments.report.cells import Table
from experiments.report.factor_words import candidate_name
from experiments.report.numbers import amount, join
from experiments.report.pictures import Picture, keep
from experiments.report.reading import StudyResult
from experiments.report.sections import Section, assumed
from experiments.report.terms import axis_label
from experiments.solve.candidates import parse_vary
from experiments.solve.files import TABLE, read
from experiments.solve.target import Target


def solved_content(whole: StudyResult) -> dict[str, Any]:
    """Return everything that the template lays out of a solution, in the language spoken; draws its figure."""
    content, path = read(whole.folder), whole.folder / TABLE
    result, target = without_options(whole), Target(**content["target"])
    stored = pd.read_csv(path) if path.exists() else pd.DataFrame()
    content, table = _in_words(whole, content, stored)
    found = words.answer(content, table)
    told = Told(
        [Answer(words.question(target), found, [], found)],
        list(_pictures(whole, (table, stored), content, target)),
        words.certainty(content),
        [Section("tried", {"": _tried(table)}), Section("assumptions", assumed(result), folded=True)],
    )
    chosen = whole.runs[whole.runs["point"] == _point(table, content.get("chosen"))]
    asked = {"title": _("Solve"), "question": words.question(target)}
    return laid_out(result, told, chosen, _("No candidate was chosen.")) | asked


def _point(table: pd.DataFrame, chosen: str | None) -> int:
    """Return the design point of the chosen candidate (-1: there is none)."""
    if chosen is None or table.empty:
        return -1
    return int(table.loc[table["candidate"] == chosen, "point"].iloc[0])


def _tried(table: pd.DataFrame) -> Table:
    rows = []
    for row in table.to_dict("records"):
        strong = "*" if row["verdict"] == "meets" else ""
        seen = ["", ""] if row["n"] == 0 else [amount(row["measure"]), join(amount(row["low"]), amount(row["high"]))]
        cost = amount(row["cost_yuan"]) if row["n"] else ""
        rows.append([row["candidate"], f"{strong}{_(row['verdict'])}", *seen, str(row["n"]), cost])
    heads = [_("candidate"), _("verdict"), _("measure"), _("95 % interval"), _("replications"), _("cost (yuan a run)")]
    return Table(heads, rows)


def _in_words(whole: StudyResult, content: dict[str, Any], table: pd.DataFrame) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return what was found with its candidates in words."""
    if table.empty:
        return content, table
    known = declared(whole.scenario) if whole.scenario is not None else {}
    keys = [parse_vary(text).key for text in content["request"]["vary"]]
    names = {name: candidate_name(name, keys, known) for name in table["candidate"]}
    told = {"chosen": names.get(content["chosen"]), "undecided": [names[name] for name in content["undecided"]]}
    return content | told, table.assign(candidate=table["candidate"].map(names))


def _pictures(
    whole: StudyResult, tables: tuple[pd.DataFrame, pd.DataFrame], content: dict[str, Any], target: Target
) -> Iterator[Picture]:
    """Yield the figure of what was tried, drawn from the table in words; the stored one is kept beside it."""
    table, stored = tables
    if table.empty or not (table["n"] > 0).any():
        return
    axis = axis_label(target.indicator)
    if target.chance:
        axis = _("share of years with {what}", what=f"{axis} {'≥' if target.sign > 0 else '≤'} {target.level:g}")
    drawn = tried(table, content.get("chosen") or "", target.chance or target.level, axis)
    alt, caption = ALTS["tried"], CAPTIONS["tried"]
    yield keep(whole.folder, "tried", drawn, stored, (_(alt), _(caption)))
