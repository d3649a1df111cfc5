"""Stories of the dry run's estimate: it works as the study will, in as many processes, and scales with the work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from experiments import pilot
from experiments.execute import Batch, Outcome, Run, Task
from experiments.plan import Plan, Wish, make_plan
from sim import ModelError


class Bench:
    """An executor with two workers that remembers its tasks; the seconds of a day depend on the staffing."""

    def __init__(self, failure: str = "") -> None:
        self.tasks: list[Task] = []
        self.failure = failure

    def count(self, n_tasks: int) -> int:
        return 2

    def execute(self, run: Run, tasks: Sequence[Task]) -> Iterator[Batch]:
        assert run is pilot.pace
        self.tasks = list(tasks)
        for task in tasks:
            row = {"set_up": 1.0, "a_day": task.scenario.staffing.administrators_per_grid}
            yield Batch([Outcome(task.key, 0.0, row, self.failure)])


def plan_of(folder: Path, *overrides: str) -> Plan:
    return make_plan(Wish(("street=tiny", "days=50", "warmup_days=10", *overrides), "staffing", folder))


def test_pilots_keep_all_workers_busy_and_are_spread_over_the_design(tmp_path: Path) -> None:
    bench, plan = Bench(), plan_of(tmp_path, "replications=8")
    found = pilot.estimate(plan._replace(executor=bench))
    posts = [task.scenario.staffing.administrators_per_grid for task in bench.tasks]
    assert len(bench.tasks) == 2 * pilot.PILOTS_A_WORKER and len(set(posts)) == 3, "lean, standard, generous"
    assert found.run_seconds == pytest.approx(1 + 60 * sum(posts) / len(posts))
    assert found.least_minutes == pytest.approx(pilot.LATER[0] * 12 * found.run_seconds / 60), "two at a time"
    assert found.most_minutes / found.least_minutes == pytest.approx(pilot.LATER[1] / pilot.LATER[0])


def test_a_pilot_that_fails_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="a pilot run failed: KeyError: 'x'"):
        pilot.estimate(plan_of(tmp_path)._replace(executor=Bench("Traceback\nKeyError: 'x'")))


@pytest.mark.parametrize("days", [1, 400])
def test_a_pilot_runs_no_longer_than_it_needs(days: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plan, seen = plan_of(tmp_path, f"days={days}", "warmup_days=0"), []
    real = pilot.run
    monkeypatch.setattr(
        pilot,
        "run",
        lambda scenario, seed, on_day: real(scenario, seed, on_day=lambda day: (seen.append(day), on_day(day))),
    )
    found = pilot.pace(plan.scenarios[0], 1).indicators
    assert len(seen) == min(days, pilot.WARM_DAYS + pilot.PILOT_DAYS)
    assert found["a_day"] > 0 and found["set_up"] >= 0
