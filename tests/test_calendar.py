"""Stories of the calendar: holidays, make-up days, dates that cannot be used, hours of the day."""

import datetime

import numpy as np
import pytest

from sim.calendar import PROFILES, Calendar, EveningProfile, HourProfile, hour_weights, published_years
from sim.errors import InputError


def day_of(calendar: Calendar, text: str) -> int:
    return (datetime.date.fromisoformat(text) - calendar.first).days


def test_the_start_date_follows_after_the_warm_up():
    calendar = Calendar("2025-01-01", 90)
    assert calendar.date(90) == datetime.date(2025, 1, 1)
    assert calendar.date(0) == datetime.date(2024, 10, 3)
    assert calendar.weekday(90) == datetime.date(2025, 1, 1).weekday() == 2


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2025-01-01", False),  # New Year's Day, a Wednesday
        ("2025-01-26", True),  # a Sunday that makes up for the Spring Festival
        ("2025-01-28", False),  # a Tuesday, eve of the Spring Festival
        ("2025-02-05", True),  # a Wednesday after it
        ("2025-02-08", True),  # a Saturday that makes up for it
        ("2025-02-09", False),  # a plain Sunday
        ("2025-10-01", False),  # National Day
        ("2024-02-18", True),  # a Sunday that makes up for the Spring Festival of 2024
        ("2026-02-17", False),  # the Spring Festival of 2026
    ],
)
def test_public_holidays_and_make_up_days_are_known(text, works):
    calendar = Calendar("2024-01-01", 0)
    assert calendar.is_workday(day_of(calendar, text)) is works


@pytest.mark.parametrize("year", [2018, 2024, 2025, 2026])
def test_a_second_library_names_the_same_working_days(year):
    holidays = pytest.importorskip("holidays", reason="the second opinion needs the library holidays")
    china = holidays.country_holidays("CN", years=[year])
    calendar = Calendar(f"{year}-01-01", 0)
    dates = [calendar.date(day) for day in range(365)]
    assert [calendar.is_workday(day) for day in range(365)] == [china.is_working_day(day) for day in dates]


def test_a_year_of_2025_has_248_working_days():
    assert Calendar("2025-01-01", 0, 365).workdays(365).sum() == 248


def test_arrays_agree_with_the_single_days():
    calendar = Calendar("2025-01-01", 30, 60)
    assert calendar.workdays(90).tolist() == [calendar.is_workday(day) for day in range(90)]
    assert calendar.weekdays(90).tolist() == [calendar.weekday(day) for day in range(90)]
    assert calendar.weekdays(90).tolist() == [calendar.date(day).weekday() for day in range(90)]


def test_without_a_calendar_every_day_is_a_working_day():
    calendar = Calendar("2199-12-30", 5, 400, kind="none")
    assert calendar.workdays(405).all() and calendar.is_workday(404)


def test_a_calendar_of_weekends_rests_on_them_and_on_the_days_named():
    calendar = Calendar("2011-07-01", 1, kind="weekends", rest_days=("2011-07-04", "2019-01-01"))
    assert [calendar.is_workday(day) for day in range(8)] == calendar.workdays(8).tolist()
    assert calendar.workdays(8).tolist() == [True, True, False, False, False, True, True, True]
    with pytest.raises(InputError, match="rest_days"):
        Calendar("2011-07-01", 0, kind="weekends", rest_days=("4 July",))


def test_named_rest_days_come_on_top_of_any_calendar():
    china = Calendar("2025-03-03", 0, 9, rest_days=("2025-03-04",))
    assert china.workdays(5).tolist() == [True, False, True, True, True]
    assert Calendar("2025-03-03", 0, kind="none", rest_days=("2025-03-04",)).workdays(3).tolist() == [True, False, True]


@pytest.mark.parametrize("text", ["", "yesterday", "2025-02-30", "01.02.2025", 20250101, None])
def test_a_date_that_is_none_is_refused(text):
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        Calendar(text, 0)


def test_days_beyond_the_published_years_are_refused():
    first, last = published_years()
    assert first <= 2012 and last >= 2026
    with pytest.raises(InputError, match=f"{first} to {last}"):
        Calendar(f"{last + 1}-01-01", 0)
    with pytest.raises(InputError, match="start_date"):
        Calendar(f"{last}-12-31", 0, 2)
    with pytest.raises(InputError, match="start_date"):
        Calendar(f"{first}-01-01", 1)
    open_end = Calendar(f"{last}-12-30", 0)
    open_end.is_workday(1)
    with pytest.raises(InputError, match="day"):
        open_end.is_workday(2)
    with pytest.raises(InputError, match="day"):
        open_end.workdays(3)


def test_an_unknown_kind_of_calendar_or_profile_is_refused():
    with pytest.raises(InputError, match="china | weekends | none"):
        Calendar("2025-01-01", 0, kind="lunar")
    with pytest.raises(InputError, match="flat | daytime | evening"):
        hour_weights("dawn")


@pytest.mark.parametrize("name", PROFILES)
def test_hourly_weights_sum_to_one(name):
    weights = hour_weights(name)
    assert weights.shape == (24,) and (weights >= 0).all() and abs(weights.sum() - 1) < 1e-12


def test_the_daytime_profile_is_that_of_the_24_hour_line():
    weights = hour_weights("daytime")
    assert np.isclose(weights[8:18].sum(), 0.59) and np.isclose(weights[22:].sum() + weights[:6].sum(), 0.14)


def test_the_evening_profile_peaks_in_the_evening():
    assert 18 <= int(hour_weights("evening").argmax()) < 22


def test_stretches_out_of_order_and_shares_above_one_are_refused():
    with pytest.raises(InputError, match="day_starts"):
        HourProfile(day_starts=19)
    with pytest.raises(InputError, match="night_share"):
        EveningProfile(day_share=0.9)
