"""The calendar: dates, working days with China's public holidays and make-up days, and hours of the day."""

from __future__ import annotations

import functools
from calendar import SATURDAY, SUNDAY
from datetime import date, timedelta

import chinese_calendar
import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.parameters import Parameters, param

KINDS = ("china", "weekends", "none")
WEEKEND = (SATURDAY, SUNDAY)


class Calendar:
    """The days of a run: day 0 is the first simulated day, and `start_date` follows after the warm-up days.

    kind "china" knows the public holidays and the make-up working days of each published year; kind "weekends" rests
    on Saturdays and Sundays; kind "none" has neither weekends nor holidays (every day a working day), as the limits of
    queueing theory need it. On `rest_days` nobody works under any kind. Without `days` the calendar reaches as far as
    the published years do; with `days` (after the warm-up) it is refused at once if the horizon leaves them.
    InputError: a date that is none, or days beyond the published years.
    """

    def __init__(
        self,
        start_date: str,
        warmup_days: int,
        days: int | None = None,
        kind: str = "china",
        rest_days: tuple[str, ...] = (),
    ) -> None:
        if kind not in KINDS:
            raise InputError("calendar", kind, " | ".join(KINDS))
        self.kind = kind
        start = _parse(start_date)
        if not date.min + timedelta(warmup_days) <= start <= date.max - timedelta(days or 0):
            raise InputError("start_date", start_date, f"days in the years {date.min.year} to {date.max.year}")
        self.first = start - timedelta(days=warmup_days)
        known_from, known_to = published_years() if kind == "china" else (date.min.year, date.max.year)
        length = None if days is None else warmup_days + days
        last = date(known_to, 1, 1) if length is None else self.first + timedelta(days=max(length - 1, 0))
        if self.first.year < known_from or last.year > known_to or start.year > known_to:
            horizon = f"{self.first} to {last}" if length is not None else start_date
            raise InputError(
                "start_date", horizon, f"days in the years {known_from} to {known_to}", "or take street.calendar=none"
            )
        self._workdays = _china(self.first, length) if kind == "china" else None
        self._rest = frozenset(_parse(text, "rest_days") for text in rest_days)

    def date(self, day: int) -> date:
        """Return the date of a day index."""
        return self.first + timedelta(days=int(day))

    def weekday(self, day: int) -> int:
        """Return 0 for Monday ... 6 for Sunday."""
        return (self.first.weekday() + int(day)) % 7

    def is_workday(self, day: int) -> bool:
        """Return whether people work on that day; InputError beyond the days the calendar knows."""
        if self.date(day) in self._rest:
            return False
        if self._workdays is None:
            return self.kind == "none" or self.weekday(day) not in WEEKEND
        if not 0 <= day < len(self._workdays):
            allowed = f"0 to {len(self._workdays) - 1} from {self.first}"
            raise InputError("day", day, allowed, "shorten days, or take street.calendar=none")
        return bool(self._workdays[day])

    def workdays(self, days: int) -> NDArray[np.bool_]:
        """Return for each of the first `days` days whether it is a working day."""
        if self._workdays is None:
            usual = (self.kind == "none") | ~np.isin(self.weekdays(days), WEEKEND)
        else:
            self.is_workday(max(days - 1, 0))
            usual = self._workdays[:days].copy()
        rests = [(one - self.first).days for one in self._rest]
        usual[[day for day in rests if 0 <= day < days]] = False
        return usual

    def weekdays(self, days: int) -> NDArray[np.int64]:
        """Return the weekdays (0 = Monday) of the first `days` days."""
        return (self.first.weekday() + np.arange(days)) % 7


def published_years() -> tuple[int, int]:
    """Return the first and the last year whose holidays and make-up days are known (library chinesecalendar)."""
    years = [day.year for day in chinese_calendar.holidays]
    return min(years), max(years)


def _parse(text: str, what: str = "start_date") -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise InputError(what, text, "a date as YYYY-MM-DD", "for example 2025-01-01") from None


