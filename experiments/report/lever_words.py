"""The sentences on levers: rules from numbers to text, under the same one rule as `words` (no effect unless clear)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.language import _
from experiments.report.certainty import turns, why
from experiments.report.findings import Effect
from experiments.report.lists import joined, listed, sentences
from experiments.report.numbers import size, span, spread, write, yuan
from experiments.report.terms import label, phrase, possible, spoken
from experiments.report.words import capital, clause, money
from experiments.rules import RULES
from experiments.statistics import Estimate, Level

Ranked = tuple[str, Effect, Effect, Estimate]  # a lever in words, its effect on harm, its cost, both together


def lever_name(factor: str, level: Level) -> str:
    """Return a lever's option in words; a number is told with the name of what it is the number of."""
    if isinstance(level, bool) or not isinstance(level, str):
        told = label(level, factor)
        if told == str(level):
            return f"{label(factor)} = {told}"
    return _("{factor}: {level}", factor=label(factor), level=label(level, factor))


def option(effects: Sequence[Effect], cost: Effect) -> str:
    """Return what an option does against the baseline's: clear effects first, its cost, and where an effect turns."""
    factor, level = cost.contrast.factor, cost.contrast.level
    if all(one.missing for one in effects):
        return _("Nothing can be said of {level}: {why}.", level=spoken(level, factor), why=why(effects[0]))
    places = {
        "level": capital(spoken(level, factor)),
        "reference": _reference(cost),
        "clauses": joined(_clauses(effects)),
    }
    if any(one.contrast.indicator == cost.contrast.indicator for one in effects):
        told = _("{level}, against {reference}, {clauses}.", **places)
    else:
        told = _("{level}, against {reference}, {clauses}; {money}.", money=money(cost), **places)
    sure = [one for one in effects if one is effects[0] or (one.turn is not None and one.turn.clear)]
    return sentences(told, *map(turns, sure))


def _clauses(effects: Sequence[Effect]) -> list[str]:
    """Return a clause for each effect, but one for all that make no clear difference."""
    same = [phrase(one.contrast.indicator).noun for one in effects if not one.missing and not one.found.clear]
    told = [clause(one) for one in effects if one.missing or one.found.clear]
    return [*told, _("makes no clear difference to {noun}", noun=listed(same))] if same else told


def own(figures: Sequence[tuple[str, Estimate]]) -> str:
    """Return what is known with the option only, as a sentence; nothing where there is none."""
    told = [_figure(name, found) for name, found in figures if math.isfinite(found.mean)]
    return _("With it, {figures}.", figures=listed(told)) if told else ""


def _figure(indicator: str, found: Estimate) -> str:
    words = phrase(indicator)
    kind = "percent" if words.kind == "points" else words.kind
    low, high = possible(indicator, found.low, found.high)
    told = _(" (between {range})", range=span(low, high, kind, "and"))  # no difference, so it has no sign
    alike = write(low, kind) == write(high, kind)
    range_ = spread(found, kind) if alike or not found.known else told
    return _("{noun} is {value}{spread}", noun=words.noun, value=write(found.mean, kind), spread=range_)


def _reference(found: Effect) -> str:
    return spoken(found.contrast.reference, found.contrast.factor)


def best(ordered: Sequence[Effect], better: str, rival: Effect | None) -> str:
    """Return which option is best for the main indicator: `ordered` best first, `rival` the best against the next."""
    if not ordered:
        return _("Which option is best cannot be told: there are too few runs.")
    first = ordered[0]
    places = {
        "noun": phrase(first.contrast.indicator).noun,
        "level": spoken(first.contrast.level, first.contrast.factor),
    }
    if not better:
        return _("Whether more or less of {noun} is wanted, the figures do not say.", **places)
    if not (first.clear and (first.found.mean > 0) == (better == "high")):
        return _("For {noun}, no option is clearly better than {reference}.", reference=_reference(first), **places)
    if rival is None:
        return _("For {noun}, the best is {level}.", **places)
    places["next"] = _reference(rival)
    if rival.clear:
        return _("For {noun}, the best is {level}, clearly better than the next best, {next}.", **places)
    return _("For {noun}, the best is {level}, but not clearly better than the next best, {next}.", **places)


def balance(nets: Sequence[tuple[str, Estimate]], harm_price: float, apart: bool = False) -> list[str]:
    """Return which options (by name) pay when harm avoided is counted at the model's price; nothing if none is known.

    `apart`: the study also tells of emergencies, which are no part of that harm.
    """
    known = [(name, net) for name, net in nets if net.known]
    if not known:
        return []
    saves = [_saving(name, net) for name, net in known if net.high < 0]
    costs = [_costing(name, net) for name, net in known if net.low > 0]
    idle = [name for name, net in known if not net.clear]
    open_ = [_("for {level} it is not clear", level=listed(idle))] if idle else []
    return [
        _(
            "Counting harm at the model's price ({price} yuan a unit, an assumption), {clauses}.",
            price=f"{harm_price:g}",
            clauses=joined([*saves, *costs, *open_]),
        ),
        *([_("Emergencies are not in this sum.")] if apart else []),
    ]


