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
from experiments.language import LANGUAGES, N_, TAGS, _, language, speaking
from experiments.logs.arrivals import daily_counts
from experiments.logs.description import Description
from experiments.logs.description_words import sentences
from experiments.logs.meanings import ALL, BY, meaning
from experiments.logs.notices import WHAT, reason_told, told
from experiments.logs.reading import Log
from experiments.report.cells import Table, plain
from experiments.report.marks import named, unmarked
from experiments.report.numbers import count
from experiments.report.page import Half, environment
from experiments.report.pictures import Picture
from experiments.tables import write_csv, write_text

PAGE = "description.html"
ROWS = 40
HEADINGS = {
    "summary": N_("All measures"),
    "dispersion": N_("Burstiness by area"),
    "handling": N_("Hours to closing"),
    "on_time": N_("In time"),
    "concentration": N_("Concentration"),
    "repeats": N_("The same again"),
    "profiles": N_("Profiles"),
}
CAPTIONS = {
    "days": N_("Events a day over the whole log. Shaded days are too thin, and left out of figures by day."),
    "profiles": N_("When events are reported: 1 is the mean. Hours are those at which the source wrote them down."),
    "areas": N_("Where they are reported."),
    "burst": N_("Top: days by their number of events. Bottom: what a day keeps of the days before."),
    "correlation": N_("Whether areas have their busy days together."),
    "survival": N_("How long events stay open. Events still open at the end of the log count as open so long."),
    "in_time": N_("Shares in time with 95 % intervals, as the source flags them."),
}


COLUMNS = {
    "measure": N_("measure"),
    "value": N_("value"),
    "unit": N_("unit"),
    "meaning": N_("meaning"),
    "by": N_("by"),
    "n": N_("number"),
    "share": N_("share"),
    "factor": N_("factor over the mean"),
    "area": N_("area"),
    "per_day": N_("a day"),
    "low": N_("lower end (95 %)"),
    "high": N_("upper end (95 %)"),
    "on_time_share": N_("share in time"),
    "closed_share": N_("share closed"),
    "days": N_("days"),
    "what": N_("what"),
    "reason": N_("reason"),
    "column": N_("column"),
    "rows": N_("rows of the file, the first few"),
}


def write_page(folder: Path, log: Log, found: Description, notes: list[str]) -> Path:
    """Write description.html, in both languages with a switch, with its figures and tables; return its path."""
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    write_csv(folder / "summary.csv", found.summary)
    for name, table in found.tables.items():
        write_csv(folder / f"{name}.csv", table.reset_index() if name == "area_correlation" else table)
    halves = []
    for place, one in enumerate(LANGUAGES):
        with speaking(one):
            content = _content(log, found, _pictures(folder, log, found), notes)
            content |= {"suffix": f"-{one}" if place else "", "language": one, "tag": TAGS[one]}
            html = _template("description.html.j2").render(content)
            halves.append(Half(one, TAGS[one], LANGUAGES[one], unmarked(content["title"]), html))
    page = _template("report.html.j2").render(halves=halves, name=log.about["source"], version="")
    write_text(folder / PAGE, page)
    return folder / PAGE


def _pictures(folder: Path, log: Log, found: Description) -> list[Picture]:
    place = folder / "figures" if language() == "en" else folder / "figures" / language()
    place.mkdir(parents=True, exist_ok=True)
    pictures = []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # text stays text: the reader's fonts have it
        for name, made in _drawn(log, found):
            drawing = svg(made, _(CAPTIONS[name]), f"{name}-{language()}-")
            write_text(place / f"{name}.svg", drawing)
            pictures.append(Picture(name, drawing, _(CAPTIONS[name])))
    return pictures


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


def _template(name: str) -> jinja2.Template:
    made = environment()
    made.loader = jinja2.ChoiceLoader([jinja2.PackageLoader("experiments.logs", "templates"), made.loader])  # type: ignore[list-item]
    return made.get_template(name)


def _content(log: Log, found: Description, pictures: list[Picture], notes: list[str]) -> dict[str, Any]:
    shown = {
        "summary": _readable(found.summary),
        **{name: found.tables.get(name) for name in HEADINGS if name != "summary"},
    }
    return {
        "title": _("What the log `{name}` says", name=log.about["source"]),
        "about": log.about,
        "n_events": count(len(log.events)),
        "n_rows": count(log.about["n_rows"]),
        "said": sentences(found),
        "notes": [told(note) for note in notes],
        "stored": [told(note) for note in log.about["notes"]],
        "pictures": pictures,
        "dropped": _told(_reasons(log.dropped)) if len(log.dropped) else None,
        "tables": {
            _(HEADINGS[name]): _told(_ours(table.head(ROWS))) for name, table in shown.items() if table is not None
        },
    }


def _readable(summary: pd.DataFrame) -> pd.DataFrame:
    measures, units = summary["measure"], summary["unit"]
    units = units.map(lambda unit: _(unit) if unit else "")
    return summary.assign(measure=measures.map(named), unit=units, meaning=measures.map(meaning))


def _reasons(dropped: pd.DataFrame) -> pd.DataFrame:
    """Return what was left out in the language spoken; names of columns stay names."""
    what = dropped["what"].map(lambda one: _(WHAT.get(one, one)))
    columns = dropped["column"].map(lambda name: named(name) if name else "")
    return dropped.assign(what=what, reason=dropped["reason"].map(reason_told), column=columns)


def _ours(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of measures whose own words are in the language spoken; those of the log stay as they are."""
    if "by" in table:
        if "value" in table:
            ours = table["by"].isin(["all", "weekday"])
            table = table.assign(value=table["value"].mask(ours, table["value"].map(_)))
        return table.assign(by=table["by"].map(lambda by: _(BY.get(by, by))))
    if "area" in table and len(table):  # the first row of burstiness is all of them
        return table.assign(area=[_(ALL) if one == ALL else one for one in table["area"]])
    return table


def _told(table: pd.DataFrame) -> Table:
    """Return a table with its heads in the language spoken; those that have no words stay names, set as code."""
    heads = [_(COLUMNS[name]) if name in COLUMNS else named(name) for name in map(str, table.columns)]
    return Table(heads, plain(table).rows)
