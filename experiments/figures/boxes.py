"""Boxes of scenario discovery: how cases of interest lie along each factor that the first box limits."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, GREY, ORANGE, figure, legend_below, styled


@styled
def boxes(table: pd.DataFrame, levels: pd.DataFrame, wanted: np.ndarray, where: str) -> Figure:
    """Draw a strip for each factor that the first box limits: every design point a dot, the limits shaded.

    `table` as in boxes.csv; `levels` (points, factors); `wanted` says which points are of interest (orange), and
    `where` is the condition in words.
    """
    first = table[table["box"] == table["box"].min()]
    made, axes = figure(len(first), height=1.1)
    for axis, row in zip(axes, first.to_dict("records"), strict=True):
        column, height = levels[row["factor"]], np.arange(len(levels))
        numeric = isinstance(row["low"], float | int) and row["low"] == row["low"]
        places = column if numeric else column.astype(str)
        axis.plot(places[~wanted], height[~wanted], ".", color=GREY, markersize=4)
        axis.plot(places[wanted], height[wanted], "s", color=ORANGE, markersize=3.5, label=where)
        if numeric:
            axis.axvspan(row["low"], row["high"], color=BLUE, alpha=0.15, linewidth=0)
        axis.set_yticks([])
        axis.set_title(row["factor"] if numeric else f"{row['factor']}: {row['levels']}", fontsize=9)
    legend_below(made, axes[0])
    return made
