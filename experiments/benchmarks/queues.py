"""The M/M/c queue three ways outside gridgov: Erlang's formula, SimPy and Ciw, each as its own users write it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from experiments.benchmarks.measure import Figures


class Queue(NamedTuple):
    """Cases that arrive at random (per hour), each with exponential work (mean hours), before some equal servers."""

    arrivals_per_hour: float
    work_hours: float
    servers: int

    @property
    def load(self) -> float:
        """Mean number of busy servers."""
        return self.arrivals_per_hour * self.work_hours


def erlang_wait_hours(queue: Queue) -> float:
    """Return the mean wait of an M/M/c queue in hours (Erlang's second formula, 1917; inf when overloaded)."""
    if queue.load >= queue.servers:
        return float("inf")
    blocked = 1.0
    for busy in range(1, queue.servers + 1):
        blocked = queue.load * blocked / (busy + queue.load * blocked)
    utilisation = queue.load / queue.servers
    waits = blocked / (1 - utilisation * (1 - blocked))
    return waits * queue.work_hours / (queue.servers - queue.load)


def simpy_queue(arrivals_per_hour: float, work_hours: float, servers: int, hours: float, seed: int) -> Figures:
    """Run the queue in SimPy; figures: seconds, finished, wait_hours (mean over the cases that began)."""
    import simpy

    environment, draw, waits, finished = simpy.Environment(), random.Random(seed), [], []
    staff = simpy.Resource(environment, servers)

    def case() -> Iterator[Any]:
        arrived = environment.now
        with staff.request() as turn:
            yield turn
            waits.append(environment.now - arrived)
            yield environment.timeout(draw.expovariate(1 / work_hours))
        finished.append(environment.now)

    def arrivals() -> Iterator[Any]:
        while True:
            yield environment.timeout(draw.expovariate(arrivals_per_hour))
            environment.process(case())

    start = time.perf_counter()
    environment.process(arrivals())
    environment.run(until=hours)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "finished": len(finished), "wait_hours": sum(waits) / len(waits)}


def ciw_queue(arrivals_per_hour: float, work_hours: float, servers: int, hours: float, seed: int) -> Figures:
    """Run the queue in Ciw; figures as for simpy_queue (mean wait over the finished cases)."""
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=arrivals_per_hour)],
        service_distributions=[ciw.dists.Exponential(rate=1 / work_hours)],
        number_of_servers=[servers],
    )
    ciw.seed(seed)
    start = time.perf_counter()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(hours)
    waits = [record.waiting_time for record in simulation.get_all_records()]
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "finished": len(waits), "wait_hours": sum(waits) / len(waits)}
