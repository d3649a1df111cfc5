"""The command `gridgov log backtest`: fit to the first part of a log, predict the rest, score, judge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.libraries import need_libraries
from experiments.logs.backtest.baselines import Days, day_classes, regression, same_weekday, seasonal_mean
from experiments.logs.backtest.handled import (
    SETTLED_DAYS,
    closing_quantiles,
    coming,
    days_after,
    of_log,
    of_run,
    on_time_share,
    open_cases,
    recorded,
)
from experiments.logs.backtest.page import cells, draw_counts, draw_open, drawing, render
from experiments.logs.backtest.predict import counts_of, levels_drawn, runs_of
from experiments.logs.backtest.scores import LEVELS, score
from experiments.logs.backtest.verdict import (
    NAIVE,
    STREET,
    Check,
    backlog_check,
    count_checks,
    hours_checks,
    promptness_check,
    verdict,
)
from experiments.logs.fitting.command import FittedStreet, Wanted, about, choose, fit_street
from experiments.logs.fitting.panel import count, placed
from experiments.logs.fitting.window import DAY, Window
from experiments.logs.folder import How, begin, check_way, make_way, open_log, safe_name, write_manifest
from experiments.logs.reading import Log
from experiments.screen import follow_steps, say
from experiments.tables import write_csv, write_text
from sim.errors import InputError

Floats = NDArray[np.float64]
LEAST_TESTED = 7
SHOWN_AREAS = 4
EXACT = (
    "Coverage is exact for whole numbers: a count on the edge of an interval counts in part, so that a right forecast "
    "has the nominal level. The interval score is width plus a penalty for what lies outside: small is good."
)
CHANCE = (
    "Intervals hold chance and, for what is yet to arise, the error of the fit and slow drift; not that of handling. "
    "What the log cannot tell is at its prior: see parameters.csv."
)


class Trial(NamedTuple):
    """What a back-test needs: log, fitted street, its events with names of the fit, tested days, sizes."""

    log: Log
    street: FittedStreet
    table: pd.DataFrame
    tested: Window
    draws: int
    replays: int
    workers: int


def backtest(
    path: Path,
    how: How,
    wanted: Wanted,
    to: pd.Timestamp | None,
    sizes: tuple[int, int, int],
    overrides: Sequence[str],
    results: Path,
    overwrite: bool,
) -> int:
    """Fit, predict, compare; print the verdict and write results/NAME/ with backtest.html."""
    if wanted.span.until is None:
        raise InputError(
            "--until", "nothing", "the last day of the fit, as YYYY-MM-DD", "the days after it are the test"
        )
    need_libraries("gridgov log", "logs", "pandera")
    place = (results, overrides, safe_name("backtest", path), overwrite)
    check_way(*place)
    log = open_log(path, how)
    window, tested = divided(log, wanted, to)
    folder = make_way(*place)
    begin(folder, "backtest")
    street = fit_street(log, window, folder, folder.name)
    table = placed(log.events, window, street.fitted.panel.kind_of, street.fitted.panel.area_of)
    trial = Trial(log, street, table, tested, *sizes)
    scores, samples, seen = judge_counts(trial)
    checks, runs = [*count_checks(scores)], judge_handling(trial, folder)
    checks += runs.checks
    write_csv(folder / "scores.csv", scores)
    write_csv(folder / "checks.csv", pd.DataFrame(checks))
    write_csv(folder / "daily.csv", daily_table(trial, samples, seen))
    write_text(folder / "backtest.html", _page(trial, scores, checks, (samples, seen), runs))
    window = trial.street.fitted.panel.window
    write_manifest(folder, "backtest", {**trial.log.about, **about(window), "tested_days": trial.tested.n_days})
    for one in checks:
        say(f"{'met   ' if one.met else 'MISSED'} {one.found}")
    for sentence in verdict(checks)[:3]:
        say(sentence)
    say(f"page: {folder / 'backtest.html'}")
    return 0


def divided(log: Log, wanted: Wanted, to: pd.Timestamp | None) -> tuple[Window, Window]:
    """Return the days to fit to and the days to test on; InputError where the log has too few after the fit."""
    window = choose(log, wanted)
    last = log.events["reported_at"].max().normalize()
    n_days = days_after(window.end, last if to is None else min(to, last))
    if n_days < LEAST_TESTED:
        got = f"{max(n_days, 0)} days after {(window.end - DAY).date()}"
        raise InputError("--until", got, f"at least {LEAST_TESTED} days of the log to test on", "end the fit earlier")
    return window, Window(window.end, np.ones(n_days, bool), window.kind, window.rest_days)


def judge_counts(trial: Trial) -> tuple[pd.DataFrame, Floats, NDArray[np.int64]]:
    """Return the scores of daily counts by area, by kind and in all, with the samples and what was seen."""
    panel, n_days = trial.street.fitted.panel, trial.tested.n_days
    ahead = coming(trial.street, n_days)
    scenarios = [levels_drawn(trial.street, ahead, number) for number in range(trial.draws)]
    with follow_steps("predictive runs", trial.draws) as on_run:
        drawn = sorted(runs_of(scenarios, on_run, trial.workers))
        samples = np.stack([counts_of(one.cases, n_days, panel.kinds, panel.areas) for one in drawn])
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
    scenarios = [levels_drawn(trial.street, scenario, number) for number in range(trial.replays)]
    with follow_steps("runs from the record", trial.replays) as on_run:
        runs = [of_run(one.cases) for one in runs_of(scenarios, on_run, trial.workers)]
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
    with follow_steps("runs for promptness", trial.replays) as on_run:
        runs = [of_run(one.cases) for one in runs_of([scenario] * trial.replays, on_run, trial.workers)]
    prompt = np.array([on_time_share(one, 0.0, end, np.inf) for one in runs])
    logged = of_log(trial.table, trial.tested.first)
    return Handled([promptness_check(prompt, on_time_share(logged, 0.0, end, np.inf))])


def daily_table(trial: Trial, samples: Floats, seen: NDArray[np.int64]) -> pd.DataFrame:
    """Return a row for each tested day and area: what was logged, and the ends of the intervals."""
    panel = trial.street.fitted.panel
    by_area = samples.sum(axis=2, dtype=float)
    ends = {
        f"{side}_{level:.0%}".rstrip("%"): value
        for level in LEVELS
        for side, value in zip(("low", "high"), _ends(by_area, level), strict=True)
    }
    dates = pd.date_range(trial.tested.first, periods=trial.tested.n_days).strftime("%Y-%m-%d")
    flat = {name: value.ravel() for name, value in ends.items()}
    return pd.DataFrame(
        {
            "date": np.repeat(dates, len(panel.areas)),
            "area": np.tile(panel.areas, len(dates)),
            "logged": seen.sum(axis=1).ravel(),
            "mean": by_area.mean(axis=0).ravel(),
            **flat,
        }
    )


def _ends(samples: Floats, level: float) -> tuple[Floats, Floats]:
    from experiments.logs.backtest.scores import bounds

    return bounds(samples, level)


def _page(
    trial: Trial, scores: pd.DataFrame, checks: list[Check], counts: tuple[Floats, NDArray[np.int64]], runs: Handled
) -> str:
    panel, tested = trial.street.fitted.panel, trial.tested
    samples, seen = counts
    biggest = np.argsort(-panel.used.sum(axis=(0, 1)))[:SHOWN_AREAS]
    shown = np.concatenate([samples.sum(axis=(2, 3))[:, :, None], samples.sum(axis=2)[:, :, biggest]], axis=2).astype(
        float
    )
    logged = np.concatenate([seen.sum(axis=(1, 2))[:, None], seen.sum(axis=1)[:, biggest]], axis=1).astype(float)
    names = ["all areas", *(panel.areas[i] for i in biggest)]
    said = "Daily counts of the tested days, logged and simulated"
    pictures = [
        {
            "drawing": drawing(draw_counts(shown, logged, tested.first, names), said),
            "caption": f"{said}: in all, and in the largest areas.",
        }
    ]
    if runs.open_simulated is not None and runs.open_logged is not None:
        made = draw_open(runs.open_simulated, runs.open_logged, panel.window.first, panel.window.end)
        told = "Open cases from the first day of the fit on: logged arrivals until its end, the street's own after it"
        pictures.append(
            {"drawing": drawing(made, told), "caption": f"{told}. Days left out of the fit are lived through."}
        )
    window = panel.window
    facts = f"fit {window.first.date()} to {(window.end - DAY).date()} ({window.used.sum()} days used), "
    facts += f"test {tested.first.date()} to {(tested.end - DAY).date()} · "
    facts += f"{trial.draws} predictive runs, {trial.replays} from the record"
    rows = pd.DataFrame([{"check": one.name, "": "met" if one.met else "missed", "found": one.found} for one in checks])
    return render(
        {
            "title": "Back-test",
            "name": trial.street.name,
            "facts": facts,
            "heading": "How far it may be trusted",
            "told": verdict(checks),
            "notes": [*window.notes, CHANCE],
            "pictures": pictures,
            "tables": [
                {"title": "Checks", "note": "", "table": cells(rows)},
                {"title": "Scores of daily counts", "note": EXACT, "table": cells(scores.drop(columns="holds"))},
            ],
        }
    )
