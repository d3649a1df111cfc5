"""Profiles: from the best trial of the search outwards along each parameter, to where the street is clearly worse.

The end of a range is tried first; if that is worse, the place between the last good and the first bad value, again and
again. So a parameter of which any value would do costs two trials, and any other a handful.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from experiments.logs.calibrating.ranges import Point, Range

HALVINGS = 4  # of the way from the best value to an end of the range: an edge is known to a sixteenth of it
ENOUGH = 1 / 64  # of the range, to which no edge needs to be known better


class Edge(NamedTuple):
    """How far one goes along a parameter before the street is worse: the last good place and the first bad one.

    Places are parts of the range, 0 to 1; bad is None where the end of the range is still good.
    """

    key: str
    good: float
    bad: float | None


def next_points(
    best: Point, ranges: Sequence[Range], judge: Callable[[Point], bool | None]
) -> tuple[list[Point], list[Edge]]:
    """Return the points that are to be tried next (none: all edges are known), and the edges as known by now.

    `judge` says of a point whether it is as good as the best, or None if it was not tried.
    """
    wanted, edges = [], []
    for one in ranges:
        for end in (0.0, 1.0):
            edge, point = _edge(best, one, end, judge)
            edges.append(edge)
            if point is not None and point not in wanted:
                wanted.append(point)
    return wanted, edges


def _edge(best: Point, one: Range, end: float, judge: Callable[[Point], bool | None]) -> tuple[Edge, Point | None]:
    """Return an edge as far as it is known, and the point that would tell more."""
    good, place = one.unit_of(best[one.key]), end
    bad: float | None = None
    for _ in range(HALVINGS + 1):
        point = {**best, one.key: one.at(place)}
        place = one.unit_of(point[one.key])  # whole numbers lie where they lie
        if place in (good, bad):
            break
        verdict = judge(point)
        if verdict is None:
            return Edge(one.key, good, bad), point
        if verdict and place == end:
            return Edge(one.key, end, None), None
        good, bad = (place, bad) if verdict else (good, place)
        assert bad is not None
        if abs(good - bad) <= ENOUGH:
            break
        place = (good + bad) / 2
    return Edge(one.key, good, bad), None
