"""Stories of the population: declared shares, heavy-tailed attention, residents who keep their identity."""

import numpy as np
import pytest

from sim.draws import Draws
from sim.world.geography import build_blocks
from sim.world.population import Age, Vulnerability, build_population
from sim.world.street import Street

SMALL = Street(communities=5, grids=20, residents=4000, blocks_per_grid=4, area_km2=2)
COLUMNS = ("key", "block", "age", "vulnerability", "renter", "online", "volunteer", "active_volunteer", "attention")
STATES = ("trust", "efficacy")


def people(street, seed=1):
    draws = Draws(seed)
    return build_population(street, build_blocks(street, draws), draws)


@pytest.fixture(scope="module")
def shekou():
    return people(Street())


def gini(values):
    ranked, n = np.sort(values), len(values)
    return 2 * np.dot(np.arange(1, n + 1), ranked) / (n * ranked.sum()) - (n + 1) / n


def test_every_resident_lives_in_its_block_and_has_its_own_key(shekou):
    blocks = build_blocks(Street(), Draws(1))
    assert len(shekou) == 100_000 == len(np.unique(shekou.key))
    assert np.array_equal(np.bincount(shekou.block), blocks.residents)
    assert np.array_equal(np.diff(shekou.start), blocks.residents)
    assert (np.diff(shekou.block) >= 0).all()


@pytest.mark.parametrize(
    ("column", "share"),
    [
        (lambda p: p.age == Age.ELDER, 0.0536),
        (lambda p: p.age == Age.CHILD, 0.15),
        (lambda p: p.vulnerability == Vulnerability.DISABLED, 0.02),
        (lambda p: p.vulnerability == Vulnerability.LONE_ELDER, 0.0536 * 0.036 * 0.98),
        (lambda p: p.vulnerability == Vulnerability.CHILD, 0.15 * 0.02 * 0.98),
        (lambda p: p.online, 0.75),
        (lambda p: p.volunteer, 0.138),
        (lambda p: p.active_volunteer, 0.138 * 0.2),
    ],
)
def test_shares_are_the_declared_ones(shekou, column, share):
    """Within 4 standard errors (false-alarm rate 6e-5 each) and the one adult that each of the 804 blocks has."""
    assert column(shekou).mean() == pytest.approx(
        share, abs=4 * (share * (1 - share) / 100_000) ** 0.5 + share * 0.00804
    )


def test_tenants_live_where_much_is_let():
    draws = Draws(1)
    blocks = build_blocks(Street(), draws)
    residents = build_population(Street(), blocks, draws)
    expected = np.repeat(blocks.rental_share, blocks.residents)
    assert residents.renter.mean() == pytest.approx(expected.mean(), abs=0.0062)  # 4 standard errors
    share = np.bincount(residents.block, weights=residents.renter) / blocks.residents
    assert np.corrcoef(share, blocks.rental_share)[0, 1] > 0.95


def test_traits_are_independent_of_each_other(shekou):
    traits = np.array([shekou.renter, shekou.online, shekou.trust, shekou.efficacy, np.log1p(shekou.attention)])
    grown = shekou.age == Age.ADULT
    correlation = np.corrcoef(traits[:, grown]) - np.eye(5)
    assert np.abs(correlation).max() < 0.016  # 4.5 standard errors of 80,000 adults; 10 pairs: false alarm 7e-5


def test_children_neither_report_nor_volunteer_and_every_block_has_somebody_who_can(shekou):
    child = shekou.age == Age.CHILD
    assert not shekou.volunteer[child].any() and (shekou.attention[child] == 0).all()
    assert (shekou.attention[~child] > 0).all()
    assert not (shekou.active_volunteer & ~shekou.volunteer).any()
    crowded = people(
        Street(communities=1, grids=1, residents=8, blocks_per_grid=8, child_share=0.9, volunteer_share=0.0)
    )
    assert (crowded.attention > 0).all()


def test_attention_is_concentrated_as_reports_are(shekou):
    """SF12: Gini above 0.6; a log-normal of sigma 1.2 has erf(0.6) = 0.604."""
    attention = shekou.attention[shekou.attention > 0]
    assert gini(attention) == pytest.approx(0.604, abs=0.02)
    assert attention.mean() == pytest.approx(1, abs=0.05)  # 4 standard errors
    alike = people(SMALL.but(attention_sigma=0.0))
    assert set(alike.attention.tolist()) == {0.0, 1.0}


def test_trust_and_efficacy_start_around_their_means(shekou):
    for column, mean in ((shekou.trust, 0.6), (shekou.efficacy, 0.5)):
        assert column.mean() == pytest.approx(mean, abs=0.002)
        assert 0 <= column.min() < mean - 0.15 and mean + 0.15 < column.max() <= 1
    certain = people(SMALL.but(trust_spread=0.0, efficacy_mean=1.0))
    assert (certain.trust == 0.6).all() and (certain.efficacy == 1.0).all()


def test_a_further_community_leaves_every_resident_as_he_is():
    before = people(SMALL, seed=3)
    after = people(SMALL.but(communities=6, grids=24, residents=4800, area_km2=2.4), seed=3)
    assert len(after) == 4800
    for column in COLUMNS + STATES:
        assert np.array_equal(getattr(before, column), getattr(after, column)[:4000]), column


def test_one_more_resident_shifts_nobody_in_the_same_block():
    blocks = build_blocks(SMALL, Draws(1))
    before = build_population(SMALL, blocks, Draws(1))
    grown = blocks.residents.copy()
    grown[3] += 1
    object.__setattr__(blocks, "residents", grown)
    after = build_population(SMALL, blocks, Draws(1))
    stays = np.delete(np.arange(4001), before.start[4])
    for column in COLUMNS + STATES:
        assert np.array_equal(getattr(before, column), getattr(after, column)[stays]), column


def test_another_seed_gives_other_people_with_the_same_keys():
    one, other = people(SMALL, 1), people(SMALL, 2)
    common = np.intersect1d(one.key, other.key, return_indices=True)[1:]
    assert len(common[0]) > 3000
    assert not np.array_equal(one.trust[common[0]], other.trust[common[1]])


def test_residents_follow_the_name_of_their_community_and_not_its_position():
    sizes = {"grids": 4, "residents": 900, "blocks_per_grid": 4, "area_km2": 1}
    alone = people(Street(communities=1, community_weights={"b": 1}, **sizes))
    second = people(
        Street(**{**sizes, "communities": 2, "grids": 8, "residents": 1800}, community_weights={"a": 1, "b": 1})
    )
    there = np.flatnonzero(np.isin(second.key, alone.key))
    assert np.array_equal(there, np.arange(900, 1800))
    for column in set(COLUMNS + STATES) - {"block"}:
        assert np.array_equal(getattr(alone, column), getattr(second, column)[there]), column
