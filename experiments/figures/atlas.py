"""The map of grids: where the harm of a year fell."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from experiments.figures.style import WIDTH, figure, styled
from experiments.language import _
from experiments.report.terms import axis_label
from experiments.yearly import harm_a_year

COLOURS = "cividis_r"


@styled
def atlas(grids: pd.DataFrame, days: float, outlines: Mapping[int, list[np.ndarray]] | None = None) -> Figure:
    """Draw each grid coloured by the yearly rate of harm of one run, from its measured `days`.

    `outlines` gives rings of (x, y) metres for each grid; without them a grid is a dot, larger with more residents.
    """
    table = grids.set_index("grid")
    harm = harm_a_year(table, days)
    made, (axis,) = figure(height=0.85 * WIDTH)
    drawn = _dots(axis, table, harm) if outlines is None else fill_grids(axis, outlines, harm)
    made.colorbar(drawn, ax=axis, label=axis_label("harm_per_1000_residents"), shrink=0.8)
    axis.set_aspect("equal")
    axis.set_xlabel(_("metres east"))
    axis.set_ylabel(_("metres north"))
    return made


def _dots(axis: Axes, table: pd.DataFrame, harm: pd.Series) -> Collection:
    size = 260 * table["residents"] / table["residents"].max()
    return axis.scatter(table["x_m"], table["y_m"], size, harm, cmap=COLOURS, edgecolors="white", linewidths=0.8)


def fill_grids(axis: Axes, outlines: Mapping[int, list[np.ndarray]], harm: pd.Series) -> PatchCollection:
    """Fill the outline of each grid with the colour of its value; return what a colour bar needs."""
    rings = [(ring, harm[grid]) for grid, rings in outlines.items() if grid in harm.index for ring in rings]
    shapes = PatchCollection([Polygon(ring) for ring, _ in rings], cmap=COLOURS, edgecolor="white", linewidth=0.8)
    shapes.set_array(np.array([value for _, value in rings]))
    axis.add_collection(shapes)
    axis.autoscale_view()
    return shapes
