"""A difference between twin streets, and how its interval narrows as replications come in."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.figures.style import BLUE, INK, figure, styled


@styled
def narrowing(steps: pd.DataFrame, label: str, pairs: str) -> Figure:
    """Draw the mean difference with its interval after each pair of runs.

    `steps` has the columns n, mean, low, high (NaN where there is no interval yet); `label` says what differs,
    `pairs` what is counted along the axis.
    """
    made, (axis,) = figure(height=2.7)
    axis.axhline(0, color=INK, linewidth=1)
    ranged = steps.dropna()
    axis.fill_between(ranged["n"], ranged["low"], ranged["high"], color=BLUE, alpha=0.18, linewidth=0)
    axis.vlines(ranged["n"], ranged["low"], ranged["high"], color=BLUE, linewidth=1.2)  # one range alone is no band
    axis.plot(steps["n"], steps["mean"], color=BLUE, marker="o", markersize=4)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.set_xlim(0.5, max(float(steps["n"].max()), 2) + 0.5)
    settled = ranged[ranged["n"] > 2] if len(ranged) > 1 else ranged  # a range from two pairs dwarfs all others
    ends = np.concatenate([steps["mean"], settled["low"], settled["high"], [0.0]])
    room = max(float(np.ptp(ends)), 1e-9) / 10
    axis.set_ylim(float(ends.min()) - room, float(ends.max()) + room)
    axis.set_xlabel(pairs)
    axis.set_title(label)
    return made
