"""Onset: what breeds, what deters, what prevents, and what only seems to be a problem."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import StreetModel, run
from sim.facts import LAPSED, SOLVED, VOID
from sim.policies.management import Mixed
from tests.streets import finish, found, happen, lived, quiet, reported, tiny


@pytest.mark.parametrize(("around", "rate"), [(0, 1.0), (2, 1.5), (6, 1.75), (10**9, 2.0)])
def test_open_disorder_breeds_up_to_twice_as_much(around: int, rate: float) -> None:
    model = quiet()
    model.onset.open_visible[0] = around
    assert happen(model, "city_appearance", 9.0, v=rate - 1e-6) is not None
    model.onset.open_visible[0] = around
    assert happen(model, "city_appearance", 9.1, v=rate + 1e-6) is None


def test_quarrels_breed_no_quarrels() -> None:
    model = quiet()
    model.onset.open_visible[0] = 10**9
    assert happen(model, "neighbour_dispute", 9.0, v=1.001) is None


def test_disorder_next_door_does_not_count() -> None:
    model = quiet()
    model.onset.open_visible[1] = 10**9
    assert happen(model, "city_appearance", 9.0, v=1.001, block=0) is None


def test_a_problem_that_is_solved_breeds_no_more() -> None:
    model = quiet()
    incident = reported(model, hour=9.0)
    assert model.onset.open_visible[0] == 1
    model.run_until(48)
    assert math.isfinite(incident.solved)
    assert model.onset.open_visible[0] == 0


def test_what_is_prevented_does_not_arise_in_that_grid_only() -> None:
    model = quiet()
    kind, grid = 0, int(model.grid_of_block[0])
    elsewhere = int(np.nonzero(model.grid_of_block != grid)[0][0])
    model.learning.prevention[kind, grid] = 0.3
    assert happen(model, "city_appearance", 9.0, v=0.71, block=0) is None
    assert happen(model, "city_appearance", 9.1, v=0.69, block=0) is not None
    assert happen(model, "city_appearance", 9.2, v=0.99, block=elsewhere) is not None
    assert happen(model, "street_order", 9.3, v=0.99, block=0) is not None


def test_a_campaign_deters_its_targets_and_nothing_else() -> None:
    model = quiet(days=240, management=Mixed(first_day=0), deterrence={"effect": 0.5})
    assert happen(model, "city_appearance", 9.0, v=0.51) is None
    assert happen(model, "city_appearance", 9.1, v=0.49) is not None
    assert happen(model, "noise", 9.2, v=0.99) is not None


def test_what_exceeds_the_bound_is_counted() -> None:
    model = quiet(onset={"max_multiplier": 1.5})
    model.onset.open_visible[0] = 10**9
    happen(model, "city_appearance", 9.0)
    assert model.onset.n_clamped == 1


def test_a_mistaken_report_is_voided_on_the_spot_and_harms_nobody() -> None:
    model = quiet()
    incident = reported(model, hour=9.0, mistaken=True)
    model.run_until(48)
    assert incident.stage == VOID
    assert math.isnan(incident.registered)
    assert model.onset.open_visible[0] == 0
    assert finish(model).indicators["harm_days"] == 0


def test_patrols_do_not_fall_for_what_is_no_problem() -> None:
    model = quiet()
    incident = happen(model, hour=9.0, mistaken=True, threshold=1e-9)
    assert incident is not None
    model.run_until(24 * 5)
    assert math.isnan(incident.reported)


@pytest.mark.parametrize(("share", "some"), [(0.0, False), (0.3, True)])
def test_mistaken_reports_follow_their_share(share: float, some: bool) -> None:
    result = run(tiny(onset={"mistaken_share": share}), 1)
    assert (result.indicators["invalid_share"] > 0) is some


def test_nothing_arises_on_days_of_rest_where_the_profile_says_so() -> None:
    categories = {name: one.but(weekend_factor=0.0) for name, one in tiny().catalogue.categories.items()}
    scenario = tiny(catalogue={"categories": categories}, warmup_days=0)
    model = StreetModel(scenario, 1)
    onsets = run(scenario, 1).daily["onsets"].to_numpy()
    assert onsets[~model.workdays].sum() == 0
    assert onsets[model.workdays].sum() > 0


def test_stalls_come_in_the_evening_and_litter_by_day() -> None:
    incidents = lived(1, "days=120").incidents
    assert incidents is not None
    evening = (incidents["onset"] % 24 >= 18) & (incidents["onset"] % 24 < 22)
    share = evening.groupby(incidents["kind"]).mean()
    # expected 0.46 and 0.18 of more than 150 incidents each: |z| < 5, a false alarm in 10,000 seeds
    assert share["street_order"] > 0.3 > share["city_appearance"]


def test_the_common_shock_has_mean_one_and_remembers() -> None:
    """Fails without a fault for less than one seed in 1,000 (bounds are 4 standard errors)."""
    model = quiet(onset={"day_shock_variance": 0.16, "day_shock_memory": 0.34})
    shocks = np.array([model.onset.day_factor(day) for day in range(4000)])
    logs = np.log(shocks)
    assert shocks.mean() == pytest.approx(1, abs=4 * 0.42 * math.sqrt(2 / 4000))
    assert logs.var() == pytest.approx(0.16, rel=4 * math.sqrt(2.5 / 4000))
    assert np.corrcoef(logs[1:], logs[:-1])[0, 1] == pytest.approx(0.34, abs=4 / math.sqrt(4000))


def test_without_shocks_days_are_alike() -> None:
    model = quiet(onset={"day_shock_variance": 0.0})
    assert [model.onset.day_factor(day) for day in range(3)] == [1.0, 1.0, 1.0]


def test_what_nobody_acts_on_may_go_away_by_itself() -> None:
    model = quiet()
    incident = happen(model, hour=9.0, lapses=33.0)
    model.run_until(34)
    assert incident.stage == LAPSED
    assert model.onset.open_visible[0] == 0
    assert finish(model).indicators["harm_days"] == pytest.approx(0.3)  # severity 0.3, one day


def test_what_is_in_hand_does_not_go_away_by_itself() -> None:
    model = quiet(platform={"verification_hours": 24.0})
    incident = found(model, hour=9.0, lapses=10.0)
    model.run_until(24 * 14)
    assert incident.stage == SOLVED


@pytest.mark.parametrize(("days", "some"), [(0.0, False), (1.0, True)])
def test_how_soon_it_goes_away_is_a_number_of_its_kind(days: float, some: bool) -> None:
    categories = {name: one.but(lapse_days=days) for name, one in tiny().catalogue.categories.items()}
    daily = run(tiny(catalogue={"categories": categories}), 1).daily
    assert bool(daily["lapsed"].any()) is some
