"""Every sentence of the report: rules from numbers to text. No sentence is written anywhere else.

The one rule that all of them share: an effect is named only where it is clear (its interval leaves zero out, and a
declared contrast passes Holm's correction); otherwise the sentence says "no clear difference"; where runs are
missing it says so; where a check failed it refuses.
"""

from __future__ import annotations

from collections.abc import Sequence

from experiments.equal_harm import MISSING, REACHED, TOO_MUCH
from experiments.report.findings import Effect, HoursCheck, StaffingLevel
from experiments.report.numbers import amount, percent, size, spread, yuan
from experiments.report.terms import label, phrase, spoken
from experiments.rules import RULES
from experiments.statistics import Estimate

QUESTIONS = {
    "staffing": "How many staff?",
    "communication": "One-way or two-way communication?",
    "management": "Campaigns or long-term management?",
}


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
        return f"gives no answer on {words.noun} (runs are missing)"
    if not found.clear:
        return f"makes no clear difference to {words.noun}"
    verb = "raises" if found.found.mean > 0 else "lowers"
    share = ""
    if words.kind != "points" and found.base and abs(found.found.mean / found.base) >= RULES.slight:
        share = f" or {percent(abs(found.found.mean / found.base))}"
    little = " slightly, by" if abs(found.found.mean) < RULES.slight * abs(found.base) else " by"
    return f"{verb} {words.noun}{little} {size(found.found, words.kind)}{share}{spread(found.found, words.kind)}"


def listed(parts: Sequence[str]) -> str:
    """Return clauses joined to one list."""
    if len(parts) < 2:
        return "".join(parts)
    joint = "; " if any(", " in part for part in parts) else ", "
    return f"{joint.join(parts[:-1])}{';' if joint == '; ' else ''} and {parts[-1]}"


def money(found: Effect) -> str:
    """Return what a choice costs more or less over the measured time."""
    if found.missing:
        return "its cost is not known (runs are missing)"
    if not found.clear:
        return "there is no clear difference in cost"
    more = "more" if found.found.mean > 0 else "less"
    return f"it costs {yuan(abs(found.found.mean))} {more}{spread(found.found, 'yuan')}"


def staffing_answer(levels: Sequence[StaffingLevel], harm: Sequence[Effect], cost: Sequence[Effect]) -> list[str]:
    """Return the answer on staffing; `harm` and `cost` hold one effect for each step up in staff."""
    if any(step.missing for step in harm):
        return ["This question cannot be answered: runs of some staffing levels are missing."]
    names = [f"{label(level.level)} staffing ({amount(level.posts_per_grid)} posts a grid)" for level in levels]
    helpful = [place for place, step in enumerate(harm) if step.clear and step.found.mean < 0]
    best = max(helpful, default=-1) + 1
    told = [f"{_enough(names, best)} {busy(levels[best])}"]
    for place, step in enumerate(zip(harm, cost, strict=True)):
        told.append(f"Going from {label(levels[place].level)} to {label(levels[place + 1].level)} {_step(*step)}.")
    return told


def busy(level: StaffingLevel) -> str:
    """Return how busy the busiest role is, and what that means."""
    told = f"There, {level.busiest_role}s are the busiest: {percent(level.utilisation)} of their paid time is work"
    if level.utilisation > RULES.full_utilisation:
        return f"{told}, so they are overloaded and queues grow."
    if level.utilisation < RULES.easy_utilisation:
        return f"{told}, so there is slack."
    return f"{told}, a healthy load."


def communication_answer(effects: Sequence[Effect], cost: Effect, demand: Effect) -> list[str]:
    """Return the answer on communication: effects on outcomes, its cost, and the demand that it brings."""
    if all(found.missing for found in effects):
        return ["This question cannot be answered: runs with one of the two ways are missing."]
    way = spoken(cost.contrast.level).capitalize()
    told = [f"{way}, against {spoken(cost.contrast.reference)}, {listed([clause(found) for found in effects])}."]
    told.append(f"As to money, {money(cost)}.")
    told.append(f"It {clause(demand)}{_more_work(demand)}.")
    return told


