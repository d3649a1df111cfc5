"""What cases, grids and days of a study show about stylised facts: times by kind, who waits longer, what is learned.

Measures as in `experiments.measures`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.measures import FORTNIGHT, PATROL, Measure, Point, _combine, values
from experiments.report.reading import StudyResult
from experiments.statistics import Estimate, estimate

LEARNING = "learning.exponent"


def over(part: str, whole: str) -> Measure:
    """Measure an indicator over another one at the baseline, run by run."""
    return lambda result: _combine(np.divide, values(result, part), values(result, whole))


def closing_hours(kind: str) -> Measure:
    """Measure the median time from registration to closing of a kind at the baseline (needs detail=incidents)."""

    def measure(result: StudyResult) -> Estimate | None:
        hours = _closing_hours(result, kind)
        return None if hours is None else estimate(hours)

    return measure


def closing_ratio(slow: str, fast: str) -> Measure:
    """Measure the median time to closing of one kind over that of another, run by run (needs detail=incidents)."""
    return lambda result: _combine(np.divide, _closing_hours(result, slow), _closing_hours(result, fast))


def _closing_hours(result: StudyResult, kind: str) -> pd.Series | None:
    seeds = result.at_baseline(result.runs).set_index("key")["seed"]
    cases = result.incidents(seeds.index.to_series(), ["key", "kind", "registered", "closed"])
    if cases is None:
        return None
    cases = cases[(cases["kind"] == kind) & (cases["registered"] >= 0)]
    hours = (cases["closed"] - cases["registered"]).groupby(cases["key"]).median()
    return hours.rename(index=seeds)


def renters_wait(result: StudyResult) -> Estimate | None:
    """Measure over grids the correlation of the share of renters with the mean time to solution."""
    found = _correlation(result, {})
    return None if found is None else estimate(found)


def patrol_evens(result: StudyResult) -> Estimate | None:
    """Measure that correlation minus the one with twice the patrol."""
    return _combine(np.subtract, _correlation(result, {}), _correlation(result, {PATROL: 2.0}))


def _correlation(result: StudyResult, point: Point) -> pd.Series | None:
    if result.grids is None or not set(point) <= set(result.factors) or "rental_share" not in result.grids:
        return None
    grids = result.grids
    for factor, level in {**result.baseline, **point}.items():
        grids = grids[grids[factor] == level]
    if not len(grids):
        return None
    return grids.groupby("seed")[["rental_share", "delay_hours"]].apply(
        lambda part: part["rental_share"].corr(part["delay_hours"])
    )


def learned_late_minus_early(result: StudyResult) -> Estimate | None:
    """Measure the wait that learning saves (h) in the last eight weeks minus that in the first eight."""
    if result.daily is None or LEARNING not in result.factors or 0.0 not in result.factors[LEARNING]:
        return None
    days = result.at_baseline(result.daily[result.daily["day"] >= 0], LEARNING)
    wide = days.pivot_table("wait_hours", "day", [LEARNING, "seed"], observed=True)
    saved = wide[0.0] - wide[result.baseline[LEARNING]]
    span = FORTNIGHT * 4
    return estimate(saved.iloc[-span:].mean() - saved.iloc[:span].mean())
