"""Divisions by the library are legal whatever the street, the same for a seed, and scored as they are."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.cli import dispatch
from experiments.maps.given import Given, numbered_names, read_given
from experiments.maps.ground import Ground, synthetic_ground
from experiments.maps.limits import Limits, allot
from experiments.maps.reading import Columns, read_map
from experiments.maps.scoring import Geometry, score, shared_posts
from experiments.maps.telling import Division, score_table, sentences
from sim.draws import Draws
from sim.errors import InputError
from sim.world.division import divide as bisect
from sim.world.street import Street
from tests.experiments.maps.maps import board, changed, square, write

pytest.importorskip("gerrychain")
from experiments.maps.dividing import divide_ground  # noqa: E402
from experiments.maps.ensemble import draw_ensemble, effective_size, standing  # noqa: E402

POSTS = (1.0, 1.0, 0.25)
QUICK = {"tries": 2, "bursts": 2, "burst_steps": 4}
LOOSE = Limits(least_households=150, most_households=260, **QUICK)


def nothing() -> None:
    """Be told of a step."""


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Return the ground of the board: 48 equal squares of 100 households in two communities."""
    return read_map(write(tmp_path_factory.mktemp("map") / "map.geojson", board()), Columns(grid="rows"), Street())


@pytest.fixture(scope="module")
def shekou() -> Ground:
    return synthetic_ground(Street(), 1)


@pytest.fixture(scope="module")
def shekou_grid(shekou: Ground) -> np.ndarray:
    return divide_ground(shekou, 80, Limits(), 1, nothing)


def check_legal(ground: Ground, grid: np.ndarray, n_grids: int, limits: Limits) -> None:
    """Check by an independent library what every legal division keeps."""
    assert sorted(set(grid.tolist())) == list(range(n_grids)) and len(grid) == len(ground.blocks)
    graph = nx.Graph(ground.pairs.tolist())
    graph.add_nodes_from(range(len(grid)))
    for number in range(n_grids):
        members = np.flatnonzero(grid == number)
        assert nx.is_connected(graph.subgraph(members.tolist()))
        assert len(set(ground.blocks.community[members].tolist())) == 1
        assert limits.hold(ground.blocks.households[members].sum())


@pytest.mark.slow
def test_shekou_gets_its_12_communities_and_80_grids(shekou: Ground, shekou_grid: np.ndarray) -> None:
    check_legal(shekou, shekou_grid, 80, Limits())
    values = score(shekou, shekou_grid, Limits(), POSTS)
    own = score(shekou, bisect(shekou.blocks, 80), Limits(), POSTS)
    assert len(shekou.blocks.community_names) == 12 and values["grids"] == 80
    assert values["workload_cv"] < 1.1 * own["workload_cv"] and values["polsby_popper"] > 0.95 * own["polsby_popper"]
    assert values["outside_limits"] == values["broken"] == values["crossing"] == 0


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(communities=st.integers(1, 3), per=st.integers(1, 4), blocks=st.integers(4, 8), seed=st.integers(0, 2**32))
def test_every_division_found_is_legal_and_nothing_else_is_returned(
    communities: int, per: int, blocks: int, seed: int
) -> None:
    n_grids = communities * per
    values = {"communities": communities, "grids": n_grids, "blocks_per_grid": blocks, "residents": 450 * n_grids}
    ground = synthetic_ground(Street(**values), seed)
    limits = Limits(least_households=120, most_households=290, **QUICK)
    try:
        grid = divide_ground(ground, n_grids, limits, seed, nothing)
    except InputError as refused:
        assert refused.what in ("--households", "--grids")
    else:
        check_legal(ground, grid, n_grids, limits)
        draw_ensemble(ground, grid, limits, 1, seed, nothing)


def test_equal_squares_are_divided_equally(flat: Ground) -> None:
    grid = divide_ground(flat, 24, LOOSE, 1, nothing)
    check_legal(flat, grid, 24, LOOSE)
    assert set(np.bincount(grid).tolist()) == {2}


