"""Designs: a study's factors, the points they span, and the seeds of its replications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from experiments.factors import Range, Spec, completed, declared
from experiments.overrides import nearest, one_of
from experiments.precision import Precision
from experiments.samples import SAMPLED, Design, crossed, distinct, levels_of, sample, zipped
from sim import Scenario
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
    """A named study: factors (config groups or keys) with their levels, and a design; replications share their seeds.

    The design crosses the levels unless `design.method` says otherwise. With `changes` it is a list: the baseline,
    then each change from it. A sampled design (`design.sampled`) draws from ranges; its first point is the baseline.
    """

    title: str = ""
    question: str = ""
    factors: dict[str, Spec] = field(default_factory=dict)
    design: Design = Design()
    baseline: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    changes: tuple[dict[str, Any], ...] = ()
    contrasts: tuple[dict[str, Any], ...] = ()
    tells: tuple[str, ...] = ()  # the indicators that the report's answer names for each level, the main one first
    precision: Precision = Precision()
    branch_at: str | int | None = None  # the arms part from the baseline here: warmup, or after so many measured days
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
            self._check_spec(name, levels)
        for name, level in self.baseline.items():
            self._check_level("baseline", name, level)
        for change in self.changes:
            for name, level in change.items():
                self._check_level("changes", name, level)
        lengths = {name: len(levels) for name, levels in self.factors.items() if isinstance(levels, tuple)}
        if self.design.method == "zip" and len(set(lengths.values())) > 1:
            raise InputError("factors", lengths, "lists of one length where design.method=zip")
        if self.changes and self.design.method != "factorial":
            raise InputError("changes", f"a list and design.method={self.design.method}", "one of the two")
        if (missing := sorted(set(self.factors) - set(self.baseline))) and self.design.method == "factorial":
            mend = f"add baseline.{missing[0]}=..."
            raise InputError("baseline", sorted(self.baseline), "a level of each factor", mend)

    def _check_spec(self, name: str, levels: Spec) -> None:
        if isinstance(levels, tuple):
            repeated = len(set(map(str, levels))) < len(levels) and self.design.method not in ("zip", "table")
            if levels and not repeated:
                return
        elif self.design.sampled and (levels is None or isinstance(levels, (dict, Range))):
            return
        ranges = ", or a range {low: ..., high: ...}" if self.design.sampled else ""
        mend = "" if isinstance(levels, tuple) else f"ranges are sampled: design.method={' | '.join(SAMPLED)}"
        raise InputError(f"factors.{name}", levels, f"a list of different levels{ranges}", mend)

    def _check_level(self, where: str, factor: str, level: Any) -> None:
        if factor not in self.factors:
            hint = nearest(factor, self.factors)
            raise InputError(f"{where}.{factor}", level, f"one of the factors {one_of(self.factors)}", hint)
        if isinstance(self.factors[factor], tuple) and level not in self.factors[factor]:
            allowed = " | ".join(map(str, self.factors[factor]))
            raise InputError(f"{where}.{factor}", level, allowed, f"set {where}.{factor}=... or factors.{factor}=[...]")

    @property
    def declared(self) -> tuple[dict[str, Any], ...]:
        """The contrasts whose levels are both in the design (levels may have been left out on the command line)."""
        kept = []
        for contrast in self.contrasts:
            levels = self.factors.get(contrast["factor"], ())
            if isinstance(levels, tuple) and contrast["level"] in levels and contrast["reference"] in levels:
                kept.append(contrast)
        return tuple(kept)

    def completed(self, scenario: Scenario) -> Study:
        """Return the study with ranges and baseline levels that it leaves open taken from the baseline's scenario."""
        if self.design.method == "factorial":
            return self
        rows = declared(scenario)
        factors = {name: completed(name, spec, rows) for name, spec in self.factors.items()}
        own = {name: rows[name].default for name in factors if name in rows} if self.design.sampled else {}
        first = {name: spec[0] for name, spec in factors.items() if isinstance(spec, tuple)}
        fitting = {name: level for name, level in own.items() if name not in first or level in factors[name]}
        study: Study = self.but(factors=factors, baseline={**first, **fitting, **self.baseline})
        if not study.design.sampled and study.baseline_point() not in zipped(factors):
            raise InputError("baseline", study.baseline, f"a row of the design ({study.design.method})")
        return study

    def points(self, study_seed: int = 1) -> list[Point]:
        """Return the distinct design points in order; in a sampled design the baseline comes first."""
        if self.changes:
            return [dict(self.baseline), *({**self.baseline, **change} for change in self.changes)]
        if self.design.sampled:
            return distinct([self.baseline_point(), *self._rows(study_seed)])[0]
        return distinct(zipped(self.factors))[0] if self.design.method != "factorial" else crossed(self.factors)

    def rows(self, study_seed: int) -> list[int]:
        """Return, for each row of a sampled design in order, the number of its design point."""
        return distinct([self.baseline_point(), *self._rows(study_seed)])[1][1:]

    def baseline_point(self) -> Point:
        """Return the baseline as a design point, its factors in the order of the study."""
        return {name: self.baseline[name] for name in self.factors}

    def _rows(self, study_seed: int) -> list[Point]:
        return levels_of(sample(self.design, len(self.factors), study_seed), self.factors)


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
    if isinstance(level, (list, tuple)):
        return f"[{','.join(map(_text, level))}]"
    return str(level)
