"""The picture of a replay: open cases by day under both policies."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import CYCLE, LINES, figure, legend_below, styled


@styled
def draw_backlogs(daily: pd.DataFrame) -> Figure:
    """Return the mean open cases of each policy by day, with the range of the seeds."""
    made, (axis,) = figure()
    for place, (policy, mine) in enumerate(daily[daily["day"] >= 0].groupby("policy")):
        wide = mine.pivot(index="day", columns="seed", values="backlog")
        low, high = np.quantile(wide.to_numpy(), (0.025, 0.975), axis=1)
        axis.fill_between(wide.index, low, high, color=CYCLE[place], alpha=0.2)
        axis.plot(wide.index, wide.mean(axis=1), color=CYCLE[place], linestyle=LINES[place], label=str(policy))
    axis.set_xlabel("replayed day")
    axis.set_ylabel("open cases")
    axis.set_ylim(0)
    legend_below(made, axis)
    return made
