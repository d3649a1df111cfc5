"""The picture of the README: the grids of a street, and its year under two ways of management."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.atlas import fill_grids
from experiments.figures.seasons import draw_bands, shade
from experiments.figures.series import curves
from experiments.figures.style import WIDTH, styled
from experiments.language import _
from experiments.report.terms import axis_label
from experiments.yearly import harm_a_year

WIDTHS = (1.0, 1.25)  # of the two halves


@styled
def overview(daily: pd.DataFrame, grids: pd.DataFrame, outlines: Mapping[int, list[np.ndarray]]) -> Figure:
    """Draw each grid of one run by its harm, and the unsolved problems over the year with intervals over seeds."""
    made = Figure(figsize=(1.9 * WIDTH, 0.72 * WIDTH))
    place, year = made.subplots(1, 2, width_ratios=WIDTHS)
    table = grids.set_index("grid")
    drawn = fill_grids(place, outlines, harm_a_year(table, daily["day"].nunique()))
    made.colorbar(drawn, ax=place, label=axis_label("harm_per_1000_residents"), shrink=0.8)
    place.set_aspect("equal")
    place.set_title(_("{n} grids of one simulated street", n=len(table)))
    place.set(xlabel=_("metres east"), ylabel=_("metres north"))
    draw_bands(year, curves(daily, "management", "open_unsolved"))
    shade([year], daily)
    year.set_title(_("unsolved problems in the street"))
    year.set_xlabel(_("day (7-day means; grey = campaign)"))
    year.set_ylim(0, None)
    year.legend(loc="upper left")
    return made
