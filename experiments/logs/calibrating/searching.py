"""The search: trials until so many are made, then profiles along each parameter; each trial is kept as it ends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from experiments.ledger import Counts
from experiments.logs.calibrating.asking import Asked, Question
from experiments.logs.calibrating.goodness import as_good, distances
from experiments.logs.calibrating.journal import Journal
from experiments.logs.calibrating.profiling import HALVINGS, Edge, next_points
from experiments.logs.calibrating.ranges import Point
from experiments.logs.calibrating.targets import Targets, Yardstick, yardstick
from experiments.logs.calibrating.trying import PROFILE, SETTLED, Trial, attempts
from sim.errors import ModelError

BATCH = 8  # trials asked for at once, whatever the number of workers: the search does not depend on the machine
Floats = NDArray[np.float64]


class Search:
    """Makes trials until a question is answered, and judges them; everything it knows stands in the journal."""

    def __init__(
        self, question: Question, targets: Targets, journal: Journal, asked: Asked, watch: Callable[[Counts], None]
    ) -> None:
        self.question, self.journal, self.asked, self.watch = question, journal, asked, watch
        self._all = targets
        self._begin()

    def _begin(self) -> None:
        """Make the trial of the default values, by whose luck the yardstick is cut."""
        if not self.journal.trials():
            self._make([self.journal.ask()], first=True)
        else:
            self._cut(self.journal.trials()[0].runs)

    def _cut(self, first: Floats) -> None:
        shown = np.isfinite(first[:, self._all.places]).any(axis=0)
        self.targets = self._all.only(shown)
        self.yardstick: Yardstick = yardstick(self.targets, self.of(first))
        self.targets = self.targets.stretched(self.yardstick.log_error)

    def of(self, runs: Floats) -> Floats:
        """Return the patterns of runs that are targets."""
        return runs[:, self.targets.places]

    def trials(self, profiled: bool = True) -> list[Trial]:
        """Return the finished trials, with the patterns that are targets; those of the search only, if asked so."""
        found = [one for one in self.journal.trials() if profiled or one.why not in (PROFILE, SETTLED)]
        return [one._replace(runs=self.of(one.runs)) for one in found]

    def distances(self, trials: list[Trial]) -> Floats:
        """Return the distance of each trial from the log."""
        return distances([one.runs for one in trials], self.targets, self.yardstick.error)

    def search(self) -> None:
        """Make trials until there are as many as were asked for."""
        while (missing := self.asked.trials - self.journal.n_tried()) > 0:
            self._make([self.journal.ask() for _ in range(min(missing, BATCH))])

    def profile(self) -> list[Edge]:
        """Make the trials of the profiles around the best trial of the search; return how far each parameter goes."""
        searched = self.trials(profiled=False)
        best = searched[int(self.distances(searched).argmin())]
        while True:
            judge = self._judge(best)
            wanted, edges = next_points(best.point, self.question.ranges, judge)
            if not wanted:
                return edges
            self._make([self.journal.ask_for(point, PROFILE) for point in wanted])

    def good(self, trials: list[Trial], best: int) -> NDArray[np.bool_]:
        """Return which trials are as good as one of them."""
        return as_good([one.runs for one in trials], best, self.targets, self.yardstick.error)

    def settle(self, point: Point) -> Trial:
        """Return the trial of a point, which is made if it was not."""
        while not (found := [one for one in self.trials() if one.point == point]):
            if point in self.journal.failed_points():
                raise ModelError(f"the runs of the calibrated street failed, with {point}")
            self._make([self.journal.ask_for(point, SETTLED)])
        return found[0]

    def _judge(self, best: Trial) -> Callable[[Point], bool | None]:
        trials = self.trials()
        good = self.good(trials, [one.number for one in trials].index(best.number)).tolist()
        known = [(one.point, fine) for one, fine in zip(trials, good, strict=True)]
        known += [(point, False) for point in self.journal.failed_points()]
        return lambda point: next((fine for tried, fine in known if tried == point), None)

    def _make(self, asked: list[tuple[int, Point]], first: bool = False) -> None:
        points = [point for _, point in asked]
        for one in attempts(self.question.setting, points, self.asked.workers):
            number = asked[one.place][0]
            if one.failure:
                self.journal.fail(number, one.failure)
                if first:
                    raise ModelError(f"the street with its default values failed: {one.failure}")
            else:
                if first:
                    self._cut(one.runs)
                self.journal.tell(number, one.runs, self._distance(one.runs))
            self._watch()

    def _watch(self) -> None:
        """Tell how many runs are made, of those that there will be at most."""
        done, failed = len(self.journal.trials()), len(self.journal.failed_points())
        most = max(self.asked.trials + most_profile_trials(len(self.question.ranges)) + 1, done + failed)
        self.watch(Counts(*(self.asked.replications * n for n in (most, done, failed, most - done - failed))))

    def _distance(self, runs: Floats) -> float:
        return float(distances([self.of(runs)], self.targets, self.yardstick.error)[0])


def most_profile_trials(n_ranges: int) -> int:
    """Return how many trials profiles take at most."""
    return 2 * n_ranges * (HALVINGS + 1)
