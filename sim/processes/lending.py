"""Lending: administrators of grids with little waiting work for a day in an overloaded grid next door."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.staff import Loads, Staff, Station, Window
from sim.world.borders import across

Floats = NDArray[np.float64]


class _Lent(NamedTuple):
    """A post that works elsewhere today."""

    post: Staff
    home: Station
    host: Station


class LendingProcess:
    """Owns today's loans; `shift[grid]` says how many posts a grid has gained by them (lenders: below 0).

    By grid, in the measured days: `lent_hours` from the borrower's windows less the way, as planned in the morning,
    `borrowed_hours` from the arrival until the evening, as it was; counted apart, they must agree over the street.
    """

    def __init__(self, model: Any) -> None:
        self.model, self.params = model, model.inputs.links
        self.stations: list[Station] = model.duty.all_stations["administrator"]
        self.neighbours = self._neighbours()
        self._loans: list[_Lent] = []
        self._arrivals: dict[Staff, float] = {}
        self._travel = 0.0
        self.shift = np.zeros(len(model.grids))
        self.count_anew()

    def count_anew(self) -> None:
        """Forget what was counted: the warm-up is over."""
        self.lent_hours, self.borrowed_hours = np.zeros(len(self.model.grids)), np.zeros(len(self.model.grids))

    def _neighbours(self) -> tuple[tuple[int, ...], ...]:
        """Return for each station the stations whose blocks touch its own."""
        number = {station: place for place, station in enumerate(self.stations)}
        of_block = [number[station] for station in self.model.duty.stations["administrator"]]
        community = self.model.blocks.community
        near: list[set[int]] = [set() for _ in self.stations]
        for block, others in enumerate(across(self.model.blocks, of_block)):
            near[of_block[block]] |= {
                of_block[other]
                for other in others
                if self.params.across_communities or community[other] == community[block]
            }
        return tuple(tuple(sorted(some)) for some in near)

    # the day -----------------------------------------------------------------------------------------------------
    def morning(self, day: int) -> None:
        """Bring everybody home, then lend for the day what the rule says."""
        for loan in self._loans:
            loan.host.release(loan.post)
            loan.home.posts = [*loan.home.posts, loan.post]
        self._loans, self._arrivals, self._travel = [], {}, 0.0
        self.shift = np.zeros(len(self.model.grids))
        if not self.model.workdays[day]:
            return
        hours = tuple(station.waiting_hours for station in self.stations)
        loads = Loads(hours, tuple(station.n_posts for station in self.stations), self.neighbours)
        for lender, borrower in self.params.lending.plan(loads):
            self._lend(self.stations[lender], self.stations[borrower])

    def _lend(self, home: Station, host: Station) -> None:
        away = {loan.post for loan in self._loans}
        post = next(one for one in reversed(home.posts) if one not in away and not one.temporary)
        home.release(post)
        self._loans.append(_Lent(post, home, host))
        self.shift[home.grids] -= 1 / len(home.grids)
        self.shift[host.grids] += 1 / len(host.grids)

    def posted(self, station: Station, windows: list[Window], on_duty: list[Staff]) -> tuple[list[Window], list[Staff]]:
        """Return the windows and posts with which a station begins the day; a station without posts stays shut."""
        away = [loan.post for loan in self._loans if loan.home is station]
        total = sum(end - start for start, end in windows)
        for loan in self._loans:
            if loan.host is station:
                self._send(loan, windows)
                home = loan.home.grids
                self.lent_hours[home] += max(0.0, total - self.params.travel_hours) / len(home)
        if not away:
            return windows, on_duty
        stay = [post for post in on_duty if post not in away]
        return (windows if stay else []), stay

    def _send(self, loan: _Lent, windows: list[Window]) -> None:
        """Let a lent post arrive after the hours lost on the way."""
        left: float = self.params.travel_hours
        for start, end in windows:
            if left < end - start:
                self._travel += self.params.travel_hours
                self.model.agenda.at(start + left, self._arrive, loan)
                return
            left -= end - start
        self._travel += self.params.travel_hours - left

    def _arrive(self, loan: _Lent) -> None:
        self._arrivals[loan.post] = self.model.time
        loan.host.join(loan.post)

    def n_away(self, station: Station) -> int:
        """Return how many posts a station has lent today."""
        return sum(loan.home is station for loan in self._loans)

    def travel(self, role: str) -> float:
        """Return today's hours of a role that are lost on the way."""
        return self._travel if role == "administrator" else 0.0

    def evening(self) -> None:
        """Book the hours in which borrowed posts were there."""
        for loan in self._loans:
            if loan.post in self._arrivals:
                hours = loan.host.open_hours(self._arrivals[loan.post], self.model.time)
                self.borrowed_hours[loan.host.grids] += hours / len(loan.host.grids)
