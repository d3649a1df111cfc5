"""The year: the campaign's saw-tooth with its rebound, the work that it crowds out, and trust under feedback."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.series import curves_and_gaps, windows
from experiments.figures.style import GREY, INK, figure, legend_below, look, styled
from experiments.language import _
from experiments.report.terms import label

ROW = 2.15


@styled
def sawtooth(daily: pd.DataFrame, reference: str = "long_term") -> Figure:
    """Draw new problems and open cases of the campaign's target kinds over the year, and their paired gaps."""
    columns = {
        "onsets_target": _("new problems a day, campaign's kinds"),
        "backlog_target": _("open cases, campaign's kinds"),
    }
    return _levels_and_gaps(daily, "management", columns, reference)


@styled
def crowding(daily: pd.DataFrame, reference: str = "long_term") -> Figure:
    """Draw open cases of all other kinds and the wait for staff over the year, and their paired gaps."""
    columns = {"backlog_other": _("open cases, other kinds"), "wait_hours": _("wait for staff (hours)")}
    return _levels_and_gaps(daily, "management", columns, reference)


@styled
def trust(daily: pd.DataFrame, reference: str = "one_way") -> Figure:
    """Draw reports a day and the mean trust of residents over the year, by communication, and their paired gaps."""
    columns = {"reported": _("reports a day"), "trust": _("mean trust (0-1)")}
    return _levels_and_gaps(daily, "communication", columns, reference)


def _levels_and_gaps(daily: pd.DataFrame, by: str, columns: dict[str, str], reference: str) -> Figure:
    """Draw two rows for each column: the mean of each level, and its difference to the reference with its band."""
    made, axes = figure(2 * len(columns), height=ROW, sharex=True)
    for place, (column, title) in enumerate(columns.items()):
        level, gap = axes[2 * place : 2 * place + 2]
        bands, apart = curves_and_gaps(daily, by, column, reference)
        draw_bands(level, bands, band=False)
        draw_bands(gap, apart)
        level.set_title(title)
        gap.set_title(_("difference to {reference}", reference=label(reference)))
        gap.axhline(0, color=INK, linewidth=0.8)
    spells = shade(axes, daily)
    axes[-1].set_xlabel(_("day (7-day means; grey = campaign)") if spells else _("day (7-day means)"))
    legend_below(made, axes[0])
    return made


def shade(axes: Sequence[Axes], daily: pd.DataFrame) -> int:
    """Grey the days of campaigns, counted from 1 as `curves` are, from edge to edge; return how many spells."""
    spells = windows(daily)
    for axis in axes:
        axis.margins(x=0)  # no place for a day 0
        for first, last in spells:
            axis.axvspan(first + 0.5, last + 1.5, color=GREY, alpha=0.18, linewidth=0)
    return len(spells)


def draw_bands(axis: Axes, bands: dict[str, pd.DataFrame], band: bool = True, factor: str = "") -> None:
    """Draw a line for each level, with the band of its interval."""
    for level, table in bands.items():
        looks = {**look(level, list(bands)), "marker": ""}
        axis.plot(table.index, table["mean"], **looks, label=label(level, factor))
        if band:
            axis.fill_between(table.index, table["low"], table["high"], color=looks["color"], alpha=0.18, linewidth=0)
