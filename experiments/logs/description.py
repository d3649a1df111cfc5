"""What a log says of itself: one table of measures with what each means, and the tables behind them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.logs import arrivals, concentration, lifetimes
from experiments.logs.arrivals import LEAST_DAYS, Span
from experiments.logs.meanings import meaning

NOTHING = float("nan")
SUMMARY = ["measure", "value", "low", "high", "unit", "meaning"]


class Description(NamedTuple):
    """A log described.

    `whole` and `steady` are its first and last days, and the days that daily figures rest on. `summary` has a row a
    measure (value, 95 % interval where there is one, unit, meaning). `tables` are those behind it, by name.
    """

    whole: Span
    steady: Span
    summary: pd.DataFrame
    tables: dict[str, pd.DataFrame]

    def value(self, measure: str) -> float:
        """Return a measure's value."""
        return float(self.summary.set_index("measure")["value"][measure])


def describe(events: pd.DataFrame, zone: str, span: Span | None = None) -> Description:
    """Return the description of an event table; daily figures rest on `span` (default: its steady days)."""
    steady = span or arrivals.steady_span(events)
    inside = events[steady.holds(events["reported_at"])]
    total, areas = arrivals.daily_counts(events, steady), arrivals.area_counts(events, steady)
    lives = lifetimes.lifetimes(events, zone)
    enough = steady.n_days >= LEAST_DAYS
    tables = {
        "profiles": arrivals.profiles(events, steady),
        "daily": _daily(events),
        "areas": areas.mean().rename("per_day").rename_axis("area").reset_index(),
        "area_days": areas.rename_axis("day").rename_axis(None, axis=1).reset_index(),
        "dispersion": arrivals.dispersion(total, areas) if enough else pd.DataFrame(),
        "autocorrelation": arrivals.autocorrelation(total) if enough else pd.DataFrame(),
        "area_correlation": arrivals.area_correlation(areas) if enough else pd.DataFrame(),
        "handling": lifetimes.handling(lives),
        "survival": lifetimes.survival(lives, "group" if lives["group"].notna().any() else "kind", SURVIVAL_CURVES),
        "on_time": lifetimes.promptness(events),
        "concentration": concentration.concentration(inside),
        "repeats": concentration.repeats(inside),
    }
    rows = [*_arrival_rows(total, tables), *_area_rows(tables), *_place_rows(events, tables)]
    rows += _handling_rows(events, lives, tables, zone)
    found = pd.DataFrame(rows, columns=SUMMARY)
    return Description(arrivals.whole_span(events), steady, found[found["value"].notna()], _filled(tables))


SURVIVAL_CURVES = 6
Row = tuple[str, float, float, float, str, str]


def _row(measure: str, value: float, unit: str, low: float = NOTHING, high: float = NOTHING) -> Row:
    return measure, float(value), float(low), float(high), unit, meaning(measure)


def _filled(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {name: table for name, table in tables.items() if len(table)}


def _daily(events: pd.DataFrame) -> pd.DataFrame:
    counts = arrivals.daily_counts(events, arrivals.whole_span(events))
    return counts.rename("n").rename_axis("day").reset_index()


def _arrival_rows(total: pd.Series, tables: dict[str, pd.DataFrame]) -> list[Row]:
    profiles = tables["profiles"].set_index(["by", "value"])["factor"]
    weekend = [profiles["weekday"].get(day, NOTHING) for day in arrivals.WEEKDAYS[-2:]]
    working = [profiles["weekday"].get(day, NOTHING) for day in arrivals.WEEKDAYS[:-2]]
    rows = [
        _row("events", total.sum(), "events"),
        _row("days", len(total), "days"),
        _row("per_day", total.mean(), "events/day"),
        _row("weekend_factor", np.mean(weekend) / np.mean(working), ""),
    ]
    if "dispersion" not in tables or tables["dispersion"].empty:
        return rows
    all_days, lags = tables["dispersion"].iloc[0], tables["autocorrelation"].set_index("lag_days")
    return [
        *rows,
        _row("variance_ratio", all_days["variance_ratio"], ""),
        _row("variance_ratio_without_weekday", all_days["without_weekday"], ""),
        _row("variance_ratio_without_trend", all_days["without_trend"], ""),
        _row("k", all_days["k"], "", all_days["k_low"], all_days["k_high"]),
        _row("lag_1", lags["raw"][1], ""),
        _row("lag_1_without_weekday", lags["without_weekday"][1], ""),
    ]


def _area_rows(tables: dict[str, pd.DataFrame]) -> list[Row]:
    spread = tables["concentration"].set_index("by")
    rows = []
    if "area" in spread.index:
        area = spread.loc["area"]
        rows = [
            _row("areas", area["n_values"], "areas"),
            _row("area_cv", area["cv"], ""),
            _row("area_gini", area["gini"], ""),
            _row("area_max_over_median", area["max_over_median"], ""),
            _row("area_top_tenth_share", area["top_tenth_share"], "share"),
        ]
    if len(tables["dispersion"]) > 1:
        each = tables["dispersion"].iloc[1:].median(numeric_only=True)
        rows += [
            _row("area_variance_ratio", each["variance_ratio"], ""),
            _row("area_k", each["k"], ""),
            _row("area_correlation", arrivals.mean_between(tables["area_correlation"]), ""),
        ]
    return rows


def _place_rows(events: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[Row]:
    rows = []
    for again in tables["repeats"].itertuples():
        rows.append(_row(f"repeats_{again.days}_days", again.repeat_share, "share"))
        rows.append(_row(f"repeats_{again.days}_days_by_chance", again.by_chance, "share"))
    voided = (events["status"] == "voided").mean() or NOTHING
    marked = concentration.duplicate_share(events)
    return [*rows, _row("duplicates", marked, "share"), _row("voided", voided, "share")]


def _handling_rows(events: pd.DataFrame, lives: pd.DataFrame, tables: dict[str, pd.DataFrame], zone: str) -> list[Row]:
    rows = []
    for prompt in tables["on_time"].query("by == 'all'").itertuples():
        name = "on_time" if prompt.value == "all" else "on_time_of_limited"
        rows.append(_row(name, prompt.on_time_share, "share", prompt.low, prompt.high))
    if lives.empty:
        return rows
    all_lives, limits = tables["handling"].iloc[0], lifetimes.limit_shares(lives, zone)
    rows.append(_row("closed", all_lives["closed_share"], "share"))
    low, high = all_lives["median_low_hours"], all_lives["median_high_hours"]
    rows.append(_row("median_hours", all_lives["q50_hours"], "hours", low, high))
    rows.append(_row("q90_hours", all_lives["q90_hours"], "hours"))
    logs = np.log(lives.loc[lives["closed"] & (lives["hours"] > LEAST_HOURS), "hours"])
    rows.append(_row("log_sd_hours", logs.std(), ""))
    for share in (1 / 2, 9 / 10):
        name = f"limit_share_q{math.floor(100 * share)}"
        rows.append(_row(name, limits.quantile(share) if len(limits) else NOTHING, ""))
    return rows


LEAST_HOURS = 6 / 60
