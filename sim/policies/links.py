"""Links between grids: lending of posts, shared alerts, joint patrol of borders, and what campaigns spill over.

A rule of lending is pure: it reads the morning's Loads, draws nothing and changes nothing. To add one, write a
`Parameters` class with a method `plan(loads) -> list[Loan]` and name it as `lending` in an option of configs/links.
"""

from __future__ import annotations

from dataclasses import field
from typing import NamedTuple, Protocol

from sim.agents.staff import Loads
from sim.errors import InputError
from sim.parameters import Parameters, param


class Loan(NamedTuple):
    """One post of a station works at another one today."""

    lender: int
    borrower: int


class Lending(Protocol):
    """A rule by which stations lend posts."""

    def plan(self, loads: Loads) -> list[Loan]:
        """Return today's loans."""


class NoLending(Parameters):
    """Every post works at home."""

    def plan(self, loads: Loads) -> list[Loan]:
        """Return no loans."""
        return []


class LendToBusiest(Parameters):
    """Those with little waiting lend a post to the neighbour with most, the busiest being served first."""

    overload_hours: float = param(
        6.0, "h", 0, 10_000, "assumption", "work waiting per post from which a station borrows a post for the day"
    )
    spare_hours: float = param(0.5, "h", 0, 10_000, "assumption", "work waiting per post up to which a station lends")
    limit_share: float = param(0.25, "share", 0, 1, "assumption", "posts of the street that may be lent on one day")

    def plan(self, loads: Loads) -> list[Loan]:
        """Return today's loans: one post a lender and one a borrower, until the limit is reached."""
        left = int(self.limit_share * sum(loads.posts))
        busy = [one for one in range(len(loads.posts)) if loads.per_post(one) >= self.overload_hours]
        idle = {one for one in range(len(loads.posts)) if loads.per_post(one) <= self.spare_hours} - set(busy)
        loans: list[Loan] = []
        for borrower in sorted(busy, key=lambda one: (-loads.per_post(one), one)):
            near = [one for one in loads.neighbours[borrower] if one in idle]
            if near and len(loans) < left:
                lender = min(near, key=lambda one: (loads.per_post(one), one))
                idle.remove(lender)
                loans.append(Loan(lender, borrower))
        return loans


class Links(Parameters):
    """Which links there are between grids."""

    on: bool = param(False, "switch", None, None, "R12", "grids are linked (or what crosses borders is counted)")
    lending: Lending = field(default_factory=NoLending)
    across_communities: bool = param(True, "switch", None, None, "assumption", "posts are lent across communities too")
    travel_hours: float = param(0.5, "h", 0, 8, "assumption", "hours that a lent post loses on the way")
    alerts: bool = param(False, "switch", None, None, "R12", "what patrol finds is told to the grid next door")
    alert_factor: float = param(
        1.5,
        "ratio",
        1,
        10,
        "assumption",
        "detection of that kind in the blocks next door over the usual, while alerted",
    )
    alert_days: int = param(7, "days", 1, 365, "assumption", "days for which an alert counts")
    alert_hours: float = param(0.03, "h", 0, 8, "assumption", "coordinator's time to take in an alert")
    joint_patrol: bool = param(False, "switch", None, None, "R12", "coordinators walk their neighbours' border too")
    spill_share: float = param(
        0.0, "share", -0.9, 0.9, "K18, SF22", "deterred incidents that come up next door (negative: deterred there too)"
    )
    spill_bound: float = param(
        1.5, "ratio", 1, 3, "assumption", "most by which what spills over can multiply incidence in a grid"
    )

    def check_together(self) -> None:
        """Refuse a spill that nothing may carry."""
        if self.spill_share > 0 and self.spill_bound <= 1:
            raise InputError("spill_bound", self.spill_bound, "above 1 with spill_share above 0")
