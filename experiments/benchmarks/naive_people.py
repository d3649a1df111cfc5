"""Places, problems and residents of the tick-based street: agents that step in every hour of the day."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from mesa import Agent

OPEN, IN_HAND, WAITING, OVER = range(4)


class Grid:
    """A grid: its blocks, its queues (heaps of tasks), its experience by kind."""

    def __init__(self, index: int, n_kinds: int, start_cases: float) -> None:
        self.index = index
        self.blocks: list[Block] = []
        self.residents: list[Resident] = []
        self.to_investigate: list[Task] = []
        self.cases: list[Task] = []
        self.to_check: list[Task] = []  # grids that share a supervisor share this list
        self.experience = [start_cases] * n_kinds


class Block:
    """A block: who lives in it, what is wrong in it."""

    def __init__(self, index: int, grid: Grid) -> None:
        self.index, self.grid = index, grid
        self.problems: list[Problem] = []
        self.seen_repairs = 0.0


class Task:
    """Work that waits in a queue: hours left, and what follows when it is done."""

    def __init__(self, priority: float, problem: Problem, hours: float, done: Callable[[Problem], None]) -> None:
        self.priority, self.problem, self.left, self.done = priority, problem, hours, done

    def __lt__(self, other: Task) -> bool:
        """Whether it goes first."""
        return self.priority < other.priority


class Problem(Agent):
    """An incident: it does harm every hour until it is solved, and is a case while somebody deals with it."""

    def __init__(self, model: Any, kind: Any, block: Block) -> None:
        super().__init__(model)
        draw = model.random
        self.kind, self.block, self.arose = kind, block, model.hour
        self.mistaken = draw.random() < model.inputs.onset.mistaken_share
        self.severity = draw.random() ** (1 / kind.category.severity_shape)
        self.work = draw.lognormvariate(kind.category.work_log_mean, kind.category.work_sigma)
        self.delay = kind.category.external_delay_hours * draw.lognormvariate(0, kind.category.external_delay_sigma)
        level = draw.random()
        self.level = 0 if level < kind.category.grid_share else 1 if level < kind.above_from else 2
        self.household = draw.choice(block.grid.residents) if not kind.category.visible else None
        self.stage, self.solved, self.sham, self.reworks = OPEN, False, False, 0
        self.settles_in = math.inf
        lasts = 24 * kind.category.lapse_days
        self.lapses_in = draw.expovariate(1 / lasts) if lasts > 0 else math.inf
        self.registered = self.harm = 0.0
        self.reporters: list[Resident] = []

    def step(self) -> None:
        """Let an hour pass."""
        if self.mistaken:
            return
        self.harm += self.kind.category.harm_per_day * self.severity / 24
        self.lapses_in -= 1
        if self.stage == OPEN and -1 < self.lapses_in <= 0:
            self.model.lapse(self)
        elif self.stage == WAITING:
            self.delay -= 1
            if self.delay <= 0:
                self.model.answer(self)
        elif self.settles_in < math.inf:
            self.settles_in -= 1
            if self.settles_in <= 0 and self.stage == OPEN:
                self.model.solve(self)
                self.model.leave(self)


class Resident(Agent):
    """Looks around every waking hour; reports, leaves it, or settles it; learns from what comes of it."""

    def __init__(self, model: Any, block: Block, traits: tuple[Any, ...]) -> None:
        super().__init__(model)
        self.block = block
        self.renter, self.online, self.attention, self.trust, self.efficacy = traits

    def step(self) -> None:
        """Look around."""
        model = self.model
        if model.awake:
            for problem in self.block.problems:
                if model.random.random() < self.attention * problem.kind.notice_per_hour:
                    self.consider(problem)

    def consider(self, problem: Problem) -> None:
        """Decide what to do about a problem."""
        model = self.model
        if problem.stage == OPEN and model.random.random() < problem.kind.settle_chance:
            problem.settles_in = model.random.expovariate(1 / model.inputs.self_governance.settling_hours)
        elif self not in problem.reporters and model.random.random() < self.chance_to_report(problem):
            problem.reporters.append(self)
            if problem.stage == OPEN:
                model.report(problem)

    def chance_to_report(self, problem: Problem) -> float:
        """Return the chance that it reports what it has noticed."""
        reporting = self.model.inputs.reporting
        logit = (
            reporting.intercept
            + reporting.severity_slope * problem.severity
            + reporting.trust_slope * (self.trust - 0.5)
            + reporting.efficacy_slope * (self.efficacy - 0.5)
            + reporting.local_slope * self.block.seen_repairs
            - (reporting.app_effort if self.online else reporting.hotline_effort)
            + (math.log(reporting.renter_odds) if self.renter else 0.0)
        )
        chance = 1 / (1 + math.exp(-logit))
        return chance if problem.stage == OPEN else chance * reporting.duplicate_share

    def learn(self, problem: Problem) -> None:
        """Learn from what came of a report, if it hears of it."""
        feedback, communication = self.model.inputs.feedback, self.model.inputs.communication
        if self.model.random.random() >= communication.outcome_known(problem.kind.category.visible):
            return
        if problem.solved:
            self.trust += feedback.trust_gain * (1 - self.trust)
            self.efficacy += feedback.efficacy_gain * (1 - self.efficacy)
        else:
            self.trust -= feedback.trust_gain * feedback.trust_loss_ratio * self.trust
            self.efficacy -= feedback.efficacy_loss * self.efficacy
