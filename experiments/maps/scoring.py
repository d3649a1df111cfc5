"""The score of a division: balance, compactness, sizes, contiguity, whole communities, accountability."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from experiments.maps.ground import Floats, Ground, Ints
from experiments.maps.limits import Limits
from sim import Scenario
from sim.world.division import balance

Posts = tuple[float, ...]  # posts per grid of each role


class Measure(NamedTuple):
    """One number of a score: what it is called, its unit, what it means, and which way is better ("" if neither)."""

    name: str
    unit: str
    meaning: str
    better: str = ""


MEASURES = (
    Measure("grids", "grids", "number of grids"),
    Measure("workload_cv", "share", "balance: coefficient of variation of the grids' workload", "low"),
    Measure("workload_most", "ratio", "balance: workload of the heaviest grid over the mean", "low"),
    Measure("polsby_popper", "share", "compactness: mean of 4 pi area / outline squared (1 = circle)", "high"),
    Measure("cut_borders", "borders", "compactness: pairs of neighbouring blocks in different grids", "low"),
    Measure("households_least", "households", "size of the smallest grid"),
    Measure("households_most", "households", "size of the largest grid"),
    Measure("outside_limits", "grids", "grids outside the limits on households", "low"),
    Measure("broken", "grids", "contiguity: grids in more than one piece", "low"),
    Measure("crossing", "grids", "whole communities: grids with blocks of several communities", "low"),
    Measure("split_blocks", "blocks", "accountability: blocks that two grids answer for", "low"),
    Measure("grids_per_community_least", "grids", "accountability: fewest grids of a community"),
    Measure("grids_per_community_most", "grids", "accountability: most grids of a community"),
    Measure("shared_posts", "posts", "accountability: posts that serve more than one grid", "low"),
)
FAULTS = ("outside_limits", "broken", "crossing", "split_blocks")


class Geometry:
    """What the compactness of any division of a ground is computed from: each block's area and outline, and borders."""

    def __init__(self, ground: Ground) -> None:
        self.pairs, self.borders = ground.pairs, ground.borders
        self.area, self.outline = shapely.area(ground.shapes), shapely.length(ground.shapes)

    def cut(self, grid: Ints) -> NDArray[np.bool_]:
        """Return which borders lie between two grids."""
        cut: NDArray[np.bool_] = grid[self.pairs[:, 0]] != grid[self.pairs[:, 1]]
        return cut

    def polsby_popper(self, grid: Ints) -> Floats:
        """Return 4 pi area / outline squared of each grid (Polsby and Popper 1991), at most one."""
        inside = ~self.cut(grid)
        shared = np.bincount(grid[self.pairs[inside, 0]], weights=self.borders[inside], minlength=int(grid.max()) + 1)
        outline = np.bincount(grid, weights=self.outline) - 2 * shared
        compact: Floats = np.minimum(1.0, 4 * np.pi * np.bincount(grid, weights=self.area) / outline**2)
        return compact


def score(ground: Ground, grid: Ints, limits: Limits, posts: Posts, split_blocks: int = 0) -> dict[str, float]:
    """Return the value of each measure for a division (grids 0, 1, ... of the blocks)."""
    blocks, geometry = ground.blocks, Geometry(ground)
    even = balance(blocks, grid)
    households = np.bincount(grid, weights=blocks.households)
    per_community = grids_per_community(ground, grid)
    return {
        "grids": float(len(households)),
        "workload_cv": even.spread,
        "workload_most": even.largest,
        "polsby_popper": float(geometry.polsby_popper(grid).mean()),
        "cut_borders": float(geometry.cut(grid).sum()),
        "households_least": float(households.min()),
        "households_most": float(households.max()),
        "outside_limits": float(sum(not limits.hold(total) for total in households)),
        "broken": float(even.broken),
        "crossing": float(even.crossing),
        "split_blocks": float(split_blocks),
        "grids_per_community_least": float(per_community.min()),
        "grids_per_community_most": float(per_community.max()),
        "shared_posts": float(sum(shared_posts(per_community, per_grid) for per_grid in posts)),
    }


def posts_of(scenario: Scenario) -> Posts:
    """Return the posts per grid of each role."""
    staffing = scenario.staffing
    return staffing.coordinators_per_grid, staffing.administrators_per_grid, staffing.supervisors_per_grid


def grids_per_community(ground: Ground, grid: Ints) -> Ints:
    """Return in how many grids each community has blocks."""
    both = np.unique(np.stack([ground.blocks.community, grid], axis=1), axis=0)
    return np.bincount(both[:, 0], minlength=len(ground.blocks.community_names))


def shared_posts(per_community: Ints, per_grid: float) -> int:
    """Return how many posts of a role serve more than one grid, as posts are rounded inside communities."""
    upto = np.concatenate([[0], np.cumsum(per_community)])
    posts = np.diff(np.floor(upto * per_grid + 0.5))
    posts = np.maximum(posts, 1) if per_grid > 0 else posts
    shared = np.where(posts < per_community, np.minimum(posts, per_community - posts), 0)
    return int(shared.sum())
