"""Page one: from a study to its answers, the price tag and the table of how far the answers hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.equal_harm import Arms, equal_harm_cost
from experiments.figures.series import windows
from experiments.language import _
from experiments.report import communication_words, conflict, even, levers, management_words, staffing_words, words
from experiments.report.cells import Table, difference, differences, lacking
from experiments.report.certainty import holds, turns
from experiments.report.findings import (
    COST,
    HARM,
    Effect,
    booked,
    booked_otherwise,
    effect,
    hours_check,
    staffing_levels,
    steps,
)
from experiments.report.lists import sentences
from experiments.report.reading import StudyResult
from experiments.report.terms import label, phrase
from experiments.rules import RULES
from experiments.statistics import Estimate, Level, estimate

TOLD = ("satisfied_share", "settled_share", "solved", "solved_share", HARM, "trust_mean", "reports")
CAMPAIGN_DAY, MAIN = "campaign_day", "campaign"
OWN = ("staffing", "communication", "management")  # factors with a question of their own


class Answer(NamedTuple):
    """A question, its answer in sentences, and the effects that the sentences rest on."""

    question: str
    sentences: list[str]
    effects: list[Effect]
    brief: Sequence[str] = ()  # the same in short, the most important first


def answers(result: StudyResult) -> list[Answer]:
    """Return the answers to those of the three questions that the study varies something for."""
    if is_overview(result):
        told, effects = levers.ranked(result)
        return [Answer(_(words.QUESTIONS["levers"]), told, effects, told)]
    found = []
    if result.has("staffing"):
        found.append(staffing(result))
    if result.has("communication", "one_way", "two_way"):
        found.append(communication(result))
    if result.has("management", "long_term"):
        found.append(management(result))
    if conflict.told(result):
        told, effects = conflict.conflict(result)
        found.insert(0, Answer(_(conflict.QUESTION), told, effects, told))
    others = [factor for factor in result.factors if factor not in OWN and result.has(factor)]
    return [one for one in [*found, *(_lever(result, factor) for factor in others)] if one.sentences]


def is_overview(result: StudyResult) -> bool:
    """Whether the study changes many levers one at a time, so that they are to be ranked."""
    changes = result.manifest.get("design", {}).get("changes", ())
    many = sum(map(result.has, result.factors)) >= RULES.many_levers
    return bool(changes) and many and all(len(change) == 1 for change in changes)


def _lever(result: StudyResult, factor: str) -> Answer:
    """Answer what the options of any other factor do and cost."""
    alone = sum(map(result.has, result.factors)) == 1
    question = result.question if alone else ""
    told, effects, brief = levers.lever(result, factor)
    return Answer(_(question) if question else words.lever_question(factor), told, effects, brief)


def staffing(result: StudyResult) -> Answer:
    """Answer how many staff are enough."""
    levels = staffing_levels(result)
    found = steps(result)
    asked = (levels, found, result.prices.harm_yuan, result.days)
    question, brief = _(words.QUESTIONS["staffing"]), staffing_words.staffing_brief(*asked)
    return Answer(question, staffing_words.staffing_answer(*asked), [step.harm for step in found], brief)


def communication(result: StudyResult) -> Answer:
    """Answer what two-way communication changes."""
    found = {name: effect(result, name, "communication", "two_way", "one_way") for name in (*TOLD, "registered", COST)}
    told = communication_words.communication_answer(found, found[COST])
    brief = communication_words.communication_brief(found, found[COST], told)
    return Answer(_(words.QUESTIONS["communication"]), told, [found[name] for name in (*TOLD, COST)], brief)


def management(result: StudyResult) -> Answer:
    """Answer what campaigns do at equal paid hours, at equal harm, as practised, and on top of long-term."""
    said: dict[Level, list[str]] = {}
    effects = []
    arms = [arm for arm in result.factors["management"] if arm != "long_term"]
    for arm in sorted(arms, key=lambda arm: bool(arm != MAIN)):  # the campaign first
        harm, cost = (effect(result, name, "management", arm, "long_term") for name in (HARM, COST))
        said[arm] = _of_arm(result, harm, cost)
        if arm != MAIN or hours_check(result).equal:
            effects.append(harm)
            others = booked_otherwise(result, cost.contrast, CAMPAIGN_DAY)
            said[arm][0] = sentences(said[arm][0], management_words.other_costs(cost, others), turns(harm))
    told = [one for own in said.values() for one in own]
    brief = [one for own in said.values() for one in (own[0], *reversed(own[1:]))]  # what comes after a campaign second
    price_of_harm = result.prices.harm_yuan
    told += [even.sentence(arm, found, result.days, price_of_harm) for arm, found in even.horizons(result).items()]
    return Answer(_(words.QUESTIONS["management"]), told, effects, brief)


def _of_arm(result: StudyResult, harm: Effect, cost: Effect) -> list[str]:
    """Return the sentences on one arm of management against long-term."""
    arm = harm.contrast.level
    hours = effect(result, "paid_hours", "management", arm, "long_term")
    days, price = booked(result, cost.contrast, CAMPAIGN_DAY), result.prices.campaign_day_yuan
    if arm == MAIN:
        return campaign(result, management_words.campaign_answer(hours_check(result), harm, cost, days, price))
    return [management_words.arm_answer(harm, cost, hours, days, price)]


def in_brief(found: Sequence[Answer]) -> list[str]:
    """Return the answers in at most three sentences: each answer's first one, then the second ones, in their order."""
    ranked = sorted((depth, place) for place, one in enumerate(found) for depth in range(len(one.brief)))
    kept = sorted((place, depth) for depth, place in ranked[: RULES.brief_sentences])
    return [found[place].brief[depth] for place, depth in kept]


