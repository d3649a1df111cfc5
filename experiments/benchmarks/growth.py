"""What size costs: the seconds of a run when residents, grids or days grow tenfold, over those of the run before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from experiments.benchmarks.measure import Line, Work, alternating, median_of
from experiments.benchmarks.scenarios import scenario_of

RUN = "experiments.benchmarks.street:our_run"
TENFOLD = 10
SHORT = ("days=60", "warmup_days=0", "start_date='2020-01-01'")  # tenfold days stay within the published calendar


def pairs(overrides: Sequence[str]) -> Mapping[str, tuple[list[str], list[str]]]:
    """Return for each kind of growth the overrides before and after."""
    year, short = list(overrides), [*overrides, *SHORT]
    scenario = scenario_of(short)
    street, rate = scenario.street, scenario.catalogue.rate_scale
    more_people = [f"street.residents={TENFOLD * street.residents}", f"catalogue.rate_scale={rate / TENFOLD}"]
    return {
        "residents x10, equal incidents": (year, [*year, *more_people]),
        "grids x10, equal incidents": (short, [*short, f"street.grids={TENFOLD * street.grids}"]),
        "days x10": (short, [*short, f"days={TENFOLD * scenario.days}"]),
    }


def compare(overrides: Sequence[str] = (), repeats: int = 3, seed: int = 1) -> Iterator[Line]:
    """Yield one line for each kind of growth: seconds after and before, and how many times as much that is."""
    for name, (before, after) in pairs(overrides).items():
        works = [Work(RUN, {"overrides": one, "seed": seed}) for one in (after, before)]
        grown, base = (median_of(runs) for runs in alternating(works, repeats))
        ratio = grown["seconds"] / base["seconds"]
        memory = (grown["memory_mb"], base["memory_mb"])
        yield Line(name, grown["seconds"], base["seconds"], ratio, "s", "times the cost", *memory)
