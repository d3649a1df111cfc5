"""Dispatch: each rule decides who goes first, and nobody waits for ever (SF24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from sim.policies.dispatch import EarliestDeadline, Fifo, Priority, ShortestFirst
from tests.streets import found, quiet


@dataclass(frozen=True)
class Kind:
    deadline_hours: float = 24.0


@dataclass(frozen=True)
class Case:
    severity: float = 0.3
    deadline: float = float("nan")
    kind: Kind = Kind()


def order(rule: Any, *waiting: tuple[float, Case, float]) -> list[int]:
    """Return the places of waiting tasks (since when, case, work) in the order of service."""
    return sorted(range(len(waiting)), key=lambda place: rule.priority(*waiting[place]))


def test_first_come_first_served() -> None:
    assert order(Fifo(), (2.0, Case(severity=1.0), 0.1), (1.0, Case(), 9.0)) == [1, 0]


def test_the_severe_overtake_but_not_for_ever() -> None:
    mild, severe = Case(severity=0.0), Case(severity=1.0)
    assert order(Priority(head_start_hours=48), (0.0, mild, 1.0), (47.0, severe, 1.0)) == [1, 0]
    assert order(Priority(head_start_hours=48), (0.0, mild, 1.0), (49.0, severe, 1.0)) == [0, 1]
    assert order(Priority(head_start_hours=0), (0.0, mild, 1.0), (1.0, severe, 1.0)) == [0, 1]


def test_short_jobs_first_but_not_for_ever() -> None:
    rule = ShortestFirst(ageing=0.05)
    assert order(rule, (0.0, Case(), 2.0), (10.0, Case(), 1.0)) == [1, 0]
    assert order(rule, (0.0, Case(), 2.0), (21.0, Case(), 1.0)) == [0, 1]


def test_the_deadline_that_ends_first() -> None:
    known, unknown = Case(deadline=30.0), Case()
    assert order(EarliestDeadline(), (10.0, unknown, 1.0), (12.0, known, 1.0)) == [1, 0]
    assert EarliestDeadline().priority(10.0, unknown, 1.0) == 34.0


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Fifo(), ["slow", "severe", "short"]),
        (Priority(head_start_hours=500), ["severe", "slow", "short"]),
        (ShortestFirst(ageing=0.0), ["short", "severe", "slow"]),
    ],
)
def test_the_rule_decides_in_the_street(rule: Any, expected: list[str]) -> None:
    fast = {"platform": {"verification_hours": 0.0, "registration_hours": 0.0}}
    model = quiet(dispatch=rule, staffing={"administrators_per_grid": 0.01}, **fast)
    found(model, hour=8.0, work=8.0, severity=0.99)
    cases = {
        "slow": found(model, hour=8.5, work=3.0, severity=0.2),
        "severe": found(model, hour=8.6, work=2.0, severity=0.9),
        "short": found(model, hour=8.7, work=1.0, severity=0.1),
    }
    model.run_until(24 * 10)
    assert sorted(cases, key=lambda name: cases[name].started) == expected
