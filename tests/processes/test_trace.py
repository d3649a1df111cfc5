"""Onset by a record: what is on record arises, then and there, whatever the seed; the rest of the street is chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import InputError, Scenario, run
from sim.processes.noticing import Noticing
from sim.processes.trace import TracedOnset
from sim.world.street import Street
from tests.streets import MONDAY, tiny

EVENTS = [
    ("2025-03-02 10:00:00", "city_appearance", "west", "staff", 0),  # the warm-up
    ("2025-03-03 08:15:00", "city_appearance", "east", "resident", 0),
    ("2025-03-03 23:59:00", "facilities", "west", "staff", 0),
    ("2025-03-05 12:00:00", "city_appearance", "west", "resident", 1),
    ("2025-03-05 12:00:00", "city_appearance", "west", "resident", 0),
    ("2025-06-01 12:00:00", "city_appearance", "west", "resident", 0),  # after the run
]


def record(folder: Path, events: list[tuple[object, ...]] = EVENTS) -> Path:
    path = folder / "trace.csv"
    pd.DataFrame(events, columns=["at", "kind", "area", "brought", "void"]).to_csv(path, index=False)
    return path


def recorded_street(path: Path, **onset: str) -> Scenario:
    street = Street(
        name="two", communities=2, grids=2, residents=500, community_weights={"east": 1, "west": 3}, blocks_per_grid=4
    )
    return tiny(
        street=street,
        onset=TracedOnset(trace=str(path), **onset),
        noticing=Noticing(immediate=True),
        warmup_days=2,
        days=7,
        start_date=MONDAY,
        detail="incidents",
    )


def arisen(scenario: Scenario, seed: int) -> pd.DataFrame:
    cases = run(scenario, seed).incidents
    assert cases is not None
    return cases[cases["case"] <= 1].sort_values("onset", ignore_index=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_on_record_arises_at_its_time_in_its_area_whatever_the_seed(tmp_path: Path, seed: int) -> None:
    found = arisen(recorded_street(record(tmp_path)), seed)
    assert np.allclose(found["onset"], [-14.0, 8.25, 24 - 1 / 60, 60.0, 60.0])
    assert found["kind"].tolist() == [kind for _, kind, *_ in EVENTS[:5]]
    assert found["grid"].tolist() == [1, 0, 1, 1, 1], "one grid a community here"
    assert np.allclose(found["reported"], found["onset"]), "a log knows what is reported, so nothing waits to be seen"


def test_residents_bring_what_they_brought_and_duplicates_are_voided(tmp_path: Path) -> None:
    found = arisen(recorded_street(record(tmp_path)), 1)
    by_resident = found["source"] == 3
    assert by_resident.tolist() == [False, True, False, True, True]
    assert (
        sorted(found["mistaken"].tolist()) == [0, 0, 0, 0, 1]
        and found.loc[found["mistaken"] == 1, "registered"].isna().all()
    )


def test_after_the_record_nothing_arises_or_what_the_street_draws(tmp_path: Path) -> None:
    path = record(tmp_path)
    silent = arisen(recorded_street(path, until="2025-03-04"), 1)
    assert len(silent) == 3, "what is on record from that date on is left out"
    drawn = arisen(recorded_street(path, until="2025-03-04", afterwards="drawn"), 1)
    assert np.allclose(drawn["onset"][:3], silent["onset"]) and len(drawn) > 10
    assert (drawn["onset"][3:] >= 24).all()


def test_another_file_is_another_scenario(tmp_path: Path) -> None:
    path = record(tmp_path)
    digest = TracedOnset(trace=str(path)).trace_digest
    record(tmp_path, EVENTS[:2])
    with pytest.raises(InputError, match="trace_digest"):
        TracedOnset(trace=str(path), trace_digest=digest)


@pytest.mark.parametrize(
    ("event", "complaint"),
    [
        (("2025-03-03", "dragons", "east", "staff", 0), "dragons"),
        (("2025-03-03", "facilities", "atlantis", "staff", 0), "atlantis"),
        (("2025-03-03", "facilities", "east", "nobody", 0), "brought of an event: got 'nobody'"),
        (("the day before", "facilities", "east", "staff", 0), "at of an event: got 'the day before'"),
        (("", "facilities", "east", "staff", 0), "at of an event: got ''.*row 1"),
        (("2025-03-03T08:00:00+08:00", "facilities", "east", "staff", 0), "without a time zone"),
        (("2025-03-03T08:00:00Z", "facilities", "east", "staff", 0), "without a time zone"),
        (("2025-03-03", "facilities", "east", "staff", 2), "void of an event: got '2', allowed: 0 or 1"),
        (("2025-03-03", "facilities", "east", "staff", ""), "void of an event: got ''"),
    ],
)
def test_records_that_do_not_fit_the_street_are_refused(
    tmp_path: Path, event: tuple[object, ...], complaint: str
) -> None:
    with pytest.raises(InputError, match=complaint):
        run(recorded_street(record(tmp_path, [event])), 1)


def test_the_bad_row_is_named_among_good_ones(tmp_path: Path) -> None:
    path = record(tmp_path, [*EVENTS[:2], ("", *EVENTS[1][1:]), ("soon", *EVENTS[1][1:])])
    with pytest.raises(InputError, match=r"row 3 of .*trace\.csv \(and 1 more\)"):
        TracedOnset(trace=str(path))


def test_events_outside_the_run_are_counted_and_a_run_beside_its_record_is_refused(tmp_path: Path) -> None:
    street = recorded_street(record(tmp_path))
    assert street.notes() == ["5 of the record's 6 events arise in the run; left out: 0 before and 1 after its days"]
    assert street.but(days=5).notes()[0].startswith("5 of")
    assert street.but(warmup_days=0, days=1).notes() == [
        "2 of the record's 6 events arise in the run; left out: 1 before and 3 after its days"
    ]
    assert tiny().notes() == [], "a street that draws its incidents has nothing to say"
    with pytest.raises(InputError, match=r"events in the run's own days: 7 days from 2025-07-05 on"):
        street.but(start_date="2025-07-07", days=5).notes()


def test_a_missing_record_is_refused() -> None:
    with pytest.raises(InputError, match="no such file"):
        TracedOnset(trace="nowhere.csv")
