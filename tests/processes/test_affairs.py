"""Service affairs: who asks what by which way, how long it takes, what shared registers save."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim import InputError, RunResult, StreetModel, run
from sim.processes.affairs import Affair, ServiceSystem
from sim.processes.channels import Channels
from sim.processes.reporting import APP, COUNTER, HOTLINE
from sim.processes.service import Service
from sim.world.affairs import DOMAINS, AffairKind
from sim.world.population import Age
from tests.limits import FALSE_ALARMS
from tests.streets import composed, lived, tiny

BUSY = ("service=shekou", "service.rate_scale=20", "days=40", "warmup_days=7", "catalogue.rate_scale=0")
PLAIN = {"per_resident_year": 3.65, "at_once_share": 1.0, "contact_hours": 0.1, "needs": ()}


@cache
def busy(*overrides: str) -> RunResult:
    """Return the result of a street where nothing happens but that affairs are asked, many of them."""
    return run(composed(*BUSY, *overrides), 1)


def measured(*overrides: str) -> dict[str, float]:
    """Return the indicators of such a street."""
    return busy(*overrides).indicators


def after(days: int = 30, channels: Channels | None = None, **service: Any) -> StreetModel:
    """Return a street after some days with affairs of one plain kind (or as given)."""
    kinds = service.pop("kinds", {"plain": AffairKind(**{**PLAIN, **service.pop("kind", {})})})
    new = Service(on=True, kinds=kinds, **service)
    scenario = tiny(catalogue={"rate_scale": 0.0}, service=new, channels=channels or Channels(), days=days)
    model = StreetModel(scenario.but(warmup_days=0), 1)
    model.run_until(24.0 * days)
    return model


def books_of(model: StreetModel) -> Any:
    """Return the books of affairs of a street."""
    assert isinstance(model.service, ServiceSystem)
    return model.service.books


def test_nobody_asks_where_the_rate_is_nil() -> None:
    books = books_of(after(rate_scale=0.0))
    assert (books.n_asked, books.hours) == (0, 0.0)


def test_affairs_change_nothing_of_the_core() -> None:
    core = lived(1)
    asked = lived(1, "service=shekou")
    assert asked.digest == core.digest
    names = [name for name, value in core.indicators.items() if value == value and "cost" not in name]
    assert all(asked.indicators[name] == core.indicators[name] for name in names)


def test_who_asks_is_poisson_in_number_and_no_child() -> None:
    books = books_of(after(300, weekend_factor=1.0))
    expected = 300 * 2000 * 3.65 / 365
    assert stats.poisson.sf(books.n_asked, expected) > FALSE_ALARMS / 2
    assert stats.poisson.cdf(books.n_asked, expected) > FALSE_ALARMS / 2
    model = after(3, kind={"at_once_share": 0.0})
    assert model.service is not None
    assert not np.any(model.population.age[[one.row for one in books_of(model).open]] == Age.CHILD)


def test_online_and_at_once_nobody_waits() -> None:
    books = books_of(after(online_choice=1.0))
    assert books.waits.count(0.0) == books.contacts[APP] > 0


def test_where_nobody_is_online_nothing_is_asked_online() -> None:
    shares = [measured(f"service.online_choice={share}")["affairs_online_share"] for share in (0, 0.5, 1)]
    assert shares[0] == 0 < shares[1] < shares[2]


def test_what_must_be_done_in_person_is_done_at_the_counter() -> None:
    ways = {by: books_of(after(kind={"by": by})).contacts for by in ("anywhere", "not_by_phone", "in_person")}
    assert all(ways["anywhere"])
    assert ways["not_by_phone"][HOTLINE] == 0 < ways["not_by_phone"][APP]
    assert ways["in_person"][APP] == ways["in_person"][HOTLINE] == 0 < ways["in_person"][COUNTER]


def test_the_share_settled_at_once_is_that_of_the_kind() -> None:
    books = books_of(after(100, kind={"at_once_share": 0.6}))
    assert stats.binomtest(books.at_once, sum(books.contacts), 0.6).pvalue > FALSE_ALARMS


def test_a_call_is_shorter_than_the_same_contact_at_the_counter() -> None:
    model = after(1, call_factor=0.6, kind={"contact_hours": 0.5})
    service = model.service
    affair = Affair(9.0, 0, 0, *[0.5] * 5, 2.0, 1.0, 0.5)  # twice the mean contact
    told = [service._contact_hours(affair, service.kinds[0], channel) for channel in (HOTLINE, COUNTER)]
    assert told == pytest.approx([0.6, 1.0])


def test_hours_are_booked_where_who_asks_lives() -> None:
    model = after(1, rate_scale=0.0)
    home = model.grid_of_block[model.population.block]
    for row in (0, len(home) - 1):
        books_of(model).contact(Affair(0.0, 0, row, *[0.5] * 8), COUNTER, 0.5, 0.5)
        books_of(model).work(Affair(0.0, 0, row, *[0.5] * 8), 1.0, 1.0)
    expected = np.bincount(home[[0, -1]], minlength=len(model.grids)) * 1.5
    assert len(set(home[[0, -1]])) == 2 and books_of(model).by_grid_hours == pytest.approx(list(expected))


def test_questions_in_the_forum_wait_for_a_clerk() -> None:
    none, all_of_them = (
        books_of(after(forum_share=share, online_choice=1.0, kind={"question": True})) for share in (0.0, 1.0)
    )
    assert none.at_once == sum(none.contacts)
    assert all_of_them.at_once == all_of_them.contacts[HOTLINE] + all_of_them.contacts[COUNTER]


def test_shared_registers_save_entry_and_work() -> None:
    kind = {"needs": ("population", "housing"), "at_once_share": 0.0, "by": "in_person"}
    hours = {
        shared: books_of(after(shared_domains=shared, kind=kind, residents_per_clerk=10.0)).hours
        for shared in ((), ("population",), ("economy",), DOMAINS)
    }
    assert hours[()] == hours["economy",] > hours["population",] > hours[DOMAINS]
    entry = 2 * Service().entry_hours
    model = after(kind=kind, residents_per_clerk=10.0)
    served, books = sum(books_of(model).contacts), books_of(model)
    work = (books.saved - served * entry) / (1 - model.inputs.platform.shared_data_factor)
    assert work / served == pytest.approx(AffairKind().work_hours, rel=0.15)


def test_papers_are_typed_in_whichever_way_they_come() -> None:
    """At the counter by the window, online by the clerk: an hour more each for a register takes an hour more each."""
    kind = {"needs": ("population", "housing"), "at_once_share": 0.0, "by": "not_by_phone"}
    plenty = {"residents_per_window": 5.0, "residents_per_clerk": 10.0, "shared_domains": (), "online_choice": 1.0}
    none, some = (books_of(after(kind=kind, entry_hours=hours, **plenty)) for hours in (0.0, 0.01))
    assert none.contacts == some.contacts and none.contacts[APP] and none.contacts[COUNTER]
    assert some.hours - none.hours == pytest.approx(2 * 0.01 * sum(none.contacts), rel=0.02)


def test_on_days_off_as_many_affairs_arise_as_declared() -> None:
    """Poisson numbers of three weeks; 10 expected a day, so that a day of work without any is one in 20,000."""
    none, usual = (after(21, weekend_factor=factor, rate_scale=0.5) for factor in (0.0, 1.0))
    for day in range(21):
        asked, asked_usually = (len(model.service._count(day)[0]) for model in (none, usual))
        assert asked == (asked_usually if none.workdays[day] else 0)
        assert asked_usually > 0


def test_saved_hours_and_hours_add_up_to_the_paper_world() -> None:
    shared, paper = measured(), measured("platform=no_data_sharing", "service.online_choice=0", "service.call_factor=1")
    assert paper["affair_desk_hours_saved"] == pytest.approx(0)
    assert shared["affair_desk_hours"] < paper["affair_desk_hours"]


def test_the_impatient_go_and_the_patient_stay() -> None:
    crowded = ("channels.counter_patience_hours={0}", "channels.call_patience_hours={0}", "service.online_choice=0")
    shares = [
        measured(*(one.format(hours) for one in crowded))["affairs_abandoned_share"] for hours in (1e-6, 0.5, 1e6)
    ]
    assert shares[0] > shares[1] > shares[2] == 0


def test_without_platform_and_telephone_all_come_to_the_counter() -> None:
    contacts = books_of(after(channels=Channels(on=True, platform=False, hotline=False))).contacts
    assert contacts[APP] == contacts[HOTLINE] == 0 < contacts[COUNTER]
    contacts = books_of(after(channels=Channels(on=True, platform=False))).contacts
    assert contacts[APP] == 0 < min(contacts[HOTLINE:])


def test_in_outages_people_wait_or_take_another_way() -> None:
    often = {"on": True, "outages_per_year": 500, "outage_hours": 12.0, "outage_sigma": 0.0}
    calm = books_of(after(channels=Channels(on=True)))
    patient = books_of(after(channels=Channels(**often, waits_out_share=1.0)))
    hasty = books_of(after(channels=Channels(**often, waits_out_share=0.0)))
    assert patient.contacts[HOTLINE:] == calm.contacts[HOTLINE:], "who waits takes no other way"
    assert np.mean(patient.waits) > np.mean(calm.waits)
    assert hasty.contacts[HOTLINE] > calm.contacts[HOTLINE]
    assert hasty.contacts[APP] < calm.contacts[APP]


def test_an_outage_that_never_ends_is_no_platform() -> None:
    gone = Channels(on=True, outages_per_year=10_000, outage_hours=10_000, outage_sigma=0, waits_out_share=0)
    none = Channels(on=True, platform=False)
    first, second = (books_of(after(channels=one, asks_from=20.0)) for one in (gone, none))
    assert first.contacts == second.contacts
    assert first.waits == second.waits


def test_a_shared_telephone_is_busy_for_who_reports() -> None:
    crowd = ("channels=platform", "service=shekou", "service.rate_scale=60", "platform.call_takers=1", "days=40")
    apart = lived(1, *crowd).indicators["report_line_hours_mean"]
    shared = lived(1, *crowd, "service.shares_call_desk=true").indicators["report_line_hours_mean"]
    assert shared > 5 * apart


@pytest.mark.parametrize("option", ["none", "counter_only", "hotline", "platform", "failing_platform"])
def test_every_affair_is_done_given_up_or_waiting(option: str) -> None:
    checks = busy(f"channels={option}").checks
    assert checks["affairs"] == 0
    assert abs(checks["affair_hours"]) < 1e-9
    assert abs(checks["two_books"]) < 1e-9


def test_an_affair_stays_the_same_whatever_the_street_does() -> None:
    asked = [measured(f"channels={one}")["affairs"] for one in ("none", "counter_only", "failing_platform")]
    assert len(set(asked)) == 1
    alone = books_of(after(kinds={"plain": AffairKind(**PLAIN)}))
    beside = books_of(after(kinds={"other": AffairKind(), "plain": AffairKind(**{**PLAIN, "work_hours": 9.0})}))
    assert beside.n_asked > alone.n_asked


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"on": True}, "kinds"),
        ({"asks_from": 9.0, "asks_until": 9.0}, "asks_until"),
        ({"line_opens": 20.0, "line_closes": 8.0}, "line_closes"),
        ({"shared_domains": ("weather",)}, "shared_domains"),
        ({"shared_domains": ("housing", "housing")}, "shared_domains"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any], key: str) -> None:
    with pytest.raises(InputError, match=key):
        Service(**given)


def test_a_telephone_can_be_shared_only_where_there_is_one() -> None:
    with pytest.raises(InputError, match="shares_call_desk"):
        tiny(service={"shares_call_desk": True})
