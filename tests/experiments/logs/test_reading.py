"""A log is read: fields found, times understood, faults counted with their rows, personal columns left outside."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from experiments.logs.binding import parse_mapping
from experiments.logs.reading import Log, read_log
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
