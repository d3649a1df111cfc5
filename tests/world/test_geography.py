"""Stories of the synthetic geography: cells without gaps, exact sums, blocks that keep their identity."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
import shapely

from sim.draws import Draws
from sim.world.cells import divide_cell, lattice_cells, spread_points, voronoi_cells
from sim.world.geography import block_keys, block_polygons, build_blocks, community_cells, whole_shares
from sim.world.street import Street

SMALL = Street(communities=5, grids=20, residents=4000, blocks_per_grid=4, area_km2=2)
COLUMNS = (
    "key",
    "x_m",
    "y_m",
    "community",
    "residents",
    "households",
    "rental_share",
    "difficulty",
    "factor",
    "workload",
)


@pytest.fixture(scope="module")
def shekou():
    return build_blocks(Street(), Draws(1))


def test_residents_sum_exactly_and_no_block_is_empty(shekou):
    assert shekou.residents.sum() == 100_000
    assert shekou.residents.min() >= 1 and shekou.households.min() >= 1
    assert shekou.households.sum() == pytest.approx(100_000 / 2.25, rel=0.01)
    assert np.ptp(np.bincount(shekou.community, weights=shekou.residents)) <= 1


def test_blocks_fill_their_communities_without_gap_or_overlap(shekou):
    polygons = block_polygons(shekou)
    cells = shapely.polygons([cell.corners for cell in community_cells(Street(), Draws(1))])
    for i, cell in enumerate(cells):
        mine = polygons[shekou.community == i]
        assert shapely.area(mine).sum() == pytest.approx(shapely.area(cell), rel=1e-9)
        assert shapely.area(shapely.union_all(mine)) == pytest.approx(shapely.area(cell), rel=1e-9)
    places = shapely.points(shekou.x_m, shekou.y_m)
    assert shapely.contains(polygons, places).all()
    assert shapely.area(polygons).sum() / 1e6 == pytest.approx(11, rel=0.1)


def test_neighbours_are_exactly_the_blocks_with_a_common_border(shekou):
    polygons = block_polygons(shekou)
    told = {(i, j) for i, near in enumerate(shekou.neighbours) for j in near.tolist()}
    first, second = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=1e-6)
    common = shapely.length(shapely.intersection(shapely.buffer(polygons[first], 1e-6), polygons[second].copy()))
    seen = {(int(i), int(j)) for i, j, m in zip(first, second, common, strict=True) if i != j and m > 1e-3}
    assert told == {(j, i) for i, j in told}
    assert told == seen


def test_some_neighbours_live_in_another_community(shekou):
    across = [shekou.community[near] != shekou.community[i] for i, near in enumerate(shekou.neighbours)]
    assert 50 < np.concatenate(across).sum() < len(shekou)


def test_incident_factors_have_mean_one_and_the_declared_spread(shekou):
    assert np.average(shekou.factor, weights=shekou.residents) == pytest.approx(1, abs=1e-12)
    assert shekou.factor.var() == pytest.approx(1 / 2, rel=0.25)  # gamma of shape 2; 804 blocks: 5 sigma
    steady = build_blocks(Street(block_factor_shape=1e9), Draws(1))
    assert np.allclose(steady.factor, 1, atol=1e-3)


def test_blocks_differ_in_rent_and_difficulty_around_the_declared_means(shekou):
    assert shekou.rental_share.mean() == pytest.approx(0.6, abs=0.04)  # 5 sigma
    assert shekou.difficulty.mean() == pytest.approx(0.4, abs=0.04)
    assert shekou.rental_share.std() > 0.15 and shekou.difficulty.std() > 0.15
    assert np.corrcoef(shekou.rental_share, shekou.difficulty)[0, 1] == pytest.approx(0, abs=0.18)


def test_renting_and_difficulty_add_to_the_workload(shekou):
    weight = 1 + 0.5 * shekou.rental_share + 1.0 * shekou.difficulty
    assert np.allclose(shekou.workload, shekou.residents * weight)


def test_a_further_community_leaves_all_others_as_they_are():
    more = SMALL.but(communities=6, grids=24, residents=4800, area_km2=2.4)
    before, after = build_blocks(SMALL, Draws(3)), build_blocks(more, Draws(3))
    n = len(before)
    assert len(after) == n * 6 // 5
    for column in COLUMNS:
        assert np.array_equal(getattr(before, column), getattr(after, column)[:n]), column
    for old, new in zip(before.neighbours, after.neighbours[:n], strict=True):
        assert np.array_equal(old, new[new < n])
    for old, new in zip(before.corners, after.corners[:n], strict=True):
        assert np.array_equal(old, new)


def test_the_same_seed_gives_the_same_street_and_another_seed_another():
    one, again, other = (build_blocks(SMALL, Draws(seed)) for seed in (1, 1, 2))
    for column in COLUMNS:
        assert np.array_equal(getattr(one, column), getattr(again, column))
    assert not np.allclose(one.x_m, other.x_m)
    assert np.array_equal(one.key, other.key)


def test_identities_are_those_of_name_and_ordinal():
    keys = block_keys(("a", "b"), 3)
    assert len(set(keys.tolist())) == 6
    assert np.array_equal(keys[3:], block_keys(("b",), 3))
    assert np.array_equal(keys[:2], block_keys(("a",), 2))


def test_a_street_of_one_block():
    blocks = build_blocks(Street(communities=1, grids=1, residents=1, blocks_per_grid=1), Draws(1))
    assert len(blocks) == 1 and blocks.residents.tolist() == [1] and len(blocks.neighbours[0]) == 0
    assert blocks.factor.tolist() == pytest.approx([1.0])


def test_relabelling_turns_everything_alike(shekou):
    order = np.argsort(Draws(9)["order"].uniform(shekou.key))
    new = shekou.relabelled(order)
    assert np.array_equal(new.key, shekou.key[order])
    old_keys = [set(shekou.key[near].tolist()) for near in shekou.neighbours]
    new_keys = [set(new.key[near].tolist()) for near in new.neighbours]
    assert [old_keys[i] for i in order] == new_keys


def test_a_lattice_grows_without_moving_and_its_cells_are_convex():
    few, many = (lattice_cells(n, 1e6, 0.24, Draws(5)) for n in (7, 60))
    assert all(np.array_equal(a.corners, b.corners) for a, b in zip(few, many, strict=False))
    shapes = shapely.polygons([cell.corners for cell in many])
    assert np.allclose(shapely.area(shapes), shapely.area(shapely.convex_hull(shapes)))
    assert shapely.area(shapely.union_all(shapes)) == pytest.approx(shapely.area(shapes).sum(), rel=1e-9)
    assert shapely.get_num_geometries(shapely.union_all(shapes)) == 1


def test_without_jitter_a_cell_has_the_area_asked_for():
    (cell,) = lattice_cells(1, 2e6, 0.0, Draws(5))
    assert shapely.area(shapely.polygons(cell.corners)) == pytest.approx(2e6)


def test_points_are_spread_evenly_over_a_cell():
    """Chi-square over 7 parts at false-alarm rate 0.001: 22.5 for 6 degrees of freedom."""
    (cell,) = lattice_cells(1, 1e6, 0.2, Draws(2))
    keys = np.arange(7000).astype(np.uint64)
    points = spread_points(cell, Draws(2)["u"].uniform(keys), Draws(2)["v"].uniform(keys))
    parts = divide_cell(cell, spread_points(cell, *Draws(3)["w"].uniform(keys[:14]).reshape(2, 7)))
    hulls = [shapely.convex_hull(shapely.multipoints(parts.corner_place[parts.corner_part == i])) for i in range(7)]
    expected = 7000 * shapely.area(hulls) / shapely.area(hulls).sum()
    counted = np.array([shapely.contains_xy(hull, *points.T).sum() for hull in hulls])
    assert counted.sum() == 7000
    assert ((counted - expected) ** 2 / expected).sum() < 22.5


def test_moving_blocks_apart_makes_their_parts_more_equal():
    spreads = []
    for rounds in (0, 1, 3):
        area = shapely.area(block_polygons(build_blocks(Street(block_evenness=rounds), Draws(1))))
        spreads.append(area.std() / area.mean())
    assert all(later < 0.9 * earlier for earlier, later in pairwise(spreads))


def test_published_places_become_cells_around_them(street_of):
    street = street_of("pingshan")
    cells = community_cells(street, Draws(1))
    shapes = np.array([shapely.Polygon(cell.corners) for cell in cells])
    points = np.array(list(street.community_points.values()), float)
    assert shapely.contains_xy(shapes, *points.T).all()
    assert shapely.area(shapes).sum() / 1e6 == pytest.approx(167)
    blocks = build_blocks(street.but(grids=46, residents=5000), Draws(1))
    assert shapely.area(block_polygons(blocks)).sum() / 1e6 == pytest.approx(167)


def test_one_published_place_has_the_whole_area():
    (cell,) = voronoi_cells(np.array([[5.0, 5.0]]), 4e6)
    assert shapely.area(shapely.polygons(cell.corners)) == pytest.approx(4e6)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pingshans_communities_differ_as_published(seed, street_of):
    """Published: coefficient of variation 0.75, Gini 0.40, largest over median 3.3 (datasets 1)."""
    blocks = build_blocks(street_of("pingshan"), Draws(seed))
    load = np.bincount(blocks.community, weights=blocks.residents * blocks.factor)
    ranked = np.sort(load)
    gini = 2 * np.dot(np.arange(1, 24), ranked) / (23 * ranked.sum()) - 24 / 23
    assert load.std(ddof=1) / load.mean() == pytest.approx(0.75, abs=0.01)
    assert gini == pytest.approx(0.40, abs=0.01)
    assert load.max() / np.median(load) == pytest.approx(3.3, abs=0.05)


def test_whole_shares_sum_exactly_and_stay_within_one_of_the_exact_share():
    weights = Draws(1)["w"].uniform(np.arange(50).astype(np.uint64))
    for total in (0, 1, 49, 12345):
        shares = whole_shares(total, weights)
        assert shares.sum() == total
        assert (np.abs(shares - total * weights / weights.sum()) < 1).all()


def test_columns_have_one_length(shekou):
    arrays = [getattr(shekou, column.name) for column in dataclasses.fields(shekou)][:-2]
    assert {len(array) for array in arrays} == {len(shekou)} == {804}
