"""The verdicts on stylised facts in a few sentences, for the top of the report of the study that tests them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from experiments import patterns
from experiments.language import N_, _, counted
from experiments.report.answers import Answer
from experiments.report.captions import HEADINGS
from experiments.report.lists import listed
from experiments.report.marks import named
from experiments.report.reading import StudyResult

STUDY = "patterns"
STARTS = {
    patterns.MISSED: N_("Missed: {facts}."),
    patterns.OPEN: N_("Not resolved (too much chance to tell): {facts}."),
}


def known(result: StudyResult) -> list[Answer]:
    """Return how many stylised facts are met, if the study is the one that tests them."""
    if result.manifest["study"] != STUDY:
        return []
    return [Answer(_(HEADINGS["patterns"]), verdicts(patterns.table(result)), [])]


def verdicts(table: pd.DataFrame) -> list[str]:
    """Return the counts of verdicts, those of the emergent facts, and in words which facts are missed or open."""
    emergent = table[table["role"] == patterns.EMERGENT]
    told = [
        _("Of {n} patterns known from real places, {counts}.", n=len(table), counts=_counts(table)),
        _(
            "Of the {n} that come out of the mechanisms, and so test the model, {counts}.",
            n=len(emergent),
            counts=_counts(emergent),
        ),
    ]
    for verdict, start in STARTS.items():
        names = [
            _("“{fact}” ({name})", fact=_words(_(text)), name=named(_(name))) for name, text in _named(table, verdict)
        ]
        if names:
            told.append(_(start, facts=listed(names)))
    return told


def _counts(table: pd.DataFrame) -> str:
    counts = [(int((table["verdict"] == verdict).sum()), verdict) for verdict in patterns.VERDICTS]
    kept = [
        counted("{n} is {verdict}", "{n} are {verdict}", n, verdict=_(verdict))
        for n, verdict in counts
        if n or verdict not in (patterns.LOST, patterns.ABSENT)
    ]
    return listed(kept)


def _named(table: pd.DataFrame, verdict: str) -> Sequence[tuple[str, str]]:
    rows = table[table["verdict"] == verdict]
    return list(zip(rows["pattern"], rows["says"], strict=True))


def _words(text: str) -> str:
    """Return what a pattern says without the bracket on how it is measured."""
    return re.sub(r"( \([^()]*\)|（[^（）]*）)$", "", text)
