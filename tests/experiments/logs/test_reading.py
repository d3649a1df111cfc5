"""A log is read: fields found, times understood, faults counted with their rows, personal columns left outside."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest

from experiments import screen
from experiments.logs.binding import parse_mapping
from experiments.logs.reading import STEPS, Log, read_log
from experiments.logs.times import hours_between
from sim.errors import InputError

HEAD = "event_id,kind,area,reported_at,closed_at,status,on_time"
GOOD = ["a,stall,north,2024-03-01 08:00:00,2024-03-02 09:00:00,closed,true", "b,noise,south,2024-03-01 09:30:00,,open,"]


def written(folder: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    """Write a small log and return its path."""
    path = folder / "log.csv"
    path.write_bytes("\n".join([head, *rows, ""]).encode(encoding))
    return path


def read(folder: Path, *rows: str, head: str = HEAD, format: str = "generic", **how: str) -> Log:
    """Return what is read of a small log."""
    return read_log(written(folder, *rows, head=head), format, **how)


def reasons(log: Log) -> dict[str, tuple[int, str]]:
    """Return how many rows or values each reason cost, with example rows."""
    return {row.reason: (row.n, row.rows) for row in log.dropped.itertuples()}


def test_a_row_becomes_an_event(tmp_path: Path) -> None:
    event = read(tmp_path, *GOOD).events.iloc[0]
    assert (event.event_id, event.kind, event.area, event.status, event.on_time) == (
        "a",
        "stall",
        "north",
        "closed",
        True,
    )
    assert event.closed_at - event.reported_at == pd.Timedelta(hours=25)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    rows = ["1,占道经营,六联社区,2018-09-14 08:00:00", "2,暴露垃圾,竹坑社区,2018-09-14 09:00:00"]
    log = read_log(written(tmp_path, *rows, head="案件号,小类名称,社区,上报时间", encoding=encoding), "generic")
    assert list(log.events["kind"]) == ["占道经营", "暴露垃圾"]
    assert log.about["encoding"] == encoding.removesuffix("-sig")


def test_a_packed_log_is_the_same_log(tmp_path: Path) -> None:
    plain = written(tmp_path, *GOOD)
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    pd.testing.assert_frame_equal(read_log(plain, "generic").events, read_log(packed, "generic").events)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("x,stall,north,,,open,", "no time of report"),
        ("x,stall,north,soon,,open,", "time of report: no time"),
        ("x,stall,north,1970-01-01 00:00:00,,open,", "time of report: a clock's zero (such as 1970-01-01)"),
        ("x,stall,north,2199-01-01 00:00:00,,open,", "reported in the future"),
        ("x,stall,north,2024-03-03 08:00:00,2199-01-01 00:00:00,closed,", "closed in the future"),
        ("x,stall,north,2024-03-03 08:00:00,2024-03-02 08:00:00,closed,", "closed before it was reported"),
        ("x,stall,north", "another number of cells than the head"),
        (GOOD[0], "the same row again"),
        ("a,stall,north,2024-03-01 08:00:00,,open,", "an older row of the same id"),
    ],
)
def test_a_row_that_cannot_be_believed_is_left_out_and_counted(tmp_path: Path, row: str, reason: str) -> None:
    log = read(tmp_path, row, *GOOD)
    assert list(log.events["event_id"]) == ["a", "b"]
    assert reasons(log) == {reason: (1, "2")}


def test_each_reason_for_no_time_names_its_own_rows(tmp_path: Path) -> None:
    rows = ["x,stall,north,1970-01-01,,open,", "y,stall,north,,,open,", "z,stall,north,soon,,open,"]
    found = reasons(read(tmp_path, *rows, *GOOD, "c,stall,north,2024-03-02,,open,"))
    assert sorted(found.values()) == [(1, "2"), (1, "3"), (1, "4")]


def test_a_log_says_columns_by_map(tmp_path: Path) -> None:
    path = written(tmp_path, "7,2024-03-01 08:00:00,lamp", head="no,when,what")
    log = read_log(path, "generic", parse_mapping(["no=event_id", "when=reported_at", "what=kind"]))
    assert list(log.events["kind"]) == ["lamp"]


def test_personal_columns_stay_outside_and_cannot_be_asked_for(tmp_path: Path) -> None:
    head, row = "event_id,kind,reported_at,phone,地址,description", "1,stall,2024-03-01 08:00:00,13912345678,路1号,text"
    log = read(tmp_path, row, head=head)
    assert log.about["personal"] == ["phone", "地址", "description"]
    assert not log.events.map(lambda cell: "139" in str(cell)).to_numpy().any()
    with pytest.raises(InputError, match="personal"):
        read_log(written(tmp_path, row, head=head), "generic", {"phone": "area"})


@pytest.mark.parametrize(
    "cell",
    [
        "2024/3/1 8:05",
        "2024-03-01T08:05:00",
        "2024年3月1日 08:05",
        "20240301080500",
        "2024-03-01 08:05:00.000",
        "1709280300",
    ],
)
def test_times_are_read_as_people_write_them(tmp_path: Path, cell: str) -> None:
    zone = "UTC" if cell.isdigit() and len(cell) == 10 else "Asia/Shanghai"
    log = read(tmp_path, f"a,stall,north,{cell},,open,", zone=zone)
    assert log.events["reported_at"][0] == pd.Timestamp("2024-03-01 08:05:00")


def test_one_column_may_mix_its_ways_of_writing_times(tmp_path: Path) -> None:
    rows = [
        f"{number},stall,north,{cell},,open," for number, cell in enumerate(["2024-03-01 08:00:00", "2024/3/2 8:00"])
    ]
    assert list(read(tmp_path, *rows).events["reported_at"].dt.day) == [1, 2]


def test_day_or_month_first_is_asked_for_if_both_would_do_and_seen_if_not(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="day or month first"):
        read(tmp_path, "a,stall,north,03/04/2024 08:00,,open,")
    log = read(tmp_path, "a,stall,north,03/04/2024 08:00,,open,", "b,stall,north,03/25/2024 08:00,,open,")
    assert list(log.events["reported_at"].dt.month) == [3, 3]


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Shanghai", 16), (None, 8)])
def test_a_time_with_an_offset_becomes_local_if_a_zone_is_known(tmp_path: Path, zone: str | None, hour: int) -> None:
    log = read(
        tmp_path, "a,stall,north,2024-03-01T08:00:00Z,,open,", "b,stall,north,2024-03-01 08:00:00+00,,open,", zone=zone
    )
    assert list(log.events["reported_at"].dt.hour) == [hour, hour]
    assert bool(log.about["notes"]) == (zone is None)


def test_clocks_that_change_make_no_event_end_before_it_began(tmp_path: Path) -> None:
    """In the night of 3 November 2024 New York's clocks went from 2 back to 1: 1:50 to 1:10 took 20 minutes."""
    row = "x,stall,north,2024-11-03 01:50:00,2024-11-03 01:10:00,closed,"
    assert len(read(tmp_path, row, *GOOD, zone="America/New_York").events) == 3
    assert len(read(tmp_path, row, *GOOD, zone="Asia/Shanghai").events) == 2
    start, end = pd.Series(pd.to_datetime(["2024-11-02 12:00"])), pd.Series(pd.to_datetime(["2024-11-03 12:00"]))
    assert hours_between(start, end, "America/New_York")[0] == 25
    assert hours_between(start, end, "")[0] == 24


