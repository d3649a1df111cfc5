"""What a log tells about a street, all together: rates, shocks, handling, routing, sources."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from experiments.logs.fitting.handling import Handling, ages, fit_handling
from experiments.logs.fitting.panel import Panel, make_panel, placed, within
from experiments.logs.fitting.rates import SHRINK_EVENTS, Rates, fit_rates
from experiments.logs.fitting.recent import Recent, recent_level, weights
from experiments.logs.fitting.shocks import ShockSizes, fit_shocks
from experiments.logs.fitting.sources import by_resident, is_void, level_of, says_source
from experiments.logs.fitting.window import Window

Floats = NDArray[np.float64]
SHRINK_CASES = 30.0  # cases at which a kind's own share weighs as much as that of all kinds
STAGES = ("verified_at", "registered_at", "dispatched_at")
EDGE = 0.002  # shares are kept this far from 0 and 1


class Fitted(NamedTuple):
    """Everything that was estimated. nan or None: the log does not say.

    staged: whether it has times of stages between report and closing. recent: the level of each kind at the end of the
    days against their mean, from which what is to come is forecast.
    levels: shares of grid, street and above by kind (kinds, 3); prompt: probits of being on time by level (3), beside
    those of kinds (kinds); resident_share: of all events; resident_shares: of kinds; void_share: of all events.
    """

    panel: Panel
    rates: Rates
    shocks: ShockSizes
    handling: Handling
    levels: Floats | None
    level_probit: Floats
    kind_probit: Floats
    resident_share: float | None
    resident_shares: Floats | None
    void_share: float
    staged: bool
    recent: Recent


def fit_log(events: pd.DataFrame, window: Window) -> Fitted:
    """Return what the events of a log, as known at the end of the window, tell about the street."""
    panel = make_panel(events, window)
    table = placed(events, window, panel.kind_of, panel.area_of)
    used = table[within(table, window)]
    rates = fit_rates(panel, used)
    handling = fit_handling(used, panel.kinds, window)
    real = used[~is_void(used)]
    kind = pd.Categorical(real["kind"], list(panel.kinds)).codes.astype(int)
    level = level_of(real)
    on_time = real["on_time"].astype("Float64").astype(float).to_numpy()
    shares = _level_shares(kind, level, len(panel.kinds))
    return Fitted(
        panel,
        rates,
        _shocks(panel, rates),
        handling,
        shares,
        *_probits(kind, level, on_time, weights(ages(real, window), handling.half_life_days), len(panel.kinds)),
        float(by_resident(used).mean()) if says_source(used) else None,
        _resident_shares(used, panel.kinds) if says_source(used) else None,
        float(is_void(used).mean()),
        bool(used[list(STAGES)].notna().any(axis=None)),
        _recent(panel, rates),
    )


def expected_counts(panel: Panel, rates: Rates) -> Floats:
    """Return the means of the used days' counts, shape (days, kinds, areas), with the margins of kinds and areas."""
    window, used = panel.window, panel.window.used
    by_kind = rates.day_kind(window.workdays(), window.weekdays(), window.usual())[used]
    profile = by_kind / np.maximum(by_kind.sum(axis=0, keepdims=True), 1e-300)
    return np.asarray(profile[:, :, None] * panel.used.sum(axis=0)[None])


def _recent(panel: Panel, rates: Rates) -> Recent:
    age = (panel.window.n_days - 1 - np.flatnonzero(panel.window.used)).astype(float)
    return recent_level(panel.used.sum(2).astype(float), expected_counts(panel, rates).sum(2), age, SHRINK_EVENTS)


def _shocks(panel: Panel, rates: Rates) -> ShockSizes:
    places = np.flatnonzero(panel.window.used)
    gaps = np.concatenate([[True], np.diff(places) > 1])
    return fit_shocks(panel.used.astype(float), expected_counts(panel, rates), gaps)


def _resident_shares(events: pd.DataFrame, kinds: tuple[str, ...]) -> Floats:
    """Return by kind the share that residents brought in, drawn towards that of all kinds where events are few."""
    kind, brought = pd.Categorical(events["kind"], list(kinds)).codes.astype(int), by_resident(events)
    size, seen = (np.bincount(kind, weight, len(kinds)) for weight in (None, brought.astype(float)))
    return np.asarray((seen + SHRINK_CASES * brought.mean()) / (size + SHRINK_CASES))


def _level_shares(kind: NDArray[np.int64], level: NDArray[np.int64], n: int) -> Floats | None:
    known = level >= 0
    if not known.any():
        return None
    counts = np.bincount(kind[known] * 3 + level[known], minlength=3 * n).reshape(n, 3).astype(float)
    overall = counts.sum(0) / counts.sum()
    return np.asarray((counts + SHRINK_CASES * overall) / (counts.sum(1, keepdims=True) + SHRINK_CASES))


def _probits(
    kind: NDArray[np.int64], level: NDArray[np.int64], on_time: Floats, weight: Floats, n: int
) -> tuple[Floats, Floats]:
    """Return probits of being on time by level and, beside them, by kind: P = Phi(level + kind), cases weighted."""
    known = np.isfinite(on_time)
    if not known.any():
        return np.full(3, np.nan), np.full(n, np.nan)
    kind, level, on_time, weight = kind[known], np.maximum(level[known], 0), on_time[known], weight[known]
    weight = weight / weight.mean()  # as many cases as there are
    overall = float(np.average(on_time, weights=weight))
    by_level, by_kind = np.full(3, ndtri(_inside(overall))), np.zeros(n)
    for _ in range(50):  # backfitting: a share at a time is matched, in turn
        by_level += _correction(level, on_time, ndtr(by_level[level] + by_kind[kind]), weight, 3)
        by_kind += _correction(kind, on_time, ndtr(by_level[level] + by_kind[kind]), weight, n)
    return by_level, by_kind


def _correction(group: NDArray[np.int64], seen: Floats, meant: Floats, weight: Floats, n: int) -> Floats:
    size = np.bincount(group, weight, n)
    observed = np.bincount(group, weight * seen, n)
    model = np.bincount(group, weight * meant, n)
    prior = SHRINK_CASES * (model + 1e-9) / (size + 1e-9) * (size > 0)
    share = (observed + prior) / (size + SHRINK_CASES)
    return np.asarray(np.where(size > 0, ndtri(_inside(share)) - ndtri(_inside(model / np.maximum(size, 1e-300))), 0.0))


def _inside(share: Floats | float) -> Floats:
    return np.clip(share, EDGE, 1 - EDGE)
