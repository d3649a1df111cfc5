"""Posts and their queue: who works on what, and when, within the windows of the day."""

from __future__ import annotations

from types import SimpleNamespace

import mesa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agenda import Agenda
from sim.agents.staff import Administrator, Staff, Station, Task

DAY = [(9.0, 12.0), (14.0, 17.0)]


class Office(mesa.Model):
    """A station by itself: a clock, an agenda, and a diary of what was finished when."""

    time = 0.0

    def __init__(self, posts: int, windows: list[tuple[float, float]] = DAY) -> None:
        self.agenda = Agenda()
        super().__init__(rng=1)
        self._default_schedule.stop()
        self.books = SimpleNamespace(task_hours=0.0)
        self.people: list[Staff] = [Administrator(self) for _ in range(posts)]
        self.station = Station(self, [0], list(self.people))
        self.diary: list[tuple[str, float]] = []
        self.hours = windows
        self.day = 0
        self._names: dict[int, str] = {}
        self.dawn(self.people)

    def dawn(self, people: list[Staff]) -> None:
        """Begin a day with these people on duty."""
        windows = [(24 * self.day + start, 24 * self.day + end) for start, end in self.hours]
        self.station.morning(windows, list(people))

    def bring(self, name: str, hour: float, work: float, priority: float | None = None, urgent: bool = False) -> None:
        """Plan that a task comes in."""
        incident = SimpleNamespace(name=name, onset=hour, key=len(self._names))
        self._names[incident.key] = name
        task = Task(incident, work, hour if priority is None else priority, self.done)
        task.interrupts = urgent
        self.agenda.at(hour, self.station.add, task)

    def done(self, incident: SimpleNamespace) -> None:
        """Write down a finished task."""
        self.diary.append((incident.name, self.time))

    def live(self, days: int = 1, people: list[Staff] | None = None) -> list[tuple[str, float]]:
        """Live for some days and return the diary, to the minute's thousandth."""
        for _ in range(days):
            self.agenda.run(24.0 * (self.day + 1), self)
            self.station.evening()
            self.day += 1
            self.dawn(self.people if people is None else people)
        return [(name, round(hour, 6)) for name, hour in self.diary]

    @property
    def busy(self) -> float:
        """Hours that all people have worked."""
        return sum(post.busy_hours for post in self.people)


def test_who_is_free_takes_a_task_at_once() -> None:
    office = Office(1)
    office.bring("a", 10.0, 0.5)
    assert office.live() == [("a", 10.5)]
    assert office.busy == pytest.approx(0.5)


def test_what_comes_in_the_night_waits_for_the_morning() -> None:
    office = Office(1)
    office.bring("a", 3.0, 0.5)
    assert office.live() == [("a", 9.5)]


def test_work_pauses_for_lunch_and_for_the_night() -> None:
    office = Office(1)
    office.bring("lunch", 11.5, 1.0)
    office.bring("night", 16.0, 2.0)
    assert office.live(2) == [("lunch", 14.5), ("night", 34.0)]
    assert office.busy == pytest.approx(3.0)


def test_work_can_take_days() -> None:
    office = Office(1)
    office.bring("long", 10.0, 15.0)
    assert office.live(3) == [("long", 48 + 15.0)], "five hours, six hours, and four"


def test_first_come_first_served() -> None:
    office = Office(1)
    for number, name in enumerate("abc"):
        office.bring(name, 9.0 + number / 10, 1.0)
    assert office.live() == [("a", 10.0), ("b", 11.0), ("c", 12.0)]


def test_the_smaller_number_goes_first_but_interrupts_nobody() -> None:
    office = Office(1)
    office.bring("a", 9.0, 1.0, priority=5)
    office.bring("b", 9.1, 1.0, priority=3)
    office.bring("c", 9.2, 1.0, priority=1)
    assert [name for name, _ in office.live()] == ["a", "c", "b"]


def test_an_urgent_task_interrupts_and_the_other_goes_on_where_it_stopped() -> None:
    office = Office(1)
    office.bring("slow", 9.0, 2.0)
    office.bring("urgent", 10.0, 0.5, priority=-1e9, urgent=True)
    assert office.live() == [("urgent", 10.5), ("slow", 11.5)]
    assert office.busy == pytest.approx(2.5)
    assert office.books.task_hours == pytest.approx(2.5)


