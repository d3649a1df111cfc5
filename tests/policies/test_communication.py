"""Communication rules: one-way and two-way differ in what people are told, asked and allowed."""

from __future__ import annotations

import dataclasses

import pytest

from sim import run
from sim.policies.communication import Communication, OneWay, TwoWay
from tests.streets import composed

PROMISED = [name for name in vars(Communication) if not name.startswith("_")]


@pytest.mark.parametrize("rule", [OneWay(), TwoWay()])
def test_a_rule_answers_all_that_the_street_asks(rule: Communication) -> None:
    assert len(PROMISED) >= 10
    for name in PROMISED:
        assert hasattr(rule, name), name


def test_the_two_rules_differ_in_every_respect() -> None:
    one, two = OneWay(), TwoWay()
    shared = [field.name for field in dataclasses.fields(one) if hasattr(two, field.name)]
    assert all(getattr(one, name) != getattr(two, name) for name in shared)
    assert two.outcome_known(visible=True) > one.outcome_known(visible=True) > one.outcome_known(visible=False)


def test_two_way_communication_costs_staff_time_messages_and_a_platform() -> None:
    one, two = (run(composed(f"communication={rule}"), 1) for rule in ("one_way", "two_way"))
    quantity = [result.quantities.groupby("item")["quantity"].sum() for result in (one, two)]
    assert quantity[0]["message"] == 0 < quantity[1]["message"]
    assert quantity[0]["two_way_km2_day"] == 0 < quantity[1]["two_way_km2_day"]
