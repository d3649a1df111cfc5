"""Gridgov's street as an ordinary tick-based Mesa model: every resident, case and post steps in each hour of the day.

It is written the way a Mesa user would write it, over the same street, with the numbers of the same scenario (under
long-term management). All agents step in random order, as in Mesa's own examples. Where it is simpler than gridgov, it
is to its own advantage: whole hours, no shocks, no desk of the platform, residents look around in their own block only.
"""

from __future__ import annotations

import math
from heapq import heappush
from typing import Any

import numpy as np
from mesa import Model

from experiments.benchmarks.naive_people import IN_HAND, OPEN, OVER, WAITING, Block, Grid, Problem, Resident, Task
from experiments.benchmarks.naive_staff import Administrator, Centre, Coordinator, Supervisor, rota
from sim.calendar import hour_weights

GRID_LEVEL = 0


class NaiveKind:
    """A category with the numbers that an hourly step needs."""

    def __init__(self, index: int, category: Any, inputs: Any) -> None:
        self.index, self.category = index, category
        self.above_from = category.grid_share + category.street_share
        self.notice_per_hour = category.resident_notice_per_day / inputs.noticing.waking_hours
        self.settle_chance = category.self_settle * inputs.self_governance.floor


class NaiveStreet(Model):
    """The tick-based street; `street` is a built StreetModel, which lends its blocks, grids and residents as input."""

    def __init__(self, street: Any, seed: int) -> None:
        super().__init__(rng=seed)
        self.inputs = street.inputs
        self.hour = 0
        categories = self.inputs.catalogue.categories.values()
        self.kinds = [NaiveKind(index, category, self.inputs) for index, category in enumerate(categories)]
        self.calendar = street.calendar
        self._settle_people(street)
        self._hire()
        self._rates(street)
        self.n_arisen = self.n_registered = self.n_solved = 0

    # setting up ----------------------------------------------------------------------------------------------------
    def _settle_people(self, street: Any) -> None:
        start_cases, n_kinds = self.inputs.learning.start_cases, len(self.kinds)
        grid_of_block = [int(grid) for grid in street.grid_of_block]
        self.grids = [Grid(index, n_kinds, start_cases) for index in range(max(grid_of_block) + 1)]
        self.blocks = [Block(index, self.grids[grid]) for index, grid in enumerate(grid_of_block)]
        for block in self.blocks:
            block.grid.blocks.append(block)
        people = street.population
        total = np.bincount(people.block, people.attention, len(self.blocks))[people.block]
        columns = (people.renter, people.online, people.attention / total, people.trust, people.efficacy)
        for block, *traits in zip(people.block.tolist(), *(one.tolist() for one in columns), strict=True):
            home = self.blocks[block]
            home.grid.residents.append(Resident(self, home, tuple(traits)))

    def _hire(self) -> None:
        staffing, centres = self.inputs.staffing, self.inputs.centres
        self.patrol, self.visits = rota(staffing, staffing.patrol_share), rota(staffing, staffing.visit_share)
        self.guidance = rota(staffing, staffing.guidance_share)
        self.centre_hours = range(int(centres.opens), int(centres.closes))
        for grid in self.grids:
            for _ in range(max(1, round(staffing.coordinators_per_grid))):
                Coordinator(self, grid)
            for _ in range(max(1, round(staffing.administrators_per_grid))):
                Administrator(self, grid)
        share = max(1, round(1 / staffing.supervisors_per_grid))
        for first in range(0, len(self.grids), share):
            for grid in self.grids[first : first + share]:
                grid.to_check = self.grids[first].to_check
            Supervisor(self, self.grids[first])
        self.centres = [Grid(-1, 0, 0.0) for _ in range(2)]
        for queue, servers in zip(self.centres, (centres.street_servers, centres.above_servers), strict=True):
            Centre(self, servers, queue)

    def _rates(self, street: Any) -> None:
        blocks, catalogue = street.blocks, self.inputs.catalogue
        weight = np.asarray(blocks.residents) / 1000 * np.asarray(blocks.factor) * catalogue.rate_scale
        self._per_day = np.outer([kind.category.rate_per_1000_resident_days for kind in self.kinds], weight)
        self._weekend = np.array([kind.category.weekend_factor for kind in self.kinds])[:, None]
        self._contagious = np.array([kind.category.contagious for kind in self.kinds])[:, None]
        self._hours = np.array([hour_weights(kind.category.hour_profile) for kind in self.kinds])
        self.open_visible = np.zeros(len(self.blocks))
        self._grid_of_block = np.array([block.grid.index for block in self.blocks])
        self.prevention = np.zeros((len(self.kinds), len(self.grids)))

    # the hour ------------------------------------------------------------------------------------------------------
    @property
    def hour_of_day(self) -> int:
        """The hour of the day, -1 for staff when it is no working day."""
        return self.hour % 24 if self.working else -1

    def step(self) -> None:
        """Let an hour pass for everybody."""
        noticing = self.inputs.noticing
        self.working = self.calendar.is_workday(self.hour // 24)
        self.awake = noticing.wakes <= self.hour % 24 < noticing.sleeps
        self.arise()
        self.agents.shuffle_do("step")
        self.hour += 1

    def arise(self) -> None:
        """Let this hour's problems arise."""
        onset = self.inputs.onset
        around = self.open_visible / (self.open_visible + onset.contagion_half)
        rate = self._per_day * self._hours[:, self.hour % 24, None] * (1 - self.prevention[:, self._grid_of_block])
        rate = rate * (1 + self._contagious * (onset.contagion_max - 1) * around)
        counts = self.rng.poisson(rate if self.working else rate * self._weekend)
        for kind, block in np.argwhere(counts):
            for _ in range(counts[kind, block]):
                self.begin(Problem(self, self.kinds[kind], self.blocks[block]))

    def begin(self, problem: Problem) -> None:
        """Let a problem appear in its block."""
        self.n_arisen += not problem.mistaken
        problem.block.problems.append(problem)
        if problem.kind.category.visible and not problem.mistaken:
            self.open_visible[problem.block.index] += 1

    # a case --------------------------------------------------------------------------------------------------------
    def queue(self, queue: list[Task], problem: Problem, hours: float, done: Any) -> None:
        """Queue a task for a problem; severe ones go first."""
        heappush(queue, Task(self.inputs.dispatch.priority(self.hour, problem, hours), problem, hours, done))

    def report(self, problem: Problem) -> None:
        """Take a resident's report: the coordinator looks at the place."""
        problem.stage = IN_HAND
        self.queue(problem.block.grid.to_investigate, problem, self.inputs.platform.investigation_hours, self.verify)

    def verify(self, problem: Problem) -> None:
        """Ask the administrator to verify a case; what is no problem is voided."""
        problem.stage = IN_HAND
        if problem.mistaken:
            self.leave(problem)
        else:
            self.queue(problem.block.grid.cases, problem, self.inputs.platform.verify_hours, self.register)

    def register(self, problem: Problem) -> None:
        """Register a case and send it to who may settle it."""
        self.n_registered += 1
        problem.registered = self.hour
        if problem.level == GRID_LEVEL:
            self.queue(problem.block.grid.cases, problem, self.hours_of(problem), self.worked)
        else:
            hours = problem.work * self.inputs.centres.work_factor
            problem.delay *= self.inputs.centres.delay_factor
            self.queue(self.centres[problem.level - 1].cases, problem, hours, self.worked)

    def hours_of(self, problem: Problem) -> float:
        """Return the administrator's work on a case, given the grid's experience."""
        learning, grid = self.inputs.learning, problem.block.grid
        cases = grid.experience[problem.kind.index]
        factor = max(learning.floor, (1 + cases / learning.reference_cases) ** -learning.exponent)
        return problem.work * (factor + learning.root_cause_share * learning.root_cause_work)

    def worked(self, problem: Problem) -> None:
        """The work is done, or only said to be; what remains is to wait for others."""
        handling = self.inputs.handling
        used = (self.hour - problem.registered) / problem.kind.category.deadline_hours - handling.sham_midpoint
        chance = handling.sham_max * handling.pressure / (1 + math.exp(-min(50.0, handling.sham_steepness * used)))
        problem.sham = problem.level == GRID_LEVEL and problem.reworks == 0 and self.random.random() < chance
        problem.stage = WAITING
        if problem.sham:
            problem.delay = 0.0

    def answer(self, problem: Problem) -> None:
        """The case is reported as done; a supervisor may look at it."""
        handling = self.inputs.handling
        problem.stage = IN_HAND
        chance = handling.rework_success if problem.reworks else problem.kind.category.solve_probability
        if not problem.sham and self.random.random() < chance:
            self.solve(problem)
        if problem.level == GRID_LEVEL and self.random.random() < handling.check_share:
            self.queue(problem.block.grid.to_check, problem, handling.check_hours, self.checked)
        else:
            self.close(problem)

    def checked(self, problem: Problem) -> None:
        """The supervisor has looked: what is not solved goes back."""
        if problem.solved:
            self.close(problem)
        else:
            problem.reworks += 1
            self.queue(
                problem.block.grid.cases, problem, problem.work * self.inputs.handling.rework_factor, self.worked
            )

    def solve(self, problem: Problem) -> None:
        """The problem is gone; the grid learns from it, the neighbours see it."""
        problem.solved = True
        self.n_solved += 1
        grid, block, learning = problem.block.grid, problem.block, self.inputs.learning
        grid.experience[problem.kind.index] += 1
        if problem.kind.category.visible:
            self.open_visible[block.index] -= 1
            block.seen_repairs += self.inputs.feedback.repair_seen_gain * (1 - block.seen_repairs)
        if self.random.random() < learning.root_cause_share:
            missing = learning.prevention_max - self.prevention[problem.kind.index, grid.index]
            self.prevention[problem.kind.index, grid.index] += learning.prevention_step * missing

    def close(self, problem: Problem) -> None:
        """Close a case: reporters learn of it; what is not solved can be found and reported again."""
        for resident in problem.reporters:
            resident.learn(problem)
        problem.reporters = []
        if problem.solved:
            self.leave(problem)
        else:
            problem.stage = OPEN

    def lapse(self, problem: Problem) -> None:
        """A problem goes away by itself."""
        if problem.kind.category.visible:
            self.open_visible[problem.block.index] -= 1
        self.leave(problem)

    def leave(self, problem: Problem) -> None:
        """Let a problem that is over leave the street."""
        problem.stage = OVER
        problem.block.problems.remove(problem)
        problem.remove()
