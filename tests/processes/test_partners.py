"""Partners: who takes which case, what comes back, the volunteers' funnel, and the books."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import InputError, RunResult, StreetModel, run
from sim.agents.incident import Incident
from sim.agents.volunteers import VolunteerGroup
from sim.draws import Draws
from sim.facts import CLOSED_UNSOLVED, GRID
from sim.policies.partners import First, Never, Overflow, Partners, PropertyCompany, Provider, Volunteers
from sim.policies.partners import SocialWorkStation as Ngo
from tests.streets import NO, YES, composed, found, lived, unattended

LITTER = ("city_appearance",)
BUSY = ("days=60", "catalogue.rate_scale=6", "staffing.administrators_per_grid=0.5")
MORE = {"people": 5, "opens": 0.0, "closes": 24.0, "every_day": True, "rule": First()}


def street(provider: Provider, **changes: Any) -> StreetModel:
    """Return a quiet street with one partner, in which cases are dispatched as soon as they are found."""
    instant = {"verification_hours": 0.0, "registration_hours": 0.0, "dispatch_accuracy": 1.0}
    partners = Partners(on=True, providers={"p": provider})
    return unattended(partners=partners, platform=instant, **changes)


def ends(model: StreetModel, incident: Incident, hours: float = 100.0) -> Incident:
    """Live on for some hours and return the incident."""
    model.run_until(model.time + hours)
    return incident


# who takes what --------------------------------------------------------------------------------------------------
def test_a_partner_takes_its_kind_works_and_solves() -> None:
    model = street(Ngo(kinds=LITTER, quality=1.0, work_factor=2.0, **MORE))
    incident = ends(model, found(model, work=1.5, delay=4.0, solve=YES, check=NO))
    assert incident.started == pytest.approx(9.0) and incident.handled == pytest.approx(12.0)
    assert incident.solved == pytest.approx(16.0), "the wait for others comes after the work"
    assert sum(post.busy_hours for post in model.administrators[0].posts) == 0


@pytest.mark.parametrize(
    ("provider", "traits"),
    [
        (Ngo(kinds=("noise",), **MORE), {}),
        (Ngo(kinds=LITTER, **(MORE | {"rule": Never()})), {}),
        (Ngo(kinds=LITTER, **(MORE | {"rule": Overflow(waiting_per_post=1.0)})), {}),
        (Ngo(kinds=LITTER, **(MORE | {"people": 0})), {}),
        (Ngo(kinds=LITTER, block_share=0.0, **MORE), {}),
        (Ngo(kinds=LITTER, **MORE), {"level": 0.999}),
    ],
    ids=["another kind", "never", "no queue", "no people", "not its blocks", "not the grid's authority"],
)
def test_what_is_not_the_partners_stays_with_the_administration(provider: Provider, traits: dict[str, Any]) -> None:
    model = street(provider)
    incident = found(model, solve=YES, check=NO, **traits)
    assert not model.partners.hands
    ends(model, incident)
    assert model.partners.indicators()["partner_share"] == 0


def test_urgent_cases_are_never_handed_over() -> None:
    model = street(Ngo(kinds=("emergency",), **MORE))
    found(model, "emergency")
    assert not model.partners.hands


def test_a_partner_that_is_full_takes_nothing_more() -> None:
    model = street(Ngo(kinds=LITTER, longest_wait_hours=5.0, **(MORE | {"people": 1, "opens": 0.0})))
    for place in range(4):  # 4 h each: waits of 0, 4, 8 h
        found(model, work=4 / 1.3, hour=9.0 + place / 1000)
    assert len(model.partners.hands) == 2


@pytest.mark.parametrize(("every_day", "begins"), [(False, 7 * 24 + 9.0), (True, 5 * 24 + 19.0)])
def test_a_partner_works_in_its_hours_and_on_its_days(every_day: bool, begins: float) -> None:
    hours = {"opens": 9.0, "closes": 20.0, "every_day": every_day, "longest_wait_hours": 100.0}
    model = street(Ngo(kinds=LITTER, work_factor=1.0, **(MORE | hours)))
    incident = found(model, hour=5 * 24 + 19.0, work=0.5)  # on a Saturday
    assert incident.started == pytest.approx(begins)


def test_closed_days_count_as_waiting_for_a_partner() -> None:
    model = street(Ngo(kinds=LITTER, longest_wait_hours=48.0, **(MORE | {"opens": 9.0, "every_day": False})))
    found(model, hour=5 * 24 + 8.0)  # 49 hours before Monday morning
    assert not model.partners.hands
    found(model, hour=5 * 24 + 10.0)
    assert len(model.partners.hands) == 1


def test_overflow_takes_what_queues_behind_the_staff() -> None:
    rule = Overflow(waiting_per_post=1.0)
    model = street(PropertyCompany(kinds=LITTER, block_share=1.0, **(MORE | {"rule": rule})))
    for place in range(4):  # the first is worked on, the second waits, then the queue is long enough
        found(model, work=5.0, hour=14.0 + place / 1000)
    assert len(model.partners.hands) == 2


# what comes back -------------------------------------------------------------------------------------------------
def test_what_a_partner_does_not_solve_is_closed_unsolved_and_then_stays_with_the_staff() -> None:
    model = street(Ngo(kinds=LITTER, quality=0.0, **MORE))
    incident = ends(model, found(model, check=NO))
    assert incident.stage == CLOSED_UNSOLVED and incident.solved != incident.solved
    assert model.partners.partners[0].n_returned == 1
    model.noticing.find(incident)
    assert not model.partners.hands, "nobody gets the same case twice"


def test_a_supervisor_sends_a_failing_answer_back_to_the_administrator() -> None:
    model = street(Ngo(kinds=LITTER, quality=0.0, **MORE))
    incident = ends(model, found(model, check=YES))
    assert incident.n_reworks == 1 and incident.solved == incident.solved
    assert sum(post.busy_hours for post in model.administrators[0].posts) > 0


def test_what_others_do_teaches_the_grid_nothing() -> None:
    experience = []
    for rule in (First(), Never()):
        model = street(Ngo(kinds=LITTER, quality=1.0, **(MORE | {"rule": rule})), learning={"memory_days": 3650.0})
        incident = ends(model, found(model, solve=YES, check=NO), 30.0)
        experience.append(model.learning.experience[incident.grid][incident.kind.index])
    assert experience[1] == pytest.approx(experience[0] + 1, abs=0.01)


def test_freed_is_what_the_case_would_have_taken_the_staff_with_their_experience() -> None:
    model = street(Ngo(kinds=LITTER, **MORE))
    incident = found(model, work=2.0)
    own = 2.0 * model.learning.work_factor[incident.grid][incident.kind.index]
    assert model.partners.indicators()["freed_hours"] == pytest.approx(own) and own < 2.0


def test_quality_is_the_share_that_is_solved() -> None:
    """False alarms: 1e-6 (five standard deviations of a binomial share)."""
    result = run(
        composed(
            "partners=ngo",
            "catalogue.rate_scale=20",
            "partners.providers.ngo.people=50",
            "partners.providers.ngo.quality=0.4",
        ),
        1,
    )
    share, number = result.indicators["partner_solve_share"], cases(result)
    assert number > 100 and abs(share - 0.4) < 5 * np.sqrt(0.24 / number)


def cases(result: RunResult) -> float:
    """Return the cases that were paid for."""
    table = result.quantities
    return float(table.loc[(table["book"] == "activity") & (table["item"] == "ngo_case"), "quantity"].sum())


# volunteers ------------------------------------------------------------------------------------------------------
def volunteers(**changes: Any) -> StreetModel:
    """Return a quiet street whose volunteers take litter, if anybody is free."""
    return street(Volunteers(kinds=LITTER, rule=First(), **changes))


def group_of(model: StreetModel) -> VolunteerGroup:
    """Return the street's volunteers."""
    group = model.partners.partners[0]
    assert isinstance(group, VolunteerGroup)
    return group


