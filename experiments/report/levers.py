"""The answers on levers without a question of their own: each option against the baseline, and all levers ranked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from experiments.language import _
from experiments.report import lever_words as words
from experiments.report.cells import Table, difference, differences
from experiments.report.findings import COST, HARM, Effect, effect, worth
from experiments.report.lists import sentences
from experiments.report.reading import StudyResult
from experiments.report.terms import phrase, spoken
from experiments.statistics import Estimate, Level, estimate
from sim import INDICATORS

USUAL = (HARM, "solved_share")  # told where a study does not say what to tell
NET_HARM, SPARED = "harm_net_per_1000_residents", "items_benefit_per_1000_residents"
HARMS = (HARM, NET_HARM, "social_cost_yuan")
EMERGENCIES = ("care_emergencies", "emergency_saved_share", "emergency_harm")
BETTER = {one.name: one.better for one in INDICATORS}


class Option(NamedTuple):
    """An option of a lever against the baseline's: what it does, what it costs, and harm and cost together (yuan)."""

    factor: str
    effects: Sequence[Effect]
    cost: Effect
    net: Estimate
    own: Sequence[tuple[str, Estimate]] = ()  # figures that exist with the option only: indicator and mean

    @property
    def main(self) -> Effect:
        """The effect on the indicator that the study asks about first."""
        return self.effects[0]


def options(result: StudyResult, factor: str, told: Sequence[str]) -> list[Option]:
    """Return every option of a factor but the baseline's, with its effects on the indicators that are told."""
    found = []
    for level in result.factors[factor]:
        reference = reference_of(result, factor, level)
        own = _own(result, factor, level, reference, told)
        names = [name for name in told if name in result.runs and name not in own]
        effects = [effect(result, name, factor, level, reference) for name in names]
        if effects and level != result.baseline[factor]:
            one = effect(result, HARM, factor, level, reference)
            cost = effect(result, COST, factor, level, reference)
            found.append(Option(factor, effects, cost, worth(result, one, _spared(result, told))[1], list(own.items())))
    return found


def _own(result: StudyResult, factor: str, level: Level, reference: Level, told: Sequence[str]) -> dict[str, Estimate]:
    """Return the means of the indicators that are told and are never known with the reference."""
    sides = [result.runs[result.runs[factor] == one] for one in (level, reference)]
    absent = [name for name in told if name in result.runs and len(sides[1]) and sides[1][name].isna().all()]
    return {name: estimate(sides[0][name].dropna()) for name in absent}


def reference_of(result: StudyResult, factor: str, level: Level) -> Level:
    """Return the baseline's level, or that of a declared contrast where no run differs from the baseline's alone."""
    base = result.baseline[factor]
    if result.crossed or effect(result, HARM, factor, level, base).found.n:
        return base
    other = [one.reference for one in result.contrasts if (one.factor, one.level) == (factor, level)]
    return other[0] if other else base


def _spared(result: StudyResult, told: Sequence[str]) -> pd.Series | float:
    """Return the social cost (yuan) that each run's done tasks spare, where the study counts harm less that."""
    if NET_HARM not in told or SPARED not in result.runs:
        return 0.0
    per_unit = result.prices.harm_yuan * result.days / (365 * 1000)
    return (result.runs[SPARED] * result.runs["residents"]).fillna(0.0) * per_unit


def lever(result: StudyResult, factor: str) -> tuple[list[str], list[Effect], list[str]]:
    """Return the sentences that answer for one factor, the effects that they rest on, and the answer in brief."""
    told = told_of(result)
    found = options(result, factor, told)
    if not found:
        return [], [], []
    name = found[0].main.contrast.indicator
    best = words.best(_ordered(found), BETTER.get(name, ""), _rival(result, found))
    said = [best, *(sentences(words.option(one.effects, one.cost), words.own(one.own)) for one in found)]
    pays: list[str] = []
    if set(told) & set(HARMS):
        nets = [(spoken(one.main.contrast.level, factor), one.net) for one in found]
        pays = words.balance(nets, result.prices.harm_yuan, bool(set(told) & set(EMERGENCIES)))
    first = next((one for one in found if one.main is (_ordered(found) or [None])[0]), found[0])
    brief = [best, words.option(first.effects[:2], first.cost), *pays]
    return said + pays, [each for one in found for each in one.effects], brief


def told_of(result: StudyResult) -> Sequence[str]:
    """Return the indicators that the study's answer names, the main one first."""
    return result.manifest.get("design", {}).get("tells") or USUAL


def _ordered(found: Sequence[Option]) -> list[Effect]:
    """Return the main effects, the best one first (the lowest where low is good or nothing is said)."""
    high = BETTER.get(found[0].main.contrast.indicator) == "high"
    known = [one.main for one in found if one.main.found.known]
    return sorted(known, key=lambda one: -one.found.mean if high else one.found.mean)


def _rival(result: StudyResult, found: Sequence[Option]) -> Effect | None:
    """Return the effect of the best option against the next best, or None where there is one option only."""
    ordered = _ordered(found)
    if len(ordered) < 2:
        return None
    first, second = (one.contrast for one in ordered[:2])
    return effect(result, first.indicator, first.factor, first.level, second.level)


# all levers, one at a time ---------------------------------------------------------------------------------------
def ranking(result: StudyResult) -> list[Option]:
    """Return every option of every lever, by what it changes in harm and cost together, the best first."""
    every = [one for factor in result.factors for one in options(result, factor, (HARM, "solved_share"))]
    return sorted(every, key=lambda one: (not one.net.known, one.net.mean))


def ranked(result: StudyResult) -> tuple[list[str], list[Effect]]:
    """Return the sentences that answer which levers bring most, and the effects that they rest on."""
    every = ranking(result)
    rows = [(name_of(one), one.main, one.cost, one.net) for one in every]
    return words.ranking(rows, result.prices.harm_yuan), [one.main for one in every]


def name_of(option: Option) -> str:
    """Return a lever and its option in words."""
    return words.lever_name(option.factor, option.main.contrast.level)


def ranking_table(result: StudyResult) -> Table:
    """Return a row a lever: its effects on harm and solved share, its cost, harm and cost together, and a verdict."""
    rows = []
    for one in ranking(result):
        cells = [_cell(each) for each in (*one.effects, one.cost)]
        net = with_range(one.net, COST) if one.net.known else _("no range")
        rows.append([name_of(one), *cells, net, words.verdict(one.main, one.net)])
    heads = [phrase(HARM).axis, phrase("solved_share").axis, _("cost"), _("cost and harm together")]
    return Table([_("lever"), *heads, _("verdict")], rows)


def lever_effects(result: StudyResult) -> pd.DataFrame:
    """Return the numbers behind the table: a row a lever, with mean, low and high of its effects on harm and cost.

    Clear is what is called clear in words, which for declared contrasts takes Holm's correction too.
    """
    rows = []
    for one in ranking(result):
        row: dict[str, object] = {"lever": name_of(one)}
        for each in (one.main, one.cost):
            row |= {f"{each.contrast.indicator}_{part}": getattr(each.found, part) for part in ("mean", "low", "high")}
            row[f"{each.contrast.indicator}_clear"] = each.clear
        rows.append(row)
    return pd.DataFrame(rows)


def _cell(one: Effect) -> str:
    return f"{'*' if one.clear else ''}{with_range(one.found, one.contrast.indicator)}"


def with_range(found: Estimate, name: str) -> str:
    """Return a difference with its interval in brackets."""
    told = difference(found.mean, name)
    if not found.known:
        return told + _(" (no range)")
    return told + _(" ({range})", range=differences(found.low, found.high, name))
