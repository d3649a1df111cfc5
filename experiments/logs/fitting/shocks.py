"""Shocks from counts: by the moments of pairs of events, which Poisson noise does not touch.

The expected number of pairs of events of different kinds and areas on one day, over that of independent days, is one
plus the variance of the common shock; pairs of one area, of one kind, and of one kind in one area add theirs; pairs
on days in a row show how long the common shock lasts. Log-normal factors: log variance = ln(1 + variance).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CALM_SHARE = 0.25  # of the events: in areas that may be calmer than local shocks make them
STEPS = 20
LEAST_PAIRS = 20.0  # expected pairs of a kind whose own figure says something
SHRINK_LIMIT = 0.1
SHRINK_PAIRS = 100.0  # expected pairs at which a kind's own figure weighs as much as that of all kinds
LONGEST_MEMORY = 0.95
MOST_VARIANCE = 1.5
LEAST_VARIANCE = 0.01  # of a common shock whose memory can be seen
MOST_DRIFT = 0.5
WEEK = 7
STRETCHES = 3  # into which a log is divided to see drift, none shorter than a week


class ShockSizes(NamedTuple):
    """Log variances of the shocks (by area or kind for theirs), the memory of the common one, and those of levels.

    Levels are what a coming stretch of days may differ by from the days of the fit: error of the fit and slow drift, of
    everything (`level`), of one kind and of one area beside that.
    """

    day: float
    memory: float
    community: Floats
    kind: Floats
    local: Floats
    level: float
    kind_level: Floats
    area_level: Floats


def fit_shocks(counts: Floats, expected: Floats, gaps: NDArray[np.bool_]) -> ShockSizes:
    """Return the sizes of shocks of counts (days, kinds, areas) against their means, with margins of the same data.

    `gaps` says for each day whether the day before it is missing.
    """
    own = (counts**2).sum(axis=(1, 2)), (expected**2).sum(axis=(1, 2))
    by_area = _square(counts.sum(1)), _square(expected.sum(1))
    by_kind = _square(counts.sum(2)), _square(expected.sum(2))
    sums = counts.sum((1, 2)), expected.sum((1, 2))
    share = float((sums[1] ** 2).sum() / max(sums[1].sum() ** 2, 1e-300))
    day = _log(_excess(*(sums[i] ** 2 - by_area[i] - by_kind[i] + own[i] for i in (0, 1)), share))
    community = max(_log(_excess(*(by_area[i] - own[i] for i in (0, 1)), share)) - day, 0.0)
    across, within = map(_logs, _of_kinds(counts, expected, share))
    first = np.maximum(across - day, 0.0)
    local = np.maximum(within - first - day - community, 0.0)
    cells = expected.sum(0)
    mix, spread = (cells / np.maximum(cells.sum(axis, keepdims=True), 1e-300) for axis in (0, 1))
    local, area = _as_areas(counts.sum(1), expected.sum(1), (day, first, local), mix, share)
    kind = _as_kinds(counts.sum(2), expected.sum(2), (day, local), spread, share)
    memory = _memory(*sums, gaps, day)
    level = sum(_level(*sums, day, memory))
    return ShockSizes(
        day,
        memory,
        area,
        kind,
        local,
        level,
        np.maximum(_levels(counts.sum(2), expected.sum(2), day + kind, memory) - level, 0.0),
        np.maximum(_levels(counts.sum(1), expected.sum(1), day + area, memory) - level, 0.0),
    )


def _square(values: Floats) -> Floats:
    return np.asarray((values**2).sum(axis=1))


def _excess(pairs: Floats, expected: Floats, share: float) -> float:
    """Return the variance of a factor from numbers of pairs; margins of the same data hide a `share` of it."""
    ratio = float(pairs.sum() / max(expected.sum(), 1e-300))
    return (ratio - 1) / max(1 - ratio * share, 1e-9)


def _of_kinds(counts: Floats, expected: Floats, share: float) -> tuple[Floats, Floats]:
    """Return by kind the variance over all areas, and in one; where pairs are few, drawn to that of all kinds."""
    across = [(a.sum(2) ** 2 - (a**2).sum(2)).sum(0) for a in (counts, expected)]
    within = [(counts * (counts - 1)).sum((0, 2)), _without_own(expected)]
    return _shrunk(*across, share), _shrunk(*within, share)


def _without_own(expected: Floats) -> Floats:
    """Return expected pairs in a cell: squares of means, whose margins count each event with itself once."""
    total = np.maximum(expected.sum(axis=0), 1e-9)
    profile = (expected**2).sum(axis=0) / total**2
    return np.asarray((np.maximum(total * (total - 1), 0.0) * profile).sum(axis=1))


def _shrunk(pairs: Floats, expected: Floats, share: float) -> Floats:
    """Return variances of kinds, drawn towards the usual one: the median, as a few kinds come in great waves."""
    enough = expected >= LEAST_PAIRS
    usual = float(np.median(pairs[enough] / expected[enough])) if enough.any() else 1.0
    ratio = (pairs + SHRINK_PAIRS * usual) / (expected + SHRINK_PAIRS)
    return np.asarray((ratio - 1) / np.maximum(1 - ratio * share, SHRINK_LIMIT))


def _as_areas(
    totals: Floats, means: Floats, known: tuple[float, Floats, Floats], mix: Floats, share: float
) -> tuple[Floats, Floats]:
    """Return local shocks of kinds and the shocks of areas with which areas' totals vary as they do in the log.

    Areas have their own mix of kinds (kinds, areas). Local shocks of kinds are lessened until most areas have room for
    them; the others' rest is their own.
    """
    day, kind, local = known
    weight = means.sum(0)
    seen = _shrunk(_falling(totals), (means**2).sum(0), share)
    steps = np.linspace(1, 0, STEPS + 1)
    implied = np.array([_implied(day, kind + step * local, mix) for step in steps])
    room = ((implied <= seen) @ weight) >= (1 - CALM_SHARE) * weight.sum()
    place = int(np.argmax(room)) if room.any() else STEPS
    rest = (1 + np.maximum(seen, 0.0)) / (1 + implied[place]) - 1
    return steps[place] * local, _logs(rest)


def _as_kinds(totals: Floats, means: Floats, known: tuple[float, Floats], spread: Floats, share: float) -> Floats:
    """Return the shocks of kinds over all areas (their spread over which is given) with which totals vary as logged."""
    day, local = known
    seen = _shrunk(_falling(totals), (means**2).sum(0), share)
    inside = (spread**2).sum(axis=1) * np.expm1(local)
    return _logs((1 + np.maximum(seen, 0.0)) / (np.exp(day) * (1 + inside)) - 1)


def _implied(day: float, kinds: Floats, mix: Floats) -> Floats:
    """Return the variance of each area's factor that the common shock and those of its kinds make, mixed."""
    return np.asarray(np.exp(day) * (1 + (mix**2 * np.expm1(kinds)[:, None]).sum(axis=0)) - 1)


