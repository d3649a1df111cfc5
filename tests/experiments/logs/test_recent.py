"""Recent days weigh more where past weeks show that they should; made-up counts, nothing is drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.logs.backtest.handled import of_log, on_time_share
from experiments.logs.fitting.fitted import fit_log
from experiments.logs.fitting.handling import fit_handling, kaplan_meier
from experiments.logs.fitting.recent import best_half_life, recent_level, weights
from experiments.logs.fitting.window import Span, choose_window
from experiments.logs.schema import EVENTS

DAYS, PRIOR = 84, 10.0
AGE = np.arange(DAYS)[::-1].astype(float)
FIRST = pd.Timestamp("2025-03-03")


def test_a_steady_series_keeps_all_its_days() -> None:
    steady = np.full((DAYS, 2), 20.0) + 4.0 * (np.arange(DAYS)[:, None] % 2)
    found = recent_level(steady, np.full((DAYS, 2), 22.0), AGE, PRIOR)
    assert found.half_life_days == np.inf and np.allclose(found.level, 1.0, atol=0.01)


def test_a_series_that_drifts_is_forecast_from_where_it_is_now() -> None:
    drifting = np.linspace(10, 40, DAYS)[:, None]
    found = recent_level(drifting, np.full((DAYS, 1), 25.0), AGE, PRIOR)
    assert found.half_life_days == 14 and 1.3 < found.level[0] < 1.6
    assert np.isclose(weights(np.array([14.0]), 14.0)[0], 1 / 2)


def test_days_after_the_last_origin_are_not_needed_and_short_logs_weigh_all_alike() -> None:
    short = np.linspace(1, 40, 14)[:, None]
    assert best_half_life(short, np.full((14, 1), 20.0), np.arange(14)[::-1].astype(float), PRIOR) == np.inf


def log(hours: np.ndarray, limited: np.ndarray | None = None) -> pd.DataFrame:
    """Return events, five a day at noon, that were closed after so many hours, with a limit of a day where limited."""
    n = len(hours)
    start = FIRST + pd.to_timedelta(np.arange(n) // 5 * 24 + 12, unit="h")
    due = pd.Series(start + pd.Timedelta(hours=24)).where(np.ones(n, bool) if limited is None else limited)
    values = {
        "event_id": [str(i) for i in range(n)],
        "kind": "lamps",
        "area": "west",
        "status": "closed",
        "reported_at": start,
        "closed_at": start + pd.to_timedelta(hours, unit="h"),
        "due_at": due,
        "on_time": (hours <= 24) | due.isna(),
    }
    return pd.DataFrame({name: values.get(name) for name in EVENTS.columns}, index=range(n)).astype(EVENTS.dtypes)


def test_handling_that_became_slower_is_fitted_as_it_is_now() -> None:
    n = 5 * DAYS
    slower = np.where(np.arange(n) < n // 2, 20.0, 400.0) + np.arange(n) % 5
    for hours, half_life in ((slower, 14.0), (np.full(n, 30.0) + np.arange(n) % 5, np.inf)):
        events = log(hours)
        window = choose_window(events["reported_at"], Span(), "none")
        assert fit_handling(events, ("lamps",), window).half_life_days == half_life


def test_weighted_closings_are_those_of_copies() -> None:
    hours, closed = np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, True, False, True])
    copies = np.repeat([0, 1, 2, 3], [1, 3, 2, 1])
    weighted = kaplan_meier(hours, closed, np.array([1.0, 3.0, 2.0, 1.0]))
    assert np.allclose(weighted, kaplan_meier(hours[copies], closed[copies]))


def test_cases_without_a_limit_are_neither_on_time_nor_late_and_a_few_limits_give_a_kind_none() -> None:
    hours = np.full(5 * DAYS, 30.0)
    limited = np.arange(len(hours)) % 5 == 0
    events = log(hours, limited)
    assert on_time_share(of_log(events, FIRST), 0, np.inf, np.inf) == 0, "only those with a limit, which are late"
    window = choose_window(events["reported_at"], Span(), "none")
    assert np.isnan(fit_handling(events, ("lamps",), window).limit_hours[0])
    assert fit_handling(log(hours), ("lamps",), window).limit_hours[0] == 24


def test_a_storm_that_is_left_out_changes_no_rate_and_is_told() -> None:
    calm = log(np.full(5 * DAYS, 30.0))
    storm = pd.concat(
        [calm, calm[calm["reported_at"].dt.normalize() == "2025-04-10"].sample(500, replace=True, random_state=1)]
    )
    storm = storm.assign(event_id=[str(i) for i in range(len(storm))]).sort_values("reported_at", ignore_index=True)
    out = Span(exclude=((pd.Timestamp("2025-04-10"), pd.Timestamp("2025-04-10")),))
    windows = [choose_window(one["reported_at"], out, "none") for one in (calm, storm)]
    fits = [fit_log(one, window) for one, window in zip((calm, storm), windows, strict=True)]
    assert np.allclose(fits[0].rates.workday, fits[1].rates.workday) and fits[0].shocks.day == fits[1].shocks.day
    assert fits[1].panel.counts.sum() == len(storm), "its events are still there, to be lived through"
    assert "1 days are left out by --exclude: not fitted to, but lived through" in " ".join(windows[1].notes)
