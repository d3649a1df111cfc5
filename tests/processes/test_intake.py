"""Intake: report, look on the spot, verify, register, dispatch; stage by stage, in opening hours."""

from __future__ import annotations

import itertools
import math

import pytest

from sim import StreetModel
from sim.facts import VOID
from tests.streets import NO, found, happen, lived, quiet, reported

STAGES = "onset noticed reported verified registered dispatched started handled answered closed".split()
FRIDAY = 4 * 24.0
HOLIDAY = "2025-04-28"  # Monday; 1 May (Thursday) to 5 May are days of rest, Sunday 27 April was worked


@pytest.mark.parametrize("communication", ["one_way", "two_way"])
def test_every_case_goes_through_the_stages_in_order(communication: str) -> None:
    incidents = lived(1, "days=120", f"communication={communication}").incidents
    closed = incidents[(incidents["case"] > 0) & incidents["closed"].notna() & (incidents["mistaken"] == 0)]
    assert len(closed) > 300
    for before, after in itertools.pairwise(STAGES):
        assert (closed[before] <= closed[after] + 1e-9).all(), (before, after)
    checked = closed[closed["checked"].notna()]
    assert (checked["checked"] >= checked["started"]).all()
    assert (closed["solved"].isna() | (closed["solved"] <= closed["closed"])).all()


def test_a_report_is_looked_at_verified_and_registered() -> None:
    model = quiet()
    incident = reported(model, hour=8.6)
    model.run_until(48)
    desk = model.inputs.platform
    assert incident.verified - incident.reported >= desk.investigation_hours + desk.verify_hours
    assert incident.registered - incident.verified == pytest.approx(desk.registration_hours)
    assert sum(model.intake.platform.n_contacts) == 1


def test_staff_finds_need_no_second_look_but_are_verified() -> None:
    model = quiet()
    incident = found(model, hour=10.5)
    model.run_until(48)
    assert incident.verified - incident.reported == pytest.approx(model.inputs.platform.verify_hours, abs=4)
    assert sum(model.intake.platform.n_contacts) == 0
    assert all(post.busy_hours == 0 for post in model.duty._posts["coordinator"])


def test_shared_registers_shorten_verification() -> None:
    shared, alone = (quiet(platform={"data_shared": one, "shared_data_factor": 0.5}) for one in (True, False))
    cases = [found(model, hour=11.0) for model in (shared, alone)]
    for model in (shared, alone):
        model.run_until(24)
    took = [
        post.busy_hours for model in (shared, alone) for post in model.duty._posts["administrator"] if post.busy_hours
    ]
    assert took[1] - took[0] == pytest.approx(alone.inputs.platform.verification_hours / 2)
    assert cases[0].verified < cases[1].verified


def wrongly_sent(model: StreetModel) -> tuple[float, int]:
    incident = reported(model, hour=8.6, dispatch=NO)
    model.run_until(24 * 7)
    return incident.dispatched - incident.registered, incident.n_transfers


def test_a_wrong_dispatch_costs_a_transfer() -> None:
    assert wrongly_sent(quiet()) == (pytest.approx(quiet().inputs.platform.transfer_hours), 1)


def test_perfect_dispatch_costs_none() -> None:
    assert wrongly_sent(quiet(platform={"dispatch_accuracy": 1.0})) == (0.0, 0)


def test_wrong_dispatches_follow_the_accuracy() -> None:
    """Fails without a fault for less than one seed in 1,000 (3.3 standard errors)."""
    incidents = lived(1, "days=120", "platform.dispatch_accuracy=0.7").incidents
    cases = incidents[incidents["registered"] > 0]
    error = math.sqrt(0.7 * 0.3 / len(cases))
    assert cases["transfers"].mean() == pytest.approx(0.3, abs=3.3 * error)


def test_time_limits_rest_on_days_of_rest() -> None:
    model = quiet()
    incident = found(model, hour=FRIDAY + 16.0)
    model.run_until(FRIDAY + 24 * 4)
    assert incident.kind.deadline_hours == 24
    assert incident.registered < FRIDAY + 24
    assert incident.deadline == pytest.approx(incident.registered + 72)


def test_time_limits_rest_on_public_holidays() -> None:
    model = quiet(start_date=HOLIDAY)
    incident = found(model, hour=48 + 16.0)
    model.run_until(24 * 10)
    assert incident.registered < 72
    assert incident.deadline == pytest.approx(incident.registered + 6 * 24)  # Wednesday to Tuesday


def test_the_register_keeps_its_hours_and_urgent_cases_do_not_wait_for_it() -> None:
    model = quiet(platform={"officers_open": 16.0, "officers_close": 18.0})
    usual, urgent = found(model, hour=11.5), found(model, "emergency", hour=11.6)
    model.run_until(48)
    assert usual.registered >= 16.0
    assert urgent.registered < 12.5


def test_a_call_desk_that_is_closed_lets_people_wait() -> None:
    model = quiet(platform={"call_opens": 10.0, "call_closes": 18.0})
    incident = reported(model, hour=8.6)
    model.run_until(48)
    assert incident.verified > 10.0


def test_too_few_at_the_desk_means_waiting() -> None:
    model = quiet(platform={"call_takers": 1, "app_contact_hours": 4.0, "hotline_contact_hours": 4.0})
    for step in range(3):
        reported(model, hour=8.6 + step / 100, block=step)
    assert model.intake.platform.contacts.wait_hours > 3.9 + 7.9 - 0.1


def test_without_coordinators_the_administrator_voids_what_is_no_problem() -> None:
    model = quiet(staffing={"coordinators_per_grid": 0.0})
    incident = reported(model, hour=8.6, mistaken=True)
    model.run_until(48)
    assert incident.stage == VOID
    assert any(post.busy_hours > 0 for post in model.duty._posts["administrator"])


def test_an_urgent_report_breaks_off_the_patrol() -> None:
    ends = []
    for kind in ("noise", "emergency"):
        model = quiet()
        reported(model, kind, hour=9.0)
        model.run_until(12)
        ends.append(min(model.noticing.route_ends))
    assert ends == [math.inf, pytest.approx(9.03, abs=0.2)]


def test_nothing_happens_without_a_report() -> None:
    model = quiet(staffing={"patrol_share": 0.0})
    incident = happen(model)
    model.run_until(24 * 5)
    assert incident.n_cases == 0
