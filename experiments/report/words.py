"""Every sentence of the report: rules from numbers to text. No sentence is written anywhere else.

The one rule that all of them share: an effect is named only where it is clear (its interval leaves zero out, and a
declared contrast passes Holm's correction); otherwise the sentence says "no clear difference"; where runs are
missing it says so; where a check failed it refuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.equal_harm import MISSING, REACHED, TOO_MUCH
from experiments.report.certainty import LOST, ONE_REPLICATION, listed, posts, turns, why
from experiments.report.findings import Effect, HoursCheck, StaffingLevel, Step
from experiments.report.numbers import percent, size, spread, yuan
from experiments.report.terms import SPOKEN, label, phrase, spoken
from experiments.rules import RULES
from experiments.statistics import Estimate

HARM = "harm_per_1000_residents"
QUESTIONS = {
    "staffing": "How many staff?",
    "communication": "One-way or two-way communication?",
    "management": "Campaigns or long-term management?",
    "levers": "Which levers bring most, and what do they cost?",
}


def lever_question(factor: str) -> str:
    """Return the question on a factor that has none of its own."""
    return f"What does {label(factor)} change?"


def units(days: int) -> str:
    """Return what harm and money on page one are counted in."""
    return (
        "Harm counts the days that problems stay unsolved, each day weighted by how bad the problem is, for every "
        f"1,000 residents and year. Money is what is paid {_period(days)}. Ranges in brackets are explained below."
    )


def clause(found: Effect) -> str:
    """Return an effect as the end of a sentence: "lowers X by N (between L and H)", or why there is none."""
    words = phrase(found.contrast.indicator)
    if found.missing:
        return f"gives no answer on {words.noun} ({why(found)})"
    if not found.clear:
        return f"makes no clear difference to {words.noun}"
    verb = "raises" if found.found.mean > 0 else "lowers"
    share = ""
    if words.kind != "points" and found.base and abs(found.found.mean / found.base) >= RULES.slight:
        share = f" or {percent(abs(found.found.mean / found.base))}"
    little = " slightly, by" if abs(found.found.mean) < RULES.slight * abs(found.base) else " by"
    return f"{verb} {words.noun}{little} {size(found.found, words.kind)}{share}{spread(found.found, words.kind)}"


def money(found: Effect) -> str:
    """Return what a choice costs more or less over the measured time."""
    if found.missing:
        return f"its cost is not known ({why(found)})"
    if not found.clear:
        return "there is no clear difference in cost"
    more = "more" if found.found.mean > 0 else "less"
    return f"it costs {yuan(abs(found.found.mean))} {more}{spread(found.found, 'yuan')}"


def staffing_answer(levels: Sequence[StaffingLevel], steps: Sequence[Step], harm_price: float) -> list[str]:
    """Return the answer on staffing, from one step up in staff to the next, at a price of harm (yuan a unit)."""
    lost = next((step.harm for step in steps if step.harm.missing), None)
    if lost is not None:
        return [f"This question cannot be answered: {why(lost)}."]
    names = [f"{label(level.level)} staffing{posts(level.posts_per_grid)}" for level in levels]
    best = helped(steps)
    told = [f"{_enough(names, best, steps)} {busy(levels[best])}"]
    for place, step in enumerate(steps):
        way = f"{label(levels[place].level)} to {label(levels[place + 1].level)}"
        told.append(f"Going from {way} {clause(step.harm)}; {money(step.cost)}.")
    if best:
        told.append(paying(levels[best - 1 : best + 1], steps[best - 1], harm_price))
    return told


def helped(steps: Sequence[Step]) -> int:
    """Return the place of the highest staffing level whose step clearly lowers harm (0: none does)."""
    return max(
        (place for place, step in enumerate(steps, 1) if step.harm.clear and step.harm.found.mean < 0), default=0
    )


def paying(levels: Sequence[StaffingLevel], step: Step, harm_price: float) -> str:
    """Return what harm a step avoids at the model's price, against what it costs, and whether it pays by that price."""
    start = f"The step from {label(levels[0].level)} to {label(levels[1].level)}"
    if not (step.avoided.known and step.net.known and step.cost.found.known):
        return f"{start} cannot be weighed against its cost: its social cost is not known."
    price = f"{harm_price:g} yuan a unit of harm, an assumption"
    harm = f"avoids harm worth {yuan(-step.avoided.mean)}" if step.avoided.mean < 0 else "avoids no harm"
    told = f"{start} {harm} at the model's price ({price}), and costs {yuan(step.cost.found.mean)} more"
    if not step.net.clear:
        return f"{told}: whether it pays is not clear."
    return f"{told}: by that price it {'pays' if step.net.mean < 0 else 'does not pay'}."