def test_one_seed_gives_one_division_whatever_the_order_of_blocks(flat: Ground, tmp_path: Path) -> None:
    limits = Limits(least_households=300, most_households=700, **QUICK)
    grid = divide_ground(flat, 9, limits, 1, nothing)
    assert np.array_equal(divide_ground(flat, 9, limits, 1, nothing), grid)
    turned = board()
    turned["features"].reverse()
    other = read_map(write(tmp_path / "map.geojson", turned), Columns(), Street())
    assert np.array_equal(divide_ground(other, 9, limits, 1, nothing)[::-1], grid)
    assert not np.array_equal(divide_ground(flat, 9, limits, 2, nothing), grid)


def test_one_grid_a_community_needs_no_cut(flat: Ground) -> None:
    grid = divide_ground(flat, 2, Limits(least_households=2000, most_households=2600), 1, nothing)
    assert np.array_equal(grid, bisect(flat.blocks, 2))


def test_grids_are_allotted_by_workload_within_the_limits() -> None:
    assert allot([2.0, 1.0], [3000, 3000], 12, Limits()) == [
        7,
        5,
    ]  # by workload 8 and 4: too large
    assert allot([1.0, 1.0], [3000, 1500], 10, Limits()) == [5, 5]
    with pytest.raises(InputError, match="10 to 20"):
        allot([1.0, 1.0], [3000, 3000], 21, Limits())


def test_heavy_blocks_make_grids_smaller(tmp_path: Path) -> None:
    """Where a quarter of a community is nine times the work, the grids there hold far fewer households."""
    made = board()
    for feature in made["features"]:
        x = int(feature["properties"]["block"].split(",")[0])
        feature["properties"]["difficulty"] = float(x % 4 == 0)
    ground = read_map(write(tmp_path / "map.geojson", made), Columns(), Street(difficulty_weight=10.0))
    limits = Limits(least_households=100, most_households=1900, **QUICK)
    grid = divide_ground(ground, 8, limits, 1, nothing)
    households = np.bincount(grid, weights=ground.blocks.households)
    assert households.max() > 2 * households.min()
    assert score(ground, grid, limits, POSTS)["workload_cv"] < 0.5 * households.std() / households.mean()


# the score ---------------------------------------------------------------------------------------------------------
def test_the_score_of_a_known_division_is_known(flat: Ground) -> None:
    """Rows of four equal blocks, w wide and h high; 5 x 8 borders between rows, 6 between the halves."""
    given_one = read_given(flat, "rows")
    values = score(flat, given_one.grid, Limits(), POSTS)
    assert values["grids"] == 12 and values["cut_borders"] == 46
    left, low, right, high = shapely.bounds(flat.shapes[0])
    wide, tall = right - left, high - low
    assert values["polsby_popper"] == pytest.approx(4 * np.pi * 4 * wide * tall / (8 * wide + 2 * tall) ** 2, rel=0.02)
    assert (values["households_least"], values["households_most"]) == (400, 400)
    assert values["outside_limits"] == values["broken"] == values["crossing"] == 0
    assert values["shared_posts"] == 3  # supervisors of twelve grids, a quarter of a post each


def test_faults_are_counted(flat: Ground) -> None:
    everything = numbered_names(["a"] * 24 + ["b"] * 24, 0).grid
    assert score(flat, everything, Limits(), POSTS)["outside_limits"] == 2
    x = np.repeat(np.arange(8), 6)
    stripes = score(flat, x % 2, Limits(), POSTS)
    assert (stripes["broken"], stripes["crossing"]) == (2, 2)


def test_a_block_in_two_grids_is_counted(flat: Ground, tmp_path: Path) -> None:
    rows = [f'"{name}",{grid}' for name, grid in zip(flat.names, flat.given, strict=True)]
    path = write(tmp_path / "twice.csv", "\n".join(["block,grid", *rows, f'"{flat.names[0]}",other']))
    found = read_given(flat, str(path))
    assert found.split_blocks == 1 and np.array_equal(found.grid, read_given(flat, "rows").grid)
    assert score(flat, found.grid, Limits(), POSTS, found.split_blocks)["split_blocks"] == 1


