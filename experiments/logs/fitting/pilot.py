"""Calibration by pilot runs: what queues, desks and working hours take is taken off the delays of the log.

Elapsed time = queue + windows + work + delay (design 2): a log has the sum, a pilot of the fitted street has the first
three, and the delay is what is left. Where a log has only promptness, delays are moved until the street is as prompt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from experiments.logs.fitting.fitted import Fitted
from experiments.logs.fitting.handling import AT_ONCE_HOURS, elapsed_table
from experiments.logs.fitting.priors import Priors
from experiments.logs.fitting.street import Delays, limits_of, promptness_delays
from experiments.logs.runs import Runs, cases_of
from sim.scenario import Scenario

Floats = NDArray[np.float64]
PILOT_DAYS = 56
PILOT_SEED = 1
ROUNDS = 3  # of pilots that move promptness
STAGES = 60  # quantiles of what stages take, and
FINE = 120  # of the delays, whose sums are compared with the log
CORRECTIONS = 2  # of delays by pilots that have them
LONG_HOURS = 24.0 * PILOT_DAYS / 2
STEPS = 15
STEP = 0.7
EDGE = 0.002


def calibrate(
    fitted: Fitted,
    delays: Delays,
    priors: Priors,
    build: Callable[[Delays], Scenario],
    runs: Runs | None = None,
) -> Delays:
    """Return the delays with which the street takes as long, or is as prompt, as the log says.

    Pilots are kept in `runs`, if there are any.
    """
    if delays.quantiles is not None:
        none = delays._replace(quantiles=np.zeros_like(delays.quantiles))
        cases = pilot_cases(build(none), runs)
        pooled = stage_hours(cases)
        by_kind = {str(kind): stage_hours(mine) for kind, mine in cases.groupby("kind") if len(mine) >= 2 * STAGES}
        pairs = zip(delays.quantiles, fitted.panel.kinds, strict=True)
        quantiles = np.array([without_stages(row, by_kind.get(kind, pooled)) for row, kind in pairs])
        for _ in range(CORRECTIONS):
            lived = pilot_cases(build(delays._replace(quantiles=quantiles)))
            quantiles = corrected(quantiles, delays.quantiles, lived, fitted.panel.kinds)
        return delays._replace(quantiles=quantiles)
    if not np.isfinite(fitted.level_probit).all():
        return delays
    return _as_prompt(fitted, delays, priors, lambda some: pilot_cases(build(some), runs))


def pilot_cases(scenario: Scenario, runs: Runs | None = None) -> pd.DataFrame:
    """Return the cases of a pilot run that were no mistakes."""
    pilot = scenario.but(days=PILOT_DAYS, warmup_days=0)
    if runs is None:
        cases = cases_of(pilot, PILOT_SEED).incidents
    else:
        [made] = runs.make(cases_of, [pilot], [PILOT_SEED], "pilot run")
        cases = made.table
    return cases[cases["mistaken"] == 0]


def stage_hours(cases: pd.DataFrame) -> Floats:
    """Return quantiles of the hours from report to closing of cases that were not settled at once."""
    hours = (cases["closed"] - cases["reported"]).dropna().to_numpy()
    hours = hours[hours > 0]
    return np.quantile(hours, (np.arange(STAGES) + 1 / 2) / STAGES) if len(hours) else np.zeros(1)


def corrected(quantiles: Floats, elapsed: Floats, cases: pd.DataFrame, kinds: tuple[str, ...]) -> Floats:
    """Return delays moved by what a pilot that has them misses of the elapsed hours, each by kind at even chances.

    A delay that ends at night waits for the morning, which a pilot without delays does not show. A kind with few cases
    is moved as the others are in the mean; what takes longer than half of the pilot is left as it is.
    """
    missed = np.full(elapsed.shape, np.nan)
    for row, kind in enumerate(kinds):
        found = lived_hours(cases[cases["kind"] == kind])
        if found is not None:
            inside = (found < LONG_HOURS) & (elapsed[row] < LONG_HOURS)
            missed[row] = np.where(inside, elapsed[row] - found, 0.0)
    if np.isnan(missed).all():
        return quantiles
    missed = np.where(np.isnan(missed), np.nanmean(missed, axis=0), missed)
    return np.asarray(np.maximum.accumulate(np.maximum(quantiles + STEP * missed, 0.0), axis=1))


def lived_hours(cases: pd.DataFrame) -> Floats | None:
    """Return the elapsed hours at even chances of cases that were not settled at once (None: too few are closed)."""
    closed = cases["closed"].notna().to_numpy()
    hours = (cases["closed"].fillna(24.0 * PILOT_DAYS) - cases["reported"]).to_numpy()
    later = np.isfinite(hours) & ~(closed & (hours <= AT_ONCE_HOURS))
    return elapsed_table(hours[later], closed[later]) if (closed & later).sum() >= 2 * STAGES else None


def without_stages(elapsed: Floats, stages: Floats) -> Floats:
    """Return quantiles of a delay which, added to independent stages, has the elapsed quantiles (as far as it can).

    Where the stages alone take longer than the log's fastest cases, the delay is zero and the street is slower there.
    """
    chances = np.linspace(0, 1, len(elapsed))
    fine = (np.arange(FINE) + 1 / 2) / FINE
    delay = np.maximum(elapsed - np.median(stages), 0.0)
    for _ in range(STEPS):
        both = (stages[:, None] + np.interp(fine, chances, delay)[None, :]).ravel()
        delay = np.maximum.accumulate(np.maximum(delay + STEP * (elapsed - np.quantile(both, chances)), 0.0))
    return delay


def _as_prompt(fitted: Fitted, delays: Delays, priors: Priors, pilot: Callable[[Delays], pd.DataFrame]) -> Delays:
    """Move the probits by what pilots miss of the promptness of each level."""
    level, limits = fitted.level_probit.copy(), limits_of(fitted, priors)
    target = [_share_by_level(fitted, one) for one in range(3)]
    for _ in range(ROUNDS):
        cases = pilot(delays)
        ended = cases[(cases["deadline"] < cases["deadline"].quantile(1 - 1 / 4))]
        prompt = (ended["answered"] <= ended["deadline"]).groupby(ended["level"]).agg(["mean", "size"])
        for one, (share, size) in enumerate(prompt.reindex(range(3)).itertuples(index=False)):
            if size == size and size >= priors.events_per_grid_day and target[one] == target[one]:
                level[one] += ndtri(_inside(target[one])) - ndtri(_inside(share))
        delays = promptness_delays(level, fitted.kind_probit, limits, priors)
    return delays


def _share_by_level(fitted: Fitted, level: int) -> float:
    """Return the share on time that the log has at a level, over its kinds."""
    from scipy.special import ndtr

    rate = fitted.rates.workday * (fitted.levels[:, level] if fitted.levels is not None else 1.0)
    chance = ndtr(fitted.level_probit[level] + fitted.kind_probit)
    return float((rate * chance).sum() / max(rate.sum(), 1e-300))


def _inside(share: Any) -> Any:
    return np.clip(share, EDGE, 1 - EDGE)
