"""Stories of the street's parameters and of the street option files."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.world.street import Street


def test_the_default_street_is_shekou(street_of):
    street = Street()
    assert (street.communities, street.grids, street.residents) == (12, 80, 100_000)
    assert street_of("shekou") == street
    assert street.blocks == 12 * 67


def test_tiny_is_small_and_short(street_of, option):
    street, values = street_of("tiny"), option("street", "tiny")
    assert (street.communities, street.grids, street.residents) == (2, 6, 2000)
    assert (values["days"], values["warmup_days"]) == (60, 14)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"grids": 11}, "grids"),
        ({"residents": 803}, "residents"),
        ({"elder_share": 0.9, "child_share": 0.2}, "child_share"),
        ({"volunteer_share": 0.9}, "volunteer_share"),
        ({"community_weights": {"a": 1.0}}, "community_weights"),
        ({"communities": 2, "community_weights": {"a": 1.0, "b": -1.0}}, "community_weights.b"),
        ({"communities": 2, "community_weights": {"a": 1.0, "b": float("nan")}}, "community_weights.b"),
        ({"communities": 2, "community_weights": {"a": 0, "b": 0}}, "community_weights"),
        ({"communities": 2, "community_weights": {"a": 1, "b": 1}, "streets": {"a": "s"}}, "streets"),
        ({"communities": 1, "community_weights": {"a": 1}, "community_points": {"a": ["x", 0]}}, "community_points.a"),
        ({"communities": 1, "community_weights": {"a": 1}, "community_points": {"a": [1]}}, "community_points.a"),
        ({"calendar": "lunar"}, "calendar"),
        ({"attention_sigma": float("inf")}, "attention_sigma"),
    ],
)
def test_values_that_do_not_fit_are_refused_by_name(values, key):
    with pytest.raises(InputError) as caught:
        Street(**values)
    assert caught.value.what == key


def test_two_communities_cannot_share_a_place():
    points = {"a": [0, 0], "b": [0, 0]}
    with pytest.raises(InputError, match="community_points"):
        Street(communities=2, community_weights={"a": 1, "b": 1}, community_points=points)


def test_pingshan_has_its_published_communities_streets_and_spread(street_of):
    street = street_of("pingshan")
    counts = np.array(list(street.community_weights.values()))
    assert (len(counts), counts.sum(), len(set(street.streets.values()))) == (23, 35_317, 6)
    assert counts.std(ddof=1) / counts.mean() == pytest.approx(0.75, abs=0.01)
    assert counts.max() / np.median(counts) == pytest.approx(3.3, abs=0.05)


def test_pingshans_rates_follow_from_the_published_counts(street_of, pingshan_catalogue):
    """Expected published demands over the 215 days, with the declared one in three, are the published 23,818."""
    street, catalogue = street_of("pingshan"), pingshan_catalogue
    assert len(catalogue.categories) == 18
    weeks = [149 + 66 * kind.weekend_factor for kind in catalogue.categories.values()]
    rates = [kind.rate_per_1000_resident_days for kind in catalogue.categories.values()]
    assert np.dot(rates, weeks) * street.residents / 1000 / 3 == pytest.approx(23_818, rel=0.005)
