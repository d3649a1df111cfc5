"""The sentences on what a result depends on most, from indices and their verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from experiments.language import N_, _, _c, counted
from experiments.report.numbers import amount, span, write
from experiments.report.terms import phrase
from experiments.report.words import capital
from experiments.sensitivity.guard import Responses
from experiments.sensitivity.indices import NOTHING, RESOLVED, UNKNOWN
from experiments.statistics import Floats

NAMED = 3
MAIN = {"sobol": "ST", "morris": "mu_star", "pawn": "pawn"}
CLEAR = 0.001  # p below which the direction of a monotone effect is told
VAGUE = 0.5  # width from which on the sum of shares is not told
SURE = (
    N_(
        "Each design point was simulated {n} times with different luck, the same for all points; indices are computed "
        "of the means. What luck alone would give an index is its noise floor: an index whose 95 % interval does not "
        "lie above the floor is called not resolved, however large it looks."
    ),
    N_(
        "Indices say what matters within the ranges that were given, all values in them equally likely. Another range "
        "gives other indices: a parameter whose range is narrow looks unimportant. They are no statement about a real "
        "place; the street ({street}) is synthetic."
    ),
)


def question(indicator: str) -> str:
    """Return the question that indices of an indicator answer."""
    return _("What does this depend on most: {noun}?", noun=phrase(indicator).noun)


def answer(table: pd.DataFrame, found: Responses, ranks: Mapping[str, str], baseline: float) -> list[str]:
    """Return what an indicator depends on most, its factors in words; `ranks` says which way each moves it."""
    method = "sobol" if "sobol" in set(table["method"]) else str(table["method"].iloc[0])
    part = table[(table["method"] == method) & (table["index"] == MAIN[method])].sort_values("value", ascending=False)
    clear, rest = part[part["verdict"] == RESOLVED], part[part["verdict"] != RESOLVED]
    if not len(clear):
        return [_("None of the {n} factors is resolved: {why}.", n=len(part), why=_why(part)), _spread(found, baseline)]
    listed = [_listed(row, method, found.indicator, ranks) for row in clear.head(NAMED).to_dict("records")]
    noun = capital(phrase(found.indicator).noun)
    told = [_("{noun} depends most on {factors}.", noun=noun, factors=_c("names", ", ").join(listed))]
    larger = rest.loc[rest["value"] > clear["value"].iloc[0], "factor"]
    if len(larger):
        names = _quoted(larger)
        told.append(
            _("But these may matter more, and more points (a larger design.n) would tell: {names}.", names=names)
        )
    if method == "sobol":
        told.append(_together(table))
    if len(rest):
        names = _quoted(rest["factor"])
        places = {"all": len(part), "why": _why(rest), "names": names}
        told.append(
            counted(
                "Of {all} factors, one is not resolved ({why}): {names}.",
                "Of {all} factors, {n} are not resolved ({why}): {names}.",
                len(rest),
                **places,
            )
        )
    return [*told, _spread(found, baseline)]


def directions(coordinates: Floats, means: Floats, names: Sequence[str]) -> dict[str, str]:
    """Return for each factor whether higher values raise or lower the indicator, or nothing where no trend is clear."""
    found = {}
    for place, name in enumerate(names):
        trend = stats.spearmanr(coordinates[:, place], means)
        words = _("higher values raise it") if trend.statistic > 0 else _("higher values lower it")
        found[name] = words if trend.pvalue < CLEAR else ""
    return found


def _listed(row: dict[str, float], method: str, indicator: str, ranks: dict[str, str]) -> str:
    factor = str(row["factor"])
    if method == "morris":
        size = _("its range moves it by {span}", span=span(row["low"], row["high"], phrase(indicator).kind))
    elif method == "sobol":
        size = _("{span} of its variance", span=span(max(row["low"], 0), min(row["high"], 1), "percent"))
    else:
        size = _("distance {value}", value=amount(row["value"], 2))
    about = _("; ").join(one for one in (size, ranks.get(factor, "")) if one)
    return _("{name} ({about})", name=_quoted([factor]), about=about)


def _quoted(factors: Iterable[str]) -> str:
    return _c("names", ", ").join(_("“{name}”", name=factor) for factor in factors)


def _together(table: pd.DataFrame) -> str:
    """Return how much the factors explain without their combinations, by the sum of first-order indices."""
    first = table[(table["method"] == "sobol") & (table["index"] == "S1")]
    alone = float(first["value"].sum())
    half = float(np.sqrt((((first["high"] - first["low"]) / 2) ** 2).sum()))
    low, high = max(alone - half, 0.0), min(alone + half, 1.0)
    if high - low > VAGUE:
        return _("How much of the variance factors explain without combinations takes more points to tell.")
    told = span(low, high, "percent")
    return _("Alone the factors explain {span} of the variance; the rest lies in combinations and in luck.", span=told)


def _why(part: pd.DataFrame) -> str:
    verdicts = set(part["verdict"])
    if verdicts == {NOTHING}:
        return _("they change nothing here")
    if UNKNOWN in verdicts:
        return _("with one replication the noise is not known")
    return _("their intervals reach down to what luck would show")


def _spread(found: Responses, baseline: float) -> str:
    words = phrase(found.indicator)
    kind = "percent" if words.kind == "points" else words.kind
    low, high = np.quantile(found.means, [0.05, 0.95])
    places = {"noun": words.noun, "span": span(low, high, kind, "and"), "baseline": write(baseline, kind)}
    if write(low, kind) == write(high, kind):
        return _("Nine design points of ten have {noun} of {span}; the baseline has {baseline}.", **places)
    return _("Nine design points of ten have {noun} between {span}; the baseline has {baseline}.", **places)
