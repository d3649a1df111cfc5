"""The resident: lives in a block, meets problems, reports them or not, and remembers what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from mesa import Agent


class Resident(Agent[Any]):
    """One row of the population: created (and registered with the model) when it is first woken.

    State that is read in bulk lives in the columns of `model.population`; the agent keeps its own row up to date.
    trust: in the grid's staff, 0 to 1; efficacy: its disposition to believe that reporting helps, to which `boost`
    (learned at hour `boost_hour`) is added while it is remembered; volunteer: whether it takes part actively.
    first_outcome: whether its first case to end was solved, and n_problems_then: the problems it had reported by then.
    """

    n_reports = n_problems = n_problems_then = 0
    last_problem = -1
    first_outcome: bool | None = None
    boost = boost_hour = 0.0

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row
        population = model.population
        self.key = int(population.key[row])
        self._trust = float(population.trust[row])
        self.efficacy = float(population.efficacy[row])
        self.volunteer = bool(population.active_volunteer[row])

    @property
    def block(self) -> int:
        """The block it lives in."""
        return int(self.model.population.block[self.row])

    @property
    def renter(self) -> bool:
        """Whether it rents its home."""
        return bool(self.model.population.renter[self.row])

    @property
    def online(self) -> bool:
        """Whether it uses the platform's app."""
        return bool(self.model.population.online[self.row])

    @property
    def trust(self) -> float:
        """Trust in the grid's staff, 0 to 1."""
        return self._trust

    @trust.setter
    def trust(self, level: float) -> None:
        self._trust = level
        self.model.population.trust[self.row] = level


class Residents(Sequence[Resident]):
    """All residents of the street as a sequence; an agent comes to life when somebody first looks at it."""

    def __init__(self, model: Any, number: int) -> None:
        self._model = model
        self._number = number
        self.awake: dict[int, Resident] = {}

    def __len__(self) -> int:
        """Return the number of residents, woken or not."""
        return self._number

    @overload
    def __getitem__(self, row: int) -> Resident: ...
    @overload
    def __getitem__(self, row: slice) -> list[Resident]: ...
    def __getitem__(self, row: int | slice) -> Resident | list[Resident]:
        """Return a resident by row (negative rows count from the end)."""
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(self._number))]
        place = row + self._number if row < 0 else row
        if not 0 <= place < self._number:
            raise IndexError(f"resident {row} of {self._number}")
        return self.wake(place)

    def wake(self, row: int) -> Resident:
        """Return the resident of a row (0 to length - 1), created if it is woken for the first time."""
        resident = self.awake.get(row)
        if resident is None:
            resident = self.awake[row] = Resident(self._model, row)
        return resident

    def count_anew(self) -> None:
        """Forget what has been counted for indicators, not what residents have lived: the warm-up is over."""
        for resident in self.awake.values():
            resident.n_reports = resident.n_problems = resident.n_problems_then = 0
            resident.first_outcome = None

    def __iter__(self) -> Iterator[Resident]:
        """Iterate over all residents in order of rows, waking each."""
        return (self[row] for row in range(self._number))
