"""The rest of the report: sections of tables for readers who want to check the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from experiments.equal_harm import REACHED, Arms, equal_harm_cost
from experiments.language import _
from experiments.report import cells, even
from experiments.report.answers import against, is_overview
from experiments.report.cells import MAIN, Table
from experiments.report.equity import equity
from experiments.report.fates import fates_section
from experiments.report.grounds import assumed, graded, known_facts, sensitive
from experiments.report.levers import ranking_table
from experiments.report.numbers import amount, bracket, count, join, percent, yuan
from experiments.report.reading import StudyResult
from experiments.report.section import Section
from experiments.report.terms import SPENT, label
from experiments.twins import crn_audit, replication_adequacy

SOCIAL = "harm"


def sections(result: StudyResult, by_factor: Mapping[str, pd.DataFrame], comparison: pd.DataFrame) -> Iterator[Section]:
    """Yield the sections that this study has numbers for, in the order of the page."""
    options = {label(name): cells.options(table, name, result.baseline[name]) for name, table in by_factor.items()}
    if is_overview(result):
        yield Section("levers", {"": ranking_table(result)})
    if options:
        yield Section("options", options)
    yield from _about_arms(result)
    if result.contrasts:
        yield Section("contrasts", {"": contrasts(result)})
    if result.priced is not None:
        yield Section("costs", money(result))
    if result.grids is not None and not result.grids.empty:
        yield Section("equity", {"": equity(result)})
    yield fates_section(result)
    yield sensitive(result)
    yield known_facts(result)
    yield from _about_replications(result)
    if result.factors:
        yield Section("all", {"": every_point(comparison, list(result.factors))}, folded=True)
    if result.scenario is not None:
        yield Section("sources", {"": graded(result)}, folded=True)
    yield Section("assumptions", assumed(result), folded=True)


def _about_arms(result: StudyResult) -> Iterator[Section]:
    if result.has("management"):
        yield Section("arms", {"": arms(result)})
    if result.has("staffing") and result.has("management", "campaign", "long_term"):
        yield Section("equal_harm", {"": equal_harm(result)})
    if found := even.horizons(result):
        yield Section("break_even", {"": even.table(found, result.days)})


def _about_replications(result: StudyResult) -> Iterator[Section]:
    factors = list(result.factors)
    names = [name for name in MAIN if name in result.runs]
    if result.runs["seed"].nunique() < 2:  # one replication says nothing about chance
        return
    audit = crn_audit(result.runs, factors, result.baseline, names)
    if len(audit):
        yield Section("twins", {"": named(audit[["indicator", "variance_ratio", "worth", "n_unpaired"]])}, folded=True)
    yield Section("adequacy", {"": named(replication_adequacy(result.runs, factors, names))}, folded=True)


def named(table: pd.DataFrame) -> Table:
    """Return a table whose first column is an indicator, with words for it."""
    return cells.plain(table.assign(indicator=table["indicator"].map(cells.head)))


def arms(result: StudyResult) -> Table:
    """Return paid hours and yuan of each management, averaged over the other choices as page one is."""
    runs = result.alone("management")
    names = [name for name in (*SPENT, "cost_yuan") if name in runs]
    means = runs.groupby("management")[names].mean().reindex(list(result.factors["management"])).dropna(how="all")
    wanted = ("long_term", result.baseline["management"], *means.index)
    reference = next(arm for arm in wanted if arm in means.index)
    base = means.loc[reference]
    rows = []
    for arm, row in means.iterrows():
        gap = percent(row["paid_hours"] / base["paid_hours"] - 1, 2)
        rows.append([label(arm), *(count(row[name]) for name in names[:-1]), gap, yuan(row["cost_yuan"])])
    gap_head = _("hours against {level}", level=label(reference))
    return Table([label("management"), *map(label, names[:-1]), gap_head, _("cost")], rows)


def equal_harm(result: StudyResult) -> Table:
    """Return the cost of the campaign regime at the harm of long-term management, by staffing level."""
    rows = []
    for row in equal_harm_cost(result.runs, Arms()).to_dict("records"):
        apart = f"{yuan(row['difference'])}{bracket(row['low'], row['high'], 'yuan')}"
        verdict = row["verdict"]
        told = apart if verdict == REACHED else _(verdict)
        if row["verdict"] != REACHED and row["reached"]:
            told = _("no mean: not every replication comes to that harm")
        seen = _("{n} of {all}", n=row["reached"], all=row["seeds"])
        rows.append([label(row["level"]), amount(row["harm"]), yuan(row["cost_reference"]), told, seen])
    heads = [_("long-term with"), _("its harm"), _("its cost"), _("campaign costs more by")]
    return Table([*heads, _("replications that come to that harm")], rows)


def contrasts(result: StudyResult) -> Table:
    """Return the declared contrasts with their Holm-adjusted p."""
    rows = []
    for row in result.declared.to_dict("records"):
        name = row["indicator"]
        who = against(row["factor"], row["level"], row["reference"])
        alone = row["n"] < 2
        span = _("none at all") if alone else cells.differences(row["low"], row["high"], name)
        small = "< 0.001" if row["p_holm"] < 1 / 1000 else _("none at all") if alone else amount(row["p_holm"], 2)
        apart = cells.difference(row["mean"], name) + cells.lacking(row["missing"])
        rows.append([who, cells.head(name), apart, span, str(row["n"]), small])
    heads = [_("comparison"), _("of what"), _("difference"), _("95 % interval"), _("seeds"), _("p (Holm)")]
    return Table(heads, rows)


def money(result: StudyResult) -> dict[str, Table]:
    """Return the baseline's cost by activity (all options of management beside it) and by grid."""
    assert result.priced is not None
    paid = result.priced[result.priced["item"] != SOCIAL]
    free = ["management"] if result.has("management") else []
    part = result.at_baseline(paid[paid["book"] == "activity"], *free).assign(all="baseline")
    by = [*free, "all"][0]
    runs = part.groupby(by, observed=True)["run_key"].nunique()
    activity = part.pivot_table("yuan", "key", by, aggfunc="sum", observed=True) / runs
    activity = activity.sort_values(activity.columns[0], ascending=False)
    names = [label(str(name)) for name in activity.index]
    rows = [[name, *map(count, row)] for name, row in zip(names, activity.to_numpy(), strict=True)]
    rows.append([f"*{_('total')}", *(f"*{count(total)}" for total in activity.sum())])
    heads = [_("yuan"), *map(label, activity.columns)]
    return {_("by activity"): Table(heads, rows), _("by grid (baseline)"): _by_grid(result, paid)}


def _by_grid(result: StudyResult, paid: pd.DataFrame) -> Table:
    base = result.at_baseline(paid)
    book = base[base["book"] == "grid"]
    sums = book.groupby("key")["yuan"].sum() / max(base["run_key"].nunique(), 1)
    grids = sums.drop("street", errors="ignore")
    street = float(sums.get("street", 0.0))
    rows = [[_("grids ({n})", n=len(grids)), count(grids.sum()), join(count(grids.min()), count(grids.max()))]]
    rows.append([_("street as a whole"), count(street), ""])
    rows.append([f"*{_('total')}", f"*{count(sums.sum())}", ""])
    return Table([_("yuan"), _("sum"), _("cheapest to dearest grid")], rows)


def every_point(comparison: pd.DataFrame, factors: list[str]) -> Table:
    """Return the main indicators of every design point."""
    names = [name for name in MAIN if name in set(comparison["indicator"])]
    rows = []
    for levels, part in comparison.groupby(factors, sort=False):
        told = part.set_index("indicator").to_dict("index")
        shown = (cells.value(told[name]["mean"], name) + cells.lacking(int(told[name]["missing"])) for name in names)
        rows.append([*map(label, levels), *shown])
    return Table([*map(label, factors), *map(cells.head, names)], rows)
