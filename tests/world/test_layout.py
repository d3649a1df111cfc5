"""Stories of how a street's blocks become grids, and of streets that live on a map."""

import json

import numpy as np
import pytest

from sim.draws import Draws
from sim.errors import InputError
from sim.model import StreetModel, run
from sim.policies.staffing import ROLES
from sim.world.geography import build_blocks
from sim.world.layout import lay_out, load_of
from sim.world.street import Street
from sim.world.street_file import COLUMNS, FORMAT
from tests.streets import tiny

SHORT = {"days": 10, "warmup_days": 2}


def spread(street, load):
    """Return the coefficient of variation over grids of some load of the blocks."""
    blocks, grid = lay_out(street, Draws(1))
    sums = np.bincount(grid, weights=load_of(blocks, load))
    return sums.std() / sums.mean()


@pytest.mark.parametrize("division", ["balanced", "equal_count", "equal_blocks"])
def test_each_rule_makes_even_what_it_looks_at(division):
    others = {"balanced", "equal_count", "equal_blocks"} - {division}
    own = spread(Street(division=division), division)
    assert all(own < spread(Street(division=other), division) for other in others)


def test_where_blocks_are_alike_the_rules_agree():
    alike = {"block_size_sigma": 0.0, "rental_weight": 0.0, "difficulty_weight": 0.0, "grids": 84, "residents": 84_000}
    grids = [
        lay_out(Street(division=one, **alike), Draws(1)).grid for one in ("balanced", "equal_count", "equal_blocks")
    ]
    assert np.array_equal(grids[0], grids[1]) and np.array_equal(grids[0], grids[2])


@pytest.mark.parametrize(("scale", "grids"), [(0.5, 40), (1.0, 80), (2.0, 160), (0.01, 12)])
def test_other_numbers_of_grids_have_the_same_blocks_and_posts(scale, grids):
    street = Street(grid_scale=scale)
    blocks, grid = lay_out(street, Draws(1))
    assert grid.max() + 1 == grids
    assert np.array_equal(blocks.key, build_blocks(Street(), Draws(1)).key)


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_posts_and_guidance_in_all_do_not_depend_on_the_number_of_grids(scale):
    planned = StreetModel(tiny(), 1)
    other = StreetModel(tiny(street={"grid_scale": scale}), 1)
    assert len(other.grids) == scale * len(planned.grids)
    for role in ROLES:
        for posts in ("posts_by_grid", "temporary_by_grid"):
            here, there = (getattr(model.duty, posts)[role].sum() for model in (other, planned))
            assert here == pytest.approx(there)
    assert np.mean(other.duty.guidance) == pytest.approx(np.mean(planned.duty.guidance), rel=0.35)
    assert other.learning._part == scale


def test_too_many_grids_are_refused_by_the_full_key():
    with pytest.raises(InputError, match=r"street\.grids.*blocks"):
        lay_out(Street(grid_scale=50), Draws(1))


@pytest.mark.parametrize("changes", [{"division": "equal_blocks"}, {"grid_scale": 0.5}])
def test_twins_share_blocks_residents_and_candidates_whatever_the_division(changes):
    one, other = (StreetModel(tiny(street=change, **SHORT), 1) for change in ({}, changes))
    assert np.array_equal(one.blocks.factor, other.blocks.factor)
    assert np.array_equal(one.population.key, other.population.key)
    assert not np.array_equal(one.grid_of_block, other.grid_of_block)
    drawn = one.onset._count(0), other.onset._count(0)
    assert len(drawn[0]["kind"]) and all(np.array_equal(drawn[0][name], drawn[1][name]) for name in drawn[0])


def test_incidents_follow_the_workload_only_if_asked_to():
    plain, told = (build_blocks(Street(incidence_by_workload=one), Draws(1)) for one in (0.0, 1.0))
    each = plain.workload / plain.residents
    ratio = told.factor / plain.factor
    assert np.allclose(ratio / each, (ratio / each)[0])  # in proportion to the workload of a resident
    for blocks in (plain, told):
        assert (blocks.factor * blocks.residents).sum() == pytest.approx(blocks.residents.sum())


