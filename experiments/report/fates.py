"""Winners and losers: the same incident under two choices, solved earlier or later, and because of what.

Twin runs share their seed, so an incident carries the same number in both and its fates can be compared.
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.language import N_, _
from experiments.report.cells import Table
from experiments.report.lists import sentences
from experiments.report.numbers import amount, count, percent, plus
from experiments.report.reading import StudyResult
from experiments.report.section import Section
from experiments.report.terms import label, spoken
from experiments.rules import RULES
from experiments.statistics import Contrast
from experiments.store import read_table
from experiments.wish import Wish

DAY = 24
STEPS = ("found", "begun", "worked", "mended")  # the parts of the way from onset to solution
COLUMNS = ["key", "incident", "kind", "grid", "onset", "registered", "started", "closed", "solved", "lapsed", "settled"]
BECAUSE = {  # of a step: why the twin was earlier, and why later
    "found": (N_("it was registered {days} days earlier"), N_("it was registered {days} days later")),
    "begun": (N_("staff began {days} days sooner"), N_("staff began {days} days later")),
    "worked": (N_("the work on it took {days} days less"), N_("the work on it took {days} days more")),
    "mended": (
        N_("it stayed unsolved {days} days less after it was closed"),
        N_("it was closed without being solved, {days} days longer"),
    ),
    "settled": (N_("residents settled it themselves"), N_("residents did not settle it themselves this time")),
    "unfound": (N_("it was registered at all"), N_("nobody registered it this time")),
}


class Twins(NamedTuple):
    """Incidents under a level and under its reference, a row a pair with `days` later (below 0: earlier)."""

    contrast: Contrast
    pairs: pd.DataFrame


def fates(result: StudyResult) -> Twins | None:
    """Return the pairs of the first declared contrast (or first option), or None where no incidents are stored."""
    contrast = first_contrast(result)
    if contrast is None or not (result.folder / "incidents.parquet").is_file():
        return None
    runs = result.at_baseline(result.runs, contrast.factor)
    sides = []
    for level in (contrast.level, contrast.reference):
        part = runs[runs[contrast.factor] == level][["key", "seed"]]
        table = read_table(result.folder, "incidents", columns=COLUMNS, filters=[("key", "in", list(part["key"]))])
        sides.append(ways(table.merge(part, on="key"), DAY * result.days))
    pairs = sides[0].merge(sides[1], on=["seed", "incident"], suffixes=("", "_before"))
    return Twins(contrast, explained(pairs)) if len(pairs) else None


def first_contrast(result: StudyResult) -> Contrast | None:
    """Return the contrast whose twins are compared."""
    for one in result.contrasts:
        if result.has(one.factor) and len(result.at_baseline(result.runs, one.factor)):
            return one
    for factor in (one for one in result.factors if result.has(one)):
        level = next(one for one in result.factors[factor] if one != result.baseline[factor])
        return Contrast("harm_per_1000_residents", factor, level, result.baseline[factor])
    return None


def ways(incidents: pd.DataFrame, horizon: float) -> pd.DataFrame:
    """Return each measured incident with the hours of each step and its end (hours; unsolved ones at the horizon)."""
    table = incidents[incidents["onset"] >= 0]
    end = table["solved"].fillna(table["lapsed"]).fillna(horizon).clip(upper=horizon)
    points = [table["onset"]]
    for name in ("registered", "started", "closed"):
        points.append(np.minimum(table[name].fillna(np.inf), end).clip(lower=points[-1]))
    points.append(end)
    steps = {name: points[place + 1] - points[place] for place, name in enumerate(STEPS)}
    known = table[["seed", "incident", "kind", "grid"]].assign(
        end=end, registered=table["registered"].notna(), settled=table["settled"] > 0, **steps
    )
    return known


def explained(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs with `days` (later) and `why`: the step that differs most, or what happened in one of them only."""
    steps = pd.DataFrame({name: pairs[name] - pairs[f"{name}_before"] for name in STEPS})
    hours = pairs["end"] - pairs["end_before"]
    signed = steps.mul(np.sign(hours), axis=0)
    why = signed.idxmax(axis=1).where(hours.abs() >= RULES.same_hours, "")
    only = pairs["settled"] != pairs["settled_before"]
    unfound = ~only & (pairs["registered"] != pairs["registered_before"])
    why = why.mask(only & (why != ""), "settled").mask(unfound & (why != ""), "unfound")
    part = pd.Series([row.get(step, np.nan) for step, row in zip(why, steps.to_dict("records"), strict=True)])
    return pairs.assign(days=hours / DAY, why=why, part_days=part.to_numpy() / DAY)


