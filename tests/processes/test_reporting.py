"""Reporting: who notices decides, by what it sees, believes and has to do for it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import StreetModel, run
from sim.agents.incident import Incident
from sim.agents.resident import Resident
from sim.draws import Draws
from sim.facts import IN_PROCESS, LATENT
from sim.processes.reporting import APP, COUNTER, HOTLINE
from tests.streets import NO, YES, composed, happen, quiet, reported, tiny


def logit(model: StreetModel, resident: Resident, incident: Incident) -> float:
    """Return the log odds that a resident reports, found by halving the range of its draw."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if model.reporting._wants_to_report(resident.row, incident, middle) else (low, middle)
        )
    return math.log(low / (1 - low))


def somebody(model: StreetModel, channel: int = APP, renter: bool = False) -> Resident:
    """Return a resident of a channel and tenure, of middling trust and belief."""
    population = model.population
    for row in range(len(model.residents)):
        resident = model.residents[row]
        if population.renter[row] == renter and model.reporting.channel(resident) == channel:
            resident.trust = resident.efficacy = 0.5
            return resident
    raise LookupError(channel)


@pytest.fixture
def street() -> StreetModel:
    return quiet()


def test_renters_report_at_a_third_of_the_odds_of_owners(street: StreetModel) -> None:
    incident = happen(street)
    owner, renter = (logit(street, somebody(street, renter=one), incident) for one in (False, True))
    assert math.exp(renter - owner) == pytest.approx(1 / 3)


def test_who_believes_that_it_helps_reports_more(street: StreetModel) -> None:
    resident, incident = somebody(street), happen(street)
    before = logit(street, resident, incident)
    resident.efficacy = 0.9
    assert logit(street, resident, incident) - before == pytest.approx(0.4 * street.inputs.reporting.efficacy_slope)


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
def test_who_trusts_reports_more_by_own_trust_and_by_hearsay(weight: float) -> None:
    street = quiet(feedback={"hearsay_weight": weight})
    resident, incident = somebody(street), happen(street)
    slope, before = street.inputs.reporting.trust_slope, logit(street, resident, incident)
    resident.trust += 0.4
    own = logit(street, resident, incident) - before
    street.feedback.standing[0] += 0.2
    heard = logit(street, resident, incident) - before - own
    assert own == pytest.approx((1 - weight) * 0.4 * slope, abs=1e-9)
    assert heard == pytest.approx(weight * 0.2 * slope, abs=1e-9)


def test_the_graver_the_more(street: StreetModel) -> None:
    resident = somebody(street)
    mild, grave = (logit(street, resident, happen(street, hour=9 + s, severity=s)) for s in (0.2, 0.7))
    assert grave - mild == pytest.approx(0.5 * street.inputs.reporting.severity_slope)


def test_repairs_around_encourage(street: StreetModel) -> None:
    resident, incident = somebody(street), happen(street)
    before = logit(street, resident, incident)
    street.feedback.seen_repairs[0] += 0.1
    assert logit(street, resident, incident) - before == pytest.approx(0.1 * street.inputs.reporting.local_slope)


def test_the_more_effort_the_less(street: StreetModel) -> None:
    incident, params = happen(street), street.inputs.reporting
    app, hotline, counter = (logit(street, somebody(street, one), incident) for one in (APP, HOTLINE, COUNTER))
    assert app - hotline == pytest.approx(params.hotline_effort - params.app_effort)
    assert app - counter == pytest.approx(params.counter_effort - params.app_effort)


def test_who_is_online_uses_the_app_and_the_others_do_not(street: StreetModel) -> None:
    channels = {bool(one.online): set() for one in street.residents}
    for one in street.residents:
        channels[bool(one.online)].add(street.reporting.channel(one))
    assert channels == {True: {APP}, False: {HOTLINE, COUNTER}}


def test_who_does_not_report_leaves_it_to_the_next(street: StreetModel) -> None:
    incident = happen(street, hour=9.0, noticed=9.0, report=NO)
    street.run_until(9.1)
    assert incident.stage == LATENT
    assert incident.n_notices == 1
    street.run_until(24 * 14)
    assert incident.n_notices > 1


