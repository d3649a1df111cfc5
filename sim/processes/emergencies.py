"""Emergencies: where and when somebody calls for rescue; drawn for a day at a time, whatever is done about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrik

from sim.calendar import hour_weights
from sim.draws import as_keys, join

Floats = NDArray[np.float64]


class Emergency(NamedTuple):
    """Somebody in need of rescue; in the queues of staff it stands where else an incident does."""

    key: int
    onset: float
    block: int
    x_m: float
    y_m: float


class Places:
    """Places inside blocks: a keyed point in the circle of a block's mean area around its middle."""

    def __init__(self, model: Any) -> None:
        self._draws = model.draws
        self._blocks = model.blocks
        self._radius = (model.inputs.street.area_km2 * 1e6 / len(model.blocks) / np.pi) ** 0.5

    def of(self, keys: Any, block: Any, whose: str) -> tuple[Floats, Floats]:
        """Return the places, east and north in metres, of keyed things (named by `whose`) in their blocks."""
        draws = self._draws
        distance = self._radius * np.sqrt(draws[f"distance of {whose} from the middle"].uniform(keys))
        angle = 2 * np.pi * draws[f"direction of {whose} from the middle"].uniform(keys)
        blocks = self._blocks
        return blocks.x_m[block] + distance * np.cos(angle), blocks.y_m[block] + distance * np.sin(angle)


class EmergencyCandidates:
    """Draws the emergencies of each day: Poisson in each block, hours by the profile of rescue calls."""

    def __init__(self, model: Any, rate_per_1000_resident_days: float, places: Places) -> None:
        self._draws = model.draws
        self._keys = model.blocks.key
        self._mean = np.asarray(model.blocks.residents) / 1000 * rate_per_1000_resident_days
        self._none = np.exp(-self._mean)
        self._clock = np.concatenate([[0.0], np.cumsum(hour_weights("emergency"))])
        self._places = places

    def of_day(self, day: int) -> Iterator[Emergency]:
        """Yield the emergencies of a day, in order of blocks."""
        u = self._draws["emergencies"].uniform(self._keys, day)
        some = np.nonzero(u > self._none)[0]
        number = np.maximum(np.ceil(pdtrik(u[some], self._mean[some])), 1).astype(np.int64)
        block = np.repeat(some, number)
        ordinal = np.arange(len(block)) - np.repeat(np.cumsum(number) - number, number)
        keys = join(self._keys[block], as_keys(np.full(len(block), day)), as_keys(ordinal))
        x, y = self._places.of(keys, block, "an emergency")
        hours = 24.0 * day + self.clock(keys)
        yield from map(Emergency, *(column.tolist() for column in (keys, hours, block, x, y)))

    def clock(self, keys: Any) -> Any:
        """Return the hours of the day at which emergencies arise, by the profile of rescue calls."""
        return np.interp(self._draws["hour of an emergency"].uniform(keys), self._clock, np.arange(25.0))
