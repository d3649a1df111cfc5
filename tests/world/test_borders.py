"""Borders between areas: symmetric, and only where blocks touch."""

from __future__ import annotations

from sim.world.borders import across, area_neighbours
from tests.streets import quiet


def test_neighbours_are_mutual_and_nobody_is_its_own() -> None:
    model = quiet()
    near = area_neighbours(model.blocks, model.grid_of_block_list)
    assert all(one in near[other] and one != other for one, some in enumerate(near) for other in some)
    assert all(near), "every grid touches another one"


def test_a_street_of_one_area_has_no_borders() -> None:
    model = quiet()
    assert not any(across(model.blocks, [0] * len(model.blocks)))
    assert area_neighbours(model.blocks, [0] * len(model.blocks)) == [[]]


def test_blocks_across_a_border_touch_and_belong_elsewhere() -> None:
    model = quiet()
    grid = model.grid_of_block_list
    for block, others in enumerate(across(model.blocks, grid)):
        assert set(others) <= set(model.blocks.neighbours[block].tolist())
        assert all(grid[other] != grid[block] for other in others)
