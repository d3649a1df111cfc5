"""What a declared parameter means, its unit and what it rests on, in the language that is spoken."""

from __future__ import annotations

import re

from experiments.language import _c
from sim.parameters import Declaration

MEANING, UNIT, SOURCE = "meaning", "unit", "source"  # contexts of the catalogue
NUMBERED = re.compile(r"(?P<word>.*?)(?P<number> [\d.-]+)?$")  # "design 3": a word of ours and a place in it
EVIDENCE = re.compile(r"[A-Z]+\d+(-[A-Z]*\d+)?$")  # an identifier, the same in every language


def meaning(declared: Declaration) -> str:
    """Return what a parameter means ("" where nothing is declared)."""
    return _c(MEANING, declared.help) if declared.help else ""


def unit(declared: Declaration) -> str:
    """Return the unit of a parameter."""
    return _c(UNIT, declared.unit)


def source(text: str) -> str:
    """Return what a number rests on: identifiers of evidence as they are, words of ours translated."""
    return _c("names", ", ").join(_rests_on(one) for one in text.split(", "))


def words(text: str) -> list[str]:
    """Return the words of a source that are to be translated."""
    return [_split(one)[0] for one in text.split(", ") if not EVIDENCE.match(one)]


def _rests_on(one: str) -> str:
    if EVIDENCE.match(one):
        return one
    word, number = _split(one)
    return _c(SOURCE, word) + number


def _split(one: str) -> tuple[str, str]:
    found = NUMBERED.match(one)
    assert found is not None  # it matches any text
    return found["word"], found["number"] or ""