# in words --------------------------------------------------------------------------------------------------------
def told(twins: Twins) -> list[str]:
    """Return how many incidents fare better and worse, how much, and two of them with the reason."""
    days = twins.pairs["days"]
    same = days.abs() * DAY < RULES.same_hours
    better, worse = (days < 0) & ~same, (days > 0) & ~same
    places = {
        "n": f"{len(days):,}",
        "level": spoken(twins.contrast.level, twins.contrast.factor),
        "reference": spoken(twins.contrast.reference, twins.contrast.factor),
        "better": percent(better.mean()),
        "worse": percent(worse.mean()),
        "same": percent(same.mean()),
    }
    lines = [
        _(
            "Of {n} incidents that arose under both, {better} end earlier under {level} than under {reference}, "
            "{worse} later, and {same} at about the same time.",
            **places,
        )
    ]
    if better.any() and worse.any():
        lines.append(
            _(
                "Half of the winners gain more than {gain} days, half of the losers lose more than {loss} days.",
                gain=amount(-days[better].median(), 2),
                loss=amount(days[worse].median(), 2),
            )
        )
    examples = [example(twins, days[side].abs()) for side in (better, worse) if side.any()]
    return [sentences(*lines), *(one for one in examples if one)]


def example(twins: Twins, sizes: pd.Series) -> str:
    """Return one incident whose fate differs as much as that of nine in ten, with the reason."""
    row = twins.pairs.loc[(sizes - sizes.quantile(RULES.example_quantile)).abs().idxmin()]
    later = row["days"] > 0
    reason = BECAUSE[row["why"]][int(row["part_days"] > 0) if row["why"] in STEPS else int(_lost(row))]
    places = {
        "incident": f"{row['incident']:.0f}",
        "kind": label(row["kind"]),
        "grid": f"{row['grid']:.0f}",
        "days": amount(abs(row["days"]), 2),
        "level": spoken(twins.contrast.level, twins.contrast.factor),
        "why": _(reason, days=amount(abs(row["part_days"]), 2)),
    }
    if later:
        return _(
            "Incident {incident} ({kind}, grid {grid}) ended {days} days later under {level} because {why}.", **places
        )
    text = _("Incident {incident} ({kind}, grid {grid}) ended {days} days earlier under {level} because {why}.")
    return text.format(**places)


def _lost(row: pd.Series) -> bool:
    """Whether what happened in one twin only (settling, registration) did not happen under the level."""
    name = "settled" if row["why"] == "settled" else "registered"
    return not row[name]


def by_kind(twins: Twins) -> pd.DataFrame:
    """Return a row a kind: pairs, shares that end earlier and later, and the mean days later."""
    pairs = twins.pairs
    far = pairs["days"].abs() * DAY >= RULES.same_hours
    marked = pairs.assign(earlier=far & (pairs["days"] < 0), later=far & (pairs["days"] > 0))
    found = marked.groupby("kind").agg(
        n=("days", "size"), earlier=("earlier", "mean"), later=("later", "mean"), days=("days", "mean")
    )
    return found.sort_values("days").reset_index()


def fates_section(result: StudyResult) -> Section:
    """Return winners and losers between twin runs, or how to get them."""
    twins = fates(result)
    if twins is None:
        how = _(
            "The fates of single incidents are not stored. To have them: `{command}`", command=with_incidents(result)
        )
        return Section("fates", {}, told=[how])
    rows = [
        [
            label(row["kind"]),
            count(row["n"]),
            percent(row["earlier"]),
            percent(row["later"]),
            plus(row["days"], "amount"),
        ]
        for row in by_kind(twins).to_dict("records")
    ]
    heads = [_("kind"), _("incidents in both"), _("end earlier"), _("end later"), _("mean days later")]
    return Section("fates", {"": Table(heads, rows)}, told=told(twins))


def with_incidents(result: StudyResult) -> str:
    """Return the study's command, changed so that it stores every incident of two seeds."""
    made = result.manifest
    more = ("replications=2", "detail=incidents", f"name={made['name']}_incidents")
    wish = Wish(tuple(made["overrides"])).with_more(more)
    return shlex.join(["gridgov", "study", made["study"], *wish.overrides, *made["sources"]])
