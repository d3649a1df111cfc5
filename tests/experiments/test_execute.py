"""Stories of execution: equal results wherever a run is made, and failures that cost no more than themselves."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from experiments.execute import Executor, LocalProcesses, Outcome, Serial, Task
from experiments.plan import Plan, Wish, make_plan
from sim import run
from tests.experiments import fake_model

CREW = LocalProcesses(workers=2)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(Wish(("street=tiny", "days=5", "replications=2"), "staffing"))


def outcomes(executor: Executor, run: object, plan: Plan) -> dict[str, Outcome]:
    tasks: list[Task] = [plan.task(one) for one in plan.runs]
    found = [outcome for batch in executor.execute(run, tasks) for outcome in batch]
    assert len(found) == len(tasks), "each task has exactly one outcome"
    return {outcome.key: outcome for outcome in found}


def test_serial_and_parallel_runs_are_equal_bit_for_bit(plan: Plan) -> None:
    alone, crew = outcomes(Serial(), fake_model.run, plan), outcomes(CREW, fake_model.run, plan)
    assert alone.keys() == crew.keys() == {one.key for one in plan.runs}
    for key, outcome in alone.items():
        assert repr(outcome.row) == repr(crew[key].row)


def test_the_real_model_is_the_same_in_a_worker_and_here() -> None:
    short = make_plan(Wish(("street=tiny", "days=3", "warmup_days=1", "replications=1"), "staffing"))
    alone, crew = outcomes(Serial(), run, short), outcomes(CREW, run, short)
    assert all(repr(crew[key].row) == repr(one.row) for key, one in alone.items())
    assert len({outcome.row["digest"] for outcome in alone.values()}) == 3


@pytest.mark.parametrize("executor", [Serial(), CREW], ids=["serial", "local"])
def test_a_run_that_raises_fails_alone(plan: Plan, executor: Executor) -> None:
    found = outcomes(executor, fake_model.failing, plan)
    lean = {one.key for one in plan.runs if plan.points[one.point].factors["staffing"] == "lean"}
    assert {key for key, outcome in found.items() if outcome.failure} == lean
    assert all("ZeroDivisionError: no administrator left" in found[key].failure for key in lean)


def test_a_worker_that_dies_once_costs_nothing_in_the_end(plan: Plan, tmp_path: Path) -> None:
    found = outcomes(CREW, partial(fake_model.mortal, folder=tmp_path, deaths=1), plan)
    assert len(list(tmp_path.glob("death_*"))) == 1, "the worker really died"
    assert not [outcome for outcome in found.values() if outcome.failure]


def test_a_run_that_always_kills_its_worker_fails_and_the_others_go_on(plan: Plan, tmp_path: Path) -> None:
    found = outcomes(CREW, partial(fake_model.mortal, folder=tmp_path, deaths=10**9), plan)
    lean = {one.key for one in plan.runs if plan.points[one.point].factors["staffing"] == "lean"}
    assert {key for key, outcome in found.items() if outcome.failure} == lean
    assert all("was tried 2 times" in found[key].failure for key in lean), "one new try by default"


def test_retries_are_counted_for_each_run(plan: Plan, tmp_path: Path) -> None:
    deadly = partial(fake_model.mortal, folder=tmp_path, deaths=10**9)
    found = outcomes(LocalProcesses(workers=2, retries=0), deadly, plan)
    assert all("was tried 1 times" in one.failure for one in found.values() if one.failure)


def test_a_run_that_cannot_be_sent_to_a_worker_is_a_failure_too(plan: Plan) -> None:
    found = outcomes(CREW, lambda scenario, seed: None, plan)
    assert all("pickle" in outcome.failure.lower() for outcome in found.values())


@pytest.mark.parametrize("executor", [Serial(timeout_seconds=4), CREW.but(timeout_seconds=4)], ids=["serial", "local"])
def test_a_run_that_hangs_is_ended_and_says_where_it_stood(plan: Plan, executor: Executor) -> None:
    found = outcomes(executor, fake_model.hanging, plan)
    lean = {one.key for one in plan.runs if plan.points[one.point].factors["staffing"] == "lean"}
    assert {key for key, outcome in found.items() if outcome.failure} == lean
    assert all("time.sleep" in found[key].failure for key in lean)
    assert all(found[key].failure.rstrip().endswith("RunTimeoutError: longer than 4 s") for key in lean)


def test_a_run_that_hangs_where_no_exception_reaches_it_goes_with_its_worker(plan: Plan) -> None:
    found = outcomes(CREW.but(timeout_seconds=2, retries=0), fake_model.stuck, plan)
    assert sum("hanging there beyond the timeout" in one.failure for one in found.values()) == 2


def unstorable(scenario: object, seed: int) -> fake_model.FakeResult:
    return dataclasses.replace(fake_model.run(scenario, seed), daily=pd.DataFrame({"day": [object()]}))


def test_tables_that_cannot_be_stored_are_failures(plan: Plan) -> None:
    found = outcomes(Serial(), unstorable, plan)
    assert all("object" in outcome.failure and not outcome.row for outcome in found.values())
