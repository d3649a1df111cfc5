"""Scope: the catalogue grows, its tasks and records take staff time, posts are added, entries are refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import InputError, StreetModel
from sim.agents.work_item import WorkItem
from sim.draws import Draws
from sim.policies.scope import AccessControl, Grow, Hire
from sim.processes.proposals import Month, Scope, propose
from tests.streets import busy, composed, finish, lived, quiet

YEAR = 365
FAST_GROWTH = ("scope.event_growth=5", "scope.item_growth=5", "scope.event_rate=0.02")
NO_RECORDS = {"paperwork_weight": 0.0}
BUSY = {
    "on": True,
    "event_growth": 5.0,
    "event_rate": 0.2,
    "utilisation_above": 0.0,
}  # some work for all but supervisors


def growing(scope: Scope, **changes: object) -> StreetModel:
    """Return a street in which nothing happens but the tasks of new entries."""
    return quiet(scope=scope, **changes)


def flood(**changes: object) -> Grow:
    """Return a growth that brings, within days, many entries with a task in each grid on every working day."""
    at_once = {"event_types": 1, "event_growth": 5.0, "work_items": 1000, "item_growth": 5.0, "item_rate": 1.0}
    return Grow(**{"on": True, **at_once, "hours_sigma": 0.0, "benefit_sigma": 0.0, **NO_RECORDS, **changes})


# the catalogue ---------------------------------------------------------------------------------------------------
def test_after_a_year_there_are_as_many_entries_as_the_district_counted() -> None:
    entries = propose(Scope(), YEAR, Draws(1))
    assert len(entries) == math.floor(306 * 0.32) + math.floor(62 * 0.08)
    two_years = propose(Scope(), 2 * YEAR, Draws(1))
    assert len(two_years) == math.floor(306 * (1.32**2 - 1)) + math.floor(62 * (1.08**2 - 1))


def test_what_an_entry_spares_is_judged_with_the_declared_error() -> None:
    """The logarithms of judged over true benefit have that spread; missed by chance once in 1,000."""
    entries = propose(Scope(on=True, event_growth=5.0), 365, Draws(1))
    errors = np.log([one.judged_benefit / one.benefit for one in entries])
    assert errors.std() == pytest.approx(0.7, rel=3.3 / (2 * len(errors)) ** 0.5)
    exact = propose(Scope(on=True, event_growth=5.0, judgement_sigma=0.0), 365, Draws(1))
    assert all(one.judged_benefit == one.benefit for one in exact)


def test_growth_is_compound_and_entries_keep_their_identity() -> None:
    days = [one.day for one in propose(Scope(item_growth=0.0), 4 * YEAR, Draws(1))]
    assert days == sorted(days)
    counts = np.searchsorted(days, [YEAR, 2 * YEAR, 3 * YEAR, 4 * YEAR])
    assert (306 + counts) / 306 == pytest.approx(1.32 ** np.arange(1, 5), rel=0.01)
    slow = {one.key: one for one in propose(Scope(event_growth=0.16), YEAR, Draws(1))}
    fast = {one.key: one for one in propose(Scope(), YEAR, Draws(1))}
    assert set(slow) < set(fast)
    assert all(fast[key].hours == one.hours and fast[key].benefit == one.benefit for key, one in slow.items())


def test_hours_and_benefits_have_the_declared_means() -> None:
    entries = propose(Scope(event_types=20_000), YEAR, Draws(1))
    params = Scope()
    for mean, sigma, values in (
        (params.task_hours, params.hours_sigma, [one.hours for one in entries]),
        (params.benefit, params.benefit_sigma, [one.benefit for one in entries]),
    ):
        error = mean * math.sqrt((math.exp(sigma**2) - 1) / len(values))
        assert abs(np.mean(values) - mean) < 4 * error  # false alarm: 1 in 16,000


def test_without_growth_the_street_is_the_core() -> None:
    assert lived(1, "scope=frozen").digest == lived(1).digest


def test_a_catalogue_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="event_types"):
        Grow(on=True, event_types=0, work_items=0)


# tasks -----------------------------------------------------------------------------------------------------------
def test_tasks_come_on_working_days_at_the_declared_rate() -> None:
    """Each entry, grid and working day is a trial with chance 1 - exp(-rate)."""
    model = growing(Grow(on=True, event_types=100_000, event_growth=5.0, event_rate=0.001, task_hours=0.0), days=7)
    finish(model)
    upto = [int(np.searchsorted(model.scope._days, day, side="right")) for day in range(5)]
    expected = sum(upto) * len(model.grids) * (1 - math.exp(-0.001))
    assert abs(model.scope.counts["arrived"] - expected) < 4 * math.sqrt(expected)  # false alarm: 1 in 16,000
    assert model.scope.counts["done"] == model.scope.counts["arrived"]  # no work: done on arrival


def test_each_task_takes_coordinators_and_administrators_time() -> None:
    model = growing(flood(task_hours=0.2, field_share=0.25), days=5)
    result = finish(model)
    done = model.scope.counts["done"]
    assert done > 50
    assert result.checks["items"] == 0
    open_hours = 0.2 * (model.scope.counts["arrived"] - done)
    both = busy(model, "coordinator") + busy(model, "administrator")
    assert done * 0.2 <= both + 1e-9 <= done * 0.2 + open_hours + 1e-9
    assert busy(model, "coordinator") == pytest.approx(0.25 * both, rel=0.1)


def test_queues_feel_the_tasks() -> None:
    """Without queueing for the same hands, more tasks could not make residents' cases wait."""
    calm = lived(1, "days=120", "scope=growing", *FAST_GROWTH, "scope.task_hours=0", "scope.paperwork_weight=0")
    busy_street = lived(1, "days=120", "scope=growing", *FAST_GROWTH, "scope.paperwork_weight=0")
    assert busy_street.indicators["wait_hours_mean"] > 1.2 * calm.indicators["wait_hours_mean"]
    assert busy_street.indicators["on_time_share"] < calm.indicators["on_time_share"]
    assert calm.digest == lived(1, "days=120").digest  # no hours, no records: nothing else moves