def test_it_interrupts_the_task_that_matters_least() -> None:
    office = Office(2)
    office.bring("matters", 9.0, 2.0, priority=0)
    office.bring("matters less", 9.0, 2.0, priority=7)
    office.bring("urgent", 9.5, 1.0, priority=-1e9, urgent=True)
    assert office.live() == [("urgent", 10.5), ("matters", 11.0), ("matters less", 12.0)]


def test_one_urgent_task_does_not_interrupt_another() -> None:
    office = Office(1)
    office.bring("first", 9.0, 1.0, priority=-1e9, urgent=True)
    office.bring("second", 9.5, 1.0, priority=-1e9, urgent=True)
    assert office.live() == [("first", 10.0), ("second", 11.0)]


def test_an_urgent_task_of_the_night_comes_before_what_was_left_the_evening_before() -> None:
    office = Office(1)
    office.bring("slow", 16.0, 3.0)
    office.bring("urgent", 20.0, 0.5, priority=-1e9, urgent=True)
    assert office.live(2) == [("urgent", 33.5), ("slow", 35.5)]


def test_an_urgent_task_of_the_midday_break_comes_before_what_was_paused() -> None:
    office = Office(2)
    office.bring("slow", 11.0, 2.0, priority=1)
    office.bring("slower", 11.0, 3.0, priority=2)
    office.bring("urgent", 13.0, 0.5, priority=-1e9, urgent=True)
    assert office.live() == [("urgent", 14.5), ("slow", 15.0), ("slower", 16.5)]


def test_several_posts_work_side_by_side() -> None:
    office = Office(3)
    for number, name in enumerate("abcd"):
        office.bring(name, 9.0 + number / 10, 1.0)
    assert office.live() == [("a", 10.0), ("b", 10.1), ("c", 10.2), ("d", 11.0)]


def test_without_posts_nothing_is_ever_done() -> None:
    office = Office(0)
    office.bring("a", 10.0, 0.5)
    assert office.live(3) == []
    assert office.station.n_waiting == 1


def test_who_leaves_in_the_morning_hands_the_task_on() -> None:
    office = Office(2)
    office.bring("a", 16.0, 2.0)
    office.bring("b", 16.0, 2.0)
    office.live(1, people=office.people[:1])
    assert [hour for _, hour in office.live(1, people=office.people[:1])] == [34.0, 35.0]
    assert office.busy == pytest.approx(4.0)


def test_on_a_day_without_windows_everything_rests() -> None:
    office = Office(1)
    office.bring("a", 16.5, 1.0)
    office.hours = []
    office.live(1)
    office.hours = DAY
    office.live(1)
    assert office.live(1) == [("a", 48 + 9.5)]


WORK = st.tuples(st.floats(0, 23.9), st.floats(0.01, 5), st.integers(0, 3), st.booleans())
WINDOWS = st.sampled_from([DAY, [(0.0, 24.0)], [(8.0, 20.0)], [(6.0, 7.0), (9.0, 10.0), (22.0, 24.0)]])


@given(st.lists(WORK, min_size=1, max_size=12), st.integers(1, 3), WINDOWS)
def test_no_work_is_lost_or_done_twice(works: list[tuple[float, float, int, bool]], posts: int, windows: list) -> None:
    office = Office(posts, windows)
    for number, (hour, work, priority, urgent) in enumerate(works):
        office.bring(str(number), hour, work, -1e9 if urgent else priority, urgent)
    total = sum(work for _, work, _, _ in works)
    office.live(30)
    assert sorted(name for name, _ in office.diary) == sorted(str(number) for number in range(len(works)))
    assert office.busy == pytest.approx(total)
    assert office.books.task_hours == pytest.approx(total)
    assert office.station.n_waiting == 0


@given(st.lists(WORK, min_size=1, max_size=12), WINDOWS)
def test_a_single_post_is_never_idle_while_something_waits(works: list[tuple], windows: list) -> None:
    office = Office(1, windows)
    for number, (hour, work, _, _) in enumerate(works):
        office.bring(str(number), hour, work)
    office.live(30)
    clock = 0.0
    for hour, work, *_ in sorted(works, key=lambda one: one[0]):
        clock = worked_after(max(clock, hour), work, windows)
    assert office.diary[-1][1] == pytest.approx(clock, abs=1e-6)


def worked_after(now: float, work: float, windows: list[tuple[float, float]]) -> float:
    """Return when work that begins now is finished, by walking through the windows one after the other."""
    day = int(now // 24)
    while True:
        for start, end in windows:
            begun, until = max(now, 24 * day + start), 24 * day + end
            if begun < until:
                if begun + work <= until + 1e-12:
                    return begun + work
                work -= until - begun
        day += 1
