"""Proposals: by which new entries the catalogue of a grid's tasks grows, and what each of them takes and gives."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from sim.draws import name_key
from sim.errors import InputError
from sim.parameters import Parameters, param


class Scope(Parameters):
    """How the catalogue grows, and what its new entries ask of a grid."""

    on: bool = param(False, "switch", None, None, "S22", "the catalogue of tasks grows from the first measured day on")
    event_types: int = param(306, "entries", 0, 100_000, "S22", "types of event that grids report at the start")
    event_growth: float = param(0.32, "1/year", 0, 5, "S22", "growth of the types of event in a year")
    work_items: int = param(62, "entries", 0, 100_000, "S22", "standing work items of a grid at the start")
    item_growth: float = param(0.08, "1/year", 0, 5, "S22", "growth of the work items in a year")
    event_rate: float = param(
        0.008, "1/(grid x day)", 0, 1, "I1, S22", "events of a new type per grid and working day: as of an old one"
    )
    item_rate: float = param(
        0.012,
        "1/(grid x day)",
        0,
        1,
        "S20, S22, G1",
        "tasks of a new work item per grid and working day: as of an old one",
    )
    task_hours: float = param(0.75, "h", 0, 100, "assumption", "mean staff time of one task of a new entry")
    hours_sigma: float = param(0.5, "log-h", 0, 2, "assumption", "spread of that time over entries")
    field_share: float = param(
        0.4, "share", 0, 1, "assumption", "coordinators' share of it; administrators do the rest"
    )
    benefit: float = param(0.5, "harm", 0, 1000, "assumption", "mean harm that a done task of a new entry spares")
    benefit_sigma: float = param(1.0, "log-harm", 0, 3, "assumption", "spread of that over entries")
    judgement_sigma: float = param(
        0.7, "log-harm", 0, 3, "assumption", "error with which an entry's benefit is judged before it is let in"
    )
    severity: float = param(0.3, "share", 0, 1, "assumption", "weight of such a task in the queues")
    limit_hours: float = param(72.0, "h", 0.1, 20_000, "assumption", "time limit of such a task")
    paperwork_weight: float = param(
        1.0, "ratio", 0, 10, "assumption", "records for a new entry over those for an old one"
    )
    paperwork_most: float = param(0.4, "share", 0, 0.95, "S18", "share of the day that paperwork can grow to")
    review_days: int = param(28, "days", 1, 3650, "assumption", "days between two reviews of staffing")
    recruitment_days: int = param(28, "days", 0, 3650, "assumption", "days until a post that was decided on is filled")

    def check_together(self) -> None:
        """Refuse a growing paperwork without anything that it could be in proportion to."""
        if self.on and not self.event_types + self.work_items:
            raise InputError("event_types", 0, "at least 1 in event_types and work_items together")


class Proposal(NamedTuple):
    """A new entry: when it is proposed, how often it occurs, what one task takes and spares, and is judged to spare."""

    key: int
    day: float
    rate: float
    hours: float
    benefit: float
    judged_benefit: float


class Month(NamedTuple):
    """What is known at a review, by role: share of casework hours that were work, tasks waiting per post, posts."""

    utilisation: dict[str, float]
    waiting: dict[str, float]
    posts: dict[str, float]
    posts_at_start: dict[str, float]


def propose(params: Scope, days: int, draws: Any) -> list[Proposal]:
    """Return the entries that are proposed in so many days, in order of their days; the k-th is always the same."""
    families = (
        ("event type", params.event_types, params.event_growth, params.event_rate),
        ("work item", params.work_items, params.item_growth, params.item_rate),
    )
    found = [
        _entry(params, draws, (name, place), (day, rate))
        for name, start, growth, rate in families
        for place, day in enumerate(_days(start, growth, days))
    ]
    return sorted(found, key=lambda one: (one.day, one.key))


def _days(start: int, growth: float, days: int) -> list[float]:
    """Return the days on which a list that grows by a constant share a year gets its further entries."""
    number = int(start * ((1 + growth) ** (days / 365) - 1) + 1e-9) if growth > 0 else 0
    return [365 * math.log1p((k + 1) / start) / math.log1p(growth) for k in range(number)]


def _entry(params: Scope, draws: Any, name: tuple[str, int], when: tuple[float, float]) -> Proposal:
    key = name_key(f"{name[0]} {name[1]}")
    hours = _log_normal(params.task_hours, params.hours_sigma, draws["hours of an entry"].normal(key))
    benefit = _log_normal(params.benefit, params.benefit_sigma, draws["benefit of an entry"].normal(key))
    judged = benefit * math.exp(params.judgement_sigma * float(draws["judgement of an entry"].normal(key)))
    return Proposal(key, *when, hours, benefit, judged)


def _log_normal(mean: float, sigma: float, z: Any) -> float:
    return float(mean * math.exp(sigma * float(z) - sigma**2 / 2))
