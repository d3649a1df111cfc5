"""The answers on levers without a question of their own: each option against the baseline, and all levers ranked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from experiments.language import _
from experiments.report import lever_words as words
from experiments.report.cells import Table, difference, differences
from experiments.report.findings import COST, HARM, Effect, effect, worth
from experiments.report.reading import StudyResult
from experiments.report.terms import phrase
from experiments.statistics import Estimate
from sim import INDICATORS

USUAL = (HARM, "solved_share")  # told where a study does not say what to tell
BETTER = {one.name: one.better for one in INDICATORS}


class Option(NamedTuple):
    """An option of a lever against the baseline's: what it does, what it costs, and harm and cost together (yuan)."""

    factor: str
    effects: Sequence[Effect]
    cost: Effect
    net: Estimate

    @property
    def main(self) -> Effect:
        """The effect on the indicator that the study asks about first."""
        return self.effects[0]


def options(result: StudyResult, factor: str, told: Sequence[str]) -> list[Option]:
    """Return every option of a factor but the baseline's, with its effects on the indicators that are told."""
    found = []
    for level in result.factors[factor]:
        if level == result.baseline[factor]:
            continue
        effects = [effect(result, name, factor, level) for name in told if name in result.runs]
        if effects:
            net = worth(result, effect(result, HARM, factor, level))[1]
            found.append(Option(factor, effects, effect(result, COST, factor, level), net))
    return found


def lever(result: StudyResult, factor: str) -> tuple[list[str], list[Effect]]:
    """Return the sentences that answer for one factor, and the effects that they rest on."""
    found = options(result, factor, told_of(result))
    if not found:
        return [], []
    name = found[0].main.contrast.indicator
    told = [words.option(one.effects, one.cost) for one in found]
    told.append(words.best(_ordered(found), BETTER.get(name, ""), _rival(result, found)))
    told += words.balance([(one.main.contrast.level, one.net) for one in found], result.prices.harm_yuan)
    return told, [each for one in found for each in one.effects]


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
    """Return the numbers behind the table: a row a lever, with mean, low and high of its effects on harm and cost."""
    rows = []
    for one in ranking(result):
        row: dict[str, object] = {"lever": name_of(one)}
        for each in (one.main, one.cost):
            row |= {f"{each.contrast.indicator}_{part}": getattr(each.found, part) for part in ("mean", "low", "high")}
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
