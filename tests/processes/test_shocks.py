"""Shocks of kinds and factors of the calendar: each has the size that it declares, and nothing else moves.

The tests of chance look at 2,000 days with exact draws of intensities (no counts); means of log-normal factors stray by
more than five standard errors in fewer than one of a million.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import InputError, StreetModel
from sim.processes.onset import Onset
from sim.world.catalogue import Category
from tests.streets import tiny

DAYS = 2000
CALM = {"day_shock_variance": 0.0, "community_shock_variance": 0.0}


def intensities(onset: dict[str, Any], days: int = DAYS, **category: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return intensities over their base by day, kind and community; the second kind is plain."""
    plain = {"weekend_factor": 1.0}
    kinds = {"first": Category(**plain, **category), "second": Category(**plain)}
    model = StreetModel(
        tiny(catalogue={"categories": kinds}, onset={**CALM, **onset}, street={"calendar": "none"}, days=days), 1
    )
    place = [int(np.nonzero(model.blocks.community == one)[0][0]) for one in (0, 1)]
    base = model.onset._base
    found = np.stack([(model.onset.intensity(day) / base)[:, place] for day in range(days)])
    return found, model.calendar.weekdays(days)


def close(factors: np.ndarray, variance: float) -> bool:
    logs = np.log(factors)
    error = (2 / len(logs)) ** 0.5 * variance
    return bool(
        abs(logs.var() - variance) < 5 * error and abs(logs.mean() + variance / 2) < 5 * (variance / len(logs)) ** 0.5
    )


def test_a_kind_has_days_of_its_own_that_all_communities_share() -> None:
    found, _ = intensities({}, day_shock_variance=0.4)
    assert close(found[:, 0, 0], 0.4)
    assert np.allclose(found[:, 0, 0], found[:, 0, 1]) and np.allclose(found[:, 1], 1.0)
    assert abs(np.corrcoef(np.log(found[1:, 0, 0]), np.log(found[:-1, 0, 0]))[0, 1]) < 5 / DAYS**0.5


def test_a_kind_has_days_of_its_own_in_one_community() -> None:
    found, _ = intensities({}, local_shock_variance=0.4)
    assert close(found[:, 0, 0], 0.4) and close(found[:, 0, 1], 0.4)
    assert abs(np.corrcoef(np.log(found[:, 0]).T)[0, 1]) < 5 / DAYS**0.5 and np.allclose(found[:, 1], 1.0)


def test_a_kind_is_commoner_in_communities_that_it_names() -> None:
    plain = Category(rate_per_1000_resident_days=5.0)
    there = plain.but(community_factors={"community 1": 3.0})
    base = [StreetModel(tiny(catalogue={"categories": {"first": one}}), 1) for one in (plain, there)]
    ratio = base[1].onset._base[0] / base[0].onset._base[0]
    named = base[0].blocks.community_names.index("community 1")
    assert np.allclose(ratio, np.where(base[0].blocks.community == named, 3.0, 1.0))
    with pytest.raises(InputError, match="names of the street's communities"):
        StreetModel(tiny(catalogue={"categories": {"first": plain.but(community_factors={"Atlantis": 2.0})}}), 1)


def test_weekdays_and_months_multiply_the_rate() -> None:
    week, year = (1.2, 1.0, 1.0, 1.0, 0.9, 0.5, 0.4), tuple(np.linspace(0.5, 1.6, 12))
    found, weekday = intensities({"weekday_factors": week}, days=40)
    assert np.allclose(found[:, 0, 0], np.array(week)[weekday])
    found, _ = intensities({"month_factors": year}, days=100)
    assert np.allclose(sorted(set(found[:, 0, 0].round(9))), sorted({round(one, 9) for one in (*year[:3], year[11])}))


def test_a_kind_arises_at_its_own_hours() -> None:
    hours = tuple(float(hour == 3) for hour in range(24))
    kinds = {"first": Category(hours=hours, rate_per_1000_resident_days=20.0)}
    model = StreetModel(tiny(catalogue={"categories": kinds}), 1)
    model.onset._draw_ahead(0)
    onset = np.concatenate([day["onset"] for day in model.onset._drawn])
    assert len(onset) > 50 and set((onset % 24).astype(int)) == {3}


def test_delays_follow_quantiles_where_there_are_any() -> None:
    category = Category(delay_quantiles=(0.0, 2.0, 100.0))
    assert category.external_delay(0.0) == pytest.approx(2.0)
    assert category.external_delay(np.array([-9.0, 9.0])) == pytest.approx([0.0, 100.0])
    kinds = {"first": category.but(rate_per_1000_resident_days=50.0)}
    model = StreetModel(tiny(catalogue={"categories": kinds}), 1)
    model.onset._draw_ahead(0)
    delay = np.concatenate([day["delay"] for day in model.onset._drawn])
    assert abs((delay < 2.0).mean() - 0.5) < 5 * 0.5 / len(delay) ** 0.5


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Onset(weekday_factors=(1.0, 2.0)),
        lambda: Onset(month_factors=(-1.0,) * 12),
        lambda: Category(hours=(0.0,) * 24),
        lambda: Category(delay_quantiles=(3.0, 1.0)),
        lambda: Category(community_factors={"community 1": -1.0}),
    ],
)
def test_lists_that_are_no_profile_are_refused(wrong: Any) -> None:
    with pytest.raises(InputError):
        wrong()
