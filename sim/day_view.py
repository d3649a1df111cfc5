"""What a watched street tells at the end of a day: its grids, and what came and went."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Dots(NamedTuple):
    """Where problems came or went on a day: x and y of their blocks (metres) and the place of their kind."""

    x_m: Floats
    y_m: Floats
    kind: Ints


class DayView(NamedTuple):
    """A street at the end of a day (0 = first measured day; the warm-up has negative days).

    By grid: `backlog` (cases registered and not closed), `unsolved` (problems that last, known or not), `harm` (of
    these, a day), `trust` (mean of residents, 0-1). `arisen` and `solved`: the problems that came and that were solved
    on the day; `solvers`: how many of these each of SOLVERS solved. `utilisation`: by role, NaN on days off.
    """

    day: int
    date: str
    works: bool
    campaign: bool
    backlog: Ints
    unsolved: Ints
    harm: Floats
    trust: Floats
    arisen: Dots
    solved: Dots
    utilisation: dict[str, float]
    solvers: dict[str, int]
