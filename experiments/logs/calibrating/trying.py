"""A trial: the street with some values of its parameters lives through the days of the log, once for each seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.execute import LocalProcesses, Task
from experiments.logs.calibrating.cases import as_said, cases_of
from experiments.logs.calibrating.patterns import PATTERNS, measured
from experiments.logs.calibrating.ranges import Point, moved
from experiments.logs.fitting.fitted import Fitted
from experiments.logs.fitting.pilot import calibrate
from experiments.logs.fitting.priors import Priors
from experiments.logs.fitting.street import Delays, first_delays, with_delays
from experiments.logs.fitting.window import Window
from experiments.logs.simulated import events_of
from sim import run
from sim.scenario import Scenario

Floats = NDArray[np.float64]
BASE, FILLING, SEARCHING, PROFILE, SETTLED = "default", "even", "search", "profile", "settled"  # why a trial is made


class Trial(NamedTuple):
    """A finished trial: its number, why it was made, its point, and patterns by replication (runs, patterns)."""

    number: int
    why: str
    point: Point
    runs: Floats


class Setting(NamedTuple):
    """What all trials have in common: the street, the fit behind it (None: a declared street), the days, what is said.

    said: the columns in which the log says anything; seeds: of the replications, the same for every trial.
    """

    street: Scenario
    fitted: Fitted | None
    window: Window
    said: tuple[str, ...]
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Tried:
    """The patterns of the runs of a trial, in the form in which an executor takes results."""

    indicators: dict[str, float]
    checks: dict[str, float] = field(default_factory=dict)
    digest: str = ""
    daily: None = None
    grids: None = None
    quantities: None = None
    incidents: None = None


def refitted(setting: Setting, point: Point) -> tuple[Scenario, Delays | None]:
    """Return the street with the values of a point, and the delays that then remain of the log's elapsed times.

    Delays are what queues, desks and work leave of the times in the log, so they are found anew for every point.
    """
    street = moved(setting.street, point)
    if setting.fitted is None:
        return street, None
    kinds, priors = setting.fitted.panel.kinds, Priors()
    first = first_delays(setting.fitted, priors)
    delays = calibrate(setting.fitted, first, priors, lambda some: with_delays(street, kinds, some))
    return with_delays(street, kinds, delays), delays


def patterns_of(scenario: Scenario, setting: Setting, seed: int) -> Floats:
    """Return the patterns of one run, which sees of itself what the log says."""
    result = run(scenario, seed)
    assert result.incidents is not None
    config = {"start_date": scenario.start_date, "days": scenario.days, "street": {"name": scenario.street.name}}
    events = as_said(events_of(result.incidents, result.grids, config), list(setting.said))
    return measured(cases_of(events, setting.window))


def attempt(scenario: Scenario, number: int, points: tuple[Point, ...], setting: Setting) -> Tried:
    """Make the runs of one trial."""
    street, _ = refitted(setting._replace(street=scenario), points[number])
    found = {}
    for place, seed in enumerate(setting.seeds):
        values = patterns_of(street, setting, seed)
        found |= {f"{place} {one.name}": value for one, value in zip(PATTERNS, values.tolist(), strict=True)}
    return Tried(found)


class Attempt(NamedTuple):
    """What came of a trial: its place among those asked for, patterns (runs, PATTERNS), or the failure."""

    place: int
    runs: Floats
    failure: str


def attempts(setting: Setting, points: Sequence[Point], workers: int) -> Iterator[Attempt]:
    """Yield what came of the points, as it comes, from worker processes."""
    work = partial(attempt, points=tuple(points), setting=setting)
    tasks = [Task(str(place), setting.street, place) for place in range(len(points))]
    for batch in LocalProcesses(workers=workers).execute(work, tasks):
        for one in batch:
            yield Attempt(int(one.key), _table(one.row, setting), one.failure.strip().rsplit("\n", 1)[-1])


def _table(row: dict[str, float], setting: Setting) -> Floats:
    return np.array(
        [[row.get(f"{place} {one.name}", np.nan) for one in PATTERNS] for place in range(len(setting.seeds))]
    )
