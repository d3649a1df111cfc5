"""What money buys: cost against an outcome, a point for each design point, joined along staffing."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.figures.names import place_names
from experiments.figures.style import NARROW, figure, legend_below, look, styled
from experiments.language import _
from experiments.report.numbers import axis_unit
from experiments.report.terms import axis_label, label

LETTERS = 24  # of a line beside the axis
SMALLEST, LARGEST = 4.0, 9.0  # points across, markers of the fewest and of the most posts
TICKS = 4  # at most, steps of the axis of cost: its numbers are long where costs are alike
MARGIN = 0.2  # share of the axis left free beside the outermost points, for their names


class Roles(NamedTuple):
    """Which factor of a study is joined by lines, which is told apart by colour, which has its own panel."""

    line: str | None = "staffing"
    colour: str | None = "management"
    panel: str | None = "communication"


@styled
def tradeoff(comparison: pd.DataFrame, outcome: str, roles: Roles = Roles()) -> Figure:  # noqa: B008 (immutable)
    """Draw the cost (million yuan; in Chinese ten thousand) against an outcome.

    Bars are the 95 % intervals of a point's paired difference to the baseline, laid around the point: the luck that
    all points share is taken out. The baseline has none. Along a line markers grow with the posts.
    """
    wide = _wide(comparison, outcome)
    panels = list(wide[roles.panel].unique()) if roles.panel else [None]
    made, axes = figure(len(panels), width=NARROW, height=4.0 if len(panels) == 1 else 3.0, sharex=True, sharey=True)
    for place, (axis, panel) in enumerate(zip(axes, panels, strict=True)):
        part = wide if panel is None else wide[wide[roles.panel] == panel]
        _panel(axis, part, roles)
        axis.set_title(label(panel, roles.panel or "") if panel is not None else "")
        axis.set_xlabel(_("cost (million yuan)") if place == len(panels) - 1 else "")
        axis.set_ylabel(textwrap.fill(axis_label(outcome), LETTERS))
    legend_below(made, axes[0])
    if roles.line:
        for axis, panel in zip(axes, panels, strict=True):
            part = wide if panel is None else wide[wide[roles.panel] == panel]
            place_names(made, axis, _named(part, roles.line))
    return made


def _panel(axis: Axes, part: pd.DataFrame, roles: Roles) -> None:
    levels = list(part[roles.colour].unique()) if roles.colour else [""]
    for level in levels:
        line = part[part[roles.colour] == level] if roles.colour else part
        line = line.sort_values("x")
        looks = look(level, levels) if roles.line else {**look(level, levels), "linestyle": ""}
        bars = {"xerr": line["x_half"], "yerr": line["y_half"], "elinewidth": 1.2}
        size = mpl.rcParams["lines.markersize"] if not roles.line else SMALLEST
        axis.errorbar(
            line["x"], line["y"], **bars, **{**looks, "markersize": size}, label=label(level, roles.colour or "")
        )
        if roles.line:
            sizes = [across(name, _order(part, roles.line)) ** 2 for name in line[roles.line]]
            axis.scatter(line["x"], line["y"], sizes, color=looks["color"], marker=looks["marker"], zorder=3)
    axis.margins(x=MARGIN)
    axis.xaxis.set_major_locator(MaxNLocator(TICKS))


def across(level: str, order: list[str]) -> float:
    """Return the width of the markers of a level in points, which grows along the order."""
    return SMALLEST + (LARGEST - SMALLEST) * order.index(level) / max(len(order) - 1, 1)


def _order(part: pd.DataFrame, factor: str) -> list[str]:
    """Return the levels of a factor, the cheapest first."""
    return list(part.groupby(factor, observed=True)["x"].mean().sort_values().index)


def _named(part: pd.DataFrame, factor: str) -> dict[str, list[tuple[float, float]]]:
    """Return the points of each level of a factor, the cheapest first."""
    levels = dict(list(part.groupby(factor, observed=True)))
    return {
        label(level, factor): list(zip(levels[level]["x"], levels[level]["y"], strict=True))
        for level in _order(part, factor)
    }


def _wide(comparison: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return a row a design point with x = cost in the unit of its axis and y = outcome, each with its half-width."""
    factors = list(comparison.columns[: list(comparison.columns).index("indicator")])
    parts = []
    for name, letter, scale in (("cost_yuan", "x", axis_unit()), (outcome, "y", 1.0)):
        rows = comparison[comparison["indicator"] == name].set_index(factors)
        half = (rows["difference_high"] - rows["difference_low"]).fillna(0.0) / 2
        parts.append(pd.DataFrame({letter: rows["mean"], f"{letter}_half": half}) / scale)
    return pd.concat(parts, axis=1).reset_index()