def test_values_that_cannot_be_believed_are_blanked_and_their_rows_kept(tmp_path: Path) -> None:
    head = "event_id,kind,source,reported_at,due_at,status,on_time,reworks,lon,lat"
    row = "x,stall,call 13912345678,2024-03-03 08:00:00,2024-03-01 08:00:00,lost,maybe,-1,500,0"
    log = read(tmp_path, row, head=head)
    event = log.events.iloc[0]
    assert (event.status, event.kind) == ("unknown", "stall")
    assert event[["source", "due_at", "on_time", "reworks", "lon", "lat"]].isna().all()
    assert set(log.dropped["column"]) == {"source", "due_at", "status", "on_time", "reworks", "lon", "lat"}
    assert any("'lost'" in note for note in log.about["notes"])
    assert not any("139" in note for note in log.about["notes"])


def test_places_are_rounded_until_no_household_can_be_told(tmp_path: Path) -> None:
    log = read(
        tmp_path,
        "1,stall,2024-03-01 08:00:00,114.123456,22.654321,1234.5",
        head="event_id,kind,reported_at,lon,lat,x_m",
    )
    assert log.events.loc[0, ["lon", "lat", "x_m"]].tolist() == [114.123, 22.654, 1200.0]


def test_ids_that_are_phone_numbers_are_replaced_by_row_numbers(tmp_path: Path) -> None:
    log = read(tmp_path, *(f"1391234567{number},stall,north,2024-03-01 08:00:00,,open," for number in range(5)))
    assert list(log.events["event_id"]) == [f"row {number}" for number in range(2, 7)]


