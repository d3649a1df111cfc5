"""What a replay says: indicators under both policies with their paired differences, sentences, and the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.logs.backtest.handled import closing_quantiles, of_log, on_time_share
from experiments.logs.backtest.page import cells, drawing, render
from experiments.logs.fitting.window import DAY
from experiments.logs.replay_picture import draw_backlogs
from experiments.statistics import estimate

LOGGED, OTHER = "logged policy", "other policy"
MEASURED = (
    "on_time_share",
    "closed_share",
    "closing_hours_median",
    "closing_hours_q90",
    "wait_hours_mean",
    "backlog_mean",
    "backlog_end",
    "utilisation_administrator",
    "utilisation_coordinator",
    "cost_yuan",
)


def compared(runs: pd.DataFrame) -> pd.DataFrame:
    """Return each indicator under the logged policy, under the other, and their paired difference with interval."""
    wide = runs.set_index(["policy", "seed"]).unstack("policy")
    rows = []
    for name in MEASURED:
        row: dict[str, Any] = {"indicator": name}
        for policy in wide[name].columns:
            found = estimate(wide[name][policy].to_numpy())
            row |= {policy: found.mean, f"{policy} low": found.low, f"{policy} high": found.high}
        if OTHER in wide[name]:
            gap = estimate((wide[name][OTHER] - wide[name][LOGGED]).to_numpy())
            row |= {"difference": gap.mean, "low": gap.low, "high": gap.high}
        rows.append(row)
    return pd.DataFrame(rows)


def sentences(found: pd.DataFrame) -> list[str]:
    """Return what the other policy changes, in words; no clear difference is said so."""
    if "difference" not in found:
        return ["No other policy was asked for: this is the logged policy, lived through again."]
    told = []
    for row in found.itertuples(index=False):
        low, high, gap = row.low, row.high, row.difference
        name = str(row.indicator).replace("_", " ")
        if low == high == 0:
            continue
        if not (np.isfinite(low) and np.isfinite(high)):
            told.append(f"{name}: not known in two replications or more.")
        elif low <= 0 <= high:
            told.append(f"{name}: no clear difference ({low:+.3g} to {high:+.3g}).")
        else:
            told.append(f"{name}: {gap:+.3g} (between {low:+.3g} and {high:+.3g}).")
    return [*told, "Intervals hold the luck of handling alone: the arrivals are those of the log."]


def as_logged(table: pd.DataFrame, days: tuple[int, int], runs: pd.DataFrame) -> list[str]:
    """Return how the simulated handling under the logged policy compares with the log's own."""
    cases = of_log(table, pd.Timestamp((table["reported_at"].dt.normalize() - table["day"] * DAY).iloc[0]))
    start, end = 24.0 * days[0], 24.0 * days[1]
    mine, told = runs[runs["policy"] == LOGGED], []
    prompt = on_time_share(cases, start, end, end)
    if np.isfinite(prompt):
        told.append(f"In the log itself {prompt:.1%} were on time (simulated {mine['on_time_share'].mean():.1%}).")
    median = closing_quantiles(cases, start, end)[1]
    if np.isfinite(median):
        told.append(f"In the log itself half were closed after {median:.3g} h (open ones censored).")
    return told


def page(name: str, facts: str, told: list[str], found: pd.DataFrame, daily: pd.DataFrame) -> str:
    """Return the page of a replay as HTML."""
    said = "Open cases of each replayed day under both policies, mean of the seeds"
    return render(
        {
            "title": "Replay",
            "name": name,
            "facts": facts,
            "heading": "What another policy would have changed",
            "told": told,
            "notes": ["What the log cannot tell, such as the work that a case takes, is at its prior."],
            "pictures": [{"drawing": drawing(draw_backlogs(daily), said), "caption": f"{said}."}],
            "tables": [{"title": "Indicators", "note": "95 % intervals over seeds", "table": cells(found)}],
        }
    )
