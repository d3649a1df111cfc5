"""What workers send to the pages; light to import, so that the first page is there soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[tuple[str, ...], int]  # the overrides and the seed of a run
Rings = list[tuple[int, NDArray[np.float64]]]


class Ground(NamedTuple):
    """What does not change in a street: outlines of its grids (grid, x and y in metres), names, residents, days.

    `lengthened`: whether it has more days than asked for, since its campaigns need time to fade.
    """

    rings: Rings
    communities: list[str]
    residents: list[int]
    kinds: list[str]
    first_day: int
    n_days: int
    lengthened: bool = False


class Look(NamedTuple):
    """What a twin street came to: its indicators, the harm of each grid for 1,000 residents and year, and outlines."""

    days: int
    indicators: dict[str, float]
    harm: NDArray[np.float64]
    rings: Rings


class Repeat(NamedTuple):
    """A stored run made again with every incident written down, and the digest by which to know it again."""

    digest: str
    incidents: pd.DataFrame
    grids: pd.DataFrame