# streets on a map ------------------------------------------------------------------------------------------------
def street_file(path, **changes):
    """Write a street of six blocks in two communities and return what its option file would say."""
    ring = [[0, 0], [100, 0], [100, 100], [0, 100], [0, 0]]
    near = [[1], [0, 2], [1, 3], [2, 4], [3, 5], [4]]
    columns = {
        "name": list("abcdef"),
        "community": [0, 0, 0, 1, 1, 1],
        "residents": [100, 200, 300, 100, 100, 100],
        "households": [40, 90, 130, 40, 40, 40],
        "rental_share": [0.5] * 6,
        "difficulty": [0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        "grid": [0, 0, 1, 2, 2, 2],
        "x_m": [50.0 + 100 * i for i in range(6)],
        "y_m": [50.0] * 6,
        "neighbours": near,
        "rings": [[[[x + 100 * i, y] for x, y in ring]] for i in range(6)],
    }
    content = {"format": FORMAT, "crs": "EPSG:32632", "communities": ["west", "east"], "blocks": columns | changes}
    path.write_text(json.dumps(content))
    return {"map": str(path), "communities": 2, "residents": 900, "grids": 3}


def test_a_map_is_taken_as_it_is(tmp_path):
    values = street_file(tmp_path / "street.json")
    blocks, grid = lay_out(Street(division="given", **values), Draws(1))
    assert blocks.residents.tolist() == [100, 200, 300, 100, 100, 100] and grid.tolist() == [0, 0, 1, 2, 2, 2]
    assert blocks.workload[3] == 100 * (1 + 0.5 * 0.5 + 1.0)
    assert [near.tolist() for near in blocks.neighbours][0] == [1] and set(blocks.neighbours[1].tolist()) == {0, 2}
    for community in (0, 1):
        some = blocks.community == community
        assert (blocks.factor * blocks.residents)[some].sum() == pytest.approx(blocks.residents[some].sum())


def test_a_map_can_be_divided_anew(tmp_path):
    values = street_file(tmp_path / "street.json")
    grid = lay_out(Street(**values), Draws(1)).grid
    assert grid.max() == 2 and len(set(grid[:3].tolist())) == 2


def test_a_street_lives_on_a_map_and_twice_alike(tmp_path):
    values = street_file(tmp_path / "street.json")
    scenario = tiny(street=Street(division="given", **values), **SHORT)
    first, second = run(scenario, 1), run(scenario, 1)
    assert first.digest == second.digest and first.indicators["incidents"] > 0
    assert first.indicators["residents"] == 900 and len(first.grids) == 3
    assert max(abs(value) for value in first.checks.values()) < 1e-6


def test_another_file_is_another_street(tmp_path):
    values = street_file(tmp_path / "street.json")
    digest = Street(**values).map_digest
    assert digest and Street(**values, map_digest=digest) == Street(**values)
    street_file(tmp_path / "street.json", difficulty=[0.5] * 6)
    with pytest.raises(InputError, match="changed"):
        Street(**values, map_digest=digest)


@pytest.mark.parametrize(
    ("change", "key"),
    [({"residents": 901}, "residents"), ({"communities": 3}, "communities"), ({"map": "nowhere.json"}, "map")],
)
def test_what_does_not_fit_the_map_is_refused(change, key, tmp_path):
    with pytest.raises(InputError) as caught:
        Street(**street_file(tmp_path / "street.json") | change)
    assert caught.value.what == key


def test_only_a_map_can_give_a_division():
    with pytest.raises(InputError, match="without street.map"):
        Street(division="given")


@pytest.mark.parametrize(
    "changes",
    [{"grid": [0, 0, 1, 1, 2, 2]}, {"grid": [0, 0, 1, 3, 3, 3]}, {"residents": [0, 300, 300, 100, 100, 100]}],
    ids=["crossing", "gap", "nobody"],
)
def test_given_grids_that_cannot_be_lived_in_are_refused(changes, tmp_path):
    values = street_file(tmp_path / "street.json", **changes)
    with pytest.raises(InputError):
        lay_out(Street(division="given", **values), Draws(1))


@pytest.mark.parametrize("content", ["no json", "[]", '{"format": "other", "communities": ["a"], "blocks": {}}'])
def test_what_is_no_street_file_is_refused(content, tmp_path):
    path = tmp_path / "street.json"
    path.write_text(content)
    with pytest.raises(InputError, match="street file"):
        Street(map=str(path))
    assert len(COLUMNS) == 11