def _falling(totals: Floats) -> Floats:
    """Return the pairs of events of a day, by column: Poisson noise has none beyond the square of the mean."""
    return np.asarray((totals * (totals - 1)).sum(0))


def _log(variance: float) -> float:
    return float(min(np.log1p(max(variance, 0.0)), MOST_VARIANCE))


def _logs(variances: Floats) -> Floats:
    return np.asarray(np.minimum(np.log1p(np.maximum(variances, 0.0)), MOST_VARIANCE))


def _memory(total: Floats, mean: Floats, gaps: NDArray[np.bool_], day: float) -> float:
    follows = ~gaps[1:]
    if day < LEAST_VARIANCE or not follows.any():
        return 0.0
    ratio = (total[1:] * total[:-1])[follows].sum() / max((mean[1:] * mean[:-1])[follows].sum(), 1e-300)
    return float(np.clip(np.log(max(ratio, 1.0)) / day, 0.0, LONGEST_MEMORY))


def _level(total: Floats, mean: Floats, day: float, memory: float) -> tuple[float, float]:
    """Return two variances of the level of coming days against that of these: error of the mean, and slow drift.

    Days' shocks (with their memory) and Poisson noise explain a part of how weeks differ; drift is the rest.
    """
    shock, stretch = float(np.expm1(day)), max(len(total) // STRETCHES // WEEK * WEEK, WEEK)
    error = shock * (1 + memory) / (1 - memory) / len(total) + 1 / max(total.sum(), 1.0)
    n = len(total) // stretch
    if n < 2:
        return error, 0.0
    seen, meant = (one[-n * stretch :].reshape(n, stretch).sum(1) for one in (total, mean))
    lags = np.arange(1, stretch)
    lasting = 1 + 2 * float(((1 - lags / stretch) * memory**lags).sum())
    explained = shock * lasting / stretch + float((1 / np.maximum(meant, 1e-9)).mean())
    drift = max(float((seen / np.maximum(meant, 1e-9)).var(ddof=1)) - explained, 0.0) * (1 + 1 / n)
    return error, min(drift, MOST_DRIFT)


def _levels(totals: Floats, means: Floats, day: Floats, memory: float) -> Floats:
    """Return their sum for each column (a kind, an area); drift is drawn half towards the mean weighted by size."""
    size = means.sum(0)
    own = np.array(
        [_level(totals[:, i], means[:, i], day[i], memory) if size[i] else (1.0, 0.0) for i in range(len(day))]
    )
    pooled = float((own[:, 1] * size).sum() / max(size.sum(), 1e-300))
    return np.asarray(own[:, 0] + (own[:, 1] + pooled) / 2)
