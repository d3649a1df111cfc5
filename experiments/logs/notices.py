"""What is said of a log as it is read: stored in English, and told in the reader's language where a page shows it."""

from __future__ import annotations

import re

from experiments.language import N_, _

HIDDEN = N_("{column}: a word that looks personal in {n} rows is no word of this format")
STRANGE = N_("{column}: {word} in {n} rows is no word of this format")
IN_UTC = N_("{column}: times are in UTC, and hours of the day with them; say --zone to have local times")
NO_KIND = N_("kind: missing in {n} rows, which are kept as {unknown}")
PRIVATE_IDS = N_("event_id: {column} looks like phone numbers or identity cards; the row's number is used")
NO_IDS = N_("event_id: the file has no column of ids; the row's number is used")
WITHOUT = N_("Without the {n} events whose {field} is {value}.")
SIMULATED = N_("simulated: no real event, place or person is in it")
NOTES = (HIDDEN, STRANGE, IN_UTC, NO_KIND, PRIVATE_IDS, NO_IDS, WITHOUT, SIMULATED)  # the first that fits counts

MISFIT = N_("another number of cells than the head")
LONG = N_("text too long for a category")
PERSONAL = N_("looks like a phone number, mail address or identity card")
UNKNOWN_WORD = N_("a word that the format does not know")
NO_NUMBER = N_("no whole number")
NO_COORDINATE = N_("no coordinate")
ZERO = N_("a clock's zero (such as 1970-01-01)")
NO_TIME = N_("no time")
NO_ID = N_("no id; the row's number is used")
REPORTED_LATER = N_("reported in the future")
CLOSED_LATER = N_("closed in the future")
CLOSED_EARLY = N_("closed before it was reported")
EARLY = N_("before it was reported")
UNREPORTED = N_("no time of report")
SAME = N_("the same row again")
OLDER = N_("an older row of the same id")
OF_REPORT = N_("time of report: {reason}")
WHAT = {"row": N_("row"), "value": N_("value")}
PLACE = re.compile(r"\\{(\w+)\\}")


def told(note: str) -> str:
    """Return a stored note in the language that is spoken; one that is not known stays as it is."""
    for text in NOTES:
        if (places := _places(text, note)) is not None:
            return _(text, **places)
    return note


def reason_told(reason: str) -> str:
    """Return a stored reason for leaving something out in the language that is spoken."""
    inner = _places(OF_REPORT, reason)
    return _(OF_REPORT, reason=_(inner["reason"])) if inner else _(reason)


def _places(text: str, note: str) -> dict[str, str] | None:
    """Return what stands in the places of a text in a note, or None if the note is another."""
    found = re.fullmatch(PLACE.sub(r"(?P<\1>.+)", re.escape(text)), note, re.DOTALL)
    return found.groupdict() if found else None
