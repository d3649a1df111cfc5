"""Borders: which blocks of different areas touch, and so which areas are neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from sim.world.geography import Blocks


def across(blocks: Blocks, area_of_block: Sequence[int]) -> list[list[int]]:
    """Return for each block the blocks of other areas that it touches."""
    return [
        [other for other in near.tolist() if area_of_block[other] != area_of_block[block]]
        for block, near in enumerate(blocks.neighbours)
    ]


def area_neighbours(blocks: Blocks, area_of_block: Sequence[int]) -> list[list[int]]:
    """Return for each area the other areas that it touches, in order of number."""
    near: list[set[int]] = [set() for _ in range(max(area_of_block) + 1)]
    for block, others in enumerate(across(blocks, area_of_block)):
        near[area_of_block[block]] |= {area_of_block[other] for other in others}
    return [sorted(some) for some in near]
