"""Scope: what a street does when the catalogue of tasks grows: accept all, hire, or control what is let in."""

from __future__ import annotations

import math
from typing import Protocol

from sim.parameters import param
from sim.processes.proposals import Month, Proposal, Scope


class Scoping(Protocol):
    """An answer to growth; a new one inherits Scope, which has the growth itself, and decides these two."""

    @property
    def on(self) -> bool:
        """Whether the catalogue grows at all."""

    def admits(self, proposal: Proposal) -> bool:
        """Whether a new entry is let into the catalogue."""

    def hires(self, month: Month) -> dict[str, int]:
        """Return the further posts of each role that a review decides on."""


class Grow(Scope):
    """Everything is accepted, and the staff stay as they are."""

    def admits(self, proposal: Proposal) -> bool:
        """Accept it."""
        return True

    def hires(self, month: Month) -> dict[str, int]:
        """Hire nobody."""
        return {}


class Hire(Grow):
    """Everything is accepted; a role that was overloaded in a month gets further posts."""

    utilisation_above: float = param(
        0.7, "share", 0, 1, "assumption", "share of a month's casework hours that was work, beyond which it is too much"
    )
    waiting_above: float = param(
        2.0, "tasks", 0, 1e6, "assumption", "mean number of tasks waiting per post beyond which it is too much"
    )
    step_share: float = param(0.05, "share", 0, 1, "assumption", "posts added at a review over the posts of the role")
    most_share: float = param(
        0.5, "share", 0, 10, "assumption", "posts added in all over the posts at the start, at most"
    )

    def hires(self, month: Month) -> dict[str, int]:
        """Return a step of posts for each overloaded role, within what is allowed in all."""
        return {role: self._step(month, role) for role in month.posts if self._overloaded(month, role)}

    def _overloaded(self, month: Month, role: str) -> bool:
        return month.utilisation[role] > self.utilisation_above or month.waiting[role] > self.waiting_above

    def _step(self, month: Month, role: str) -> int:
        room = month.posts_at_start[role] * (1 + self.most_share) - month.posts[role]
        return max(0, min(math.ceil(self.step_share * month.posts[role]), math.floor(room + 1e-9)))


class AccessControl(Grow):
    """New entries are let in only if a task of theirs is judged to spare enough harm for its staff time."""

    harm_per_hour: float = param(
        1.0, "harm/h", 0, 1e6, "assumption", "harm spared per staff hour that lets an entry in (1: an hour's wage)"
    )

    def admits(self, proposal: Proposal) -> bool:
        """Accept what passes the gate."""
        return proposal.judged_benefit >= self.harm_per_hour * proposal.hours
