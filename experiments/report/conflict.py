"""The answer on parts and whole: what a campaign in some grids does there, in the other grids, and in the street."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.language import N_, _
from experiments.report.findings import HARM, Effect, effect
from experiments.report.levers import reference_of
from experiments.report.lists import sentences
from experiments.report.reading import StudyResult
from experiments.report.terms import spoken
from experiments.report.words import capital, clause, clauses

COVERED, ELSEWHERE = "harm_covered", "harm_elsewhere"
QUESTION = N_("Is what is best for some grids best for the street?")


def told(result: StudyResult) -> bool:
    """Whether the study tells the grids of a campaign apart from the rest, and has a twin without campaigns."""
    return result.has("management", "long_term") and {COVERED, ELSEWHERE} <= set(result.runs)


def conflict(result: StudyResult) -> tuple[list[str], list[Effect]]:
    """Return the sentences on parts and whole, and the effects that they rest on."""
    said, effects = [], []
    for arm in (one for one in result.factors["management"] if one != "long_term"):
        reference = reference_of(result, "management", arm)
        found = [effect(result, name, "management", arm, reference) for name in (COVERED, ELSEWHERE, HARM)]
        if not any(one.missing for one in found):
            said.append(sentences(compared(found), verdict(found)))
            effects += found
    return said, effects


def verdict(found: Sequence[Effect]) -> str:
    """Return whether parts and whole agree, given the effects in the covered grids, in the others and in all."""
    covered, elsewhere, street = ((one.found.mean > 0) - (one.found.mean < 0) if one.clear else 0 for one in found)
    if covered * street < 0:
        return _against(covered)
    if covered * elsewhere < 0:
        return _parted(covered, street)
    if elsewhere * street < 0:
        return _others_against(elsewhere)
    if covered * street > 0:
        return _("So the grids covered and the street as a whole fare alike.")
    return _("So no conflict between some grids and the street is clear here.")


def compared(found: Sequence[Effect]) -> str:
    """Return what an arm does against its reference in the covered grids, in the others and over all."""
    contrast = found[0].contrast
    return _(
        "{level}, against {reference}, {parts}; over all grids it {whole}.",
        level=capital(spoken(contrast.level, "management")),
        reference=spoken(contrast.reference, "management"),
        parts=clauses(found[:2]),
        whole=clause(found[2]),
    )


def _against(covered: int) -> str:
    if covered < 0:
        return _("So what is best for the covered grids is worse for the street.")
    return _("So what is worse for the covered grids is better for the street.")


def _others_against(elsewhere: int) -> str:
    if elsewhere > 0:
        return _("So the grids that are not covered lose, although the street as a whole gains.")
    return _("So the grids that are not covered gain, although the street as a whole loses.")


def _parted(covered: int, street: int) -> str:
    """Return the verdict where covered and other grids part, and the street does not go against the covered ones."""
    if covered < 0 and street < 0:
        return _("So the covered grids gain and the others lose; the street as a whole gains.")
    if covered < 0:
        return _("So the covered grids gain and the others lose; for the street there is no clear difference.")
    if street > 0:
        return _("So the covered grids lose and the others gain; the street as a whole loses.")
    return _("So the covered grids lose and the others gain; for the street there is no clear difference.")
