"""An indicator against a lever, with intervals: one line for each level of a second lever."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import figure, look, styled

MOST_NAMED = 12  # levels that still have room for a name each
APART = 0.14  # of the distance between levels, by which lines of the second lever are moved


@styled
def responses(table: pd.DataFrame, title: str, axis_name: str) -> Figure:
    """Draw means and intervals of an indicator over the levels of a lever.

    `table` has the columns level, by ("" where there is no second lever), mean, low, high; levels that are numbers
    stand at their place on the axis, words next to each other in the order of the table.
    """
    made, (axis,) = figure(height=3.8)
    numbers = pd.api.types.is_numeric_dtype(table["level"]) and table["level"].nunique() > 1
    levels = list(dict.fromkeys(table["level"]))
    series = list(dict.fromkeys(table["by"]))
    for number, by in enumerate(series):
        part = table[table["by"] == by]
        places = (
            part["level"].to_numpy(float) if numbers else np.array([levels.index(one) for one in part["level"]], float)
        )
        away = 0.0 if numbers else APART * (number - (len(series) - 1) / 2)
        errors = np.abs(part[["low", "high"]].to_numpy().T - part["mean"].to_numpy())
        style = look(str(by), [str(one) for one in series])
        style["linestyle"] = style["linestyle"] if numbers and len(part) <= MOST_NAMED else "none"
        axis.errorbar(places + away, part["mean"], errors, capsize=4, label=str(by), **style)
    if not numbers:
        axis.set_xticks(range(len(levels)), [str(one) for one in levels], rotation=25 if len(levels) > 3 else 0)
        axis.set_xlim(-0.6, len(levels) - 0.4)
    axis.set_title(title)
    axis.set_xlabel(axis_name)
    if len(series) > 1:
        axis.legend()
    return made


@styled
def days(daily: pd.DataFrame, column: str, title: str, axis_name: str) -> Figure:
    """Draw a column of one run's table of days; days of campaign are shaded, the warm-up lies left of the line.

    The first measured day is day 1 as on all pages (0 in the table); the warm-up is counted up to day 0.
    """
    made, (axis,) = figure(height=2.8)
    axis.plot(daily["day"] + 1, daily[column], **{**look("", [""]), "marker": None})
    axis.axvline(0.5, color="#767676", linewidth=1)
    for day in daily.loc[daily["campaign"] > 0, "day"] + 1:
        axis.axvspan(day - 0.5, day + 0.5, color="#E69F00", alpha=0.15, linewidth=0)
    axis.set_title(title)
    axis.set_xlabel(axis_name)
    return made
