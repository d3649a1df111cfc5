"""The record of rescue: emergencies, alerts and disputes of the measured days, and what is made of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.accounts import Indicator, Used, share
from sim.processes.alerts import NOBODY, Answers

PROFESSIONAL, STAFF, VOLUNTEER, NEIGHBOUR = range(4)  # who is there first

INDICATORS: tuple[Indicator, ...] = (
    Indicator("n_emergencies", "emergencies", "calls for rescue in the measured days"),
    Indicator("first_arrival_minutes_median", "min", "median time from the call until anybody is there", "V1", "low"),
    Indicator("emergency_in_time_share", "share", "emergencies where somebody was there in time", "R7", "high"),
    Indicator("volunteer_first_share", "share", "emergencies where an alerted resident was there first", "V1"),
    Indicator("staff_first_share", "share", "emergencies where grid staff were there first", "R4"),
    Indicator(
        "volunteer_before_professional_share",
        "share",
        "a rescue volunteer came before the professionals, of emergencies with an alert",
        "V1, V5, V6",
        "high",
    ),
    Indicator(
        "volunteer_arrival_minutes_median",
        "min",
        "median time from the alert to the first rescue volunteer, where one came",
        "V1, V3",
        "low",
    ),
    Indicator(
        "alert_answered_share",
        "share",
        "emergencies with an alert that a rescue volunteer accepted",
        "V7, SF20",
        "high",
    ),
    Indicator("accepted_share", "share", "accepted, of alerts that reached rescue volunteers", "V1, V2"),
    Indicator("unreached_share", "share", "alerts that reached nobody, of all that were sent", "", "low"),
    Indicator("emergency_saved_share", "share", "mean chance that help came soon enough to save", "assumption", "high"),
    Indicator("emergency_harm", "emergencies", "emergencies in which help came too late (expected number)", "", "low"),
    Indicator("dispute_in_time_share", "share", "disputes at which staff were in time", "R7", "high"),
)


class Rescued(NamedTuple):
    """What is written of an emergency: minutes count from the call, those of volunteers from the alert."""

    first: int
    minutes: float
    minutes_alerted: float
    alerted: bool
    before_professionals: bool
    harm: float


class RescueRecord:
    """All that is written down of rescue; alerts are counted by what became of them, and by grid."""

    def __init__(self, n_grids: int) -> None:
        self.emergencies: list[Rescued] = []
        self.volunteers, self.others = NOBODY, NOBODY
        self.sent_by_grid = np.zeros(n_grids)
        self.disputes = self.disputes_in_time = 0

    def alerts(self, grid: int, volunteers: Answers, others: Answers) -> None:
        """Write down the alerts of an emergency in a grid."""
        self.volunteers, self.others = _added(self.volunteers, volunteers), _added(self.others, others)
        for one in (volunteers, others):
            self.sent_by_grid[grid] += one.accepted + one.declined + one.unreached

    def indicators(self, in_time_minutes: float) -> dict[str, float]:
        """Return what came of the emergencies, alerts and disputes."""
        rows = [tuple(float(part) for part in one) for one in self.emergencies]
        first, minutes, _, _, _, harm = np.array(rows).T if rows else np.zeros((6, 0))
        number = len(rows)
        return {
            "n_emergencies": float(number),
            "first_arrival_minutes_median": _median(minutes),
            "emergency_in_time_share": share(float((minutes <= in_time_minutes).sum()), number),
            "volunteer_first_share": share(float((first >= VOLUNTEER).sum()), number),
            "staff_first_share": share(float((first == STAFF).sum()), number),
            "emergency_saved_share": share(number - float(harm.sum()), number),
            "emergency_harm": float(harm.sum()),
            "dispute_in_time_share": share(self.disputes_in_time, self.disputes),
            **self._of_alerts(),
        }

    def _of_alerts(self) -> dict[str, float]:
        alerted = [one for one in self.emergencies if one.alerted]
        came = [one.minutes_alerted for one in alerted if one.minutes_alerted < float("inf")]
        volunteers, others = self.volunteers, self.others
        return {
            "volunteer_before_professional_share": share(
                sum(one.before_professionals for one in alerted), len(alerted)
            ),
            "volunteer_arrival_minutes_median": _median(came),
            "alert_answered_share": share(len(came), len(alerted)),
            "accepted_share": share(volunteers.accepted, volunteers.accepted + volunteers.declined),
            "unreached_share": share(volunteers.unreached + others.unreached, volunteers.sent + others.sent),
        }

    def by_activity(self) -> list[Used]:
        """Return the alerts that were sent (hours of staff are paid already)."""
        return [Used("rescue", "alert", float(self.volunteers.sent + self.others.sent), "alert")]

    def by_grid(self) -> list[Used]:
        """Return the alerts of each grid, by what became of them."""
        return [Used(str(grid), "alert", sent, "alert") for grid, sent in enumerate(self.sent_by_grid.tolist())]

    def unaccounted(self) -> float:
        """Return the alerts sent of which it is not known what became of them (0 if the book balances)."""
        return float(sum(abs(n.sent - n.accepted - n.declined - n.unreached) for n in (self.volunteers, self.others)))


def _median(values: Any) -> float:
    return float(np.median(values)) if len(values) else float("nan")


def _added(total: Answers, more: Answers) -> Answers:
    return Answers(
        total.sent + more.sent,
        total.accepted + more.accepted,
        total.declined + more.declined,
        total.unreached + more.unreached,
        float("inf"),
    )
