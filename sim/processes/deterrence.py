"""Deterrence: what a campaign does to the incidence of its targets, while it lasts and after it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws
from sim.parameters import Parameters, choice, param

Floats = NDArray[np.float64]


class Deterrence(Parameters):
    """Initial and residual deterrence of campaigns (Sherman 1990, K1)."""

    effect: float = param(
        0.23, "share", 0, 0.9, "K2, K7, K13", "fall of target incidence when a campaign begins (0-0.6)"
    )
    half_life_days: float = param(
        21.0, "days", 1, 3650, "K3", "half-life of the effect while it lasts (gone after about six weeks)"
    )
    after_days: float = param(
        14.0, "days", 0, 365, "K1, K2, K4", "time until what is left after the end has faded (0-8 weeks)"
    )
    overshoot: float = param(
        0.0, "share", 0, 1, "K8, K10", "rise of target incidence above normal after the end, at first"
    )
    overshoot_days: float = param(28.0, "days", 1, 365, "K10", "time until the overshoot has faded")
    covered_share: float = param(1.0, "share", 0, 1, "K18", "grids that a campaign covers (1: the whole street)")
    covered_grids: str = choice(
        "drawn", ("drawn", "worst"), "assumption", "which: always the same drawn ones, or those with most open disorder"
    )


class DeterrenceProcess:
    """Owns the age of the present campaign and of the last one's end, and which grids it covers.

    `covered[grid]`: whether the present or last campaign covers a grid; `covered_days[grid]`: measured working days of
    campaigns there; `factor`: today's factor of incidence by kind and grid.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.params: Deterrence = model.inputs.deterrence
        self._target = np.array([kind.target for kind in model.kinds])
        self._running_days = 0
        self._left = 0.0
        self._days_since = -1
        self.factor = np.ones((len(model.kinds), 1))
        self.covered_days = np.zeros(len(model.grids))
        self._keys = [min(int(model.blocks.key[block]) for block in grid.blocks) for grid in model.grids]
        self.n_covered = int(self.params.covered_share * len(model.grids) + 0.5)
        self.covered = self._choose(draw_of(model.draws, self._keys))

    def by_grid(self, campaign: bool) -> Floats:
        """Return today's factor of incidence by kind and grid, shape (kinds, grids) or (kinds, 1): alike everywhere."""
        begins = campaign and not self._running_days
        if begins and self.params.covered_grids == "worst":
            self.covered = self._choose(
                [-sum(self.model.onset.open_visible[b] for b in g.blocks) for g in self.model.grids]
            )
        if campaign and self.model.books.measuring and self.model.workdays[self.model.day]:
            self.covered_days += self.covered
        factor = self.morning(campaign)[:, None]
        self.factor = factor if self.covered.all() else np.where(self.covered, factor, 1.0)
        return self.factor

    def _choose(self, order: list[float]) -> NDArray[np.bool_]:
        """Return the first grids in an order (ties by key)."""
        covered = np.zeros(len(order), bool)
        covered[sorted(range(len(order)), key=lambda grid: (order[grid], self._keys[grid]))[: self.n_covered]] = True
        return covered

    def morning(self, campaign: bool) -> NDArray[np.float64]:
        """Return today's factor of incidence by kind, given whether a campaign is on."""
        if campaign:
            effect = self.params.effect * 0.5 ** (self._running_days / self.params.half_life_days)
            self._running_days += 1
            self._left, self._days_since = effect, 0
        else:
            self._running_days = 0
            effect = self._residual()
        return np.where(self._target, 1 - effect, 1.0)

    def _residual(self) -> float:
        """Return what is left of the last campaign (negative while incidence overshoots)."""
        if self._days_since < 0:
            return 0.0
        self._days_since += 1
        params = self.params
        left = self._left * max(0.0, 1 - self._days_since / params.after_days) if params.after_days > 0 else 0.0
        return left - params.overshoot * max(0.0, 1 - self._days_since / params.overshoot_days)


def draw_of(draws: Draws, keys: list[int]) -> list[float]:
    """Return the draws by which grids come into campaigns, smallest first."""
    return [float(draws["grid in a campaign"].uniform(key)) for key in keys]
