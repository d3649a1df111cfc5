"""How busy staff is and how long an incident waits, by staffing level."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, GREY, figure, look, marks, styled
from experiments.language import _
from experiments.report.terms import bounded, label
from experiments.rules import RULES

ROLES = ("coordinator", "administrator", "supervisor")


@styled
def workload(comparison: pd.DataFrame, factor: str = "staffing") -> Figure:
    """Draw the share of time that each role works, and the mean wait for staff (h), for each level of a factor."""
    made, axes = figure(2, height=2.6, sharex=True)
    levels = list(comparison[factor].unique())
    for offset, role in enumerate(ROLES):
        rows = _rows(comparison, f"utilisation_{role}", factor, levels)
        looks = {**look(role, ROLES), "linestyle": ""}
        places = [place + (offset - 1) / 7 for place in range(len(levels))]
        axes[0].errorbar(places, rows["mean"], _bars(rows), **looks, label=label(f"{role}s"))
    axes[0].axhspan(RULES.easy_utilisation, RULES.full_utilisation, color=GREY, alpha=0.15, linewidth=0)
    axes[0].set_title(_("share of paid time at work (grey: healthy)"))
    axes[0].set_ylim(0, None)
    axes[0].legend(*marks(axes[0]), ncols=len(ROLES), loc="lower left", fontsize=8.5)
    waits = _rows(comparison, "wait_hours_mean", factor, levels)
    axes[1].bar(range(len(levels)), waits["mean"], width=0.5, color=BLUE, yerr=_bars(waits))
    axes[1].set_title(_("mean wait for staff (hours)"))
    axes[1].set_xticks(range(len(levels)), [label(level) for level in levels])
    return made


def _rows(comparison: pd.DataFrame, indicator: str, factor: str, levels: list[str]) -> pd.DataFrame:
    rows = comparison[comparison["indicator"] == indicator]
    found = rows.drop_duplicates(factor).set_index(factor).reindex(levels)
    found[["low", "high"]] = found[["low", "high"]].clip(0, 1 if bounded(indicator) else None)
    return found


def _bars(rows: pd.DataFrame) -> list[pd.Series]:
    return [rows["mean"] - rows["low"], rows["high"] - rows["mean"]]
