"""The workshop of the dashboard: jobs take turns, can be stopped, and outlive the death of a worker."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

pytest.importorskip("panel", reason="the extra `dashboard` is not installed")

from experiments.dashboard.findings import Ground
from experiments.dashboard.streets import compose
from experiments.dashboard.work import AGAIN, DONE, FAILED, FOUND, LOST, REFUSED, Found, Request
from experiments.dashboard.workshop import Job, Worker, Workshop
from sim import InputError

PATIENCE = 120.0  # seconds until a test gives up; nothing is measured
TINY = ("street=tiny", "days=20")


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    """A workshop with one worker."""
    made = Workshop(1)
    yield made
    made.close()


def collect(job: Job, until: Callable[[list[Found]], bool] = lambda found: False) -> list[Found]:
    """Return what a job finds until it is over, or until enough has been found."""
    found: list[Found] = []
    end = time.monotonic() + PATIENCE
    while not job.over and not until(found):
        assert time.monotonic() < end, "the workshop has fallen silent"
        found += job.take()
        time.sleep(0.01)
    return found + job.take()


def states(found: list[Found]) -> list[str]:
    return [one.state for one in found]


def first_worker(workshop: Workshop) -> Worker:
    """Return the first worker, once it has been started."""
    end = time.monotonic() + PATIENCE
    while not workshop.workers:
        assert time.monotonic() < end, "no worker is started"
        time.sleep(0.01)
    return workshop.workers[0]


def twin(seed: int, *overrides: str) -> Request:
    return Request("twin", (compose((*TINY, *overrides)), seed))


def test_a_street_that_is_watched_sends_its_ground_and_then_each_day(workshop: Workshop) -> None:
    found = collect(workshop.start([Request("live", (TINY, 1))]))
    ground, *days = [one.content for one in found[:-1]]
    assert isinstance(ground, Ground) and len(ground.residents) == 6 and sum(ground.residents) == 2000
    assert [view.day for view in days] == list(range(-14, 20))
    assert found[-1].state == DONE


def test_bad_input_comes_back_as_one_line_and_the_worker_lives_on(workshop: Workshop) -> None:
    found = collect(workshop.start([Request("live", (("street=atlantis",), 1)), twin(1)]))
    assert states(found) == [REFUSED, FOUND, DONE]
    assert isinstance(found[0].content, InputError)
    assert found[0].content.got == "atlantis" and "\n" not in str(found[0].content)


def test_a_failure_comes_back_with_its_traceback(workshop: Workshop) -> None:
    found = collect(workshop.start([Request("again", ("no configuration", 1))]))
    assert states(found) == [FAILED] and "Traceback" in found[0].content


def test_a_job_that_is_cancelled_makes_room_for_the_next(workshop: Workshop) -> None:
    endless = workshop.start([Request("live", (("street=tiny", "days=9000", "street.calendar=none"), 1))] * 3)
    workshop.cancel(endless)
    assert endless.over
    assert states(collect(workshop.start([twin(1)]))) == [FOUND, DONE]
    assert not endless.take()


def test_two_jobs_take_turns(workshop: Workshop) -> None:
    first, second = workshop.start([twin(seed) for seed in range(6)]), workshop.start([twin(9)])
    collect(second)
    assert first.left > 1, "the second visitor need not wait for all of the first one's streets"
    collect(first)


def test_what_a_killed_worker_had_in_hand_is_done_again(workshop: Workshop) -> None:
    job = workshop.start([Request("live", (TINY, 1))])
    begun = collect(job, until=bool)
    first_worker(workshop).process.kill()
    found = begun + collect(job)
    again = states(found).index(AGAIN)
    assert states(found[again + 1 :]) == [FOUND] * 35 + [DONE]


def test_a_request_that_kills_its_worker_twice_is_given_up_and_the_others_go_on(workshop: Workshop) -> None:
    job = workshop.start([twin(1, "days=9000", "street.calendar=none"), twin(1)])
    found: list[Found] = []
    for _attempt in range(2):
        worker = first_worker(workshop)
        while worker.job is not job:
            time.sleep(0.01)
        worker.process.kill()
        found += collect(job, until=bool)
    found += collect(job)
    assert states(found) == [AGAIN, LOST, FOUND, DONE]


def test_a_worker_is_replaced_while_what_starts_processes_is_dying(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = type(first_worker(workshop).process)
    start, failures = process.start, [EOFError(), ConnectionRefusedError()]

    def stumbling(self: object) -> None:
        if failures:
            raise failures.pop()
        start(self)

    monkeypatch.setattr(process, "start", stumbling)
    first_worker(workshop).process.kill()
    assert states(collect(workshop.start([twin(1)])))[-1] == DONE
    assert not failures


def test_a_worker_that_dies_idle_is_not_started_again_before_somebody_waits(workshop: Workshop) -> None:
    dead = first_worker(workshop)
    dead.process.kill()
    dead.process.join()
    end = time.monotonic() + PATIENCE
    while dead in workshop.workers:
        assert time.monotonic() < end, "the workshop does not notice"
        time.sleep(0.01)
    assert not workshop.workers
    assert states(collect(workshop.start([twin(1)]))) == [FOUND, DONE]


def test_where_no_worker_can_be_started_a_job_fails_and_says_so(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing() -> None:
        raise OSError("no memory")

    dead = first_worker(workshop)
    with monkeypatch.context() as patched:
        patched.setattr("experiments.dashboard.workshop.Worker", nothing)
        dead.process.kill()
        dead.process.join()
        found = collect(workshop.start([twin(1), twin(2)]))
        assert states(found)[-1] == FAILED and "no memory" in found[-1].content
    assert states(collect(workshop.start([twin(1)]))) == [FOUND, DONE]
