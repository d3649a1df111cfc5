"""A sweep of the tiny street by gridgov, Mesa's batch_run and the EMA workbench: what each adds to the simulation.

All make the same runs of the same function in one process, and keep every indicator of every run: gridgov on disk, in
a ledger and tables from which it can resume, the two others in memory, which is less work. Overhead is the CPU time of
the whole sweep without that of the simulation. gridgov's planning, its ledger and its tables count as overhead.
"""

from __future__ import annotations

import functools
import importlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mesa

from experiments.benchmarks.measure import INSTALL, BenchError, Figures, Line, Work, installed, measured, median_of
from experiments.benchmarks.scenarios import scenario_of
from experiments.designs import replication_seed
from experiments.plan import make_plan
from experiments.store import read_runs
from experiments.study import conduct
from experiments.wish import Wish
from sim import INDICATORS, run

HERE = "experiments.benchmarks.sweeps"
LEVELS = ("lean", "standard", "generous")
PEERS = {"mesa": "Mesa's batch_run", "ema_workbench": "the EMA workbench"}
NAMES = [indicator.name for indicator in INDICATORS]


class Simulation:
    """The function that all sweep: it counts its own CPU seconds, and fails in one run if it should."""

    def __init__(self, failing_seed: int) -> None:
        self.seconds, self.failing_seed = 0.0, failing_seed

    def __call__(self, scenario: Any, seed: int) -> Any:
        """Make one run."""
        started = time.process_time()
        if seed == self.failing_seed and scenario.staffing == _scenario("lean", scenario.days).staffing:
            raise RuntimeError("one run fails")
        try:
            return run(scenario, seed)
        finally:
            self.seconds += time.process_time() - started


def sweep(tool: str, runs: int, days: int, fails: bool = False, seed: int = 1) -> Figures:
    """Make a sweep with one tool; figures: seconds, overhead_ms (a run) and kept (runs with results at the end)."""
    seeds = [replication_seed(seed, number) for number in range(runs // len(LEVELS))]
    simulate = Simulation(seeds[len(seeds) // 2] if fails else -1)
    tools: dict[str, Callable[[Simulation, list[int], int, int], int]]
    tools = {"gridgov": _gridgov, "mesa": _mesa, "ema_workbench": _ema}
    warm_up(days)
    started = time.process_time()
    try:
        kept = tools[tool](simulate, seeds, days, seed)
    except BaseException as error:  # EMAError is no Exception
        if not fails or isinstance(error, KeyboardInterrupt):
            raise
        print(f"{tool}: {error}", file=sys.stderr)
        kept = 0
    seconds = time.process_time() - started
    made = len(LEVELS) * len(seeds)
    return {"seconds": seconds, "overhead_ms": 1000 * (seconds - simulate.seconds) / made, "kept": float(kept)}


def warm_up(days: int) -> None:
    """Load the tools and make one run of each level, so that what happens once in a process counts for nobody."""
    for peer in filter(installed, PEERS):
        importlib.import_module(peer)
    for level in LEVELS:
        run(_scenario(level, days), 0)


@functools.cache
def _scenario(level: str, days: int) -> Any:
    return scenario_of([f"staffing={level}", *_settings(days)])


def _settings(days: int) -> list[str]:
    return ["street=tiny", f"days={days}", "warmup_days=0"]


def _gridgov(simulate: Simulation, seeds: list[int], days: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        fixed = (*_settings(days), f"replications={len(seeds)}", f"seed={seed}", "detail=summary", "executor=serial")
        plan = make_plan(Wish((*fixed, "name=bench"), "staffing", Path(folder)))
        conduct(plan, simulate)
        return len(read_runs(plan.folder))


def _mesa(simulate: Simulation, seeds: list[int], days: int, seed: int) -> int:
    class Street(mesa.Model):
        """A run as one step of a Mesa model."""

        def __init__(self, staffing: str, rng: int) -> None:
            super().__init__(rng=rng)
            self.staffing, self.own_seed = staffing, rng
            reporters = {name: functools.partial(_reported, name=name) for name in NAMES}
            self.datacollector = mesa.DataCollector(model_reporters=reporters)

        def step(self) -> None:
            self.result = simulate(_scenario(self.staffing, days), self.own_seed)
            self.datacollector.collect(self)
            self.running = False

    settings = {"number_processes": 1, "display_progress": False, "max_steps": 1}
    return len(mesa.batch_run(Street, {"staffing": list(LEVELS)}, rng=seeds, **settings))


def _reported(model: Any, name: str) -> float:
    return float(model.result.indicators[name])


def _ema(simulate: Simulation, seeds: list[int], days: int, seed: int) -> int:
    import ema_workbench as ema

    def one(staffing: str, run_seed: int) -> dict[str, float]:
        indicators = simulate(_scenario(staffing, days), int(run_seed)).indicators
        return {name: indicators[name] for name in NAMES}

    model = ema.Model("street", function=one)
    model.uncertainties = [ema.IntegerParameter("run_seed", 0, 2**53)]
    model.levers = [ema.CategoricalParameter("staffing", LEVELS)]
    model.outcomes = [ema.ScalarOutcome(name) for name in NAMES]
    scenarios = [ema.Sample(f"seed {number}", run_seed=one_seed) for number, one_seed in enumerate(seeds)]
    policies = [ema.Sample(level, staffing=level) for level in LEVELS]
    experiments, _ = ema.perform_experiments(model, scenarios, policies)
    return len(experiments)


def compare(runs: int = 300, days: int = 7, repeats: int = 3) -> Iterator[Line | str]:
    """Yield overhead a run and peak memory beside each peer, and how many runs are left when one fails."""
    tools = ["gridgov", *(peer for peer in PEERS if installed(peer))]
    for peer, name in PEERS.items():
        if peer not in tools:
            yield f"{name} is not installed; {INSTALL}"
    found = {tool: [] for tool in tools}
    for number in range(repeats):
        for tool in tools:
            found[tool].append(measured(_work(tool, runs, days, False).again(number)))
    figures = {tool: median_of(rounds) for tool, rounds in found.items()}
    failing = {tool: measured(_work(tool, runs, days, True)) for tool in tools}
    for tool in tools[1:]:
        yield from _lines(tool, runs, figures, failing)


def _work(tool: str, runs: int, days: int, fails: bool) -> Work:
    return Work(f"{HERE}:sweep", {"tool": tool, "runs": runs, "days": days, "fails": fails, "seed": 1})


def _lines(tool: str, runs: int, figures: dict[str, Figures], failing: dict[str, Figures]) -> Iterator[Line]:
    ours, theirs, name = figures["gridgov"], figures[tool], PEERS[tool]
    if ours["kept"] != theirs["kept"]:
        raise BenchError(f"{name} kept {theirs['kept']:.0f} runs of {runs}, gridgov {ours['kept']:.0f}")
    memory = (ours["memory_mb"], theirs["memory_mb"])
    what = f"sweep of {runs} runs, overhead a run (ours on disk, theirs in memory)"
    ratio = ours["overhead_ms"] / theirs["overhead_ms"]
    yield Line(what, ours["overhead_ms"], theirs["overhead_ms"], ratio, "ms", f"times that of {name}", *memory)
    what, ratio = f"sweep of {runs} runs, peak memory", ours["memory_mb"] / theirs["memory_mb"]
    yield Line(what, *memory, ratio, "MB", f"times that of {name}", *memory)
    kept = (failing["gridgov"]["kept"], failing[tool]["kept"])
    what, more = f"sweep of {runs} runs of which one fails, runs kept", kept[0] - kept[1]
    yield Line(what, *kept, more, "runs", f"more than {name}", *memory)
