"""Tasks: turns work on an incident into a task with its place in a queue (dispatch rule, head start, urgency)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.agents.incident import Incident
from sim.agents.staff import Task


class TaskProcess:
    """Makes every task that a station queues."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._head_start = 0.0
        self.read_rules()

    def read_rules(self) -> None:
        """Read the rules of dispatch; what waits already keeps its place."""
        model = self.model
        self._rule: Callable[[float, Incident, float], float] = model.inputs.dispatch.priority
        self._ageing: float = getattr(model.inputs.dispatch, "ageing", 1.0)
        self._interruption: bool = model.inputs.handling.interruption

    def morning(self) -> None:
        """Set the head start that today's plan gives to a campaign's targets."""
        self._head_start = self.model.plan.head_start_hours * self._ageing

    def make(self, incident: Incident, hours: float, done: Callable[[Incident], None]) -> Task:
        """Return a piece of work on an incident; an urgent one interrupts other work, where that is done.

        Its place in a queue (smallest first) is given by the rule of dispatch and the head start.
        """
        kind = incident.kind
        place = self._rule(self.model.time, incident, hours)
        if kind.target:
            place -= self._head_start
        task = Task(incident, hours, place, done)
        if kind.urgent and self._interruption:
            task.interrupts = True
            task.priority = -float("inf")
        return task