def _china(first: date, length: int | None) -> NDArray[np.bool_]:
    if length is None:
        length = (date(published_years()[1] + 1, 1, 1) - first).days
    days = [first + timedelta(days=day) for day in range(length)]
    rest, extra = chinese_calendar.holidays, chinese_calendar.workdays
    return np.array([day in extra or (day.weekday() not in WEEKEND and day not in rest) for day in days], bool)


class HourProfile(Parameters):
    """When in the day incidents arise: shares of four stretches of the day, constant within each.

    The default is the 24-hour line 12319 of Pingshan, the channel least touched by batch imports.
    """

    day_starts: int = param(8, "hour", 0, 24, "datasets 1", "the day's working hours begin")
    evening_starts: int = param(18, "hour", 0, 24, "datasets 1", "the evening begins")
    night_starts: int = param(22, "hour", 0, 24, "datasets 1", "the night begins")
    night_ends: int = param(6, "hour", 0, 24, "datasets 1", "the night ends")
    day_share: float = param(0.59, "share", 0, 1, "datasets 1", "share from the day's beginning to the evening")
    evening_share: float = param(0.18, "share", 0, 1, "assumption", "share of the evening (two thirds of the rest)")
    night_share: float = param(0.14, "share", 0, 1, "datasets 1", "share of the night; the early morning has the rest")

    def check_together(self) -> None:
        """Refuse stretches out of order and shares above one."""
        if not self.night_ends < self.day_starts < self.evening_starts < self.night_starts:
            raise InputError("day_starts", self.day_starts, "night_ends < day_starts < evening_starts < night_starts")
        if self.day_share + self.evening_share + self.night_share > 1 + 1e-12:
            raise InputError("night_share", self.night_share, "day_share + evening_share + night_share <= 1")

    def weights(self) -> NDArray[np.float64]:
        """Return 24 weights that sum to one."""
        weights = np.empty(24)
        early = 1 - self.day_share - self.evening_share - self.night_share
        _spread(weights, range(self.night_ends, self.day_starts), early)
        _spread(weights, range(self.day_starts, self.evening_starts), self.day_share)
        _spread(weights, range(self.evening_starts, self.night_starts), self.evening_share)
        _spread(weights, [*range(self.night_starts, 24), *range(self.night_ends)], self.night_share)
        return weights / weights.sum()


class EveningProfile(HourProfile):
    """Incidents of people at home and of street life: stalls, noise, quarrels between neighbours."""

    day_share: float = param(0.32, "share", 0, 1, "assumption", "share from the day's beginning to the evening")
    evening_share: float = param(0.46, "share", 0, 1, "assumption", "share of the evening")
    night_share: float = param(0.16, "share", 0, 1, "assumption", "share of the night; the early morning has the rest")


class EmergencyProfile(HourProfile):
    """Calls for rescue: by day as often as anything, but the night has a quarter of them."""

    day_share: float = param(0.48, "share", 0, 1, "datasets 3", "share from the day's beginning to the evening")
    evening_share: float = param(0.21, "share", 0, 1, "datasets 3", "share of the evening")
    night_share: float = param(0.25, "share", 0, 1, "datasets 3", "share of the night; the early morning has the rest")


PROFILES: dict[str, type[HourProfile] | None] = {
    "flat": None,
    "daytime": HourProfile,
    "evening": EveningProfile,
    "emergency": EmergencyProfile,
}


@functools.cache
def hour_weights(name: str) -> NDArray[np.float64]:
    """Return the 24 hourly weights (sum 1, read-only) of a profile (a name in PROFILES)."""
    if name not in PROFILES:
        raise InputError("hour_profile", name, " | ".join(PROFILES))
    profile = PROFILES[name]
    weights = np.full(24, 1 / 24) if profile is None else profile().weights()
    weights.setflags(write=False)
    return weights


def _spread(weights: NDArray[np.float64], hours: range | list[int], share: float) -> None:
    weights[list(hours)] = share / len(hours)
