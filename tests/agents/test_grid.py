"""Grids: every block in one, every grid served by all three roles."""

from __future__ import annotations

from sim.policies.staffing import ROLES
from tests.streets import finish, found, quiet


def test_grids_hold_every_block_and_resident_once() -> None:
    model = quiet()
    blocks = [block for grid in model.grids for block in grid.blocks]
    assert sorted(blocks) == list(range(len(model.blocks.residents)))
    assert sum(grid.residents for grid in model.grids) == len(model.residents)


def test_a_grid_belongs_to_one_community_and_has_its_stations() -> None:
    model = quiet()
    for grid in model.grids:
        assert {int(model.blocks.community[block]) for block in grid.blocks} == {grid.community}
        for role in ROLES:
            assert all(grid.index in station.grids for station in grid.stations(role))
            assert grid.stations(role)


def test_what_happens_in_a_grid_is_written_on_its_account() -> None:
    model = quiet()
    found(model, hour=8.6, block=7)
    table = finish(model).grids.set_index("grid")
    grid = int(model.grid_of_block[7])
    assert table.loc[grid, ["registered", "due", "solved", "closed", "on_time"]].tolist() == [1, 1, 1, 1, 1]
    assert table.drop(grid)[["registered", "harm_days"]].to_numpy().sum() == 0
    assert table.loc[grid, "harm_days"] > 0


def test_a_case_whose_time_limit_has_not_ended_is_registered_and_not_due() -> None:
    model = quiet(days=4)  # to Thursday's end
    found(model, hour=72 + 9.0, block=7)  # found on Thursday, limited to Friday
    row = finish(model).grids.set_index("grid").loc[int(model.grid_of_block[7])]
    assert row[["registered", "due", "solved"]].tolist() == [1, 0, 0]
