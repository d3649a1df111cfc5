"""One row an incident from its pages in the table of incidents: a case that was reopened has several."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def lives(pages: pd.DataFrame, identity: Sequence[str]) -> pd.DataFrame:
    """Return a row an incident, indexed by the columns of its `identity` (hours; missing: never).

    First onset, registration and start of work, last closing, solution and lapse, and the first closing, after which
    the problem may have lasted and the case may have been opened again. `n_cases` is 0 where it never became a case.
    """
    ordered = pages.sort_values([*identity, "case"])
    return ordered.groupby(list(identity), sort=False).agg(
        kind=("kind", "last"),
        grid=("grid", "last"),
        mistaken=("mistaken", "last"),
        settled=("settled", "max"),
        onset=("onset", "first"),
        registered=("registered", "first"),
        started=("started", "first"),
        first_closed=("closed", "first"),
        closed=("closed", "last"),
        solved=("solved", "max"),
        lapsed=("lapsed", "max"),
        n_cases=("case", "max"),
    )
