"""The figures of a study: which ones it can have, each with caption, alternative text and the table behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.atlas import atlas
from experiments.figures.even import lead as even_lead
from experiments.figures.fates import fates as draw_fates
from experiments.figures.levers import levers
from experiments.figures.seasons import crowding, sawtooth, trust
from experiments.figures.series import drawn_curves
from experiments.figures.style import svg
from experiments.figures.tradeoff import Roles, tradeoff
from experiments.figures.workload import workload
from experiments.figures.year import COLUMNS, year
from experiments.language import _, language
from experiments.report import even
from experiments.report.answers import is_overview
from experiments.report.captions import GREY, JOINED, LEADS
from experiments.report.equity import main_factor
from experiments.report.fates import by_kind, fates
from experiments.report.findings import HARM
from experiments.report.levers import lever_effects, told_of
from experiments.report.links import frame_link
from experiments.report.lists import sentences
from experiments.report.outlines import grid_outlines
from experiments.report.reading import StudyResult
from experiments.report.single import alternative, caption
from experiments.tables import write_csv, write_text


class Picture(NamedTuple):
    """A figure of the report: its name, the drawing as SVG text, the caption, and its numbers."""

    name: str
    drawing: str
    caption: str
    table: pd.DataFrame | None = None

    @property
    def csv_link(self) -> str:
        """The numbers as a link to a CSV file ("": there are none)."""
        return "" if self.table is None else frame_link(self.table)


def pictures(result: StudyResult, comparison: pd.DataFrame, by_factor: dict[str, pd.DataFrame]) -> list[Picture]:
    """Draw every figure that the study has numbers for, and write each as SVG into `figures/`."""
    found = []
    for name, drawn, table in _drawn(result, comparison, by_factor):
        joined = _(JOINED[name]) if name in JOINED and result.has("staffing") else ""
        grey = _(GREY) if name == "year" and any(axis.patches for axis in drawn.axes) else ""
        told = (alternative(name, result.single), sentences(caption(name, result.single), joined, grey))
        found.append(keep(result.folder, name, drawn, table, told))
    return found


def keep(folder: Path, name: str, drawn: Figure, table: pd.DataFrame, told: tuple[str, str]) -> Picture:
    """Write a figure into `figures/` of a result folder; `told` is its alternative text and its caption."""
    place = folder / "figures" if language() == "en" else folder / "figures" / language()
    place.mkdir(parents=True, exist_ok=True)
    drawing = svg(drawn, told[0], f"{name}-{language()}-")
    write_text(place / f"{name}.svg", drawing)
    return Picture(name, drawing, told[1], table)


def keep_numbers(folder: Path, drawn: Sequence[Picture]) -> None:
    """Write the numbers of the figures into `figures/` of a result folder, with names as the figures have them."""
    for picture in drawn:
        if picture.table is not None:
            write_csv(folder / "figures" / f"{picture.name}.csv", picture.table)


def lead(drawn: Sequence[Picture]) -> Picture | None:
    """Return the picture of page one, or None where there is none."""
    named = {picture.name: picture for picture in drawn}
    return next((named[name] for name in LEADS if name in named), None)


def _drawn(
    result: StudyResult, comparison: pd.DataFrame, by_factor: dict[str, pd.DataFrame]
) -> Iterator[tuple[str, Figure, pd.DataFrame]]:
    known = set(comparison["indicator"])
    for name, outcome in (("cost_harm", "harm_per_1000_residents"), ("cost_solved", "solved_share")):
        if result.factors and result.crossed and {"cost_yuan", outcome} <= known:
            points = comparison[comparison["indicator"].isin(["cost_yuan", outcome])]
            yield name, tradeoff(points, outcome, _roles(result)), points
    yield from _main(result, by_factor)
    if is_overview(result):
        table = lever_effects(result)
        yield "levers", levers(table, HARM), table
    if result.has("staffing"):
        yield "workload", workload(by_factor["staffing"]), by_factor["staffing"]
    yield from _seasons(result)
    yield from _fates(result)
    if result.grids is not None:
        grids = result.at_baseline(result.grids)
        first = grids[grids["replication"] == grids["replication"].min()]
        if len(first):
            yield "atlas", atlas(first, result.days, grid_outlines(result, int(first["seed"].iloc[0]))), first


def _main(result: StudyResult, by_factor: dict[str, pd.DataFrame]) -> Iterator[tuple[str, Figure, pd.DataFrame]]:
    """Yield the picture of a study of one lever that asks about something else than harm."""
    factor, outcome = main_factor(result), told_of(result)[0]
    if factor not in by_factor or is_overview(result) or outcome == HARM or not result.manifest["design"].get("tells"):
        return
    points = by_factor[factor]
    if {"cost_yuan", outcome} <= set(points["indicator"]):
        points = points[points["indicator"].isin(["cost_yuan", outcome])]
        yield "cost_main", tradeoff(points, outcome, Roles(None, factor, None)), points


def _year(result: StudyResult, measured: pd.DataFrame) -> Iterator[tuple[str, Figure, pd.DataFrame]]:
    if not {*COLUMNS} <= set(measured):  # a folder of an older version
        return
    factor = main_factor(result)
    if factor is None or is_overview(result):
        days, by = result.at_baseline(measured).assign(run=_("baseline")), "run"
    else:
        days, by = result.at_baseline(measured, factor), factor
    if len(days):
        yield "year", year(days, by), drawn_curves(days, COLUMNS, by, "")


def _fates(result: StudyResult) -> Iterator[tuple[str, Figure, pd.DataFrame]]:
    twins = fates(result)
    if twins is not None:
        yield "fates", draw_fates(twins.pairs["days"]), by_kind(twins)


def _seasons(result: StudyResult) -> Iterator[tuple[str, Figure, pd.DataFrame]]:
    if result.daily is None:
        return
    measured = result.daily[result.daily["day"] >= 0]
    yield from _year(result, measured)
    if result.has("management", "long_term"):
        days = result.at_baseline(measured, "management")
        shown = ("management", "long_term")
        yield "sawtooth", sawtooth(days), drawn_curves(days, ("onsets_target", "backlog_target"), *shown)
        yield "crowding", crowding(days), drawn_curves(days, ("backlog_other", "wait_hours"), *shown)
    if found := even.horizons(result):
        table = even.lines(found)
        yield "lead", even_lead(table), table
    if result.has("communication"):
        days = result.at_baseline(measured, "communication")
        yield "trust", trust(days), drawn_curves(days, ("reported", "trust"), "communication", "one_way")


def _roles(result: StudyResult) -> Roles:
    """Return which factor is drawn how: staffing as line, management as colour, communication as panel."""
    varied = [factor for factor in result.factors if result.has(factor)]
    line = "staffing" if "staffing" in varied else None
    colours = [factor for factor in ("management", "communication", *varied) if factor in varied and factor != line]
    panels = [factor for factor in varied if factor not in (line, *colours[:1])]
    return Roles(line, colours[0] if colours else None, panels[0] if panels else None)
