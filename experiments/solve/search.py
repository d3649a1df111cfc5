"""The search for the smallest candidate: bisection where more is never worse, from the cheapest upwards where not.

The chance of a wrong answer is shared out over the tests that can lead to it: if each of m errs with at most `error`,
one of them errs with at most m * error, however their replications depend on each other (Bonferroni; twins depend).
In bisection these are the tests on two ways: to the first candidate that may, and to the first that must, be found to
meet the target (between them either answer is right); off these ways a test on them has erred already.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from experiments.solve.sequential import MEETS

Test = Callable[[int], str]
Amounts = tuple[float, ...] | None  # of each thing that is varied, where more of it is never worse


class Answer(NamedTuple):
    """The number of the candidate that was found (None: none meets the target), and those ruled out by others."""

    found: int | None
    implied: tuple[int, ...] = ()


def n_tests(n_candidates: int, monotone: bool) -> int:
    """Return the most tests whose answers decide whether the search ends rightly."""
    return min(n_candidates, 1 + 2 * math.ceil(math.log2(n_candidates))) if monotone else n_candidates


def bisect(n_candidates: int, test: Test) -> Answer:
    """Return the smallest candidate that meets the target, where each is at least as good as those before it."""
    low, high = 0, n_candidates - 1
    if test(high) != MEETS:
        return Answer(None, tuple(range(high)))
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if test(middle) == MEETS else (middle + 1, high)
    return Answer(high)


def climb(amounts: Sequence[Amounts], test: Test) -> Answer:
    """Return the first candidate, from the cheapest upwards, that meets the target.

    A candidate that has no more of anything than one that failed is left out, where more is never worse.
    """
    failed: list[int] = []
    implied: list[int] = []
    for number, amount in enumerate(amounts):
        if any(_within(amount, amounts[other]) for other in failed):
            implied.append(number)
        elif test(number) == MEETS:
            return Answer(number, tuple(implied))
        else:
            failed.append(number)
    return Answer(None, tuple(implied))


def _within(one: Amounts, other: Amounts) -> bool:
    if one is None or other is None:
        return False
    return all(mine <= theirs for mine, theirs in zip(one, other, strict=True))
