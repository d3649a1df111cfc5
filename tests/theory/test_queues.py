"""One grid in the limit is a textbook queue: waits agree with the formulas, and with the recursion to the last digit.

Each statistical test fails by chance with probability 1e-4 per mean it compares (batch means, 30 batches).
"""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from tests.limits import PLAIN, agrees, batch_means, cases, limit, same

SERVERS = "staffing.administrators_per_grid"
WORK = "onset.work_distribution"


def erlang_c(servers: int, load: float) -> float:
    """Return the chance of having to wait in M/M/c, by way of Erlang's loss formula."""
    loss = stats.poisson.pmf(servers, load) / stats.poisson.cdf(servers, load)
    return float(loss / (1 - load / servers * (1 - loss)))


def is_m_m_c(queue: pd.DataFrame, servers: int, arrivals: float) -> bool:
    """Whether work, the chance of waiting, and the wait of those who wait agree with M/M/c (work of mean one hour)."""
    waits = queue["wait"] > 1e-9
    assert agrees(queue["work"], 1.0)
    assert agrees(waits, erlang_c(servers, arrivals))
    return agrees(queue.loc[waits, "wait"], 1 / (servers - arrivals), precision=0.35)


@pytest.mark.parametrize(("servers", "scale", "days"), [(1, 0.625, 1500), (2, 1.5, 800), (4, 3.5, 350)])
def test_several_administrators_of_a_grid_are_an_m_m_c_queue(servers: int, scale: float, days: int) -> None:
    queue = cases(limit(f"{SERVERS}={servers}", f"catalogue.rate_scale={scale}", f"days={days}"))
    assert is_m_m_c(queue, servers, 0.8 * scale)


@pytest.mark.parametrize(
    ("distribution", "square"), [("deterministic", 1.0), ("lognormal", float(np.exp(0.49))), ("exponential", 2.0)]
)
def test_the_wait_grows_with_the_variance_of_the_work_as_pollaczek_and_khinchine_say(
    distribution: str, square: float
) -> None:
    queue = cases(limit(f"{WORK}={distribution}", "catalogue.rate_scale=0.625", f"{PLAIN}.work_sigma=0.7", "days=1500"))
    assert agrees(queue["work"], 1.0)
    assert agrees(queue["wait"], 0.5 * square / (2 * (1 - 0.5)))


RATE, MEAN = {"severe": 0.3, "slight": 0.4}, {"severe": 0.8, "slight": 1.1}
LOAD = {name: RATE[name] * MEAN[name] for name in RATE}
RESIDUAL = sum(RATE[name] * MEAN[name] ** 2 for name in RATE)  # sum of rate x second moment / 2, exponential work
TWO = ("catalogue=two_classes", "days=1500")


def test_severe_cases_overtake_without_interrupting_as_cobham_says() -> None:
    queue = cases(limit(*TWO, "dispatch=priority", "dispatch.head_start_hours=1e6"))
    ahead = 1 - LOAD["severe"]
    expected = {"severe": RESIDUAL / ahead, "slight": RESIDUAL / ahead / (ahead - LOAD["slight"])}
    for name, wait in expected.items():
        assert agrees(queue.loc[queue["kind"] == name, "wait"], wait)


def test_urgent_cases_interrupt_and_the_others_go_on_where_they_stopped() -> None:
    queue = cases(limit(*TWO, "catalogue.categories.severe.urgent=true", "handling.interruption=true"))
    ahead = 1 - LOAD["severe"]
    severe = MEAN["severe"] + RATE["severe"] * MEAN["severe"] ** 2 / ahead
    slight = MEAN["slight"] / ahead + RESIDUAL / ahead / (ahead - LOAD["slight"])
    assert agrees(queue.loc[queue["kind"] == "severe", "response"], severe)
    assert agrees(queue.loc[queue["kind"] == "slight", "response"], slight)


def test_without_a_head_start_both_classes_wait_alike() -> None:
    queue = cases(limit(*TWO))
    for name in RATE:
        assert agrees(queue.loc[queue["kind"] == name, "wait"], RESIDUAL / (1 - sum(LOAD.values())))


def test_short_jobs_first_waits_as_phipps_says() -> None:
    queue = cases(limit("dispatch=shortest_first", "dispatch.ageing=0", "catalogue.rate_scale=0.75", "days=1400"))
    arrivals = 0.6

    def wait_of(work: float) -> float:
        shorter = 1 - (1 + work) * np.exp(-work)  # mean work of the shorter jobs, each counted by its density
        return float(arrivals / (1 - arrivals * shorter) ** 2)

    expected, _ = integrate.quad(lambda work: wait_of(work) * np.exp(-work), 0, np.inf)
    assert agrees(queue["wait"], expected)
    assert batch_means(queue["wait"])[0] < arrivals / (1 - arrivals), "on average shorter than first come, first served"


@pytest.mark.parametrize(("scope", "servers"), [("pooled_grid", 1), ("pooled_community", 2)])
def test_two_grids_pool_their_administrators_only_where_the_queue_is_shared(scope: str, servers: int) -> None:
    two = ("street.grids=2", "street.blocks_per_grid=1", "street.block_size_sigma=0", "catalogue.rate_scale=1.5")
    queue = cases(limit(*two, f"handling.queue_scope={scope}", "days=900"))
    assert is_m_m_c(queue, servers, 0.6 * servers)


def test_each_administrator_has_its_own_queue_if_the_scope_says_so() -> None:
    blocks = ("street.blocks_per_grid=2", "street.block_size_sigma=0", f"{SERVERS}=2", "catalogue.rate_scale=1.5")
    queue = cases(limit(*blocks, "handling.queue_scope=own", "days=900"))
    assert is_m_m_c(queue, 1, 0.6)


@pytest.mark.parametrize("servers", [1, 2, 3])
@pytest.mark.parametrize("distribution", ["exponential", "lognormal", "deterministic"])
def test_every_single_wait_is_that_of_kiefer_and_wolfowitz(servers: int, distribution: str) -> None:
    load = f"catalogue.rate_scale={servers * 1.1}"
    queue = cases(limit(load, f"{SERVERS}={servers}", f"{WORK}={distribution}", "days=60", "warmup_days=0"), seed=5)
    free = [0.0] * servers
    started = []
    for arrival, work in zip(queue["dispatched"], queue["work"], strict=True):
        started.append(max(arrival, free[0]))
        heapq.heapreplace(free, started[-1] + work)
    assert same(queue["started"], started)
    assert len(queue) > 500
