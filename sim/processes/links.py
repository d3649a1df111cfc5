"""Links: what grids do for each other and to each other (lending, alerts, joint patrol, spillover)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.accounts import Indicator, Used, share
from sim.agents.staff import Staff, Station, Window
from sim.processes.lending import LendingProcess
from sim.processes.shared_alerts import AlertsProcess
from sim.processes.spillover import SpilloverProcess
from sim.processes.system import System
from sim.world.borders import across

Floats = NDArray[np.float64]
LENT = "lent_administrator"
UNIT, YEARLY = "harm", "1/(1000 residents x year)"


class LinksSystem(System):
    """Owns the links between grids; each of them is off unless the parameters say otherwise."""

    FIELD = "links"
    INDICATORS = (
        Indicator("lent_hours", "h", "hours that administrators worked in another grid", "R12"),
        Indicator("borrowing_grids_share", "share", "grids that borrowed a post on a day at least", "R12"),
        Indicator("alerts_sent", "alerts", "finds told to the coordinators of a neighbouring grid", "R12"),
        Indicator("spill_ratio", "ratio", "incidents displaced next door over those deterred (below 0: fewer)", "K18"),
        Indicator(
            "harm_covered", UNIT, "harm per 1,000 residents and year in grids that campaigns cover", "SF22", "low"
        ),
        Indicator("harm_elsewhere", UNIT, "the same in all other grids", "SF22", "low"),
        Indicator("incidents_covered", YEARLY, "problems that arose in grids that campaigns cover", "SF22", "low"),
        Indicator("incidents_elsewhere", YEARLY, "problems that arose in all other grids", "SF22", "low"),
    )
    CHECKS = ("lent_hours",)

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.lending = LendingProcess(model)
        self.alerts = AlertsProcess(model)
        self.spillover = SpilloverProcess(model)
        self._alerts_before = 0
        if self.params.joint_patrol:
            self._walk_borders()

    @classmethod
    def bound(cls, params: Any) -> float:
        """Return the most by which what spills over multiplies incidence."""
        return float(params.spill_bound) if params.spill_share > 0 else 1.0

    def _walk_borders(self) -> None:
        """Let every coordinator's round take in the neighbours' blocks at the border."""
        duty, beyond = self.model.duty, across(self.model.blocks, self.model.grid_of_block_list)
        for place, station in enumerate(duty.all_stations["coordinator"]):
            own = {block for grid in station.grids for block in self.model.grids[grid].blocks}
            theirs = {other for block in own for other in beyond[block]} - own
            duty.routes[place] = duty.round(np.array(sorted(own | theirs)))

    # the day -----------------------------------------------------------------------------------------------------
    def morning(self, day: int) -> None:
        """Lend posts and pass on alerts."""
        self.lending.morning(day)
        self.alerts.morning(day)

    def incidence(self) -> Floats | None:
        """Return what spills over today."""
        return self.spillover.factor(self.model.deterrence.factor)

    def posted(self, station: Station, windows: list[Window], posts: list[Staff]) -> tuple[list[Window], list[Staff]]:
        """Keep lent posts away from their own station."""
        return self.lending.posted(station, windows, posts)

    def time_taken(self, role: str) -> dict[str, float]:
        """Return the hours that lent posts lose on the way."""
        travel = self.lending.travel(role)
        return {"travel": travel} if travel else {}

    def evening(self, day: int) -> None:
        """Book the hours borrowed."""
        self.lending.evening()

    def count_anew(self) -> None:
        """Forget what was counted: the warm-up is over."""
        self.lending.count_anew()
        self.spillover.count_anew()
        self._alerts_before = self.alerts.n_sent

    # accounts ----------------------------------------------------------------------------------------------------
    def indicators(self) -> dict[str, float]:
        """Return what links did in the measured days."""
        borrowed = self.lending.borrowed_hours
        covered = self.model.deterrence.covered
        return {
            "lent_hours": float(self.lending.lent_hours.sum()),
            "borrowing_grids_share": float((borrowed > 0).mean()),
            "alerts_sent": float(self.alerts.n_sent - self._alerts_before),
            "spill_ratio": share(self.spillover.spilled, self.spillover.deterred),
            "harm_covered": self._yearly("harm_days", covered),
            "harm_elsewhere": self._yearly("harm_days", ~covered),
            "incidents_covered": self._yearly("onsets", covered),
            "incidents_elsewhere": self._yearly("onsets", ~covered),
        }

    def _yearly(self, what: str, which: NDArray[np.bool_]) -> float:
        """Return a sum over some grids per 1,000 residents and year (NaN if there are none)."""
        residents = np.array([grid.residents for grid in self.model.grids])
        amount = self.model.ledger.by_grid[what]
        return share(float(amount[which].sum()) * 365 * 1000 / self.model.inputs.days, float(residents[which].sum()))

    def used_by_activity(self) -> list[Used]:
        """Return what the street as a whole gains by lending: nothing."""
        return [Used("lending", LENT, 0.0, "h")]

    def used_by_grid(self) -> list[Used]:
        """Return the hours borrowed less those lent, by grid; wages stay with the lender's payroll."""
        net = self.lending.borrowed_hours - self.lending.lent_hours
        return [Used(str(grid), LENT, float(hours), "h") for grid, hours in enumerate(net) if hours]

    def checks(self) -> dict[str, float]:
        """Return the residual of lending: hours lent and borrowed add up to zero over the grids."""
        net = self.lending.borrowed_hours.sum() - self.lending.lent_hours.sum()
        return {"lent_hours": float(net) / max(1.0, float(self.lending.lent_hours.sum()))}
