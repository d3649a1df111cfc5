"""The service desk: its people, hours and registers, and the kinds of affairs that it serves."""

from __future__ import annotations

from dataclasses import field

from sim.errors import InputError
from sim.hours import check_open
from sim.parameters import Parameters, param
from sim.world.affairs import DOMAINS, AffairKind, check_domains


class Service(Parameters):
    """What residents ask of the service desk, who serves them, and what shared registers save."""

    on: bool = param(False, "switch", None, None, "R8", "whether residents bring service affairs")
    kinds: dict[str, AffairKind] = field(default_factory=dict)
    shared_domains: tuple[str, ...] = DOMAINS
    rate_scale: float = param(1.0, "ratio", 0, 1000, "C4", "multiplies every rate of asking")
    asks_from: float = param(8.0, "h", 0, 23, "assumption", "hour from which residents attend to their affairs")
    asks_until: float = param(22.0, "h", 1, 24, "assumption", "hour until which they do, evenly in between")
    weekend_factor: float = param(0.5, "ratio", 0, 5, "assumption", "affairs arising on days off over working days")
    online_choice: float = param(0.6, "share", 0, 1, "assumption", "of those online, share that tries online first")
    forum_share: float = param(0.3, "share", 0, 1, "assumption", "of enquiries online, share put in the forum")
    call_factor: float = param(0.6, "ratio", 0, 10, "C3", "time of a call over that at the counter (4-6 minutes)")
    entry_hours: float = param(0.06, "h", 0, 24, "assumption", "time to check and type in the papers of one register")
    residents_per_window: float = param(16_000.0, "residents", 1, 1e9, "assumption", "residents for each window")
    residents_per_line: float = param(50_000.0, "residents", 1, 1e9, "assumption", "residents for each telephone line")
    residents_per_clerk: float = param(10_000.0, "residents", 1, 1e9, "assumption", "residents for each clerk")
    window_opens: float = param(9.0, "h", 0, 23, "assumption", "opening hour of windows and clerks on working days")
    window_closes: float = param(17.0, "h", 1, 24, "assumption", "closing hour of windows and clerks on working days")
    line_opens: float = param(8.0, "h", 0, 23, "assumption", "opening hour of the telephone, every day")
    line_closes: float = param(22.0, "h", 1, 24, "assumption", "closing hour of the telephone")
    shares_call_desk: bool = param(
        False, "switch", None, None, "assumption", "calls are taken by those who take reports (needs channels)"
    )

    def check_together(self) -> None:
        """Refuse hours that end before they begin, unknown registers, and a service that nobody asks for."""
        for opens, closes in (("asks_from", "asks_until"), ("window_opens", "window_closes")):
            check_open(self, opens, closes)
        check_open(self, "line_opens", "line_closes")
        check_domains("shared_domains", self.shared_domains)
        if self.on and not self.kinds:
            raise InputError("kinds", self.kinds, "at least one kind of affair", "choose service=shekou")
