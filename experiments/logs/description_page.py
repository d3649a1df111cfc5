"""The page of a described log: words, figures and tables in one file that needs no network."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from matplotlib.figure import Figure

from experiments.figures import logs as figures
from experiments.figures.style import svg
from experiments.logs.arrivals import daily_counts
from experiments.logs.description import Description
from experiments.logs.description_words import sentences
from experiments.logs.reading import Log
from experiments.report.cells import plain
from experiments.report.pictures import Picture
from experiments.tables import write_csv, write_text

PAGE = "description.html"
ROWS = 40
HEADINGS = {
    "summary": "All measures",
    "dispersion": "Burstiness by area",
    "handling": "Hours to closing",
    "on_time": "In time",
    "concentration": "Concentration",
    "repeats": "The same again",
    "profiles": "Profiles",
}
CAPTIONS = {
    "days": "Events a day over the whole log. Shaded days are too thin, and left out of figures by day.",
    "profiles": "When events are reported: 1 is the mean. Hours are those at which the source wrote them down.",
    "areas": "Where they are reported.",
    "burst": "Top: days by their number of events. Bottom: what a day keeps of the days before.",
    "correlation": "Whether areas have their busy days together.",
    "survival": "How long events stay open. Events still open at the end of the log count as open so long.",
    "in_time": "Shares in time with 95 % intervals, as the source flags them.",
}


def write_page(folder: Path, log: Log, found: Description, notes: list[str]) -> Path:
    """Write description.html with its figures and tables; return its path."""
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    pictures = []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # text stays text: the reader's fonts have it
        for name, made in _drawn(log, found):
            drawing = svg(made, CAPTIONS[name])
            write_text(folder / "figures" / f"{name}.svg", drawing)
            pictures.append(Picture(name, drawing, CAPTIONS[name]))
    write_csv(folder / "summary.csv", found.summary)
    for name, table in found.tables.items():
        write_csv(folder / f"{name}.csv", table.reset_index() if name == "area_correlation" else table)
    write_text(folder / PAGE, _render(log, found, pictures, notes))
    return folder / PAGE


def _drawn(log: Log, found: Description) -> Iterator[tuple[str, Figure]]:
    tables = found.tables
    yield "days", figures.days(tables["daily"], found.steady.first, found.steady.last)
    yield "profiles", figures.profile_bars(tables["profiles"])
    if "areas" in tables:
        yield "areas", figures.area_bars(tables["areas"])
    if "autocorrelation" in tables:
        yield "burst", figures.burst(daily_counts(log.events, found.steady), tables["autocorrelation"])
    if len(tables.get("area_correlation", ())) > 1:
        yield "correlation", figures.correlations(tables["area_correlation"])
    if "survival" in tables:
        yield "survival", figures.survival(tables["survival"])
    if "on_time" in tables:
        yield "in_time", figures.in_time(tables["on_time"])


def _render(log: Log, found: Description, pictures: list[Picture], notes: list[str]) -> str:
    loader = jinja2.ChoiceLoader(
        [jinja2.PackageLoader("experiments.logs", "templates"), jinja2.PackageLoader("experiments.report", "templates")]
    )
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("description.html.j2").render(_content(log, found, pictures, notes))


def _content(log: Log, found: Description, pictures: list[Picture], notes: list[str]) -> dict[str, Any]:
    shown = {
        "summary": _readable(found.summary),
        **{name: found.tables.get(name) for name in HEADINGS if name != "summary"},
    }
    return {
        "about": log.about,
        "n_events": len(log.events),
        "said": sentences(found),
        "notes": notes,
        "pictures": pictures,
        "dropped": plain(log.dropped) if len(log.dropped) else None,
        "tables": {HEADINGS[name]: plain(table.head(ROWS)) for name, table in shown.items() if table is not None},
    }


def _readable(summary: pd.DataFrame) -> pd.DataFrame:
    return summary.assign(measure=summary["measure"].str.replace("_", " "))
