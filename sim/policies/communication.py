"""Communication with residents: one-way (reports in, announcements down) or two-way (answers, evidence, a say)."""

from __future__ import annotations

from typing import Protocol

from sim.parameters import Parameters, param


class Communication(Protocol):
    """What residents are told and may say; a new rule needs these attributes and one method."""

    @property
    def feedback_hours(self) -> float:
        """Staff time to keep the reporters of one case informed (h)."""

    @property
    def evidence_factor(self) -> float:
        """How strongly a real repair speaks, over merely being seen."""

    @property
    def duplicate_factor(self) -> float:
        """Readiness to report again what is already in hand, over that when nobody is told."""

    @property
    def deliberation(self) -> float:
        """How far residents talk things over with the grid and among themselves, 0 to 1."""

    @property
    def can_reopen(self) -> bool:
        """Whether reporters may rate the work and have a case reopened."""

    @property
    def reopen_share(self) -> float:
        """Share of unsolved closings that the reporter has reopened."""

    @property
    def messages_on_receipt(self) -> int:
        """Messages sent when a report comes in."""

    @property
    def messages_on_outcome(self) -> int:
        """Messages sent to each reporter when a case is closed."""

    @property
    def platform_days(self) -> float:
        """Days of the two-way platform module to be paid for a day (0 or 1)."""

    def outcome_known(self, visible: bool) -> float:
        """Return the chance that a reporter learns what came of the case."""


class OneWay(Parameters):
    """The report goes in; what came of it the resident learns only by seeing it."""

    see_visible: float = param(
        0.5, "share", 0, 1, "assumption", "reporters who see for themselves, if it is a visible thing"
    )
    see_hidden: float = param(0.15, "share", 0, 1, "assumption", "reporters who learn of it otherwise, if it is not")
    feedback_hours: float = param(0.0, "h", 0, 8, "definition", "staff time for keeping reporters informed")
    evidence_factor: float = param(1.0, "ratio", 0, 10, "definition", "how strongly a repair speaks")
    duplicate_factor: float = param(1.0, "ratio", 0, 5, "definition", "readiness to report again what is in hand")
    deliberation: float = param(0.0, "share", 0, 1, "definition", "no deliberation")
    can_reopen: bool = param(False, "switch", None, None, "definition", "no right to reopen")
    reopen_share: float = param(0.0, "share", 0, 1, "definition", "no right to reopen")
    messages_on_receipt: int = param(0, "messages", 0, 100, "definition", "no receipt")
    messages_on_outcome: int = param(0, "messages", 0, 100, "definition", "no answer")
    platform_days: float = param(0.0, "ratio", 0, 1, "definition", "no two-way module")

    def outcome_known(self, visible: bool) -> float:
        """Return the chance that a reporter sees what came of it."""
        return self.see_visible if visible else self.see_hidden


class TwoWay(Parameters):
    """Receipt, status, evidence of the work, rating, the right to reopen, and deliberation in the neighbourhood."""

    known: float = param(0.97, "share", 0, 1, "assumption", "reporters who read what they are told")
    feedback_hours: float = param(
        0.15, "h", 0, 8, "assumption", "staff time for keeping the reporters of a case informed"
    )
    evidence_factor: float = param(1.6, "ratio", 0, 10, "C9", "how strongly a repair speaks when the work is shown")
    duplicate_factor: float = param(
        0.6, "ratio", 0, 5, "assumption", "readiness to report again what is shown to be in hand"
    )
    deliberation: float = param(1.0, "share", 0, 1, "definition", "residents are asked and talk things over")
    can_reopen: bool = param(True, "switch", None, None, "W7, W9", "reporters rate the work and may have it redone")
    reopen_share: float = param(0.5, "share", 0, 1, "assumption", "unsolved closings whose reporter asks for reopening")
    messages_on_receipt: int = param(1, "messages", 0, 100, "definition", "a receipt")
    messages_on_outcome: int = param(
        2, "messages", 0, 100, "definition", "a status message and the answer with evidence"
    )
    platform_days: float = param(1.0, "ratio", 0, 1, "definition", "the two-way module runs")

    def outcome_known(self, visible: bool) -> float:
        """Return the chance that a reporter reads the answer."""
        return self.known
