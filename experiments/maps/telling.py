"""What a division's score says: a table for screen and file, and sentences whose words follow from the numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from experiments.maps.ensemble import COMPARED, Standing, effective_size, standing
from experiments.maps.given import Given
from experiments.maps.ground import Ground
from experiments.maps.scoring import FAULTS, MEASURES


class Division(NamedTuple):
    """A division with its scores: first its own (`given` or `this`), then those it is compared with.

    The ensemble has a row for each other legal division; notes say what could not be done.
    """

    ground: Ground
    given: Given
    scores: dict[str, dict[str, float]]
    ensemble: pd.DataFrame
    notes: list[str]

    @property
    def own(self) -> dict[str, float]:
        """The division's own score."""
        return next(iter(self.scores.values()))

    @property
    def searched(self) -> bool:
        """Whether the division was searched for here, not given."""
        return "given" not in self.scores

    def standing(self, measure: str) -> Standing:
        """Return where the division stands among the legal ones."""
        return standing(self.ensemble, measure, self.own[measure])


def score_table(found: Division) -> pd.DataFrame:
    """Return a row for each measure: its value, other divisions' values, the range of legal ones, the percentile."""
    rows = []
    for measure in MEASURES:
        row: dict[str, Any] = {"measure": measure.name, "unit": measure.unit}
        row |= {name: values[measure.name] for name, values in found.scores.items()}
        if measure.name in COMPARED and not found.ensemble.empty:
            place = found.standing(measure.name)
            row |= {"legal_least": place.least, "legal_median": place.median, "legal_most": place.most}
            row |= {"percentile": 100 * place.percentile}
        rows.append(row | {"meaning": measure.meaning})
    return pd.DataFrame(rows)


def sentences(found: Division) -> list[str]:
    """Return what the score says in words."""
    who = "This division" if found.searched else "The given division"
    faults = [_fault(name, found.own[name]) for name in FAULTS if found.own[name]]
    told = [f"{who} breaks the rules: {', '.join(faults)}." if faults else f"{who} keeps the rules."]
    if not found.ensemble.empty:
        told += [_placed(found, "workload_cv", "even in workload"), _placed(found, "polsby_popper", "compact")]
        told.append(_worth(found))
    return [*told, *found.notes]


def _fault(name: str, value: float) -> str:
    meaning = next(measure.meaning for measure in MEASURES if measure.name == name)
    return f"{value:.0f} {meaning.rsplit(': ', 1)[-1]}"


def _placed(found: Division, measure: str, words: str) -> str:
    place = found.standing(measure)
    better = next(one.better for one in MEASURES if one.name == measure)
    beaten = 1 - place.percentile if better == "low" else place.percentile
    told = f"It is more {words} than {100 * beaten:.0f} % of the legal divisions"
    if not place.unusual:
        return f"{told}, which is not unusual."
    if found.searched and beaten > 1 / 2:
        return f"{told}, as it was searched for to be."
    return f"{told}, which is unusual: fewer than 1 in 20 are as far out."


def _worth(found: Division) -> str:
    worth = min(effective_size(found.ensemble[name].to_numpy(float)) for name in COMPARED[:2])
    return f"({len(found.ensemble)} legal divisions of one ReCom chain, worth about {worth:.0f} independent ones.)"
