"""Levels: who stands above the grid, what each level may decide, manage or only pass on, and with how many officers."""

from __future__ import annotations

from dataclasses import field
from typing import NamedTuple

from sim.errors import InputError
from sim.hours import check_open
from sim.parameters import Parameters, choice, param


class Level(Parameters):
    """One level above the grid: government decides, management takes the work, the network passes information on."""

    who: str = param("", "word", None, None, "W4", "who sits at this level")
    decides: bool = param(False, "switch", None, None, "W4", "a tier of government: may decide what needs authority")
    manages: bool = param(True, "switch", None, None, "W4", "a tier of management: takes cases and works on them")
    networked: bool = param(True, "switch", None, None, "W4", "a tier of the network: cases are passed up through it")
    settles: float = param(
        1.0, "share", 0, 1, "I8", "of what needs government beyond the levels below, the share that it may decide"
    )
    officers: int = param(4, "persons", 0, 100_000, "assumption", "officers for this street (0: information only)")
    opens: float = param(9.0, "h", 0, 23, "assumption", "opening hour on working days")
    closes: float = param(18.0, "h", 1, 24, "assumption", "closing hour on working days")
    transfer_hours: float = param(
        4.0, "h", 0, 1000, "assumption", "office hours until a case from another level is on its desk"
    )
    wage: str = choice(
        "street_centre", ("street_centre", "above_centre", "city_centre"), "assumption", "whose wage its officers get"
    )

    def check_together(self) -> None:
        """Refuse offices that close before they open, and work without officers."""
        check_open(self, "opens", "closes")
        if (self.decides or self.manages) and not self.officers:
            raise InputError("officers", 0, "at least 1 where the level decides or manages", "or let it only pass on")


class Hierarchy(Parameters):
    """The levels above the grid, lowest first, and what passing a case from one to the next takes."""

    on: bool = param(False, "switch", None, None, "W4", "levels by configuration take the place of the two centres")
    levels: dict[str, Level] = field(default_factory=dict)
    delegation: float = param(
        0.0, "share", 0, 1, "lever", "of what needs government, the share delegated to the level that manages below it"
    )
    sorting_hours: float = param(
        0.2, "h", 0, 24, "assumption", "officer time to look at a case and pass it on one level up"
    )
    decision_hours: float = param(0.5, "h", 0, 24, "assumption", "officer time for a decision where others do the work")
    sent_too_high_share: float = param(
        0.0, "share", 0, 1, "assumption", "of cases sent straight up, those sent one level higher than need be"
    )

    def check_together(self) -> None:
        """Refuse a hierarchy in which some case would have nobody to settle it."""
        if not self.on:
            return
        levels = list(self.levels.values())
        deciding = [place for place, level in enumerate(levels) if level.decides]
        managing = [place for place, level in enumerate(levels) if level.manages]
        if not deciding or not managing:
            missing = "manages" if deciding else "decides"
            raise InputError("levels", list(self.levels), f"at least one that {missing}", "choose hierarchy=shekou")
        if managing[0] > deciding[0]:
            name = list(self.levels)[deciding[0]]
            raise InputError(
                f"levels.{name}.manages", False, "true, or a level below that manages", "who does the work?"
            )
        top = list(self.levels)[deciding[-1]]
        if self.levels[top].settles < 1:
            raise InputError(f"levels.{top}.settles", self.levels[top].settles, "1: nobody stands above it")


class Matter(NamedTuple):
    """What the sender of a case knows: the level that may settle it, the levels below it, and who is next above.

    `misjudged` says whether who sends it straight up would take it for a matter of the next level above.
    """

    seat: int
    below: tuple[int, ...]
    above: int
    severity: float
    misjudged: bool
