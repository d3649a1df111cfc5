"""What the results rest on: sources and assumptions, stylised facts, and what they are most sensitive to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments import patterns
from experiments.factors import declared
from experiments.language import N_, _, _c
from experiments.report.cells import Table
from experiments.report.declared_words import meaning, source, unit
from experiments.report.factor_words import factor_name
from experiments.report.marks import named
from experiments.report.neighbours import neighbour
from experiments.report.numbers import amount, bracket, count, join, percent
from experiments.report.reading import StudyResult
from experiments.report.section import Section
from experiments.report.terms import phrase
from sim import Parameters, describe

EVIDENCE, RULED, ASSUMED = N_("evidence"), N_("rule"), N_("assumption")
GRADES = (EVIDENCE, RULED, ASSUMED)
RULES_OF_MODEL = ("design", "definition", "convention", "computing", "lever", "model")
LIMITS = {  # by the words of a fact that end its sentence: from where to where its measure can lie
    ("(share)", "(share that", "(share of alerts", "(Gini coefficient)"): (0.0, 1.0),
    ("(correlation over",): (-1.0, 1.0),
    ("(ratio", "(median", "(mean over"): (0.0, np.inf),
}
MAIN_INDICES = ("ST", "mu_star", "pawn")


def graded(result: StudyResult) -> Table:
    """Return how many numbers of the baseline's model rest on what, and the identifiers of the evidence."""
    assert result.scenario is not None
    grades: dict[str, list[str]] = {}
    for row in describe(result.scenario):
        grades.setdefault(grade(row.declaration.source), []).append(row.declaration.source)
    total = sum(map(len, grades.values()))
    rows = []
    for name in (one for one in GRADES if one in grades):
        found = grades[name]
        shown = "" if name == ASSUMED else _c("names", ", ").join(sorted({*map(source, found)}))
        rows.append([_(name), count(len(found)), percent(len(found) / total), shown])
    return Table([_("grade"), _("numbers"), _("share"), _("identifiers (`docs/sources.md`)")], rows)


def grade(source: str) -> str:
    """Return the grade of a source: evidence, a rule, or an assumption."""
    if "assumption" in source:
        return ASSUMED
    return RULED if source.split(" ")[0] in RULES_OF_MODEL else EVIDENCE


def known_facts(result: StudyResult) -> Section:
    """Return the stylised facts: of this study, or of the study `patterns` beside it where this one has none."""
    here = patterns.table(result)
    other = neighbour(result.folder, "patterns")
    if (here["verdict"] != patterns.ABSENT).any() and result.manifest["study"] == "patterns" or other is None:
        return Section("patterns", {"": facts_table(here)})
    where = _("Of the study `patterns` beside this one (folder `{name}`).", name=other.name)
    return Section("patterns", {"": facts_table(patterns.table(other))}, folded=True, told=[where])


def sensitive(result: StudyResult) -> Section:
    """Return what a sensitivity study beside this one found, or how to make one."""
    other = neighbour(result.folder, "sensitivity")
    table = other / "sensitivity.csv" if other else None
    if other is None or table is None or not table.is_file():
        how = _("Not tested: there is no sensitivity study beside this one. To make one: `gridgov study sensitivity`")
        return Section("sensitive", {}, told=[how])
    indices = pd.read_csv(table)
    kept = indices[(indices["verdict"] == "resolved") & indices["index"].isin(MAIN_INDICES)]
    known = declared(result.scenario) if result.scenario is not None else {}
    rows = []
    for row in kept.sort_values(["indicator", "value"], ascending=[True, False]).to_dict("records"):
        ends = join(amount(row["low"]), amount(row["high"]))
        factor, index = factor_name(row["factor"], known), named(row["index"])
        rows.append([phrase(row["indicator"]).noun, factor, index, amount(row["value"]), ends])
    where = _("From the study in folder `{name}` beside this one; only what stands out of the noise.", name=other.name)
    heads = [_("figure"), _("factor"), _("index"), _("value"), _("95 % interval")]
    return Section("sensitive", {"": Table(heads, rows)}, told=[where])


def facts_table(table: pd.DataFrame) -> Table:
    """Return a table of verdicts on stylised facts in words."""
    rows = []
    for row in table.to_dict("records"):
        low, high = np.clip([row["low"], row["high"]], *_limits(row["says"]))
        seen = f"{amount(row['simulated'])}{bracket(low, high)}"
        absent = row["verdict"] in (patterns.ABSENT, patterns.LOST)
        strong = "*" if row["verdict"] in (patterns.MET, patterns.MISSED) else ""
        says, role, verdict = (_(text) for text in (row["says"], row["role"], row["verdict"]))
        shown = ["" if absent else seen, f"{strong}{verdict}", source(row["source"])]
        rows.append([named(_(row["pattern"])), says, row["target"], role, *shown])
    heads = [
        _("pattern"),
        _("what is known"),
        _("target"),
        _("role"),
        _("simulated (95 %)"),
        _("verdict"),
        _("sources"),
    ]
    return Table(heads, rows)


def _limits(says: str) -> tuple[float, float]:
    """Return between which ends what is measured must lie; of differences none are known."""
    known = (limits for marks, limits in LIMITS.items() if any(mark in says for mark in marks))
    return next(known, (-np.inf, np.inf))


def assumed(result: StudyResult) -> dict[str, Table]:
    """Return the numbers without a source: of the baseline's model and of its price list."""
    prices = {_("prices"): assumptions(result.prices, "prices.")}
    return {_("model"): assumptions(result.scenario), **prices} if result.scenario is not None else prices


def assumptions(group: Parameters, prefix: str = "") -> Table:
    """Return the numbers of a group of parameters that rest on no source, with their range."""
    rows = []
    for row in describe(group, prefix):
        known = row.declaration
        if "assumption" in known.source and isinstance(row.default, (int, float)):
            span = "" if known.low is None else join(f"{known.low:g}", f"{known.high:g}")
            rows.append([named(row.key), f"{row.default:g}", unit(known), span, meaning(known)])
    return Table([_("parameter"), _("value"), _("unit"), _("allowed"), _("meaning")], rows)
