"""What a study shows of one indicator against a lever: means with intervals, differences, and one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from experiments.language import N_, _
from experiments.report.captions import BANNER
from experiments.report.checks import Check
from experiments.report.findings import Effect, effect, paired_base
from experiments.report.marks import marked
from experiments.report.numbers import bracket, plus, write
from experiments.report.reading import StudyResult
from experiments.report.terms import label, phrase, possible, spoken
from experiments.report.words import capital, clause
from experiments.statistics import Contrast, estimate, marginal_differences

Levels = Mapping[str, Sequence[Any]]
CAUTION = N_(
    "Ranges are 95 % intervals over seeds. They cover chance only, and are not corrected for looking at many figures "
    "and filters; what the study declared beforehand is called clear only if Holm's correction agrees, where no run "
    "is left out. Ranges of means end at what is possible: at zero, and of shares at 100 %."
)


def levels_of(result: StudyResult) -> dict[str, list[Any]]:
    """Return the levels of each factor that stored runs have, in the order of the design."""
    found = {}
    for factor, declared in result.factors.items():
        there = set(result.runs[factor])
        named = [level for level in declared if level in there]
        found[factor] = named if set(named) == there else sorted(there, key=lambda one: (isinstance(one, str), one))
    return found


def kept(result: StudyResult, wanted: Levels, lever: str, by: str) -> pd.DataFrame:
    """Return the runs with the wanted levels; in a list of changes, only those that change these two levers."""
    runs = result.runs
    for factor, levels in wanted.items():
        runs = runs[runs[factor].isin(list(levels))]
    if not result.crossed:
        for factor in result.factors:
            if factor not in (lever, by):
                runs = runs[runs[factor] == result.baseline.get(factor)]
    return runs


def summary(runs: pd.DataFrame, order: Levels, lever: str, by: str, indicator: str) -> pd.DataFrame:
    """Return mean, low, high and n of an indicator for each level (and level of the second lever), over seeds."""
    rows = []
    for second in order[by] if by else [""]:
        for level in order[lever]:
            part = runs[(runs[lever] == level) & ((runs[by] == second) if by else True)]
            if len(part):
                found = estimate(part.groupby("seed")[indicator].mean())
                ends = possible(indicator, found.low, found.high)
                rows.append((level, second, found.mean, *ends, found.n))
    return pd.DataFrame(rows, columns=["level", "by", "mean", "low", "high", "n"])


def effects(result: StudyResult, runs: pd.DataFrame, order: Levels, lever: str, indicator: str) -> list[Effect]:
    """Return the effect of each level against the baseline's, averaged over what else was kept, blocked by seed."""
    reference = result.baseline.get(lever)
    present = set(runs[lever])
    if reference not in present:
        return []
    others = [level for level in order[lever] if level != reference and level in present]
    if len(runs) == len(result.runs):  # nothing is left out, so what the study declared passes Holm's correction
        return [effect(result, indicator, lever, level, reference) for level in others]
    return [_effect(runs, list(result.factors), Contrast(indicator, lever, level, reference)) for level in others]


def _effect(runs: pd.DataFrame, factors: Sequence[str], contrast: Contrast) -> Effect:
    one = estimate(marginal_differences(runs, factors, contrast))
    return Effect(contrast, one, paired_base(runs, factors, contrast), one.mean, one.mean)


def sentences_of(found: Sequence[Effect]) -> str:
    """Return a sentence for each effect, by the rules of the report, and what the ranges do not cover."""
    told = [
        _(
            "{level}, against {reference}, {effect}.",
            level=capital(spoken(one.contrast.level, one.contrast.factor)),
            reference=spoken(one.contrast.reference, one.contrast.factor),
            effect=clause(one),
        )
        for one in found
    ]
    said = "".join(f"<p>{escape(one)}</p>" for one in told)
    return f'<div class="answer">{said}<p class="soft">{escape(_(CAUTION))}</p></div>' if told else ""


def banner_of(failed: Sequence[Check]) -> str:
    """Return the checks that failed as the report's red banner says them ("": none)."""
    said = "".join(f"<li><b>{escape(one.name)}</b>{escape(_(': '))}{marked(one.found)}</li>" for one in failed)
    return f'<section class="banner" role="alert"><h2>{escape(_(BANNER))}</h2><ul>{said}</ul></section>' if said else ""


def rows_of(table: pd.DataFrame, found: Sequence[Effect], lever: str, by: str, indicator: str) -> str:
    """Return the table of levels with their means, intervals and, by one lever, differences to the baseline as HTML."""
    kind = phrase(indicator).kind
    shown = "percent" if kind == "points" else kind
    apart = {one.contrast.level: one.found for one in found} if not by else {}
    heads = [
        label(lever),
        *([label(by)] if by else []),
        _("mean, 95 % interval"),
        _("seeds"),
        *([_("difference to the baseline")] if apart else []),
    ]
    lines = []
    for one in table.itertuples(index=False):
        gap = apart.get(one.level)
        difference = plus(gap.mean, kind) + bracket(gap.low, gap.high, kind, signed=True) if gap else ""
        mean = write(one.mean, shown) + bracket(one.low, one.high, shown)
        cells = [*([label(one.by, by)] if by else []), mean, str(one.n), *([difference] if apart else [])]
        inner = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        lines.append(f"<tr><th scope='row'>{escape(label(one.level, lever))}</th>{inner}</tr>")
    head = "".join(f"<th scope='col'>{escape(one)}</th>" for one in heads)
    return f"<div class='wide'><table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
