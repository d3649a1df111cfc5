"""Links: lent posts work elsewhere, alerts sharpen eyes next door, rounds cross borders, deterrence spills over."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from sim import RunResult, StreetModel, run
from sim.agents.staff import Loads
from sim.parameters import Parameters
from sim.policies.links import LendToBusiest, Links, Loan
from tests.streets import NO, YES, composed, finish, found, lived, quiet, unattended

BUSY = ("days=60", "catalogue.rate_scale=5")
LOCAL = (  # a strong campaign in two of six grids, for which staff are called in from all
    *("days=240", "deterrence.covered_share=0.34", "deterrence.effect=0.6", "deterrence.half_life_days=365"),
    *("management=mixed", "management.withdrawn_share=0.2", "management.overtime_factor=0"),
    *("staffing.temporary_per_grid=0", "management.length_days=120", "management.first_day=10"),
)


class Fixed(Parameters):
    """Lend as told, whatever the loads."""

    loans: tuple[tuple[int, int], ...] = ()

    def plan(self, loads: Loads) -> list[Loan]:
        """Return the loans."""
        return [Loan(*one) for one in self.loans]


class Scene(NamedTuple):
    """A quiet street in which one station lends a post to its neighbour, a block of each."""

    model: StreetModel
    lender: int
    borrower: int


def scene(**links: Any) -> Scene:
    """Return a street in which station 0 lends its post to a neighbour every day."""
    near = quiet(links=Links(on=True)).links.lending.neighbours[0][0]
    rule = Fixed(loans=((0, near),))
    instant = {"verification_hours": 0.0, "registration_hours": 0.0, "dispatch_accuracy": 1.0}
    model = unattended(links=Links(on=True, lending=rule, **links), platform=instant)
    lending = model.links.lending
    blocks = [model.administrators.index(lending.stations[place]) for place in (0, near)]
    return Scene(model, *blocks)


# lending ---------------------------------------------------------------------------------------------------------
def test_a_lent_post_works_at_the_borrower_after_the_way_there() -> None:
    model, lender, borrower = scene(travel_hours=0.5)
    for place in range(2):
        found(model, hour=8.6 + place / 1000, block=borrower, work=1.0)
    model.run_until(24.0)
    host, home = model.administrators[borrower], model.administrators[lender]
    here, guest = (post.busy_hours for post in host.posts)
    assert here == pytest.approx(guest) and here > 0
    assert not home.posts and not home.windows
    first = host.windows[0][0]
    assert model.links.lending.borrowed_hours.sum() == pytest.approx(host.open_hours(first, 24.0) - 0.5)


def test_what_comes_up_at_the_lender_waits_until_its_post_is_back() -> None:
    model, lender, _ = scene()
    incident = found(model, hour=9.0, block=lender, work=1.0, solve=YES, check=NO)
    model.links.lending.params.lending.__dict__["loans"] = ()  # from tomorrow on nobody lends
    model.run_until(24.0)
    assert incident.started != incident.started
    model.run_until(48.0)
    assert incident.started > 24.0 and incident.solved == incident.solved


def test_posts_come_home_and_unfinished_work_stays_where_it_is() -> None:
    model, lender, borrower = scene()
    incidents = [found(model, hour=8.6 + place / 1000, block=borrower, work=9.0) for place in range(2)]
    model.links.lending.params.lending.__dict__["loans"] = ()
    model.run_until(24.0 + 8.6)
    home, host = model.administrators[lender], model.administrators[borrower]
    assert len(home.posts) == len(host.posts) == 1 and home.posts[0].task is None
    left = [entry[3].left for entry in host.queue] + [host.posts[0].task.left]
    assert len(left) == 2 and all(0 < hours < 9 for hours in left)
    finish(model)
    assert all(one.handled == one.handled for one in incidents)


def test_nobody_is_lent_on_days_off() -> None:
    model, lender, _ = scene()
    working, day = list(model.workdays), 0
    while working[day]:
        model.run_until(24.0 * day + 12)
        assert not model.administrators[lender].posts
        day += 1
    model.run_until(24.0 * day + 12)
    assert len(model.administrators[lender].posts) == 1 and not model.links.lending.shift.any()


def test_urgent_cases_of_a_lender_without_posts_go_to_the_duty_team() -> None:
    model, lender, _ = scene()
    before = model.books.duty_hours
    found(model, "emergency", hour=9.0, block=lender)
    model.run_until(12.0)
    assert model.books.duty_hours > before


def test_visits_go_where_the_post_goes_and_wages_stay() -> None:
    model, lender, borrower = scene()
    model.morning()
    lending = model.links.lending
    assert lending.shift.sum() == pytest.approx(0) and lending.shift[model.grid_of_block[lender]] == -1
    assert lending.shift[model.grid_of_block[borrower]] == 1
    result = finish(model)
    payroll = result.quantities.query("item == 'administrator_regular' and book == 'grid'")["quantity"]
    assert payroll.nunique() == 1, "every grid pays its own post"
    net = result.quantities.query("item == 'lent_administrator' and book == 'grid'").set_index("key")["quantity"]
    assert net[str(model.grid_of_block[lender])] == pytest.approx(-net[str(model.grid_of_block[borrower])])
    travel = result.quantities.query("key == 'travel'")["quantity"].sum()
    assert travel == pytest.approx(0.5 * sum(model.workdays[:14]))


def test_home_visits_of_a_lent_post_are_made_where_it_is() -> None:
    near = quiet(links=Links(on=True)).links.lending.neighbours[0][0]
    model = quiet(links=Links(on=True, lending=Fixed(loans=((0, near),))))
    model.morning()
    reached = model.duty.coverage * model.households_by_grid
    home, host = (model.links.lending.stations[place].grids[0] for place in (0, near))
    others = np.delete(reached, [home, host])
    assert reached[home] == 0 < others.min() and reached[host] == pytest.approx(2 * others.max())


def test_a_lent_post_makes_no_care_visits_at_home() -> None:
    near = quiet(links=Links(on=True)).links.lending.neighbours[0][0]
    many = {"lone_elder_share": 1.0, "disabled_share": 0.5}
    care = {"on": True, "staff_hours_per_day": 2.0}
    model = quiet(links=Links(on=True, lending=Fixed(loans=((0, near),))), care=care, street=many)
    model.run_until(48.0)
    assert model.care.hours_today[0] == 0 < model.care.hours_today[near]


def test_a_way_longer_than_the_day_leaves_nothing_to_lend() -> None:
    result = finish(scene(travel_hours=8.0).model)
    assert result.indicators["lent_hours"] == 0 and result.checks["lent_hours"] == 0


def test_lending_by_need_shortens_waits_and_balances_its_books() -> None:
    """Mean over three pairs of fixed seeds: repeatable; it is below zero in each of them."""
    waits = []
    for seed in range(3):
        alone, linked = (lived(seed, *BUSY, f"links={links}") for links in ("counted", "lending"))
        waits.append(linked.indicators["wait_hours_mean"] - alone.indicators["wait_hours_mean"])
        assert linked.indicators["lent_hours"] > 0 and abs(linked.checks["lent_hours"]) < 1e-9
        assert abs(linked.checks["staff_hours"]) < 1e-9 and abs(linked.checks["two_books"]) < 1e-9
        assert linked.indicators["paid_hours"] == alone.indicators["paid_hours"]
    assert max(waits) < 0, waits


def test_nobody_is_lent_across_communities_where_that_is_not_done() -> None:
    model = quiet(links=Links(on=True, across_communities=False))
    lending = model.links.lending
    community = [model.grids[station.grids[0]].community for station in lending.stations]
    assert all(community[one] == community[other] for one, some in enumerate(lending.neighbours) for other in some)


# alerts ----------------------------------------------------------------------------------------------------------
def test_an_alert_sharpens_eyes_for_that_kind_next_door_for_some_days() -> None:
    model = unattended(links=Links(on=True, alerts=True, alert_factor=2.0, alert_days=3))
    beyond = model.links.alerts._beyond
    block = next(one for one, others in enumerate(beyond) if others)
    incident = found(model, block=block)
    seen = []
    for day in range(1, 6):
        model.run_until(24.0 * day + 1)
        seen.append(model.noticing.alert[incident.kind.index, beyond[block][0]])
        assert model.noticing.alert[(incident.kind.index + 1) % len(model.kinds)].max() == 1
        assert model.noticing.alert[incident.kind.index, block] == 1, "at home they know already"
    assert seen == [2.0, 2.0, 2.0, 1.0, 1.0]


def test_taking_in_alerts_costs_coordinators_their_time() -> None:
    model = unattended(links=Links(on=True, alerts=True, alert_hours=0.25))
    block = next(one for one, others in enumerate(model.links.alerts._beyond) if others)
    found(model, block=block)
    model.run_until(48.0)
    readers = {model.coordinators[other] for other in model.links.alerts._beyond[block]}
    assert sum(post.busy_hours for one in readers for post in one.posts) == pytest.approx(0.25 * len(readers))
    assert model.links.alerts.n_sent == model.links.alerts.n_read == len(readers)


def test_every_find_takes_its_time_but_what_is_urgent_is_not_told() -> None:
    model = unattended(links=Links(on=True, alerts=True, alert_hours=0.25))
    block = next(one for one, others in enumerate(model.links.alerts._beyond) if others)
    for hour, name in ((9.0, "city_appearance"), (9.1, "city_appearance"), (9.2, "emergency")):
        found(model, name, hour=hour, block=block)
    model.run_until(48.0)
    readers = {model.coordinators[other] for other in model.links.alerts._beyond[block]}
    assert model.links.alerts.n_sent == 2 * len(readers)
    assert sum(post.busy_hours for one in readers for post in one.posts) == pytest.approx(2 * 0.25 * len(readers))


def test_an_alert_of_factor_one_and_no_time_changes_nothing() -> None:
    plain = lived(2, *BUSY, "links=counted")
    mute = lived(2, *BUSY, "links=shared_alerts", "links.alert_factor=1", "links.alert_hours=0")
    assert mute.digest == plain.digest and mute.indicators["alerts_sent"] > 0


def test_alerts_bring_more_finds() -> None:
    """Twins share every candidate and threshold: a factor of 10 finds more."""
    changes = ("links.alert_factor=10", "links.alert_hours=0")
    gain = [
        lived(seed, *BUSY, "links=shared_alerts", *changes).indicators["patrol_share"]
        - lived(seed, *BUSY, "links=counted").indicators["patrol_share"]
        for seed in range(2)
    ]
    assert np.mean(gain) > 0


# joint patrol ----------------------------------------------------------------------------------------------------
def test_rounds_take_in_the_neighbours_border_in_the_same_hours() -> None:
    alone, joint = (quiet(links=Links(on=True, joint_patrol=on)) for on in (False, True))
    for model in (alone, joint):
        model.morning()
    assert len(alone.noticing._passings) == len(joint.noticing._passings), "as many passings, elsewhere"
    grid = alone.grid_of_block_list
    for place, station in enumerate(joint.duty.all_stations["coordinator"]):
        added = set(joint.duty.routes[place].tolist()) - set(alone.duty.routes[place].tolist())
        assert added and all(grid[block] not in station.grids for block in added)
        assert all(
            set(joint.blocks.neighbours[block].tolist()) & set(alone.duty.routes[place].tolist()) for block in added
        )


# campaigns in some grids, and what spills over ------------------------------------------------------------------
def factors(model: StreetModel, campaign: bool = True) -> Any:
    """Return what deterrence and spillover make of the incidence of the first target kind, by grid."""
    deterrence = model.deterrence.by_grid(campaign)
    spilled = model.links.spillover.factor(deterrence)
    kind = next(one.index for one in model.kinds if one.target)
    both = deterrence * (np.ones_like(deterrence) if spilled is None else spilled)
    return np.broadcast_to(both, (len(model.kinds), len(model.grids)))[kind]


def covering(share: float, spill: float, **links: Any) -> StreetModel:
    """Return a quiet street whose campaigns cover a share of the grids."""
    bound = {"spill_bound": 3.0} if spill > 0 else {}
    return quiet(
        deterrence={"effect": 0.5, "covered_share": share},
        links=Links(on=True, spill_share=spill, **(bound | links)),
    )


def test_a_campaign_covers_its_share_of_the_grids_and_no_more() -> None:
    for share, number in ((0.0, 0), (0.5, 3), (1.0, 6)):
        model = covering(share, 0.0)
        assert sorted(factors(model).tolist()) == [0.5] * number + [1.0] * (6 - number)
        assert factors(covering(share, 0.0), campaign=False).tolist() == [1.0] * 6
    assert covering(0.5, 0.0).deterrence.covered.tolist() == covering(0.5, 0.3).deterrence.covered.tolist()


def test_the_worst_grids_are_those_with_most_open_disorder() -> None:
    model = quiet(deterrence={"covered_share": 0.17, "covered_grids": "worst"}, links=Links(on=True))
    model.onset.open_visible[model.grids[4].blocks[0]] = 9
    assert np.nonzero(factors(model) < 1)[0].tolist() == [4]


@pytest.mark.parametrize("spill", [0.3, -0.3])
def test_what_spills_over_is_that_share_of_what_is_deterred(spill: float) -> None:
    model = covering(0.34, spill)
    factor, size = factors(model), model.links.spillover._size
    covered = model.deterrence.covered
    deterred = (size * (1 - factor))[covered].sum()
    assert (size * (factor - 1))[~covered].sum() == pytest.approx(spill * deterred)
    assert (factor[covered] == 0.5).all(), "covered grids keep their whole gain"
    touched = {other for grid in np.nonzero(covered)[0] for other in model.links.spillover.neighbours[grid]}
    assert all(factor[grid] == 1.0 for grid in range(6) if grid not in touched and not covered[grid])


def test_nothing_spills_into_grids_that_the_campaign_covers() -> None:
    """Four or five of six grids: some of those covered touch each other."""
    for share in (0.67, 0.84):
        model = covering(share, 0.3)
        factor = factors(model)
        assert (factor[model.deterrence.covered] == 0.5).all() and (factor[~model.deterrence.covered] > 1.0).any()


def test_where_the_campaign_is_everywhere_nothing_spills() -> None:
    assert factors(covering(1.0, 0.9)).tolist() == [0.5] * 6
    assert factors(covering(0.5, 0.9), campaign=False).tolist() == [1.0] * 6


def test_what_spills_over_stays_within_its_declared_bound() -> None:
    model = covering(0.84, 0.9, spill_bound=1.05)
    assert factors(model).max() == pytest.approx(1.05) and model.incidence_bound == 1.05


def spilled(seed: int, spill: float) -> RunResult:
    """Return a run with a local campaign and a spill."""
    return lived(seed, *LOCAL, "links=counted", f"links.spill_share={spill}", "onset.contagion_max=1")


def test_displacement_raises_and_diffusion_lowers_the_problems_next_door_only() -> None:
    """Twins share their candidates: without contagion the change next door can have one sign only."""
    none, more, less = (spilled(1, spill).indicators for spill in (0.0, 0.5, -0.5))
    assert less["incidents_elsewhere"] < none["incidents_elsewhere"] < more["incidents_elsewhere"]
    assert more["incidents"] < lived(1, "days=240", "onset.contagion_max=1").indicators["incidents"], (
        "smaller than the gain"
    )
    assert (more["spill_ratio"], less["spill_ratio"]) == (pytest.approx(0.5, abs=0.05), pytest.approx(-0.5, abs=0.05))


def test_what_is_best_for_some_grids_can_be_worse_for_the_street() -> None:
    """The covered grids gain and the street loses, in each of three pairs of fixed seeds: repeatable."""
    change: dict[str, list[float]] = {"harm_covered": [], "harm_per_1000_residents": []}
    for seed in range(1, 4):
        with_it = lived(seed, *LOCAL, "links=displacement", "links.spill_share=0.9").indicators
        without = lived(seed, "days=240", "deterrence.covered_share=0.34", "links=counted").indicators
        for name, values in change.items():
            values.append(with_it[name] / without[name] - 1)
    assert max(change["harm_covered"]) < 0 < min(change["harm_per_1000_residents"])


def test_campaign_days_are_paid_for_the_grids_covered_only() -> None:
    result = lived(1, *LOCAL, "links=counted")
    days = result.quantities[result.quantities["item"] == "campaign_day"]
    by_grid = days[days["book"] == "grid"].set_index("key")["quantity"]
    assert (by_grid > 0).sum() == 2 and result.checks["two_books"] == pytest.approx(0, abs=1e-12)


# twins -----------------------------------------------------------------------------------------------------------
def test_links_that_do_nothing_change_nothing() -> None:
    base = composed(*BUSY)
    counted = base.but(links=Links(on=True, lending=LendToBusiest(limit_share=0.0)))
    assert run(counted, 3).digest == run(base, 3).digest
