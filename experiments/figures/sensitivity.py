"""What a result depends on: indices of each factor with their intervals, above the noise that luck alone makes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, GREY, INK, ORANGE, figure, legend_below, styled, wrapped
from experiments.language import N_, _
from experiments.sensitivity.indices import RESOLVED

ROW, LINE = 0.13, 0.14  # inches: between factors, and for each line of a factor's name
WIDE = 30  # columns of a line of a factor's name
BESIDE, WHOLE = 36, 60  # columns of a line beneath the axis: beside such names, and of the whole width
LOOKS = {
    "ST": (BLUE, "o", N_("total: alone and with others")),
    "S1": (ORANGE, "s", N_("first order: alone")),
    "mu_star": (BLUE, "o", N_("mean effect of the whole range")),
    "sigma": (ORANGE, "s", N_("how much it varies with the others")),
    "pawn": (BLUE, "o", N_("distance (PAWN)")),
}
MAIN = ("ST", "mu_star", "pawn")


@styled
def dependence(table: pd.DataFrame, axis_label: str) -> Figure:
    """Draw the indices of one indicator and method (rows as in sensitivity.csv), the largest on top.

    Filled: the interval lies above the noise floor (grey bar); hollow: not resolved.
    """
    main = next(index for index in MAIN if index in set(table["index"]))
    order = table[table["index"] == main].sort_values("value", ascending=False)["factor"].tolist()
    names = [wrapped(name, WIDE) for name in order]
    most = 1 + max(name.count("\n") for name in names)
    made, axes = figure(height=max(2.4, 1.2 + (ROW + LINE * most) * len(order)))
    axis = axes[0]
    drawn = [index for index in LOOKS if index in set(table["index"])]
    for shift, index in zip(np.linspace(-0.17, 0.17, len(drawn)) if len(drawn) > 1 else [0.0], drawn, strict=True):
        part = table[table["index"] == index].set_index("factor").loc[order]
        places = np.arange(len(order)) + shift
        colour, marker, words = LOOKS[index]
        axis.hlines(places, part["low"], part["high"], color=colour, linewidth=1.4)
        clear = (part["verdict"] == RESOLVED).to_numpy()
        axis.plot(part["value"][clear], places[clear], marker, color=colour, label=_(words), markersize=5)
        axis.plot(part["value"][~clear], places[~clear], marker, color=colour, markerfacecolor="white", markersize=5)
        if index == main:
            floor = part["floor"].to_numpy()
            axis.barh(
                np.arange(len(order)), floor, height=0.8, color="#D9D9D9", zorder=0, label=_("noise floor (luck)")
            )
    axis.axvline(0.0, color=INK, linewidth=0.8)
    axis.set_yticks(range(len(order)), names, fontsize=8)
    axis.invert_yaxis()
    axis.grid(axis="y", visible=False)
    axis.set_xlabel(wrapped(axis_label, BESIDE))
    legend_below(made, axis)
    return made


@styled
def spread(values: np.ndarray, baseline: float, axis_label: str) -> Figure:
    """Draw how an indicator spreads over the sampled assumptions, with the baseline marked."""
    made, axes = figure(height=2.4)
    axes[0].hist(values, bins="auto", color=BLUE, alpha=0.75)
    axes[0].axvline(baseline, color=INK, linestyle="--", label=_("baseline"))
    for quantile in np.quantile(values, [0.05, 0.95]):
        axes[0].axvline(quantile, color=GREY, linestyle=":", label=_("5 % and 95 %") if quantile < baseline else None)
    axes[0].set_xlabel(wrapped(axis_label, WHOLE))
    axes[0].set_ylabel(_("design points"))
    legend_below(made, axes[0], 3)
    return made
