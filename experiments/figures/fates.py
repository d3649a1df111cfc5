"""Winners and losers: how much earlier or later the same incident ends under one choice than under another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, GREY, INK, RED, figure, styled
from experiments.language import _

EDGES = np.array([-np.inf, -30, -10, -3, -1, -1 / 24, 1 / 24, 1, 3, 10, 30, np.inf])  # days


@styled
def fates(days: pd.Series) -> Figure:
    """Draw the share of incidents by how many days later (below 0: earlier) they end."""
    counts, _edges = np.histogram(days, EDGES)
    middle = len(counts) // 2
    colours = [BLUE if place < middle else RED if place > middle else GREY for place in range(len(counts))]
    made, (axis,) = figure(height=2.8)
    shares = 100 * counts / max(len(days), 1)
    axis.bar(range(len(counts)), shares, color=colours, width=0.86, edgecolor=INK, linewidth=0.4)
    names = ["> 30", "10–30", "3–10", "1–3", _("< 1 day"), _("same"), _("< 1 day"), "1–3", "3–10", "10–30", "> 30"]
    axis.set_xticks(range(len(counts)), names, rotation=40, ha="right", fontsize=8.5)
    axis.set_xlabel(_("days earlier (blue) · days later (red)"))
    axis.set_ylabel(_("share of incidents, %"))
    return made
