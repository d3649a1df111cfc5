"""The agenda does what was planned, in order, at its own hour."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from sim.agenda import Agenda


def test_things_happen_at_their_own_hour() -> None:
    agenda, clock = Agenda(), SimpleNamespace(time=0.0)
    seen: list[tuple[float, str]] = []
    for hour, name in ((5.5, "late"), (1.25, "early")):
        agenda.at(hour, lambda what: seen.append((clock.time, what)), name)
    agenda.run(10.0, clock)
    assert seen == [(1.25, "early"), (5.5, "late")]
    assert clock.time == 10.0


def test_ties_happen_in_the_order_of_planning() -> None:
    agenda, clock, seen = Agenda(), SimpleNamespace(time=0.0), []
    for name in "abcdefgh":
        agenda.at(3.0, seen.append, name)
    agenda.run(4.0, clock)
    assert "".join(seen) == "abcdefgh"


def test_the_end_belongs_to_the_next_stretch() -> None:
    agenda, clock, seen = Agenda(), SimpleNamespace(time=0.0), []
    agenda.at(24.0, seen.append, "midnight")
    agenda.run(24.0, clock)
    assert seen == []
    agenda.run(24.5, clock)
    assert seen == ["midnight"]


def test_what_is_planned_meanwhile_for_the_same_stretch_happens_in_it() -> None:
    agenda, clock, seen = Agenda(), SimpleNamespace(time=0.0), []

    def plan_another(hour: float) -> None:
        seen.append(hour)
        if hour < 4:
            agenda.at(hour + 1, plan_another, hour + 1)

    agenda.at(1.0, plan_another, 1.0)
    agenda.run(3.5, clock)
    assert seen == [1.0, 2.0, 3.0]
    agenda.run(9.0, clock)
    assert seen == [1.0, 2.0, 3.0, 4.0]


@given(st.lists(st.integers(0, 50), max_size=60), st.lists(st.floats(0, 60), max_size=6))
def test_pieces_of_time_change_nothing(hours: list[int], cuts: list[float]) -> None:
    whole: list[tuple[int, int]] = []
    pieces: list[tuple[int, int]] = []
    for seen, stops in ((whole, []), (pieces, sorted(cuts))):
        agenda, clock = Agenda(), SimpleNamespace(time=0.0)
        for number, hour in enumerate(hours):
            agenda.at(float(hour), seen.append, (hour, number))
        for stop in [*stops, 61.0]:
            agenda.run(stop, clock)
    assert whole == pieces == sorted(whole)


def lived(planned: list[tuple[int, int]], noon: int, by_day: bool) -> list[tuple[float, int]]:
    """Return what happens in three days of which each thing planned plans one more, day by day or as one long list."""
    agenda, clock = Agenda(), SimpleNamespace(time=0.0)
    seen: list[tuple[float, int]] = []

    def act(number: int) -> None:
        seen.append((clock.time, number))
        if number >= 0 and planned[number][1] >= clock.time:
            agenda.at(float(planned[number][1]), act, -1 - number)

    for number, (hour, _) in enumerate(planned):
        agenda.at(float(hour), act, number)
    for day in range(3):
        if by_day:
            agenda.open_day(day)
        for until in (24.0 * day + noon, 24.0 * (day + 1)):
            agenda.run(until, clock)
    assert len(agenda) == 0
    return seen


@given(st.lists(st.tuples(st.integers(0, 71), st.integers(0, 71)), max_size=60), st.integers(0, 23))
def test_opening_days_changes_no_order(planned: list[tuple[int, int]], noon: int) -> None:
    """What is planned before a day, and during it, happens as in one long list."""
    assert lived(planned, noon, by_day=True) == lived(planned, noon, by_day=False)