def _saving(name: str, net: Estimate) -> str:
    return _("{level} saves {yuan}{spread}", level=name, yuan=yuan(-net.mean), spread=spread(net, "yuan"))


def _costing(name: str, net: Estimate) -> str:
    places = {"level": name, "yuan": yuan(net.mean), "spread": spread(net, "yuan")}
    return _("{level} costs {yuan} more than it avoids{spread}", **places)


def ranking(rows: Sequence[Ranked], harm_price: float) -> list[str]:
    """Return which levers bring most, cost most and do not matter; `rows` by cost and harm together, best first."""
    if not any(net.known for _name, _harm, _cost, net in rows):
        return [_("Levers cannot be ranked: {why}.", why=_unranked(rows))]
    return [_most(rows), _paying(rows, harm_price), *_cheap(rows), *_rest(rows)]


def _unranked(rows: Sequence[Ranked]) -> str:
    lost = next((harm for _name, harm, _cost, _net in rows if harm.missing), None)
    return why(lost) if lost is not None else _("cost and harm together are not known")


def _cheap(rows: Sequence[Ranked]) -> list[str]:
    """Return which levers lower harm at no clear extra cost, and of which the cost is not known."""
    helps = [(name, cost) for name, harm, cost, _net in rows if _helps(harm)]
    cheap = [name for name, cost in helps if not cost.missing and not (cost.found.clear and cost.found.mean > 0)]
    dark = [name for name, cost in helps if cost.missing]
    told = [_("Harm falls at no clear extra cost with {levers}.", levers=listed(cheap))] if cheap else []
    return [*told, _("Harm falls at a cost that is not known with {levers}.", levers=listed(dark))] if dark else told


def _rest(rows: Sequence[Ranked]) -> list[str]:
    """Return which levers raise harm, which make no clear difference to it, and of which nothing can be said."""
    told = []
    worse = [name for name, harm, _cost, _net in rows if harm.clear and harm.found.mean > 0]
    if worse:
        told.append(_("Harm rises with {levers}.", levers=listed(worse)))
    told += [
        _("May lower harm, but with several comparisons at once this can be chance: {levers}.", levers=listed(names))
        for names in [[name for name, harm, _cost, _net in rows if harm.doubtful and harm.found.mean < 0]]
        if names
    ]
    told += [
        _("May raise harm, but with several comparisons at once this can be chance: {levers}.", levers=listed(names))
        for names in [[name for name, harm, _cost, _net in rows if harm.doubtful and harm.found.mean > 0]]
        if names
    ]
    idle = [name for name, harm, _cost, _net in rows if not harm.missing and not harm.found.clear]
    if idle:
        told.append(_("No clear difference in harm: {levers}.", levers=listed(idle)))
    lost = [(name, harm) for name, harm, _cost, _net in rows if harm.missing]
    if lost:
        names = listed([name for name, _harm in lost])
        told.append(_("Nothing can be said of {level}: {why}.", level=names, why=why(lost[0][1])))
    return told


def verdict(harm: Effect, net: Estimate) -> str:
    """Return the verdict on a lever in a few words."""
    if harm.missing or not net.known:
        return _("cannot be told")
    pays = _("pays") if net.high < 0 else _("does not pay") if net.low > 0 else _("not clear whether it pays")
    if not harm.found.clear:
        return _("no clear difference in harm; {pays}", pays=pays)
    if harm.doubtful:
        return _("harm differs, but this can be chance; {pays}", pays=pays)
    if harm.found.mean < 0:
        return _("less harm; {pays}", pays=pays)
    return _("more harm; {pays}", pays=pays)


def _paying(rows: Sequence[Ranked], harm_price: float) -> str:
    price = f"{harm_price:g}"
    pays = [_("{lever} ({yuan})", lever=name, yuan=yuan(-net.mean)) for name, _harm, _cost, net in rows if net.high < 0]
    if not pays:
        return _("No lever clearly pays, counting harm at {price} yuan a unit (an assumption).", price=price)
    return _(
        "What pays, counting harm at {price} yuan a unit (an assumption), best first: {levers}.",
        price=price,
        levers=listed(pays),
    )


def _most(rows: Sequence[Ranked]) -> str:
    helps = sorted((row for row in rows if _helps(row[1])), key=lambda row: row[1].found.mean)
    if not helps:
        return _("No single lever clearly lowers harm.")
    parts = [
        _("{lever} (by {size})", lever=name, size=size(harm.found, "amount"))
        for name, harm, _cost, _net in helps[: RULES.most_named]
    ]
    noun = phrase(helps[0][1].contrast.indicator).noun
    return _("One lever at a time, what lowers {noun} most is {levers}.", noun=noun, levers=listed(parts))


def _helps(harm: Effect) -> bool:
    return harm.clear and harm.found.mean < 0
