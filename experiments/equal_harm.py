"""Cost at equal harm: what another management would have to be paid to leave as little harm behind (design 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.language import N_
from experiments.statistics import Floats, Level, estimate

REACHED, TOO_MUCH, TOO_LITTLE = "reached", N_("never as little harm"), N_("always less harm")
MIXED, MISSING = N_("differs between replications"), N_("missing")


class Arms(NamedTuple):
    """The two levels of a factor that are compared, along the levels of the factor that is varied."""

    level: Level = "campaign"
    reference: Level = "long_term"
    factor: str = "management"
    along: str = "staffing"
    harm: str = "harm_per_1000_residents"
    cost: str = "cost_yuan"


MANAGEMENT = Arms()


def equal_harm_cost(runs: pd.DataFrame, arms: Arms = MANAGEMENT) -> pd.DataFrame:
    """Return, for each level that the reference arm was run at, what the other arm costs at the same harm.

    Seed by seed: the reference arm's harm at that level (mean over the remaining factors) is looked up on the
    other arm's line of cost and harm, joined straight between its levels. Columns: level, harm, cost_reference,
    cost_level, difference (with interval; NaN unless every seed reaches that harm), reached, seeds, verdict
    ("reached", "never as little harm", "always less harm" where all seeds agree; else "differs between replications";
    "missing" where a run of any seed is).
    """
    lines = {arm: _lines(runs, arms, arm) for arm in (arms.level, arms.reference)}
    seeds = sorted(runs["seed"].unique())
    levels = [name for name in runs[arms.along].unique() if name in lines[arms.reference].index.get_level_values(1)]
    return pd.DataFrame([_row(lines, arms, level, seeds) for level in levels])


def cost_at(harm: float, costs: Floats, harms: Floats) -> tuple[float, str]:
    """Return the smallest cost on a straight-joined line at which harm is reached, or NaN and why there is none."""
    order = np.argsort(costs)
    costs, harms = costs[order], harms[order]
    if not harms.size or not np.isfinite([harm, *costs, *harms]).all():
        return float("nan"), MISSING
    below = np.flatnonzero(harms <= harm)
    if not below.size:
        return float("nan"), TOO_MUCH
    first = below[0]
    if first == 0:
        return (float(costs[0]), REACHED) if harms[0] == harm else (float("nan"), TOO_LITTLE)
    span = (harms[first - 1] - harm) / (harms[first - 1] - harms[first])
    return float(costs[first - 1] + span * (costs[first] - costs[first - 1])), REACHED


def _lines(runs: pd.DataFrame, arms: Arms, arm: Level) -> pd.DataFrame:
    """Return mean harm and cost of one arm by seed and level (NaN where a run of that cell is missing)."""
    part = runs[runs[arms.factor] == arm]
    groups = part.groupby(["seed", arms.along], observed=True)
    whole = groups.size() == groups.size().max() if len(part) else pd.Series(dtype=bool)
    table = groups[[arms.harm, arms.cost]].agg(lambda column: column.mean(skipna=False))
    return table.where(whole)


def _row(lines: dict[Level, pd.DataFrame], arms: Arms, level: Level, seeds: Sequence[int]) -> dict[str, object]:
    found = [_one_seed(lines, arms, level, seed) for seed in seeds]
    verdicts = [seed[3] for seed in found]
    verdict = MISSING if MISSING in verdicts else verdicts[0] if len(set(verdicts)) == 1 else MIXED
    here, there, harm = (np.array([seed[i] for seed in found], dtype=float) for i in range(3))
    apart = estimate(there - here)
    interval = (apart.mean, apart.low, apart.high) if verdict == REACHED else (np.nan,) * 3
    return {
        "level": level,
        "harm": float(np.mean(harm)),
        "cost_reference": float(np.mean(here)),
        "cost_level": float(np.mean(there)),
        **dict(zip(("difference", "low", "high"), interval, strict=True)),
        "reached": verdicts.count(REACHED),
        "seeds": len(seeds),
        "verdict": verdict,
    }


def _one_seed(lines: dict[Level, pd.DataFrame], arms: Arms, level: Level, seed: int) -> tuple[float, float, float, str]:
    """Return the reference arm's cost, the other arm's cost at the same harm, that harm, and the verdict."""
    try:
        own = lines[arms.reference].loc[(seed, level)]
        line = lines[arms.level].loc[seed]
    except KeyError:
        return float("nan"), float("nan"), float("nan"), MISSING
    harm, cost = float(own[arms.harm]), float(own[arms.cost])
    there, verdict = cost_at(harm, line[arms.cost].to_numpy(dtype=float), line[arms.harm].to_numpy(dtype=float))
    return cost, there, harm, verdict
