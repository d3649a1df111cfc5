"""Mesa's model with our agenda: its clock is a plain number, and what Mesa schedules happens among our own events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mesa

from sim.agenda import Agenda


class AgendaModel(mesa.Model[Any, Any]):
    """A Mesa model whose events stand on an `Agenda`; `time` is in hours from the first simulated midnight."""

    __slots__ = ("time",)  # a plain number instead of Mesa's observable: it changes at every event
    time: float

    def __init__(self, seed: int) -> None:
        self.time = 0.0
        self.agenda = Agenda()
        super().__init__(rng=seed)
        self._default_schedule.stop()

    def register_agent(self, agent: Any) -> None:
        """Register an agent as Mesa does, but without a signal and a log line for each (two thirds of the time)."""
        self._all_agents.add(agent)
        agent.unique_id = self.agent_id_counter
        self.agent_id_counter += 1
        kind = type(agent)
        if kind not in self._agents_by_type:
            self._agents_by_type[kind] = type(self._all_agents)([], random=self.random)
        self._agents_by_type[kind].add(agent)

    def deregister_agent(self, agent: Any) -> None:
        """Deregister an agent as Mesa does, but without a signal and a log line for each."""
        self._agents_by_type[type(agent)].remove(agent)
        self._all_agents.remove(agent)

    def schedule_event(self, function: Callable[..., Any], **when: Any) -> Any:
        """Schedule a function by Mesa's interface (`at` or `after` in hours); it happens among the street's events."""
        event = super().schedule_event(function, **when)
        self._do_mesa_events()
        return event

    def _do_mesa_events(self) -> None:
        """Move events that were scheduled by Mesa's interface to the agenda."""
        while not self._event_list.is_empty():
            event = self._event_list.pop_event()
            self.agenda.at(event.time, _execute, event)


def _execute(event: Any) -> None:
    event.execute()
