"""Reading a log: a file in one of the formats becomes the event table, with an account of what was left out and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.logs import cleaning, notices
from experiments.logs.binding import Binding, bind
from experiments.logs.files import open_text
from experiments.logs.formats import Format, find_format
from experiments.logs.parsing import Rows, open_source, read_rows
from experiments.logs.personal import looks_personal
from experiments.logs.schema import EVENTS, UNKNOWN
from experiments.logs.times import check_zone, hours_between
from experiments.screen import follow_steps
from sim.errors import InputError

MOST_DROPPED = 1 / 2  # share of rows beyond which a file is not what it is said to be
PEEK = 1000
STEPS = 3 + len(EVENTS.fields)  # decoding, rows, each field, what is left out
LATER = ("verified_at", "accepted_at", "registered_at", "dispatched_at", "started_at", "handled_at", "checked_at")


class Log(NamedTuple):
    """A log: events (see `schema.EVENTS`), what was dropped (see `cleaning.Reason`), and where it comes from."""

    events: pd.DataFrame
    dropped: pd.DataFrame
    about: dict[str, Any]


def read_log(
    path: Path,
    format: str,
    mapping: Mapping[str, str] | None = None,
    zone: str | None = None,
    encoding: str = "",
) -> Log:
    """Return the log in a file.

    `mapping` says which of the file's columns is which field (column -> field), before what the format says. `zone`
    is the IANA zone of local times (default: the format's). Raises InputError, in one line, for files that cannot be
    used: unreadable, no table, no times, most of the rows faulty, personal columns asked for.
    """
    form = find_format(format)
    place = check_zone(zone) if zone else form.zone
    with follow_steps("steps of reading", STEPS) as on_step:
        text = open_text(Path(path), encoding)
        on_step()
        with text.stream:
            source = open_source(Path(path), text)
            bound = bind(source.columns, form, mapping or {})
            rows = read_rows(source, [*bound.fields.values(), *bound.more])
        on_step()
        if not len(rows.table):
            raise InputError(
                "FILE", f"{path}, a head without rows", "a table with rows", "look whether it is the right file"
            )
        tally = cleaning.Tally(rows.numbers)
        tally.misfits(rows.misfits)
        events = _events(rows, Meant(form, bound, place), tally, on_step)
        _leave_out(events, bound, place, tally)
        _refuse_strangers(path, tally, len(rows.numbers) + len(rows.misfits))
        kept = events[tally.keep].sort_values("reported_at", kind="stable", ignore_index=True)
        on_step()
    n_rows = len(rows.numbers) + len(rows.misfits)
    del events, rows  # a million rows are heavy
    about = {
        "source": Path(path).name,
        "sha256": text.digest,
        "encoding": text.encoding,
        "gzip": text.packed,
        "log_format": form.name,
        "zone": place,
        "n_rows": n_rows,
        "n_events": len(kept),
        "columns": bound.fields,
        "ignored": bound.ignored,
        "personal": bound.personal,
        "notes": [*bound.notes, *tally.notes],
    }
    return Log(EVENTS.check(kept), tally.table(), about)


class Meant(NamedTuple):
    """What a file's columns mean: its format, which column is which field, the zone of its times."""

    form: Format
    bound: Binding
    zone: str


def _events(rows: Rows, meant: Meant, tally: cleaning.Tally, on_field: Callable[[], None]) -> pd.DataFrame:
    """Return the event table of all rows, faulty ones too."""
    form, bound, zone = meant
    table: dict[str, pd.Series] = {}
    for field in EVENTS.fields:
        on_field()
        column = bound.fields.get(field.name)
        if column is None:
            table[field.name] = pd.Series(None, rows.table.index, dtype=EVENTS.dtypes[field.name])
            continue
        cells = rows.table[column] if column in bound.more else rows.table.pop(column)  # a million rows are heavy
        if field.name == "status":
            table[field.name] = cleaning.statuses(cells, column, tally)
        elif field.sort == "time":
            table[field.name] = cleaning.times(cells, column, zone, tally)
        elif field.sort == "place":
            table[field.name] = cleaning.places(cells, column, field.name, tally)
        elif field.name in ("event_id", "duplicate_of"):
            table[field.name] = cleaning.bare(cells)
        else:
            read = {"text": cleaning.texts, "flag": cleaning.flags, "count": cleaning.counts}[field.sort]
            table[field.name] = read(cells, column, tally)
    events = pd.DataFrame(table)
    events["status"] = events["status"].fillna(UNKNOWN)
    form.derive(rows.table, events)
    _fill_kind(events, tally)
    _fill_ids(events, bound, tally)
    return events


def _fill_kind(events: pd.DataFrame, tally: cleaning.Tally) -> None:
    missing = events["kind"].isna()
    if missing.any():
        tally.notes.append(notices.NO_KIND.format(n=f"{int(missing.sum()):,}", unknown=repr(UNKNOWN)))
        events["kind"] = events["kind"].fillna(UNKNOWN)


def _fill_ids(events: pd.DataFrame, bound: Binding, tally: cleaning.Tally) -> None:
    """Let row numbers stand in for missing ids, and for ids that are phone numbers or identity cards."""
    column = bound.fields.get("event_id")
    peek = events["event_id"].dropna().head(PEEK)
    private = len(peek) and sum(looks_personal(value) for value in peek) > len(peek) / 2
    if column is None or private:
        tally.notes.append(notices.PRIVATE_IDS.format(column=column) if private else notices.NO_IDS)
        events["event_id"] = pd.NA
        events["duplicate_of"] = events["duplicate_of"].where(events["duplicate_of"].isna(), UNKNOWN)
    numbered = pd.Series([f"row {number}" for number in tally.numbers], events.index, dtype="str")
    missing = events["event_id"].isna().to_numpy()
    if column is not None and not private:
        tally.blank(notices.NO_ID, column, missing)
    events["event_id"] = events["event_id"].astype("str").where(~missing, numbered)


def _leave_out(events: pd.DataFrame, bound: Binding, zone: str, tally: cleaning.Tally) -> None:
    """Drop rows that cannot be believed, and blank times that contradict the report."""
    reported, closed = events["reported_at"], events["closed_at"]
    now = pd.Timestamp.now("UTC").tz_convert(zone or "UTC").tz_localize(None) + pd.Timedelta(days=1)
    name = bound.fields.get
    _drop_unreported(events, name("reported_at", ""), tally)
    tally.drop(notices.REPORTED_LATER, name("reported_at", ""), (reported > now).to_numpy())
    tally.drop(notices.CLOSED_LATER, name("closed_at", ""), (closed > now).to_numpy())
    early = (hours_between(reported, closed, zone) < 0).to_numpy()
    tally.drop(notices.CLOSED_EARLY, name("closed_at", ""), early)
    for field in (*LATER, "due_at", "solved_at"):
        wrong = (hours_between(reported, events[field], zone) < 0).to_numpy() & (field != "solved_at")
        tally.blank(notices.EARLY, name(field, field), wrong)
        events[field] = events[field].mask(wrong)
    _drop_twice(events, name("event_id", ""), tally)


def _drop_unreported(events: pd.DataFrame, column: str, tally: cleaning.Tally) -> None:
    """Drop rows without a time of report: missing, no time at all, or a clock's zero (counted as such before)."""
    reasons = [reason for reason in tally.reasons if reason.column == column and reason.what == "value"]
    tally.reasons = [reason for reason in tally.reasons if reason not in reasons]
    told = [notices.OF_REPORT.format(reason=reason.reason) for reason in reasons]
    tally.reasons += [reason._replace(what="row", reason=text) for reason, text in zip(reasons, told, strict=True)]
    lost = events["reported_at"].isna().to_numpy()
    tally.drop(notices.UNREPORTED, column, lost & ~tally.faulty[column])
    tally.keep &= ~lost


def _drop_twice(events: pd.DataFrame, column: str, tally: cleaning.Tally) -> None:
    """Keep one row of each id: the last one, which is the newest state where a log repeats what changed."""
    kept = events[tally.keep]
    again = kept[kept["event_id"].duplicated(keep=False)]
    if again.empty:
        return
    same = again.duplicated(keep="last")
    newer = again["event_id"].duplicated(keep="last") & ~same
    for reason, which in ((notices.SAME, same), (notices.OLDER, newer)):
        mask = np.zeros(len(events), bool)
        mask[which.index[which]] = True
        tally.drop(reason, column, mask)


def _refuse_strangers(path: Path, tally: cleaning.Tally, n_rows: int) -> None:
    """Refuse a file of which most rows would be dropped: its columns are not what the format says."""
    n_kept = int(tally.keep.sum())
    repeats = sum(reason.n for reason in tally.reasons if reason.reason == notices.SAME)
    if n_kept and n_kept + repeats >= (1 - MOST_DROPPED) * n_rows:
        return
    worst = max((reason for reason in tally.reasons if reason.what == "row"), key=lambda reason: reason.n)
    got = f"{path}, of whose {n_rows:,} rows {n_rows - n_kept:,} cannot be used; {worst.n:,} because of: {worst.reason}"
    got += f" ({worst.column})" if worst.column else ""
    mend = (
        f"see rows {worst.rows}; are columns swapped, or is it another format? --map COLUMN=FIELD says which is which"
    )
    raise InputError("FILE", got, "a log in the format that --format names", mend)