def campaign_answer(hours: HoursCheck, harm: Effect, cost: Effect) -> list[str]:
    """Return the comparison at equal paid hours, or its refusal where the hours are not equal."""
    if not hours.pairs or harm.missing:
        return ["Campaign and long-term management cannot be compared: runs are missing."]
    if not hours.equal:
        return [refusal(hours)]
    told = f"At equal paid hours, {spoken(harm.contrast.level)} {clause(harm)} against {spoken('long_term')}"
    return [f"{told}; {money(cost)}."]


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
        return _no_price(str(row["verdict"]))
    found = Estimate(*(float(row[name]) for name in ("difference", "low", "high")))  # type: ignore[arg-type]
    place = f"For the same harm as {spoken('long_term')} with {label(row['level'])} staffing{elsewhere},"
    if not found.clear:
        return f"{place} there is no clear difference in cost."
    more = "more" if found.mean > 0 else "less"
    return f"{place} the campaign regime would cost {yuan(abs(found.mean))} {more}{spread(found, 'yuan')}."


def arm_answer(harm: Effect, cost: Effect, hours: Effect) -> str:
    """Return what a management arm with other hours than long-term does and costs."""
    extra = hours.found.mean / hours.base if hours.base else float("nan")
    pay = f"is paid {percent(abs(extra), 1)} {'more' if extra > 0 else 'fewer'} hours"
    name = spoken(harm.contrast.level)
    return f"{name[0].upper()}{name[1:]} {pay} and {clause(harm)}; {money(cost)}."


def rebound_answer(during: Estimate, after: Estimate, weeks: int) -> str:
    """Return how many new problems of its kinds a campaign prevents, relative to long-term, and what comes after."""
    if not (during.known and after.known):
        return "Whether the campaign's effect lasts is not known: no days of campaign runs are stored."
    start = _stand(during, "During a campaign, new problems of its kinds are")
    return f"{start}; {_stand(after, f'in the {weeks} weeks after it they are')}."


def price_tag(cost: Estimate, per_resident: Estimate, per_solved: Estimate, days: int) -> str:
    """Return what the baseline costs."""
    return (
        f"The baseline costs {yuan(cost.mean)} {_period(days)}: {yuan(per_resident.mean)} for each resident, and "
        f"{yuan(per_solved.mean)} for each problem really solved."
    )


def sureness(replications: int, street: str) -> list[str]:
    """Return how sure all of this is, for a reader who knows no statistics."""
    return [
        f"Every combination of choices was simulated {replications} times with different luck (good and bad days, who "
        "notices what), and each run was compared with its twin that had the same luck and the other choice. As far "
        "as luck goes, the ranges in brackets hold 95 times in 100.",
        "The ranges cover chance only. They do not cover assumptions that may be wrong: many numbers of the model "
        "come from other cities or are assumptions, and how far the answers depend on them is not tested by this "
        "study. The table below shows how far they depend on the study's other choices.",
        f"The street ({street}) is synthetic: its people, grids and incidents are made up to resemble published "
        "figures. The results rank choices; they forecast no real place, and say nothing about any person. "
        "They must not be used to judge staff or residents.",
    ]


def holds(found: Effect) -> str:
    """Return whether an effect keeps its direction over the study's other choices."""
    if found.missing:
        return "runs are missing"
    if not found.clear:
        return "not clear after Holm's correction" if found.found.clear else "no clear difference"
    return "same direction everywhere" if found.least * found.most > 0 else "direction depends on the other choices"


def turns(effects: Sequence[Effect]) -> list[str]:
    """Return a warning for each clear effect whose direction is not the same over the study's other choices."""
    turning = [found for found in effects if not found.missing and found.clear and found.least * found.most < 0]
    return [
        f"Which way {phrase(found.contrast.indicator).noun} moves with {spoken(found.contrast.level)} depends on the "
        "other choices: the figure is their average, and the table below shows the range."
        for found in turning
    ]


def _period(days: int) -> str:
    return "a year" if days in (365, 366) else f"in {days} days"


def _enough(names: Sequence[str], best: int) -> str:
    if best == 0:
        return f"More staff than {names[0]} brings no clear fall in harm."
    if best == len(names) - 1:
        return f"Harm still falls up to {names[best]}, the most that was tried: the best number may be higher still."
    return f"{names[best][0].upper()}{names[best][1:]} is enough: more brings no clear fall in harm."


def _step(harm: Effect, cost: Effect) -> str:
    return f"{clause(harm)}; {money(cost)}"


def _more_work(demand: Effect) -> str:
    grown = demand.clear and demand.found.mean > 0
    return ", which is work for the staff as well as a sign of trust" if grown else ""


def _no_price(verdict: str) -> str:
    if verdict == TOO_MUCH:
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
