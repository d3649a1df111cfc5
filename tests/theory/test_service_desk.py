"""The service desk in the limit is a textbook queue: M/M/c (Erlang C), and M/M/c+M with impatient people (Erlang A).

Each comparison of a mean fails by chance once in 10,000 new sets of seeds (batch means).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import stats

from sim import StreetModel
from sim.processes.affairs import ServiceSystem
from sim.processes.channels import Channels
from sim.processes.service import Service
from sim.world.affairs import AffairKind
from tests.limits import agrees, composed

DAYS = 600
RESIDENTS = 1000


@cache
def queue(servers: int, per_hour: float, patience: float) -> tuple[list[float], list[int]]:
    """Return the sojourns of all who were served at the counter, and how many gave up each day."""
    kind = AffairKind(
        per_resident_year=per_hour * 24 * 365 / RESIDENTS, by="in_person", at_once_share=1.0, contact_hours=1.0
    )
    service = Service(
        on=True,
        kinds={"plain": kind},
        asks_from=0,
        asks_until=24,
        weekend_factor=1.0,
        window_opens=0,
        window_closes=24,
        residents_per_window=RESIDENTS / servers,
    )
    channels = Channels(counter_patience_hours=patience)
    scenario = composed("street=mmc", "catalogue.rate_scale=0", f"days={DAYS}", "warmup_days=10")
    model = StreetModel(scenario.but(service=service, channels=channels), 1)
    assert isinstance(model.service, ServiceSystem)
    given_up = []
    for _ in range(DAYS + 10):
        before = model.service.books.n_given_up
        model.step()
        given_up.append(model.service.books.n_given_up - before)
    return model.service.books.waits, given_up[10:]


def erlang_c(servers: int, load: float) -> float:
    """Return the chance of having to wait in M/M/c, by way of Erlang's loss formula."""
    loss = stats.poisson.pmf(servers, load) / stats.poisson.cdf(servers, load)
    return float(loss / (1 - load / servers * (1 - loss)))


def erlang_a(servers: int, arrivals: float, leaves: float) -> tuple[float, float]:
    """Return the chance of giving up, and the mean wait of those served, of M/M/c+M with service rate one.

    Who finds k in line is served if it outlasts k + 1 exponential stages, the rate of each being what all servers do
    and what those before it in line do not wait for.
    """
    people = np.arange(1, 400)
    deaths = np.minimum(people, servers) + np.maximum(people - servers, 0) * leaves
    weight = np.concatenate([[0.0], np.cumsum(np.log(arrivals) - np.log(deaths))])
    chance = np.exp(weight - weight.max())
    chance /= chance.sum()
    stages = servers + leaves * np.arange(400 - servers)
    served = np.cumprod(stages / (stages + leaves))
    waited = served * np.cumsum(1 / (stages + leaves))
    given_up = float(chance[servers:] @ (1 - served))
    return given_up, float(chance[servers:] @ waited) / (1 - given_up)


@pytest.mark.parametrize(("servers", "per_hour"), [(1, 0.5), (3, 2.1)])
def test_patient_people_wait_as_erlang_c_says(servers: int, per_hour: float) -> None:
    sojourn, given_up = queue(servers, per_hour, 1e6)
    assert sum(given_up) == 0
    assert agrees(sojourn, 1 + erlang_c(servers, per_hour) / (servers - per_hour))


@pytest.mark.parametrize(("servers", "per_hour", "patience"), [(1, 0.9, 1.0), (3, 3.3, 0.5)])
def test_impatient_people_give_up_as_erlang_a_says(servers: int, per_hour: float, patience: float) -> None:
    sojourn, given_up = queue(servers, per_hour, patience)
    chance, wait = erlang_a(servers, per_hour, 1 / patience)
    assert agrees(np.array(given_up) / (24 * per_hour), chance)
    assert agrees(sojourn, 1 + wait)
