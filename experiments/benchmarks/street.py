"""A Shekou year against the same street as a tick-based Mesa model, per simulated day."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from experiments.benchmarks.measure import Figures, Line, Work, alternating, measured
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


def compare(ours: Sequence[str] = (), days: int = 5, repeats: int = 3, seed: int = 1) -> Iterator[Line]:
    """Yield the incidents a day of both over the same first days, then the time each takes for a simulated day."""
    short = [*ours, "warmup_days=0", f"days={days}", *NO_SHOCKS]
    naive = Work(f"{HERE}:naive_run", {"overrides": short, "seed": seed})
    same = measured(Work(f"{HERE}:our_run", {"overrides": short, "seed": seed}))
    full = Work(f"{HERE}:our_run", {"overrides": list(ours), "seed": seed})
    we, they = alternating([full, naive], repeats)
    memory = (we["memory_mb"], they["memory_mb"])
    for what in ("incidents", "registered"):
        mine, their = same[f"{what}_per_day"], they[f"{what}_per_day"]
        name = f"{what} in the first {days} days"
        yield Line(name, mine, their, mine / their, "a day", "times the tick-based model's", *memory)
    mine, their = (1000 * one["seconds"] / one["days"] for one in (we, they))
    yield Line("street of agents", mine, their, their / mine, "ms a day", "times as fast as the tick-based model", *memory)
    yield Line("year in all", we["seconds"], 0.0, we["seconds"], "s", "", *memory)
