"""The incident: a problem in a block, from onset until it is closed and really solved."""

from __future__ import annotations

from typing import Any

from mesa import Agent

from sim.facts import ABOVE, GRID, LATENT, N_STAGES, NEVER, NOBODY, STREET
from sim.world.catalogue import Category


class Kind:
    """A category as the processes see it: its numbers as attributes, its place in the arrays."""

    def __init__(self, index: int, name: str, category: Category, key: int) -> None:
        self.index, self.name, self.key, self.category = index, name, key, category
        self.visible = category.visible
        self.target = category.campaign_target
        self.urgent = category.urgent
        self.notice_per_day = category.resident_notice_per_day
        self.deadline_hours = category.deadline_hours
        self.grid_share = category.grid_share
        self.above_from = category.grid_share + category.street_share
        self.solve_probability = category.solve_probability
        self.self_settle = category.self_settle
        self.contagious = category.contagious
        self.harm_per_day = category.harm_per_day


# purposes of the draws that nearly every incident needs once; drawn together, a day at a time
FIRST_DRAWS = (
    "who notices",
    "report",
    "settle",
    "dispatch",
    "sham closing",
    "solve",
    "check",
    "root cause",
    "learns outcome",
    "patience",
    "content",
)
WHO, REPORT, SETTLE, DISPATCH, SHAM, SOLVE, CHECK, ROOT_CAUSE, LEARN, PATIENCE, CONTENT = range(len(FIRST_DRAWS))


class Incident(Agent[Any]):
    """A problem that has arisen.

    Life: latent (nobody acts) -> in process (a *case* runs: reported, verified, registered, dispatched, handled,
    checked, closed) -> solved, or closed unsolved, from where it can become a case again. What nobody acts on may
    lapse: the stall is packed up, the music stops. A mistaken report is no problem at all: it is voided when somebody
    looks. All times are hours of the run; NEVER until they happen.
    """

    __slots__ = (  # more fields than Python's shared dictionaries hold
        *("kind", "grid", "block", "serial", "key", "onset", "severity", "work_hours", "delay_hours", "mistaken"),
        *("staff_threshold", "draws", "level", "stage", "chain", "n_notices", "n_cases", "n_attempts", "noticed"),
        *(
            "solved",
            "lapsed",
            "outlasted",
            "settled",
            "root_cause",
            "source",
            "reporters",
            "patience",
            "sham",
            "n_reworks",
            "n_transfers",
        ),
        *("reported", "verified", "registered", "dispatched", "started", "handled", "answered", "checked", "closed"),
        *("deadline", "limit_begins", "satisfied"),
        *("model", "unique_id", "pos"),  # Mesa's own: no dictionary is made at all
    )

    def __init__(self, model: Any, kind: Kind, candidate: tuple[Any, ...], grid: int) -> None:
        self.model, self.pos = model, None  # what Mesa's own __init__ does, without its search for data sets
        model.register_agent(self)
        self.kind = kind
        self.grid = grid
        self.serial = len(model.states)
        model.states.append(LATENT)
        (
            self.onset,
            _,
            self.block,
            self.key,
            _,
            self.severity,
            self.work_hours,
            self.delay_hours,
            u_level,
            self.mistaken,
            self.staff_threshold,
            _,
            _,
            _,
            self.draws,
        ) = candidate
        self.level = GRID if u_level < kind.grid_share else (STREET if u_level < kind.above_from else ABOVE)
        self.stage = LATENT
        self.noticed = self.solved = self.lapsed = NEVER
        self.settled = self.outlasted = False
        self.chain = self.n_notices = self.n_cases = self.n_attempts = 0
        self.clear_case()

    def enter(self, stage: int) -> None:
        """Pass into another stage, here and in the street's column of states (case number and stage in one)."""
        self.stage = stage
        self.model.states[self.serial] = self.n_cases * N_STAGES + stage

    @property
    def state(self) -> int:
        """Case number and stage in one: it changes with every stage and with every new case."""
        return self.n_cases * N_STAGES + self.stage

    def remove(self) -> None:
        """Leave the street."""
        self.model.deregister_agent(self)

    def clear_case(self) -> None:
        """Start a new page of the ledger: the times of one case, none of which has happened yet."""
        self.source = NOBODY
        self.reporters: list[int] = []
        self.patience: list[float] = []
        self.sham = self.root_cause = False
        self.n_reworks = self.n_transfers = 0
        self.reported = self.verified = self.registered = self.dispatched = self.started = NEVER
        self.handled = self.answered = self.checked = self.closed = NEVER
        self.deadline = self.limit_begins = self.satisfied = NEVER

    def ledger(self) -> tuple[float, ...]:
        """Return the row of this case (or of an incident that never became one) in the order of LEDGER."""
        return (
            self.key & 0xFFFFFFFFFFFF,
            self.n_cases,
            self.kind.index,
            self.grid,
            self.level,
            self.severity,
            self.mistaken,
            self.source,
            self.settled,
            self.sham,
            self.n_reworks,
            self.n_transfers,
            self.satisfied,
            self.onset,
            self.noticed,
            self.reported,
            self.verified,
            self.registered,
            self.dispatched,
            self.started,
            self.handled,
            self.answered,
            self.checked,
            self.closed,
            self.solved,
            self.lapsed,
            self.deadline,
        )
