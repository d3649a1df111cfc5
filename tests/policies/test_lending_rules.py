"""Rules of lending, and what is refused of links."""

from __future__ import annotations

import pytest

from sim import InputError
from sim.agents.staff import Loads
from sim.policies.links import LendToBusiest, Links, Loan, NoLending

LINE = ((1,), (0, 2), (1, 3), (2,))  # four stations in a row
RULE = LendToBusiest(overload_hours=6.0, spare_hours=0.5, limit_share=1.0)


def loads(*hours: float, posts: tuple[int, ...] = (1, 1, 1, 1)) -> Loads:
    """Return the loads of four stations in a row."""
    return Loads(hours, posts, LINE)


def test_nobody_lends_without_a_rule_or_a_need() -> None:
    assert NoLending().plan(loads(100, 0, 0, 0)) == []
    assert RULE.plan(loads(0, 0, 0, 0)) == []
    assert RULE.plan(loads(100, 100, 100, 100)) == [], "where all are busy nobody can lend"


def test_the_neighbour_with_little_waiting_lends_to_the_busiest() -> None:
    assert RULE.plan(loads(0.4, 9.0, 0.1, 0.0)) == [Loan(2, 1)], "the least loaded neighbour, not the one beyond it"
    assert RULE.plan(loads(9.0, 0.0, 12.0, 5.0)) == [Loan(1, 2)], "one post is lent once, to the busier side"
    assert RULE.plan(loads(0.0, 3.0, 3.0, 9.0)) == [], "whoever could lend is too far away"


def test_what_counts_is_work_per_post() -> None:
    assert RULE.plan(loads(0.0, 9.0, 5.0, 5.0, posts=(1, 2, 1, 1))) == []
    assert RULE.plan(loads(0.0, 9.0, 5.0, 5.0)) == [Loan(0, 1)]


def test_the_limit_holds() -> None:
    many = loads(0.0, 9.0, 9.0, 0.0)
    assert len(RULE.plan(many)) == 2
    assert len(RULE.but(limit_share=0.25).plan(many)) == 1
    assert RULE.but(limit_share=0.0).plan(many) == []


def test_a_displacement_that_nothing_carries_is_refused() -> None:
    with pytest.raises(InputError, match="spill_bound"):
        Links(spill_share=0.3, spill_bound=1.0)
    with pytest.raises(InputError, match="spill_share"):
        Links(spill_share=1.0)  # never more than the direct effect
