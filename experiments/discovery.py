"""Scenario discovery: in which part of a sampled space an indicator lies beyond a threshold, by PRIM.

PRIM (Friedman and Fisher 1999, Stat. Comput. 9, 123) peels a box until cases of interest are dense in it; of its
trajectory the box with the best balance (harmonic mean) of coverage and density is taken (Bryant and Lempert 2010).
"""

from __future__ import annotations

import operator
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.libraries import ema
from experiments.rules import RULES
from experiments.samples import independent
from experiments.sensitivity.analysis import is_sampled, study_of
from experiments.sensitivity.guard import responses
from experiments.store import read_manifest, read_runs, write_dictionary
from experiments.tables import write_csv
from sim import InputError

FILE = "boxes.csv"
SIGNS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
CONDITION = re.compile(r"\s*(\w+)\s*(>=|<=|>|<)\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*", re.IGNORECASE)
COLUMNS = ["box", "coverage", "density", "mass", "n", "factor", "low", "high", "levels", "quasi_p_low", "quasi_p_high"]


class Condition(NamedTuple):
    """What counts as a case of interest: an indicator beyond a threshold."""

    indicator: str
    sign: str
    threshold: float

    def holds(self, values: Any) -> Any:
        """Return which values are of interest."""
        return SIGNS[self.sign](values, self.threshold)


def parse(where: str) -> Condition:
    """Return the condition of a text such as "solved_share < 0.6"; InputError with what is allowed."""
    found = CONDITION.fullmatch(where)
    try:
        return Condition(found[1], found[2], float(found[3]))  # type: ignore[index]
    except (TypeError, ValueError) as error:
        raise InputError("--where", where, "INDICATOR > X (or <, >=, <=)", '--where "solved_share < 0.6"') from error


def cases(folder: Path, condition: Condition) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the levels of the independent rows of a sampled design, and which are of interest (means over twins)."""
    manifest = read_manifest(folder)
    if not is_sampled(manifest):
        raise InputError(str(folder), "no sampled study", "design.method=latin_hypercube, sobol or saltelli")
    study, runs = study_of(manifest), read_runs(folder)
    if study.design.method == "morris":
        raise InputError(str(folder), "trajectories (morris)", "design.method=latin_hypercube, sobol or saltelli")
    found = responses(study, manifest["seed"], runs, condition.indicator)
    apart = independent(study.design, len(found.means), len(study.factors))
    levels = runs.drop_duplicates("point").set_index("point")[list(study.factors)]
    rows = np.asarray(study.rows(manifest["seed"]))[apart]
    return levels.loc[rows].reset_index(drop=True), np.asarray(condition.holds(found.means[apart]))


def discover(levels: pd.DataFrame, wanted: np.ndarray) -> pd.DataFrame:
    """Return a row a box and restricted factor; no row where too few cases are of interest, or too few are not."""
    if min(wanted.sum(), (~wanted).sum()) < RULES.least_cases:
        return pd.DataFrame(columns=COLUMNS)
    fit = levels.apply(lambda column: column if _is_number(column) else column.astype(str).astype("category"))
    prim = _prim()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own, of what pandas will change
        return pd.DataFrame(_boxes(prim.Prim(fit, wanted), float(wanted.mean())), columns=COLUMNS)


def _boxes(prim: Any, usual: float) -> Iterator[dict[str, Any]]:
    for number in range(1, RULES.most_boxes + 1):
        box = prim.find_box()
        if box is None:
            return
        path = box.peeling_trajectory
        both = path["coverage"] * path["density"] / (path["coverage"] + path["density"])
        best = int(both.fillna(0.0).to_numpy().argmax())
        row = path.iloc[best]
        if row["density"] <= usual or not row["res_dim"] or row["k"] < RULES.least_cases:
            return
        box.select(best)
        about = {"box": number, **row[["coverage", "density", "mass"]], "n": int(row["n"])}
        for factor, p_values in box.p_values[best].items():
            yield {**about, **_limit(factor, box.box_lims[best][factor], p_values)}


def _limit(factor: str, ends: pd.Series, p_values: Any) -> dict[str, Any]:
    """Return the limits of one factor: numbers, or levels; quasi-p only where a side is restricted."""
    low, high = (p if p >= 0 else np.nan for p in p_values)
    numeric = not isinstance(ends.iloc[0], set)
    limits = {"low": ends.iloc[0], "high": ends.iloc[1]} if numeric else {"levels": ", ".join(sorted(ends.iloc[0]))}
    return {"factor": factor, **limits, "quasi_p_low": low, "quasi_p_high": high}


def _prim() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of libraries for parallel work that are not needed here
        return ema("analysis.prim")


def _is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column))


def discover_folder(folder: Path, where: str) -> int:
    """Find the boxes of a result folder, print them, and write `boxes.csv` and `figures/boxes.png`."""
    from experiments.figures.boxes import boxes
    from experiments.screen import say, show_rows

    condition = parse(where)
    _prim()
    levels, wanted = cases(folder, condition)
    table = discover(levels, wanted)
    write_csv(folder / FILE, table)
    write_dictionary(folder, list(levels.columns))
    say(f"{int(wanted.sum())} of {len(wanted)} design points have {where.strip()}")
    if table.empty:
        why = "at least {0} points with it and {0} without are needed, and a box in which they are denser"
        say(f"nothing can be said about where: {why.format(RULES.least_cases)}")
        return 0
    show_rows(table)
    (folder / "figures").mkdir(exist_ok=True)
    boxes(table, levels, wanted, where.strip()).savefig(folder / "figures" / "boxes.png", dpi=150)
    say("quasi-p: the chance of such a density without that limit; limits were chosen by these points: be strict")
    if not (table[["quasi_p_low", "quasi_p_high"]] < 1 - RULES.confidence).to_numpy().any():
        say("no limit is clear of chance (every quasi-p is 0.05 or more): more points, or fewer factors, are needed")
    say(f"written: {folder / FILE} and figures/boxes.png")
    return 0
