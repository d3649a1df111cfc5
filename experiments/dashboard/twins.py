"""Twin streets: what their runs add up to so far, by the same statistics and sentences as the reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from experiments.dashboard.findings import Key, Look
from experiments.language import N_, _, counted
from experiments.report.findings import COST, HARM, Effect
from experiments.report.lists import sentences
from experiments.report.numbers import bracket, plus, write
from experiments.report.terms import axis_label, phrase
from experiments.report.words import clauses, money
from experiments.statistics import Contrast, Floats, apart_from, estimate

SHOWN = (
    HARM,
    "solved_share",
    "on_time_share",
    "wait_hours_mean",
    "satisfied_share",
    "trust_mean",
    "reports",
    "utilisation_coordinator",
    "utilisation_administrator",
    COST,
)
YOURS, BASELINE = "yours", "baseline"
CAUTION = N_(
    "Ranges are 95 % intervals over pairs of twin streets: the same seed, the same residents, the same problems "
    "waiting to happen. They cover chance only, and are not corrected for looking at many figures, or again and again "
    "while runs come in."
)


class Pairs:
    """The complete pairs of runs of a baseline and of your street, one a seed."""

    def __init__(self, known: Mapping[Key, Look], base: tuple[str, ...], yours: tuple[str, ...], seeds: Sequence[int]):
        complete = [seed for seed in seeds if (base, seed) in known and (yours, seed) in known]
        self.name = (base, yours, complete[0]) if complete else None
        self.first = (known[base, complete[0]], known[yours, complete[0]]) if complete else None
        self.n = len(complete)
        self.sides = {
            side: pd.DataFrame([known[overrides, seed].indicators for seed in complete])
            for side, overrides in ((BASELINE, base), (YOURS, yours))
        }

    def has(self, indicator: str) -> bool:
        """Return whether every run of both sides has an indicator."""
        return all(indicator in runs and bool(runs[indicator].notna().all()) for runs in self.sides.values())

    def apart(self, indicator: str) -> Floats:
        """Return yours minus the baseline, pair by pair in the order of the seeds."""
        yours, base = (self.sides[side][indicator].to_numpy(dtype=float) for side in (YOURS, BASELINE))
        return apart_from(yours, base)

    def effect(self, indicator: str) -> Effect:
        """Return the effect of your levers on an indicator, paired by seed."""
        found = estimate(self.apart(indicator))
        contrast = Contrast(indicator, "side", YOURS, BASELINE)
        return Effect(contrast, found, self.mean(indicator, BASELINE), found.mean, found.mean)

    def mean(self, indicator: str, side: str) -> float:
        """Return the mean of an indicator on one side."""
        return float(self.sides[side][indicator].mean())

    def steps(self, indicator: str) -> pd.DataFrame:
        """Return the difference and its interval after each pair, in the order of the seeds."""
        values = self.apart(indicator)
        found = [estimate(values[: n + 1]) for n in range(len(values))]
        rows = [(n + 1, one.mean, one.low, one.high) for n, one in enumerate(found)]
        return pd.DataFrame(rows, columns=["n", "mean", "low", "high"])


def answer(pairs: Pairs, days: int, asked_days: int, asked_pairs: int) -> str:
    """Return in plain words what your levers change, and over which time and how many pairs of those asked for."""
    over = counted(
        "over {days} days, {n} pair of twin streets", "over {days} days, {n} pairs of twin streets", pairs.n, days=days
    )
    if days != asked_days:
        look = _("First look, {over}.", over=over)
    elif pairs.n < asked_pairs:
        look = _("So far, {over}.", over=over)
    else:
        look = _("In all, {over}.", over=over)
    return (
        f'<div class="answer" role="status"><p>{escape(_told(pairs, days))}</p><p class="soft">{escape(look)}</p></div>'
    )


def _told(pairs: Pairs, days: int) -> str:
    if pairs.n < 2:
        return _("One pair of twin streets has been simulated: what differs may be chance, and a range needs two.")
    spent = money(pairs.effect(COST))
    effects = clauses([pairs.effect(name) for name in (HARM, "solved_share", "trust_mean")])
    told = _("Harm is counted for a whole year, money over the {days} days: {money}.", days=days, money=spent)
    return sentences(_("Your street, against the baseline, {effects}.", effects=effects), told)


def table(pairs: Pairs) -> str:
    """Return the table of both streets and their differences."""
    heads = [_("indicator"), _("baseline"), _("yours"), _("difference, 95 % interval"), _("verdict")]
    head = "".join(f"<th scope='col'>{escape(one)}</th>" for one in heads)
    rows = "".join(_row(pairs, name) for name in SHOWN if pairs.has(name))
    return f"<div class='wide'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def _row(pairs: Pairs, indicator: str) -> str:
    kind, found = phrase(indicator).kind, pairs.effect(indicator)
    apart = plus(found.found.mean, kind) + bracket(found.found.low, found.found.high, kind, signed=True)
    clear = _("clear") if found.clear else _("no clear difference") if found.found.known else _("no range yet")
    sides = [write(pairs.mean(indicator, side), "percent" if kind == "points" else kind) for side in (BASELINE, YOURS)]
    cells = "".join(f"<td>{escape(one)}</td>" for one in (*sides, apart, clear))
    return f"<tr><th scope='row'>{escape(axis_label(indicator))}</th>{cells}</tr>"
