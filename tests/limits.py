"""Scenarios in the limits of theory, composed as the command line composes them, and how closely they must agree."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from experiments.compose import open_configs
from experiments.plan import build_scenario
from sim import Scenario, StreetModel, run

FALSE_ALARMS = 1e-4  # chance that a statistical test of a true statement fails, if its seed were drawn anew
PLAIN = "catalogue.categories.plain"


@cache
def composed(*overrides: str) -> Scenario:
    """Return the scenario that options and values compose."""
    with open_configs() as configs:
        return build_scenario(configs.compose(overrides))


def limit(*overrides: str) -> Scenario:
    """Return the street in the limit of queueing theory, with changes."""
    return composed("street=mmc", "detail=incidents", *overrides)


def cases(scenario: Scenario, seed: int = 1) -> pd.DataFrame:
    """Return the cases of a run in order of dispatch (stationary part: warm-up left out), with wait, work, response."""
    table = run(scenario, seed).incidents
    assert table is not None
    table = table[(table["dispatched"] >= 0) & (table["dispatched"] < 24 * (scenario.days - 10))]
    table = table.sort_values("dispatched", ignore_index=True)
    assert table["closed"].notna().all(), "ten days before the horizon everything should have been closed"
    times = {
        "wait": table["started"] - table["dispatched"],
        "work": table["handled"] - table["started"],
        "response": table["handled"] - table["dispatched"],
    }
    return table.assign(**times)


def live(scenario: Scenario, seed: int = 1) -> StreetModel:
    """Return the model of a run after its last day."""
    model = StreetModel(scenario, seed)
    for _ in range(model.n_days):
        model.step()
    return model


def batch_means(values: ArrayLike, batches: int = 30) -> tuple[float, float]:
    """Return the mean of a stationary series and the half-width of its interval by batch means."""
    means = np.array([part.mean() for part in np.array_split(np.asarray(values, float), batches)])
    return float(means.mean()), float(stats.t.isf(FALSE_ALARMS / 2, batches - 1) * stats.sem(means))


def agrees(values: ArrayLike, theory: float, precision: float = 0.25, batches: int = 30) -> bool:
    """Whether the mean of a series agrees with theory; the interval must be narrow, or the test would prove nothing."""
    mean, half = batch_means(values, batches)
    assert half < precision * abs(theory), f"{mean:.4g} +- {half:.2g} is too wide to test {theory:.4g}"
    assert abs(mean - theory) <= half, f"{mean:.4g} +- {half:.2g}, theory says {theory:.4g}"
    return True


def share_agrees(hits: ArrayLike, share: float) -> bool:
    """Whether the share of independent hits agrees with theory (exact binomial test)."""
    flags = np.asarray(hits, bool)
    found = stats.binomtest(int(flags.sum()), len(flags), share)
    assert found.pvalue > FALSE_ALARMS, f"{flags.mean():.4f} of {len(flags)}, theory says {share:.4f}"
    return True


def same(left: Any, right: Any, tolerance: float = 1e-6) -> bool:
    """Whether two columns of hours are the same to rounding (NaN equals NaN)."""
    a: NDArray[np.float64] = np.asarray(left, float)
    b: NDArray[np.float64] = np.asarray(right, float)
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=0, atol=tolerance, equal_nan=True))
