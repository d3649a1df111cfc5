"""Winners and losers: the same incident under two choices, solved earlier or later, and because of what.

Twin runs share their seed, so an incident carries the same number in both and its fates can be compared.
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.language import N_, _
from experiments.lives import lives
from experiments.report.cells import Table
from experiments.report.lists import sentences
from experiments.report.numbers import amount, count, percent, plus
from experiments.report.reading import StudyResult
from experiments.report.section import Section
from experiments.report.terms import label, spoken
from experiments.rules import RULES
from experiments.statistics import Contrast
from experiments.wish import Wish

DAY = 24
STEPS = ("found", "begun", "worked", "mended")  # the parts of the way from onset to solution
AT_ALL = ("settled", "lapsed", "registered", "started")  # what may happen in one twin only
REACHED = {"found": "registered", "begun": "started", "worked": "started"}  # only where both twins came so far
COLUMNS = [
    *("key", "incident", "case", "kind", "grid", "mistaken", "settled"),
    *("onset", "registered", "started", "closed", "solved", "lapsed"),
]
BECAUSE = {  # why the twin was earlier, and why later
    "found": (N_("it was registered {days} days earlier"), N_("it was registered {days} days later")),
    "begun": (N_("staff began {days} days sooner"), N_("staff began {days} days later")),
    "worked": (N_("the work on it took {days} days less"), N_("the work on it took {days} days more")),
    "mended": (
        N_("it stayed unsolved {days} days less after it was closed"),
        N_("it was closed without being solved, {days} days longer"),
    ),
    "settled": (N_("residents settled it themselves"), N_("residents did not settle it themselves this time")),
    "registered": (N_("it was registered at all"), N_("nobody registered it this time")),
    "started": (N_("staff began work on it at all"), N_("staff did not begin work on it this time")),
    "lapsed": (N_("it passed by itself"), N_("it did not pass by itself this time")),
}
FATES = {  # by whether it was later, and whether one of the twins was still open
    (False, False): N_(
        "Incident {incident} ({kind}, grid {grid}) ended {days} days earlier under {level} because {why}."
    ),
    (True, False): N_("Incident {incident} ({kind}, grid {grid}) ended {days} days later under {level} because {why}."),
    (False, True): N_(
        "Incident {incident} ({kind}, grid {grid}) ended under {level} because {why}; under {reference} it was still "
        "open at the end, {days} days later."
    ),
    (True, True): N_(
        "Incident {incident} ({kind}, grid {grid}) was still open at the end under {level}, {days} days after it had "
        "ended under {reference}, because {why}."
    ),
}


class Twins(NamedTuple):
    """Incidents under a level and under its reference, a row a pair with `days` later (below 0: earlier)."""

    contrast: Contrast
    pairs: pd.DataFrame


def fates(result: StudyResult) -> Twins | None:
    """Return the pairs of the first declared contrast (or first option), or None where no incidents are stored."""
    contrast = first_contrast(result)
    if contrast is None:
        return None
    runs = result.at_baseline(result.runs, contrast.factor)
    sides = []
    for level in (contrast.level, contrast.reference):
        part = runs[runs[contrast.factor] == level][["key", "seed"]]
        table = result.incidents(part["key"], COLUMNS)
        if table is None:
            return None
        sides.append(ways(table.merge(part, on="key"), DAY * result.days))
    pairs = explained(*sides)
    return Twins(contrast, pairs) if len(pairs) else None


def first_contrast(result: StudyResult) -> Contrast | None:
    """Return the contrast whose twins are compared."""
    for one in result.contrasts:
        if result.has(one.factor) and len(result.at_baseline(result.runs, one.factor)):
            return one
    for factor in (one for one in result.factors if result.has(one)):
        level = next(one for one in result.factors[factor] if one != result.baseline[factor])
        return Contrast("harm_per_1000_residents", factor, level, result.baseline[factor])
    return None


def ways(pages: pd.DataFrame, horizon: float) -> pd.DataFrame:
    """Return a row a real incident of the measured days: hours of each step, its end, and what happened until then.

    An incident without solution ends at the horizon (hours) and is `open`. Work ends with the first closing.
    """
    table = lives(pages, ["seed", "incident"])
    table = table[(table["onset"] >= 0) & (table["mistaken"] == 0)]
    end = table["solved"].fillna(table["lapsed"]).fillna(np.inf)
    known = table[["kind", "grid"]].assign(
        end=end.clip(upper=horizon), open=end > horizon, settled=table["settled"] > 0
    )
    points = [table["onset"]]
    for name in ("registered", "started", "first_closed"):
        known[name] = table[name] <= known["end"]
        points.append(table[name].where(known[name], known["end"]).clip(lower=points[-1]))
    points.append(known["end"])
    steps = {name: points[place + 1] - points[place] for place, name in enumerate(STEPS)}
    return known.assign(lapsed=table["solved"].isna() & (table["lapsed"] <= horizon), **steps)


def explained(under: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents of both sides with `days` (later), `why`, and the `part_days` of the step that says why.

    The reason is what happened in one twin only, where that explains the direction, or else the step of both that
    differs most; it is empty where the twins fare the same or nothing of this explains the difference.
    """
    pairs = under.merge(before, left_index=True, right_index=True, suffixes=("", "_before"))
    hours = pairs["end"] - pairs["end_before"]
    steps = pd.DataFrame({name: pairs[name] - pairs[f"{name}_before"] for name in STEPS}, pairs.index)
    for step, point in REACHED.items():
        steps[step] = steps[step].where(pairs[point] & pairs[f"{point}_before"], 0.0)
    most = steps.mul(np.sign(hours), axis=0)
    why = most.idxmax(axis=1).where(most.max(axis=1) > 0, "") if len(pairs) else pd.Series(dtype=str)
    for name in reversed(AT_ALL):
        there, there_before = pairs[name], pairs[f"{name}_before"]
        fits = ((hours < 0) & there & ~there_before) | ((hours > 0) & there_before & ~there)
        why = why.mask(fits, name)
    why = why.where(hours.abs() >= RULES.same_hours, "")
    part = pd.Series(0.0, pairs.index)
    for name in STEPS:
        part = part.mask(why == name, steps[name])
    return pairs.assign(days=hours / DAY, why=why, part_days=part / DAY).reset_index()


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
    told_why = twins.pairs["why"] != ""
    examples = [example(twins, days[side & told_why].abs()) for side in (better, worse) if (side & told_why).any()]
    return [sentences(*lines), *examples]


def example(twins: Twins, sizes: pd.Series) -> str:
    """Return one incident whose fate differs as much as that of nine in ten, with the reason."""
    row = twins.pairs.loc[(sizes - sizes.quantile(RULES.example_quantile)).abs().idxmin()]
    later = row["days"] > 0
    reason, still_open = BECAUSE[row["why"]][int(later)], row["open"] or row["open_before"]
    places = {
        "incident": f"{row['incident']:.0f}",
        "kind": label(row["kind"]),
        "grid": int(row["grid"]) + 1,
        "days": amount(abs(row["days"]), 2),
        "level": spoken(twins.contrast.level, twins.contrast.factor),
        "reference": spoken(twins.contrast.reference, twins.contrast.factor),
        "why": _(reason, days=amount(abs(row["part_days"]), 2)),
    }
    return _(FATES[bool(later), bool(still_open)], **places)


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
