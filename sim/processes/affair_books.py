"""Books of service affairs: what became of each, how long it took, and whose time it was."""

from __future__ import annotations

from typing import Any

from sim.accounts import Used
from sim.processes.reporting import APP, HOTLINE

ACTIVITY = "service affairs"
POSTED = {APP: "contact_app", HOTLINE: "contact_hotline"}  # a call's price has its people in it (M3)


class AffairBooks:
    """What is written down of affairs: since the first day (for the balance) and since the warm-up (for indicators)."""

    def __init__(self, model: Any, windows: Any, clerks: Any) -> None:
        self._windows, self._clerks = windows, clerks
        self._grid: list[int] = model.grid_of_block[model.population.block].tolist()
        self._n_grids = len(model.grids)
        self.open: set[Any] = set()
        self.n_asked = self.n_done = self.n_given_up = 0
        self._all_hours = 0.0
        self.count_anew()

    def count_anew(self) -> None:
        """Begin to measure: forget all but what the balance needs."""
        self.asked = self.given_up = self.at_once = 0
        self.hours = self.saved = 0.0
        self.contacts = [0, 0, 0]
        self.waits: list[float] = []
        self.by_grid_hours = [0.0] * self._n_grids
        self.by_grid_contacts = {channel: [0] * self._n_grids for channel in POSTED}
        self._busy_before = self._busy()

    def _busy(self) -> float:
        return float(self._windows.busy_hours + self._clerks.busy_hours)

    # what happens ---------------------------------------------------------------------------------------------------
    def ask(self, affair: Any) -> None:
        """An affair is asked."""
        self.n_asked += 1
        self.asked += 1
        self.open.add(affair)

    def give_up(self, affair: Any) -> None:
        """A resident goes away from the line (booked when it joins, as its end is known then)."""
        self.n_given_up += 1
        self.given_up += 1
        self.open.discard(affair)

    def settle(self, affair: Any, hour: float, at_once: bool) -> None:
        """An affair is done at an hour."""
        self.n_done += 1
        self.at_once += at_once
        self.waits.append(hour - affair.hour)
        self.open.discard(affair)

    def contact(self, affair: Any, channel: int, hours: float, on_paper: float) -> None:
        """A contact takes so long, which would have taken so long on paper at the counter."""
        self.contacts[channel] += 1
        self.hours += hours
        self.saved += on_paper - hours
        grid = self._grid[affair.row]
        if channel in POSTED:
            self.by_grid_contacts[channel][grid] += 1
        else:
            self._all_hours += hours
            self.by_grid_hours[grid] += hours

    def work(self, affair: Any, hours: float, on_paper: float) -> None:
        """Clerks work so long on an affair, on which they would have worked so long on paper."""
        self.hours += hours
        self.saved += on_paper - hours
        self._all_hours += hours
        self.by_grid_hours[self._grid[affair.row]] += hours

    # what is told of it ---------------------------------------------------------------------------------------------
    def by_activity(self) -> list[Used]:
        """Return contacts and hours of the measured days, hours as the posts count them."""
        rows = [Used(ACTIVITY, item, float(self.contacts[channel]), "contact") for channel, item in POSTED.items()]
        return [*rows, Used(ACTIVITY, "desk_clerk", self._busy() - self._busy_before, "h")]

    def by_grid(self) -> list[Used]:
        """Return the same by grid, as the affairs count them."""
        rows = []
        for channel, item in POSTED.items():
            numbers = self.by_grid_contacts[channel]
            rows += [Used(str(grid), item, float(number), "contact") for grid, number in enumerate(numbers)]
        return rows + [Used(str(grid), "desk_clerk", hours, "h") for grid, hours in enumerate(self.by_grid_hours)]

    def checks(self, waiting: int) -> dict[str, float]:
        """Return the residuals: of affairs, given how many are planned to go on, and of hours by posts and affairs."""
        left = self.n_asked - self.n_done - self.n_given_up
        busy = self._busy()
        lost = abs(left - waiting) + abs(left - len(self.open))
        return {"affairs": float(lost), "affair_hours": (busy - self._all_hours) / max(1.0, busy)}
