"""The sentences on levers: rules from numbers to text, under the same one rule as `words` (no effect unless clear)."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.language import _
from experiments.report.certainty import joined, listed, sentences, turns, why
from experiments.report.findings import Effect
from experiments.report.numbers import size, spread, yuan
from experiments.report.terms import label, phrase, spoken
from experiments.report.words import capital, clause, money
from experiments.rules import RULES
from experiments.statistics import Estimate, Level

Ranked = tuple[str, Effect, Effect, Estimate]  # a lever in words, its effect on harm, its cost, both together


def lever_name(factor: str, level: Level) -> str:
    """Return a lever's option in words; a number is told with the name of what it is the number of."""
    if isinstance(level, bool) or not isinstance(level, str):
        return f"{label(factor)} = {label(level)}"
    return _("{factor}: {level}", factor=label(factor), level=label(level))


def option(effects: Sequence[Effect], cost: Effect) -> str:
    """Return what an option does and costs against the baseline's."""
    contrast = cost.contrast
    if all(one.missing for one in effects):
        return _("Nothing can be said of {level}: {why}.", level=spoken(contrast.level), why=why(effects[0]))
    told = _(
        "{level}, against {reference}, {clauses}; {money}.",
        level=capital(spoken(contrast.level)),
        reference=spoken(contrast.reference),
        clauses=joined([clause(one) for one in effects]),
        money=money(cost),
    )
    return sentences(told, *map(turns, effects))


def best(ordered: Sequence[Effect], better: str, rival: Effect | None) -> str:
    """Return which option is best for the main indicator: `ordered` best first, `rival` the best against the next."""
    if not ordered:
        return _("Which option is best cannot be told: there are too few runs.")
    first = ordered[0]
    places = {"noun": phrase(first.contrast.indicator).noun, "level": spoken(first.contrast.level)}
    if not better:
        return _("Whether more or less of {noun} is wanted, the figures do not say.", **places)
    if not (first.clear and (first.found.mean > 0) == (better == "high")):
        reference = spoken(first.contrast.reference)
        return _("For {noun}, no option is clearly better than {reference}.", reference=reference, **places)
    if rival is None:
        return _("For {noun}, {level} does best.", **places)
    places["next"] = spoken(rival.contrast.reference)
    if rival.clear:
        return _("For {noun}, {level} does best, clearly better than the next best, {next}.", **places)
    return _("For {noun}, {level} does best, but not clearly better than the next best, {next}.", **places)


def balance(nets: Sequence[tuple[Level, Estimate]], harm_price: float) -> list[str]:
    """Return which options pay when harm avoided is counted at the model's price; nothing where none is known."""
    known = [(spoken(level), net) for level, net in nets if net.known]
    if not known:
        return []
    saves = [_saving(name, net) for name, net in known if net.high < 0]
    costs = [_costing(name, net) for name, net in known if net.low > 0]
    open_ = [_("for {level} it is not clear", level=name) for name, net in known if not net.clear]
    return [
        _(
            "Counting harm at the model's price ({price} yuan a unit, an assumption), {clauses}.",
            price=f"{harm_price:g}",
            clauses=joined([*saves, *costs, *open_]),
        )
    ]


def _saving(name: str, net: Estimate) -> str:
    return _("{level} saves {yuan}{spread}", level=name, yuan=yuan(-net.mean), spread=spread(net, "yuan"))


def _costing(name: str, net: Estimate) -> str:
    places = {"level": name, "yuan": yuan(net.mean), "spread": spread(net, "yuan")}
    return _("{level} costs {yuan} more than it avoids{spread}", **places)


def ranking(rows: Sequence[Ranked], harm_price: float) -> list[str]:
    """Return which levers bring most, cost most and do not matter; `rows` by cost and harm together, best first."""
    if not any(net.known for _name, _harm, _cost, net in rows):
        return [_("Levers cannot be ranked: one replication gives no interval.")]
    told = [_most(rows), _paying(rows, harm_price)]
    cheap = [name for name, harm, cost, _net in rows if _helps(harm) and not (cost.clear and cost.found.mean > 0)]
    if cheap:
        told.append(_("Harm falls at no clear extra cost with {levers}.", levers=listed(cheap)))
    worse = [name for name, harm, _cost, _net in rows if harm.clear and harm.found.mean > 0]
    if worse:
        told.append(_("Harm rises with {levers}.", levers=listed(worse)))
    idle = [name for name, harm, _cost, _net in rows if not harm.missing and not harm.clear]
    if idle:
        told.append(_("No clear difference in harm: {levers}.", levers=listed(idle)))
    return told


def verdict(harm: Effect, net: Estimate) -> str:
    """Return the verdict on a lever in a few words."""
    if harm.missing or not net.known:
        return _("cannot be told")
    pays = _("pays") if net.high < 0 else _("does not pay") if net.low > 0 else _("not clear whether it pays")
    if not harm.clear:
        return _("no clear difference in harm; {pays}", pays=pays)
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
