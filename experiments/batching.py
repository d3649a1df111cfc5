"""Batches of short runs: as many together as take about the wanted time, known from those that have come back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.execute import Outcome, Task

MOST_RUNS = 100  # so that a batch stays small in memory, however short its runs are


class Batching:
    """The tasks that wait, and how many of them make a batch."""

    def __init__(self, tasks: Sequence[Task], workers: int, batch_seconds: float) -> None:
        self.tasks = deque(tasks)
        self.workers, self.batch_seconds = workers, batch_seconds
        self.finished, self.seconds = 0, 0.0

    def next(self) -> list[Task]:
        """Take the next batch from the tasks that wait; the first ones are single runs."""
        return [self.tasks.popleft() for _ in range(min(self._size(), len(self.tasks)))]

    def learn(self, outcomes: Iterable[Outcome]) -> None:
        """Take note of how long some runs took."""
        for outcome in outcomes:
            self.finished += 1
            self.seconds += outcome.seconds

    def _size(self) -> int:
        if not self.finished:
            return 1
        wanted = self.batch_seconds / max(self.seconds / self.finished, 1e-6)
        return max(1, int(min(wanted, len(self.tasks) / self.workers, MOST_RUNS)))
