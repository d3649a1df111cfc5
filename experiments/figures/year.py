"""The measured days in pictures: what stays unsolved, what residents report, harm and trust."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.seasons import draw_bands, shade
from experiments.figures.series import curves
from experiments.figures.style import figure, legend_below, styled
from experiments.language import _

COLUMNS = ("open_unsolved", "reported", "harm_days", "trust")


@styled
def year(daily: pd.DataFrame, by: str) -> Figure:
    """Draw four daily figures, a line with its 95 % interval for each level of a factor."""
    titles = [_("unsolved problems"), _("reports a day"), _("harm a day"), _("mean trust (0-1)")]
    made, axes = figure(2, 2, height=2.5, sharex=True)
    for axis, column, title in zip(axes, COLUMNS, titles, strict=True):
        draw_bands(axis, curves(daily, by, column), factor=by)
        axis.set_title(title)
    shade(axes, daily)
    for axis in axes[2:]:
        axis.set_xlabel(_("day (7-day means)"))
    legend_below(made, axes[0])
    return made
