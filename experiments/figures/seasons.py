"""The year: the campaign's saw-tooth with its rebound, the work that it crowds out, and trust under feedback."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.series import curves, gaps, windows
from experiments.figures.style import GREY, INK, figure, legend_below, look
from experiments.report.terms import label

ROW = 2.5


def sawtooth(daily: pd.DataFrame, reference: str = "long_term") -> Figure:
    """Draw the open cases of the campaign's target kinds over the year: level, and paired gap to the reference."""
    return _level_and_gap(daily, "backlog_target", reference, "open cases of the campaign's kinds")


def crowding(daily: pd.DataFrame, reference: str = "long_term") -> Figure:
    """Draw the open cases of all other kinds over the year: level, and paired gap to the reference."""
    return _level_and_gap(daily, "backlog_other", reference, "open cases of the other kinds")


def trust(daily: pd.DataFrame) -> Figure:
    """Draw reports a day and the mean trust of residents over the year, by communication."""
    made, axes = figure(2, height=ROW, sharex=True)
    for axis, column, title in zip(axes, ("reported", "trust"), ("reports a day", "mean trust (0-1)"), strict=True):
        _draw(axis, curves(daily, "communication", column))
        axis.set_title(title)
    axes[-1].set_xlabel("day (7-day means; 0 = first day that counts)")
    legend_below(made, axes[0])
    return made


def _level_and_gap(daily: pd.DataFrame, column: str, reference: str, title: str) -> Figure:
    made, axes = figure(2, height=ROW, sharex=True)
    _draw(axes[0], curves(daily, "management", column), band=False)
    _draw(axes[1], gaps(daily, "management", column, reference))
    axes[0].set_title(title)
    axes[1].set_title(f"difference to {label(reference)}")
    axes[1].axhline(0, color=INK, linewidth=0.8)
    for axis in axes:
        for first, last in windows(daily):
            axis.axvspan(first, last + 1, color=GREY, alpha=0.18, linewidth=0)
    axes[1].set_xlabel("day (7-day means; grey = campaign)")
    legend_below(made, axes[0])
    return made


def _draw(axis: Axes, bands: dict[str, pd.DataFrame], band: bool = True) -> None:
    for level, table in bands.items():
        looks = {**look(level, list(bands)), "marker": ""}
        axis.plot(table.index, table["mean"], **looks, label=label(level))
        if band:
            axis.fill_between(table.index, table["low"], table["high"], color=looks["color"], alpha=0.18, linewidth=0)
