"""The sentences on how many staff are enough, whether the last step pays, and how busy they are."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.language import _
from experiments.report.certainty import posts, why
from experiments.report.findings import StaffingLevel, Step
from experiments.report.lists import sentences
from experiments.report.numbers import percent, yuan
from experiments.report.terms import label
from experiments.report.words import capital, clause, money, period
from experiments.rules import RULES
from experiments.statistics import Estimate


def staffing_answer(
    levels: Sequence[StaffingLevel], steps: Sequence[Step], harm_price: float, days: int = 365
) -> list[str]:
    """Return the answer on staffing, step by step up in staff, at a price of harm (yuan a unit); money is of `days`."""
    lost = next((step.harm for step in steps if step.harm.missing), None)
    if lost is not None:
        return [_("This question cannot be answered: {why}.", why=why(lost))]
    names = [
        _("{level} staffing{posts}", level=label(level.level), posts=posts(level.posts_per_grid)) for level in levels
    ]
    best = helped(steps)
    told = [sentences(_enough(names, best, steps), busy(levels[best]))]
    for place, step in enumerate(steps):
        way = {"first": label(levels[place].level), "second": label(levels[place + 1].level)}
        effects = {"clause": clause(step.harm), "money": money(step.cost)}
        told.append(_("Going from {first} to {second} {clause}; {money}.", **way, **effects))
    return told + [paying(levels[place : place + 2], steps[place], harm_price, days) for place in range(best)]


def helped(steps: Sequence[Step]) -> int:
    """Return the place of the highest staffing level whose step clearly lowers harm (0: none does)."""
    return max(
        (place for place, step in enumerate(steps, 1) if step.harm.clear and step.harm.found.mean < 0), default=0
    )


def paying(levels: Sequence[StaffingLevel], step: Step, harm_price: float, days: int = 365) -> str:
    """Return what harm a step avoids at the model's price, against what it costs, and whether it pays by that price."""
    which = {"first": label(levels[0].level), "second": label(levels[1].level)}
    if not (step.avoided.known and step.net.known and step.cost.found.known):
        return _(
            "The step from {first} to {second} cannot be weighed against its cost: its social cost is not known.",
            **which,
        )
    places = {"price": f"{harm_price:g}", "money": money(step.cost), "verdict": _pays(step.net), **which}
    if not step.avoided.clear:
        return _(
            "The step from {first} to {second} avoids no clear harm at the model's price ({price} yuan a unit "
            "of harm, an assumption), and {money}: {verdict}.",
            **places,
        )
    places |= {"worth": yuan(abs(step.avoided.mean)), "period": period(days)}
    if step.avoided.mean < 0:
        return _(
            "The step from {first} to {second} avoids harm worth {worth} {period} at the model's price ({price} yuan a "
            "unit of harm, an assumption), and {money}: {verdict}.",
            **places,
        )
    return _(
        "The step from {first} to {second} adds harm worth {worth} {period} at the model's price ({price} yuan a unit "
        "of harm, an assumption), and {money}: {verdict}.",
        **places,
    )


def _pays(net: Estimate) -> str:
    if not net.clear:
        return _("whether it pays is not clear")
    return _("by that price it pays") if net.mean < 0 else _("by that price it does not pay")


def busy(level: StaffingLevel) -> str:
    """Return how busy the busiest role is, and what that means."""
    if math.isnan(level.utilisation):
        return _("How busy the staff are there is not known.")
    told = {"roles": label(f"{level.busiest_role}s"), "share": percent(level.utilisation)}
    if level.utilisation > RULES.full_utilisation:
        return _(
            "There, {roles} are the busiest: {share} of their paid time is work, so they are overloaded and queues "
            "grow.",
            **told,
        )
    if level.utilisation < RULES.easy_utilisation:
        return _("There, {roles} are the busiest: {share} of their paid time is work, so there is slack.", **told)
    return _("There, {roles} are the busiest: {share} of their paid time is work, a healthy load.", **told)


def _enough(names: Sequence[str], best: int, steps: Sequence[Step]) -> str:
    if best == 0:
        return _("More staff than {level} brings no clear fall in harm.", level=names[0])
    if best < len(names) - 1:
        return _("{level} is enough: more brings no clear fall in harm.", level=capital(names[best]))
    net = steps[best - 1].net
    if net.clear and net.mean > 0:
        return _(
            "Harm still falls up to {level}, the most that was tried, but by the model's price of harm the last step "
            "costs more than the harm it avoids.",
            level=names[best],
        )
    return _(
        "Harm still falls up to {level}, the most that was tried: the best number may be higher still.",
        level=names[best],
    )


def staffing_brief(
    levels: Sequence[StaffingLevel], steps: Sequence[Step], harm_price: float, days: int = 365
) -> list[str]:
    """Return the answer on staffing in short: how many are enough, whether the last step pays, how busy they are."""
    if any(step.harm.missing for step in steps):
        return staffing_answer(levels, steps, harm_price, days)
    best = helped(steps)
    names = [
        _("{level} staffing{posts}", level=label(level.level), posts=posts(level.posts_per_grid)) for level in levels
    ]
    pays = [paying(levels[best - 1 : best + 1], steps[best - 1], harm_price, days)] if best else []
    return [_enough(names, best, steps), *pays, busy(levels[best])]
