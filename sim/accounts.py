"""The forms in which a run gives account: what was measured, and what was used; nothing here measures anything."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

STREET = "street"  # the key of what belongs to no grid


class Indicator(NamedTuple):
    """One measured quantity; `better` says which direction is good ("low", "high" or "" for neither)."""

    name: str
    unit: str
    definition: str
    source: str = ""
    better: str = ""


class Used(NamedTuple):
    """A quantity of a priced item that was used, and by what: an activity, or a grid (its number, or STREET)."""

    key: str
    item: str
    quantity: float
    unit: str


def gini(values: Any) -> float:
    """Return the Gini coefficient of amounts >= 0 (NaN if there are none)."""
    ordered = np.sort(np.asarray(values, float))
    total = ordered.sum()
    if total <= 0:
        return float("nan")
    ranks = np.arange(1, len(ordered) + 1)
    return float(2 * (ranks * ordered).sum() / (len(ordered) * total) - (len(ordered) + 1) / len(ordered))


def share(part: float, whole: float) -> float:
    """Return part / whole, NaN where there is no whole."""
    return part / whole if whole else float("nan")