def test_what_is_done_spares_harm_and_what_is_refused_does_not() -> None:
    model = growing(flood(task_hours=0.01, benefit=2.0), days=5)
    finish(model)
    spared = model.scope.indicators()["items_benefit_per_1000_residents"]
    assert spared == pytest.approx(2.0 * model.scope.counts["done"] * YEAR * 1000 / (5 * 2000))
    assert model.scope.indicators()["harm_net_per_1000_residents"] == pytest.approx(-spared), "nothing else happens"


# records ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("weight", "share"), [(0.0, 0.25), (1.0, 0.25 * (1 + 101 / 368)), (10.0, 0.4)])
def test_paperwork_grows_with_the_catalogue_up_to_its_limit(weight: float, share: float) -> None:
    model = quiet(scope=Grow(on=True, paperwork_weight=weight), days=YEAR + 1)
    model.scope.morning(YEAR)
    assert model.duty.paperwork_share == pytest.approx(share, abs=1e-9)


def test_records_shrink_everything_else_alike() -> None:
    model = quiet(scope=Grow(on=True))
    usual = model.duty.lay_out("coordinator", 8.0, 0.0)
    model.scope.paperwork_share = 0.4
    grown = model.duty.lay_out("coordinator", 8.0, 0.0)
    for before, after in zip(usual[:2], grown[:2], strict=True):
        length = [sum(end - start for start, end in windows) for windows in (before, after)]
        assert length[1] == pytest.approx(length[0] * 0.6 / 0.75)


def test_records_count_as_time_of_the_new_entries() -> None:
    told = finish(quiet(scope=flood(task_hours=0.0, paperwork_weight=10.0), days=5)).indicators
    assert told["scope_time_share"] == pytest.approx(told["paperwork_share"] - 0.25) and told["scope_time_share"] > 0.01


# answers ---------------------------------------------------------------------------------------------------------
def test_hired_posts_stand_in_stations_and_both_books_pay_them() -> None:
    rule = Hire(**BUSY, step_share=0.1, most_share=0.5, review_days=5, recruitment_days=2)
    model = quiet(scope=rule, days=40)
    posts = sum(len(one.posts) for one in model.duty.all_stations["administrator"])
    result = finish(model)
    after = sum(len(one.posts) for one in model.duty.all_stations["administrator"])
    assert after == posts + 3  # half of six, however long it goes on
    assert model.duty.posts_by_grid["administrator"].sum() == after
    assert max(map(abs, result.checks.values())) < 1e-9
    assert result.indicators["posts_hired"] == 3 + 3  # coordinators and administrators; supervisors had nothing to do
    costs = result.quantities.groupby(["book", "item"])["quantity"].sum()
    assert costs["activity", "post_equipment"] == pytest.approx(costs["grid", "post_equipment"]) == 6
    assert costs["activity", "agency_post_day"] == pytest.approx(costs["grid", "agency_post_day"])


def test_nobody_is_hired_where_nobody_is_overloaded() -> None:
    model = quiet(scope=Hire(on=True), days=60)
    assert finish(model).indicators["posts_hired"] == 0


def test_a_post_is_filled_after_its_recruitment() -> None:
    model = quiet(scope=Hire(**BUSY, review_days=3, recruitment_days=4, most_share=0.2))
    model.run_until(24.0 * 7)  # decided on the evening of the third day
    assert model.scope.counts["hired"] == 0
    model.run_until(24.0 * 8)
    assert model.scope.counts["hired"] > 0