def campaign(result: StudyResult, told: list[str]) -> list[str]:
    """Return the sentences about the campaign at equal hours; only the refusal where the hours are not equal."""
    if not hours_check(result).equal:
        return told
    if result.has("staffing"):
        rows = equal_harm_cost(result.runs, Arms()).to_dict("records")
        told.append(management_words.equal_harm_answer(rows, result.baseline["staffing"]))
    during, after = rebound(result)
    return [*told, management_words.rebound_answer(during, after, RULES.after_weeks)]


def rebound(result: StudyResult) -> tuple[Estimate, Estimate]:
    """Return new target problems under the campaign over those under long-term, less one: during it, and after it."""
    if result.daily is None:
        return estimate([np.nan]), estimate([np.nan])
    days = twin_days(result, result.daily)
    spells = windows(days[days["management"] == "campaign"])
    during = {day for first, last in spells for day in np.arange(first, last + 1)}
    weeks = 7 * RULES.after_weeks
    after = {day for _, last in spells for day in np.arange(last + 1, last + 1 + weeks)} - during
    seeds = sorted(result.runs["seed"].unique())
    return relative_onsets(days, MAIN, during, seeds), relative_onsets(days, MAIN, after, seeds)


def twin_days(result: StudyResult, daily: pd.DataFrame) -> pd.DataFrame:
    """Return the days of the runs that have a twin in both arms, over all other choices of a crossed design."""
    if not result.crossed:
        return result.at_baseline(daily, "management")
    runs = result.runs[result.runs["management"].isin(["campaign", "long_term"])]
    twins = runs.groupby([*result.others("management"), "seed"], observed=True)["key"]
    return daily[daily["key"].isin(runs.loc[twins.transform("size") == 2, "key"])]


def relative_onsets(
    days: pd.DataFrame, arm: Level, which: Collection[float], seeds: Sequence[int] | None = None
) -> Estimate:
    """Return target onsets on some days in an arm over those in long-term, less one, seed by seed.

    Where `seeds` are given, those of them that have no such days count as missing.
    """
    part = days[days["day"].isin(which) & days["management"].isin([arm, "long_term"])]
    sums = part.pivot_table("onsets_target", "seed", "management", aggfunc="sum", observed=True)
    if not {arm, "long_term"} <= set(sums):
        return estimate([np.nan])
    apart = sums[arm] / sums["long_term"] - 1
    return estimate(apart if seeds is None else apart.reindex(seeds))


def price(result: StudyResult) -> str:
    """Return what the baseline costs, in one sentence."""
    runs = result.at_baseline(result.runs)
    parts = [estimate(runs[name]) for name in (COST, "cost_per_resident_yuan", "cost_per_solved_yuan")]
    return words.price_tag(parts, result.days, result.baseline)


def robustness(found: list[Answer], others: bool) -> Table:
    """Return, for each effect behind the answers, the verdict, its interval and its range over the other choices."""
    rows = []
    for one in (one for answer in found for one in answer.effects):
        name = one.contrast.indicator
        who = against(one.contrast.factor, one.contrast.level, one.contrast.reference)
        span = differences(one.least, one.most, name)
        chance = differences(one.found.low, one.found.high, name)
        if not one.found.known:
            chance = _("no range")
        row = [
            _("{who}: {noun}", who=who, noun=phrase(name).noun),
            holds(one, others),
            difference(one.found.mean, name) + lacking(one.found.missing),
            chance,
            span,
        ]
        rows.append(row if others else row[:-1])
    heads = [_("effect"), _("verdict"), _("mean"), _("range by chance (95 %)"), _("range over the other choices")]
    return Table(heads if others else heads[:-1], rows)


def against(factor: str, level: Level, reference: Level) -> str:
    """Return two levels of a factor as the head of their difference."""
    return f"{label(level, factor)} − {label(reference, factor)}"
