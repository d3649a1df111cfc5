"""Shocks of kinds, and factors of weekdays and months: what a log shows beside the shocks of days and communities."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import WEEKEND
from sim.draws import as_keys, join
from sim.errors import InputError

Floats = NDArray[np.float64]


def check_factors(name: str, factors: tuple[float, ...], length: int) -> None:
    """Refuse a list of factors that is neither empty nor of the right length, or holds what is no factor."""
    numbers = [one for one in factors if isinstance(one, (int, float)) and 0 <= one < math.inf]
    if factors and not len(factors) == len(numbers) == length:
        raise InputError(name, list(factors), f"{length} numbers of at least 0, or none")


def place_factors(model: Any) -> Floats:
    """Return the factors of kinds in places, shape (kinds, blocks); a community without a factor has one.

    Raises InputError where a kind names a community that the street has not.
    """
    names = model.blocks.community_names
    factors = np.ones((len(model.kinds), len(names)))
    for row, kind in zip(factors, model.kinds, strict=True):
        for name, factor in kind.category.community_factors.items():
            if name not in names:
                key = f"catalogue.categories.{kind.name}.community_factors"
                raise InputError(key, name, "names of the street's communities")
            row[names.index(name)] = factor
    return np.asarray(factors[:, model.blocks.community])


class Shocks:
    """Multiplies the intensity of a day: its weekday and month, each kind's own day, each kind's day in a community.

    The factor of a weekday holds on days that are working days, or off, as usual for it: a holiday on a Monday has
    none. Shocks are log-normal with mean one and independent from day to day; a kind without variance has none.
    """

    def __init__(self, model: Any, params: Any) -> None:
        self.model = model
        categories = [kind.category for kind in model.kinds]
        self._everywhere = np.array([one.day_shock_variance for one in categories])
        self._local = np.array([one.local_shock_variance for one in categories])
        self._kinds = as_keys([kind.key for kind in model.kinds])
        self._cells = join(self._kinds[:, None], model.community_keys[None, :])
        self._weekday = np.array(params.weekday_factors or np.ones(7), float)
        self._month = np.array(params.month_factors or np.ones(12), float)

    @classmethod
    def of(cls, model: Any, params: Any) -> Shocks | None:
        """Return the shocks of a street, or None where there is nothing to multiply with."""
        shocks = cls(model, params)
        there = shocks._everywhere.any() or shocks._local.any() or params.weekday_factors or params.month_factors
        return shocks if there else None

    def applied(self, intensity: Floats, day: int) -> Floats:
        """Return the intensity (kinds, blocks) of a day with everything multiplied in."""
        calendar, draws = self.model.calendar, self.model.draws
        weekday = calendar.weekday(day)
        usual = calendar.kind == "none" or bool(self.model.workdays[day]) == (weekday not in WEEKEND)
        factor = self._weekday[weekday] if usual else 1.0
        intensity = intensity * (factor * self._month[calendar.date(day).month - 1])
        if self._everywhere.any():
            intensity *= _shock(self._everywhere, draws["shock of a kind"].normal(self._kinds, day))[:, None]
        if self._local.any():
            normal = draws["local shock of a kind"].normal(self._cells, day)
            intensity *= _shock(self._local[:, None], normal)[:, self.model.blocks.community]
        return intensity


def _shock(variance: Floats, normal: Floats) -> Floats:
    factor: Floats = np.exp(np.sqrt(variance) * normal - variance / 2)
    return factor
