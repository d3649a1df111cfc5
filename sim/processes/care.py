"""Care: vulnerable residents are due visits by staff or volunteers, and are worse off the longer nobody comes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.accounts import Indicator, Used, share
from sim.agents.staff import Staff, Station, Window
from sim.parameters import Parameters, param
from sim.processes.system import System
from sim.processes.visits import Due
from sim.world.population import Vulnerability

Floats = NDArray[np.float64]
NO_TIME = 1e-9  # hours below which nothing is cut out of a window


class Care(Parameters):
    """Who is due how many visits, who makes them, and what it does to people if nobody comes."""

    on: bool = param(False, "switch", None, None, "R7", "vulnerable residents are due visits")
    lone_elder_days: int = param(7, "days", 1, 3650, "S12", "days in which an elder living alone is due a visit")
    child_days: int = param(30, "days", 1, 3650, "S12", "the same for a child who needs looking after")
    disabled_days: int = param(30, "days", 1, 3650, "S12", "the same for a disabled resident")
    staff_hours_per_day: float = param(
        0.75, "h/day", 0, 24, "assumption", "most that an administrator spends on care visits, of the time for casework"
    )
    visit_hours: float = param(0.5, "h", 0.01, 24, "assumption", "a care visit by staff, the way included")
    volunteers_share: float = param(
        0.0, "share", 0, 1, "assumption", "part of the active volunteers' time that goes to care visits"
    )
    volunteer_hours_per_year: float = param(
        10.0, "h/year", 0, 8760, "V8, V9", "time that an active volunteer gives (7.4 h over the years a registered one)"
    )
    volunteer_visit_hours: float = param(1.0, "h", 0.01, 24, "assumption", "a care visit by a volunteer")
    emergencies_per_year: float = param(
        0.1, "1/year", 0, 365, "assumption", "emergencies of a vulnerable resident who is visited in time"
    )
    neglect_ratio: float = param(3.0, "ratio", 1, 100, "assumption", "emergencies of who is never visited over that")
    neglect_days: float = param(14.0, "days", 0.1, 3650, "assumption", "days overdue at half of that effect")


class CareSystem(System):
    """Works off the visits that are due, within the time of staff and volunteers."""

    FIELD = "care"
    INDICATORS = (
        Indicator("vulnerable_residents", "persons", "residents who are due care visits", "S12"),
        Indicator("care_due", "visits", "care visits that fell due in the measured days", "S12"),
        Indicator(
            "care_coverage_share",
            "share",
            "visits made before the next fell due, of those made or missed",
            "S12",
            "high",
        ),
        Indicator(
            "overdue_days_mean",
            "days",
            "mean days beyond the interval since the last visit, over persons and days",
            "",
            "low",
        ),
        Indicator("care_staff_hours", "h", "administrators' hours spent on care visits", "R7"),
        Indicator("care_volunteer_hours", "h", "volunteers' hours spent on care visits", "V9"),
        Indicator("care_volunteer_share", "share", "visits made by volunteers, of those made", "SF21"),
        Indicator("care_emergencies", "emergencies", "emergencies among vulnerable residents", "R7", "low"),
    )
    CHECKS = ("care_visits", "care_hours")

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        people, params = model.population, self.params
        self.rows = np.nonzero(people.vulnerability != Vulnerability.NONE)[0]
        days = {
            Vulnerability.LONE_ELDER: params.lone_elder_days,
            Vulnerability.CHILD: params.child_days,
            Vulnerability.DISABLED: params.disabled_days,
        }
        kind = people.vulnerability[self.rows]
        interval = np.select([kind == one for one in days], list(days.values()), 1).astype(np.int64)
        self.keys = people.key[self.rows]
        self.due = Due(self.keys, interval, model.draws["first day of care"].uniform(self.keys))
        block = people.block[self.rows]
        self._grid = model.grid_of_block[block]
        self.stations: list[Station] = model.duty.all_stations["administrator"]
        self._number = {station: place for place, station in enumerate(self.stations)}
        self._posts = self._posts_today()
        serving = np.array([self._number[station] for station in model.duty.stations["administrator"]], np.int64)
        self._station = serving[block]
        self._saved = np.zeros(len(self.stations))
        self._volunteers = np.bincount(
            self.model.grid_of_block[people.block], people.active_volunteer, minlength=len(model.grids)
        )
        self._volunteers_saved = np.zeros(len(model.grids))
        self.hours_today: Floats = np.zeros(len(self.stations))
        self.count_anew()

    def count_anew(self) -> None:
        """Forget what was done in the warm-up (who was visited when is not forgotten)."""
        self.due.count_anew()
        self.by_staff = self.by_volunteers = self.n_emergencies = self.n_days = 0
        self.overdue_days = self.staff_hours = 0.0
        self._by_grid = np.zeros(len(self.model.grids))

    # the day -----------------------------------------------------------------------------------------------------
    def morning(self, day: int) -> None:
        """Let visits fall due, make those for which there is time, and let emergencies happen."""
        self.due.morning(day)
        visited = self.due.first_of(self._grid, self._volunteers_today())
        self.due.make(visited, day)
        self.by_volunteers += len(visited)
        self._by_grid += np.bincount(self._grid[visited], minlength=len(self._by_grid))
        self._posts = self._posts_today()
        visited = self.due.first_of(self._station, self._staff_today(day))
        self.due.make(visited, day)
        self.by_staff += len(visited)
        self.hours_today = np.bincount(self._station[visited], minlength=len(self.stations)) * self.params.visit_hours
        self._emergencies(day)

    def _posts_today(self) -> NDArray[np.int64]:
        """Return how many posts of its own each station has today (not those that it has lent)."""
        links = self.model.links
        away = [0 if links is None else links.lending.n_away(station) for station in self.stations]
        return np.array([station.n_posts for station in self.stations]) - np.array(away, np.int64)

    def _volunteers_today(self) -> NDArray[np.int64]:
        """Return how many visits the volunteers of each grid have time for (what is left of a visit is kept)."""
        params = self.params
        hours = self._volunteers * params.volunteers_share * params.volunteer_hours_per_year / 365
        return _whole(self._volunteers_saved, hours / params.volunteer_visit_hours)

    def _staff_today(self, day: int) -> NDArray[np.int64]:
        """Return how many visits the administrators of each station have time for, out of their casework."""
        casework = self.model.duty.casework_hours("administrator", day)
        hours = min(self.params.staff_hours_per_day, casework)
        visits = _whole(self._saved, self._posts * hours / self.params.visit_hours)
        most = (self._posts * casework / self.params.visit_hours).astype(np.int64)
        return np.asarray(np.minimum(visits, most))

    def _emergencies(self, day: int) -> None:
        """Let emergencies happen, the more often the longer a visit is overdue; rescue is called where there is one."""
        params = self.params
        overdue = self.due.overdue(day)
        self.overdue_days += float(overdue.sum())
        self.n_days += 1
        ratio = 1 + (params.neglect_ratio - 1) * overdue / (overdue + params.neglect_days)
        chance = -np.expm1(-params.emergencies_per_year / 365 * ratio)
        struck = np.nonzero(self.model.draws["emergency in care"].uniform(self.keys, day) < chance)[0]
        self.n_emergencies += len(struck)
        if self.model.rescue is not None:
            for row in self.rows[struck].tolist():
                self.model.rescue.person_in_need(row, day)

    # what duty asks ----------------------------------------------------------------------------------------------
    def time_taken(self, role: str) -> dict[str, float]:
        """Return the hours that administrators spend on care visits today."""
        if role != "administrator":
            return {}
        hours = float(self.hours_today.sum())
        self.staff_hours += hours
        return {"care": hours}

    def posted(self, station: Station, windows: list[Window], posts: list[Staff]) -> tuple[list[Window], list[Staff]]:
        """Cut the station's care visits off the beginning of its casework."""
        return self.left_of(station, windows), posts

    def left_of(self, station: Station, windows: list[Window]) -> list[Window]:
        """Return the windows of casework that are left to a station after its care visits, which come first."""
        place = self._number.get(station)
        if place is None or not self.hours_today[place]:
            return windows
        hours = float(self.hours_today[place]) / float(self._posts[place])
        left = []
        for start, end in windows:
            cut = min(hours, end - start)
            hours -= cut
            if end - start - cut > NO_TIME:
                left.append((start + cut, end))
        return left

    # account -----------------------------------------------------------------------------------------------------
    def indicators(self) -> dict[str, float]:
        """Return what came of the visits that were due in the measured days."""
        due = self.due
        return {
            "vulnerable_residents": float(len(self.rows)),
            "care_due": float(due.n_due),
            "care_coverage_share": share(due.n_done, due.n_done + due.n_missed),
            "overdue_days_mean": share(self.overdue_days, len(self.rows) * self.n_days),
            "care_staff_hours": self.by_staff * self.params.visit_hours,
            "care_volunteer_hours": self.by_volunteers * self.params.volunteer_visit_hours,
            "care_volunteer_share": share(self.by_volunteers, self.by_volunteers + self.by_staff),
            "care_emergencies": float(self.n_emergencies),
        }

    def used_by_activity(self) -> list[Used]:
        """Return the volunteers' hours (those of staff are paid already)."""
        return [Used("care", "care_volunteer", self.by_volunteers * self.params.volunteer_visit_hours, "h")]

    def used_by_grid(self) -> list[Used]:
        """Return the volunteers' hours by grid, from the visits made there."""
        hours = (self._by_grid * self.params.volunteer_visit_hours).tolist()
        return [Used(str(grid), "care_volunteer", one, "h") for grid, one in enumerate(hours)]

    def checks(self) -> dict[str, float]:
        """Return the residuals: visits due = done + missed + waiting; hours booked by duty = hours of visits."""
        hours = self.by_staff * self.params.visit_hours
        done = self.due.n_done - self.by_staff - self.by_volunteers
        return {
            "care_visits": float(abs(self.due.unaccounted()) + abs(done)),
            "care_hours": (self.staff_hours - hours) / max(1.0, hours),
        }


def _whole(saved: Floats, visits: Floats) -> NDArray[np.int64]:
    """Return the whole visits that can be made today, and keep the part of one that is left in `saved`."""
    saved += visits
    whole = np.floor(saved + NO_TIME)
    saved -= whole
    return np.asarray(whole, np.int64)
