"""What a legal grid is, and how many grids each community can get."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

from sim.errors import InputError
from sim.parameters import Parameters, param


class Limits(Parameters):
    """Limits on the households of a grid, and how a division is searched for."""

    least_households: int = param(300, "households", 1, 1_000_000, "G7", "fewest households of a grid")
    most_households: int = param(700, "households", 1, 1_000_000, "G3", "most households of a grid")
    usual_households: int = param(450, "households", 1, 1_000_000, "G3, G5, G7", "where no number of grids is given")
    compactness_weight: float = param(
        0.5, "ratio", 0, 100, "assumption", "cut borders (share) that weigh as much as a workload CV of the same number"
    )
    tries: int = param(6, "trees", 1, 1000, "assumption", "spanning trees tried for a community at each tolerance")
    bursts: int = param(20, "bursts", 0, 10_000, "assumption", "short bursts of ReCom that improve a community")
    burst_steps: int = param(8, "steps", 1, 1000, "assumption", "steps of a burst")

    def check_together(self) -> None:
        """Refuse limits that no number lies between."""
        if self.least_households > self.most_households:
            raise InputError("--households", self.span, "LEAST-MOST with LEAST up to MOST", "such as 300-700")

    @property
    def span(self) -> str:
        """The limits as they are typed."""
        return f"{self.least_households}-{self.most_households}"

    @property
    def middle(self) -> float:
        """The number of households in the middle of the limits."""
        return (self.least_households + self.most_households) / 2

    @property
    def tolerance(self) -> float:
        """How far the limits are from their middle, as a share of it; half a household wider against rounding."""
        return (self.most_households - self.least_households + 1) / (2 * self.middle)

    def hold(self, households: float) -> bool:
        """Return whether a grid of so many households is within the limits."""
        return self.least_households <= households <= self.most_households


def parse_span(text: str) -> dict[str, int]:
    """Return the limits that were typed as LEAST-MOST."""
    least, dash, most = text.partition("-")
    if not (dash and least.strip().isdigit() and most.strip().isdigit()):
        raise InputError("--households", text, "LEAST-MOST, two whole numbers", "such as 300-700")
    return {"least_households": int(least), "most_households": int(most)}


def allot(loads: Sequence[float], households: Sequence[int], n_grids: int, limits: Limits) -> list[int]:
    """Return how many grids each community gets: within the limits, then by equal proportions of workload (Hill)."""
    least = [max(1, math.ceil(total / limits.most_households)) for total in households]
    most = [total // limits.least_households for total in households]
    short = next((place for place, (low, high) in enumerate(zip(least, most, strict=True)) if low > high), None)
    if short is not None:
        got = f"a community of {households[short]} households"
        raise InputError("--households", limits.span, f"limits that {got} can keep", "widen the limits")
    if not sum(least) <= n_grids <= sum(most):
        allowed = f"{sum(least)} to {sum(most)} with {limits.span} households a grid"
        raise InputError("--grids", n_grids, allowed, f"or other limits: {fitting(households, n_grids)}")
    return _by_proportions(loads, least, most, n_grids)


def fitting(households: Sequence[int], n_grids: int) -> str:
    """Return limits around the mean that so many grids could keep, as they would be typed."""
    mean = sum(households) / n_grids
    return f"--households {max(1, math.floor(0.6 * mean))}-{math.ceil(1.4 * mean)}"


def _by_proportions(loads: Sequence[float], least: list[int], most: list[int], n_grids: int) -> list[int]:
    grids = list(least)
    claims = [(-_claim(load, number), place) for place, (load, number) in enumerate(zip(loads, grids, strict=True))]
    heapq.heapify(claims)
    while sum(grids) < n_grids:
        _, place = heapq.heappop(claims)
        if grids[place] < most[place]:
            grids[place] += 1
            heapq.heappush(claims, (-_claim(loads[place], grids[place]), place))
    return grids


def _claim(load: float, grids: int) -> float:
    return load / math.sqrt(grids * (grids + 1))
