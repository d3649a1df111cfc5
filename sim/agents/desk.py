"""A desk at which people stand in line: who would wait longer than its patience lasts goes away unserved."""

from __future__ import annotations

from heapq import heapreplace

from sim.hours import OpenHours

MOMENT = 1e-6  # hours; what lies closer together is the same moment


class Desk:
    """A number of equal servers with opening hours, first come first served, who finish what they have begun.

    Who is served is known when somebody comes: the time that it would have to wait follows from those served before it
    (as in `Servers`), and its patience from its own draw. So M/M/c+M queues are exact without a queue being kept.
    People must come in order of time.
    """

    def __init__(self, number: int, hours: OpenHours) -> None:
        self.hours = hours
        self._free_from = [0.0] * number
        self._known_open = (0.0, 0.0)
        self.busy_hours = 0.0

    def opening(self, now: float) -> float:
        """Return `now` if the desk is open, else the hour at which it opens next."""
        since, until = self._known_open
        if since <= now < until:
            return now
        after = self.hours.after(now, 0.0)
        if after > now + MOMENT:
            return after
        self._known_open = (now, 24.0 * (now // 24) + self.hours.closes)
        return now

    def begins(self, now: float) -> float:
        """Return when somebody who comes now would be taken up."""
        free = self._free_from[0]
        return self.opening(free if free > now else now)

    def serve(self, now: float, work_hours: float) -> float:
        """Serve somebody who comes now, and return when that is done."""
        end = self.begins(now) + work_hours
        heapreplace(self._free_from, end)
        self.busy_hours += work_hours
        return end


def desk_for(residents: int, residents_per_server: float, hours: OpenHours) -> Desk:
    """Return a desk with a server for so many residents, and at least one."""
    return Desk(max(1, round(residents / residents_per_server)), hours)