def test_registered_and_active_are_those_of_the_population() -> None:
    model = volunteers()
    group = group_of(model)
    assert len(group.keys) == model.population.volunteer.sum()
    assert group.active.sum() == model.population.active_volunteer.sum()
    assert 0 < group.active_share < 0.5, "registered are many more than active (SF21)"


def test_without_tasks_volunteers_stay_away_and_the_share_settles_where_theory_says() -> None:
    """Stationary share of a two-state chain; false alarms: 1e-6 (five standard deviations)."""
    model = volunteers(idle_days=5.0, joining_days=20.0)
    group = group_of(model)
    for day in range(1, 300):
        group.morning(day)
    share = 5 / (5 + 20)
    assert abs(group.active_share - share) < 5 * np.sqrt(share * (1 - share) / len(group.keys)) + 0.02
    gone = group_of(volunteers(idle_days=0.1, joining_days=1e6))
    for day in range(1, 20):
        gone.morning(day)
    assert gone.active_share < 0.02 and gone.n_left > 0


def test_whoever_gets_tasks_stays() -> None:
    model = volunteers(idle_days=3.0, joining_days=1e6, hours_per_week=40.0, response_hours=0.0)
    group = group_of(model)
    before = group._changes.copy()
    found(model, work=1.0)
    moved = np.nonzero(group._changes != before)[0]
    key = group.keys[moved[0]]
    patience = Draws(1)["volunteer stays away"].exponential(int(key), 0, 1)
    assert len(moved) == 1 and group._changes[moved[0]] == pytest.approx(10.5 / 24 + 3.0 * patience)


