"""A Shekou year against the same street as a tick-based Mesa model, per simulated day."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from experiments.benchmarks.measure import Figures, Line, Work, alternating, median_of
from experiments.benchmarks.naive import NaiveStreet
from experiments.benchmarks.scenarios import scenario_of
from sim import StreetModel, run

HERE = "experiments.benchmarks.street"
NO_SHOCKS = ("onset.day_shock_variance=0", "onset.community_shock_variance=0")  # the tick model has none either


def our_run(overrides: Sequence[str], seed: int) -> Figures:
    """Run gridgov; figures: seconds (set-up included), days (warm-up included), incidents and registered a day."""
    scenario = scenario_of(overrides)
    start = time.perf_counter()
    result = run(scenario, seed)
    seconds = time.perf_counter() - start
    daily = result.daily
    return {
        "seconds": seconds,
        "days": len(daily),
        "incidents_per_day": float(daily["onsets"].mean()),
        "registered_per_day": float(daily["registered"].mean()),
    }


def naive_run(overrides: Sequence[str], seed: int) -> Figures:
    """Run the tick-based model for the scenario's days; figures as for our_run, but set-up is not counted."""
    scenario = scenario_of(overrides)
    model = NaiveStreet(StreetModel(scenario, seed), seed)
    start = time.perf_counter()
    for _ in range(24 * scenario.days):
        model.step()
    return {
        "seconds": time.perf_counter() - start,
        "days": scenario.days,
        "incidents_per_day": model.n_arisen / scenario.days,
        "registered_per_day": model.n_registered / scenario.days,
    }


def compare(overrides: Sequence[str] = (), days: int = 7, repeats: int = 3, seed: int = 1) -> Iterator[Line]:
    """Yield the incidents a day of both over the same first days, then the seconds that each takes for the horizon.

    The tick-based model runs for a few days, and its time is scaled to all days that gridgov simulates; gridgov's
    set-up counts, the tick-based model's does not.
    """
    short = {"overrides": [*overrides, "warmup_days=0", f"days={days}", *NO_SHOCKS], "seed": seed}
    works = [Work(f"{HERE}:our_run", {"overrides": list(overrides), "seed": seed})]
    works += [Work(f"{HERE}:our_run", short), Work(f"{HERE}:naive_run", short)]
    full, start, naive = (median_of(runs) for runs in alternating(works, repeats))
    memory = (full["memory_mb"], naive["memory_mb"])
    for what in ("incidents", "registered"):
        mine, their = start[f"{what}_per_day"], naive[f"{what}_per_day"]
        name = f"{what} in the first {days} days"
        yield Line(name, mine, their, mine / their, "a day", "times the tick-based model's", *memory)
    theirs = naive["seconds"] / naive["days"] * full["days"]
    name = f"{full['days']:.0f} days of the street, all agents"
    reads = f"times as fast as tick-based Mesa, extrapolated from {naive['days']:.0f} days"
    yield Line(name, full["seconds"], theirs, theirs / full["seconds"], "s", reads, *memory)
