"""What was tried to meet a target: the measure of each candidate with its interval, the target, and the chosen one."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, GREEN, GREY, INK, RED, figure, legend_below, styled, wrapped
from experiments.language import N_, _

LOOKS = {
    "meets": (BLUE, "o", N_("meets the target")),
    "fails": (RED, "s", N_("fails")),
    "not decided": (GREY, "D", N_("not decided")),
}
WIDE = 34  # columns of a line of a name, and of the label of the axis beside such names
MANY = 14  # candidates up to which each has its name


@styled
def tried(table: pd.DataFrame, chosen: str, level: float, axis_label: str) -> Figure:
    """Draw the tested candidates (rows as in solve.csv) from the smallest or cheapest upwards, with the target."""
    shown = table[table["verdict"].isin(LOOKS)].reset_index(drop=True)
    names = [wrapped(f"{row.candidate} (n={row.n})", WIDE) for row in shown.itertuples()]
    lines = sum(1 + name.count("\n") for name in names)
    made, axes = figure(height=max(2.6, 1.3 + 0.13 * len(names) + 0.15 * lines))
    axis = axes[0]
    for verdict, (colour, marker, words) in LOOKS.items():
        part = shown[shown["verdict"] == verdict]
        if len(part):
            axis.hlines(part.index, part["low"], part["high"], color=colour)
            axis.plot(part["measure"], part.index, marker, color=colour, label=_(words))
    axis.axvline(level, color=INK, linestyle="--", label=_("target"))
    found = shown.index[shown["candidate"] == chosen]
    if len(found):
        looks = {"facecolors": "none", "edgecolors": GREEN, "linewidths": 2, "zorder": 5}
        axis.scatter(shown.loc[found, "measure"], found, s=190, label=_("chosen"), **looks)
    axis.set_yticks(range(len(names)), names, fontsize=8.5 if len(names) <= MANY else 6.5)
    axis.set_ylim(-0.6, len(names) - 0.4)
    axis.set_xlabel(wrapped(axis_label, WIDE))
    legend_below(made, axis, 3)
    return made
