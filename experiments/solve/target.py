"""A target of service, stated exactly: about the mean of the years, or about the chance of a good year."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from experiments.overrides import nearest
from experiments.rules import RULES
from experiments.statistics import Floats
from sim import INDICATORS, InputError

NUMBER = r"([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)"
MEAN = re.compile(rf"mean\s+(\w+)\s*(>=|<=)\s*{NUMBER}")
CHANCE = re.compile(rf"[Pp]\(\s*(\w+)\s*(>=|<=)\s*{NUMBER}\s*\)\s*>=\s*{NUMBER}")
FORMS = '"mean on_time_share >= 0.95" or "P(on_time_share >= 0.95) >= 0.9"'


class Target(NamedTuple):
    """What must hold: the indicator's mean over years (`chance` 0), or a chance of years in which it holds.

    `sign` is +1 where high values are good (>=), -1 where low ones are (<=).
    """

    indicator: str
    sign: int
    level: float
    chance: float = 0.0

    @property
    def text(self) -> str:
        """The target as it is written."""
        inner = f"{self.indicator} {'>=' if self.sign > 0 else '<='} {self.level:g}"
        return f"P({inner}) >= {self.chance:g}" if self.chance else f"mean {inner}"

    @property
    def usual_tolerance(self) -> float:
        """How far beyond the target a candidate must be to be found for sure, if nothing is said."""
        if self.chance:
            return (1 - self.chance) / 2
        share = any(one.name == self.indicator and one.unit == "share" for one in INDICATORS)
        return RULES.share_tolerance if share else RULES.relative_tolerance * abs(self.level)

    def measure(self, values: Floats) -> Floats:
        """Return what the target is about, run by run: the indicator, or whether the year was good (1 or 0)."""
        if not self.chance:
            return values
        return np.where(self.sign * (values - self.level) >= 0, 1.0, 0.0)


def parse_target(text: str) -> Target:
    """Return the target that a text states; raises InputError for another form or an unknown indicator."""
    words = text.strip()
    mean, chance = MEAN.fullmatch(words), CHANCE.fullmatch(words)
    found = mean or chance
    if found is None:
        raise InputError("--target", text, FORMS, "say whether it is the mean of the years or the chance of a good one")
    name, sense, level = found.group(1), found.group(2), float(found.group(3))
    names = [one.name for one in INDICATORS]
    if name not in names:
        raise InputError("--target", name, "an indicator of the model (docs/odd.md)", nearest(name, names))
    target = Target(name, 1 if sense == ">=" else -1, level, float(chance.group(4)) if chance else 0.0)
    if chance and not 0 < target.chance < 1:
        raise InputError("--target", target.chance, "a chance above 0 and below 1")
    return target
