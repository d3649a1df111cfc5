"""Rescuers in office: the nearest grid staff on duty, where they are and how soon they come; and the professionals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.agents.staff import Station, Task
from sim.processes.alerts import METRES_A_MINUTE


class Rescuer(NamedTuple):
    """A post that could go: how far it is, whether it has to break off something, and its station."""

    metres: float
    busy: bool
    station: Station
    patrolling: bool


class GridStaff:
    """Knows where the posts are: on their round, at the task in hand, or else in the middle of their grids."""

    def __init__(self, model: Any) -> None:
        self.model = model
        blocks = model.blocks
        self._x, self._y = blocks.x_m.tolist(), blocks.y_m.tolist()
        self._middle: dict[Station, tuple[float, float]] = {}
        for stations in model.duty.all_stations.values():
            for station in stations:
                rows = np.concatenate([model.grids[grid].blocks for grid in station.grids])
                weight = blocks.residents[rows] / blocks.residents[rows].sum()
                self._middle[station] = (float(blocks.x_m[rows] @ weight), float(blocks.y_m[rows] @ weight))
        self.hours = 0.0

    def nearest(self, emergency: Any, now: float, params: Any) -> tuple[float, Rescuer | None]:
        """Return the minutes in which the first post could be there (inf outside hours), and the post."""
        first, chosen = float("inf"), None
        if not self.model.duty.on_duty(now):
            return first, chosen
        for rescuer in self._available(emergency, now):
            minutes = params.staff_reaction_minutes + params.break_off_minutes * rescuer.busy
            minutes += rescuer.metres * params.detour / (params.staff_km_h * METRES_A_MINUTE)
            if minutes < first:
                first, chosen = minutes, rescuer
        return first, chosen

    def _available(self, emergency: Any, now: float) -> Iterator[Rescuer]:
        yield from self._walkers(emergency, now)
        patrolling = self.model.duty.patrolling(now)
        for role, stations in self.model.duty.all_stations.items():
            if role == "coordinator" and patrolling:
                continue
            for station in stations:
                yield from self._at_station(station, emergency, now)

    def _walkers(self, emergency: Any, now: float) -> Iterator[Rescuer]:
        """Yield the coordinators who are on their round, where they are on it."""
        if not self.model.duty.patrolling(now):
            return
        noticing = self.model.noticing
        walkers = iter(noticing.walkers(now))
        for station in self.model.duty.all_stations["coordinator"]:
            for block in [next(walkers, None) for _ in station.posts]:
                if block is not None and now <= noticing.route_ends[station.grids[0]]:
                    yield Rescuer(self._metres(emergency, self._x[block], self._y[block]), False, station, True)

    def _at_station(self, station: Station, emergency: Any, now: float) -> Iterator[Rescuer]:
        """Yield a station's best post: a free one in the middle of its grids, or one that can break off a task."""
        if not station.posts:
            return
        open_ = station.is_open(now)
        if station.idle or not open_:
            yield Rescuer(self._metres(emergency, *self._middle[station]), False, station, False)
            return
        for post in station.posts:
            if post.task is not None and not post.task.interrupts:
                block = post.task.incident.block
                yield Rescuer(self._metres(emergency, self._x[block], self._y[block]), True, station, False)

    def _metres(self, emergency: Any, x: float, y: float) -> float:
        return float(((emergency.x_m - x) ** 2 + (emergency.y_m - y) ** 2) ** 0.5)

    def send(self, rescuer: Rescuer, emergency: Any, hours: float) -> None:
        """Take a post out of its work: a round ends for today, casework is interrupted for so many hours."""
        now = self.model.time
        self.hours += hours
        station = rescuer.station
        if rescuer.patrolling:
            self.model.noticing.interrupt_routes(station.grids)
        elif station.is_open(now):
            left_today = station.open_hours(now, float("inf"))  # nobody goes on with a rescue tomorrow
            task = Task(emergency, min(hours, left_today), -float("inf"), _nothing)
            task.interrupts = True
            station.add(task)


def _nothing(_: Any) -> None:
    """What follows when rescue is over: nothing."""
