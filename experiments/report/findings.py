"""Findings: the numbers behind the sentences, each an effect with its interval and where it was looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.report.reading import StudyResult, remembered
from experiments.rules import RULES
from experiments.statistics import Contrast, Estimate, Level, estimate, marginal_differences
from sim.costs import SOCIAL as HARM_ITEM

HARM, COST, SOCIAL = "harm_per_1000_residents", "cost_yuan", "social_cost_yuan"
NOTHING = Estimate(float("nan"), float("nan"), float("nan"))


class Turn(NamedTuple):
    """Another choice on which the direction of an effect depends, and the effect at each of its levels."""

    factor: str
    levels: Sequence[tuple[Level, Estimate]]

    @property
    def clear(self) -> bool:
        """Whether the effect clearly goes one way at one level and clearly the other way at another."""
        signs = {found.mean > 0 for _, found in self.levels if found.clear}
        return len(signs) == 2


class Effect(NamedTuple):
    """The effect of a level against a reference, averaged over the study's other choices, blocked by seed.

    `least` and `most` are the smallest and largest effect over the other choices; `p_holm` is set for a contrast
    that the study declared beforehand, which then must also pass Holm's correction to be clear; `turn` is set where
    the direction is not the same over the other choices.
    """

    contrast: Contrast
    found: Estimate
    base: float
    least: float
    most: float
    p_holm: float | None = None
    turn: Turn | None = None

    @property
    def single(self) -> bool:
        """Whether there is one replication only, so that nothing can be told from chance."""
        return self.found.n == 1 and self.found.missing == 0

    @property
    def missing(self) -> bool:
        """Whether there are too few runs to say anything."""
        return not self.found.known

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out and, for a declared contrast, Holm's correction agrees."""
        return self.found.clear and (self.p_holm is None or self.p_holm < 1 - RULES.confidence)

    @property
    def doubtful(self) -> bool:
        """Whether the interval leaves zero out, but chance is not ruled out with all declared contrasts counted."""
        return self.found.clear and not self.clear


class StaffingLevel(NamedTuple):
    """What one level of staffing looks like, averaged over the study's other choices."""

    level: Level
    posts_per_grid: float
    busiest_role: str
    utilisation: float


class Step(NamedTuple):
    """A step up in staff: its effects on harm and cost, and on the social cost of harm without and with the cost."""

    harm: Effect
    cost: Effect
    avoided: Estimate = NOTHING
    net: Estimate = NOTHING


class HoursCheck(NamedTuple):
    """Whether two management arms were paid the same hours: the largest relative gap over all pairs of runs."""

    level: Level
    gap: float
    pairs: int

    @property
    def equal(self) -> bool:
        """Whether the gap is known and within the tolerance that the design sets (design 5)."""
        return self.pairs > 0 and self.gap <= RULES.hours_tolerance


@remembered
def effect(result: StudyResult, indicator: str, factor: str, level: Level, reference: Level | None = None) -> Effect:
    """Return the marginal effect of a level on an indicator (reference: the baseline's level)."""
    reference = result.baseline[factor] if reference is None else reference
    contrast = Contrast(indicator, factor, level, reference)
    if indicator not in result.runs:
        return Effect(contrast, estimate([np.nan]), np.nan, np.nan, np.nan)
    values = marginal_differences(result.runs, list(result.factors), contrast)
    cells = _cell_effects(result, contrast)
    base = paired_base(result.runs, list(result.factors), contrast)
    found = estimate(values)
    least, most = float(cells.min()), float(cells.max())
    turn = turning(result, contrast) if least * most < 0 else None
    return Effect(contrast, found, base, least, most, _declared(result, contrast), turn)


def paired_base(runs: pd.DataFrame, factors: Sequence[str], contrast: Contrast) -> float:
    """Return the mean of the reference over the same cells and seeds as the differences (NaN: there are none)."""
    values = runs[contrast.indicator]
    nothing = values.where(runs[contrast.factor] != contrast.level, 0.0 * values)  # what is missing stays missing
    apart = marginal_differences(runs.assign(_base=nothing), factors, contrast._replace(indicator="_base"))
    return -estimate(apart).mean


