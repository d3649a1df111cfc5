"""The event loop against its limit: the same events from our agenda and from a loop compiled by numba."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from experiments.benchmarks.measure import INSTALL, BenchError, Figures, Line, Work, alternating, installed, median_of
from sim.agenda import Agenda

HERE = "experiments.benchmarks.loop"


class Bouncing:
    """Tokens that plan their own next event, each after a delay out of one common list (the "hold" model)."""

    def __init__(self, tokens: int, delays: list[float]) -> None:
        self.agenda, self.delays, self.time, self.done, self.total = Agenda(), delays, 0.0, 0, 0.0
        for token in range(tokens):
            self.agenda.at(delays[token], self.bounce, token)

    def bounce(self, token: int) -> None:
        """Count the event, add its hour to the checksum and plan the next one."""
        self.done += 1
        self.total += self.time
        self.agenda.at(self.time + self.delays[(token + self.done) % len(self.delays)], self.bounce, token)


def delays_of(seed: int, n: int) -> np.ndarray[Any, Any]:
    """Return n exponential delays of mean one hour."""
    return np.random.default_rng(seed).exponential(1.0, n)


def agenda_loop(tokens: int, hours: float, seed: int) -> Figures:
    """Run our agenda; figures: seconds, events, total (sum of the events' hours)."""
    street = Bouncing(tokens, delays_of(seed, tokens).tolist())
    start = time.perf_counter()
    street.agenda.run(hours, street)
    return {"seconds": time.perf_counter() - start, "events": street.done, "total": street.total}


def compiled_loop(tokens: int, hours: float, seed: int) -> Figures:
    """Run the same events in a loop compiled by numba (compiling is not counted); figures as for agenda_loop."""
    from numba import njit

    bounce = njit(heap_loop)
    delays = delays_of(seed, tokens)
    bounce(delays, 0.0)
    start = time.perf_counter()
    done, total = bounce(delays, hours)
    return {"seconds": time.perf_counter() - start, "events": done, "total": total}


def heap_loop(delays: np.ndarray[Any, Any], hours: float) -> tuple[int, float]:
    """Return the number of events before `hours` and the sum of their hours; plain Python that numba can compile."""
    n = len(delays)
    heap = [(delays[token], token, token) for token in range(n)]
    heapq.heapify(heap)
    order, done, total = n, 0, 0.0
    while heap[0][0] < hours:
        now, _, token = heapq.heappop(heap)
        done += 1
        total += now
        order += 1
        heapq.heappush(heap, (now + delays[(token + done) % n], order, token))
    return done, total


def compare(tokens: int = 1000, hours: float = 500.0, repeats: int = 5, seed: int = 1) -> Iterator[Line | str]:
    """Yield one line: events per second of our loop against the compiled limit."""
    if not installed("numba"):
        yield f"event loop: numba is missing ({INSTALL})"
        return
    arguments = {"tokens": tokens, "hours": hours, "seed": seed}
    works = [Work(f"{HERE}:agenda_loop", arguments), Work(f"{HERE}:compiled_loop", arguments)]
    all_ours, all_theirs = alternating(works, repeats)
    for mine, their in zip(all_ours, all_theirs, strict=True):
        if (mine["events"], mine["total"]) != (their["events"], their["total"]):
            raise BenchError(f"the loops did different events: {mine} and {their}")
    ours, theirs = median_of(all_ours), median_of(all_theirs)
    speed, limit = ours["events"] / ours["seconds"], theirs["events"] / theirs["seconds"]
    memory = (ours["memory_mb"], theirs["memory_mb"])
    yield Line("event loop", speed, limit, speed / limit, "events/s", "times the speed of numba's limit", *memory)