def busy(level: StaffingLevel) -> str:
    """Return how busy the busiest role is, and what that means."""
    told = f"There, {level.busiest_role}s are the busiest: {percent(level.utilisation)} of their paid time is work"
    if level.utilisation > RULES.full_utilisation:
        return f"{told}, so they are overloaded and queues grow."
    if level.utilisation < RULES.easy_utilisation:
        return f"{told}, so there is slack."
    return f"{told}, a healthy load."


def communication_answer(effects: Mapping[str, Effect], cost: Effect) -> list[str]:
    """Return the answer on communication: residents, problems solved, harm and trust, demand, and money.

    `effects` maps the names of indicators (solved, solved_share, ...) to the effect of two-way communication.
    """
    if all(found.missing for found in effects.values()):
        return [f"This question cannot be answered: {why(effects['solved_share'])}."]
    way = spoken(cost.contrast.level).capitalize()
    start = f"{way}, against {spoken(cost.contrast.reference)},"
    groups = [("satisfied_share", "settled_share"), ("solved", "solved_share"), (HARM, "trust_mean"), ("reports",)]
    told = [f"{'It' if place else start} {_clauses(effects, group)}." for place, group in enumerate(groups)]
    told[1] += _more_of_less(effects)
    told[3] = told[3].removesuffix(".") + f"{_more_work(effects['reports'])}."
    told = [" ".join([one, *_turned(effects, group)]) for one, group in zip(told, groups, strict=True)]
    return [*told, f"As to money, {money(cost)}."]


def _clauses(effects: Mapping[str, Effect], names: Sequence[str]) -> str:
    return listed([clause(effects[name]) for name in names])


def _turned(effects: Mapping[str, Effect], names: Sequence[str]) -> list[str]:
    return [told for told in (turns(effects[name]) for name in names) if told]


def _more_of_less(effects: Mapping[str, Effect]) -> str:
    """Return how more problems can be solved although a smaller share is, where that is so."""
    solved, share, cases = (effects[name] for name in ("solved", "solved_share", "registered"))
    if not (solved.clear and share.clear and solved.found.mean > 0 > share.found.mean):
        return ""
    because = ": more cases are registered" if cases.clear and cases.found.mean > 0 else ""
    return f" More problems are solved although they are a smaller share of the cases{because}."


def campaign_answer(hours: HoursCheck, harm: Effect, cost: Effect, days: Estimate, price: float) -> list[str]:
    """Return the comparison at equal paid hours, or its refusal where the hours are not equal.

    `days` is what the price of campaign days, `price` (yuan a grid and day), adds to the cost.
    """
    if not hours.pairs or harm.missing:
        return [f"Campaign and long-term management cannot be compared: {why(harm) if hours.pairs else LOST}."]
    if not hours.equal:
        return [refusal(hours)]
    told = f"At equal paid hours, {spoken(harm.contrast.level)} {clause(harm)} against {spoken('long_term')}"
    return [f"{told}; {money(cost)}.{campaign_days(cost, days, price)}"]


def campaign_days(cost: Effect, days: Estimate, price: float) -> str:
    """Return how much of a clear extra cost is the price of campaign days, which is an assumption."""
    if not (cost.clear and cost.found.mean > 0 and days.mean > 0):
        return ""
    part = days.mean / cost.found.mean
    which = f"the price of campaign days ({price:g} yuan for each grid and day, an assumption)"
    if part > 1 + RULES.rounding:
        return f" Campaign days alone are booked at {yuan(days.mean)}: {which}; other items cost less."
    return f" Of this, {yuan(days.mean)} or {percent(part)} is {which}."


def refusal(hours: HoursCheck) -> str:
    """Return why two arms are not compared."""
    return (
        f"The comparison of {spoken(hours.level)} with {spoken('long_term')} is refused: they were paid different "
        f"hours (largest gap {percent(hours.gap, 2)}; allowed {percent(RULES.hours_tolerance, 1)})."
    )


