"""Designs: a study's factors, the points they span, and the seeds of its replications."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from experiments.overrides import nearest, one_of
from sim.draws import Draws
from sim.errors import InputError
from sim.parameters import Parameters, param

Point = dict[str, Any]
SEED_BITS = 53  # exact in JSON, SQLite, Parquet and a spreadsheet
MAX_CONTRASTS = 6  # design 10: what is declared before the runs
SHAPES = {
    **dict.fromkeys(("factors", "baseline", "settings"), "a mapping"),
    **dict.fromkeys(("changes", "contrasts"), "a list of mappings"),
}
CONTRAST_KEYS = {"indicator", "factor", "level", "reference"}


class Study(Parameters):
    """A named study: factors (config groups or keys) with their levels, crossed; replications share their seeds.

    With `changes`, the design is not crossed but a list: the baseline, then each change from it.
    """

    title: str = ""
    question: str = ""
    factors: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    baseline: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    changes: tuple[dict[str, Any], ...] = ()
    contrasts: tuple[dict[str, Any], ...] = ()
    tells: tuple[str, ...] = ()  # the indicators that the report's answer names for each level, the main one first
    replications: int = param(5, "runs", 1, 100000, "assumption", "runs of each design point, paired by seed")
    minimum_days: int = param(1, "days", 1, 36500, "design 5", "shortest horizon that can answer the question")

    def check_together(self) -> None:
        """Refuse empty or repeated levels, a baseline outside the design, and contrasts about nothing."""
        for name, allowed in SHAPES.items():
            if not isinstance(getattr(self, name), dict if allowed == "a mapping" else tuple):
                raise InputError(name, getattr(self, name), allowed)
        if strange := [one for one in (*self.changes, *self.contrasts) if not isinstance(one, dict)]:
            raise InputError("changes" if strange[0] in self.changes else "contrasts", strange[0], "a mapping")
        self._check_factors()
        if len(self.contrasts) > MAX_CONTRASTS:
            raise InputError("contrasts", len(self.contrasts), f"at most {MAX_CONTRASTS}", "declare the main ones only")
        for contrast in self.contrasts:
            if set(contrast) != CONTRAST_KEYS:
                raise InputError("contrasts", contrast, f"the keys {one_of(CONTRAST_KEYS)}")

    def _check_factors(self) -> None:
        for name, levels in self.factors.items():
            if not isinstance(levels, tuple) or not levels or len(set(map(str, levels))) < len(levels):
                raise InputError(f"factors.{name}", levels, "a list of different levels")
        for name, level in self.baseline.items():
            self._check_level("baseline", name, level)
        for change in self.changes:
            for name, level in change.items():
                self._check_level("changes", name, level)
        if missing := sorted(set(self.factors) - set(self.baseline)):
            mend = f"add baseline.{missing[0]}=..."
            raise InputError("baseline", sorted(self.baseline), "a level of each factor", mend)

    def _check_level(self, where: str, factor: str, level: Any) -> None:
        if factor not in self.factors:
            hint = nearest(factor, self.factors)
            raise InputError(f"{where}.{factor}", level, f"one of the factors {one_of(self.factors)}", hint)
        if level not in self.factors[factor]:
            allowed = " | ".join(map(str, self.factors[factor]))
            raise InputError(f"{where}.{factor}", level, allowed, f"set {where}.{factor}=... or factors.{factor}=[...]")

    @property
    def declared(self) -> tuple[dict[str, Any], ...]:
        """The contrasts whose levels are both in the design (levels may have been left out on the command line)."""
        kept = []
        for contrast in self.contrasts:
            levels = self.factors.get(contrast["factor"], ())
            if contrast["level"] in levels and contrast["reference"] in levels:
                kept.append(contrast)
        return tuple(kept)

    def points(self) -> list[Point]:
        """Return the design points: every combination of levels (the last factor changing fastest), or the list."""
        if self.changes:
            return [dict(self.baseline), *({**self.baseline, **change} for change in self.changes)]
        combinations = itertools.product(*self.factors.values())
        return [dict(zip(self.factors, levels, strict=True)) for levels in combinations]


def replication_seed(study_seed: int, replication: int) -> int:
    """Return the seed of a replication; it depends on the study's seed and the replication alone: runs are paired."""
    bits = Draws(study_seed)["seed of a replication"].bits(replication)
    return int(bits) >> (64 - SEED_BITS)


def as_overrides(point: Mapping[str, Any]) -> list[str]:
    """Return a design point as overrides, such as `staffing=lean`."""
    return [f"{name}={_text(level)}" for name, level in point.items()]


def _text(level: Any) -> str:
    if isinstance(level, bool) or level is None:
        return {True: "true", False: "false", None: "null"}[level]
    if isinstance(level, list):
        return f"[{','.join(map(_text, level))}]"
    return str(level)
