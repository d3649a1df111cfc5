"""What the runs of a study show about stylised facts: measures from a result folder to an estimate.

A measure returns None where the study does not contain the runs that it needs, and an estimate without an interval
where they are there but do not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from experiments.figures.series import windows
from experiments.report.answers import relative_onsets
from experiments.report.findings import hours_check
from experiments.report.reading import StudyResult
from experiments.statistics import Estimate, Level, estimate

PRESSURE, PATROL, CAPACITY = "handling.pressure", "staffing.coordinators_per_grid", "staffing.administrators_per_grid"
PRESSED_FROM = "handling.sham_midpoint"
TWO_WAY, CAMPAIGN = {"communication": "two_way"}, {"management": "campaign"}
REAL, SHAM = {PRESSURE: 0.0}, {PRESSURE: 4.0, PRESSED_FROM: 0.0}
FORTNIGHT = 14
Measure = Callable[[StudyResult], "Estimate | None"]
Point = Mapping[str, Level]


def values(result: StudyResult, indicator: str, point: Point | None = None) -> pd.Series | None:
    """Return an indicator by seed at a point (the baseline but for the given levels), or None if not in the study."""
    wanted = {**result.baseline, **(point or {})}
    if not set(wanted) <= set(result.factors) or indicator not in result.runs:
        return None
    kept = result.runs
    for factor, level in wanted.items():
        kept = kept[kept[factor] == level]
    return kept.set_index("seed")[indicator] if len(kept) else None


def level(indicator: str, point: Point | None = None) -> Measure:
    """Measure an indicator at a point (default: the baseline)."""
    return lambda result: _estimate(values(result, indicator, point))


def gap(high: str, low: str) -> Measure:
    """Measure the difference of two indicators at the baseline."""
    return lambda result: _combine(np.subtract, values(result, high), values(result, low))


def ratio(indicator: str, point: Point, against: Point | None = None) -> Measure:
    """Measure an indicator at a point over its value at another point (default: the baseline), run by run."""
    return lambda result: _combine(np.divide, values(result, indicator, point), values(result, indicator, against))


def difference(indicator: str, point: Point) -> Measure:
    """Measure an indicator at a point minus its value at the baseline, run by run."""
    return lambda result: _combine(np.subtract, values(result, indicator, point), values(result, indicator))


def contrast(indicator: str, point: Point, against: Point) -> Measure:
    """Measure an indicator at a point minus its value at another point, run by run."""
    return lambda result: _combine(np.subtract, values(result, indicator, point), values(result, indicator, against))


def low_level(result: StudyResult) -> Estimate | None:
    """Measure the share of cases that stay in grid and community."""
    street, above = values(result, "escalated_street_share"), values(result, "escalated_above_share")
    return None if street is None or above is None else estimate(1 - street - above)


def disputes_stay(result: StudyResult) -> Estimate | None:
    """Measure the share above the grid of all cases minus that of disputes (needs detail=incidents)."""
    cases = result.incidents(result.at_baseline(result.runs)["key"], ["key", "kind", "level", "registered"])
    if cases is None:
        return None
    cases = cases[cases["registered"] >= 0].assign(up=lambda found: found["level"] > 0)
    by_run = cases.groupby("key")["up"].mean()
    disputes = cases[cases["kind"].str.contains("dispute")].groupby("key")["up"].mean()
    return _combine(np.subtract, by_run, disputes)


def feedback_times_work(result: StudyResult) -> Estimate | None:
    """Measure how much more two-way raises reports (in logs) where the work is real than where it is sham."""
    sides = []
    for here in (REAL, SHAM):
        pair = values(result, "reports", {**TWO_WAY, **here}), values(result, "reports", here)
        if pair[0] is None or pair[1] is None:
            return None
        sides.append(np.log(pair[0] / pair[1]))
    return estimate((sides[0] - sides[1]).dropna())


def trust_asymmetry(result: StudyResult) -> Estimate | None:
    """Measure trust lost per point of solved share lost, minus trust won per point won."""
    slopes = []
    for worse, better in ((4.0, 1.0), (1.0, 0.0)):
        sides = [
            values(result, name, {PRESSURE: at}) for at in (better, worse) for name in ("trust_mean", "solved_share")
        ]
        if any(side is None for side in sides):
            return None
        trust, solved, trust_worse, solved_worse = sides
        slopes.append((trust - trust_worse) / (solved - solved_worse))  # type: ignore[operator]
    return estimate((slopes[0] - slopes[1]).replace([np.inf, -np.inf], np.nan))


def campaign_days(first: int, last: int, after: bool = False) -> Measure:
    """Measure target problems in a campaign over long-term, less one, in days counted from its begin (or its end)."""

    def measure(result: StudyResult) -> Estimate | None:
        days = _campaign_days(result)
        if days is None:
            return None
        marks = [spell[1] + 1 if after else spell[0] for spell in windows(days[days["management"] == "campaign"])]
        return relative_onsets(
            days, "campaign", {day for mark in marks for day in np.arange(mark + first, mark + last)}
        )

    return measure


def fading(result: StudyResult) -> Estimate | None:
    """Measure the campaign's effect in its last two weeks minus that in its first two (above 0: it fades)."""
    days = _campaign_days(result)
    if days is None:
        return None
    spells = windows(days[days["management"] == "campaign"])
    early = {day for first, _ in spells for day in np.arange(first, first + FORTNIGHT)}
    late = {day for _, last in spells for day in np.arange(last + 1 - FORTNIGHT, last + 1)}
    parts = [_onset_ratio(days, which) for which in (late, early)]
    return estimate(parts[0] - parts[1])


