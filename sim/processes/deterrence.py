"""Deterrence: what a campaign does to the incidence of its targets, while it lasts and after it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Parameters, param


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


class DeterrenceProcess:
    """Owns the age of the present campaign and of the last one's end."""

    def __init__(self, model: Any) -> None:
        self.params: Deterrence = model.inputs.deterrence
        self._target = np.array([kind.target for kind in model.kinds])
        self._running_days = 0
        self._left = 0.0
        self._days_since = -1

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
