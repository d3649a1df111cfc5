"""Money, anew from stored quantities and any prices, without a new run; the two books must agree.

What a folder says of money is at its own prices; other prices get files of their own beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.identity import digest_of
from experiments.quantities import money_by_run, priced_parts, with_money
from experiments.store import read_runs
from experiments.tables import write_csv
from sim.costs import MONEY, SOCIAL, Prices
from sim.errors import InputError, ModelError

TOLERANCE = 1e-6
OWN = "own"
LONGEST_NAME = 60


def set_name(changes: Sequence[str]) -> str:
    """Return the name of a set of prices, made from the overrides that make it (`own` if there are none)."""
    words = [re.sub(r"[^A-Za-z0-9_.]+", "-", text.lstrip("+~").removeprefix("prices").lstrip(".=")) for text in changes]
    name = "_".join(words) or OWN
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}_{digest_of(words)[:8]}"


def costs_file(folder: Path, name: str = OWN) -> Path:
    """Return where the costs at a set of prices lie."""
    return folder / ("costs.csv" if name == OWN else f"costs_{name}.csv")


def write_costs(folder: Path, prices: Prices, factors: Sequence[str], name: str = OWN) -> pd.DataFrame:
    """Write the costs (mean over replications of each design point) and return them; ModelError if the books differ.

    Book `activity` and book `grid` each sum up to what is paid; the price of harm, which nobody pays, is in book
    `social` (by grid) alone.
    """
    runs = read_runs(folder)[["key", "point", *factors]].rename(columns={"key": "run_key"})
    by = ["point", *factors, "book", "key", "item", "unit", "price_yuan"]
    sums = pd.DataFrame()
    for priced in priced_parts(folder, prices):
        check_books(priced)
        rows = _apart(priced).merge(runs, on="run_key", how="inner", validate="many_to_one")
        whole = pd.concat([sums, rows[[*by, "quantity", "yuan"]]]) if len(sums) else rows
        sums = whole.groupby(by, sort=False, dropna=False)[["quantity", "yuan"]].sum().reset_index()
    if sums.empty:
        mend = f"gridgov resume {folder} writes it anew"
        raise InputError("DIR", str(folder), "a folder with quantities.parquet", mend)
    weights = sums["point"].map(1 / runs.groupby("point")["run_key"].count())
    table = sums.assign(quantity=sums["quantity"] * weights, yuan=sums["yuan"] * weights, prices=name)
    write_csv(costs_file(folder, name), table)
    return table


def write_cost_comparison(
    folder: Path, prices: Prices, factors: Sequence[str], baseline: Mapping[str, Any], name: str
) -> Path:
    """Write the indicators of money of each design point at other prices, against the baseline; return the path."""
    from experiments.statistics import compare

    anew = with_money(read_runs(folder), money_by_run(folder, prices))
    path = costs_file(folder, f"{name}_comparison")
    known = [one for one in MONEY if anew[one].notna().any()]
    write_csv(path, compare(anew, factors, baseline, known).assign(prices=name))
    return path


def check_books(priced: pd.DataFrame) -> None:
    """Raise ModelError unless both books of every run come to the same sum."""
    sums = priced.pivot_table("yuan", "run_key", "book", aggfunc="sum", fill_value=0.0)
    gap = (sums.max(axis=1) - sums.min(axis=1)) / sums.abs().max(axis=1).clip(lower=1)
    if len(sums) and (sums.shape[1] != 2 or gap.max() > TOLERANCE):
        raise ModelError(
            f"the books of activities and grids differ by {gap.max():.2g} of the sum in run {gap.idxmax()}"
        )


def _apart(priced: pd.DataFrame) -> pd.DataFrame:
    """Return the quantities with harm once, by grid, in a book of its own."""
    harm = priced["item"] == SOCIAL
    kept = priced[~(harm & (priced["book"] == "activity"))]
    return kept.assign(book=kept["book"].mask(kept["item"] == SOCIAL, "social"))


def totals(table: pd.DataFrame, book: str) -> pd.DataFrame:
    """Return the yuan by key (activity or grid) of one book and design point."""
    return table[table["book"] == book].groupby(["point", "key"], sort=False)["yuan"].sum().reset_index()


def social_cost(table: pd.DataFrame) -> float:
    """Return the social cost of harm in yuan, which nobody pays: the mean over the design points."""
    harm = table[table["book"] == "social"]
    return float(harm["yuan"].sum() / max(table["point"].nunique(), 1))
