"""The rivals of `gridgov bench` do what they claim; how fast anything is, no test asks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from experiments.benchmarks import loop, naive, street
from experiments.benchmarks.measure import BenchError, Figures, Line, Work, measured, median_of
from experiments.benchmarks.naive_people import Resident
from experiments.benchmarks.naive_staff import Administrator, Coordinator, Supervisor
from experiments.benchmarks.queue_limit import LIMIT, our_queue, queue_of
from experiments.benchmarks.queues import Queue, ciw_queue, erlang_wait_hours, simpy_queue
from experiments.benchmarks.scenarios import scenario_of
from experiments.benchmarks.sweeps import PEERS, sweep
from sim import StreetModel

FALSE_ALARM = 0.0005  # of each interval below, were it drawn anew


def interval(values: list[float]) -> tuple[float, float]:
    """Return the t-interval of a mean that misses the truth with probability FALSE_ALARM."""
    return stats.t.interval(1 - FALSE_ALARM, len(values) - 1, np.mean(values), stats.sem(values))


def test_the_limit_of_the_full_pipeline_is_the_queue_that_the_rivals_run() -> None:
    queue = queue_of(scenario_of(LIMIT))
    assert queue.servers == 3
    assert queue.load == pytest.approx(2.4)


@pytest.mark.slow
def test_our_full_pipeline_waits_as_erlang_says_in_its_limit() -> None:
    """12 runs of 60 days at a load of 0.8; false alarm 0.0005 (ten days before the measured ones are left out)."""
    waits = [our_queue([*LIMIT, "days=60", "warmup_days=10"], seed)["wait_hours"] for seed in range(12)]
    theory = erlang_wait_hours(queue_of(scenario_of(LIMIT)))
    low, high = interval(waits)
    assert low < theory < high
    assert high - low < 0.5 * theory, "an interval this wide shows nothing"


def test_erlang_gives_the_waits_of_the_textbook() -> None:
    assert erlang_wait_hours(Queue(0.5, 1.0, 1)) == pytest.approx(1.0)  # M/M/1: rho / (mu - lambda)
    assert erlang_wait_hours(Queue(2.0, 1.0, 3)) == pytest.approx(4 / 9)  # C(3, 2) = 4/9, over 3 - 2
    assert math.isinf(erlang_wait_hours(Queue(3.0, 1.0, 3)))


@pytest.mark.parametrize("rival", [simpy_queue, ciw_queue], ids=["SimPy", "Ciw"])
def test_a_rival_queue_waits_as_erlang_says(rival: Callable[..., Figures]) -> None:
    """24 runs of 5,000 hours; false alarm 0.0005 a rival (starting empty shifts the mean by about 0.1 %)."""
    pytest.importorskip({"simpy_queue": "simpy", "ciw_queue": "ciw"}[rival.__name__])
    queue = Queue(1.8, 1.0, 3)
    waits = [rival(**queue._asdict(), hours=5000, seed=seed)["wait_hours"] for seed in range(24)]
    low, high = interval(waits)
    assert low < erlang_wait_hours(queue) < high
    assert high - low < 0.3 * erlang_wait_hours(queue), "an interval this wide shows nothing"


@pytest.mark.slow
def test_the_tick_based_street_has_our_incidents() -> None:
    """Three seeds, about 2,800 incidents on each side: chance alone makes them differ by 10 % once in 1,000 times."""
    small = ["street=tiny", "days=60", "warmup_days=0", "catalogue.rate_scale=3", *street.NO_SHOCKS]
    ours = [street.our_run(small, seed) for seed in range(3)]
    theirs = [street.naive_run(small, seed) for seed in range(3)]
    for what, tolerance in {"incidents_per_day": 0.10, "registered_per_day": 0.20}.items():
        mine, their = (np.mean([one[what] for one in side]) for side in (ours, theirs))
        assert mine > 10, what
        assert their == pytest.approx(mine, rel=tolerance), what


def test_everybody_steps_every_hour_in_the_tick_based_street(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = scenario_of(["street=tiny", "days=1", "warmup_days=0"])
    model = naive.NaiveStreet(StreetModel(scenario, 1), 1)
    steps: Counter[str] = Counter()
    for role in (Resident, Coordinator, Administrator, Supervisor):
        monkeypatch.setattr(role, "step", lambda self: steps.update([type(self).__name__]))
    model.step()
    assert steps["Resident"] == 2000
    assert steps["Coordinator"] == steps["Administrator"] == 6
    assert steps["Supervisor"] >= 1


def test_both_loops_do_the_same_events() -> None:
    pytest.importorskip("numba")
    ours = loop.agenda_loop(tokens=50, hours=100.0, seed=3)
    theirs = loop.compiled_loop(tokens=50, hours=100.0, seed=3)
    assert ours["events"] > 4000
    assert (ours["events"], ours["total"]) == (theirs["events"], theirs["total"])


def test_work_is_measured_in_a_process_of_its_own() -> None:
    hoard = [b"x" * 10_000_000 for _ in range(30)]  # memory of this process must not count
    figures = measured(Work("experiments.benchmarks.loop:agenda_loop", {"tokens": 5, "hours": 10.0, "seed": 1}))
    assert figures["events"] > 0
    assert 10 < figures["memory_mb"] < 250
    assert len(hoard) == 30


def test_work_that_fails_says_why() -> None:
    with pytest.raises(BenchError, match="tokens"):
        measured(Work("experiments.benchmarks.loop:agenda_loop", {"hours": 10.0, "seed": 1}))


def test_repeated_runs_are_summed_up_by_their_medians() -> None:
    assert median_of([{"seconds": 1.0}, {"seconds": 9.0}, {"seconds": 2.0}]) == {"seconds": 2.0}


def test_a_time_that_was_not_measured_to_the_end_is_called_extrapolated(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {"seconds": 8.0, "days": 4.0, "incidents_per_day": 1.0, "registered_per_day": 1.0, "memory_mb": 1.0}
    monkeypatch.setattr(
        street, "alternating", lambda works, repeats: [[figures | {"days": 100.0}], [figures], [figures]]
    )
    last = list(street.compare(days=4))[-1]
    assert last.theirs == 200 and last.text().startswith("100 days of the street")
    assert "extrapolated from 4 days" in last.text()


def test_a_missing_peer_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "installed", lambda module: False)
    [remark] = loop.compare()
    assert "pip install ciw ema-workbench numba simpy" in str(remark)


def test_a_comparison_is_one_line() -> None:
    line = Line("queue", 200.0, 100.0, 2.0, "cases/s", "times as fast", 50.0, 60.0)
    assert line.text() == "queue: 2 times as fast (200 against 100 cases/s; 50 MB and 60 MB)"


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["gridgov", *PEERS])
def test_every_tool_makes_the_same_sweep_and_one_failing_run_costs_the_peers_all(tool: str) -> None:
    pytest.importorskip(tool if tool in PEERS else "sim")
    whole, broken = sweep(tool, runs=6, days=2), sweep(tool, runs=6, days=2, fails=True)
    assert whole["kept"] == 6
    assert broken["kept"] == (5 if tool == "gridgov" else 0)
    assert 0 < whole["overhead_ms"] < 1000 * whole["seconds"] / 6, "the simulation itself is not counted"