def test_hired_posts_go_where_the_queue_is_longest() -> None:
    model = quiet(scope=Hire(on=True))
    model.scope._waiting["administrator"][:] = [1.0, 5.0, 2.0, 0.0, 0.0, 3.0]
    assert model.scope._longest("administrator")[:3] == [1, 5, 2]


def test_a_review_decides_on_all_the_posts_where_stations_are_few_and_begins_anew() -> None:
    """Two stations share the posts of their communities: three of six further posts for each."""
    rule = Hire(on=True, waiting_above=1.0, step_share=1.0, most_share=1.0)
    model = quiet(scope=rule, handling={"queue_scope": "pooled_community"})
    scope = model.scope
    scope._waiting["administrator"][:], scope._days_reviewed = 100.0, 1
    scope._review(0)
    places = [place for some in scope._recruits.values() for role, place in some if role == "administrator"]
    assert sorted(places) == [0, 0, 0, 1, 1, 1]
    assert scope._waiting["administrator"].sum() == scope._days_reviewed == 0


@pytest.mark.parametrize(
    ("used", "waiting", "posts", "hired"),
    [(0.5, 0.5, 80.0, 0), (0.71, 0.5, 80.0, 4), (0.5, 2.1, 80.0, 4), (0.9, 9.0, 118.0, 2), (0.9, 9.0, 120.0, 0)],
)
def test_overload_adds_a_step_of_posts_up_to_the_most(used: float, waiting: float, posts: float, hired: int) -> None:
    month = Month(
        {"administrator": used}, {"administrator": waiting}, {"administrator": posts}, {"administrator": 80.0}
    )
    assert Hire(on=True).hires(month).get("administrator", 0) == hired
    assert Grow(on=True).hires(month) == {}


def test_a_review_knows_how_much_of_the_casework_hours_was_work() -> None:
    model = quiet(scope=flood(task_hours=0.02), days=5)
    quantities = finish(model).quantities
    used = model.scope._month().utilisation
    of = quantities[quantities["item"] == "administrator_regular"].groupby("key")["quantity"].sum()
    assert used["administrator"] == pytest.approx(of["casework"] / (of["casework"] + of["standby"]))
    assert 0 < used["administrator"] < 1
    assert used["supervisor"] == 0


def test_posts_that_are_being_filled_count_at_the_next_review() -> None:
    """Otherwise every review until they come would decide on the same posts again."""
    model = quiet(scope=flood(), days=5)
    finish(model)
    before = model.scope._month().posts["administrator"]
    model.scope._recruits[9] += [("administrator", 0), ("administrator", 1)]
    assert model.scope._month().posts["administrator"] == before + 2


@pytest.mark.parametrize(("gate", "refused"), [(0.0, 0.0), (1e6, 1.0)])
def test_a_gate_lets_everything_or_nothing_in(gate: float, refused: float) -> None:
    model = quiet(scope=AccessControl(on=True, harm_per_hour=gate, event_growth=5.0, event_rate=0.5), days=10)
    result = finish(model)
    assert result.indicators["refused_share"] == refused
    assert (result.indicators["items_per_grid_day"] == 0) == (refused == 1.0)
    assert (result.indicators["catalogue_ratio"] == 1.0) == (refused == 1.0)


def test_the_gate_keeps_the_best_and_loses_the_rest() -> None:
    """The same tasks are proposed under every answer: what is let in and what is refused add up to them."""
    growth = {"on": True, "event_growth": 5.0, "event_rate": 0.1, "task_hours": 0.05, **NO_RECORDS}
    free, gated = (quiet(scope=rule) for rule in (Grow(**growth), AccessControl(**growth, harm_per_hour=8.0)))
    finish(free)
    finish(gated)
    assert free.scope.counts["proposed"] == gated.scope.counts["proposed"]
    assert gated.scope.counts["arrived"] + gated.scope.counts["refused"] == free.scope.counts["arrived"]
    let_in = gated.scope.counts["benefit"] / gated.scope.counts["hours"]
    assert let_in > free.scope.counts["benefit"] / free.scope.counts["hours"]
    assert gated.scope.counts["refused_benefit"] > 0


def test_work_items_are_no_incidents() -> None:
    model = quiet(scope=flood(), days=5)
    result = finish(model)
    assert result.indicators["registered"] == 0
    assert not model.agents_by_type.get(WorkItem)


def test_the_books_balance_while_it_grows() -> None:
    for option in ("growing", "hiring", "access_control"):
        checks = lived(1, "days=120", f"scope={option}", *FAST_GROWTH).checks
        assert max(map(abs, checks.values())) < 1e-9, option


def test_every_option_composes() -> None:
    assert [type(composed(f"scope={name}").scope) for name in ("none", "hiring", "access_control")] == [
        Grow,
        Hire,
        AccessControl,
    ]
