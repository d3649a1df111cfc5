"""The command `gridgov log backtest`: fit to the first part of a log, predict the rest, score, judge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.libraries import need_libraries
from experiments.logs.backtest.handled import days_after
from experiments.logs.backtest.judging import Handled, Trial, judge_counts, judge_handling
from experiments.logs.backtest.page import cells, draw_counts, draw_open, drawing, render
from experiments.logs.backtest.scores import LEVELS, bounds
from experiments.logs.backtest.verdict import Check, count_checks, verdict
from experiments.logs.fitting.command import Wanted, about, choose, fit_street, is_taken
from experiments.logs.fitting.panel import placed
from experiments.logs.fitting.window import DAY, Window
from experiments.logs.folder import How, asked_of, begin, check_way, make_way, open_log, safe_name, write_manifest
from experiments.logs.reading import Log
from experiments.logs.runs import kept_runs
from experiments.screen import say
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


class Wish(NamedTuple):
    """What was asked of a back-test beside the fit: the last tested day (None: the log's), draws, replays, workers."""

    to: pd.Timestamp | None = None
    draws: int = 200
    replays: int = 20
    workers: int = 0


def backtest(
    path: Path, how: How, wanted: Wanted, wish: Wish, overrides: Sequence[str], results: Path, overwrite: bool
) -> int:
    """Fit, predict, compare; print the verdict and write results/NAME/ with backtest.html."""
    if wanted.span.until is None:
        raise InputError(
            "--until", "nothing", "the last day of the fit, as YYYY-MM-DD", "the days after it are the test"
        )
    need_libraries("gridgov log", "logs", "pandera")
    asked = asked_of("backtest", path.resolve(), how, wanted, wish._replace(workers=0))
    place = (results, overrides, safe_name("backtest", path), overwrite, asked)
    check_way(*place)
    log = open_log(path, how)
    window, tested = divided(log, wanted, wish.to)
    folder = make_way(*place)
    begin(folder, "backtest", asked)
    with kept_runs(folder, wish.workers) as runs:
        street = fit_street(log, window, folder, folder.name + ("_fit" if is_taken(folder.name) else ""), runs)
        table = placed(log.events, window, street.fitted.panel.kind_of, street.fitted.panel.area_of)
        checks = judge(Trial(log, street, table, tested, wish.draws, wish.replays, runs), folder)
    for one in checks:
        say(f"{'met   ' if one.met else 'MISSED'} {one.found}")
    for sentence in verdict(checks)[:3]:
        say(sentence)
    say(f"page: {folder / 'backtest.html'}")
    return 0


def judge(trial: Trial, folder: Path) -> list[Check]:
    """Make the runs of a trial, write what they show into the folder, and return the checks."""
    scores, samples, seen = judge_counts(trial)
    handled = judge_handling(trial, folder)
    checks = [*count_checks(scores), *handled.checks]
    write_csv(folder / "scores.csv", scores)
    write_csv(folder / "checks.csv", pd.DataFrame(checks))
    write_csv(folder / "daily.csv", daily_table(trial, samples, seen))
    write_text(folder / "backtest.html", _page(trial, scores, checks, (samples, seen), handled))
    days = {**about(trial.street.fitted.panel.window), "tested_days": trial.tested.n_days}
    write_manifest(folder, "backtest", {**trial.log.about, **days})
    return checks


def divided(log: Log, wanted: Wanted, to: pd.Timestamp | None) -> tuple[Window, Window]:
    """Return the days to fit to and the days to test on; InputError where the log has too few after the fit."""
    window = choose(log, wanted)
    last = log.events["reported_at"].max().normalize()
    n_days = days_after(window.end, last if to is None else min(to, last))
    if n_days < LEAST_TESTED:
        got = f"{max(n_days, 0)} days after {(window.end - DAY).date()}"
        raise InputError("--until", got, f"at least {LEAST_TESTED} days of the log to test on", "end the fit earlier")
    return window, Window(window.end, np.ones(n_days, bool), window.kind, window.rest_days)


def daily_table(trial: Trial, samples: Floats, seen: NDArray[np.int64]) -> pd.DataFrame:
    """Return a row for each tested day and area: what was logged, and the ends of the intervals."""
    panel = trial.street.fitted.panel
    by_area = samples.sum(axis=2, dtype=float)
    ends = {
        f"{side}_{level:.0%}".rstrip("%"): value
        for level in LEVELS
        for side, value in zip(("low", "high"), bounds(by_area, level), strict=True)
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
