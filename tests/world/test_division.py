"""Stories of dividing a street into grids: in one piece, inside one community, even, whatever the labels."""

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.draws import Draws
from sim.errors import InputError
from sim.world.bisection import Bisection
from sim.world.division import balance, divide, grid_polygons
from sim.world.geography import Blocks, build_blocks
from sim.world.street import Street


def street(communities, grids, blocks_per_grid=4, seed=1):
    blocks = communities * max(round(blocks_per_grid * grids / communities), -(-grids // communities))
    values = {"communities": communities, "grids": grids, "residents": 40 * blocks, "blocks_per_grid": blocks_per_grid}
    return build_blocks(Street(**values), Draws(seed))


def check_rules(blocks, grid, n_grids):
    """Check by an independent library what every division has to keep."""
    assert sorted(set(grid.tolist())) == list(range(n_grids))
    graph = nx.Graph([(i, j) for i, near in enumerate(blocks.neighbours) for j in near.tolist()])
    graph.add_nodes_from(range(len(blocks)))
    for g in range(n_grids):
        members = np.flatnonzero(grid == g)
        assert nx.is_connected(graph.subgraph(members.tolist()))
        assert len(set(blocks.community[members].tolist())) == 1


@pytest.fixture(scope="module")
def shekou():
    return build_blocks(Street(), Draws(1))


@pytest.fixture(scope="module")
def shekou_grid(shekou):
    return divide(shekou, 80)


def test_shekou_has_80_grids_that_keep_the_rules(shekou, shekou_grid):
    check_rules(shekou, shekou_grid, 80)
    per_community = [len(set(shekou_grid[shekou.community == c].tolist())) for c in range(12)]
    assert sum(per_community) == 80 and set(per_community) <= {6, 7, 8}


def test_shekous_grids_are_even_in_workload_and_not_only_in_number(shekou, shekou_grid):
    even = balance(shekou, shekou_grid)
    assert even.spread < 0.08 and even.largest < 1.2 and even.smallest > 0.8
    assert (even.broken, even.crossing) == (0, 0)
    for community in range(12):
        load = np.bincount(shekou_grid, weights=shekou.workload * (shekou.community == community))
        load = load[load > 0]
        assert load.std() / load.mean() < 0.06


def test_grids_follow_the_workload_and_not_the_residents_alone():
    """With all residents alike in number, an area that is twice the work gets grids half the size."""
    blocks = street(2, 12, blocks_per_grid=10)
    heavy = blocks.community == 0
    object.__setattr__(blocks, "workload", blocks.residents * np.where(heavy, 2.0, 1.0))
    grid = divide(blocks, 12)
    assert len(set(grid[heavy].tolist())) == 8 and len(set(grid[~heavy].tolist())) == 4


def test_grids_are_numbered_by_community_and_from_west_to_east(shekou, shekou_grid):
    centre = np.bincount(shekou_grid, weights=shekou.x_m) / np.bincount(shekou_grid)
    community = np.array([shekou.community[shekou_grid == g][0] for g in range(80)])
    assert np.array_equal(np.lexsort([centre, community]), np.arange(80))


def test_labels_of_blocks_do_not_matter(shekou, shekou_grid):
    for seed in range(3):
        order = np.argsort(Draws(seed)["order"].uniform(shekou.key))
        assert np.array_equal(divide(shekou.relabelled(order), 80), shekou_grid[order])


def test_dividing_twice_gives_the_same(shekou, shekou_grid):
    assert np.array_equal(divide(shekou, 80), shekou_grid)


def test_one_community_one_grid():
    blocks = street(1, 1)
    assert divide(blocks, 1).tolist() == [0] * len(blocks)


def test_as_many_grids_as_blocks():
    blocks = street(3, 12, blocks_per_grid=1)
    grid = divide(blocks, len(blocks))
    assert sorted(grid.tolist()) == list(range(len(blocks)))
    assert (np.diff(blocks.community[np.argsort(grid)]) >= 0).all()


@pytest.mark.parametrize("n_grids", [2, 13, 0, -1])
def test_too_few_or_too_many_grids_are_refused(n_grids):
    with pytest.raises(InputError, match="grids"):
        divide(street(3, 12, blocks_per_grid=1), n_grids)


def test_an_island_gets_a_grid_of_its_own():
    blocks = chain([1, 1, 1, 1, 1, 1], cut_after=4)
    grid = divide(blocks, 2)
    assert len(set(grid[:5].tolist())) == 1 and grid[5] != grid[0]
    with pytest.raises(InputError, match="connected"):
        divide(blocks, 1)


def chain(workload, cut_after=None):
    """Return blocks in a row, each a neighbour of the next, all in one community."""
    n = len(workload)
    near = [[j for j in (i - 1, i + 1) if 0 <= j < n and min(i, j) != cut_after] for i in range(n)]
    return row(np.arange(n, dtype=float), np.zeros(n), near, workload)


def row(x_m, y_m, near, workload):
    n = len(workload)
    ones = np.ones(n)
    return Blocks(
        key=np.arange(n).astype(np.uint64), x_m=x_m, y_m=y_m, community=np.zeros(n, np.int64),
        residents=np.ones(n, np.int64), households=np.ones(n, np.int64), rental_share=ones, difficulty=ones,
        factor=ones, workload=np.array(workload, float), neighbours=tuple(np.array(j, np.int64) for j in near),
        corners=tuple(np.zeros((3, 2)) for _ in range(n)), community_names=("row",),
    )  # fmt: skip


def test_a_row_of_equal_blocks_is_cut_into_equal_pieces():
    grid = divide(chain([1] * 12), 4)
    assert grid.tolist() == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3


def test_a_row_of_unequal_blocks_is_cut_where_it_is_even():
    assert divide(chain([5, 1, 1, 1, 1, 1]), 2).tolist() == [0, 1, 1, 1, 1, 1]


def test_a_star_that_no_straight_cut_divides_is_still_divided():
    """A hub with spokes: all grids but the hub's own have one spoke each."""
    angle = np.arange(6)
    x_m, y_m = np.append(0.0, np.cos(angle)), np.append(0.0, np.sin(angle))
    blocks = row(x_m, y_m, [[1, 2, 3, 4, 5, 6], *[[0]] * 6], [1] * 7)
    grid = divide(blocks, 4)
    check_rules(blocks, grid, 4)
    assert sorted(np.bincount(grid).tolist()) == [1, 1, 1, 4]


def test_breaking_the_rules_is_seen_by_the_score(shekou, shekou_grid):
    torn = shekou_grid.copy()
    first = np.flatnonzero(shekou.community == 0)
    torn[first] = np.arange(len(first)) % 7
    assert balance(shekou, torn).broken > 0
    crossing = np.arange(len(shekou)) % 80
    assert balance(shekou, crossing).crossing > 0
    assert balance(shekou, crossing).spread > balance(shekou, shekou_grid).spread


def test_outlines_of_grids_are_in_one_piece_and_fill_the_street(shekou, shekou_grid):
    outlines = grid_polygons(shekou, shekou_grid)
    assert len(outlines) == 80
    assert all(outline.geom_type == "Polygon" for outline in outlines)
    whole = shapely.union_all(outlines)
    assert whole.area == pytest.approx(sum(outline.area for outline in outlines), rel=1e-9)
    places = shapely.points(shekou.x_m, shekou.y_m)
    assert shapely.contains(np.array(outlines)[shekou_grid], places).all()


def compactness(blocks, grid):
    """Return the mean of 4 pi area / perimeter^2: a square has 0.79, a 1 x 4 strip 0.50."""
    return np.mean([4 * np.pi * outline.area / outline.length**2 for outline in grid_polygons(blocks, grid)])


def test_grids_are_compact(shekou, shekou_grid):
    assert compactness(shekou, shekou_grid) > 0.5


@settings(max_examples=40, deadline=None)
@given(
    communities=st.integers(1, 4),
    per=st.integers(1, 6),
    blocks_per_grid=st.floats(1, 6),
    seed=st.integers(0, 2**32),
)
def test_every_division_keeps_the_rules_and_ignores_labels(communities, per, blocks_per_grid, seed):
    blocks = street(communities, communities * per, blocks_per_grid, seed)
    grid = divide(blocks, communities * per)
    check_rules(blocks, grid, communities * per)
    order = np.argsort(Draws(seed)["order"].uniform(blocks.key))
    assert np.array_equal(divide(blocks.relabelled(order), communities * per), grid[order])


@settings(max_examples=40, deadline=None)
@given(weights=st.lists(st.floats(0.1, 100), min_size=1, max_size=25), share=st.floats(0, 1))
def test_every_row_can_be_divided_into_any_number_of_grids(weights, share):
    blocks = chain(weights)
    n_grids = max(1, round(share * len(weights)))
    check_rules(blocks, divide(blocks, n_grids), n_grids)


def board(side):
    """Return equal blocks in a square lattice, where nearly every choice is a tie, and one like it far away."""
    places = [(x, y) for x in range(side) for y in range(side)]
    near = [[i for i, (p, q) in enumerate(places) if abs(p - x) + abs(q - y) == 1] for x, y in places]
    x_m, y_m = np.array(places, float).T
    twice = near + [[i + side**2 for i in some] for some in near]
    return row(np.append(x_m, x_m + 100), np.append(y_m, y_m), twice, [1.0] * 2 * side**2)


@pytest.mark.parametrize("n_grids", [3, 5, 7, 8])
def test_labels_do_not_matter_where_everything_is_a_tie(n_grids):
    blocks = board(5)
    grid = divide(blocks, n_grids)
    check_rules(blocks, grid, n_grids)
    for seed in range(5):
        order = np.argsort(Draws(seed)["order"].uniform(blocks.key))
        assert np.array_equal(divide(blocks.relabelled(order), n_grids), grid[order])


def test_improving_straight_cuts_evens_out_unequal_blocks_and_shortens_borders(shekou, shekou_grid, monkeypatch):
    unequal = build_blocks(Street(block_size_sigma=1.2), Draws(1))
    even = within(unequal, divide(unequal, 80))
    monkeypatch.setattr(Bisection, "_improve", lambda self, parts: None)
    assert even < 0.9 * within(unequal, divide(unequal, 80))
    assert compactness(shekou, shekou_grid) > 1.05 * compactness(shekou, divide(shekou, 80))


def within(blocks, grid):
    """Return the mean coefficient of variation of the grids' workload within a community."""
    load = np.bincount(grid, weights=blocks.workload)
    home = np.array([blocks.community[grid == g][0] for g in range(len(load))])
    return np.mean([load[home == c].std() / load[home == c].mean() for c in set(home.tolist())])
