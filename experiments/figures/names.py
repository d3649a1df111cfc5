"""Names beside points: each is put where it lies on no line, no bar and no other name; a far one has a leader line."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from experiments.figures.style import GREY, lay_out

SIDES = ("right", "left", "center")  # of the text that touches the point: its name stands left, right or centred
HEIGHTS = ("top", "bottom")
DISTANCES = (6, 12, 20, 30, 42)  # points away
NEAR = 12  # points within which a name needs no leader line
SIZE = 8.5
LEADER = {"arrowstyle": "-", "color": GREY, "linewidth": 0.8, "shrinkA": 6, "shrinkB": 3}


def place_names(made: Figure, axis: Axes, names: dict[str, list[tuple[float, float]]]) -> None:
    """Write each name near the first of its points, at the nearest free place there; else near the next of its points.

    Without any free place it stands at the first that was tried.
    """
    lay_out(made)
    taken: list[Bbox] = []
    drawn = list(_drawn(axis))
    for name, points in names.items():
        taken.append(_place(axis, name, points, drawn, taken).get_window_extent())


def _place(
    axis: Axes, name: str, points: list[tuple[float, float]], drawn: list[Path], taken: list[Bbox]
) -> Annotation:
    choices = list(itertools.product(points, DISTANCES, HEIGHTS, SIDES))
    for choice in choices:
        text = _write(axis, name, *choice)
        if _free(axis, text, drawn, taken):
            if choice[1] > NEAR:
                axis.annotate("", choice[0], xytext=_middle(axis, text), arrowprops=LEADER, annotation_clip=False)
            return text
        text.remove()
    return _write(axis, name, *choices[0])


def _write(axis: Axes, name: str, point: tuple[float, float], away: int, height: str, side: str) -> Annotation:
    right = {"right": -away, "left": away, "center": 0}[side]
    up = (-away if height == "top" else away) if side == "center" else (-1 if height == "top" else 1) * away / 6
    looks = {"ha": side, "va": height, "fontsize": SIZE}
    return axis.annotate(name, point, xytext=(right, up), textcoords="offset points", **looks)


def _middle(axis: Axes, text: Annotation) -> tuple[float, float]:
    """Return the middle of a name in the numbers of the axes."""
    box = text.get_window_extent()
    x, y = axis.transData.inverted().transform(((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2))
    return float(x), float(y)


def _drawn(axis: Axes) -> Iterator[Path]:
    """Yield the lines and bars of the error bars of an axes, in pixels."""
    for bars in axis.containers:
        assert isinstance(bars, ErrorbarContainer)
        line, _, ranges = bars.lines
        if line is not None:
            points = axis.transData.transform(line.get_xydata())
            yield Path(points)
            yield from (Path([point - 5, point + 5]) for point in points)  # the markers
        yield from (Path(axis.transData.transform(one)) for part in ranges for one in part.get_segments())


def _free(axis: Axes, text: Annotation, drawn: list[Path], taken: list[Bbox]) -> bool:
    box = text.get_window_extent().padded(1)
    inside = axis.bbox.x0 <= box.x0 and box.x1 <= axis.bbox.x1 and axis.bbox.y0 <= box.y0 and box.y1 <= axis.bbox.y1
    crossed = any(path.intersects_bbox(box, filled=False) for path in drawn)
    return inside and not crossed and not any(box.overlaps(other) for other in taken)
