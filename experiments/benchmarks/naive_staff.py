"""Staff of the tick-based street: each does an hour's duty every hour of the day's rota."""

from __future__ import annotations

from heapq import heappop
from typing import Any, NamedTuple

from mesa import Agent

from experiments.benchmarks.naive_people import OPEN, Block, Grid, Task


class Rota(NamedTuple):
    """The whole hours of the day for a role's main activity (patrol, visits, guidance) and for casework."""

    main: frozenset[int]
    cases: frozenset[int]


def rota(staffing: Any, main_share: float) -> Rota:
    """Return a working day in whole hours: main activity and casework by turns, paperwork at the end."""
    ends = staffing.day_starts + staffing.day_hours + staffing.lunch_hours
    back = staffing.lunch_starts + staffing.lunch_hours
    present = [h for h in range(24) if staffing.day_starts <= h + 0.5 < staffing.lunch_starts or back <= h + 0.5 < ends]
    n_main = round(main_share * len(present))
    n_cases = round((1 - main_share - staffing.paperwork_share) * len(present))
    first, second = n_main // 2 + n_cases // 2, n_main + n_cases
    main = present[: n_main // 2] + present[first : first + n_main - n_main // 2]
    return Rota(frozenset(main), frozenset(present[:second]) - frozenset(main))


class Staff(Agent):
    """A post of a grid."""

    def __init__(self, model: Any, grid: Grid) -> None:
        super().__init__(model)
        self.grid = grid

    def work(self, queue: list[Task], hours: float = 1.0) -> None:
        """Work on the first tasks of a queue for so many hours."""
        while queue and hours > 0:
            task = queue[0]
            spent = min(hours, task.left)
            task.left -= spent
            hours -= spent
            if task.left <= 0:
                heappop(queue)
                task.done(task.problem)


class Coordinator(Staff):
    """Walks the blocks of the grid in the hours of patrol, looks into reports in the hours of casework."""

    place = 0.0

    def step(self) -> None:
        """Do an hour's duty."""
        if self.model.hour_of_day in self.model.patrol.main:
            reach = self.place + 1 / self.model.inputs.noticing.patrol_hours_per_block
            for passed in range(int(self.place), int(reach)):
                self.look(self.grid.blocks[passed % len(self.grid.blocks)])
            self.place = reach
        elif self.model.hour_of_day in self.model.patrol.cases:
            self.work(self.grid.to_investigate)

    def look(self, block: Block) -> None:
        """Look for what is out of order in a block."""
        for problem in block.problems:
            category = problem.kind.category
            if problem.stage == OPEN and category.visible and not problem.mistaken:
                if self.model.random.random() < category.staff_detection:
                    self.model.verify(problem)


class Administrator(Staff):
    """Calls on households in the hours of visits, works on cases in the hours of casework."""

    def step(self) -> None:
        """Do an hour's duty."""
        if self.model.hour_of_day in self.model.visits.main:
            self.visit()
        elif self.model.hour_of_day in self.model.visits.cases:
            self.work(self.grid.cases)

    def visit(self) -> None:
        """Call on some households; hear of what is wrong in them."""
        people = round(self.model.inputs.noticing.visits_per_hour * self.model.inputs.street.residents_per_household)
        called_on = set(self.model.random.sample(self.grid.residents, min(people, len(self.grid.residents))))
        for block in self.grid.blocks:
            for problem in block.problems:
                if problem.household in called_on and problem.stage == OPEN and not problem.mistaken:
                    if self.model.random.random() < problem.kind.category.staff_detection:
                        self.model.verify(problem)


class Supervisor(Staff):
    """Checks on the spot what was reported as done."""

    def step(self) -> None:
        """Do an hour's duty."""
        if self.model.hour_of_day in self.model.guidance.cases:
            self.work(self.grid.to_check)


class Centre(Staff):
    """A unit behind the grids with some case officers; its own "grid" holds its queue."""

    def __init__(self, model: Any, servers: int, queue: Grid) -> None:
        super().__init__(model, queue)
        self.servers = servers

    def step(self) -> None:
        """Do an hour's work in opening hours."""
        if self.model.hour_of_day in self.model.centre_hours:
            self.work(self.grid.cases, float(self.servers))
