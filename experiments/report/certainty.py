"""The sentences on how sure the answers are: chance, replications, and whether an effect holds for other choices."""

from __future__ import annotations

from typing import NamedTuple

from experiments.language import N_, _, _c
from experiments.report.findings import Effect
from experiments.report.lists import sentences
from experiments.report.numbers import amount, count, percent, plus, span
from experiments.report.terms import label, phrase, spoken
from experiments.rules import RULES
from experiments.statistics import Estimate

ONE_REPLICATION = N_("there is one replication only, and one replication gives no interval")
LOST = N_("runs are missing")
RANKS = N_(
    "The street ({street}) is synthetic: its people, grids and incidents are made up to resemble published figures. "
    "The results rank choices; they forecast no real place, and say nothing about any person. They must not be used "
    "to judge staff or residents."
)


class Extent(NamedTuple):
    """How much a study made: replications, choices compared (crossed or not), and whether a table shows effects."""

    replications: int
    choices: int
    tabled: bool
    crossed: bool = True


def why(found: Effect) -> str:
    """Return why an effect cannot be told: one replication only, or lost runs."""
    return _(ONE_REPLICATION if found.single else LOST)


def sureness(extent: Extent, street: str) -> list[str]:
    """Return how sure all of this is, for a reader who knows no statistics."""
    return [_luck(extent), _assumed(extent), _(RANKS, street=street)]


def precise(indicator: str, needed: float, made: int) -> str:
    """Return that more replications are needed for an indicator's mean, or nothing where there are enough."""
    if not needed > made or made < 2:
        return ""
    return _(
        "{made} replications are too few to know the mean of {noun} to {precision}: where it varies most, {wanted} are "
        "needed. Differences between twins are known better; judge them by their ranges.",
        made=made,
        noun=phrase(indicator).noun,
        precision=percent(RULES.precision),
        wanted=at_most(needed),
    )


def at_most(needed: float) -> str:
    """Return a number of replications, or that it lies beyond the search."""
    if needed <= RULES.most_replications:
        return count(needed)
    return _("more than {most}", most=count(RULES.most_replications))


def holds(found: Effect, others: bool = True) -> str:
    """Return whether an effect is clear and, where the study has other choices, keeps its direction over them."""
    if found.missing:
        return _("one replication: cannot be told") if found.single else _(LOST)
    if not found.clear:
        return _("not clear after Holm's correction") if found.found.clear else _("no clear difference")
    if not others:
        return _("clear")
    if found.least * found.most > 0:
        return _("same direction everywhere")
    if found.least * found.most < 0:
        return _("direction depends on the other choices")
    return _("same direction, but no effect at some of the other choices")


def turns(found: Effect) -> str:
    """Return, where an effect's direction is not the same over the other choices, at which of them it turns."""
    clear = found.clear or (found.turn is not None and found.turn.clear)
    if found.missing or not clear or found.least * found.most >= 0:
        return ""
    words = phrase(found.contrast.indicator)
    who = {"level": spoken(found.contrast.level, found.contrast.factor), "noun": words.noun}
    if found.turn is None:
        across = span(found.least, found.most, words.kind, signed=True)
        return _(
            "The effect of {level} on {noun} depends on how the other choices are combined: {across}.",
            **who,
            across=across,
        )
    parts = _c("clauses", ", ").join(
        _at(label(one, found.turn.factor), apart, words.kind) for one, apart in found.turn.levels
    )
    where = {"factor": label(found.turn.factor), "parts": parts}
    if found.turn.clear:
        return _("The effect of {level} on {noun} turns with {factor}: {parts}.", **who, **where)
    return _("The effect of {level} on {noun} depends on {factor}: {parts}.", **who, **where)


def _at(level: str, found: Estimate, kind: str) -> str:
    told = plus(found.mean, kind) if found.clear else _("no clear difference")
    return _("{effect} with {level}", effect=told, level=level)


def _luck(extent: Extent) -> str:
    if extent.replications > 1:
        return _repeated(extent)
    if not extent.choices:
        return _("This is a single run. Other luck (good and bad days, who notices what) would give other numbers.")
    once = (
        _("Every combination of choices was simulated once, all with the same luck.")
        if extent.crossed
        else _("The baseline and each change from it were simulated once, all with the same luck.")
    )
    more = _(
        "One replication gives no interval: no difference can be told from chance. Add replications=10 to the command."
    )
    return sentences(once, more)


def _repeated(extent: Extent) -> str:
    n = extent.replications
    ranges = _("As far as luck goes, the ranges in brackets hold 95 times in 100.")
    if not extent.choices:
        once = _("The street was simulated {n} times with different luck (good and bad days, who notices what).", n=n)
        return sentences(once, ranges)
    twins = (
        _(
            "Every combination of choices was simulated {n} times with different luck (good and bad days, who notices "
            "what), and each run was compared with its twin that had the same luck and the other choice.",
            n=n,
        )
        if extent.crossed
        else _(
            "The baseline and each change from it were simulated {n} times with different luck (good and bad days, who "
            "notices what), and each run was compared with its twin that had the same luck and the other choice.",
            n=n,
        )
    )
    return sentences(twins, ranges)


def _assumed(extent: Extent) -> str:
    told = [
        _(
            "Many numbers of the model come from other cities or are assumptions, and how far the results depend on "
            "them is not tested by this study."
        )
    ]
    if extent.replications > 1:
        told.insert(0, _("The ranges cover chance only. They do not cover assumptions that may be wrong."))
    if extent.tabled and extent.choices > 1 and extent.crossed:
        told.append(_("The table below shows how far the answers depend on the study's other choices."))
    return sentences(*told)


def posts(number: float) -> str:
    """Return the permanent posts a grid in brackets, or nothing where they are not known."""
    return _(" ({posts} posts a grid)", posts=amount(number)) if number == number else ""
