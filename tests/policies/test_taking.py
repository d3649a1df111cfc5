"""Rules by which partners take cases, and what is refused of providers."""

from __future__ import annotations

import pytest

from sim import InputError
from sim.agents.partner import Offer
from sim.policies.partners import First, Never, Overflow, Partners, Shops, SocialWorkStation, Volunteers
from tests.streets import composed

QUIET, LONG = Offer(0.0, 0.0, 0.5), Offer(1000.0, 40.0, 0.5)


def test_never_and_first_do_not_look_at_queues() -> None:
    assert [Never().takes(offer) for offer in (QUIET, LONG)] == [False, False]
    assert [First().takes(offer) for offer in (QUIET, LONG)] == [True, True]


def test_overflow_begins_at_its_queue() -> None:
    rule = Overflow(waiting_per_post=3.0)
    assert [rule.takes(QUIET._replace(waiting_per_post=waiting)) for waiting in (0.0, 2.9, 3.0)] == [False, False, True]
    assert Overflow(waiting_per_post=0.0).takes(QUIET), "without a threshold it is as if the partner came first"


def test_what_is_no_provider_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match="kinds"):
        SocialWorkStation(kinds=())
    with pytest.raises(InputError, match="closes"):
        Shops(opens=12.0, closes=12.0)
    with pytest.raises(InputError, match=r"providers\.friends"):
        Partners(providers={"friends": "many"})  # type: ignore[dict-item]


def test_options_name_the_partners_that_they_say() -> None:
    assert not composed("partners=none").partners.on
    assert list(composed("partners=mixed").partners.providers) == ["ngo", "property", "volunteers", "shops"]
    changed = composed("partners=volunteers", "partners.providers.volunteers.idle_days=10").partners
    assert isinstance(changed.providers["volunteers"], Volunteers)
    assert changed.providers["volunteers"].idle_days == 10