def turning(result: StudyResult, contrast: Contrast) -> Turn | None:
    """Return the other choice over whose levels an effect changes its sign, or None if no single one explains it."""
    turns = [_by_level(result, contrast, factor) for factor in result.others(contrast.factor)]
    means = [[found.mean for _, found in turn.levels] for turn in turns]
    spans = {place: max(mean) - min(mean) for place, mean in enumerate(means) if min(mean) < 0 < max(mean)}
    return turns[max(spans, key=lambda place: spans[place])] if spans else None


def worth(result: StudyResult, step: Effect, spared: pd.Series | float = 0.0) -> tuple[Estimate, Estimate]:
    """Return what a step changes in the social cost of harm, and in cost and social cost together (yuan, paired).

    `spared` is what each run spares beside it (yuan).
    """
    if not {COST, SOCIAL} <= set(result.runs):
        return estimate([np.nan]), estimate([np.nan])
    social = result.runs[SOCIAL] - spared
    return _paired(result, step.contrast, social), _paired(result, step.contrast, result.runs[COST] + social)


@remembered
def booked(result: StudyResult, contrast: Contrast, item: str) -> Estimate:
    """Return what a level books more than its reference for one item of the price list (yuan, paired by seed)."""
    if result.priced is None:
        return estimate([np.nan])
    book = result.priced[(result.priced["book"] == "activity") & (result.priced["item"] == item)]
    sums = book.groupby("run_key")["yuan"].sum()
    return _paired(result, contrast, result.runs["key"].map(sums).fillna(0.0))


@remembered
def booked_otherwise(result: StudyResult, contrast: Contrast, item: str) -> dict[str, Estimate]:
    """Return what a level books more than its reference for each activity, one item apart (yuan, paired by seed)."""
    if result.priced is None:
        return {}
    paid = result.priced[~result.priced["item"].isin([item, HARM_ITEM])]
    sums = paid[paid["book"] == "activity"].pivot_table("yuan", "run_key", "key", aggfunc="sum", observed=True)
    of_runs = sums.fillna(0.0).reindex(result.runs["key"]).set_index(result.runs.index)
    return {str(name): _paired(result, contrast, of_runs[name]) for name in of_runs}


@remembered
def hours_check(result: StudyResult, level: Level = "campaign", reference: Level = "long_term") -> HoursCheck:
    """Return the largest relative gap of paid hours between two management arms, pair by pair (design 5)."""
    others = [*(factor for factor in result.factors if factor != "management"), "seed"]
    sides = []
    for arm in (level, reference):
        part = result.runs[result.runs["management"] == arm]
        sides.append(part.set_index(others)["paid_hours"])
    ratio = (sides[0] / sides[1]).dropna()
    return HoursCheck(level, float((ratio - 1).abs().max()) if len(ratio) else np.nan, len(ratio))


@remembered
def staffing_levels(result: StudyResult) -> list[StaffingLevel]:
    """Return the staffing levels of the study, fewest paid hours first."""
    roles = [name for name in result.runs if name.startswith("utilisation_")]
    means = result.runs.groupby("staffing", observed=True)[["paid_hours", *roles]].mean().sort_values("paid_hours")
    levels = []
    for level, row in means.iterrows():
        busiest = str(row[roles].astype(float).idxmax())
        posts = result.posts.get(level, np.nan)
        levels.append(StaffingLevel(level, posts, busiest.removeprefix("utilisation_"), float(row[busiest])))
    return levels


@remembered
def steps(result: StudyResult) -> list[Step]:
    """Return each step from one staffing level to the next higher one."""
    found, levels = [], staffing_levels(result)
    for upper, lower in zip(levels[1:], levels, strict=False):
        harm, cost = (effect(result, name, "staffing", upper.level, lower.level) for name in (HARM, COST))
        found.append(Step(harm, cost, *worth(result, harm)))
    return found


def _by_level(result: StudyResult, contrast: Contrast, factor: str) -> Turn:
    levels = []
    for level in result.factors[factor]:
        part = result.runs[result.runs[factor] == level]
        found = estimate(marginal_differences(part, list(result.factors), contrast)) if len(part) else NOTHING
        if np.isfinite(found.mean):
            levels.append((level, found))
    return Turn(factor, levels or [(None, NOTHING)])


def _paired(result: StudyResult, contrast: Contrast, values: pd.Series) -> Estimate:
    runs = result.runs.assign(_paired=values)
    return estimate(marginal_differences(runs, list(result.factors), contrast._replace(indicator="_paired")))


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
