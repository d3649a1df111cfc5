"""The report of a sampled study: what the result depends on, how far assumptions move it, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.factors import declared
from experiments.figures.sensitivity import dependence, spread
from experiments.language import N_, _
from experiments.report import sampled_words as words
from experiments.report.alone import Told, laid_out, without_options
from experiments.report.answers import Answer
from experiments.report.captions import ALTS, CAPTIONS
from experiments.report.cells import Table
from experiments.report.declared_words import meaning, source, unit
from experiments.report.factor_words import factor_name, level_name, levels_name
from experiments.report.grounds import assumed
from experiments.report.lists import sentences
from experiments.report.marks import named
from experiments.report.numbers import amount, join
from experiments.report.pictures import Picture, keep
from experiments.report.reading import StudyResult
from experiments.report.section import Section
from experiments.report.terms import axis_label, label, phrase
from experiments.report.words import capital
from experiments.samples import independent
from experiments.sensitivity.analysis import Analysis
from experiments.sensitivity.guard import Responses

AXES = {
    "sobol": N_("share of its variance"),
    "morris": N_("effect of the whole range"),
    "pawn": N_("distance of distributions"),
}
METHODS = {
    "sobol": N_("Sobol indices"),
    "morris": N_("Morris elementary effects"),
    "pawn": N_("PAWN distances"),
}
POINTS = "design.csv"


def sampled_content(whole: StudyResult, analysis: Analysis) -> dict[str, Any]:
    """Return what the template lays out of a sampled study, in the language spoken; draws its figures."""
    folder = whole.folder
    result = without_options(whole)
    names = factor_names(whole, analysis)
    base = whole.runs[whole.runs["point"] == 0]
    about = {"n": whole.manifest["replications"], "street": label(whole.manifest["config"]["street"]["name"])}
    told = Told(
        list(_answers(analysis, base, names)),
        list(_pictures(folder, analysis, base, names)),
        [_(text, **about) for text in words.SURE],
        list(_sections(result, analysis, names)),
    )
    return laid_out(result, told, base, _("No run of the baseline is stored."))


def factor_names(result: StudyResult, analysis: Analysis) -> dict[str, str]:
    """Return the factors in words by their keys, in their order."""
    known = declared(result.scenario) if result.scenario is not None else {}
    return {name: factor_name(name, known) for name in analysis.study.factors}


def _answers(analysis: Analysis, base: pd.DataFrame, names: dict[str, str]) -> Iterator[Answer]:
    for name, found in analysis.found.items():
        table = analysis.table[analysis.table["indicator"] == name].replace({"factor": names})
        apart = independent(analysis.study.design, len(found.coordinates), len(names))
        ranks = words.directions(found.coordinates[apart], found.means[apart], list(names.values()))
        told = words.answer(table, found, ranks, float(base[name].mean()))
        yield Answer(words.question(name), told, [], told)
    for name, why in analysis.refused.items():
        refused = [_("No index can be computed: {why}.", why=why)]
        yield Answer(words.question(name), refused, [], refused)


def _pictures(folder: Path, analysis: Analysis, base: pd.DataFrame, names: dict[str, str]) -> Iterator[Picture]:
    for (name, method), part in analysis.table.groupby(["indicator", "method"], sort=False):
        axis, alt = AXES[str(method)], ALTS["dependence"]
        shown = part[~part["index"].isin(["mu", "S2"])].replace({"factor": names})
        drawn = dependence(shown, f"{axis_label(str(name))}{_(': ')}{_(axis)}")
        caption = sentences(_about(str(name)), _(CAPTIONS[str(method)]))
        yield keep(folder, f"dependence_{method}_{name}", drawn, part, (_(alt), caption))
    for name, found in analysis.found.items():
        table = pd.DataFrame({name: _independent(analysis, found)})
        drawn = spread(table[name].to_numpy(), float(base[name].mean()), axis_label(name))
        alt, about = ALTS["spread"], CAPTIONS["spread"]
        caption = sentences(_about(name), _(about))
        yield keep(folder, f"spread_{name}", drawn, table, (_(alt), caption))


def _independent(analysis: Analysis, found: Responses) -> Any:
    return found.means[independent(analysis.study.design, len(found.means), len(analysis.study.factors))]


def _about(indicator: str) -> str:
    return _("{name}.", name=capital(phrase(indicator).noun))


def _sections(result: StudyResult, analysis: Analysis, names: dict[str, str]) -> Iterator[Section]:
    yield Section("ranges", {"": ranges(result, analysis)})
    tables: Mapping[str, Table] = {
        f"{phrase(str(name)).noun}{_(': ')}{_(METHODS[str(method)])}": _indices(part, names)
        for (name, method), part in analysis.table.groupby(["indicator", "method"], sort=False)
    }
    if tables:
        yield Section("indices", tables, folded=True)
    yield Section("assumptions", assumed(result), folded=True)


def ranges(result: StudyResult, analysis: Analysis) -> Table:
    """Return what was varied: factor, range or levels, baseline, unit, meaning, source."""
    known = declared(result.scenario) if result.scenario is not None else {}
    base, rows = analysis.study.baseline, []
    for name, spec in analysis.study.factors.items():
        about = known[name].declaration if name in known else None
        more = [unit(about), meaning(about), source(about.source)] if about else ["", factor_name(name, known), ""]
        rows.append([named(name), levels_name(name, spec), level_name(name, base[name]), *more])
    return Table([_("factor"), _("range or levels"), _("baseline"), _("unit"), _("meaning"), _("source")], rows)


def _indices(part: pd.DataFrame, names: dict[str, str]) -> Table:
    rows = []
    for row in part.sort_values(["index", "value"], ascending=[True, False]).to_dict("records"):
        floor = _("not known") if row["floor"] != row["floor"] else amount(row["floor"])
        strong = "*" if row["verdict"] == "resolved" else ""
        interval = join(amount(row["low"]), amount(row["high"]))
        name, verdict = _factors(row["factor"], names), f"{strong}{_(row['verdict'])}"
        rows.append([name, named(row["index"]), amount(row["value"]), interval, floor, verdict])
    heads = [_("factor"), _("index"), _("value"), _("95 % interval"), _("noise floor"), _("verdict")]
    return Table(heads, rows)


def _factors(key: str, names: dict[str, str]) -> str:
    """Return the factor of an index, or both of a pair, in words."""
    return " × ".join(names.get(one, one) for one in key.split(" x "))


def design_table(runs: pd.DataFrame, analysis: Analysis) -> pd.DataFrame:
    """Return a row a row of the sample: its design point, its levels, and indicators as means over replications."""
    names, told = list(analysis.study.factors), list(analysis.found)
    levels = runs.drop_duplicates("point").set_index("point")[names]
    table = levels.join(runs.groupby("point")[told].mean()) if told else levels
    table = table.reindex(analysis.study.rows(analysis.seed))
    table.insert(0, "point", table.index)
    table.insert(0, "row", range(len(table)))
    return table
