"""Which events of a log are meant: days from and to, and values of a column left out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from experiments.logs import notices
from experiments.logs.arrivals import Span, steady_span
from experiments.logs.schema import EVENTS
from experiments.overrides import nearest, one_of
from sim.errors import InputError

SHOWN = 12


def without(events: pd.DataFrame, words: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Return the events without those of `FIELD=VALUE` words, and a note for each about how many that were."""
    notes = []
    for word in words:
        field, _, value = word.partition("=")
        if field not in EVENTS.named("text"):
            raise InputError("--without", word, f"FIELD=VALUE, FIELD one of {one_of(EVENTS.named('text'))}", "")
        gone = (events[field] == value).fillna(False).to_numpy(bool)
        if not gone.any():
            known = list(events[field].value_counts().index[:SHOWN])
            raise InputError("--without", word, one_of(known) or "a value of the log", nearest(value, known))
        events = events[~gone]
        notes.append(notices.WITHOUT.format(n=f"{int(gone.sum()):,}", field=field, value=value))
    if events.empty:
        raise InputError("--without", ", ".join(words), "values that leave some events", "nothing is left")
    return events.reset_index(drop=True), notes


def chosen_span(events: pd.DataFrame, first: str, last: str) -> Span:
    """Return the days from and to, each where the log is steady unless it is given."""
    steady = steady_span(events)
    span = Span(_day("--from", first) or steady.first, _day("--to", last) or steady.last)
    if span.n_days < 1 or not span.holds(events["reported_at"]).any():
        got = f"{span.first:%Y-%m-%d} to {span.last:%Y-%m-%d}"
        low, high = events["reported_at"].min(), events["reported_at"].max()
        raise InputError("--from/--to", got, f"days of the log, from {low:%Y-%m-%d} to {high:%Y-%m-%d}", "")
    return span


def _day(option: str, word: str) -> pd.Timestamp | None:
    if not word:
        return None
    try:
        return pd.to_datetime(word, format="%Y-%m-%d")
    except ValueError as error:
        raise InputError(option, word, "a day such as 2018-09-14", "") from error
