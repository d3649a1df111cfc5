"""A pilot: the first days of a few runs of a study, all workers at once, from which the whole time is extrapolated."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from statistics import mean
from typing import Any, NamedTuple

from experiments.execute import perform
from experiments.plan import Plan
from sim import ModelError, run

WARM_DAYS, PILOT_DAYS = 3, 40  # the first days of a street are emptier than all others
PILOTS_A_WORKER = 2
SIZE_DAYS, STORED_TWICE, BYTES = 60, 2, 1e6
LATER = (1.1, 1.5)  # later days take longer, as people and cases gather (a year: about 1.25), and results are stored


class Estimate(NamedTuple):
    """The estimated time of a study: worker processes, seconds of a run, and minutes of all, size of the folder."""

    workers: int
    run_seconds: float
    least_minutes: float
    most_minutes: float
    folder_mb: float


class EnoughError(Exception):
    """The pilot has seen enough days."""


@dataclass(frozen=True)
class Pace:
    """What a pilot run leaves behind, in the form of a result: the seconds of set-up and of a day, and no tables."""

    indicators: dict[str, float]
    checks: dict[str, float]
    digest: str = ""
    daily: None = None
    grids: None = None
    quantities: None = None
    incidents: None = None


def pace(scenario: Any, seed: int) -> Pace:
    """Run the first days of a scenario and return how long set-up and a day took."""
    stamps = [time.perf_counter()]

    def watch(day: int) -> None:
        stamps.append(time.perf_counter())
        if len(stamps) > WARM_DAYS + PILOT_DAYS:
            raise EnoughError

    try:
        run(scenario, seed, on_day=watch)
    except EnoughError:
        pass
    start = min(WARM_DAYS, len(stamps) - 2)
    a_day = (stamps[-1] - stamps[start]) / (len(stamps) - 1 - start)
    return Pace({"set_up": max(stamps[1] - stamps[0] - a_day, 0.0), "a_day": a_day}, {})


def estimate(plan: Plan) -> Estimate:
    """Return the estimated time of a plan, from pilots spread over its runs and made by its own executor.

    All workers are busy during the pilots, as they will be in the study: they share memory and cores.
    """
    number = len(plan.runs)
    workers = plan.executor.count(number) if hasattr(plan.executor, "count") else 1
    n_pilots = min(PILOTS_A_WORKER * workers, number)
    chosen = [plan.runs[place * number // n_pilots] for place in range(n_pilots)]
    outcomes = [one for batch in plan.executor.execute(pace, [plan.task(each) for each in chosen]) for one in batch]
    if failed := [outcome.failure for outcome in outcomes if outcome.failure]:
        raise ModelError(f"a pilot run failed: {failed[0].strip().splitlines()[-1]}")
    scenario = plan.scenarios[plan.baseline.point]
    days, set_up = scenario.days + scenario.warmup_days, min(outcome.row["set_up"] for outcome in outcomes)
    seconds = set_up + days * mean(outcome.row["a_day"] for outcome in outcomes)
    minutes = -(-number // workers) * seconds / 60
    return Estimate(workers, seconds, *(factor * minutes for factor in LATER), folder_mb(plan))


def folder_mb(plan: Plan) -> float:
    """Return about how many megabytes a study's folder will take: its tables of a short run, scaled to all days.

    Tables of days and incidents grow with the days, the others do not; each is stored twice, in ledger and Parquet.
    """
    scenario = plan.scenarios[plan.baseline.point]
    short = min(SIZE_DAYS, scenario.days)
    batch = perform(run, [plan.task(plan.runs[0])._replace(scenario=scenario.but(days=short, warmup_days=0))])
    growth = {"daily": (scenario.days + scenario.warmup_days) / short, "incidents": scenario.days / short}
    a_run = sum(len(content) * growth.get(name, 1.0) for name, content in batch.frames.items())
    return len(plan.runs) * (STORED_TWICE * a_run + len(json.dumps(batch.outcomes[0].row))) / BYTES
