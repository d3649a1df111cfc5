"""How far long-term management is ahead of campaigns, day by day, and from which day on for good."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import INK, figure, legend_below, look, styled, wrapped
from experiments.language import _
from experiments.report.numbers import axis_unit
from experiments.report.terms import label

COLUMNS, WIDE = 2, 28  # of the legend, and of a line of a name in it


@styled
def lead(table: pd.DataFrame) -> Figure:
    """Draw the cumulative lead (columns level, day, mean, low, high in yuan, break_even) with its 95 % band."""
    levels, unit = list(table["level"].unique()), axis_unit()
    made, axes = figure(height=3.0 + 0.35 * -(-len(levels) // COLUMNS))  # a row of the legend takes its place below
    for level in levels:
        part, looks = table[table["level"] == level], look(level, levels)
        axes[0].plot(part["day"], part["mean"] / unit, label=wrapped(label(level), WIDE), **{**looks, "marker": ""})
        axes[0].fill_between(part["day"], part["low"] / unit, part["high"] / unit, color=looks["color"], alpha=0.2)
        day = float(part["break_even"].iloc[0])
        if np.isfinite(day):
            axes[0].axvline(day, color=looks["color"], linestyle=":")
    axes[0].margins(x=0)
    axes[0].axhline(0.0, color=INK, linewidth=0.8)
    axes[0].set_xlabel(_("day"))
    axes[0].set_ylabel(_("lead of long-term management\n(million yuan, cost and harm)"))
    legend_below(made, axes[0], COLUMNS)
    return made
