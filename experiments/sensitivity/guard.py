"""The guard before any index: results complete, finite, in the order of the design, replicated, and not constant.

SALib itself returns zeros without a word where an output is missing (its issue 237), and other people's indices
where rows change places (its issue 665).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.designs import Study, as_overrides
from experiments.samples import sample
from experiments.statistics import Floats
from sim import InputError

SHOWN = 3


class Responses(NamedTuple):
    """One indicator over a sampled design: unit coordinates (rows, factors), values (rows, replications)."""

    indicator: str
    coordinates: Floats
    values: Floats

    @property
    def means(self) -> Floats:
        """The mean over the replications of each row, which is what indices are computed of."""
        return np.asarray(self.values.mean(axis=1), dtype=float)

    @property
    def replications(self) -> int:
        """How many twins every row has."""
        return int(self.values.shape[1])

    def luck_of(self, differences: Floats) -> Floats:
        """Return the variance that luck alone gives the mean over replications of differences between rows.

        `differences` has the replications last; with one replication nothing is known (NaN).
        """
        if self.replications < 2:
            return np.full(differences.shape[:-1], np.nan)
        return np.asarray(differences.var(axis=-1, ddof=1) / self.replications, dtype=float)


def responses(study: Study, study_seed: int, runs: pd.DataFrame, indicator: str) -> Responses:
    """Return an indicator over the rows of a study's design; InputError where an index of it would be wrong."""
    points, rows = study.points(study_seed), study.rows(study_seed)
    _check_order(points, study, runs)
    if indicator not in runs:
        raise InputError(indicator, "nothing", "an indicator of the runs")
    table = runs.pivot(index="point", columns="seed", values=indicator).reindex(range(len(points)))
    values = table.iloc[sorted(set(rows))].to_numpy(dtype=float)
    wanted = len(values) * study.replications
    if holes := wanted - int(np.isfinite(values).sum()):
        got = f"{holes} of {wanted} runs without a value"
        raise InputError(indicator, got, "a value of every run of the design", "gridgov resume DIR, or leave it out")
    if np.ptp(values) == 0:
        raise InputError(indicator, f"{values.flat[0]:g} in every run", "an indicator that varies over the design")
    taken = table.to_numpy(dtype=float)[rows]
    return Responses(indicator, sample(study.design, len(study.factors), study_seed), taken)


def _check_order(points: list[dict[str, object]], study: Study, runs: pd.DataFrame) -> None:
    """Refuse runs whose factors are not those of their design point."""
    first = runs.drop_duplicates("point").set_index("point")
    for number, point in enumerate(points):
        if number in first.index:
            found = first.loc[number, list(study.factors)].to_dict()
            if wrong := [name for name, level in point.items() if not _equal(found[name], level)][:SHOWN]:
                got = f"point {number} with {' '.join(as_overrides({name: found[name] for name in wrong}))}"
                allowed = " ".join(as_overrides({name: point[name] for name in wrong}))
                raise InputError(
                    "runs", got, f"the order of the design ({allowed})", "it has other runs than its design"
                )


def _equal(found: object, level: object) -> bool:
    if isinstance(level, (int, float)) and isinstance(found, (int, float)):
        return bool(np.isclose(found, level, rtol=1e-9, atol=0))
    return str(found) == str(level)
