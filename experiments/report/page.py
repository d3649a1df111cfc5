"""The page: everything put together and rendered into one file that needs no network, once in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import pandas as pd

from experiments.beside import beside
from experiments.language import LANGUAGES, TAGS, _, language, speaking
from experiments.report import words
from experiments.report.answers import answers, in_brief, price, robustness
from experiments.report.captions import BANNER, HEADINGS, NOTES
from experiments.report.certainty import Extent, precise, sureness
from experiments.report.checks import run_checks, verdict
from experiments.report.findings import HARM
from experiments.report.known import known
from experiments.report.links import csv_link, file_name
from experiments.report.lost import lost_runs
from experiments.report.marks import marked
from experiments.report.numbers import count
from experiments.report.origin import citation, commands, facts, made_with, warning
from experiments.report.paper import find_browser, print_pdf
from experiments.report.pictures import keep_numbers, lead, pictures
from experiments.report.reading import StudyResult, read_study, require_baseline
from experiments.report.sampled import POINTS, design_table, sampled_content
from experiments.report.sections import sections
from experiments.report.single import note
from experiments.report.solved import solved_content
from experiments.report.terms import label
from experiments.sensitivity.analysis import analyse, is_sampled
from experiments.solve.files import is_solution
from experiments.statistics import compare, comparison_table
from experiments.tables import write_csv, write_text
from experiments.twins import replication_adequacy

PAGE = "report.html"


class Half(NamedTuple):
    """The page in one language: its language and tag for HTML, the language's own name, the title and the HTML."""

    language: str
    tag: str
    named: str
    title: str
    html: str


def write_page(folder: Path, languages: Sequence[str] = tuple(LANGUAGES)) -> Path:
    """Write the report of a result folder and the tables and figures that belong to it; return its path."""
    result = read_study(folder)
    path = folder / PAGE
    write_text(path, render(result, list(halves(result, languages))))
    return path


def teller(result: StudyResult) -> Callable[[], dict[str, Any]]:
    """Return what tells a result folder, by its kind, in the language that is spoken."""
    if is_solution(result.folder):
        return lambda: solved_content(result)
    return sampled(result) if is_sampled(result.manifest) else compared(result)


def write_papers(folder: Path, languages: Sequence[str], browser: str = "") -> list[Path]:
    """Write the report as PDF, a file for each language, beside the page; return their paths."""
    result, found = read_study(folder), find_browser(browser)
    papers = []
    for half in halves(result, languages):
        name = f"report_{half.language}.pdf" if len(languages) > 1 else "report.pdf"
        papers.append(print_pdf(render(result, [half]), folder / name, found))
    return papers


def sampled(result: StudyResult) -> Callable[[], dict[str, Any]]:
    """Write the design of a sampled study, and return what tells it in the language that is spoken."""
    analysis = analyse(result.folder)
    write_csv(result.folder / POINTS, design_table(result.runs, analysis))
    return lambda: sampled_content(result, analysis)


def compared(result: StudyResult) -> Callable[[], dict[str, Any]]:
    """Write the comparison of a study of options, and return what tells it in the language that is spoken."""
    require_baseline(result)
    result.read_tables()  # once, for all languages
    factors = list(result.factors)
    comparison = compare(result.runs, factors, result.baseline)
    whole = comparison_table(comparison, result.declared, factors, result.contrasts)
    write_csv(result.folder / "comparison.csv", whole)
    by_factor = {
        name: compare(result.alone(name), [name], {name: result.baseline[name]})
        for name in result.factors
        if result.has(name)
    }
    return lambda: content(result, comparison, by_factor)


def halves(result: StudyResult, languages: Sequence[str]) -> Iterator[Half]:
    """Yield the page in each language; the others are written while the first one is."""
    told, (first, *others) = teller(result), languages
    waiting = [beside(lambda one=one: written(result, told, one, f"-{one}")) for one in others]
    yield written(result, told, first, numbers=True)
    yield from (one() for one in waiting)


