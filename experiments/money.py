"""Money, anew from stored quantities and any prices, without a new run; the two books must agree."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.store import read_runs, read_table
from experiments.tables import write_csv
from sim.costs import SOCIAL, Prices, cost_table
from sim.errors import ModelError

TOLERANCE = 1e-6


def write_costs(folder: Path, prices: Prices, factors: Sequence[str]) -> pd.DataFrame:
    """Write `costs.csv` (mean over replications of each design point) and return it; ModelError if the books differ."""
    priced = cost_table(read_table(folder, "quantities"), prices)
    check_books(priced)
    runs = read_runs(folder)[["key", "point", *factors]].rename(columns={"key": "run_key"})
    table = priced.merge(runs, on="run_key", how="inner", validate="many_to_one")
    by = ["point", *factors, "book", "key", "item", "unit", "price_yuan"]
    shares = 1 / runs.groupby("point")["run_key"].count()
    sums = table.groupby(by, sort=False, dropna=False)[["quantity", "yuan"]].sum().reset_index()
    weights = sums["point"].map(shares)
    table = sums.assign(quantity=sums["quantity"] * weights, yuan=sums["yuan"] * weights)
    write_csv(folder / "costs.csv", table)
    return table


def check_books(priced: pd.DataFrame) -> None:
    """Raise ModelError unless both books of every run come to the same sum."""
    sums = priced.pivot_table("yuan", "run_key", "book", aggfunc="sum", fill_value=0.0)
    gap = (sums.max(axis=1) - sums.min(axis=1)) / sums.abs().max(axis=1).clip(lower=1)
    if len(sums) and (sums.shape[1] != 2 or gap.max() > TOLERANCE):
        raise ModelError(
            f"the books of activities and grids differ by {gap.max():.2g} of the sum in run {gap.idxmax()}"
        )


def totals(table: pd.DataFrame, book: str) -> pd.DataFrame:
    """Return what is paid, in yuan, by key (activity or grid) of one book and design point; harm is left out."""
    paid = table[(table["book"] == book) & (table["item"] != SOCIAL)]
    return paid.groupby(["point", "key"], sort=False)["yuan"].sum().reset_index()


def social_cost(table: pd.DataFrame) -> float:
    """Return the social cost of harm in yuan, which nobody pays: the mean over the design points."""
    harm = table[(table["book"] == "activity") & (table["item"] == SOCIAL)]
    return float(harm["yuan"].sum() / max(table["point"].nunique(), 1))
