"""Quantities of a study priced, a part of its runs at a time: twenty thousand runs have millions of rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from experiments.store import read_parts
from sim.costs import MONEY, PARTNERS, SOCIAL, Prices, cost_table

NAME = "quantities"


def priced_parts(folder: Path, prices: Prices) -> Iterator[pd.DataFrame]:
    """Yield the quantities with price_yuan and yuan, whole runs together, in the order of the plan."""
    for part in read_parts(folder, NAME):
        yield cost_table(part, prices)


def money_by_run(folder: Path, prices: Prices) -> pd.DataFrame:
    """Return for each run (index: its key) what is paid, the social cost of harm and what partners cost, in yuan.

    These are the sums of `sim.costs.cost_indicators`, for many runs at once.
    """
    found = [sums_by_run(part[part["book"] == "activity"]) for part in priced_parts(folder, prices)]
    return pd.concat(found) if found else pd.DataFrame()


def sums_by_run(activity: pd.DataFrame) -> pd.DataFrame:
    """Return what `money_by_run` does, from priced rows of the book of activities."""
    harm, partner = activity["item"] == SOCIAL, activity["item"].isin(PARTNERS)
    by_run = {name: activity[rows].groupby("run_key")["yuan"] for name, rows in (("harm", harm), ("partner", partner))}
    sums = {
        "cost_yuan": activity[~harm].groupby("run_key")["yuan"].sum(),
        "social_cost_yuan": by_run["harm"].sum(),
        "partner_cost_yuan": by_run["partner"].sum(min_count=1),
    }
    return pd.DataFrame(sums, index=activity["run_key"].unique()).fillna({"cost_yuan": 0.0, "social_cost_yuan": 0.0})


def with_money(runs: pd.DataFrame, money: pd.DataFrame) -> pd.DataFrame:
    """Return runs with their indicators of money anew, where their quantities are known."""
    if money.empty:
        return runs
    own = money.reindex(runs["key"]).set_axis(runs.index)
    own["cost_per_resident_yuan"] = own["cost_yuan"] / runs["residents"].where(runs["residents"] != 0)
    own["cost_per_solved_yuan"] = own["cost_yuan"] / runs["solved"].where(runs["solved"] != 0)
    known = own["cost_yuan"].notna()
    return runs.assign(**{name: own[name].where(known, runs.get(name)) for name in MONEY})