def crowding(after_only: bool) -> Measure:
    """Measure open cases of other kinds, campaign minus long-term: during, or two weeks after minus the first two."""

    def measure(result: StudyResult) -> Estimate | None:
        days = _campaign_days(result)
        if days is None:
            return None
        wide = days.pivot_table("backlog_other", "day", ["management", "seed"], observed=True)
        apart = wide["campaign"] - wide["long_term"]
        spells = windows(days[days["management"] == "campaign"])
        during = [day for first, last in spells for day in np.arange(first, last + 1)]
        if not after_only:
            return estimate(apart[apart.index.isin(during)].mean())
        begin = [day for first, _ in spells for day in np.arange(first, first + FORTNIGHT)]
        end = [day for _, last in spells for day in np.arange(last - 6, last + 1 + 7)]
        return estimate(apart[apart.index.isin(end)].mean() - apart[apart.index.isin(begin)].mean())

    return measure


def equal_hours_harm(result: StudyResult) -> Estimate | None:
    """Measure harm under the campaign over harm under long-term, unless their paid hours differ."""
    if not result.has("management", "campaign", "long_term"):
        return None
    if not hours_check(result).equal:
        return estimate([np.nan])
    return ratio("harm_per_1000_residents", CAMPAIGN)(result)


def _campaign_days(result: StudyResult) -> pd.DataFrame | None:
    if result.daily is None or not result.has("management", "campaign", "long_term"):
        return None
    days = result.at_baseline(result.daily, "management")
    return days if set(days["management"].unique()) >= {"campaign", "long_term"} else None


def _onset_ratio(days: pd.DataFrame, which: set[float]) -> pd.Series:
    part = days[days["day"].isin(which)]
    sums = part.pivot_table("onsets_target", "seed", "management", aggfunc="sum", observed=True)
    return sums["campaign"] / sums["long_term"]


def _estimate(found: pd.Series | None) -> Estimate | None:
    return None if found is None else estimate(found)


def _combine(
    rule: Callable[[pd.Series, pd.Series], pd.Series], first: pd.Series | None, second: pd.Series | None
) -> Estimate | None:
    """Return the estimate of a rule applied run by run, or None if either side is not in the study."""
    if first is None or second is None:
        return None
    return estimate(rule(*first.align(second, join="inner")))
