"""Windows of a day (hours from, to), and how posts divide over the grids of a community."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.staff import Window


def groups(grids: list[int], posts: int, scope: str) -> list[tuple[list[int], int]]:
    """Divide posts over the grids of a community: a list of (grids served, number of posts)."""
    if posts == 0 or scope == "pooled_community":
        return [(grids, posts)]
    if posts < len(grids):
        cuts = [len(grids) * one // posts for one in range(posts + 1)]
        return [(grids[start:end], 1) for start, end in zip(cuts[:-1], cuts[1:], strict=True)]
    return [
        ([grid], (place + 1) * posts // len(grids) - place * posts // len(grids)) for place, grid in enumerate(grids)
    ]


def length(windows: list[Window]) -> float:
    """Return the hours of some windows."""
    return sum(end - start for start, end in windows)


def joined(windows: list[Window]) -> list[Window]:
    """Join windows that touch."""
    joined: list[Window] = []
    for start, end in windows:
        if end <= start:
            continue
        if joined and abs(joined[-1][1] - start) < 1e-9:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def clock_of(windows: list[Window], worked: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the hour of the day at which so many hours of the windows have passed."""
    hours = np.zeros(len(worked))
    before = 0.0
    for start, end in windows:
        inside = (worked > before - 1e-12) & (worked <= before + end - start + 1e-9)
        hours = np.where(inside, start + worked - before, hours)
        before += end - start
    return hours
