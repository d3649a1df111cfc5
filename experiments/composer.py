"""Composing many design points: Hydra is asked once for each choice of options, single keys are set in its answer."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.compose import Configs, Plain
from experiments.designs import Point, as_overrides


class Composer:
    """Makes the configuration of design points over the same overrides: `compose(point)`.

    The result is that of Hydra for the overrides and the point. The first point of each choice of options goes through
    Hydra as a whole, which also checks its keys.
    """

    def __init__(self, configs: Configs, overrides: Sequence[str]) -> None:
        self.configs, self.overrides = configs, list(overrides)
        self._bases: dict[tuple[str, ...], Plain] = {}

    def __call__(self, point: Point) -> Plain:
        """Return the configuration of a point as plain values."""
        chosen = {name: level for name, level in point.items() if name in self.configs.options}
        keys = {name: level for name, level in point.items() if name not in chosen}
        choice = tuple(as_overrides(chosen))
        if choice not in self._bases:
            self._bases[choice] = self.configs.compose([*self.overrides, *choice])
            return self.configs.compose([*self.overrides, *as_overrides(point)]) if keys else self._bases[choice]
        return with_keys(self._bases[choice], keys)


def with_keys(config: Plain, keys: Mapping[str, Any]) -> Plain:
    """Return a configuration in which some values are set by their full keys, as `++key=value` sets them."""
    if not keys:
        return config
    made = copy.deepcopy(config)
    for key, value in keys.items():
        *path, last = key.split(".")
        inner: Any = made
        for name in path:
            inner = inner.setdefault(name, {})
        inner[last] = list(value) if isinstance(value, tuple) else value
    return made