@pytest.mark.parametrize(("per_grid", "shared"), [(0, 0), (0.25, 2), (0.5, 4), (0.75, 2), (1, 0), (2, 0)])
def test_posts_are_shared_where_there_are_fewer_than_grids(per_grid: float, shared: int) -> None:
    assert shared_posts(np.array([8]), per_grid) == shared


def test_compactness_agrees_with_the_outlines(shekou: Ground) -> None:
    grid = bisect(shekou.blocks, 80)
    outlines = np.array([shapely.union_all(shekou.shapes[grid == number]) for number in range(80)])
    exact = 4 * np.pi * shapely.area(outlines) / shapely.length(outlines) ** 2
    assert Geometry(shekou).polsby_popper(grid) == pytest.approx(exact, rel=0.002)


# the ensemble ------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def legal(flat: Ground):
    """Return a chain of legal divisions of the board into 12 grids."""
    limits = Limits(least_households=300, most_households=700, **QUICK)
    return draw_ensemble(flat, divide_ground(flat, 12, limits, 1, nothing), limits, 60, 1, nothing)


def test_an_absurd_division_is_extreme_and_an_even_one_too(flat: Ground, legal) -> None:
    """One grid gets nearly everything of its community: no legal division is as uneven or as unlike a circle."""
    lonely = np.where(flat.blocks.community == 0, 0, 6)
    lonely[:5], lonely[-5:] = np.arange(1, 6), np.arange(7, 12)
    worst = score(flat, lonely, Limits(), POSTS)
    assert worst["grids"] == 12 and worst["outside_limits"] == 12
    assert standing(legal, "workload_cv", worst["workload_cv"]).percentile == 1
    assert standing(legal, "workload_cv", worst["workload_cv"]).unusual
    rows = score(flat, read_given(flat, "rows").grid, Limits(), POSTS)
    assert standing(legal, "workload_cv", rows["workload_cv"]).percentile < 0.025


def test_a_legal_division_like_the_others_is_not_unusual(legal) -> None:
    middle = float(legal["workload_cv"].median())
    assert not standing(legal, "workload_cv", middle).unusual
    assert 0.3 < standing(legal, "workload_cv", middle).percentile < 0.7


def test_the_ensemble_is_the_same_for_a_seed_and_not_for_another(flat: Ground, legal) -> None:
    limits = Limits(least_households=300, most_households=700, **QUICK)
    start = divide_ground(flat, 12, limits, 1, nothing)
    again = draw_ensemble(flat, start, limits, 5, 1, nothing)
    assert again.equals(legal.head(5))
    assert not draw_ensemble(flat, start, limits, 5, 2, nothing).equals(again)


def test_limits_that_grids_reach_exactly_stop_nothing(flat: Ground) -> None:
    """With 100 households a block, grids of exactly 200 and exactly 600 households are legal, and are drawn."""
    limits = Limits(least_households=200, most_households=600, **QUICK)
    start = divide_ground(flat, 12, limits, 1, nothing)
    assert len(draw_ensemble(flat, start, limits, 10, 1, nothing)) == 10


def test_where_only_one_division_is_legal_there_is_no_ensemble(flat: Ground) -> None:
    limits = Limits(least_households=2000, most_households=2600)
    assert draw_ensemble(flat, bisect(flat.blocks, 2), limits, 5, 1, nothing).empty


def test_a_chain_is_worth_less_than_its_length() -> None:
    independent = Draws(1)["x"].normal(np.arange(400).astype(np.uint64))
    sticky = np.array(list(itertools.accumulate(independent, lambda before, new: 0.9 * before + new)))
    assert effective_size(independent) > 300 and effective_size(sticky) < 60
    assert effective_size(np.ones(5)) == 5


