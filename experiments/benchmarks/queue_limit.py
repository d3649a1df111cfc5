"""Gridgov's full pipeline at its M/M/c limit (street=mmc) against SimPy and Ciw: speed, and waits against Erlang C."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy import stats

from experiments.benchmarks.measure import INSTALL, Figures, Line, Work, alternating, installed, median_of
from experiments.benchmarks.queues import Queue, erlang_wait_hours
from experiments.benchmarks.scenarios import scenario_of
from sim import run
from sim.scenario import Scenario

LIMIT = (  # M/M/3 at a load of 0.8, with about as many cases a day (240) as Shekou has
    "street=mmc",
    "detail=summary",
    "staffing.administrators_per_grid=3",
    "catalogue.rate_scale=12.5",
    "catalogue.categories.plain.work_hours=0.24",
)
RIVALS = {"SimPy": "simpy", "Ciw": "ciw"}
CONFIDENCE = 0.999


def queue_of(scenario: Scenario) -> Queue:
    """Return the M/M/c queue that a scenario of one grid is the limit of."""
    categories = scenario.catalogue.categories.values()
    per_day = sum(one.rate_per_1000_resident_days for one in categories) * scenario.catalogue.rate_scale
    [work_hours] = {one.work_hours for one in categories}
    servers = scenario.staffing.administrators_per_grid * scenario.street.grids
    return Queue(per_day * scenario.street.residents / 1000 / 24, work_hours, round(servers))


def our_queue(overrides: Sequence[str], seed: int) -> Figures:
    """Run gridgov; figures: seconds (set-up included), finished (warm-up included), wait_hours (mean)."""
    scenario = scenario_of(overrides)
    start = time.perf_counter()
    result = run(scenario, seed)
    seconds = time.perf_counter() - start
    finished = float(result.daily["closed"].sum())
    return {"seconds": seconds, "finished": finished, "wait_hours": result.indicators["wait_hours_mean"]}


def compare(days: int = 400, repeats: int = 7, seed: int = 1) -> Iterator[Line | str]:
    """Yield our speed against each rival's, then each one's mean wait against Erlang's formula.

    All live the same hours (our warm-up counts, since it costs time too); each sets itself up inside its seconds and
    is imported outside of them.
    """
    overrides = [*LIMIT, f"days={days}"]
    scenario = scenario_of(overrides)
    queue = queue_of(scenario)
    engines = {"gridgov": Work("experiments.benchmarks.queue_limit:our_queue", {"overrides": overrides, "seed": seed})}
    arguments = {**queue._asdict(), "hours": 24.0 * (scenario.warmup_days + days), "seed": seed}
    for rival, module in RIVALS.items():
        if installed(module):
            engines[rival] = Work(f"experiments.benchmarks.queues:{module}_queue", arguments)
        else:
            yield f"M/M/{queue.servers}: {rival} is missing ({INSTALL})"
    runs = dict(zip(engines, alternating(list(engines.values()), repeats), strict=True))
    yield from speeds(runs, f"M/M/{queue.servers}")
    yield from waits(runs, queue)


def speeds(runs: Mapping[str, Sequence[Figures]], name: str) -> Iterator[Line]:
    """Yield finished incidents per second, ours against each rival's."""
    figures = {engine: median_of(some) for engine, some in runs.items()}
    ours = figures.pop("gridgov")
    speed = ours["finished"] / ours["seconds"]
    for rival, theirs in figures.items():
        their_speed = theirs["finished"] / theirs["seconds"]
        memory = (ours["memory_mb"], theirs["memory_mb"])
        yield Line(
            f"{name} against {rival}", speed, their_speed, speed / their_speed, "incidents/s", "times as fast", *memory
        )


def waits(runs: Mapping[str, Sequence[Figures]], queue: Queue) -> Iterator[Line]:
    """Yield each engine's mean wait against Erlang's formula, with the chance interval over its runs in words."""
    theory = erlang_wait_hours(queue)
    for engine, some in runs.items():
        values = [one["wait_hours"] for one in some]
        low, high = stats.t.interval(CONFIDENCE, len(values) - 1, np.mean(values), stats.sem(values))
        verdict = "agrees" if low <= theory <= high else "DOES NOT AGREE"
        reads = f"times Erlang's wait, {verdict} within chance ({low / theory:.2f} to {high / theory:.2f})"
        wait, memory = float(np.mean(values)), median_of(some)["memory_mb"]
        yield Line(f"M/M/{queue.servers} wait in {engine}", wait, theory, wait / theory, "h", reads, memory, 0.0)
