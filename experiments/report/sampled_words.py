"""The sentences on what a result depends on most, from indices and their verdicts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from experiments.report.numbers import KINDS, percent, span
from experiments.report.terms import phrase
from experiments.sensitivity.guard import Responses
from experiments.sensitivity.indices import NOTHING, RESOLVED, UNKNOWN
from experiments.statistics import Floats

NAMED = 3
MAIN = {"sobol": "ST", "morris": "mu_star", "pawn": "pawn"}
VAGUE = 0.5  # width from which on the sum of shares is not told
CLEAR = 0.001  # p below which the direction of a monotone effect is told
QUESTION = "What does {noun} depend on most?"
SURE = (
    "Each design point was simulated {n} times with different luck, the same for all points; indices are computed of "
    "the means. What luck alone would give an index is its noise floor: an index whose 95 % interval does not lie "
    "above the floor is called not resolved, however large it looks.",
    "Indices say what matters within the ranges that were given, all values in them equally likely. Another range "
    "gives other indices: a parameter whose range is narrow looks unimportant. They are no statement about a real "
    "place; the street ({street}) is synthetic.",
)


def answer(table: pd.DataFrame, found: Responses, ranks: dict[str, str], baseline: float) -> list[str]:
    """Return what an indicator depends on most; `ranks` says for each factor which way it moves the indicator."""
    method = "sobol" if "sobol" in set(table["method"]) else table["method"].iloc[0]
    part = table[(table["method"] == method) & (table["index"] == MAIN[method])].sort_values("value", ascending=False)
    clear = part[part["verdict"] == RESOLVED]
    noun = phrase(found.indicator).noun
    if not len(clear):
        return [f"None of the {len(part)} factors is resolved for {noun}: {_why(part)}.", _spread(found, baseline)]
    told = [f"{_sentence(noun)} depends most on {_listed(clear.head(NAMED), method, found.indicator, ranks)}."]
    rest = part[part["verdict"] != RESOLVED]
    larger = rest.loc[rest["value"] > clear["value"].iloc[0], "factor"]
    if len(larger):
        told.append(f"But {', '.join(larger)} may matter more: too few points to tell (a larger design.n resolves it).")
    if method == "sobol":
        told.append(_additive(table))
    if len(rest):
        names = ", ".join(rest["factor"])
        told.append(f"{len(rest)} of {len(part)} factors are not resolved ({_why(rest)}): {names}.")
    return [*told, _spread(found, baseline)]


def directions(coordinates: Floats, means: Floats, names: Sequence[str]) -> dict[str, str]:
    """Return for each factor whether higher values raise or lower the indicator, or nothing where no trend is clear."""
    found = {}
    for place, name in enumerate(names):
        trend = stats.spearmanr(coordinates[:, place], means)
        clear = trend.pvalue < CLEAR
        found[name] = ("higher values raise it" if trend.statistic > 0 else "higher values lower it") if clear else ""
    return found


def _listed(part: pd.DataFrame, method: str, indicator: str, ranks: dict[str, str]) -> str:
    words = []
    for row in part.to_dict("records"):
        if method == "morris":
            size = f"its range moves it by {span(row['low'], row['high'], phrase(indicator).kind)}"
        elif method == "sobol":
            size = f"{percent(max(row['low'], 0))} to {percent(min(row['high'], 1))} of its variance"
        else:
            size = f"distance {row['value']:.2f}"
        words.append(f"{row['factor']} ({'; '.join(one for one in (size, ranks.get(row['factor'], '')) if one)})")
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _additive(table: pd.DataFrame) -> str:
    first = table[(table["method"] == "sobol") & (table["index"] == "S1")]
    alone = float(first["value"].sum())
    half = float(np.sqrt((((first["high"] - first["low"]) / 2) ** 2).sum()))
    low, high = max(alone - half, 0.0), min(alone + half, 1.0)
    if high - low > VAGUE:
        return "How much of the variance factors explain alone, without combinations, takes more points to tell."
    return (
        f"The factors alone explain {percent(low)} to {percent(high)} of the variance together; the rest lies in "
        "combinations of factors and in luck."
    )


def _why(part: pd.DataFrame) -> str:
    verdicts = set(part["verdict"])
    if verdicts == {NOTHING}:
        return "they change nothing here"
    return (
        "with one replication the noise is not known"
        if UNKNOWN in verdicts
        else "their intervals reach down to what luck would show"
    )


def _spread(found: Responses, baseline: float) -> str:
    words = phrase(found.indicator)
    low, high = np.quantile(found.means, [0.05, 0.95])
    kind = "percent" if words.kind == "points" else words.kind
    return (
        f"Over the ranges {words.noun} lies between {span(low, high, kind, 'and')} in nine design points of ten; "
        f"at the baseline it is {KINDS[kind](baseline)}."
    )


def _sentence(noun: str) -> str:
    return noun[0].upper() + noun[1:]
