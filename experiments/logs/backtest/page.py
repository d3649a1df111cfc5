"""The page of a back-test: verdict, checks, scores and pictures in one file that needs no network."""

from __future__ import annotations

import warnings
from typing import Any

import jinja2
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from experiments.figures.style import BLUE, INK, RED, SKY, figure, legend_below, styled, svg
from experiments.logs.backtest.scores import bounds
from experiments.screen import number

Floats = NDArray[np.float64]
MOST_AREAS = 6


@styled
def draw_counts(samples: Floats, seen: Floats, first: pd.Timestamp, names: list[str]) -> Figure:
    """Return a panel for each series: what was seen, and the 80 and 95 % intervals of samples (draws, days, series)."""
    days = pd.date_range(first, periods=seen.shape[0])
    made, axes = figure(len(names), 1, height=1.7, sharex=True)
    for i, (axis, name) in enumerate(zip(axes, names, strict=True)):
        for level, colour in ((0.95, "#DCEBF5"), (0.8, SKY)):
            low, high = bounds(samples[:, :, i], level)
            axis.fill_between(days, low, high, color=colour, alpha=0.6, label=f"{level:.0%} simulated", step="mid")
        axis.plot(days, seen[:, i], color=INK, marker="o", markersize=3.5, linewidth=1, label="logged")
        axis.set_title(name)
        axis.set_ylim(0)
    made.autofmt_xdate()
    legend_below(made, axes[0], 3)
    return made


@styled
def draw_open(simulated: Floats, logged: Floats, first: pd.Timestamp, cut: pd.Timestamp) -> Figure:
    """Return the open cases of each day, logged and simulated (runs, days), and the day the fit ends."""
    days = pd.date_range(first, periods=len(logged))
    made, (axis,) = figure()
    low, high = np.quantile(simulated, (0.025, 0.975), axis=0)
    axis.fill_between(days, low, high, color=SKY, alpha=0.6, label="95 % of runs")
    axis.plot(days, np.median(simulated, axis=0), color=BLUE, label="simulated, median")
    axis.plot(days, logged, color=INK, linestyle="--", label="logged")
    axis.axvline(cut, color=RED, linestyle=":", label="end of the fit")
    axis.set_ylabel("open cases")
    axis.set_ylim(0)
    made.autofmt_xdate()
    legend_below(made, axis)
    return made


def render(values: dict[str, Any]) -> str:
    """Return the page as HTML; every text is escaped, drawings are our own SVG."""
    loader = jinja2.ChoiceLoader(
        [jinja2.PackageLoader("experiments.logs", "templates"), jinja2.PackageLoader("experiments.report", "templates")]
    )
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("log.html.j2").render(values)


def drawing(made: Figure, alt: str) -> str:
    """Return a figure as SVG with its alternative text."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # text stays text: the reader's own fonts have the glyphs
        return svg(made, alt)


def cells(table: pd.DataFrame) -> dict[str, list[Any]]:
    """Return a table as heads and rows of text."""
    heads = [name.replace("_", " ") for name in table.columns]
    return {"heads": heads, "rows": [[number(value) for value in row] for row in table.itertuples(index=False)]}
