"""Made-up effects with known means and intervals, for the tests of sentences."""

from __future__ import annotations

from experiments.report.findings import Effect
from experiments.statistics import Contrast, Estimate

HARM, COST, HOURS = "harm_per_1000_residents", "cost_yuan", "paid_hours"
NAN = float("nan")


def effect(mean: float, half: float, indicator: str = HARM, level: str = "campaign", **more: float) -> Effect:
    """An effect with a symmetric interval on a base of 100."""
    contrast = Contrast(indicator, "management", level, "long_term")
    return Effect(contrast, Estimate(mean, mean - half, mean + half, 5), 100.0, mean - half, mean + half, **more)


def lost(indicator: str = HARM) -> Effect:
    return effect(NAN, NAN, indicator)


def single(indicator: str = HARM) -> Effect:
    """An effect seen in one replication."""
    return effect(-5.0, NAN, indicator)._replace(found=Estimate(-5.0, NAN, NAN, 1))


NONE = Estimate(0.0, 0.0, 0.0, 5)
