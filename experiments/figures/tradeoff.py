"""What money buys: cost against an outcome, a point for each design point, joined along staffing."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.style import figure, legend_below, look
from experiments.report.terms import axis_label, label

MILLION = 1e6


class Roles(NamedTuple):
    """Which factor of a study is joined by lines, which is told apart by colour, which has its own panel."""

    line: str | None = "staffing"
    colour: str | None = "management"
    panel: str | None = "communication"


def tradeoff(comparison: pd.DataFrame, outcome: str, roles: Roles = Roles()) -> Figure:  # noqa: B008 (immutable)
    """Draw the yearly cost (million yuan) against an outcome; bars are 95 % intervals of both means."""
    wide = _wide(comparison, outcome)
    panels = list(wide[roles.panel].unique()) if roles.panel else [None]
    made, axes = figure(1, len(panels), height=4.4, sharex=True, sharey=True)
    for place, (axis, panel) in enumerate(zip(axes, panels, strict=True)):
        part = wide if panel is None else wide[wide[roles.panel] == panel]
        _panel(axis, part, roles)
        axis.set_title(label(panel) if panel is not None else "")
        axis.set_xlabel("cost (million yuan)")
        axis.set_ylabel(axis_label(outcome) if place == 0 else "")
    legend_below(made, axes[0])
    return made


def _panel(axis: Axes, part: pd.DataFrame, roles: Roles) -> None:
    levels = list(part[roles.colour].unique()) if roles.colour else [""]
    for level in levels:
        line = part[part[roles.colour] == level] if roles.colour else part
        line = line.sort_values("x")
        looks = look(level, levels)
        bars_x = [line["x"] - line["x_low"], line["x_high"] - line["x"]]
        bars_y = [line["y"] - line["y_low"], line["y_high"] - line["y"]]
        axis.errorbar(line["x"], line["y"], bars_y, bars_x, **looks, label=label(level) or None, elinewidth=1, capsize=0)
    if roles.line and levels:
        _name_staffing(axis, part[part[roles.colour] == levels[0]] if roles.colour else part, roles.line)


def _name_staffing(axis: Axes, line: pd.DataFrame, factor: str) -> None:
    for row in line.to_dict("records"):
        place = (row["x"], row["y"])
        axis.annotate(label(row[factor]), place, xytext=(4, 7), textcoords="offset points", fontsize=8.5)


def _wide(comparison: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return a row a design point with x = cost in million yuan and y = outcome, each with low and high."""
    factors = list(comparison.columns[: list(comparison.columns).index("indicator")])
    parts = []
    for name, letter, scale in (("cost_yuan", "x", MILLION), (outcome, "y", 1.0)):
        rows = comparison[comparison["indicator"] == name].set_index(factors)[["mean", "low", "high"]] / scale
        parts.append(rows.set_axis([letter, f"{letter}_low", f"{letter}_high"], axis=1))
    return pd.concat(parts, axis=1).reset_index()
