"""The sentences on how sure the answers are: chance, replications, and whether an effect holds for other choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from experiments.report.findings import Effect
from experiments.report.numbers import amount, count, percent, plus, span
from experiments.report.terms import label, phrase, spoken
from experiments.rules import RULES
from experiments.statistics import Estimate, Level

ONE_REPLICATION = "there is one replication only, and one replication gives no interval"
LOST = "runs are missing"
RANKS = (
    "is synthetic: its people, grids and incidents are made up to resemble published figures. The results rank "
    "choices; they forecast no real place, and say nothing about any person. They must not be used to judge staff "
    "or residents."
)


class Extent(NamedTuple):
    """How much a study made: replications, choices compared (crossed or not), and whether a table shows effects."""

    replications: int
    choices: int
    tabled: bool
    crossed: bool = True

    @property
    def what(self) -> str:
        """What was simulated."""
        return "Every combination of choices" if self.crossed else "The baseline and each change from it"

    @property
    def verb(self) -> str:
        """The verb that goes with it."""
        return "was" if self.crossed else "were"


def why(found: Effect) -> str:
    """Return why an effect cannot be told: one replication only, or lost runs."""
    return ONE_REPLICATION if found.single else LOST


def sureness(extent: Extent, street: str) -> list[str]:
    """Return how sure all of this is, for a reader who knows no statistics."""
    return [_luck(extent), _assumed(extent), f"The street ({street}) {RANKS}"]


def precise(indicator: str, needed: float, made: int) -> str:
    """Return that more replications are needed for an indicator's mean, or nothing where there are enough."""
    if not needed > made or made < 2:
        return ""
    wanted = count(needed) if needed <= RULES.most_replications else f"more than {count(RULES.most_replications)}"
    return (
        f"{made} replications are too few to know the mean of {phrase(indicator).noun} to {percent(RULES.precision)}: "
        f"where it varies most, {wanted} are needed. Differences between twins are known better; judge them by their "
        "ranges."
    )


def holds(found: Effect, others: bool = True) -> str:
    """Return whether an effect is clear and, where the study has other choices, keeps its direction over them."""
    if found.missing:
        return "one replication: cannot be told" if found.single else LOST
    if not found.clear:
        return "not clear after Holm's correction" if found.found.clear else "no clear difference"
    if not others:
        return "clear"
    return "same direction everywhere" if found.least * found.most > 0 else "direction depends on the other choices"


def turns(found: Effect) -> str:
    """Return, where an effect's direction is not the same over the other choices, at which of them it turns."""
    clear = found.clear or (found.turn is not None and found.turn.clear)
    if found.missing or not clear or found.least * found.most >= 0:
        return ""
    words = phrase(found.contrast.indicator)
    start = f"The effect of {spoken(found.contrast.level)} on {words.noun}"
    if found.turn is None:
        across = span(found.least, found.most, words.kind, signed=True)
        return f"{start} depends on how the other choices are combined: {across}."
    parts = [_at(one, apart, words.kind) for one, apart in found.turn.levels]
    verb = "turns with" if found.turn.clear else "depends on"
    return f"{start} {verb} {label(found.turn.factor)}: {', '.join(parts)}."


def _at(level: Level, found: Estimate, kind: str) -> str:
    told = plus(found.mean, kind) if found.clear else "no clear difference"
    return f"{told} with {label(level)}"


def _luck(extent: Extent) -> str:
    if extent.replications == 1:
        if not extent.choices:
            return "This is a single run. Other luck (good and bad days, who notices what) would give other numbers."
        return (
            f"{extent.what} {extent.verb} simulated once, all with the same luck. One replication gives no interval: "
            "no difference can be told from chance. Add replications=10 to the command."
        )
    times = f"simulated {extent.replications} times with different luck (good and bad days, who notices what)"
    ranges = "As far as luck goes, the ranges in brackets hold 95 times in 100."
    if not extent.choices:
        return f"The street was {times}. {ranges}"
    return (
        f"{extent.what} {extent.verb} {times}, and each run was compared with its twin that had the same luck "
        f"and the other choice. {ranges}"
    )


def _assumed(extent: Extent) -> str:
    told = (
        "Many numbers of the model come from other cities or are assumptions, and how far the results depend on them "
        "is not tested by this study."
    )
    if extent.replications > 1:
        told = f"The ranges cover chance only. They do not cover assumptions that may be wrong. {told}"
    if extent.tabled and extent.choices > 1 and extent.crossed:
        told += " The table below shows how far the answers depend on the study's other choices."
    return told


def listed(parts: Sequence[str]) -> str:
    """Return clauses joined to one list."""
    if len(parts) < 2:
        return "".join(parts)
    joint = "; " if any(", " in part for part in parts) else ", "
    return f"{joint.join(parts[:-1])}{';' if joint == '; ' else ''} and {parts[-1]}"


def posts(number: float) -> str:
    """Return the permanent posts a grid in brackets, or nothing where they are not known."""
    return f" ({amount(number)} posts a grid)" if number == number else ""
