"""What the template lays out of a folder without options to compare: a sampled study, or a solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from experiments.report.answers import Answer, in_brief, price
from experiments.report.cells import Table
from experiments.report.checks import run_checks, verdict
from experiments.report.pictures import Picture
from experiments.report.reading import StudyResult
from experiments.report.section import Section
from experiments.report.words import units


class Told(NamedTuple):
    """What such a folder tells: answers, pictures (the first on page one), how sure it is, and further sections."""

    answers: Sequence[Answer]
    pictures: Sequence[Picture]
    sure: Sequence[str]
    sections: Sequence[Section]


def without_options(whole: StudyResult) -> StudyResult:
    """Return a study whose factors have no levels to compare."""
    return replace(whole, factors={}, baseline={}, contrasts=())


def laid_out(result: StudyResult, told: Told, priced: pd.DataFrame, unpriced: str) -> dict[str, Any]:
    """Return the content of the template; `priced` are the runs of the price tag, `unpriced` what stands without."""
    return {
        **verdict(run_checks(result)),
        "brief": in_brief(list(told.answers)),
        "answers": told.answers,
        "scope": "",
        "units": units(result.days),
        "lead": told.pictures[0] if told.pictures else None,
        "pictures": told.pictures[1:],
        "price": price(replace(result, runs=priced)) if len(priced) else unpriced,
        "sure": told.sure,
        "robust": Table([], []),
        "robust_name": "effects",
        "sections": told.sections,
    }
