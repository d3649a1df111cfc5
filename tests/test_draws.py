"""Draws belong to decisions: the same keys give the same number, and other keys, purposes or seeds give unrelated ones.

Each statistical test fails by chance with probability 1e-4 per comparison, if its keys were drawn anew.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.draws import FIRST, GOLDEN, MASK, SECOND, Draws, Stream, as_keys, join, mix, name_key
from tests.limits import FALSE_ALARMS

WHOLE = st.integers(0, MASK)
MANY = as_keys(np.arange(100_000))
DRAWS = Draws(20)


def uniform(values: np.ndarray) -> bool:
    """Whether values are uniform on (0, 1)."""
    return bool(stats.kstest(values, "uniform").pvalue > FALSE_ALARMS)


def unrelated(first: np.ndarray, second: np.ndarray, cells: int = 16) -> bool:
    """Whether pairs fill the unit square evenly (chi-square of a grid of cells)."""
    seen, _, _ = np.histogram2d(first, second, bins=cells, range=[[0, 1], [0, 1]])
    return bool(stats.chisquare(seen.ravel()).pvalue > FALSE_ALARMS)


# one implementation for scalars and arrays -----------------------------------------------------------------------
@given(st.lists(WHOLE, min_size=1, max_size=4), WHOLE, WHOLE)
def test_a_scalar_and_an_array_draw_the_same_bits(first: list[int], second: int, third: int) -> None:
    stream, keys = DRAWS["bits"], np.array(first, np.uint64)
    assert stream.bits(keys).tolist() == [stream.bits(key) for key in first]
    assert stream.bits(keys, second).tolist() == [stream.bits(key, second) for key in first]
    assert stream.bits(second, keys).tolist() == [stream.bits(second, key) for key in first]
    assert stream.bits(keys, second, third).tolist() == [stream.bits(key, second, third) for key in first]
    assert join(keys, keys).tolist() == [join(key, key) for key in first]


@given(st.lists(WHOLE, min_size=1, max_size=70), st.integers(0, 10**6))
def test_a_scalar_and_an_array_draw_the_same_numbers(keys: list[int], ordinal: int) -> None:
    stream, array = DRAWS["numbers"], np.array(keys, np.uint64)
    for kind in ("uniform", "exponential", "normal"):
        draw = getattr(stream, kind)
        assert draw(array, ordinal).tolist() == [float(draw(key, ordinal)) for key in keys]


def test_the_generator_is_splitmix64() -> None:
    published = (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F)  # its first three numbers from state zero
    assert tuple(mix(step * GOLDEN & MASK) for step in (1, 2, 3)) == published


def unmix(x: int) -> int:
    """Return the number that `mix` turns into x."""

    def unshift(value: int, by: int) -> int:
        out = value
        for _ in range(64 // by + 1):
            out = value ^ (out >> by)
        return out

    x = unshift(x, 31) * pow(SECOND, -1, 2**64) & MASK
    x = unshift(x, 27) * pow(FIRST, -1, 2**64) & MASK
    return unshift(x, 30)


@pytest.mark.parametrize("bits", [0, MASK])
def test_even_the_most_extreme_bits_give_a_number_inside_the_open_interval(bits: int) -> None:
    stream = Stream(1, "extreme")
    stream.root = unmix(bits) - GOLDEN & MASK
    assert stream.bits(0) == bits
    for key in (0, as_keys([0])):
        assert np.all((stream.uniform(key) > 0) & (stream.uniform(key) < 1))
        assert np.all(np.isfinite(stream.normal(key)))
        assert np.all(np.isfinite(stream.exponential(key)) & (stream.exponential(key) > 0))


# quality ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["uniform", "exponential", "normal"])
def test_small_keys_give_the_declared_distribution(kind: str) -> None:
    distribution = {"uniform": "uniform", "exponential": "expon", "normal": "norm"}[kind]
    assert stats.kstest(getattr(DRAWS["quality"], kind)(MANY), distribution).pvalue > FALSE_ALARMS


@pytest.mark.parametrize("place", ["first", "second", "third"])
def test_each_bit_is_a_fair_coin_whichever_key_counts(place: str) -> None:
    keys = {"first": (MANY,), "second": (5, MANY), "third": (5, 7, MANY)}[place]
    bits = DRAWS["coins"].bits(*keys)
    heads = ((bits[:, None] >> as_keys(np.arange(64))) & np.uint64(1)).sum(axis=0)
    chi_square = (4 * (heads - len(MANY) / 2) ** 2 / len(MANY)).sum()
    assert stats.chi2.sf(chi_square, 64) > FALSE_ALARMS


def test_one_changed_key_bit_changes_half_of_the_bits() -> None:
    bits = DRAWS["avalanche"].bits(MANY[:2000], 3)
    for changed in range(0, 64, 7):
        other = DRAWS["avalanche"].bits(MANY[:2000] ^ np.uint64(1 << changed), 3)
        flipped = np.bitwise_count(bits ^ other)
        assert abs(flipped.mean() - 32) < stats.norm.isf(FALSE_ALARMS / 2) * 4 / len(flipped) ** 0.5


@pytest.mark.parametrize("step", [(1, 0), (0, 1), (1, 1), (7, 0), (0, 7), (24, 0), (1, 255)])
def test_neighbours_in_a_lattice_of_small_keys_are_unrelated(step: tuple[int, int]) -> None:
    rows, days = (as_keys(axis) for axis in np.meshgrid(np.arange(300), np.arange(300)))
    stream = DRAWS["lattice"]
    here = stream.uniform(rows, days).ravel()
    assert uniform(here)
    assert unrelated(here, stream.uniform(rows + np.uint64(step[0]), days + np.uint64(step[1])).ravel())


def test_a_lattice_of_small_keys_has_no_collisions() -> None:
    rows, days = (as_keys(axis) for axis in np.meshgrid(np.arange(1000), np.arange(1000)))
    assert len(np.unique(DRAWS["lattice"].bits(rows, days))) == rows.size
    assert len(np.unique(DRAWS["lattice"].bits(rows, days, 4))) == rows.size


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_order_of_keys_matters(first: int, second: int) -> None:
    assert (join(9, first, second) == join(9, second, first)) == (first == second)


PURPOSES = ("report", "reports", "notice", "where from", "a", "b", "")


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(PURPOSES, 2)))
def test_purposes_are_unrelated_for_the_same_keys(first: str, second: str) -> None:
    assert name_key(first) != name_key(second)
    assert unrelated(DRAWS[first].uniform(MANY), DRAWS[second].uniform(MANY))


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 2), (20, 21), (1, 2**32), (1, 2**63 - 1)])
def test_seeds_are_unrelated_for_the_same_keys(first: int, second: int) -> None:
    assert unrelated(Draws(first)["seed"].uniform(MANY), Draws(second)["seed"].uniform(MANY))
    assert uniform(np.array([Draws(seed)["seed"].uniform(3) for seed in range(first, first + 2000)]))


def test_the_ordinals_of_one_decision_are_unrelated() -> None:
    stream = DRAWS["again"]
    key = stream.bits(1)
    again = stream.uniform(key, MANY)
    assert uniform(again)
    assert unrelated(again[:-1], again[1:])
    assert unrelated(stream.uniform(MANY, 0), stream.uniform(MANY, 1))


# no state --------------------------------------------------------------------------------------------------------
@given(st.permutations(range(8)))
def test_the_order_of_calls_does_not_matter(order: list[int]) -> None:
    purposes = [f"purpose {number}" for number in range(8)]
    fresh = Draws(3)
    mixed = {place: fresh[purposes[place]].uniform(place) for place in order}
    assert [mixed[place] for place in range(8)] == [Draws(3)[purposes[place]].uniform(place) for place in range(8)]
