"""Channels: lines, opening hours, outages, and cases that go astray."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import StreetModel, run
from sim.agents.incident import Incident
from sim.facts import IN_PROCESS, LATENT, STREET
from sim.processes.channels import Channels
from sim.processes.outages import Outages
from sim.processes.reporting import APP, COUNTER, HOTLINE
from tests.streets import NO, composed, happen, lived, quiet, reported, unattended

COUNTER_ONLY = {"on": True, "platform": False, "hotline": False}


def street(**changes: Any) -> StreetModel:
    """Return a quiet street with channels."""
    return unattended(**{"channels": {"on": True}, **changes})


def down(model: StreetModel, start: float, end: float) -> None:
    """Let the platform be down between two hours."""
    outages = Outages(model.draws, 0.0, 0.0, 0.0, 0.0)
    outages.starts, outages.ends = [start], [end]
    assert model.channels is not None
    model.channels.outages = outages


def test_desks_never_full_closed_or_down_are_the_core() -> None:
    plain = ("days=30", "warmup_days=0", "street.calendar=none", "platform.call_takers=500")
    wide = ("channels.residents_per_window=1", "channels.window_opens=0", "channels.window_closes=24")
    core = run(composed(*plain), 1)
    open_wide = run(composed(*plain, "channels=platform", *wide, "channels.wrong_unit_hours=0"), 1)
    assert open_wide.digest == core.digest
    assert open_wide.indicators["lost_report_share"] == 0


def test_who_is_impatient_is_lost_and_who_is_patient_is_not() -> None:
    busy = ("channels=counter_only", "catalogue.rate_scale=20", "days=20")
    lost = [
        lived(1, *busy, f"channels.counter_patience_hours={hours}").indicators["lost_report_share"]
        for hours in (1e-6, 0.75, 1e6)
    ]
    assert lost[0] > lost[1] > lost[2] == 0


def test_a_report_given_up_is_lost_costs_trust_and_leaves_the_chain_of_notices_running() -> None:
    model = street(channels={**COUNTER_ONLY, "counter_patience_hours": 1e-6})
    assert model.channels is not None
    incident = happen(model, hour=10.0)
    assert incident is not None
    model.channels.desks[COUNTER].serve(10.0, 3.0)
    resident = model.residents[0]
    before, standing = resident.trust, model.feedback.standing[incident.block]
    assert not model.reporting._report(resident, incident)
    assert incident.stage == LATENT
    assert resident.trust < before
    assert model.feedback.standing[incident.block] < standing
    assert resident.n_reports == 0
    assert model.channels.n_lost == 1


def test_after_a_lost_report_the_next_notice_comes() -> None:
    model = quiet(channels={**COUNTER_ONLY, "counter_patience_hours": 1e-6}, staffing={"patrol_share": 0.0})
    assert model.channels is not None
    model.run_until(10.0)
    model.channels.desks[COUNTER].serve(10.0, 5.0)
    incident = happen(model, hour=10.0, noticed=10.0)
    assert incident is not None
    model.run_until(10.01)
    assert (model.channels.n_lost, incident.n_notices, incident.chain) == (1, 1, 0)
    model.run_until(24.0 * 13)
    assert incident.n_notices > 1


def test_at_night_the_counter_is_closed_and_the_resident_comes_when_it_opens() -> None:
    model = street(channels=COUNTER_ONLY)
    incident = happen(model, hour=20.0, noticed=20.0)
    assert incident is not None
    model.run_until(24.0 + 8.9)
    assert incident.stage == LATENT
    model.run_until(24.0 + 17.0)
    assert incident.stage >= IN_PROCESS
    assert 24 + 9 < incident.reported < 24 + 17, "at an hour of the day, not all when the door opens"


def test_who_finds_the_counter_closed_and_the_problem_gone_reports_nothing() -> None:
    model = street(channels=COUNTER_ONLY)
    incident = happen(model, hour=20.0, noticed=20.0, lapses=30.0)
    assert incident is not None
    model.run_until(24.0 * 2)
    assert model.channels is not None
    assert model.channels.checks()["report_attempts"] == 0
    assert (model.channels.n_moot, model.channels.n_reached) == (1, 0)


@pytest.mark.parametrize(
    ("given", "instead"),
    [
        ({}, (APP, HOTLINE, COUNTER)),
        ({"platform": False}, (HOTLINE, HOTLINE, COUNTER)),
        ({"hotline": False}, (APP, COUNTER, COUNTER)),
        ({"platform": False, "hotline": False}, (COUNTER, COUNTER, COUNTER)),
    ],
)
def test_who_cannot_use_a_channel_takes_the_next_one(given: dict[str, bool], instead: tuple[int, ...]) -> None:
    model = quiet(channels={"on": True, **given})
    assert model.inputs.channels.instead == instead
    online = model.population.online
    chosen = np.asarray(model.reporting._channels)
    assert set(chosen[online].tolist()) == {instead[APP]}
    assert APP not in set(chosen[~online].tolist())


@pytest.mark.parametrize(("waits", "hour"), [(0.0, 10.0), (1.0, 30.0)])
def test_in_an_outage_those_online_telephone_or_wait_until_it_is_over(waits: float, hour: float) -> None:
    model = street(channels={"on": True, "waits_out_share": waits})
    down(model, 9.0, 30.0)
    resident = next(one for one in model.residents if one.online)
    incident = happen(model, hour=10.0)
    assert incident is not None
    heard = model.reporting._report(resident, incident)
    assert heard is (waits == 0)
    model.run_until(30.0 + 1e-6)
    assert incident.reported == pytest.approx(hour)
    assert model.intake.platform.n_contacts == ([0, 1, 0] if waits == 0 else [1, 0, 0])


def test_in_an_outage_those_online_come_to_the_counter_where_there_is_no_telephone() -> None:
    model = street(channels={"on": True, "hotline": False, "waits_out_share": 0.0})
    down(model, 9.0, 30.0)
    incident = happen(model, hour=10.0)
    assert incident is not None
    assert model.reporting._report(next(one for one in model.residents if one.online), incident)
    assert model.intake.platform.n_contacts == [0, 0, 1]


def test_without_the_platform_verification_and_registration_take_longer() -> None:
    model = street()
    assert model.channels is not None
    up = model.channels.verify_hours(), model.channels.register()
    down(model, 0.0, 100.0)
    assert not model.platform_up(0.0)
    paper = model.channels.verify_hours(), model.channels.register()
    desk, own = model.inputs.platform, model.inputs.channels
    assert up == (desk.verify_hours, (desk.registration_hours, desk.dispatch_accuracy))
    assert paper == (desk.verification_hours, (own.paper_registration_hours, own.paper_accuracy))
    assert model.channels.indicators()["paper_share"] == 0.5


def test_a_street_without_channels_has_a_platform_that_is_up() -> None:
    model = quiet()
    assert model.channels is None
    assert model.platform_up(0.0)
    assert model.has_platform


def astray(hours: float, **platform: float) -> tuple[StreetModel, Incident]:
    """Return a street in which a case was sent to the wrong unit, and the case."""
    model = street(channels={"on": True, "wrong_unit_hours": hours}, platform={"dispatch_accuracy": 0.9} | platform)
    incident = reported(model, dispatch=NO)
    model.run_until(24.0 * 10)
    return model, incident


def test_a_wrong_dispatch_takes_the_time_of_the_unit_it_went_to() -> None:
    model, incident = astray(2.0)
    assert model.centres.units[STREET].servers.busy_hours == 2.0
    assert incident.n_transfers == 1
    assert incident.dispatched >= incident.registered + 2.0 + model.inputs.platform.transfer_hours
    assert model.intake.platform.officers.n_served == 2, "the officers dispatch it a second time"


def test_under_a_hierarchy_the_wrong_unit_is_one_of_its_levels() -> None:
    hierarchy = composed("hierarchy=shekou").hierarchy
    model = street(
        channels={"on": True, "wrong_unit_hours": 2.0}, platform={"dispatch_accuracy": 0.9}, hierarchy=hierarchy
    )
    incident = reported(model, dispatch=NO)
    model.run_until(24.0 * 10)
    assert incident.n_transfers == 1
    assert [unit.servers.busy_hours for unit in model.hierarchy.units] == [2.0, 0.0]
    assert all(unit.servers.busy_hours == 0.0 for unit in model.centres.units.values()), "they have given way"
    assert model.hierarchy.checks()["level_hours"] == 0


def test_a_dispatch_that_takes_no_time_can_go_astray_too() -> None:
    model, incident = astray(0.7, registration_hours=0.0, dispatch_accuracy=0.9)
    assert model.intake.platform.officers.n_served == 0
    assert incident.dispatched >= incident.registered + 0.7


def test_by_itself_the_core_only_loses_time() -> None:
    model, incident = astray(0.0)
    assert model.centres.units[STREET].servers.busy_hours == 0.0
    assert incident.dispatched == pytest.approx(incident.registered + model.inputs.platform.transfer_hours)


def test_the_number_of_transfers_is_geometric() -> None:
    result = lived(1, "channels=platform", "platform.dispatch_accuracy=0.5", "days=120")
    assert result.incidents is not None
    sent = result.incidents[result.incidents["dispatched"].notna()]
    again = sent.loc[sent["transfers"] >= 1, "transfers"]
    share, spread = (again > 1).mean(), 0.5 / len(again) ** 0.5
    assert abs(share - 0.5) < 4 * spread, "false alarm once in 15,000 new seeds"


def test_patience_has_the_mean_that_is_declared() -> None:
    u = (np.arange(2_000_000) + 0.5) / 2_000_000
    for patience in ("exponential", "log_logistic"):
        params = Channels(patience=patience, patience_shape=0.3)
        assert params.patience_of(u, 0.5).mean() == pytest.approx(0.5, rel=1e-3)


def test_without_a_platform_nobody_pays_for_one() -> None:
    table = lived(1, "channels=hotline", "days=20").quantities
    assert table.loc[table["item"] == "platform_km2_day", "quantity"].sum() == 0


@pytest.mark.parametrize("option", ["counter_only", "hotline", "platform", "failing_platform"])
def test_all_books_balance(option: str) -> None:
    result = lived(2, f"channels={option}", "catalogue.rate_scale=10", "channels.outages_per_year=100", "days=20")
    assert max(abs(one) for one in result.checks.values()) < 1e-9
