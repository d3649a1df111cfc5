"""Sequential tests of one candidate against a target: they go on until the answer is sure enough.

Means: the fully sequential feasibility test of Andradottir and Kim (2010, Nav. Res. Logist. 57, 403) and Batur and Kim
(2010, ACM TOMACS 20(3) 13), a random walk in a triangle: for normal replications a wrong answer has at most the chance
`error` where the true mean lies at least half the tolerance from the line that is tested. Chances of a good year:
Wald's sequential probability ratio test (1945) between two chances, its errors bounded by Ville's inequality.

The line that is tested stands half a tolerance inside the target. So "meets" means that the target itself is met, and
"fails" that the target is not exceeded by the whole tolerance; a candidate in between may get either answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.language import N_
from experiments.solve.target import Target
from experiments.statistics import Floats
from sim import InputError

MEETS, FAILS, OPEN, SPENT = N_("meets"), N_("fails"), "open", N_("not decided")
HALF = 2  # parts of a tolerance on either side of the tested line


class Rule(NamedTuple):
    """How sure a test must be: chance of a wrong answer, tolerance, first and most replications."""

    error: float
    tolerance: float
    first: int = 10
    most: int = 500


class Decision(NamedTuple):
    """What a test says after some replications, and at which replication it was decided."""

    verdict: str
    at: int


def decide(target: Target, rule: Rule, values: Sequence[float]) -> Decision:
    """Return the decision on a candidate from its replications in order; the first crossing counts, later ones do not.

    So the answer depends on the replications alone, never on how many came at once.
    """
    measured = target.measure(np.asarray(values, dtype=float))
    if not np.isfinite(values).all():
        raise InputError("--target", f"{target.indicator} without a value", "an indicator that every run has")
    if len(measured) < rule.first:
        return Decision(OPEN, len(measured))
    ups, downs = _chance(target, rule, measured) if target.chance else _mean(target, rule, measured)
    crossed = np.flatnonzero((ups | downs)[rule.first - 1 :])
    if crossed.size:
        at = int(crossed[0]) + rule.first
        return Decision(MEETS if ups[at - 1] else FAILS, at)
    return Decision(SPENT if len(measured) >= rule.most else OPEN, len(measured))


def _mean(target: Target, rule: Rule, measured: Floats) -> tuple[Floats, Floats]:
    """Return where the walk of a mean has left the triangle, above and below."""
    half = rule.tolerance / HALF
    walk = np.cumsum(target.sign * (measured - target.level) - half)
    spread = float(np.var(measured[: rule.first], ddof=1))
    width = eta(rule) * 2 * (rule.first - 1) * spread
    edge = np.maximum(0.0, width / (2 * half) - half / 2 * np.arange(1, len(walk) + 1))
    return walk >= edge, walk <= -edge


def eta(rule: Rule) -> float:
    """Return the constant of the triangle, for one constraint and a given chance of error."""
    return 0.5 * (math.pow(2 * rule.error, -2 / (rule.first - 1)) - 1)


def _chance(target: Target, rule: Rule, measured: Floats) -> tuple[Floats, Floats]:
    """Return where the likelihood ratio of a chance has left its bounds, above and below."""
    low, high = target.chance, target.chance + rule.tolerance
    good, bad = math.log(high / low), math.log((1 - high) / (1 - low))
    ratio = np.cumsum(np.where(measured > 0, good, bad))
    bound = -math.log(rule.error)
    return ratio >= bound, ratio <= -bound


def check_rule(target: Target, rule: Rule) -> None:
    """Raise InputError for a rule by which nothing can be decided."""
    if not rule.tolerance > 0:
        raise InputError("--tolerance", rule.tolerance, "a number above 0", "nothing is ever decided without any")
    if target.chance and target.chance + rule.tolerance >= 1:
        allowed = f"a number below {1 - target.chance:g}, so that the chance stays below 1"
        raise InputError("--tolerance", rule.tolerance, allowed)
    if rule.most < rule.first:
        raise InputError("--max-replications", rule.most, f"a whole number from {rule.first}")
