"""The page: everything put together and rendered into one file that needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from experiments.report import words
from experiments.report.answers import answers, price, robustness
from experiments.report.captions import BANNER, HEADINGS, LEAD, NOTES
from experiments.report.cells import Table
from experiments.report.certainty import Extent, precise, sureness
from experiments.report.checks import run_checks
from experiments.report.findings import HARM
from experiments.report.known import known
from experiments.report.lost import lost_runs
from experiments.report.pictures import pictures
from experiments.report.reading import StudyResult, read_study, require_baseline
from experiments.report.sampled import sampled_content
from experiments.report.sections import sections
from experiments.sensitivity.analysis import is_sampled
from experiments.statistics import compare, comparison_table
from experiments.store import read_manifest
from experiments.tables import write_csv, write_text
from experiments.twins import replication_adequacy

PAGE = "report.html"


def write_page(folder: Path) -> Path:
    """Write the report of a result folder and the tables and figures that belong to it; return its path."""
    path = folder / PAGE
    if is_sampled(read_manifest(folder)):
        write_text(path, render(sampled_content(folder)))
        return path
    result = read_study(folder)
    require_baseline(result)
    factors = list(result.factors)
    comparison = compare(result.runs, factors, result.baseline)
    write_csv(folder / "comparison.csv", comparison_table(result.runs, factors, result.baseline, result.contrasts))
    write_text(path, render(content(result, comparison)))
    return path


def content(result: StudyResult, comparison: pd.DataFrame) -> dict[str, Any]:
    """Return everything that the template lays out."""
    by_factor = {
        name: compare(result.alone(name), [name], {name: result.baseline[name]})
        for name in result.factors
        if result.has(name)
    }
    drawn = pictures(result, comparison, by_factor)
    found = [*known(result), *answers(result)]
    others = result.crossed and sum(map(result.has, result.factors)) > 1
    robust = robustness(found, others)
    checks = run_checks(result)
    return {
        "manifest": result.manifest,
        "result": result,
        "headings": HEADINGS,
        "notes": NOTES,
        "banner": BANNER,
        "failed": [check for check in checks if not check.holds],
        "answers": found,
        "scope": words.scope([name for name in result.factors if result.has(name)] if result.crossed else []),
        "units": words.units(result.days),
        "lead": next((picture for picture in drawn if picture.name == LEAD), None),
        "pictures": [picture for picture in drawn if picture.name != LEAD],
        "price": price(result),
        "sure": sure(result, bool(robust.rows)),
        "robust": robust,
        "robust_name": "robust" if others else "effects",
        "sections": list(sections(result, by_factor, comparison)),
        "checks": Table(["check", "", "found"], [[c.name, "holds" if c.holds else "*FAILS", c.found] for c in checks]),
        "lost": lost_runs(result),
    }


def sure(result: StudyResult, tabled: bool) -> list[str]:
    """Return how sure the answers are, and whether harm, on which they rest, needs more replications."""
    made, varied = int(result.manifest["replications"]), sum(map(result.has, result.factors))
    told = sureness(Extent(made, varied, tabled, result.crossed), result.manifest["config"]["street"]["name"])
    needed = replication_adequacy(result.runs, list(result.factors), [HARM])["n_needed"].iloc[0]
    more = precise(HARM, float(needed), made)
    return [told[0], more, *told[1:]] if more else told


def render(values: dict[str, Any]) -> str:
    """Return the page as HTML; every text is escaped, drawings are our own SVG."""
    loader = jinja2.PackageLoader("experiments.report", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("report.html.j2").render(values)
