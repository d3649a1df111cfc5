"""Cells become values of the event table; what cannot be believed is counted with its reason and example rows."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.logs import notices
from experiments.logs.formats import FLAG_WORDS, STATUS_WORDS
from experiments.logs.personal import looks_personal
from experiments.logs.schema import UNKNOWN
from experiments.logs.times import read_times

EXAMPLES = 5
LONGEST = 200  # characters of a category; more is free text
DEGREES, METRES = 3, -2  # decimals that coordinates keep: about 100 m
MISSING = {"", "-", "--", "/", "\\n", "null", "(null)", "none", "nan", "nat", "n/a", "na", "#n/a", "<na>"}
CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]+")
GUARDED = re.compile(r"^'(?=[=+\-@])")  # an apostrophe that keeps spreadsheets from running a text
BOUNDS = {"lon": 180.0, "lat": 90.0}


class Reason(NamedTuple):
    """Why rows were left out, or values of a column blanked: how many, and the numbers of some rows of the file."""

    what: str
    reason: str
    column: str
    n: int
    rows: str


class Tally:
    """What was left out, and the rows that stay."""

    def __init__(self, numbers: np.ndarray) -> None:
        self.numbers, self.keep = numbers, np.ones(len(numbers), bool)
        self.reasons: list[Reason] = []
        self.notes: list[str] = []
        self.faulty: dict[str, np.ndarray] = {}  # of each column of times: cells that are none

    def blank(self, reason: str, column: str, which: np.ndarray) -> None:
        """Count values that were taken for missing."""
        self._add("value", reason, column, self.numbers[which & self.keep])

    def drop(self, reason: str, column: str, which: np.ndarray) -> None:
        """Leave out rows."""
        which = which & self.keep
        self._add("row", reason, column, self.numbers[which])
        self.keep &= ~which

    def misfits(self, rows: list[int]) -> None:
        """Count rows that the parser left out."""
        self._add("row", notices.MISFIT, "", np.array(rows, int))

    def _add(self, what: str, reason: str, column: str, rows: np.ndarray) -> None:
        if len(rows):
            examples = " ".join(map(str, rows[:EXAMPLES]))
            self.reasons.append(Reason(what, reason, column, len(rows), examples))

    def table(self) -> pd.DataFrame:
        """Return the reasons, rows first, the commonest first."""
        found = pd.DataFrame(self.reasons, columns=list(Reason._fields))
        return found.sort_values(["what", "n"], ascending=[True, False], kind="stable", ignore_index=True)


def texts(cells: pd.Series, column: str, tally: Tally) -> pd.Series:
    """Return categories: trimmed, missing words empty, free text and what looks personal blanked."""
    codes, found = pd.factorize(cells)
    values = [_trimmed(str(value)) for value in found]
    long = np.array([value is not None and len(value) > LONGEST for value in values] + [False])
    private = np.array([value is not None and looks_personal(value) for value in values] + [False])
    clean = np.array([*values, None], dtype=object)
    clean[long | private] = None
    tally.blank(notices.LONG, column, long[codes])
    tally.blank(notices.PERSONAL, column, (private & ~long)[codes])
    return pd.Series(clean[codes], cells.index, dtype="str")


def _trimmed(cell: str) -> str | None:
    text = GUARDED.sub("", CONTROLS.sub(" ", cell).strip())
    return None if text.casefold() in MISSING else text


def bare(cells: pd.Series) -> pd.Series:
    """Return cells without blanks around them, missing words as missing (for columns of many values)."""
    text = cells.str.strip()
    return text.mask(text.str.casefold().isin(MISSING))


def known_words(cells: pd.Series, words: dict[str, Any], column: str, tally: Tally) -> np.ndarray:
    """Return what each cell means (None if it is missing or no known word); unknown words are counted."""
    codes, found = pd.factorize(bare(cells))
    meant = np.array([words.get(str(value).casefold()) for value in found] + [None], dtype=object)
    strange = np.array([value is None for value in meant[:-1]] + [False], bool)
    for place in np.flatnonzero(strange)[:EXAMPLES]:
        text = notices.HIDDEN if looks_personal(str(found[place])) else notices.STRANGE
        shown, n = repr(str(found[place])[:40]), f"{int((codes == place).sum()):,}"
        tally.notes.append(text.format(column=column, word=shown, n=n))
    tally.blank(notices.UNKNOWN_WORD, column, strange[codes])
    return meant[codes]


def statuses(cells: pd.Series, column: str, tally: Tally) -> pd.Series:
    """Return open, closed, voided or unknown."""
    meant = known_words(cells, STATUS_WORDS, column, tally)
    return pd.Series(meant, cells.index, dtype="str").fillna(UNKNOWN)


def flags(cells: pd.Series, column: str, tally: Tally) -> pd.Series:
    """Return true, false or missing."""
    return pd.Series(known_words(cells, FLAG_WORDS, column, tally), cells.index, dtype="boolean")


def counts(cells: pd.Series, column: str, tally: Tally) -> pd.Series:
    """Return whole numbers from 0."""
    text = bare(cells)
    numbers = pd.to_numeric(text, errors="coerce")
    good = ((numbers >= 0) & (numbers % 1 == 0) & (numbers < np.iinfo(np.int32).max)).to_numpy()
    tally.blank(notices.NO_NUMBER, column, text.notna().to_numpy() & ~good)
    return numbers.where(good).astype("Int64")


def places(cells: pd.Series, column: str, name: str, tally: Tally) -> pd.Series:
    """Return coordinates, rounded so that no household can be told; 0 degrees is a missing one."""
    text = bare(cells)
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    degrees = name in BOUNDS
    good = np.isfinite(numbers) & (numbers.abs() <= BOUNDS.get(name, np.inf)) & ~(degrees & (numbers == 0))
    tally.blank(notices.NO_COORDINATE, column, text.notna().to_numpy() & ~good.to_numpy())
    return numbers.where(good).round(DEGREES if degrees else METRES)


def times(cells: pd.Series, column: str, zone: str, tally: Tally) -> pd.Series:
    """Return naive local times; zeros of a clock and what is no time are blanked and counted."""
    found = read_times(bare(cells), zone, column)
    tally.blank(notices.ZERO, column, found.zero)
    tally.blank(notices.NO_TIME, column, found.unreadable)
    tally.notes.extend(found.notes)
    tally.faulty[column] = found.zero | found.unreadable
    return found.values
