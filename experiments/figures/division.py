"""The map of a division: its grids coloured by workload, and where it stands among legal divisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from experiments.figures.style import BLUE, GREY, INK, RED, WIDTH, styled
from experiments.language import _

COLOURS = "PuOr_r"  # orange and purple stay apart for all common colour vision
SPAN = 0.25  # workload over the mean at which the colours end, if no grid is further off
HEIGHT = 1.15 * WIDTH
LOOKS = {"block": ("#BDBDBD", 0.45), "grid": (INK, 0.9), "community": (INK, 2.6)}  # colour and width of outlines


class Drawing(NamedTuple):
    """What is drawn: shapes of blocks, grids and communities, each grid's workload over the mean, and names."""

    blocks: Sequence[Any]
    grids: Sequence[Any]
    communities: Sequence[Any]
    community_names: Sequence[str]
    workload: np.ndarray
    title: str


@styled
def division_map(drawn: Drawing, ensemble: pd.DataFrame, point: tuple[float, float]) -> Figure:
    """Draw the map; with an ensemble also balance and compactness of legal divisions with this one among them.

    `point` is the division's own workload CV and mean Polsby-Popper score.
    """
    alone = ensemble.empty
    made = Figure(figsize=((1.35 if alone else 2.25) * WIDTH, HEIGHT))
    axes = made.subplots(1, 1 if alone else 2, squeeze=False, width_ratios=[1] if alone else [1.45, 1])[0]
    _draw_map(made, axes[0], drawn)
    if not alone:
        _draw_ensemble(axes[1], ensemble, point)
    return made


def _draw_map(made: Figure, axis: Axes, drawn: Drawing) -> None:
    span = max(SPAN, float(np.abs(drawn.workload - 1).max()))
    patches = PatchCollection([PathPatch(_path(shape)) for shape in drawn.grids], cmap=COLOURS, edgecolor="none")
    patches.set(norm=TwoSlopeNorm(1.0, 1 - span, 1 + span), array=drawn.workload)
    axis.add_collection(patches)
    for shapes, colour, width in (
        (drawn.blocks, "white", 0.35),
        (drawn.grids, INK, 0.9),
        (drawn.communities, INK, 2.6),
    ):
        axis.add_collection(LineCollection(_lines(shapes), colors=colour, linewidths=width))
    for shape, name in zip(drawn.communities, drawn.community_names, strict=True):
        middle = shape.representative_point()
        axis.annotate(name, (middle.x, middle.y), ha="center", va="center", fontsize=8.5, bbox=_box())
    axis.autoscale_view()
    axis.set(title=drawn.title, aspect="equal", xlabel=_("metres east"), ylabel=_("metres north"))
    axis.ticklabel_format(useOffset=False, style="plain")
    axis.locator_params(nbins=5)
    axis.grid(False)
    made.colorbar(patches, ax=axis, label=_("workload of a grid over the mean"), shrink=0.7)
    lines = [
        Line2D([], [], color=INK, lw=2.6),
        Line2D([], [], color=INK, lw=0.9),
        Line2D([], [], color="#BBBBBB", lw=1),
    ]
    names = [_("community"), _("grid"), _("block")]
    axis.legend(lines, names, loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=3)


def _draw_ensemble(axis: Axes, ensemble: pd.DataFrame, point: tuple[float, float]) -> None:
    others = _("other legal divisions")
    axis.scatter(ensemble["workload_cv"], ensemble["polsby_popper"], 16, BLUE, alpha=0.5, label=others)
    axis.scatter(*point, 130, RED, marker="*", edgecolors=INK, linewidths=0.7, label=_("this division"), zorder=3)
    axis.set_title(_("among {n} legal divisions", n=len(ensemble)))
    axis.set_xlabel(_("unevenness of workload (CV; left is even)"))
    axis.set_ylabel(_("compactness (mean Polsby-Popper; up is compact)"))
    axis.set_xlim(0, None)
    axis.margins(0.08)
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2)
    axis.spines[["left", "bottom"]].set_color(GREY)


def _box() -> dict[str, Any]:
    return {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}


def _parts(shape: Any) -> list[Any]:
    return list(getattr(shape, "geoms", [shape]))


def _lines(shapes: Sequence[Any]) -> list[np.ndarray]:
    rings = [ring for shape in shapes for part in _parts(shape) for ring in (part.exterior, *part.interiors)]
    return [shapely.get_coordinates(ring) for ring in rings]


def _path(shape: Any) -> Path:
    return Path.make_compound_path(*(Path(line, closed=True) for line in _lines([shape])))
