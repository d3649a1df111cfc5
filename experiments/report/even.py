"""The break-even horizon in the report: a sentence, a table and a figure for each arm against long-term management."""

from __future__ import annotations

import math

import pandas as pd

from experiments.break_even import DAY, ENOUGH, RANGED, BreakEven, break_even, leads
from experiments.language import _
from experiments.report.cells import Table
from experiments.report.numbers import count, join, unknown
from experiments.report.reading import StudyResult, remembered
from experiments.report.terms import label, spoken

REFERENCE = "long_term"


@remembered
def horizons(result: StudyResult) -> dict[str, BreakEven]:
    """Return the break-even horizon of long-term management against each other arm, at the baseline of the rest."""
    if result.daily is None or result.priced is None or not result.has("management", REFERENCE):
        return {}
    measured = result.at_baseline(result.daily[result.daily["day"] >= 0], "management")
    priced = result.priced
    days = priced[(priced["book"] == "activity") & (priced["item"] == DAY)].groupby("run_key")["yuan"].sum()
    runs = result.runs.set_index("key")
    found = {}
    for level in (level for level in result.factors["management"] if level != REFERENCE):
        both = measured[measured["management"].isin([level, REFERENCE])]
        arms = both.assign(arm=both["management"].map({REFERENCE: "reference", level: "other"}).astype(str))
        ahead = leads(arms, runs, result.prices.harm_yuan, days)
        if len(ahead):
            found[str(level)] = break_even(ahead)
    return found


def sentence(level: str, found: BreakEven, horizon: int, harm_price: float) -> str:
    """Return from which day on long-term management is ahead of an arm, cost and harm together."""
    n = len(found.days)
    if n < ENOUGH:
        return _(
            "From which day on long-term management is ahead of {arm} is not told: it takes two replications or more.",
            arm=spoken(level),
        )
    who = {"arm": spoken(level), "n": n, "reached": found.reached, "days": horizon}
    if found.reached == 0:
        return _(
            "Within {days} days long-term management does not get ahead of {arm} in any of {n} replications.", **who
        )
    if math.isinf(found.median):
        return _(
            "Within {days} days long-term management gets ahead of {arm} in {reached} of {n} replications only.", **who
        )
    day, ends = _day(found.median, horizon), _between(found, horizon)
    who |= {"price": f"{harm_price:g}", "day": day, "span": _(" ({range})", range=ends) if ends != day else ""}
    if found.sure:
        return _(
            "Cost and harm together (harm at {price} yuan a unit, an assumption), long-term management is ahead of "
            "{arm} from day {day} on{span}.",
            **who,
        )
    return _(
        "Cost and harm together (harm at {price} yuan a unit, an assumption), long-term management is ahead of {arm} "
        "from day {day} on{span}, but by the end, on day {days}, the lead is not clear with {n} replications.",
        **who,
    )


def _day(day: float, horizon: int) -> str:
    """Return a day as readers count it, from 1, or that it lies beyond the last one."""
    return count(math.ceil(day) + 1) if math.isfinite(day) else _("beyond day {day}", day=horizon)


def _between(found: BreakEven, horizon: int) -> str:
    """Return the interval of the day, written once where both ends are alike, or what it takes to have one."""
    if not found.ranged:
        return _("for a range it takes {least} replications or more", least=RANGED)
    return join(_day(found.low, horizon), _day(found.high, horizon))


def table(found: dict[str, BreakEven], horizon: int) -> Table:
    """Return the horizon of each arm with its interval, and in how many replications it lies within the horizon."""
    rows = []
    for level, one in found.items():
        day = _day(one.median, horizon) if len(one.days) >= ENOUGH else unknown()
        seen = _("{n} of {all}", n=one.reached, all=len(one.days))
        rows.append([label(level), day, _between(one, horizon), seen])
    heads = [_("against"), _("ahead from day"), _("95 % interval of the median"), _("replications that get there")]
    return Table(heads, rows)


def lines(found: dict[str, BreakEven]) -> pd.DataFrame:
    """Return the leads as the figure needs them, with the days as readers count them, from 1."""
    parts = []
    for level, one in found.items():
        first = one.median + 1 if len(one.days) >= ENOUGH else math.nan
        parts.append(one.net.assign(day=one.net["day"] + 1, level=level, break_even=first))
    return pd.concat(parts, ignore_index=True)