def written(
    result: StudyResult, told: Callable[[], dict[str, Any]], one: str, suffix: str = "", numbers: bool = False
) -> Half:
    """Return the page in one language, with a suffix on its addresses; write the numbers of its figures if asked to."""
    with speaking(one):
        values = frame(result) | told() | {"suffix": suffix}
        html = environment().get_template("half.html.j2").render(values)
    if numbers:
        keep_numbers(result.folder, [picture for picture in (values["lead"], *values["pictures"]) if picture])
    return Half(one, TAGS[one], LANGUAGES[one], values["title"], html)


def frame(result: StudyResult) -> dict[str, Any]:
    """Return what the template lays out of every result folder, in the language that is spoken."""
    title = result.manifest["title"]
    return {
        "language": language(),
        "tag": TAGS[language()],
        "manifest": result.manifest,
        "title": _(title),
        "question": _(result.question) if result.question else "",
        "facts": facts(result),
        "headings": {name: _(text) for name, text in HEADINGS.items()},
        "notes": {name: note(name, result.single) for name in NOTES},
        "banner": _(BANNER),
        "commands": commands(result),
        "warning": warning(result),
        "made_with": made_with(result),
        "citation": citation(result),
        "lost": lost_runs(result),
    }


def content(result: StudyResult, comparison: pd.DataFrame, by_factor: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Return everything that the template lays out, in the language that is spoken."""
    drawn = pictures(result, comparison, by_factor)
    found = [*known(result), *answers(result)]
    others = result.crossed and sum(map(result.has, result.factors)) > 1
    robust = robustness(found, others)
    checks = run_checks(result)
    first = lead(drawn)
    return {
        **verdict(checks),
        "brief": in_brief(found),
        "answers": found,
        "scope": words.scope([name for name in result.factors if result.has(name)] if result.crossed else []),
        "units": words.units(result.days, result.single),
        "lead": first,
        "pictures": [picture for picture in drawn if picture is not first],
        "price": price(result),
        "sure": sure(result, bool(robust.rows)),
        "robust": robust,
        "robust_name": "robust" if others else "effects",
        "sections": [one._replace(single=result.single) for one in sections(result, by_factor, comparison)],
    }


def sure(result: StudyResult, tabled: bool) -> list[str]:
    """Return how sure the answers are, and whether harm, on which they rest, needs more replications."""
    made, varied = int(result.manifest["replications"]), sum(map(result.has, result.factors))
    told = sureness(Extent(made, varied, tabled, result.crossed), _street(result))
    needed = replication_adequacy(result.runs, list(result.factors), [HARM])["n_needed"].iloc[0]
    more = precise(HARM, float(needed), made)
    return [told[0], more, *told[1:]] if more else told


def render(result: StudyResult, found: Sequence[Half]) -> str:
    """Return the page as HTML; every text is escaped, drawings are our own SVG."""
    version = result.manifest.get("libraries", {}).get("gridgov", "")
    values = {"halves": found, "name": result.manifest["name"], "version": version}
    return environment().get_template("report.html.j2").render(values)


def environment() -> jinja2.Environment:
    """Return the templates with what they may call."""
    loader = jinja2.PackageLoader("experiments.report", "templates")
    made = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"_": _, "csv_link": csv_link, "file": file_name}
    made.filters["marked"] = marked
    return made


def _street(result: StudyResult) -> str:
    """Return the name of the street, and its size where the study does not vary it."""
    street = result.manifest["config"]["street"]
    name, sizes = label(street["name"]), [street.get("grids"), street.get("residents")]
    if None in sizes or any(factor.split(".")[0] == "street" for factor in result.factors):
        return name
    return _(
        "{name}: {grids} grids, {residents} residents", name=name, grids=count(sizes[0]), residents=count(sizes[1])
    )
