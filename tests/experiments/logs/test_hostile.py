"""Files that are broken, mislabelled or meant to do harm: one clear line, exit code 2, and nothing stored is lost."""

from __future__ import annotations

import gzip
import importlib.util
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli import dispatch
from experiments.logs import files, parsing

HEAD = "event_id,kind,area,reported_at,closed_at,status"
ROWS = [f"{n},stall,area {n % 5},2024-03-{1 + n % 28:02d} 08:{n % 60:02d}:00,,open" for n in range(200)]
TEXT = "\n".join([HEAD, *ROWS, ""])
GOOD = TEXT.encode()


def zipped() -> bytes:
    """Return a zip archive with a good log in it."""
    from io import BytesIO

    with zipfile.ZipFile(content := BytesIO(), "w") as archive:
        archive.writestr("log.csv", TEXT)
    return content.getvalue()


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "which is empty"),
    "blank": (b"\n\n\n", "first line is empty"),
    "head only": (HEAD.encode(), "head without rows"),
    "head and a line break": (f"{HEAD}\n".encode(), "head without rows"),
    "cut off gzip": (gzip.compress(GOOD)[:-200], "cut off"),
    "gzip with a wrong sum": (gzip.compress(GOOD)[:-8] + b"\0" * 8, "broken"),
    "gzip in gzip": (gzip.compress(gzip.compress(GOOD)), "not utf-8 or gb18030"),
    "zip": (zipped(), "a zip archive"),
    "NUL bytes": (GOOD.replace(b"area 3", b"area\0", 1), "NUL byte in line 5"),
    "noise": (bytes(range(1, 256)) * 40, "not utf-8 or gb18030"),
    "latin-1": (TEXT.replace("stall", "café été").encode("latin-1"), "in line 2 that are not utf-8 or gb18030"),
    "half a character": (TEXT.encode() + "x,摊".encode()[:-1] + b",a,2024-03-01,,\n", "in line 202"),
    "columns swapped": (TEXT.replace("kind,area,reported_at", "reported_at,area,kind").encode(), "columns swapped"),
    "opening and closing swapped": (
        "\n".join(
            ["event_id,kind,closed_at,reported_at", *(f"{n},a,2024-03-01,2024-03-05" for n in range(9))]
        ).encode(),
        "closed before it was reported",
    ),
    "a column twice": (TEXT.replace("area,rep", "kind,rep").encode(), "'kind' twice"),
    "no head": ("\n".join(ROWS).encode(), "columns of FILE, for reported_at"),
    "a quotation mark that is not closed": (TEXT.replace("area 3", '"area 3', 1).encode(), "swallows"),
    "a long line": (GOOD + b"x," + b"y" * 10_000_000 + b",a,2024-03-01,,\n", "with a line of over"),
    "a long quoted text": (GOOD + b'x,"' + b"y\n" * 3_000_000 + b'",a,2024-03-01,,\n', "quoted text of over"),
    "cut off JSON": (b'[{"service_request_id": 1,', "no JSON"),
    "deep JSON": (b"[" * 100_000, "no JSON"),
    "a key twice in JSON": (b'[{"kind": "a", "kind": "b"}]', "'kind' twice"),
    "JSON of numbers": (b"[1, 2]", "JSON of another form"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_used_gets_one_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, says = BROKEN[name]
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    code, line = attempt(path, tmp_path, capsys)
    assert code == 2 and says in line, line
    assert not (tmp_path / "results").exists()


def attempt(path: Path, folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Return exit code and the only line of complaint of an import."""
    code = dispatch(["log", "import", str(path), "--format", "generic", "--results", str(folder / "results"), *words])
    said = capsys.readouterr().err
    assert said.count("\n") <= 1 and "Traceback" not in said
    return code, said


def test_a_bomb_is_left_when_it_swells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SMALL", 1 << 20)
    seen: list[int] = []
    count: Callable[[files._Lines, bytes], None] = files._Lines.follow
    monkeypatch.setattr(files._Lines, "follow", lambda self, part: (seen.append(len(part)), count(self, part))[1])
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b,c\n" * 5_000_000))
    code, line = attempt(path, tmp_path, capsys)
    assert code == 2 and "unpack to more than" in line
    assert sum(seen) < 15_000_000, "the rest was never unpacked"


def test_more_text_than_there_is_room_for_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    monkeypatch.setattr(parsing, "MOST_JSON", 10)
    (tmp_path / "log.csv").write_bytes(GOOD)
    assert "cut it into parts" in attempt(tmp_path / "log.csv", tmp_path, capsys)[1]
    (tmp_path / "log.json").write_bytes(b'[{"kind": "a"}]')
    assert "give it as CSV" in attempt(tmp_path / "log.json", tmp_path, capsys)[1]


def test_what_is_no_ordinary_file_is_refused_without_waiting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "device.csv").symlink_to("/dev/zero")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "lost.csv").symlink_to("nowhere.csv")
    for name in ("pipe.csv", "device.csv", "loop.csv", "lost.csv", "none.csv", "."):
        assert attempt(tmp_path / name, tmp_path, capsys)[0] == 2, name


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "..", "a/b", "", ".hidden", "a\nb", "x" * 300])
def test_a_name_leads_nowhere_else(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.csv").write_bytes(GOOD)
    code, line = attempt(tmp_path / "log.csv", tmp_path, capsys, f"name={name}")
    assert code == 2 and "name: got" in line
    assert sorted(one.name for one in tmp_path.iterdir()) == ["log.csv"]


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.csv").write_bytes(GOOD)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "results").mkdir()
    (tmp_path / "results/mine").symlink_to(tmp_path / "elsewhere")
    code, line = attempt(tmp_path / "log.csv", tmp_path, capsys, "name=mine", "--overwrite")
    assert code == 2 and "a link to somewhere else" in line
    assert not list((tmp_path / "elsewhere").iterdir())


def test_formulas_stay_words_and_are_guarded_in_every_table_that_leaves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f'=1+{n},"=HYPERLINK(""http://x"")",@SUM(A1),2024-03-{n % 28 + 1:02d} 08:00:00,,open' for n in range(60)]
    (tmp_path / "log.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    results = ("--results", str(tmp_path / "results"))
    assert attempt(tmp_path / "log.csv", tmp_path, capsys, "name=mine")[0] == 0
    assert dispatch(["log", "describe", str(tmp_path / "results/mine"), *results, "name=told"]) == 0
    assert dispatch(["log", "export", str(tmp_path / "results/mine"), "--to", "generic", *results, "name=out"]) == 0
    tables = sorted((tmp_path / "results").rglob("*.csv"))
    assert len(tables) > 6
    for path in tables:
        cells = pd.read_csv(path, dtype=str, keep_default_na=False, header=None).to_numpy().ravel()
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))], path.name


def test_a_failed_import_leaves_the_earlier_one_where_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.csv").write_bytes(GOOD)
    (tmp_path / "broken.csv").write_bytes(GOOD[:200].replace(b"2024", b"soon"))
    assert attempt(tmp_path / "log.csv", tmp_path, capsys, "name=mine")[0] == 0
    before = (tmp_path / "results/mine/events.parquet").read_bytes()
    assert attempt(tmp_path / "broken.csv", tmp_path, capsys, "name=mine", "--overwrite")[0] == 2
    assert attempt(tmp_path / "log.csv", tmp_path, capsys, "name=mine")[0] == 2, "not without --overwrite"
    assert (tmp_path / "results/mine/events.parquet").read_bytes() == before
    assert attempt(tmp_path / "log.csv", tmp_path, capsys, "name=mine", "--overwrite")[0] == 0


def test_a_folder_that_is_no_log_or_was_changed_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.csv").write_bytes(GOOD)
    assert attempt(tmp_path / "log.csv", tmp_path, capsys, "name=mine")[0] == 0
    mine = tmp_path / "results/mine"
    events = pd.read_parquet(mine / "events.parquet")
    events.drop(columns="kind").to_parquet(mine / "events.parquet")
    for folder in (tmp_path, mine):
        assert dispatch(["log", "describe", str(folder), "--results", str(tmp_path / "results")]) == 2
        assert "import the log again" in capsys.readouterr().err


def test_the_command_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    code, line = attempt(tmp_path / "log.csv", tmp_path, capsys)
    assert code == 2 and "pip install pandera" in line
    for command in ("fit", "replay"):
        assert dispatch(["log", command, str(tmp_path / "log.csv"), "--results", str(tmp_path)]) == 2
        assert "pip install pandera" in capsys.readouterr().err
