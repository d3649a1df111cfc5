"""The break-even horizon: from which day on long-term management is ahead of campaigns, cost and harm together."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from experiments.rules import RULES
from experiments.statistics import Floats

HARM, COST, DAY = "harm_days", "cost_yuan", "campaign_day"
ENOUGH = 2  # replications from which on a day is told
RANGED = math.ceil(1 - math.log2(1 - RULES.confidence))  # and its interval: fewer values cover a median too seldom


class BreakEven(NamedTuple):
    """The day from which on the reference stays ahead: median over seeds with its interval, and who never gets there.

    `days` has one value a seed, infinite where the other arm is still ahead at the horizon; `net` is the mean lead
    of the reference in yuan, day by day, with its interval (columns day, mean, low, high).
    """

    days: Floats
    median: float
    low: float
    high: float
    net: pd.DataFrame

    @property
    def reached(self) -> int:
        """In how many replications the reference gets ahead within the horizon."""
        return int(np.isfinite(self.days).sum())

    @property
    def ranged(self) -> bool:
        """Whether there are replications enough for an interval of the day."""
        return len(self.days) >= RANGED

    @property
    def sure(self) -> bool:
        """Whether the mean lead of the last day is clear: its interval leaves zero out."""
        return bool(self.net["low"].iloc[-1] > 0 or self.net["high"].iloc[-1] < 0)


def daily_cost(daily: pd.DataFrame, cost: float, campaign_yuan: float) -> Floats:
    """Return what one run pays each measured day, in yuan.

    The price of campaign days falls on the days of campaigns; all else is spread by paid hours.
    """
    hours, on = daily["paid_hours"].to_numpy(dtype=float), daily["campaign"].to_numpy(dtype=float)
    spread = (cost - campaign_yuan) * hours / hours.sum()
    return np.asarray(spread + (campaign_yuan * on / on.sum() if on.any() else 0.0), dtype=float)


def first_day_ahead(lead: Floats) -> float:
    """Return the first day from which on a cumulative lead stays above zero (infinite: it does not at the end)."""
    behind = np.flatnonzero(lead <= 0)
    if not behind.size:
        return 0.0
    return float(behind[-1] + 1) if behind[-1] + 1 < lead.size else float("inf")


def break_even(leads: Floats, confidence: float = RULES.confidence) -> BreakEven:
    """Return the break-even horizon of leads (seeds, days), each the cumulative net advantage of the reference.

    The interval of the median is that of order statistics (exact for any distribution, so also where some seeds
    never break even). Of too few seeds even the whole range covers the median less often than asked for (two: one
    time in two), so that there is none (NaN).
    """
    days = np.sort([first_day_ahead(lead) for lead in leads])
    n = len(days)
    reach = int(stats.binom.ppf((1 - confidence) / 2, n, 0.5))
    low, high = (days[reach - 1], days[n - reach]) if reach else (np.nan, np.nan)
    mean = leads.mean(axis=0)
    half = stats.t.ppf((1 + confidence) / 2, n - 1) * stats.sem(leads, axis=0) if n >= ENOUGH else np.nan * mean
    net = pd.DataFrame({"day": np.arange(leads.shape[1]), "mean": mean, "low": mean - half, "high": mean + half})
    middle = days[(n - 1) // 2 : n // 2 + 1]
    return BreakEven(
        days, float(middle.max() if np.isinf(middle).any() else middle.mean()), float(low), float(high), net
    )


def leads(daily: pd.DataFrame, runs: pd.DataFrame, harm_yuan: float, campaign: pd.Series) -> Floats:
    """Return the cumulative lead in yuan of the reference over the other arm, (seeds, days).

    `daily` has the measured days of both arms (columns key, day, arm, seed, ...), `runs` the cost by key, `campaign`
    the yuan of campaign days by key. Arms are "reference" and "other"; seeds without both are left out.
    """
    spent: dict[tuple[str, int], Floats] = {}
    for (key, arm, seed), days in daily.sort_values("day").groupby(["key", "arm", "seed"], sort=True, observed=True):
        paid = daily_cost(days, float(runs.loc[key, COST]), float(campaign.get(key, 0.0)))
        spent[str(arm), int(seed)] = np.cumsum(paid + harm_yuan * days[HARM].to_numpy(dtype=float))
    seeds = sorted({seed for _, seed in spent if {("reference", seed), ("other", seed)} <= set(spent)})
    return np.array([spent["other", seed] - spent["reference", seed] for seed in seeds])