def test_a_volunteer_who_gave_a_week_has_no_time_for_a_week() -> None:
    model = volunteers(hours_per_week=1.5, response_hours=0.0, idle_days=1e6)
    group = group_of(model)
    members = np.nonzero(group.active)[0]
    group.active[members[1:]] = False  # one is left
    block = int(model.population.block[np.nonzero(model.population.volunteer)[0][members[0]]])
    for day in (0, 2, 8):  # 1 h x 1.5 = a week's time
        found(model, hour=24.0 * day + 9.0, block=block)
    assert group.n_taken == 2


def test_a_volunteer_comes_after_a_while() -> None:
    model = volunteers(response_hours=8.0)
    incident = found(model)
    takes = Draws(1)["volunteer comes"].exponential(incident.key, incident.n_cases)
    assert incident.started - incident.dispatched == pytest.approx(8.0 * takes)


def test_volunteers_come_in_their_own_community_only() -> None:
    model = volunteers()
    group, community = group_of(model), model.blocks.community
    group.active[:] = model.population.block[np.nonzero(model.population.volunteer)[0]] == 0
    assert group.active.any()
    found(model, hour=9.0, block=int(np.nonzero(community != community[0])[0][0]))
    assert not model.partners.hands
    found(model, hour=9.1, block=0)
    assert len(model.partners.hands) == 1


def test_nobody_active_means_nobody_comes() -> None:
    model = volunteers()
    group_of(model).active[:] = False
    found(model)
    assert not model.partners.hands


# accounts --------------------------------------------------------------------------------------------------------
def test_the_books_balance_and_every_case_is_paid_where_it_was() -> None:
    result = lived(1, *BUSY, "partners=mixed")
    assert result.checks["partner_cases"] == result.checks["partner_volunteers"] == 0
    assert abs(result.checks["two_books"]) < 1e-12 and abs(result.checks["little"]) < 1e-6
    assert result.incidents is not None
    found_here = result.indicators
    assert found_here["partner_share"] > 0.1 and found_here["freed_hours"] > 0
    by_grid = result.quantities[(result.quantities["book"] == "grid") & result.quantities["item"].str.endswith("_case")]
    assert {"0", "1", "2", "3", "4", "5"} >= set(by_grid["key"])
    assert found_here["partner_cost_yuan"] < found_here["cost_yuan"]


def test_partners_that_never_take_anything_change_nothing_but_the_bill() -> None:
    """Switching the system on shifts nobody's draws."""
    never = Partners(on=True, providers={"p": Ngo(rule=Never()), "v": Volunteers(rule=Never())})
    base = composed("days=30")
    assert run(base.but(partners=never), 3).digest == run(base, 3).digest


def test_switched_off_there_are_no_figures() -> None:
    result = lived(1, "days=30")
    assert np.isnan(result.indicators["partner_share"]) and np.isnan(result.indicators["partner_cost_yuan"])
    assert not result.quantities["item"].str.startswith(("ngo", "property", "volunteer", "shop")).any()


def test_kinds_that_the_catalogue_does_not_know_are_refused() -> None:
    with pytest.raises(InputError, match=r"partners\.providers\.p\.kinds"):
        street(Ngo(kinds=("dragons",)))


def test_only_the_grids_cases_go_to_partners() -> None:
    model = street(Ngo(kinds=LITTER, **MORE))
    assert found(model).level == GRID and len(model.partners.hands) == 1
