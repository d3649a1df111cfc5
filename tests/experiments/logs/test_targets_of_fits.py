"""Streets fitted to the real logs, where these lie beside the repository, have what was measured on them.

The targets are those of the design notes on data sets, section 8; the sets measured there are longer than the days of a
fit, so a target reaches from the published figure to that of the log in these days. A log is one realisation of its
street: a target is met if it lies within the 95 % of runs (mean and two standard deviations). Draws are keyed: nothing
here fails by chance. What is missed stands here with its figure and reason, and in docs/event_log.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from experiments.build import plain
from experiments.logs.calibrating.cases import Cases, as_said, cases_of, said_columns
from experiments.logs.calibrating.patterns import PATTERNS, measured
from experiments.logs.concentration import repeats
from experiments.logs.fitting.command import Wanted, choose, fit_street
from experiments.logs.fitting.panel import placed
from experiments.logs.fitting.sources import by_resident
from experiments.logs.fitting.window import Window, parse_wish
from experiments.logs.simulated import events_of
from sim import run
from tests.experiments.logs.test_real_files import real

pytestmark = pytest.mark.extended

RUNS = {"pingshan": 8, "boston311": 6}
STORM = ["2011-08-26..2011-09-04"]  # Irene, of which the fit to Boston is to know nothing
SETTLING_DAYS = 45  # after the last day, where a log has promptness but no times of closing
SIX_MINUTES = 0.1


def ratio(counts: np.ndarray) -> np.ndarray:
    return counts.var(axis=0, ddof=1) / counts.mean(axis=0)


def between(counts: np.ndarray) -> float:
    return float(np.corrcoef(counts.T)[np.triu_indices(counts.shape[1], 1)].mean())


def busy(cases: Cases, days: np.ndarray) -> np.ndarray:
    """Return counts of days and areas, without areas that have hardly any."""
    counts = cases.areas[days]
    return counts[:, counts.mean(axis=0) >= 0.1]


def figures(events: pd.DataFrame, window: Window) -> dict[str, float]:
    """Return every figure that a target is about, from events with the names of kinds and areas of the fit."""
    cases = cases_of(events, window)
    found = dict(zip([one.name for one in PATTERNS], measured(cases).tolist(), strict=True))
    areas, total = busy(cases, cases.used), cases.areas[cases.used].sum(axis=1)
    amounts = np.sort(cases.areas[cases.used].sum(axis=0))[::-1]
    follows = np.flatnonzero(np.diff(cases.used) == 1)
    residents = cases_of(events[by_resident(events)], window)
    working = residents.used[residents.workdays[residents.used]]
    again = repeats(events).set_index("days")
    hours = cases.columns["hours"][(cases.columns["closed"] > 0) & (cases.columns["hours"] > SIX_MINUTES)]
    limited = events[events["due_at"].notna() & events["on_time"].notna()]
    mean, variance = areas.mean(axis=0), areas.var(axis=0, ddof=1)
    return found | {
        "area_days": float(np.median(ratio(areas))),
        "area_k": float(np.median(mean**2 / np.maximum(variance - mean, 1e-9))),
        "days": float(ratio(total[:, None])[0]),
        "days_without_weekday": float(np.exp(found["bursts"])),
        "lag_1_raw": float(np.corrcoef(total[follows], total[follows + 1])[0, 1]),
        "area_cv": float(amounts.std(ddof=1) / amounts.mean()),
        "area_max_over_median": float(amounts[0] / np.median(amounts)),
        "resident_area_days": float(np.median(ratio(busy(residents, working)))),
        "resident_area_correlation": between(busy(residents, working)),
        "repeats_beyond_chance": float(again["repeat_share"][1] - again["by_chance"][1]),
        "log_sd": float(np.log(hours).std()) if len(hours) else np.nan,
        "on_time_limited": float(limited["on_time"].astype(float).mean()) if len(limited) else np.nan,
        "limit_median": float(np.exp(found["limit_used_q50"])),
        "limit_q90": float(np.exp(found["limit_used_q90"])),
    }


class Lived(NamedTuple):
    """The figures of a log in the days of the fit, and of runs of the street that is fitted to them."""

    log: dict[str, float]
    runs: pd.DataFrame


@cache
def lived(name: str) -> Lived:
    """Fit a street to a real log and let it live."""
    log = real(name, name)
    window = choose(log, Wanted(parse_wish("", "", STORM if name == "boston311" else [])))
    with TemporaryDirectory() as folder:
        street = fit_street(log, window, Path(folder) / "fit", "fit")
    said = said_columns(log.events)
    days = window.n_days + (0 if "closed_at" in said else SETTLING_DAYS)
    scenario, panel = street.scenario.but(detail="incidents", days=days), street.fitted.panel
    mine = placed(log.events, window, panel.kind_of, panel.area_of)
    rows = []
    for seed in range(1, RUNS[name] + 1):
        result = run(scenario, seed)
        assert result.incidents is not None
        events = as_said(events_of(result.incidents, result.grids, plain(scenario)), said)
        rows.append(figures(events[events["reported_at"] < window.end].reset_index(drop=True), window))
    return Lived(figures(mine[mine["reported_at"] < window.end].reset_index(drop=True), window), pd.DataFrame(rows))


class Target(NamedTuple):
    """A figure of section 8: from, to; and, where the street misses it, the figure that it has and why."""

    log: str
    figure: str
    low: float
    high: float
    missed: str = ""


P, B = "pingshan", "boston311"
ONE_CAUSE = "many reports of one cause are shocks of a kind in an area on a day, held back where areas are calm"
WITHIN_THE_HOUR = "what is closed within the hour is settled at once in the model; above that 1.69, logged 1.75"
TARGETS = (
    Target(P, "area_days", 2.6, 2.8),
    Target(P, "area_k", 1, 5),
    Target(P, "area_correlation", 0.27, 0.27),
    Target(P, "days", 16, 22),
    Target(P, "days_without_weekday", 16.4, 16.4),
    Target(P, "lag_1_raw", 0.3, 0.3),
    Target(P, "days_off", 0.65, 0.7),
    Target(P, "area_cv", 0.74, 0.87),
    Target(P, "area_gini", 0.40, 0.45),
    Target(P, "area_max_over_median", 3.3, 4.0),
    Target(P, "repeat_share", 0.27, 0.27),
    Target(P, "repeats_beyond_chance", 0.14, 0.14, f"0.108 (0.101 to 0.115): {ONE_CAUSE}"),
    Target(P, "on_time_share", 0.91, 0.91),
    Target(P, "on_time_grid", 0.67, 0.67),
    Target(P, "on_time_street", 0.96, 0.96),
    Target(P, "on_time_above", 0.91, 0.91),
    Target(B, "resident_area_days", 2.6, 2.8),
    Target(B, "resident_area_correlation", 0.27, 0.27),
    Target(B, "days", 92, 92),
    Target(B, "days_without_weekday", 22.5, 22.5),
    Target(B, "lag_1_raw", 0.34, 0.34),
    Target(B, "days_off", 0.35, 0.35),
    Target(B, "area_cv", 0.87, 0.87),
    Target(B, "area_gini", 0.45, 0.45),
    Target(B, "area_max_over_median", 4.0, 4.0),
    Target(B, "repeats_beyond_chance", 0.09, 0.09, f"0.064 (0.058 to 0.071): {ONE_CAUSE}"),
    Target(B, "void_share", 0.06, 0.1),
    Target(B, "resident_share", 0.69, 0.69),
    Target(B, "on_time_limited", 0.75, 0.75),
    Target(B, "log_sd", 2.3, 2.9, f"1.74 (1.73 to 1.76): {WITHIN_THE_HOUR}"),
    Target(B, "limit_median", 0.2, 0.21),
    Target(B, "limit_q90", 2.3, 2.3),
)


def span_of(target: Target) -> tuple[float, float, float, float]:
    """Return what was aimed at, from and to, and the 95 % of runs."""
    found = lived(target.log)
    own, runs = found.log[target.figure], found.runs[target.figure]
    low, high = min(target.low, own), max(target.high, own)
    return low, high, runs.mean() - 2 * runs.std(), runs.mean() + 2 * runs.std()


def marked(target: Target) -> object:
    marks: Callable[..., pytest.MarkDecorator] = pytest.mark.xfail
    reason = [marks(strict=True, reason=target.missed)] if target.missed else []
    return pytest.param(target, marks=reason, id=f"{target.log}-{target.figure}")


@pytest.mark.parametrize("target", [marked(one) for one in TARGETS])
def test_a_fitted_street_has_what_was_measured_on_its_log(target: Target) -> None:
    low, high, least, most = span_of(target)
    assert low <= most and least <= high, f"{least:.3g} to {most:.3g} simulated, {low:.3g} to {high:.3g} aimed at"
