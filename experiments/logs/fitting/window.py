"""The window of a fit: which days of a log are used, and which of them are working days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calendar import KINDS, WEEKEND, Calendar
from sim.errors import InputError

DAY = pd.Timedelta(days=1)
USUAL = {"pingshan": "china", "boston311": "US"}  # calendar of a format, where the log is from one place
CHINESE = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi")
COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
LEAST_DAYS = 14  # days of a fit: every weekday twice
THIN = 1.5  # a beginning thinner than the rest by this factor, or more, is left out
GAP_CHANCE = 1e-6  # a day without any event is a gap of the log if it would be rarer than this
WEEK = 7
YEARS_AHEAD = 2


class Span(NamedTuple):
    """What was asked for: the first and the last day (None: the log's own), and spans of days to leave out."""

    start: pd.Timestamp | None = None
    until: pd.Timestamp | None = None
    exclude: tuple[tuple[pd.Timestamp, pd.Timestamp], ...] = ()


class Window(NamedTuple):
    """Days in a row from `first`; `used` says which of them count; the calendar says on which of them people work."""

    first: pd.Timestamp
    used: NDArray[np.bool_]
    kind: str
    rest_days: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def n_days(self) -> int:
        """Number of days, used or not."""
        return len(self.used)

    @property
    def end(self) -> pd.Timestamp:
        """The midnight after the last day."""
        return self.first + self.n_days * DAY

    def calendar(self, n_days: int | None = None) -> Calendar:
        """Return the model's calendar of these days."""
        return Calendar(self.first.date().isoformat(), 0, n_days or self.n_days, self.kind, self.rest_days)

    def workdays(self) -> NDArray[np.bool_]:
        """Return for each day whether it is a working day."""
        return self.calendar().workdays(self.n_days)

    def weekdays(self) -> NDArray[np.int64]:
        """Return the weekday of each day, 0 = Monday."""
        return self.calendar().weekdays(self.n_days)

    def usual(self) -> NDArray[np.bool_]:
        """Return which days are working days, or off, as usual for their weekday (no holiday, no make-up day)."""
        as_week = self.workdays() == ~np.isin(self.weekdays(), WEEKEND)
        return as_week | (self.kind == "none")


def parse_day(text: str, option: str) -> pd.Timestamp:
    """Return a day written YYYY-MM-DD; InputError if it is none."""
    try:
        return pd.Timestamp(pd.to_datetime(text, format="%Y-%m-%d"))
    except (ValueError, TypeError):
        raise InputError(option, text, "a date as YYYY-MM-DD", "for example 2018-10-15") from None


def parse_spans(texts: tuple[str, ...]) -> tuple[tuple[pd.Timestamp, pd.Timestamp], ...]:
    """Return spans of days written FROM..TO (both included)."""
    spans = []
    for text in texts:
        first, dots, last = text.partition("..")
        span = parse_day(first, "--exclude"), parse_day(last if dots else first, "--exclude")
        if span[0] > span[1]:
            raise InputError("--exclude", text, "FROM..TO with FROM before TO", "for example 2011-08-27..2011-09-03")
        spans.append(span)
    return tuple(spans)


def parse_wish(start: str, until: str, exclude: Sequence[str] | None) -> Span:
    """Return the span that the options --from, --until and --exclude ask for."""
    first = parse_day(start, "--from") if start else None
    return Span(first, parse_day(until, "--until") if until else None, parse_spans(tuple(exclude or ())))


def choose_window(reported: pd.Series, span: Span, calendar: str) -> Window:
    """Return the days to fit to: those of the log in the span asked for, or all without a thin beginning.

    Raises InputError where too few days are left.
    """
    days = reported.dt.normalize()
    first, last = max(span.start or days.min(), days.min()), min(span.until or days.max(), days.max())
    notes = []
    length = max((last - first).days + 1, 0)
    counts = np.bincount(((days - first) // DAY)[(days >= first) & (days <= last)], minlength=length)
    if len(counts) < LEAST_DAYS:
        got = f"{first.date()} to {last.date()}, {max(len(counts), 0)} days"
        raise InputError("--until", got, f"at least {LEAST_DAYS} days of the log", "take a longer part of the log")
    thin = thin_beginning(counts) if span.start is None else 0
    if thin:
        kept = first + thin * DAY
        notes.append(f"days before {kept.date()} are left out: the log is thinner there (--from keeps them)")
        first, counts = kept, counts[thin:]
    used = (counts > 0) | (np.exp(-counts.mean()) > GAP_CHANCE)
    if not used.all():
        notes.append(f"{(~used).sum()} days without any event are taken for gaps of the log")
    before = int(used.sum())
    for start, end in span.exclude:
        used[max((start - first).days, 0) : max((end - first).days + 1, 0)] = False
    if used.sum() < before:
        words = "not fitted to, but lived through as they were logged in replay and backtest"
        notes.append(f"{before - used.sum()} days are left out by --exclude: {words}")
    if used.sum() < LEAST_DAYS:
        raise InputError("--exclude", f"{used.sum()} days left", f"at least {LEAST_DAYS} days", "leave out fewer days")
    kind, rest = days_off(calendar, first, first + len(used) * DAY)
    return Window(first, used, kind, rest, tuple(notes))


def thin_beginning(counts: NDArray[np.int64]) -> int:
    """Return how many days at the beginning are thinner than the rest: step after step up, where likelihood puts it.

    No step is seen where the later level is less than `THIN` times the earlier one, within the first week, or where
    fewer days than a fit needs would be left.
    """
    found = _step(counts)
    return found + thin_beginning(counts[found:]) if found else 0


def _step(counts: NDArray[np.int64]) -> int:
    n, total = len(counts), np.cumsum(counts)
    place = np.arange(WEEK, n - LEAST_DAYS + 1)
    if not len(place):
        return 0
    before, after = total[place - 1] / place, (total[-1] - total[place - 1]) / (n - place)
    gain = _loglik(before) * place + _loglik(after) * (n - place)
    best = int(np.argmax(gain))
    return int(place[best]) if after[best] >= THIN * before[best] else 0


def _loglik(mean: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mean > 0, mean * np.log(np.maximum(mean, 1e-12)) - mean, 0.0)


def usual_calendar(about: dict[str, object]) -> str:
    """Return the calendar that goes with a log's format or time zone."""
    zone = str(about.get("zone") or "")
    return USUAL.get(str(about.get("log_format")), "china" if zone in CHINESE else "weekends")


def days_off(calendar: str, first: pd.Timestamp, end: pd.Timestamp) -> tuple[str, tuple[str, ...]]:
    """Return the model's kind of calendar, and the public holidays where it is a country's (library holidays)."""
    if calendar in KINDS:
        return calendar, ()
    if not COUNTRY.fullmatch(calendar):
        raise InputError("--calendar", calendar, "china | weekends | none | a country such as US, US-MA or DE-BE")
    try:
        import holidays
    except ImportError as error:
        mend = "pip install holidays, or take --calendar weekends"
        raise InputError("--calendar", calendar, "the library holidays", mend) from error
    country, _, part = calendar.partition("-")
    years = range(first.year, end.year + YEARS_AHEAD)
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=years)
    except NotImplementedError as error:
        raise InputError("--calendar", calendar, "a country that the library holidays knows", str(error)) from error
    return "weekends", tuple(day.isoformat() for day in sorted(found))