def equal_harm_answer(rows: Sequence[dict[str, object]], reference: object) -> str:
    """Return the cost at equal harm at the reference staffing, or the nearest level at which it can be read off."""
    told = {row["level"]: row for row in rows}
    able = [row for row in rows if row["verdict"] == REACHED]
    row = told.get(reference)
    if row is None or row["verdict"] == MISSING:
        return "The cost for the same result is not known: runs are missing."
    elsewhere = ""
    if row["verdict"] != REACHED and able:
        elsewhere = f" (with {label(reference)} staffing it cannot be read off)"
        row = able[0]
    if row["verdict"] != REACHED:
        return _no_price(row)
    found = Estimate(*(float(row[name]) for name in ("difference", "low", "high")))  # type: ignore[arg-type]
    place = f"For the same harm as {spoken('long_term')} with {label(row['level'])} staffing{elsewhere},"
    if not found.known:
        return f"{place} no difference in cost can be told: {ONE_REPLICATION}."
    if not found.clear:
        return f"{place} there is no clear difference in cost."
    more = "more" if found.mean > 0 else "less"
    return f"{place} the campaign regime would cost {yuan(abs(found.mean))} {more}{spread(found, 'yuan')}."


def arm_answer(harm: Effect, cost: Effect, hours: Effect, days: Estimate, price: float) -> str:
    """Return what a management arm with other hours than long-term does and costs."""
    extra = hours.found.mean / hours.base if hours.base else float("nan")
    pay = f"is paid {percent(abs(extra), 1)} {'more' if extra > 0 else 'fewer'} hours"
    name = spoken(harm.contrast.level)
    return f"{name[0].upper()}{name[1:]} {pay} and {clause(harm)}; {money(cost)}.{campaign_days(cost, days, price)}"


def rebound_answer(during: Estimate, after: Estimate, weeks: int) -> str:
    """Return how many new problems of its kinds a campaign prevents, relative to long-term, and what comes after."""
    if not (during.known and after.known):
        reason = ONE_REPLICATION if during.n == 1 else "no days of campaign runs are stored"
        return f"Whether the campaign's effect lasts is not known: {reason}."
    start = _stand(during, "During a campaign, new problems of its kinds are")
    return f"{start}; {_stand(after, f'in the {weeks} weeks after it they are')}."


def price_tag(parts: Sequence[Estimate], days: int, baseline: Mapping[str, object]) -> str:
    """Return what the baseline costs: `parts` are the cost, the cost a resident, and the cost a problem solved."""
    cost, per_resident, per_solved = (yuan(part.mean) for part in parts)
    levels = [
        spoken(level) if str(level) in SPOKEN else f"{label(level)} {label(name)}" for name, level in baseline.items()
    ]
    who = f"The baseline ({', '.join(levels)})" if levels else "This run"
    return (
        f"{who} costs {cost} {_period(days)}: {per_resident} for each resident, and {per_solved} for each problem "
        "really solved."
    )


def scope(factors: Sequence[str]) -> str:
    """Return over what the figures of the answers are averaged, or nothing where there is one choice only."""
    if len(factors) < 2:
        return ""
    return (
        "Each answer compares the levels of one choice; its figures are averages over the study's other choices "
        f"({', '.join(map(label, factors))}) unless the sentence names a level."
    )


def _period(days: int) -> str:
    return "a year" if days in (365, 366) else f"in {days} days"


def _enough(names: Sequence[str], best: int, steps: Sequence[Step]) -> str:
    if best == 0:
        return f"More staff than {names[0]} brings no clear fall in harm."
    if best == len(names) - 1:
        told = f"Harm still falls up to {names[best]}, the most that was tried"
        net = steps[best - 1].net
        if net.clear and net.mean > 0:
            return f"{told}, but by the model's price of harm the last step costs more than the harm it avoids."
        return f"{told}: the best number may be higher still."
    return f"{names[best][0].upper()}{names[best][1:]} is enough: more brings no clear fall in harm."


def _more_work(demand: Effect) -> str:
    grown = demand.clear and demand.found.mean > 0
    return ", which is work for the staff as well as a sign of trust" if grown else ""


def _no_price(row: Mapping[str, object]) -> str:
    if row["reached"]:
        return (
            "For the same result the campaign regime has no price here: only in "
            f"{row['reached']} of {row['seeds']} replications does it come to the same harm as long-term management "
            f"with {label(row['level'])} staffing."
        )
    if row["verdict"] == TOO_MUCH:
        return (
            "For the same result the campaign regime has no price here: even with the most staff that was tried it "
            "leaves more harm than long-term management."
        )
    return (
        "For the same result the campaign regime has no price here: even with the fewest staff that was tried it "
        "leaves less harm than long-term management."
    )


def _stand(found: Estimate, start: str) -> str:
    if not found.clear:
        return f"{start} not clearly different from long-term management"
    side = "fewer" if found.mean < 0 else "more"
    return f"{start} {size(found, 'percent')} {side} than under long-term management{spread(found, 'percent')}"
