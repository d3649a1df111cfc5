"""Escalation: which way a case takes from the grid to the level that may settle it; a pure decision."""

from __future__ import annotations

from typing import Protocol

from sim.parameters import Parameters, param
from sim.processes.levels import Matter


class Escalation(Protocol):
    """A way up."""

    def route(self, matter: Matter) -> tuple[int, ...]:
        """Return the levels that the case passes, the last of which settles it."""


class Direct(Parameters):
    """Straight to the level that may settle it, as far as the sender judges that rightly."""

    def route(self, matter: Matter) -> tuple[int, ...]:
        """Return the level alone."""
        return (matter.above if matter.misjudged else matter.seat,)


class Stepwise(Parameters):
    """Step by step through every level of the network; what is grave is reported at once to who may settle it."""

    grave_severity: float = param(0.8, "share", 0, 1, "W5", "severity from which a case skips the steps (assumption)")

    def route(self, matter: Matter) -> tuple[int, ...]:
        """Return the levels below and the level itself; each looks at the case, so none sends it too high."""
        if matter.severity >= self.grave_severity:
            return (matter.seat,)
        return (*matter.below, matter.seat)
