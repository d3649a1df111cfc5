"""Findings: the numbers behind the sentences, each an effect with its interval and where it was looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.report.reading import StudyResult
from experiments.rules import RULES
from experiments.statistics import Contrast, Estimate, Level, estimate, marginal_differences


class Effect(NamedTuple):
    """The effect of a level against a reference, averaged over the study's other choices, blocked by seed.

    `least` and `most` are the smallest and largest effect over the other choices; `p_holm` is set for a contrast
    that the study declared beforehand, which then must also pass Holm's correction to be clear.
    """

    contrast: Contrast
    found: Estimate
    base: float
    least: float
    most: float
    p_holm: float | None = None

    @property
    def missing(self) -> bool:
        """Whether there are too few runs to say anything."""
        return not self.found.known

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out and, for a declared contrast, Holm's correction agrees."""
        return self.found.clear and (self.p_holm is None or self.p_holm < 1 - RULES.confidence)


class StaffingLevel(NamedTuple):
    """What one level of staffing looks like, averaged over the study's other choices."""

    level: Level
    posts_per_grid: float
    busiest_role: str
    utilisation: float


class HoursCheck(NamedTuple):
    """Whether two management arms were paid the same hours: the largest relative gap over all pairs of runs."""

    level: Level
    gap: float
    pairs: int

    @property
    def equal(self) -> bool:
        """Whether the gap is known and within the tolerance of ruling 5."""
        return self.pairs > 0 and self.gap <= RULES.hours_tolerance


def effect(result: StudyResult, indicator: str, factor: str, level: Level, reference: Level | None = None) -> Effect:
    """Return the marginal effect of a level on an indicator (reference: the baseline's level)."""
    reference = result.baseline[factor] if reference is None else reference
    contrast = Contrast(indicator, factor, level, reference)
    if indicator not in result.runs:
        return Effect(contrast, estimate([np.nan]), np.nan, np.nan, np.nan)
    values = marginal_differences(result.runs, list(result.factors), contrast)
    cells = _cell_effects(result, contrast)
    base = result.runs.loc[result.runs[factor] == reference, indicator].mean()
    found = estimate(values)
    return Effect(contrast, found, float(base), float(cells.min()), float(cells.max()), _declared(result, contrast))


def hours_check(result: StudyResult, level: Level = "campaign", reference: Level = "long_term") -> HoursCheck:
    """Return the largest relative gap of paid hours between two management arms, pair by pair (ruling 5)."""
    others = [*(factor for factor in result.factors if factor != "management"), "seed"]
    sides = []
    for arm in (level, reference):
        part = result.runs[result.runs["management"] == arm]
        sides.append(part.set_index(others)["paid_hours"])
    ratio = (sides[0] / sides[1]).dropna()
    return HoursCheck(level, float((ratio - 1).abs().max()) if len(ratio) else np.nan, len(ratio))


def staffing_levels(result: StudyResult) -> list[StaffingLevel]:
    """Return the staffing levels of the study, fewest paid hours first."""
    roles = [name for name in result.runs if name.startswith("utilisation_")]
    means = result.runs.groupby("staffing", observed=True)[["paid_hours", *roles]].mean().sort_values("paid_hours")
    grids = result.grids["grid"].nunique() if result.grids is not None else np.nan
    levels = []
    for level, row in means.iterrows():
        busiest = str(row[roles].astype(float).idxmax())
        posts = row["paid_hours"] * 365 / result.days / RULES.year_hours / grids
        levels.append(StaffingLevel(level, posts, busiest.removeprefix("utilisation_"), float(row[busiest])))
    return levels


def steps(result: StudyResult, indicator: str, levels: Sequence[StaffingLevel]) -> list[Effect]:
    """Return the effect of each step from one staffing level to the next higher one."""
    pairs = zip(levels[1:], levels, strict=False)
    return [effect(result, indicator, "staffing", upper.level, lower.level) for upper, lower in pairs]


def _cell_effects(result: StudyResult, contrast: Contrast) -> pd.Series:
    """Return the mean effect in each combination of the other factors."""
    others = [factor for factor in result.factors if factor != contrast.factor]
    sides = []
    for level in (contrast.level, contrast.reference):
        part = result.runs[result.runs[contrast.factor] == level].set_index([*others, "seed"])
        sides.append(part[contrast.indicator])
    apart = (sides[0] - sides[1]).dropna()
    return apart.groupby(level=others).mean() if others else pd.Series([apart.mean()])


def _declared(result: StudyResult, contrast: Contrast) -> float | None:
    """Return the Holm-adjusted p of a declared contrast, or None for any other."""
    turned = contrast._replace(level=contrast.reference, reference=contrast.level)
    for place, declared in enumerate(result.contrasts):
        if declared in (contrast, turned):
            return float(result.declared.loc[place, "p_holm"])
    return None
