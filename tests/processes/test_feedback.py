"""Feedback: who learns what came of a report, and what that does to trust, belief and the next report."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim import StreetModel, run
from sim.agents.resident import Resident
from sim.facts import CLOSED_UNSOLVED, REOPENED, SOLVED
from sim.policies.communication import OneWay, TwoWay
from tests.streets import NO, YES, composed, quiet, reported, unattended

UNCHECKED = {"handling": {"check_share": 0.0}}
HOURS = 24.0


def experience(communication: Any, **traits: Any) -> tuple[StreetModel, Resident, float]:
    """Let somebody report and see the end of it; return the street, the reporter, and its trust before."""
    model = unattended(communication=communication, **UNCHECKED)
    incident = reported(model, **{"hour": 8.6, "learns_outcome": YES, "patience": NO, **traits})
    reporter = model.residents[incident.reporters[0]]
    before = reporter.trust
    model.run_until(HOURS)
    assert reporter.first_outcome is not None, "the case should be over by midnight"
    return model, reporter, before


def test_who_learns_of_a_fix_trusts_more_and_believes_more() -> None:
    model, reporter, before = experience(OneWay())
    params = model.inputs.feedback
    assert reporter.trust == pytest.approx(before + params.trust_gain * (1 - before))
    assert model.feedback.efficacy_now(reporter) > reporter.efficacy


def test_a_bad_experience_costs_twice_the_trust_that_a_good_one_wins() -> None:
    """SF14: at a trust of one half gain and loss are compared on equal terms."""
    params = quiet().inputs.feedback
    changes = []
    for solve in (YES, NO):
        model = unattended(communication=OneWay(see_visible=1.0), **UNCHECKED)
        incident = reported(model, hour=8.6, solve=solve, patience=NO)
        reporter = model.residents[incident.reporters[0]]
        reporter.trust = 0.5
        model.run_until(HOURS)
        changes.append(reporter.trust - 0.5)
    assert changes[0] > 0 > changes[1]
    assert -changes[1] / changes[0] == pytest.approx(params.trust_loss_ratio)


def test_who_learns_of_a_failure_believes_less() -> None:
    model, reporter, _ = experience(OneWay(), solve=NO)
    lost = model.inputs.feedback.efficacy_loss
    assert model.feedback.efficacy_now(reporter) == pytest.approx(reporter.efficacy * (1 - lost), rel=1e-3)


def test_one_way_who_does_not_see_it_learns_nothing() -> None:
    _, reporter, before = experience(OneWay(see_visible=0.5), learns_outcome=0.51)
    assert reporter.boost == 0.0
    assert reporter.trust == before
    assert experience(OneWay(see_visible=0.5), learns_outcome=0.49)[1].boost > 0.0


def test_silence_beyond_patience_costs_trust() -> None:
    model, reporter, before = experience(OneWay(), learns_outcome=NO, patience=YES)
    params = model.inputs.feedback
    loss = params.trust_gain * params.trust_loss_ratio * params.silence_loss
    assert reporter.trust == pytest.approx(before * (1 - loss))


@pytest.mark.parametrize(("visible", "share"), [(True, 0.97), (False, 0.97)])
def test_two_way_nearly_everybody_is_told(visible: bool, share: float) -> None:
    assert TwoWay().outcome_known(visible) == share
    assert OneWay().outcome_known(visible) < share / 1.5


def test_showing_the_work_speaks_louder_than_the_mere_fix() -> None:
    boosts = [experience(rule)[1].boost for rule in (OneWay(), TwoWay())]
    assert boosts[1] / boosts[0] == pytest.approx(TwoWay().evidence_factor)


def test_showing_failures_is_no_gain() -> None:
    """SF9: feedback without performance adds nothing."""
    assert experience(TwoWay(reopen_share=0.0), solve=NO)[1].boost < 0


def test_what_was_learned_fades_in_eleven_months() -> None:
    model, reporter, _ = experience(OneWay())
    learned = model.feedback.efficacy_now(reporter) - reporter.efficacy
    model.time += HOURS * model.inputs.feedback.memory_days
    left = model.feedback.efficacy_now(reporter) - reporter.efficacy
    assert left / learned == pytest.approx(math.exp(-1))


def test_the_mean_belief_is_the_mean_of_all() -> None:
    model = StreetModel(composed("communication=two_way"), 1)
    model.run_until(24 * 30)
    beliefs = [model.feedback.efficacy_now(one) for one in model.residents]
    assert model.feedback.mean_efficacy() == pytest.approx(sum(beliefs) / len(beliefs), rel=1e-3)


def test_neighbours_see_repairs_of_what_is_visible_and_forget() -> None:
    gains = []
    for rule in (OneWay(), TwoWay()):
        model, _, _ = experience(rule)
        seen = model.feedback.seen_repairs
        gains.append(seen[0] - seen[1])
        model.run_until(HOURS * 3)
        assert model.feedback.seen_repairs[0] < seen[0]
    assert gains[1] > gains[0] > 0
    indoors = experience(OneWay(), name="tenancy")[0].feedback.seen_repairs
    assert indoors[0] == indoors[1]


@pytest.mark.parametrize(("rule", "number"), [(OneWay(), 0), (TwoWay(), 3)])
def test_receipt_status_and_answer_are_messages(rule: Any, number: int) -> None:
    assert experience(rule)[0].intake.platform.n_messages == number


def test_keeping_people_informed_takes_time() -> None:
    busy = [
        sum(post.busy_hours for post in experience(rule)[0].duty._posts["administrator"])
        for rule in (OneWay(), TwoWay())
    ]
    assert busy[1] - busy[0] == pytest.approx(TwoWay().feedback_hours)


def standings(**traits: float) -> tuple[list[float], float]:
    """Return the standing of the staff in each block after one case, and what it was before."""
    model, _, _ = experience(OneWay(see_visible=1.0), **traits)
    return model.feedback.standing, model.inputs.street.trust_mean


def test_people_of_the_block_hear_of_it_and_bad_news_counts_double() -> None:
    good, before = standings()
    bad, _ = standings(solve=NO)
    params = quiet().inputs.feedback
    assert good[0] - before == pytest.approx(params.hearsay_gain * (1 - before))
    assert before - bad[0] == pytest.approx(params.hearsay_gain * params.trust_loss_ratio * before)
    assert good[1:] == bad[1:] == [before] * len(good[1:])


def test_the_mean_trust_is_the_mean_of_all() -> None:
    model = StreetModel(composed("communication=two_way"), 1)
    model.run_until(24 * 30)
    trusts = [model.feedback.trust_now(one, one.block) for one in model.residents]
    assert model.feedback.mean_trust() == pytest.approx(sum(trusts) / len(trusts))


# reopening -----------------------------------------------------------------------------------------------------------
def after_a_failure(communication: Any, days: int = 7) -> Any:
    model = unattended(communication=communication, **UNCHECKED)
    incident = reported(model, hour=8.6, solve=NO)
    model.run_until(HOURS)
    assert incident.stage == CLOSED_UNSOLVED
    model.run_until(HOURS * days)
    return incident


def test_who_may_has_an_unsolved_case_reopened() -> None:
    incident = after_a_failure(TwoWay(reopen_share=1.0))
    assert incident.stage == SOLVED
    assert incident.n_cases == 2
    assert incident.source == REOPENED


@pytest.mark.parametrize("rule", [OneWay(), TwoWay(can_reopen=False), TwoWay(reopen_share=0.0)])
def test_who_may_not_has_to_live_with_it(rule: Any) -> None:
    assert after_a_failure(rule).stage == CLOSED_UNSOLVED


def test_nobody_reopens_what_was_solved() -> None:
    assert run(composed("communication=one_way"), 1).indicators["reopened_share"] == 0
    model, _, _ = experience(TwoWay(reopen_share=1.0))
    model.run_until(HOURS * 7)
    assert model.books.arisen == model.books.left == 1


def test_satisfied_is_who_knows_of_a_fix_in_time() -> None:
    satisfied = {}
    for solve, patience in ((YES, NO), (NO, NO), (YES, YES)):
        model = unattended(communication=TwoWay(reopen_share=0.0), **UNCHECKED, days=14, detail="incidents")
        reported(model, hour=8.6, solve=solve, patience=patience)
        model.run_until(HOURS * 14)
        satisfied[solve, patience] = model.result().incidents["satisfied"].iloc[0]
    assert satisfied == {(YES, NO): 1.0, (NO, NO): 0.0, (YES, YES): 0.0}
