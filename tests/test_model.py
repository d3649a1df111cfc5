"""The street as a Mesa model: a step is a day, time is right at every event, the result comes at the end."""

from __future__ import annotations

import mesa
import pytest

from sim import INDICATORS, InputError, StreetModel, run
from tests.streets import composed, finish, quiet

SHORT = ("days=10", "warmup_days=5")


def test_a_step_is_a_day() -> None:
    model = quiet()
    assert isinstance(model, mesa.Model)
    for day in (1, 2, 3):
        model.step()
        assert (model.time, model.day) == (24.0 * day, day)


def test_any_stretch_can_be_lived_and_makes_no_difference() -> None:
    steps, stretches = StreetModel(composed(*SHORT), 3), StreetModel(composed(*SHORT), 3)
    stretches.run_for(7.3)
    assert stretches.time == 7.3
    stretches.run_until(100.1)
    stretches.run_until(24 * 15)
    for _ in range(15):
        steps.step()
    assert steps.result().digest == stretches.result().digest == run(composed(*SHORT), 3).digest


def test_events_of_mesa_happen_among_the_streets_own() -> None:
    model = quiet()
    hours: list[float] = []

    def look() -> None:
        hours.append(model.time)

    model.schedule_event(look, at=30.5)
    model.run_until(24)
    model.schedule_event(look, after=1.25)
    model.run_until(48)
    assert hours == [25.25, 30.5]


def test_a_result_before_the_end_is_refused() -> None:
    model = quiet()
    model.step()
    with pytest.raises(InputError, match="result: got 'day 1'.*end of day 14"):
        model.result()


def test_the_result_is_the_same_however_often_it_is_asked_for() -> None:
    model = StreetModel(composed(*SHORT), 3)
    assert finish(model).digest == model.result().digest
    assert set(model.result().indicators) == {one.name for one in INDICATORS}


def test_every_day_is_announced_once() -> None:
    days: list[int] = []
    run(composed(*SHORT), 3, on_day=days.append)
    assert days == list(range(15))


@pytest.mark.parametrize("detail", ["summary", "daily", "incidents"])
def test_detail_changes_what_is_kept_and_nothing_else(detail: str) -> None:
    result = run(composed(*SHORT, f"detail={detail}"), 3)
    assert (result.incidents is not None) is (detail == "incidents")
    assert result.digest == run(composed(*SHORT), 3).digest
