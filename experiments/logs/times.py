"""Times as people write them, read as naive local times of one zone; what is no time is not merely missing."""

from __future__ import annotations

import zoneinfo
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.logs import notices
from sim.errors import InputError

SHAPES = (
    "%Y-%m-%d %H:%M:%S",
    "ISO8601",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分%S秒",
    "%Y年%m月%d日 %H时%M分",
    "%Y年%m月%d日",
    "%m/%d/%Y %I:%M:%S %p",
)
AMBIGUOUS = (("%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S"), ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"), ("%m/%d/%Y", "%d/%m/%Y"))
OFFSET = r"(?:Z|[+-]\d{2}(?::?\d{2})?)$"
DIGITS = ((r"\d{8}", "%Y%m%d"), (r"\d{12}", "%Y%m%d%H%M"), (r"\d{14}", "%Y%m%d%H%M%S"))
SINCE_1970 = ((r"\d{9,10}", "s"), (r"\d{13}", "ms"))
SHORTEST = 8  # characters of a day; less is a number
NOT_BEFORE, NOT_AFTER = pd.Timestamp("1970-01-03"), pd.Timestamp("2200-01-01")
ZEROS = ("1899-12-3", "1900-01-0", "0001-01-01", "0000-00-00", "1970-01-01", "1970-01-02", "1969-12-31", "1900-1-0")


class Times(NamedTuple):
    """A column of times, which of its cells were no times, which were a clock's zero, and notes for people."""

    values: pd.Series
    unreadable: np.ndarray
    zero: np.ndarray
    notes: list[str]


def check_zone(name: str) -> str:
    """Return a time zone's name if it is one of the IANA database."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError("--zone", name, "a time zone such as Asia/Shanghai, America/New_York, UTC") from error
    return name


def read_times(cells: pd.Series, zone: str, column: str) -> Times:
    """Return a column of texts (missing: NaN) as naive local times of a zone (as written if no zone is known)."""
    notes: list[str] = []
    given = cells.notna().to_numpy()
    zero = cells.str.startswith(ZEROS).fillna(False).to_numpy(bool) | (cells == "0").fillna(False).to_numpy(bool)
    values = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    with_offset = given & cells.str.contains(OFFSET, regex=True).fillna(False).to_numpy(bool)
    with_offset &= cells.str.contains(":", regex=False).fillna(False).to_numpy(bool)
    if with_offset.any():
        values[with_offset] = _zoned(cells[with_offset], zone, column, notes)
    plain = given & ~with_offset
    if plain.any():
        values[plain] = _plain(cells[plain], zone, column)
    early = ((values < NOT_BEFORE) | (values > NOT_AFTER)).to_numpy()
    zero |= early & (values < NOT_BEFORE).to_numpy() & (values > NOT_BEFORE - pd.Timedelta(days=4)).to_numpy()
    unreadable = given & (values.isna().to_numpy() | early) & ~zero
    values[zero | unreadable] = pd.NaT
    return Times(values, unreadable, zero & given, notes)


def _plain(cells: pd.Series, zone: str, column: str) -> pd.Series:
    """Return times without an offset, each shape tried on what the earlier ones left over."""
    values = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    digits = cells.str.fullmatch(r"\d+").to_numpy(bool)
    if digits.any():
        numbers = _from_digits(cells[digits], zone)
        values[numbers.index] = numbers
    left = cells[~digits & (cells.str.len() >= SHORTEST).to_numpy(bool)]
    for shape in SHAPES:
        values, left = _try(values, left, shape)
        if left.empty:
            return values
    for month_first, day_first in AMBIGUOUS:
        first, second = (pd.to_datetime(left, format=shape, errors="coerce") for shape in (month_first, day_first))
        _check_ambiguous(first, second, left, column)
        values, left = _try(values, left, month_first if first.notna().sum() >= second.notna().sum() else day_first)
        if left.empty:
            return values
    return values


def _from_digits(cells: pd.Series, zone: str) -> pd.Series:
    """Return times written as digits alone: 20180914, 20180914083000, or seconds or milliseconds since 1970."""
    values = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    for pattern, shape in DIGITS:
        found = cells[cells.str.fullmatch(pattern).to_numpy(bool)]
        values[found.index] = pd.to_datetime(found, format=shape, errors="coerce").astype("datetime64[us]")
    for pattern, unit in SINCE_1970:
        found = cells[cells.str.fullmatch(pattern).to_numpy(bool)]
        if len(found):
            values[found.index] = _local(pd.to_datetime(found.astype("int64"), unit=unit, utc=True), zone)
    return values


def _try(values: pd.Series, left: pd.Series, shape: str) -> tuple[pd.Series, pd.Series]:
    found = pd.to_datetime(left, format=shape, errors="coerce")
    known = found.notna()
    if not known.any():
        return values, left
    if known.all() and len(left) == len(values):
        return found.astype("datetime64[us]"), left[:0]
    values[found.index[known]] = found[known].astype("datetime64[us]")
    return values, left[~known]


def _check_ambiguous(first: pd.Series, second: pd.Series, left: pd.Series, column: str) -> None:
    both = first.notna() & second.notna() & (first != second)
    if both.any() and first.notna().sum() == second.notna().sum():
        got = f"{left[both].iloc[0]!r}, which may be day or month first"
        raise InputError(
            column, got, "times whose order of day and month can be told", "write them as 2018-09-14 08:30:00"
        )


def _zoned(cells: pd.Series, zone: str, column: str, notes: list[str]) -> pd.Series:
    """Return times with an offset, in the zone; without a zone, as the clock showed them."""
    if zone:
        return _local(pd.to_datetime(cells, format="ISO8601", errors="coerce", utc=True), zone)
    if cells.str.endswith(("Z", "+00:00", "+0000")).any():
        notes.append(notices.IN_UTC.format(column=column))
    return pd.to_datetime(cells.str.replace(OFFSET, "", regex=True), format="ISO8601", errors="coerce").astype(
        "datetime64[us]"
    )


def _local(times: pd.Series, zone: str) -> pd.Series:
    return times.dt.tz_convert(zone or "UTC").dt.tz_localize(None).astype("datetime64[us]")


def hours_between(start: pd.Series, end: pd.Series, zone: str) -> pd.Series:
    """Return elapsed hours between naive local times; changes of the clock are allowed for where the zone is known."""
    if zone:
        start, end = _absolute(start, zone, True), _absolute(end, zone, False)
    return (end - start) / pd.Timedelta(hours=1)


def _absolute(times: pd.Series, zone: str, first: bool) -> pd.Series:
    """Return absolute times; an hour that comes twice is the first for a start and the second for an end."""
    summer = np.full(len(times), first)
    return times.dt.tz_localize(zone, ambiguous=summer, nonexistent="shift_forward")
