"""The books of a run: hours, contacts, messages and the day's state are booked where they happen.

Hours and money are booked a second time by whom they concern; the two books must agree. Cases have a book of their
own, `sim.ledger`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Books:
    """All that is written down during a run; see `sim.indicators` for what is made of it."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.arisen = self.left = self.duplicates = 0
        self.duty_hours = self.task_hours = 0.0
        self.daily: dict[str, list[float]] = defaultdict(list)
        self.activity: dict[tuple[str, str], float] = defaultdict(float)
        self.payroll: dict[str, Floats] = defaultdict(lambda: np.zeros(len(model.grids)))
        self.street: dict[str, float] = defaultdict(float)
        self._today: dict[str, Any] = {}
        self._busy_before: dict[str, float] = defaultdict(float)
        self._open_cases, self._open_since, self.case_hours = 0, 0.0, 0.0
        self.n_messages = 0
        self.two_way_days = self.gone_hours = 0.0

    @property
    def measuring(self) -> bool:
        """Whether the warm-up is over."""
        return bool(self.model.day >= self.model.inputs.warmup_days)

    # cases -------------------------------------------------------------------------------------------------------
    def case_opened(self) -> None:
        """Note that a case has been dispatched (the live count for Little's law)."""
        now = self.model.time
        self.case_hours += self._open_cases * (now - self._open_since)
        self._open_since = now
        self._open_cases += 1

    def case_ended(self) -> None:
        """Note that a dispatched case has been closed."""
        now = self.model.time
        self.case_hours += self._open_cases * (now - self._open_since)
        self._open_since = now
        self._open_cases -= 1

    # hours, contacts, messages -----------------------------------------------------------------------------------
    def pay(self, role: str, kind: str, hours: Floats) -> None:
        """Book paid hours of a role by grid (kind: regular, overtime, temporary)."""
        self._today[f"{role}_{kind}"] = float(hours.sum())
        if self.measuring:
            self.payroll[f"{role}_{kind}"] += hours

    def mix(self, role: str) -> dict[str, float]:
        """Return how today's paid hours of a role divide into regular, overtime and temporary ones."""
        kinds = {kind: self._today[f"{role}_{kind}"] for kind in ("regular", "overtime", "temporary")}
        total = sum(kinds.values())
        return {kind: hours / total for kind, hours in kinds.items()} if total > 0 else {}

    def spend(self, role: str, activity: str, hours: float, mix: dict[str, float]) -> None:
        """Book what a role's paid hours were spent on."""
        self._today[f"{role}:{activity}"] = hours
        if self.measuring:
            for kind, share in mix.items():
                self.activity[activity, f"{role}_{kind}"] += hours * share

    def open_casework(self, role: str, hours: float, mix: dict[str, float]) -> None:
        """Note how long a role's casework windows are today; the evening tells what was work and what was waiting."""
        self._today[f"{role}:open"] = (hours, mix)

    def close_casework(self, role: str, busy_so_far: float) -> None:
        """Book today's casework of a role: hours busy, and hours in which nothing was there to do."""
        busy = busy_so_far - self._busy_before[role]
        self._busy_before[role] = busy_so_far
        hours, mix = self._today.pop(f"{role}:open", (0.0, {}))
        self.spend(role, "casework", busy, mix)
        self.spend(role, "standby", hours - busy, mix)

    def close_posts(self, busy_hours: float) -> None:
        """Note that all posts have gone after so many hours of work: the hours of those that follow begin at 0."""
        self.gone_hours += busy_hours
        self._busy_before.clear()

    def contact(self, channel: int) -> None:
        """Book a contact at the call desk."""
        if self.measuring:
            self.street[("contact_app", "contact_hotline", "contact_counter")[channel]] += 1

    def messages(self, number: int) -> None:
        """Book messages sent to residents."""
        self.n_messages += number
        if number and self.measuring:
            self.street["message"] += number

    def evening(self) -> None:
        """Write the day's state into the daily series and forget today's hours."""
        model, today = self.model, self._today
        if self.measuring:
            self.two_way_days += model.communication.platform_days
        paid = 0.0
        for role in ("coordinator", "administrator", "supervisor"):
            hours = sum(today.get(f"{role}_{kind}", 0.0) for kind in ("regular", "overtime", "temporary"))
            idle = today.get(f"{role}:standby", 0.0)
            self.daily[f"utilisation_{role}"].append((hours - idle) / hours if hours > 0 else float("nan"))
            paid += hours
        self.daily["paid_hours"].append(paid)
        self.daily["campaign"].append(float(model.plan.campaign))
        self.daily["trust"].append(model.feedback.mean_trust())
        self.daily["efficacy"].append(model.feedback.mean_efficacy())
        self.daily["cohesion"].append(float(np.mean(model.self_governance.cohesion)))
        self.daily["prevention"].append(float(np.mean(model.learning.prevention)))
        self.daily["duplicates"].append(float(self.duplicates))
        self._today = {}

    def finish(self) -> None:
        """Bring the live count of open cases up to the hour."""
        self.case_hours += self._open_cases * (self.model.time - self._open_since)
        self._open_since = self.model.time