def test_other_columns_and_another_order_change_nothing(tmp_path: Path) -> None:
    head, row = "EXTRA,CREATE_TIME,sub_type_name,REC_ID,INTIME_ARCHIVE_NUM", "?,2019-05-01 08:00:00,占道经营,7,1"
    event = read(tmp_path, row, head=head, format="pingshan").events.iloc[0]
    assert (event.event_id, event.kind, event.status, bool(event.on_time)) == ("7", "占道经营", "closed", True)


def test_later_names_of_bostons_columns_are_known(tmp_path: Path) -> None:
    head = (
        "case_enquiry_id,open_dt,sla_target_dt,closed_dt,on_time,case_status,closure_reason,type,neighborhood,location"
    )
    row = "1,2023-01-02 08:00:00,2023-01-03 08:00:00,2023-01-02 09:00:00,ONTIME,Closed,"
    row += "Case Closed. Duplicate of Existing Case for J. Doe,Pothole,Back Bay,1 Main St"
    log = read(tmp_path, row, head=head, format="boston311")
    event = log.events.iloc[0]
    assert (event.outcome, event.duplicate_of, event.status) == ("Duplicate of Existing Case", "unknown", "closed")
    assert "location" in log.about["personal"] and not log.events.map(lambda cell: "Doe" in str(cell)).to_numpy().any()


def test_open311_is_read_from_json_and_csv_alike(tmp_path: Path) -> None:
    request = {
        "service_request_id": 1,
        "service_name": "Graffiti",
        "status": "closed",
        "requested_datetime": "2024-03-01T08:00:00-05:00",
        "updated_datetime": "2024-03-02T08:00:00-05:00",
        "address": "1 Main St",
        "lat": 42.123456,
        "extended_attributes": {"channel": "web"},
    }
    still = {**request, "service_request_id": 2, "status": "open"}
    path = tmp_path / "requests.json"
    path.write_text(json.dumps({"service_requests": [request, still]}), encoding="utf-8")
    events = read_log(path, "open311", zone="America/New_York").events
    assert list(events["closed_at"].notna()) == [True, False], "an update closes nothing that is open"
    assert list(events["source"]) == ["web", "web"]
    pd.DataFrame([request, still]).drop(columns="extended_attributes").to_csv(tmp_path / "requests.csv", index=False)
    table = read_log(tmp_path / "requests.csv", "open311", zone="America/New_York").events
    pd.testing.assert_frame_equal(table.drop(columns="source"), events.drop(columns="source"))


def test_reading_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("kind,reported_at\nlamp,2025-03-03 08:00:00\n")
    read_log(path, "generic")
    assert not capsys.readouterr().err, "short work says nothing where there is no terminal"
    monkeypatch.setattr(screen, "QUIET_SECONDS", 0.0)
    read_log(path, "generic")
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == STEPS and told[0].startswith(f"steps of reading: 1/{STEPS}")
    assert told[-1] == f"steps of reading: {STEPS}/{STEPS}"
