"""A pilot: two short runs of the baseline, from which the time of a whole run is extrapolated."""

from __future__ import annotations

import time
from typing import Any

from sim import run
from sim.scenario import Scenario

SHORT, LONG = 2, 16  # days


def estimate_seconds(scenario: Scenario, seed: int) -> float:
    """Return the estimated seconds of a run of the scenario: set-up and days, from two short runs without campaigns."""
    plain: dict[str, Any] = {name: getattr(scenario, name) for name in ("street", "catalogue", "staffing", "onset")}
    short, long = (_timed(Scenario(days=days, warmup_days=0, **plain), seed) for days in (SHORT, LONG))
    a_day = max(long - short, 0.0) / (LONG - SHORT)
    return short + a_day * (scenario.days + scenario.warmup_days - SHORT)


def _timed(scenario: Scenario, seed: int) -> float:
    started = time.perf_counter()
    run(scenario, seed)
    return time.perf_counter() - started
