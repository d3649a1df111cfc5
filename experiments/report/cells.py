"""Tables of the report as rows of ready strings, so that the template only has to lay them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.language import _, language
from experiments.report.numbers import HUNDRED, SHORT, amount, count, join, money, plus, span
from experiments.report.terms import heading, label, phrase, possible
from experiments.rules import RULES

MAIN = (
    "solved_share",
    "closed_share",
    "on_time_share",
    "satisfied_share",
    "harm_per_1000_residents",
    "wait_hours_mean",
    "solution_hours_median",
    "reports",
    "patrol_share",
    "settled_share",
    "trust_mean",
    "backlog_end",
    "delay_gini",
    "paid_hours",
    "cost_yuan",
    "cost_per_solved_yuan",
    "social_cost_yuan",
)


class Table(NamedTuple):
    """A table: heads of the columns and rows of strings; a cell that starts with * is emphasised."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def value(number: float, indicator: str) -> str:
    """Return a number as it stands in a table (shares in per cent, large sums in millions)."""
    written, pattern = _parts(number, indicator)
    return pattern.format(number=written)


def values(low: float, high: float, indicator: str) -> str:
    """Return a range as it stands in a table, with its unit once."""
    (first, one), (second, other) = (_parts(end, indicator) for end in (low, high))
    if one != other:
        return join(one.format(number=first), other.format(number=second))
    return other.format(number=join(first, second))


def _parts(number: float, indicator: str) -> tuple[str, str]:
    """Return a number and the pattern with its unit, where the head of the table says what is counted."""
    kind = phrase(indicator).kind
    if kind == "yuan" and np.isfinite(number):
        return money(number, SHORT, 4 if abs(number) >= SHORT[language()][0][0] else 3)
    shown = HUNDRED * number if kind == "points" else number
    return amount(shown, 3 if abs(shown) < HUNDRED * HUNDRED else 4), "{number}"


def lacking(n: int) -> str:
    """Return a mark of how many runs a figure lacks, or nothing where it has all."""
    return _(" [{n} missing]", n=n) if n else ""


def difference(number: float, indicator: str) -> str:
    """Return a difference with its sign, as it stands in a table (shares in percentage points)."""
    return plus(number, phrase(indicator).kind)


def differences(low: float, high: float, indicator: str) -> str:
    """Return a range of differences with signs and the unit once."""
    return span(low, high, phrase(indicator).kind, signed=True)


def head(indicator: str) -> str:
    """Return the head of an indicator's row."""
    words = phrase(indicator)
    return _("{name}, %", name=words.axis) if words.kind == "points" else words.axis


def options(comparison: pd.DataFrame, factor: str, baseline: object) -> Table:
    """Return indicators as rows and the levels of a factor as columns, the baseline first."""
    levels = sorted(comparison[factor].unique(), key=lambda level: level != baseline)
    cells = comparison.set_index(["indicator", factor]).to_dict("index")
    names = [name for name in MAIN if name in set(comparison["indicator"])]
    rows = [[head(name), *(_cell(cells[name, level], name) for level in levels)] for name in names]
    heads = [
        _("{level} (baseline)", level=label(one, factor)) if one == baseline else label(one, factor) for one in levels
    ]
    return Table([_("indicator"), *heads], rows)


def plain(table: pd.DataFrame, digits: int = 3) -> Table:
    """Return a table as it is, with numbers written for people."""
    columns = [[_plain(cell, digits) for cell in table[name]] for name in table]
    heads = [heading(str(name)) for name in table]
    return Table(heads, list(zip(*columns, strict=True)))


def _plain(cell: object, digits: int) -> str:
    if isinstance(cell, bool | np.bool_):
        return _("yes") if cell else _("no")
    if isinstance(cell, float) and np.isinf(cell):
        return _("more than {most}", most=count(RULES.most_replications))
    if isinstance(cell, float):
        return count(cell) if cell.is_integer() else amount(cell, digits)
    return str(cell)


def _cell(row: Mapping[str, float], indicator: str) -> str:
    written = value(row["mean"], indicator)
    low, high = possible(indicator, row["low"], row["high"])
    if value(low, indicator) != value(high, indicator):
        written += _(" ({range})", range=values(low, high, indicator))
    written += lacking(int(row["missing"]))
    clear = row["difference_low"] > 0 or row["difference_high"] < 0
    return f"*{written}" if clear else written
