"""Checks: what must hold before a result may be used; each one that fails stands in a red banner on page one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.language import N_, _
from experiments.report.cells import Table
from experiments.report.findings import hours_check
from experiments.report.management_words import refusal
from experiments.report.numbers import amount, count, percent
from experiments.report.reading import StudyResult
from experiments.report.terms import bare, phrase
from experiments.rules import RULES

CENTRAL = ("harm_per_1000_residents", "solved_share", "cost_yuan", "paid_hours", "trust_mean")
STATUSES = (N_("complete"), N_("unfinished"), N_("unknown"), N_("running"), N_("interrupted"))


class Check(NamedTuple):
    """One check: its name, whether it holds, and what was found, in words."""

    name: str
    holds: bool
    found: str


def run_checks(result: StudyResult) -> list[Check]:
    """Return every check of a result folder: runs, books, Little's law, clamping, equal hours, the two cost books."""
    checks = [
        all_runs(result),
        finished(result),
        known_figures(result.runs),
        *(residual(result.runs, name) for name in residual_columns(result.runs)),
    ]
    if "clamped_share" in result.runs:
        checks.append(_largest(_("clamped evaluations"), result.runs["clamped_share"], RULES.clamped_tolerance))
    if result.has("management", "campaign", "long_term"):
        checks.append(equal_hours(result))
    if result.priced is not None:
        checks.append(cost_books(result.priced))
    return checks


def all_runs(result: StudyResult) -> Check:
    """Check that every planned run is stored."""
    lost = result.planned - len(result.runs)
    places = {"stored": count(len(result.runs)), "planned": count(result.planned), "lost": count(lost)}
    told = _("{stored} of {planned} runs are stored", **places)
    if lost:
        told = _("{stored} of {planned} runs are stored; {lost} failed or are missing", **places)
    return Check(_("all planned runs"), lost == 0, told)


def finished(result: StudyResult) -> Check:
    """Check that the study says of itself that it is complete."""
    status = str(result.manifest.get("status", "unknown"))
    told = _("its status is {status}", status=_(status))
    return Check(_("the study is finished"), status == "complete", told)


def known_figures(runs: pd.DataFrame) -> Check:
    """Check that the figures on which everything rests are known in every run."""
    lacking = {name: int((~np.isfinite(runs[name])).sum()) for name in CENTRAL if name in runs}
    lacking = {name: n for name, n in lacking.items() if n}
    told = _("known in every run")
    if lacking:
        parts = [_("{noun} is not known in {n} runs", noun=phrase(name).noun, n=n) for name, n in lacking.items()]
        told = _("; ").join(parts)
    return Check(_("main figures"), not lacking, told)


def residual_columns(runs: pd.DataFrame) -> list[str]:
    """Return the check columns that are residuals (and so must be about zero)."""
    return [name for name in runs if name.startswith("check_") and not name.endswith(("paid_hours", "clamped_share"))]


def residual(runs: pd.DataFrame, name: str) -> Check:
    """Check that a residual stays within its tolerance in every run."""
    tolerance = RULES.little_tolerance if "little" in name else RULES.book_tolerance
    return _largest(_(bare(name.removeprefix("check_"))), runs[name], tolerance)


def equal_hours(result: StudyResult) -> Check:
    """Check that the campaign was paid the same hours as long-term management (design 5)."""
    hours = hours_check(result)
    found = _("largest gap {gap} in {pairs} pairs", gap=percent(hours.gap, 3), pairs=hours.pairs)
    return Check(_("equal paid hours"), hours.equal, found if hours.equal else refusal(hours))


def cost_books(priced: pd.DataFrame) -> Check:
    """Check that money by activity and money by grid agree in every run."""
    books = priced.pivot_table("yuan", "run_key", "book", aggfunc="sum")
    gap = np.nan
    if {"activity", "grid"} <= set(books):
        gap = float(((books["activity"] - books["grid"]).abs() / books["activity"]).max())
    told = _("largest gap {gap}", gap=amount(gap))
    return Check(_("cost by activity = cost by grid"), gap <= RULES.yuan_tolerance, told)


def _largest(name: str, values: pd.Series, tolerance: float) -> Check:
    largest = float(values.abs().max(skipna=False))
    told = _("largest {largest} (allowed {allowed})", largest=amount(largest), allowed=amount(tolerance))
    return Check(name, largest <= tolerance, told)


def check_table(checks: Sequence[Check]) -> Table:
    """Return every check with what was found; those that fail are emphasised."""
    rows = [[check.name, _("holds") if check.holds else f"*{_('FAILS')}", check.found] for check in checks]
    return Table([_("check"), _("verdict"), _("found")], rows)
