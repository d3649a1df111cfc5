"""The sentences of the answers: rules from numbers to text.

The one rule that all of them share: an effect is stated only where it is clear (its interval leaves zero out, and a
declared contrast passes Holm's correction). Where only the interval leaves zero out it "may" be; otherwise there is
"no clear difference", with the range. Where runs are missing the sentence says so; where a check failed it refuses.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from experiments.language import N_, _, _c, counted
from experiments.report.certainty import why
from experiments.report.findings import Effect
from experiments.report.lists import joined, sentences
from experiments.report.numbers import percent, size, spread, write, yuan
from experiments.report.option_words import OPTIONS, QUESTIONS_OF
from experiments.report.terms import SPOKEN, label, phrase, spoken
from experiments.rules import RULES
from experiments.statistics import Estimate

QUESTIONS = {
    "staffing": N_("How many staff?"),
    "communication": N_("One-way or two-way communication?"),
    "management": N_("Campaigns or long-term management?"),
    "levers": N_("Which levers bring most, and what do they cost?"),
}


def lever_question(factor: str) -> str:
    """Return the question on a factor that has none of its own."""
    if factor in QUESTIONS_OF:
        return _(QUESTIONS_OF[factor])
    return _("What does each option of {factor} change?", factor=label(factor))


def units(days: int, single: bool = False) -> str:
    """Return what harm and money on page one are counted in; one replication (`single`) has no ranges in brackets."""
    harm = _(
        "Harm counts the days that problems stay unsolved, each day weighted by how bad the problem is, for every "
        "1,000 residents and year."
    )
    ranges = "" if single else _("Ranges in brackets are explained below.")
    return sentences(harm, _("Money is what is paid {period}.", period=period(days)), ranges)


def clause(found: Effect) -> str:
    """Return an effect as the end of a sentence: "lowers X by N (between L and H)", or why there is none."""
    words = phrase(found.contrast.indicator)
    if found.missing:
        return _("gives no answer on {noun} ({why})", noun=words.noun, why=why(found))
    if not found.found.clear:
        return _("makes no clear difference to {noun}{spread}", noun=words.noun, spread=spread(found.found, words.kind))
    by = size(found.found, words.kind)
    share = abs(found.found.mean / found.base) if found.base else math.inf
    if words.kind != "points" and RULES.slight <= share <= RULES.most_told:
        by = _("{size} or {share}", size=by, share=percent(share))
    places = {"noun": words.noun, "by": by, "spread": spread(found.found, words.kind)}
    if found.doubtful:
        return _maybe(found.found.mean > 0, places)
    if abs(found.found.mean) < RULES.slight * abs(found.base):
        return _slightly(found.found.mean > 0, places)
    if found.found.mean > 0:
        return _("raises {noun} by {by}{spread}", **places)
    return _("lowers {noun} by {by}{spread}", **places)


def clauses(effects: Sequence[Effect]) -> str:
    """Return several effects as one end of a sentence; neighbours that are not clear share one verb."""
    told: list[str] = []
    for plain, group in itertools.groupby(effects, lambda one: not one.missing and not one.found.clear):
        together = list(group)
        told += [_no_differences(together)] if plain and len(together) > 1 else map(clause, together)
    return joined(told)


def _no_differences(effects: Sequence[Effect]) -> str:
    words = [(phrase(one.contrast.indicator), one.found) for one in effects]
    nouns = [f"{word.noun}{spread(found, word.kind)}" for word, found in words]
    first = _c("names", ", ").join(nouns[:-1])
    return _("makes no clear difference to {first} or {last}", first=first, last=nouns[-1])


def _maybe(up: bool, places: Mapping[str, object]) -> str:
    if up:
        return _("may raise {noun} by {by}{spread}, but with several comparisons at once this can be chance", **places)
    return _("may lower {noun} by {by}{spread}, but with several comparisons at once this can be chance", **places)


def _slightly(up: bool, places: Mapping[str, object]) -> str:
    if up:
        return _("raises {noun} slightly, by {by}{spread}", **places)
    return _("lowers {noun} slightly, by {by}{spread}", **places)


def money(found: Effect) -> str:
    """Return what a choice costs more or less over the measured time."""
    if found.missing:
        return _("its cost is not known ({why})", why=why(found))
    if not found.found.clear:
        return _("there is no clear difference in cost{spread}", spread=spread(found.found, "yuan"))
    places = {"yuan": yuan(abs(found.found.mean)), "spread": spread(found.found, "yuan")}
    if found.doubtful:
        return _maybe_money(found.found.mean > 0, places)
    if found.found.mean > 0:
        return _("it costs {yuan} more{spread}", **places)
    return _("it costs {yuan} less{spread}", **places)


def _maybe_money(more: bool, places: Mapping[str, object]) -> str:
    if more:
        return _("it may cost {yuan} more{spread}, but with several comparisons at once this can be chance", **places)
    return _("it may cost {yuan} less{spread}, but with several comparisons at once this can be chance", **places)


def price_tag(parts: Sequence[Estimate], days: int, baseline: Mapping[str, object]) -> str:
    """Return what the baseline costs: `parts` are the cost, the cost a resident, and the cost a problem solved."""
    cost, per_resident, per_solved = (write(part.mean, "yuan") for part in parts)
    places = {"cost": cost, "period": period(days), "per_resident": per_resident, "per_solved": per_solved}
    if not baseline:
        return _(
            "This run costs {cost} {period}: {per_resident} for each resident, and {per_solved} for each problem "
            "really solved.",
            **places,
        )
    return _(
        "The baseline ({levels}) costs {cost} {period}: {per_resident} for each resident, and {per_solved} for each "
        "problem really solved.",
        levels=_c("names", ", ").join(chosen(name, level) for name, level in baseline.items()),
        **places,
    )


def chosen(factor: str, level: object) -> str:
    """Return the level of a factor as it stands in a list of choices, e.g. "standard staffing"."""
    if str(level) in SPOKEN or f"{factor}={level}" in OPTIONS:
        return spoken(level, factor)
    return _("{level} {factor}", level=label(level), factor=label(factor))


def scope(factors: Sequence[str]) -> str:
    """Return over what the figures of the answers are averaged, or nothing where there is one choice only."""
    if len(factors) < 2:
        return ""
    return _(
        "Each answer compares the levels of one choice; its figures are averages over the study's other choices "
        "({factors}) unless the sentence names a level.",
        factors=_c("names", ", ").join(map(label, factors)),
    )


def period(days: int) -> str:
    """Return the measured time as the end of a sentence on money."""
    return _("a year") if days in (365, 366) else counted("in {n} day", "in {n} days", days)


def capital(text: str) -> str:
    """Return a text with its first letter large, as at the start of a sentence."""
    return text[:1].upper() + text[1:]
