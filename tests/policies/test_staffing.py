"""Staffing: how many posts, and whether a day can be made of the shares."""

from __future__ import annotations

import pytest

from sim import InputError, run
from sim.policies.staffing import ROLES, Staffing
from tests.streets import quiet, tiny


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"administrators_per_grid": -1}, "administrators_per_grid: got -1, allowed: a number from 0 to 20"),
        ({"day_hours": 16.0}, "day_hours"),
        ({"patrol_share": 0.8}, "patrol_share: got 0.8, allowed: at most 0.75"),
        ({"visit_share": 0.9}, "visit_share"),
        ({"guidance_share": 0.9}, "guidance_share"),
    ],
)
def test_days_that_do_not_add_up_are_refused(changes: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Staffing(**changes)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_is_paid_where_nobody_is_employed(role: str) -> None:
    indicators = run(tiny(staffing={f"{one}s_per_grid": 0.0 for one in ROLES if one != role}), 1)
    items = set(indicators.quantities.query("book == 'grid' and unit == 'h' and key != 'street'")["item"])
    assert items <= {f"{role}_{kind}" for kind in ("regular", "overtime", "temporary")}


def test_more_administrators_wait_less() -> None:
    """Three seeds agree by chance once in eight if staff did nothing."""
    for seed in range(3):
        few, many = (
            run(tiny(days=120, catalogue={"rate_scale": 2.0}, staffing={"administrators_per_grid": n}), seed).indicators
            for n in (0.34, 2.0)
        )
        assert many["wait_hours_mean"] < few["wait_hours_mean"]
        assert many["utilisation_administrator"] < few["utilisation_administrator"]


def test_more_paperwork_leaves_less_time() -> None:
    little, much = (
        quiet(staffing={"paperwork_share": one}).duty.lay_out("administrator", 8.0, 0.0) for one in (0.1, 0.4)
    )
    assert sum(end - start for start, end in little[1]) - sum(end - start for start, end in much[1]) == pytest.approx(
        2.4
    )


def test_guidance_is_shared_by_the_grids_of_a_supervisor() -> None:
    shared, own = (quiet(staffing={"supervisors_per_grid": n}).duty.guidance[0] for n in (0.34, 1.0))
    assert own == pytest.approx(Staffing().guidance_effect)
    assert 0 < shared <= own
    assert quiet(staffing={"supervisors_per_grid": 0.0}).duty.guidance[0] == 0
