"""The verdicts on stylised facts in a few sentences, for the top of the report of the study that tests them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from experiments import patterns
from experiments.report.answers import Answer
from experiments.report.captions import HEADINGS
from experiments.report.certainty import listed
from experiments.report.reading import StudyResult

STUDY = "patterns"


def known(result: StudyResult) -> list[Answer]:
    """Return how many stylised facts are met, if the study is the one that tests them."""
    if result.manifest["study"] != STUDY:
        return []
    return [Answer(HEADINGS["patterns"], verdicts(patterns.table(result)), [])]


def verdicts(table: pd.DataFrame) -> list[str]:
    """Return the counts of verdicts, those of the emergent facts, and in words which facts are missed or open."""
    emergent = table[table["role"] == patterns.EMERGENT]
    told = [
        f"Of {len(table)} patterns known from real places, {_counts(table)}.",
        f"Of the {len(emergent)} that come out of the mechanisms, and so test the model, {_counts(emergent)}.",
    ]
    for verdict, start in ((patterns.MISSED, "Missed"), (patterns.OPEN, "Not resolved (too much chance to tell)")):
        names = [f"“{_words(text)}” ({name})" for name, text in _named(table, verdict)]
        if names:
            told.append(f"{start}: {listed(names)}.")
    return told


def _counts(table: pd.DataFrame) -> str:
    counts = [(int((table["verdict"] == verdict).sum()), verdict) for verdict in patterns.VERDICTS]
    kept = [f"{n} {'is' if n == 1 else 'are'} {verdict}" for n, verdict in counts if n or verdict != patterns.ABSENT]
    return listed(kept)


def _named(table: pd.DataFrame, verdict: str) -> Sequence[tuple[str, str]]:
    rows = table[table["verdict"] == verdict]
    return list(zip(rows["pattern"], rows["says"], strict=True))


def _words(text: str) -> str:
    """Return what a pattern says without the bracket on how it is measured."""
    return re.sub(r" \([^()]*\)$", "", text)
