"""Equity between grids: how far apart the best and the worst served grids are, and whether renters wait longer."""

from __future__ import annotations

import pandas as pd

from experiments.language import _
from experiments.report.cells import Table
from experiments.report.numbers import amount, percent
from experiments.report.reading import StudyResult
from experiments.report.terms import label
from experiments.rules import RULES

THOUSAND = 1000


def main_factor(result: StudyResult) -> str | None:
    """Return the factor whose options stand side by side: that of the first declared contrast, or the first varied."""
    declared = [one.factor for one in result.contrasts if result.has(one.factor)]
    varied = [factor for factor in result.factors if result.has(factor)]
    return next(iter([*declared, *varied]), None)


def equity(result: StudyResult) -> Table:
    """Return a row an option of the main factor: its grids' solved share, delay and harm from best to worst."""
    assert result.grids is not None
    factor = main_factor(result)
    grids = result.at_baseline(result.grids, *([factor] if factor else []))
    due = grids["due" if "due" in grids else "registered"]  # folders of earlier versions know only the latter
    grids = grids.assign(
        harm=THOUSAND * grids["harm_days"] / grids["residents"],
        solved_part=grids["solved"] / due.where(due > 0),
    )
    parts = grids.groupby(factor, observed=True) if factor else [("", grids)]
    heads = [label(factor) if factor else _("options"), _("delay in the middle grid (h)")]
    heads += [
        _("delay in the slowest tenth (h)"),
        _("harm, worst tenth over middle"),
        _("share solved, lowest tenth"),
        _("delay and renters (correlation)"),
    ]
    return Table(heads, [_row(label(level, factor) if factor else _("this run"), part) for level, part in parts])


def _row(name: str, grids: pd.DataFrame) -> list[str]:
    tenth = RULES.worst_tenth
    runs = grids.groupby("seed")
    delay, harm = runs["delay_hours"], runs["harm"]
    apart = (harm.quantile(1 - tenth) / harm.median()).mean()
    cells = [amount(delay.median().mean()), amount(delay.quantile(1 - tenth).mean()), amount(apart)]
    return [name, *cells, percent(runs["solved_part"].quantile(tenth).mean()), _renters(grids)]


def _renters(grids: pd.DataFrame) -> str:
    if "rental_share" not in grids:
        return _("not known")
    found = [part["delay_hours"].corr(part["rental_share"], method="spearman") for _seed, part in grids.groupby("seed")]
    return amount(pd.Series(found).mean(), 2)
