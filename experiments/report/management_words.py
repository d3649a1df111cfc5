"""The sentences on campaigns: at equal hours, at equal harm, as practised, and what comes after them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from experiments.equal_harm import MISSING, MIXED, REACHED, TOO_MUCH
from experiments.language import _
from experiments.report.certainty import LOST, ONE_REPLICATION, why
from experiments.report.findings import Effect, HoursCheck
from experiments.report.lists import listed, sentences
from experiments.report.numbers import HUNDRED, amount, join, percent, spread, yuan
from experiments.report.terms import label, spoken
from experiments.report.words import capital, clause, money
from experiments.rules import RULES
from experiments.statistics import Estimate

SHOWN = 3  # activities
LEAST = 0.001  # per cent: less is not told in numbers


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


def other_costs(cost: Effect, others: Mapping[str, Estimate]) -> str:
    """Return which activities, campaign days apart, a clear extra cost lies in most; nothing where none is clear."""
    clear = {name: found for name, found in others.items() if found.clear}
    if not (cost.clear and cost.found.mean > 0 and clear):
        return ""
    largest = sorted(clear, key=lambda name: -abs(clear[name].mean))[:SHOWN]
    return _("Campaign days apart, costs differ most in {parts}.", parts=listed([_part(n, clear[n]) for n in largest]))


def _part(activity: str, found: Estimate) -> str:
    places = {"activity": label(activity), "yuan": yuan(abs(found.mean))}
    return _("{activity} ({yuan} more)", **places) if found.mean > 0 else _("{activity} ({yuan} less)", **places)


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
    if row["verdict"] == MIXED:
        return _(
            "For the same result the campaign regime has no price here: in some replications even with the most staff "
            "that was tried it leaves more harm than long-term management, in others even with the fewest it leaves "
            "less."
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
    if math.isnan(extra):
        told = _("{level} {clause}; {money}; what hours it is paid is not known.", **places)
    elif abs(extra) <= RULES.hours_tolerance:
        told = _("{level} is paid the same hours and {clause}; {money}.", **places)
    elif extra > 0:
        told = _("{level} is paid {extra} more hours and {clause}; {money}.", **places)
    else:
        told = _("{level} is paid {extra} fewer hours and {clause}; {money}.", **places)
    return sentences(told, campaign_days(cost, days, price))


def rebound_answer(during: Estimate, after: Estimate, weeks: int) -> str:
    """Return how many new problems of its kinds a campaign prevents, relative to long-term, and what comes after."""
    if not during.known:
        return _("Whether the campaign's effect lasts is not known: {why}.", why=_unknown(during))
    if not after.known:
        return _(
            "During a campaign, new problems of its kinds are {during}; what comes after it is not known: {why}.",
            during=_stand(during),
            why=_unknown(after),
        )
    return _(
        "During a campaign, new problems of its kinds are {during}; in the {weeks} weeks after it they are {after}.",
        during=_stand(during),
        weeks=weeks,
        after=_stand(after),
    )


def _unknown(found: Estimate) -> str:
    """Return why new problems on some days have no interval: lost runs, one replication, or no such days."""
    if found.n and found.missing:
        return _(LOST)
    return _(ONE_REPLICATION) if found.n == 1 else _("no such days are stored")


def _stand(found: Estimate) -> str:
    if not found.clear:
        return _("not clearly different from long-term management")
    least = min(abs(found.low), abs(found.high))  # the end next to zero, which is clear and must not be written as 0 %
    coarse = abs(found.mean) >= RULES.slight and least >= RULES.slight / 2
    places = {"size": percent(abs(found.mean)), "spread": spread(found, "percent")}
    if not coarse:
        places = {"size": _fine(found.mean), "spread": _range(found)}
    if found.mean < 0:
        return _("{size} fewer than under long-term management{spread}", **places)
    return _("{size} more than under long-term management{spread}", **places)


def _fine(share: float) -> str:
    """Return the size of a share in per cent with the digits that it takes: two below ten, whole ones above."""
    size = HUNDRED * abs(share)
    if size < LEAST:
        return _("less than {number} %", number=f"{LEAST:g}")
    return _("{number} %", number=amount(size, 2)) if round(size) < 10 else percent(abs(share))


def _range(found: Estimate) -> str:
    """Return the interval of the size of a clear share, or nothing where its ends look alike."""
    low, high = (_fine(end) for end in sorted((found.low, found.high), key=abs))
    return "" if low == high else _(" (between {range})", range=join(low, high, "and"))
