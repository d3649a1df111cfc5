"""Checks: what must hold before a result may be used; each one that fails stands in a red banner on page one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.language import _, counted
from experiments.report.cells import Table
from experiments.report.findings import hours_check
from experiments.report.lists import listed
from experiments.report.management_words import refusal
from experiments.report.numbers import amount, count, percent
from experiments.report.reading import StudyResult
from experiments.report.stored import Check, as_asked, as_planned, cost_books, finished, missing_tables
from experiments.report.terms import bare, phrase
from experiments.rules import RULES

CENTRAL = ("harm_per_1000_residents", "solved_share", "cost_yuan", "paid_hours", "trust_mean")
ALWAYS = (*CENTRAL, "solved", "reports", "registered", "social_cost_yuan")  # sums: each run has one
TOLD = ("satisfied_share", "settled_share")  # a run in which nothing is closed or solved has none
RESIDUALS = ("incidents", "staff_hours", "little")


def run_checks(result: StudyResult) -> list[Check]:
    """Return every check of a result folder: tables, runs, books, Little's law, clamping, equal hours, money."""
    checks = [
        missing_tables(result),
        all_runs(result),
        planned_seeds(result.runs),
        as_planned(result),
        as_asked(result),
        finished(result),
        known_figures(result.runs),
        stored_checks(result.runs),
        *(residual(result.runs, name) for name in residual_columns(result.runs)),
    ]
    if "clamped_share" in result.runs:
        checks.append(_largest(_("clamped evaluations"), result.runs["clamped_share"], RULES.clamped_tolerance))
    if result.has("management", "campaign", "long_term"):
        checks.append(equal_hours(result))
    return [*checks, cost_books(result)]


def all_runs(result: StudyResult) -> Check:
    """Check that every planned run is stored."""
    lost = result.planned - len(result.runs)
    places = {"stored": count(len(result.runs)), "planned": count(result.planned), "lost": count(lost)}
    told = _("{stored} of {planned} runs are stored", **places)
    if lost:
        told = _("{stored} of {planned} runs are stored; {lost} failed or are missing", **places)
    return Check(_("all planned runs"), lost == 0, told)


def planned_seeds(runs: pd.DataFrame) -> Check:
    """Check that a replication has one seed over all points, no other has it, and each point has it once."""
    usual = runs.groupby("replication")["seed"].agg(lambda seeds: seeds.mode().iloc[0])
    other = runs["seed"] != runs["replication"].map(usual)
    other |= runs.duplicated(["point", "replication"]) | runs["replication"].map(usual.duplicated(keep=False))
    n = int(other.sum())
    told = counted(
        "{n} run has another seed than its replication", "{n} runs have other seeds than their replications", n
    )
    return Check(_("seeds of the runs"), n == 0, told if n else _("each replication has its seed in every point"))


def known_figures(runs: pd.DataFrame) -> Check:
    """Check that the figures that answers name are stored, and the sums among them known in every run.

    A share or a mean has no value in a run without such cases; effects say how many runs are missing.
    """
    parts = [_("{noun} is not stored", noun=phrase(name).noun) for name in (*ALWAYS, *TOLD) if name not in runs]
    utilised = [name for name in runs if name.startswith("utilisation_")]
    for name in dict.fromkeys((*ALWAYS, *utilised)):
        n = int((~np.isfinite(runs[name].astype(float))).sum()) if name in runs else 0
        if n:
            noun = phrase(name).noun
            parts.append(counted("{noun} is not known in {n} run", "{noun} is not known in {n} runs", n, noun=noun))
    return Check(_("main figures"), not parts, _("; ").join(parts) if parts else _("known in every run"))


def stored_checks(runs: pd.DataFrame) -> Check:
    """Check that the checks that every run makes of itself are stored."""
    stored = [name for name in runs if name.startswith("check_")]
    lacking = [name for name in RESIDUALS if not any(name in one for one in stored)]
    if "clamped_share" not in runs and "check_clamped_share" not in runs:
        lacking.append("clamped_share")
    names = [phrase(name).noun if name == "clamped_share" else _(bare(name)) for name in lacking]
    told = _("not stored: {names}", names=listed(names))
    return Check(_("checks of each run"), not lacking, told if lacking else _("stored"))


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
    return Check(_("equal paid hours"), hours.equal, found if hours.equal else refusal(hours), refused=True)


def withheld(failed: Sequence[Check]) -> str:
    """Return why page one gives no answer ("": it does); unequal hours withhold only the sentences on them."""
    names = listed([check.name for check in failed if not check.refused])
    if not names:
        return ""
    return _("No answer is given, as these results failed a check ({names}); what is wrong stands in red.", names=names)


def _largest(name: str, values: pd.Series, tolerance: float) -> Check:
    largest = float(values.abs().max(skipna=False))
    told = _("largest {largest} (allowed {allowed})", largest=amount(largest), allowed=amount(tolerance))
    return Check(name, largest <= tolerance, told)


def verdict(checks: Sequence[Check]) -> dict[str, Any]:
    """Return what the template lays out of the checks: those that failed, whether answers stand, and the table."""
    failed = [check for check in checks if not check.holds]
    return {"failed": failed, "withheld": withheld(failed), "checks": check_table(checks)}


def check_table(checks: Sequence[Check]) -> Table:
    """Return every check with what was found; those that fail are emphasised."""
    rows = [[check.name, _("holds") if check.holds else f"*{_('FAILS')}", check.found] for check in checks]
    return Table([_("check"), _("verdict"), _("found")], rows)
