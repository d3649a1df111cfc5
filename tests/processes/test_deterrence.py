"""Deterrence: fast gain, decay, little left (SF15)."""

from __future__ import annotations

import pytest

from sim.processes.deterrence import DeterrenceProcess
from tests.streets import quiet

KINDS = ("city_appearance", "noise")  # a target of campaigns, and none


def factors(campaign: list[bool], **params: float) -> list[tuple[float, float]]:
    """Return the factors of a target and of another kind on each day of a campaign calendar."""
    model = quiet(deterrence=params)
    place = [one.name for one in model.kinds]
    process = DeterrenceProcess(model)
    days = [process.morning(on) for on in campaign]
    return [(float(day[place.index(KINDS[0])]), float(day[place.index(KINDS[1])])) for day in days]


def test_without_campaigns_nothing_is_deterred() -> None:
    assert factors([False] * 3) == [(1.0, 1.0)] * 3


def test_the_effect_halves_while_the_campaign_lasts() -> None:
    target, other = zip(*factors([True] * 43, effect=0.4, half_life_days=21), strict=True)
    assert [target[0], target[21], target[42]] == pytest.approx([0.6, 0.8, 0.9])
    assert set(other) == {1.0}


def test_what_is_left_at_the_end_fades_in_the_stated_time() -> None:
    target = [t for t, _ in factors([True] + [False] * 15, effect=0.4, after_days=14)]
    assert target[7] == pytest.approx(1 - 0.4 / 2)
    assert target[14:] == [1.0, 1.0]


def test_without_after_effect_the_end_is_the_end() -> None:
    assert factors([True, False], effect=0.4, after_days=0)[1][0] == 1.0


def test_incidence_can_overshoot_and_comes_back() -> None:
    target = [t for t, _ in factors([True] + [False] * 28, effect=0.0, overshoot=0.28, overshoot_days=28)]
    assert target[1] == pytest.approx(1.27)
    assert target[28] == pytest.approx(1.0)


def test_the_next_campaign_begins_afresh() -> None:
    target = [t for t, _ in factors([True, True, False, True], effect=0.4, half_life_days=1)]
    assert target == pytest.approx([0.6, 0.8, 1 - 0.2 * (1 - 1 / 14), 0.6])
