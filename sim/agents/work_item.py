"""The work item: a task of the grid that is no resident's incident, such as a record, an inspection, a census."""

from __future__ import annotations

from typing import Any, NamedTuple


class ItemKind(NamedTuple):
    """What queues ask of the kind of a piece of work: its time limit, and that nothing about it is urgent."""

    deadline_hours: float
    urgent: bool = False
    target: bool = False


class WorkItem:
    """One occurrence of an entry of the grown catalogue in one grid; it stands in the same queues as incidents.

    `onset`, `key`, `severity`, `deadline` and `kind` are what a station and its rule of dispatch read.
    """

    __slots__ = ("benefit", "block", "deadline", "grid", "hours", "key", "kind", "onset", "severity")

    def __init__(
        self, key: int, place: tuple[int, int], onset: float, size: tuple[float, float, float], kind: ItemKind
    ):
        self.key = key
        self.grid, self.block = place
        self.onset = onset
        self.hours, self.benefit, self.severity = size
        self.kind = kind
        self.deadline: Any = onset + kind.deadline_hours
