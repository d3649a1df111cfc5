"""The sentences on levers: rules from numbers to text, under the same one rule as `words` (no effect unless clear)."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.report.certainty import listed, turns, why
from experiments.report.findings import Effect
from experiments.report.numbers import size, spread, yuan
from experiments.report.terms import label, phrase, spoken
from experiments.report.words import clause, money
from experiments.rules import RULES
from experiments.statistics import Estimate, Level

Ranked = tuple[str, Effect, Effect, Estimate]  # a lever in words, its effect on harm, its cost, both together


def lever_name(factor: str, level: Level) -> str:
    """Return a lever's option in words; a number is told with the name of what it is the number of."""
    if isinstance(level, bool) or not isinstance(level, str):
        return f"{label(factor)} = {label(level)}"
    return f"{label(factor)}: {label(level)}"


def option(effects: Sequence[Effect], cost: Effect) -> str:
    """Return what an option does and costs against the baseline's."""
    contrast = cost.contrast
    if all(one.missing for one in effects):
        return f"Nothing can be said of {spoken(contrast.level)}: {why(effects[0])}."
    start = f"{_capital(spoken(contrast.level))}, against {spoken(contrast.reference)},"
    told = f"{start} {listed([clause(one) for one in effects])}; {money(cost)}."
    return " ".join([told, *(one for one in map(turns, effects) if one)])


def best(ordered: Sequence[Effect], better: str, rival: Effect | None) -> str:
    """Return which option is best for the main indicator: `ordered` best first, `rival` the best against the next."""
    if not ordered:
        return "Which option is best cannot be told: there are too few runs."
    first = ordered[0]
    noun = phrase(first.contrast.indicator).noun
    reference = spoken(first.contrast.reference)
    if not better:
        return f"Whether more or less of {noun} is wanted, the figures do not say."
    good = first.clear and (first.found.mean > 0) == (better == "high")
    if not good:
        return f"For {noun}, no option is clearly better than {reference}."
    told = f"For {noun}, {spoken(first.contrast.level)} does best"
    if rival is None:
        return f"{told}."
    apart = "clearly" if rival.clear else "but not clearly"
    return f"{told}, {apart} better than the next best, {spoken(rival.contrast.reference)}."


def balance(nets: Sequence[tuple[Level, Estimate]], harm_price: float) -> list[str]:
    """Return which options pay when harm avoided is counted at the model's price; nothing where none is known."""
    known = [(spoken(level), net) for level, net in nets if net.known]
    if not known:
        return []
    saves = [f"{name} saves {yuan(-net.mean)}{spread(net, 'yuan')}" for name, net in known if net.high < 0]
    costs = [
        f"{name} costs {yuan(net.mean)} more than it avoids{spread(net, 'yuan')}" for name, net in known if net.low > 0
    ]
    open_ = [f"for {name} it is not clear" for name, net in known if not net.clear]
    price = f"Counting harm at the model's price ({harm_price:g} yuan a unit, an assumption)"
    return [f"{price}, {listed([*saves, *costs, *open_])}."]


def ranking(rows: Sequence[Ranked], harm_price: float) -> list[str]:
    """Return which levers bring most, cost most and do not matter; `rows` by cost and harm together, best first."""
    if not any(net.known for _, _, _, net in rows):
        return ["Levers cannot be ranked: one replication gives no interval."]
    told = [_most(rows)]
    pays = [f"{name} ({yuan(-net.mean)})" for name, _, _, net in rows if net.high < 0]
    price = f"counting harm at {harm_price:g} yuan a unit (an assumption)"
    told.append(f"What pays, {price}, best first: {listed(pays)}." if pays else f"No lever clearly pays, {price}.")
    cheap = [name for name, harm, cost, _ in rows if _helps(harm) and not (cost.clear and cost.found.mean > 0)]
    if cheap:
        told.append(f"Harm falls at no clear extra cost with {listed(cheap)}.")
    worse = [name for name, harm, _, _ in rows if harm.clear and harm.found.mean > 0]
    if worse:
        told.append(f"Harm rises with {listed(worse)}.")
    idle = [name for name, harm, _, _ in rows if not harm.missing and not harm.clear]
    if idle:
        told.append(f"No clear difference in harm: {listed(idle)}.")
    return told


def verdict(harm: Effect, net: Estimate) -> str:
    """Return the verdict on a lever in a few words."""
    if harm.missing or not net.known:
        return "cannot be told"
    side = "no clear difference in harm" if not harm.clear else "less harm" if harm.found.mean < 0 else "more harm"
    pays = "pays" if net.high < 0 else "does not pay" if net.low > 0 else "not clear whether it pays"
    return f"{side}; {pays}"


def _most(rows: Sequence[Ranked]) -> str:
    helps = sorted((row for row in rows if _helps(row[1])), key=lambda row: row[1].found.mean)
    if not helps:
        return "No single lever clearly lowers harm."
    parts = [f"{name} (by {size(harm.found, 'amount')})" for name, harm, _, _ in helps[: RULES.most_named]]
    noun = phrase(helps[0][1].contrast.indicator).noun
    return f"One lever at a time, what lowers {noun} most is {listed(parts)}."


def _helps(harm: Effect) -> bool:
    return harm.clear and harm.found.mean < 0


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
