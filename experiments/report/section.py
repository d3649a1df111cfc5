"""A section of the report: what stands under one heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from experiments.language import _
from experiments.report.captions import HEADINGS
from experiments.report.cells import Table
from experiments.report.single import note


class Section(NamedTuple):
    """A section: its name (also its anchor), heading, a note, and named tables; `folded` hides it behind a click."""

    name: str
    tables: Mapping[str, Table]
    folded: bool = False
    told: Sequence[str] = ()  # sentences between the note and the tables
    single: bool = False  # of one replication, which has no intervals

    @property
    def heading(self) -> str:
        """The heading of the section."""
        return _(HEADINGS[self.name])

    @property
    def note(self) -> str:
        """What must be known to read its tables."""
        return note(self.name, self.single)
