"""All levers at a glance: what each changes in an outcome and in cost, one row a lever, with intervals."""

from __future__ import annotations

from textwrap import fill

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, GREY, INK, RED, figure, styled
from experiments.language import _
from experiments.report.numbers import axis_unit
from experiments.report.terms import axis_label

ROW = 0.27  # inches for a lever
TITLE = 18  # characters in a line of a panel's title
ROOM = 1.15  # the axis over the farthest clear effect


@styled
def levers(table: pd.DataFrame, outcome: str) -> Figure:
    """Draw the effects of levers (rows: lever; mean, low, high and clear of outcome_ and cost_yuan_), best on top.

    The axes reach as far as the clear effects; what lies beyond is a triangle at the edge.
    """
    made, axes = figure(1, 2, height=max(2.4, 1.0 + ROW * len(table)), sharey=True)
    _panel(axes[0], _part(table, outcome, 1.0), axis_label(outcome))
    _panel(axes[1], _part(table, "cost_yuan", axis_unit()), _("cost (million yuan)"))
    axes[0].set_yticks(range(len(table)), list(table["lever"]), fontsize=8.5)
    axes[0].invert_yaxis()
    return made


def _part(table: pd.DataFrame, name: str, scale: float) -> pd.DataFrame:
    found = pd.DataFrame({part: table[f"{name}_{part}"] / scale for part in ("mean", "low", "high")})
    return found.assign(clear=table[f"{name}_clear"])


def _panel(axis: Axes, part: pd.DataFrame, title: str) -> None:
    shown = part[part["clear"]] if part["clear"].any() else part
    reach = shown[["mean", "low", "high"]].abs().max(axis=None)  # without the ends that one replication does not have
    far = ROOM * float(reach) if reach > 0 else 1.0
    for place, (mean, low, high, sure) in enumerate(part.itertuples(index=False)):
        colour = GREY if not sure else BLUE if mean < 0 else RED
        beyond = abs(mean) > far
        marker = (">" if mean > 0 else "<") if beyond else "o" if sure else "s"
        axis.plot([max(low, -far), min(high, far)], [place, place], color=colour, solid_capstyle="butt")
        axis.plot(max(min(mean, far), -far), place, marker=marker, color=colour, clip_on=False)
    axis.axvline(0.0, color=INK, linewidth=0.8)
    axis.set_xlim(-far, far)
    axis.locator_params(axis="x", nbins=4)
    axis.tick_params(axis="x", labelsize=8.5)
    axis.set_title(fill(_("change in {title}", title=title), TITLE, break_on_hyphens=False), fontsize=9)
