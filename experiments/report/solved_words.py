"""The sentences on a solution: the answer, what is guaranteed and on which conditions, what a reader must know."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.language import _, _c
from experiments.report.numbers import amount, percent, write
from experiments.report.terms import phrase
from experiments.solve.files import SEARCHING
from experiments.solve.target import Target


def question(target: Target) -> str:
    """Return what was asked."""
    return _("What is the least that meets the target: {target}?", target=goal(target))


def goal(target: Target) -> str:
    """Return a target in words."""
    words = phrase(target.indicator)
    places = {"noun": words.noun, "level": write(target.level, "percent" if words.kind == "points" else words.kind)}
    told = _("{noun} at least {level}", **places) if target.sign > 0 else _("{noun} at most {level}", **places)
    if target.chance:
        return _("{told}, in at least {chance} of the years", told=told, chance=percent(target.chance))
    return _("{told}, in the mean of the years", told=told)


def answer(content: dict[str, Any], table: pd.DataFrame) -> list[str]:
    """Return what was found, and with how many runs."""
    if content["status"] == SEARCHING or table.empty:
        return [_("The search is not finished; the same command goes on with it.")]
    tested = table[table["n"] > 0]
    many = {"n": len(tested), "all": len(table), "runs": int(tested["n"].sum())}
    effort = _("{n} of {all} candidates were simulated, in {runs} runs.", **many)
    if content["chosen"] is None:
        return [_("No candidate within the bounds is shown to meet the target."), effort]
    row = table[table["candidate"] == content["chosen"]].iloc[0]
    found = {"candidate": row["candidate"], "mean": amount(row["measure"]), "low": amount(row["low"])}
    told = _(
        "The least that meets the target is {candidate}: measured there is {mean} (between {low} and {high}).",
        **found,
        high=amount(row["high"]),
    )
    return [told, effort]


def certainty(content: dict[str, Any]) -> list[str]:
    """Return what is guaranteed, how, and what limits it."""
    target, rule = Target(**content["target"]), content["rule"]
    sure = {"confidence": percent(content["request"]["confidence"], 1), "target": goal(target)}
    told = [
        _(
            "With a chance of at least {confidence} the chosen candidate meets the target ({target}), and every "
            "smaller or cheaper one that was tested goes beyond it by less than {tolerance}, if at all.",
            **sure,
            tolerance=amount(rule["tolerance"]),
        ),
        _search(content),
        _("Candidates are simulated with paired seeds. This covers chance, not the assumptions of the model."),
    ]
    if content.get("undecided"):
        names = {
            "names": _c("names", ", ").join(_("“{name}”", name=one) for one in content["undecided"]),
            "most": rule["most"],
        }
        told.append(
            _(
                "Not decided within {most} replications, and taken as not meeting the target, so that a smaller answer "
                "is possible: {names}. A larger --max-replications or a wider --tolerance decides.",
                **names,
            )
        )
    if content.get("not_monotone"):
        told.append(_("More was not better here, which bisection takes for granted: use --search climb."))
    return told


def _search(content: dict[str, Any]) -> str:
    chance = Target(**content["target"]).chance > 0
    places = {"n": content["most_tests"], "error": amount(content["rule"]["error"], 2)}
    if chance:
        return _(
            "At most {n} tests decide, each wrong with a chance of at most {error} (Bonferroni), by Wald's sequential "
            "probability ratio test of independent years.",
            **places,
        )
    return _(
        "At most {n} tests decide, each wrong with a chance of at most {error} (Bonferroni), by the sequential test of "
        "Andradóttir and Kim (2010), which takes replications as normal.",
        **places,
    )