def test_words_follow_from_the_numbers(flat: Ground, legal) -> None:
    found = read_given(flat, "rows")
    scores = {"given": score(flat, found.grid, Limits(), POSTS)}
    told = sentences(Division(flat, found, scores, legal, ["A note."]))
    assert told[0] == "The given division keeps the rules." and told[-1] == "A note."
    assert "more even in workload than 100 %" in told[1] and "unusual" in told[1]
    broken = Given(np.repeat(np.arange(8), 6) % 2, ("a", "b"), 0)
    scores = {"given": score(flat, broken.grid, Limits(), POSTS)}
    faults = sentences(Division(flat, broken, scores, legal.head(0), []))
    assert "2 grids in more than one piece" in faults[0] and len(faults) == 1
    assert set(score_table(Division(flat, broken, scores, legal.head(0), []))) == {
        "measure",
        "unit",
        "given",
        "meaning",
    }


# the command -------------------------------------------------------------------------------------------------------
def divide(tmp_path: Path, *words: str) -> int:
    """Run the command on the board in a folder."""
    path = write(tmp_path / "map.geojson", board())
    limits = ("--households", "300-700", "--ensemble", "3")
    return dispatch(["divide", "--map", str(path), *limits, "--results", str(tmp_path / "results"), *words])


def test_the_command_writes_a_map_that_the_model_can_live_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert divide(tmp_path, "--grids", "10", "name=mine") == 0
    told, folder = capsys.readouterr().out, tmp_path / "results" / "mine"
    assert "keeps the rules" in told and f"--config-dir {folder} street=mine" in told
    files = {"blocks.csv", "grids.csv", "score.csv", "ensemble.csv", "grids.geojson", "map.png", "division.json"}
    assert files | {"street.json", "street"} == {path.name for path in folder.iterdir()}
    outlines = json.loads((folder / "grids.geojson").read_text())
    assert len(outlines["features"]) == 10 and "crs" not in outlines
    places = np.concatenate([np.array(one["geometry"]["coordinates"][0]) for one in outlines["features"]])
    assert np.abs(places - places.mean(axis=0)).max() < 0.01 and abs(places[:, 1].mean() - 45) < 0.1
    lines = len((folder / "blocks.csv").read_text().splitlines())
    assert lines == 1 + 48
    run = ["run", "--config-dir", str(folder), "street=mine", "days=5", "warmup_days=2", "--results", str(tmp_path)]
    assert dispatch([*run, "name=lived"]) == 0


def test_the_command_gives_the_same_again_and_judges_its_own_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results"
    assert divide(tmp_path, "--grids", "10", "name=one") == divide(tmp_path, "--grids", "10", "name=two") == 0
    for name in ("blocks.csv", "score.csv", "ensemble.csv", "grids.geojson", "map.png"):
        assert (results / "one" / name).read_bytes() == (results / "two" / name).read_bytes()
    capsys.readouterr()
    assert divide(tmp_path, "--score", str(results / "one" / "blocks.csv"), "name=judged") == 0
    assert "The given division keeps the rules." in capsys.readouterr().out
    assert divide(tmp_path, "name=one") == 2
    assert "--overwrite" in capsys.readouterr().err


def test_a_given_column_is_judged_and_lived_on_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert divide(tmp_path, "--score", "rows", "name=rows") == 0
    assert "100 % of the legal divisions" in capsys.readouterr().out
    blocks = pd.read_csv(tmp_path / "results" / "rows" / "blocks.csv")
    assert blocks["grid"].nunique() == 12


def test_what_is_missing_is_said_and_assumed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "map.geojson", changed(rental_share=...))
    ground = read_map(path, Columns(), Street())
    assert "no column 'rental_share' (--rental): 0.6 for every block" in ground.notes
    assert set(ground.blocks.rental_share.tolist()) == {0.6}


def test_streets_between_blocks_are_bridged_if_asked_to(tmp_path: Path) -> None:
    """Blocks 20 m apart touch only where --near says so, and blocks across a crossing still do not."""
    made = board()
    for feature in made["features"]:
        x, y = map(int, feature["properties"]["block"].split(","))
        feature["geometry"] = square(x * 1.25, y * 1.25)
    path = write(tmp_path / "map.geojson", made)
    with pytest.raises(InputError, match="pieces"):
        read_map(path, Columns(), Street())
    ground = read_map(path, Columns(near=30.0), Street())
    degrees = {len(near) for near in ground.blocks.neighbours}
    assert degrees == {2, 3, 4}
