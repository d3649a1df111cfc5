"""A system: a part of the street that can be there or not (platform, rescue, care ...), and what it tells of itself."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.accounts import Indicator, Used
from sim.agents.staff import Staff, Station, Window
from sim.parameters import Parameters

Floats = NDArray[np.float64]


class System:
    """One system of the street; it is built only if its parameters say `on`, so what is off costs nothing.

    Life: built with the street, asked in the `morning` of each day before the staff are posted, in the `evening` after
    the last event, told at the end of the warm-up to count anew, and at the horizon for its indicators, its books of
    what was used (by activity, and by grid: the two must agree) and the residuals of its own books.
    """

    FIELD: ClassVar[
        str
    ]  # the scenario's field with its parameters, which have a switch `on`; and the model's attribute
    INDICATORS: ClassVar[tuple[Indicator, ...]] = ()
    CHECKS: ClassVar[tuple[str, ...]] = ()  # names of the residuals that `checks` returns; 0 = the book balances

    def __init__(self, model: Any) -> None:
        self.model = model
        self.params: Any = self.parameters(model.inputs)

    @classmethod
    def bound(cls, params: Any) -> float:
        """Return the most by which `incidence` can multiply, given the system's parameters."""
        return 1.0

    @classmethod
    def parameters(cls, inputs: Any) -> Parameters:
        """Return the system's parameters in a scenario."""
        found: Parameters = getattr(inputs, cls.FIELD)
        return found

    def morning(self, day: int) -> None:
        """Begin a day (0 = first simulated day)."""

    def incidence(self) -> Floats | None:
        """Return by what today's incidence is multiplied, shape (kinds, grids), asked after `morning`; None: by 1."""
        return None

    def posted(self, station: Station, windows: list[Window], posts: list[Staff]) -> tuple[list[Window], list[Staff]]:
        """Return the windows of casework and the posts with which a station begins today: as planned, or changed."""
        return windows, posts

    def time_taken(self, role: str) -> dict[str, float]:
        """Return the hours that the system takes out of a role's casework today, by activity."""
        return {}

    def evening(self, day: int) -> None:
        """End a day."""

    def read(self, pages: dict[str, Floats]) -> None:
        """Read pages of the ledger that are being folded (columns by name, see `sim.facts.LEDGER`)."""

    def count_anew(self) -> None:
        """Forget what was counted: the warm-up is over."""

    def indicators(self) -> dict[str, float]:
        """Return the values of INDICATORS over the measured days."""
        return {}

    def used_by_activity(self) -> list[Used]:
        """Return what was used in the measured days, by activity."""
        return []

    def used_by_grid(self) -> list[Used]:
        """Return the same by grid, counted independently where it can be."""
        return []

    def checks(self) -> dict[str, float]:
        """Return the residuals named in CHECKS."""
        return {}
