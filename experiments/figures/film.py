"""The days of a run as a moving picture: grids by unsolved problems, marks of new and solved ones, and the lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import matplotlib as mpl
import matplotlib.patheffects
import numpy as np
import pandas as pd
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from experiments.figures.atlas import fill_grids
from experiments.figures.style import BLUE, INK, ORANGE, RC, RED

Floats = NDArray[np.float64]
Rings = Mapping[int, list[Floats]]
SIZE, DOTS_PER_INCH = (7.2, 4.6), 100
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
MOST_DOTS = 40  # of a grid and day that still have a place of their own


class Days(NamedTuple):
    """What is shown of days: unsolved problems, new and solved ones (days x grids), cases in hand, titles."""

    unsolved: Floats
    arisen: Floats
    solved: Floats
    backlog: Floats
    titles: list[str]


class Film:
    """A figure whose colours, dots and lines move from day to day; everything else is drawn once."""

    def __init__(self, outlines: Rings, days: Days, labels: Mapping[str, str]) -> None:
        self.days = days
        self.centres, self.radii = middles(outlines, days.unsolved.shape[1])
        self.figure = Figure(figsize=SIZE, dpi=DOTS_PER_INCH, constrained_layout=True)
        self.canvas = FigureCanvasAgg(self.figure)
        street, lines = self.figure.subplots(1, 2, width_ratios=(1.35, 1))
        self.shapes = fill_grids(street, outlines, pd.Series(days.unsolved[0]))
        self.order = np.array([grid for grid, rings in outlines.items() for _ring in rings])
        self.shapes.set_clim(0, max(float(np.quantile(days.unsolved, 0.995)), 1.0))
        street.set_aspect("equal")
        street.set_axis_off()
        self.figure.colorbar(self.shapes, ax=street, label=labels["unsolved"], shrink=0.7, location="bottom")
        rim = [matplotlib.patheffects.withStroke(linewidth=3.0, foreground="white")]  # seen on light and dark grids
        looks = {"linestyle": "", "markersize": 5.0, "markeredgewidth": 1.3, "path_effects": rim}
        (self.new,) = street.plot([], [], marker="o", color=RED, fillstyle="none", label=labels["arisen"], **looks)
        (self.done,) = street.plot([], [], marker="x", color=INK, label=labels["solved"], **looks)
        street.legend(loc="upper center", bbox_to_anchor=(0.5, 1.12), ncols=2)
        totals = days.unsolved.sum(axis=1)
        (self.problems,) = lines.plot([], [], color=BLUE, label=labels["unsolved"])
        (self.cases,) = lines.plot([], [], color=ORANGE, linestyle="--", label=labels["backlog"])
        lines.set_xlim(1, max(len(totals), 2))
        lines.set_ylim(0, 1.08 * max(float(totals.max()), float(days.backlog.max()), 1.0))
        lines.set_xlabel(labels["day"])
        lines.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0))
        self.title = self.figure.suptitle(days.titles[0], fontweight="bold")

    def show(self, day: int) -> NDArray[np.uint8]:
        """Return the picture of a day (rows, columns, 3 colours)."""
        self.shapes.set_array(self.days.unsolved[day][self.order])
        for marks, numbers in ((self.new, self.days.arisen[day]), (self.done, self.days.solved[day])):
            marks.set_data(*self._places(numbers, 0.0 if marks is self.new else 1.0))
        past = 1 + np.arange(day + 1)  # readers count days from 1
        self.problems.set_data(past, self.days.unsolved[: day + 1].sum(axis=1))
        self.cases.set_data(past, self.days.backlog[: day + 1])
        self.title.set_text(self.days.titles[day])
        self.canvas.draw()
        if day == 0:
            self.figure.set_layout_engine("none")  # what lies where stays as it is
        return np.asarray(self.canvas.buffer_rgba())[:, :, :3].copy()

    def _places(self, numbers: Floats, turn: float) -> tuple[Floats, Floats]:
        grids = np.repeat(np.arange(len(numbers)), np.minimum(numbers, MOST_DOTS).astype(int))
        ordinal = np.concatenate([np.arange(n) for n in np.minimum(numbers, MOST_DOTS).astype(int)])
        away, angle = self.radii[grids] * np.sqrt((ordinal + 1) / MOST_DOTS), GOLDEN_ANGLE * ordinal + turn + grids
        return self.centres[grids, 0] + away * np.cos(angle), self.centres[grids, 1] + away * np.sin(angle)


def pictures(outlines: Rings, days: Days, labels: Mapping[str, str], step: int) -> Iterator[NDArray[np.uint8]]:
    """Yield a picture for every `step` days, in the house style."""
    with mpl.rc_context(RC):
        film = Film(outlines, days, labels)
    for day in range(0, len(days.titles), step):
        yield film.show(day)


def middles(outlines: Rings, n_grids: int) -> tuple[Floats, Floats]:
    """Return the middle of the largest circle inside each grid, and its radius: how far dots may lie from it."""
    centres, radii = np.zeros((n_grids, 2)), np.zeros(n_grids)
    for grid, rings in outlines.items():
        part = max((shapely.Polygon(ring) for ring in rings), key=lambda polygon: polygon.area)
        spoke = shapely.maximum_inscribed_circle(part)
        centres[grid], radii[grid] = shapely.get_coordinates(spoke)[0], spoke.length
    return centres, radii