def test_what_is_in_hand_is_reported_again_but_stays_one_case() -> None:
    model = quiet(reporting={"duplicate_share": 1.0, "intercept": 20.0})
    incident = reported(model, hour=9.0, delay=24 * 30)
    model.run_until(24 * 10)
    assert incident.stage == IN_PROCESS
    assert incident.n_cases == 1
    assert model.books.duplicates == len(incident.reporters) - 1 > 0
    assert len(set(incident.reporters)) == len(incident.reporters)
    assert sum(model.intake.platform.n_contacts) == len(incident.reporters)


def test_without_readiness_there_are_no_duplicates() -> None:
    assert run(tiny(reporting={"duplicate_share": 0.0}), 1).indicators["duplicate_share"] == 0


def test_telling_people_what_is_in_hand_saves_duplicates() -> None:
    changes = {"street=tiny", "days=120", "reporting.duplicate_share=0.5"}
    told, silent = (
        sum(
            run(composed(*changes, "communication=two_way", f"communication.duplicate_factor={one}"), seed).indicators[
                "duplicate_share"
            ]
            for seed in range(3)
        )
        for one in (0.2, 1.0)
    )
    assert told < silent


@pytest.mark.parametrize(("share", "same_block"), [(1.0, True), (0.0, False)])
def test_people_notice_what_is_near(share: float, same_block: bool) -> None:
    model = quiet(reporting={"near_share": share})
    for step in range(20):
        incident = reported(model, hour=9 + step / 10, who_notices=(step + 0.5) / 20)
        block = model.residents[incident.reporters[0]].block
        assert (block == incident.block) is same_block
        assert same_block or block in model.blocks.neighbours[incident.block]


def test_children_do_not_report() -> None:
    model = quiet()
    who = [reported(model, hour=9 + u, who_notices=u).reporters[0] for u in (YES, 0.2, 0.5, 0.8, NO)]
    assert not any(model.population.age[row] == 0 for row in who)


def test_few_residents_make_most_reports() -> None:
    """SF12: the spread of attention concentrates reports."""
    spread, even = (run(tiny(days=240, street={"attention_sigma": one}), 1).indicators for one in (1.6, 0.0))
    assert spread["report_gini"] > even["report_gini"]
    assert spread["participation_share"] < even["participation_share"]


def test_a_seeming_problem_that_nobody_reports_is_forgotten(street: StreetModel) -> None:
    happen(street, hour=9.0, noticed=9.0, mistaken=True, report=NO)
    street.run_until(10)
    assert not street.agents_by_type.get(Incident)


def test_who_notices_in_the_own_block_is_drawn_by_attention() -> None:
    street = quiet(reporting={"near_share": 1.0})
    people, block = street.population, 3
    members = slice(people.start[block], people.start[block + 1])
    uniform = Draws(1)["noticer"].uniform(np.arange(20_000).astype(np.uint64))
    rows = np.array([street.reporting._draw_resident(block, one) for one in uniform.tolist()])
    counted = np.bincount(rows - members.start, minlength=members.stop - members.start)
    attention = np.diff(people.attention_cumulative)[members]
    share = attention / attention.sum()
    assert (counted[share == 0] == 0).all()
    z = (counted - 20_000 * share) / np.sqrt(20_000 * share * (1 - share) + 1)
    assert np.abs(z).max() < 4.5  # some 40 to 100 members: false alarm below 7e-4


@pytest.mark.parametrize("near_share", [1.0, 0.5])
def test_the_ends_of_the_draw_of_who_notices_stay_in_the_block_or_next_door(near_share: float) -> None:
    street = quiet(reporting={"near_share": near_share})
    for block in range(len(street.blocks)):
        allowed = {block, *map(int, street.blocks.neighbours[block])} if near_share < 1 else {block}
        for uniform in (0.0, 1e-17, 0.5, 1 - 1e-16):
            assert street.population.block[street.reporting._draw_resident(block, uniform)] in allowed
