"""The sentences of the answers: rules from numbers to text.

The one rule that all of them share: an effect is stated only where it is clear (its interval leaves zero out, and a
declared contrast passes Holm's correction). Where only the interval leaves zero out it "may" be; otherwise there is
"no clear difference", with the range. Where runs are missing the sentence says so; where a check failed it refuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.equal_harm import MISSING, REACHED, TOO_MUCH
from experiments.language import N_, _, _c
from experiments.report.certainty import LOST, ONE_REPLICATION, joined, posts, sentences, turns, why
from experiments.report.findings import Effect, HoursCheck, StaffingLevel, Step
from experiments.report.numbers import percent, size, spread, write, yuan
from experiments.report.option_words import OPTIONS, QUESTIONS_OF
from experiments.report.terms import SPOKEN, label, phrase, spoken
from experiments.rules import RULES
from experiments.statistics import Estimate

HARM = "harm_per_1000_residents"
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


def units(days: int) -> str:
    """Return what harm and money on page one are counted in."""
    harm = _(
        "Harm counts the days that problems stay unsolved, each day weighted by how bad the problem is, for every "
        "1,000 residents and year."
    )
    return sentences(
        harm, _("Money is what is paid {period}.", period=period(days)), _("Ranges in brackets are explained below.")
    )


def clause(found: Effect) -> str:
    """Return an effect as the end of a sentence: "lowers X by N (between L and H)", or why there is none."""
    words = phrase(found.contrast.indicator)
    if found.missing:
        return _("gives no answer on {noun} ({why})", noun=words.noun, why=why(found))
    if not found.found.clear:
        return _("makes no clear difference to {noun}{spread}", noun=words.noun, spread=spread(found.found, words.kind))
    by = size(found.found, words.kind)
    if words.kind != "points" and found.base and abs(found.found.mean / found.base) >= RULES.slight:
        by = _("{size} or {share}", size=by, share=percent(abs(found.found.mean / found.base)))
    places = {"noun": words.noun, "by": by, "spread": spread(found.found, words.kind)}
    if found.doubtful:
        return _maybe(found.found.mean > 0, places)
    if abs(found.found.mean) < RULES.slight * abs(found.base):
        return _slightly(found.found.mean > 0, places)
    if found.found.mean > 0:
        return _("raises {noun} by {by}{spread}", **places)
    return _("lowers {noun} by {by}{spread}", **places)


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
    if not found.clear:
        return _("there is no clear difference in cost{spread}", spread=spread(found.found, "yuan"))
    places = {"yuan": yuan(abs(found.found.mean)), "spread": spread(found.found, "yuan")}
    if found.found.mean > 0:
        return _("it costs {yuan} more{spread}", **places)
    return _("it costs {yuan} less{spread}", **places)


# staffing --------------------------------------------------------------------------------------------------------
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
    costs = {"price": f"{harm_price:g}", "cost": yuan(step.cost.found.mean), "verdict": _pays(step.net)}
    costs["period"] = period(days)
    if step.avoided.mean < 0:
        return _(
            "The step from {first} to {second} avoids harm worth {worth} {period} at the model's price ({price} yuan a "
            "unit of harm, an assumption), and costs {cost} more: {verdict}.",
            worth=yuan(-step.avoided.mean),
            **which,
            **costs,
        )
    return _(
        "The step from {first} to {second} avoids no harm at the model's price ({price} yuan a unit of harm, an "
        "assumption), and costs {cost} more: {verdict}.",
        **which,
        **costs,
    )


def _pays(net: Estimate) -> str:
    if not net.clear:
        return _("whether it pays is not clear")
    return _("by that price it pays") if net.mean < 0 else _("by that price it does not pay")


def busy(level: StaffingLevel) -> str:
    """Return how busy the busiest role is, and what that means."""
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


# communication ---------------------------------------------------------------------------------------------------
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
        clauses = joined([clause(effects[name]) for name in group])
        one = _("It {clauses}.", clauses=clauses)
        if place == 0:
            one = _("{level}, against {reference}, {clauses}.", clauses=clauses, **way)
        if group == ("reports",) and _grown(effects["reports"]):
            one = _("It {clauses}, which is work for the staff as well as a sign of trust.", clauses=clauses)
        more = _more_of_less(effects) if "solved" in group else ""
        told.append(sentences(one, more, *(turns(effects[name]) for name in group)))
    return [*told, _("As to money, {money}.", money=money(cost))]


def against(effects: Sequence[Effect], cost: Effect) -> str:
    """Return what a level does and costs against its reference, in one sentence."""
    return _(
        "{level}, against {reference}, {clauses}; {money}.",
        level=capital(spoken(cost.contrast.level)),
        reference=spoken(cost.contrast.reference),
        clauses=joined([clause(one) for one in effects]),
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


# management ------------------------------------------------------------------------------------------------------
def campaign_answer(hours: HoursCheck, harm: Effect, cost: Effect, days: Estimate, price: float) -> list[str]:
    """Return the comparison at equal paid hours, or its refusal where the hours are not equal.

    `days` is what the price of campaign days, `price` (yuan a grid and day), adds to the cost.
    """
    if not hours.pairs or harm.missing:
        reason = why(harm) if hours.pairs else _(LOST)
        return [_("Campaign and long-term management cannot be compared: {why}.", why=reason)]
    if not hours.equal:
        return [refusal(hours)]
    told = _(
        "At equal paid hours, {level} {clause} against {reference}; {money}.",
        level=spoken(harm.contrast.level),
        clause=clause(harm),
        reference=spoken("long_term"),
        money=money(cost),
    )
    return [sentences(told, campaign_days(cost, days, price))]


def campaign_days(cost: Effect, days: Estimate, price: float) -> str:
    """Return how much of a clear extra cost is the price of campaign days, which is an assumption."""
    if not (cost.clear and cost.found.mean > 0 and days.mean > 0):
        return ""
    part = days.mean / cost.found.mean
    places = {"yuan": yuan(days.mean), "price": f"{price:g}", "share": percent(part)}
    if part > 1 + RULES.rounding:
        return _(
            "Campaign days alone are booked at {yuan}: the price of campaign days ({price} yuan for each grid and day, "
            "an assumption); other items cost less.",
            **places,
        )
    return _(
        "Of this, {yuan} or {share} is the price of campaign days ({price} yuan for each grid and day, an assumption).",
        **places,
    )


def refusal(hours: HoursCheck) -> str:
    """Return why two arms are not compared."""
    return _(
        "The comparison of {level} with {reference} is refused: they were paid different hours (largest gap {gap}; "
        "allowed {allowed}).",
        level=spoken(hours.level),
        reference=spoken("long_term"),
        gap=percent(hours.gap, 2),
        allowed=percent(RULES.hours_tolerance, 1),
    )


def equal_harm_answer(rows: Sequence[dict[str, object]], reference: object) -> str:
    """Return the cost at equal harm at the reference staffing, or the nearest level at which it can be read off."""
    told = {row["level"]: row for row in rows}
    able = [row for row in rows if row["verdict"] == REACHED]
    row = told.get(reference)
    if row is None or row["verdict"] == MISSING:
        return _("The cost for the same result is not known: runs are missing.")
    place = _at_harm_of(row["level"])
    if row["verdict"] != REACHED and able:
        row = able[0]
        place = _(
            "For the same harm as {reference} with {level} staffing (with {wanted} staffing it cannot be read off)",
            reference=spoken("long_term"),
            level=label(row["level"]),
            wanted=label(reference),
        )
    if row["verdict"] != REACHED:
        return _no_price(row)
    return _at_equal_harm(place, Estimate(*(float(row[name]) for name in ("difference", "low", "high"))))  # type: ignore[arg-type]


def _at_harm_of(level: object) -> str:
    return _(
        "For the same harm as {reference} with {level} staffing", reference=spoken("long_term"), level=label(level)
    )


def _at_equal_harm(place: str, found: Estimate) -> str:
    if not found.known:
        return _("{place}, no difference in cost can be told: {why}.", place=place, why=_(ONE_REPLICATION))
    if not found.clear:
        return _("{place}, there is no clear difference in cost.", place=place)
    places = {"place": place, "yuan": yuan(abs(found.mean)), "spread": spread(found, "yuan")}
    if found.mean > 0:
        return _("{place}, the campaign regime would cost {yuan} more{spread}.", **places)
    return _("{place}, the campaign regime would cost {yuan} less{spread}.", **places)


def _no_price(row: Mapping[str, object]) -> str:
    if row["reached"]:
        return _(
            "For the same result the campaign regime has no price here: only in {reached} of {seeds} replications does "
            "it come to the same harm as long-term management with {level} staffing.",
            reached=row["reached"],
            seeds=row["seeds"],
            level=label(row["level"]),
        )
    if row["verdict"] == TOO_MUCH:
        return _(
            "For the same result the campaign regime has no price here: even with the most staff that was tried it "
            "leaves more harm than long-term management."
        )
    return _(
        "For the same result the campaign regime has no price here: even with the fewest staff that was tried it "
        "leaves less harm than long-term management."
    )


def arm_answer(harm: Effect, cost: Effect, hours: Effect, days: Estimate, price: float) -> str:
    """Return what a management arm with other hours than long-term does and costs."""
    extra = hours.found.mean / hours.base if hours.base else float("nan")
    places = {
        "level": capital(spoken(harm.contrast.level)),
        "extra": percent(abs(extra), 1),
        "clause": clause(harm),
        "money": money(cost),
    }
    if abs(extra) <= RULES.hours_tolerance:
        told = _("{level} is paid the same hours and {clause}; {money}.", **places)
    elif extra > 0:
        told = _("{level} is paid {extra} more hours and {clause}; {money}.", **places)
    else:
        told = _("{level} is paid {extra} fewer hours and {clause}; {money}.", **places)
    return sentences(told, campaign_days(cost, days, price))


def rebound_answer(during: Estimate, after: Estimate, weeks: int) -> str:
    """Return how many new problems of its kinds a campaign prevents, relative to long-term, and what comes after."""
    if not (during.known and after.known):
        reason = _(ONE_REPLICATION) if during.n == 1 else _("no days of campaign runs are stored")
        return _("Whether the campaign's effect lasts is not known: {why}.", why=reason)
    return _(
        "During a campaign, new problems of its kinds are {during}; in the {weeks} weeks after it they are {after}.",
        during=_stand(during),
        weeks=weeks,
        after=_stand(after),
    )


def _stand(found: Estimate) -> str:
    if not found.clear:
        return _("not clearly different from long-term management")
    places = {"size": size(found, "percent"), "spread": spread(found, "percent")}
    if found.mean < 0:
        return _("{size} fewer than under long-term management{spread}", **places)
    return _("{size} more than under long-term management{spread}", **places)


# the rest of page one --------------------------------------------------------------------------------------------
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
    return _("a year") if days in (365, 366) else _("in {days} days", days=days)


def capital(text: str) -> str:
    """Return a text with its first letter large, as at the start of a sentence."""
    return text[:1].upper() + text[1:]
