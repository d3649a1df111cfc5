"""What a back-test compares: daily counts by area, by kind and in all; promptness, hours to closing, open cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.logs.backtest.baselines import Days, day_classes, regression, same_weekday, seasonal_mean
from experiments.logs.backtest.handled import (
    SETTLED_DAYS,
    Cases,
    closing_quantiles,
    coming,
    of_log,
    of_run,
    on_time_share,
    open_cases,
    recorded,
)
from experiments.logs.backtest.predict import drawn, levels_drawn, seeds
from experiments.logs.backtest.scores import LEVELS, score
from experiments.logs.backtest.verdict import NAIVE, STREET, Check, backlog_check, hours_checks, promptness_check
from experiments.logs.fitting.command import FittedStreet
from experiments.logs.fitting.panel import count
from experiments.logs.fitting.window import Window
from experiments.logs.reading import Log
from experiments.logs.runs import Runs, cases_of
from experiments.screen import say
from sim.scenario import Scenario

Floats = NDArray[np.float64]


class Trial(NamedTuple):
    """What a back-test needs: log, fitted street, its events with names of the fit, tested days, sizes, runs."""

    log: Log
    street: FittedStreet
    table: pd.DataFrame
    tested: Window
    draws: int
    replays: int
    runs: Runs


def judge_counts(trial: Trial) -> tuple[pd.DataFrame, Floats, NDArray[np.int64]]:
    """Return the scores of daily counts by area, by kind and in all, with the samples and what was seen."""
    panel, n_days = trial.street.fitted.panel, trial.tested.n_days
    ahead = coming(trial.street, n_days)
    scenarios = [levels_drawn(trial.street, ahead, number) for number in range(trial.draws)]
    samples = drawn(trial.runs, scenarios, n_days, panel)
    later = trial.table[trial.table["day"] >= panel.window.n_days]
    seen = count(later.assign(day=later["day"] - panel.window.n_days), n_days, panel.kinds, panel.areas)
    days = Days(day_classes(panel.window)[panel.window.used], day_classes(trial.tested))
    rows = []
    for of, axes in GROUPINGS.items():
        views = (_view(one, axes) for one in (samples, seen[None], panel.used[None]))
        drawn_counts, seen_counts, fitted_counts = views
        rivals = {NAIVE[0]: same_weekday, NAIVE[1]: seasonal_mean, "negative-binomial regression": regression}
        forecasts = {STREET: drawn_counts} | {name: rival(fitted_counts[0], days) for name, rival in rivals.items()}
        rows += [_row(of, name, one, seen_counts[0], level) for name, one in forecasts.items() for level in LEVELS]
    return pd.DataFrame(rows), samples, seen


GROUPINGS: dict[str, tuple[int, ...]] = {"by area": (2,), "by kind": (3,), "in all": (2, 3)}


def _view(counts: Any, axes: tuple[int, ...]) -> Floats:
    """Return counts (draws, days, kinds, areas) summed over axes, as (draws, days, series)."""
    summed = np.asarray(counts).sum(axis=axes, dtype=float)
    return summed[:, :, None] if summed.ndim == 2 else summed


def _row(of: str, name: str, samples: Floats, seen: Floats, level: float) -> dict[str, Any]:
    found = score(samples, seen, level)
    return {
        "of": of,
        "forecast": name,
        "level": level,
        "coverage": found.coverage,
        "coverage_low": found.low,
        "coverage_high": found.high,
        "holds": found.holds,
        "plain_coverage": found.plain,
        "interval_score": found.interval_score,
        "width": found.width,
    }


class Handled(NamedTuple):
    """What was found of handling: checks, and open cases by day (runs, days) with those of the log (None: no times)."""

    checks: list[Check]
    open_simulated: Floats | None = None
    open_logged: Floats | None = None


def judge_handling(trial: Trial, folder: Path) -> Handled:
    """Return what promptness, hours to closing and open cases show; the last two only where the log has closings."""
    fitted, n_days = trial.street.fitted, trial.tested.n_days
    if not np.isfinite(fitted.handling.on_time).any():
        return Handled([])
    if not fitted.handling.timed:
        return _promptness_only(trial)
    start = 24.0 * fitted.panel.window.n_days
    end = start + 24.0 * n_days
    scenario = recorded(trial.street, trial.table, folder / "trace.csv", n_days)
    for note in scenario.notes():
        say(f"note: {note}")
    runs = _lived(trial, [levels_drawn(trial.street, scenario, number) for number in range(trial.replays)])
    logged = of_log(trial.table, fitted.panel.window.first)
    prompt = np.array([on_time_share(one, start, end, end) for one in runs])
    hours = np.array([closing_quantiles(one, start, end) for one in runs])
    total = fitted.panel.window.n_days + n_days
    simulated, seen = np.array([open_cases(one, total) for one in runs]), open_cases(logged, total)
    checks = [promptness_check(prompt, on_time_share(logged, start, end, end))]
    checks += hours_checks(hours, closing_quantiles(logged, start, end))
    checks.append(backlog_check(simulated[:, -n_days:], seen[-n_days:], "in the tested days"))
    left_out = ~fitted.panel.window.used
    if left_out.any():
        shock = np.concatenate([left_out, np.zeros(n_days, bool)])
        checks.append(backlog_check(simulated[:, shock], seen[shock], "in the days left out of the fit, lived through"))
    return Handled(checks, simulated, seen)


def _promptness_only(trial: Trial) -> Handled:
    end = 24.0 * trial.tested.n_days
    scenario = coming(trial.street, trial.tested.n_days + SETTLED_DAYS)
    runs = _lived(trial, [scenario] * trial.replays)
    prompt = np.array([on_time_share(one, 0.0, end, np.inf) for one in runs])
    logged = of_log(trial.table, trial.tested.first)
    return Handled([promptness_check(prompt, on_time_share(logged, 0.0, end, np.inf))])


def _lived(trial: Trial, scenarios: list[Scenario]) -> list[Cases]:
    """Return the cases of each scenario's run."""
    made = trial.runs.make(cases_of, scenarios, seeds(len(scenarios)), "runs of handling")
    return [of_run(one.table) for one in sorted(made, key=lambda one: one.place)]
