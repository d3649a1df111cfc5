"""The sentences on what two-way communication changes for residents, problems, demand and money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.language import _
from experiments.report.certainty import turns, why
from experiments.report.findings import HARM, Effect
from experiments.report.lists import sentences
from experiments.report.terms import spoken
from experiments.report.words import capital, clauses, money


def communication_answer(effects: Mapping[str, Effect], cost: Effect) -> list[str]:
    """Return the answer on communication: residents, problems solved, harm and trust, demand, and money.

    `effects` maps the names of indicators (solved, solved_share, ...) to the effect of two-way communication.
    """
    if all(found.missing for found in effects.values()):
        return [_("This question cannot be answered: {why}.", why=why(effects["solved_share"]))]
    way = {"level": capital(spoken(cost.contrast.level)), "reference": spoken(cost.contrast.reference)}
    groups = [("satisfied_share", "settled_share"), ("solved", "solved_share"), (HARM, "trust_mean"), ("reports",)]
    told = []
    for place, group in enumerate(groups):
        effect_of = clauses([effects[name] for name in group])
        one = _("It {clauses}.", clauses=effect_of)
        if place == 0:
            one = _("{level}, against {reference}, {clauses}.", clauses=effect_of, **way)
        if group == ("reports",) and _grown(effects["reports"]):
            one = _("It {clauses}, which is work for the staff as well as a sign of trust.", clauses=effect_of)
        more = _more_of_less(effects) if "solved" in group else ""
        told.append(sentences(one, more, *(turns(effects[name]) for name in group)))
    return [*told, _("As to money, {money}.", money=money(cost))]


def against(effects: Sequence[Effect], cost: Effect) -> str:
    """Return what a level does and costs against its reference, in one sentence."""
    return _(
        "{level}, against {reference}, {clauses}; {money}.",
        level=capital(spoken(cost.contrast.level)),
        reference=spoken(cost.contrast.reference),
        clauses=clauses(effects),
        money=money(cost),
    )


def communication_brief(effects: Mapping[str, Effect], cost: Effect, told: Sequence[str]) -> list[str]:
    """Return the answer on communication in short: problems, harm and money, then residents, then demand."""
    if all(found.missing for found in effects.values()):
        return told[:1]
    return [against([effects["solved"], effects[HARM]], cost), told[0], told[3]]


def _more_of_less(effects: Mapping[str, Effect]) -> str:
    """Return how more problems can be solved although a smaller share is, where that is so."""
    solved, share, cases = (effects[name] for name in ("solved", "solved_share", "registered"))
    if not (solved.clear and share.clear and solved.found.mean > 0 > share.found.mean):
        return ""
    if _grown(cases):
        return _("More problems are solved although they are a smaller share of the cases: more cases are registered.")
    return _("More problems are solved although they are a smaller share of the cases.")


def _grown(found: Effect) -> bool:
    return found.clear and found.found.mean > 0
