"""The moving picture of a year: it shows what the event log holds, at the same speed for streets of any size."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from experiments.animation import days_of
from experiments.cli import dispatch
from tests.streets import composed, lived


def test_each_day_shows_what_the_books_of_the_run_say() -> None:
    result, scenario = lived(), composed()
    days = days_of(result.incidents, 6, scenario.days, scenario.start_date)
    daily = result.daily[result.daily["day"] >= 0]
    assert days.unsolved.sum(axis=1).tolist() == daily["open_unsolved"].tolist()
    assert days.backlog.tolist() == daily["backlog"].tolist()
    assert days.arisen.sum(axis=1).tolist() == daily["onsets"].tolist()
    assert days.solved.sum(axis=1).tolist() == daily["solved"].tolist()
    assert days.titles[0] == "Wednesday, January 1, 2025"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs of a week, with and without their incidents."""
    made = tmp_path_factory.mktemp("animation")
    common = ["run", "street=tiny", "days=8", "--results", str(made)]
    assert dispatch([*common, "detail=incidents", "name=told"]) == 0
    assert dispatch([*common, "name=untold"]) == 0
    return made


@pytest.mark.parametrize(("speed", "pictures", "milliseconds"), [("5", 8, 200), ("30", 3, 100), ("40", 4, 50)])
def test_a_day_takes_the_same_time_whatever_the_number_of_pictures(
    results: Path, speed: str, pictures: int, milliseconds: int
) -> None:
    assert dispatch(["animate", str(results / "told"), "--speed", speed]) == 0
    with Image.open(results / "told" / "year.gif") as film:
        assert (film.n_frames, film.info["duration"]) == (pictures, milliseconds)
        first = np.asarray(film.convert("RGB"), dtype=int)
        film.seek(film.n_frames - 1)
        assert np.abs(np.asarray(film.convert("RGB"), dtype=int) - first).max() > 100, "something has moved"


def test_a_run_without_its_incidents_is_told_how_to_get_them(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["animate", str(results / "untold")]) == 2
    assert "detail=incidents" in capsys.readouterr().err
    assert not (results / "untold" / "year.gif").exists()


@pytest.mark.parametrize("words", [["--run", "7"], ["--format", "avi"], ["--lang", "fr"]])
def test_what_cannot_be_shown_is_refused_in_one_line(
    results: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispatch(["animate", str(results / "told"), *words]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


LAST = 'for part in "$@"; do :; done\n'
WORKS = f"#!/bin/sh\n{LAST}cat > $part\n"
BREAKS = f"#!/bin/sh\n{LAST}head -c 1000 > $part\necho \"Unknown encoder 'libx264'\" >&2\nexit 1\n"


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a script in the place of ffmpeg."""
    (folder / "ffmpeg").write_text(script)
    (folder / "ffmpeg").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def test_ffmpeg_gets_every_picture_whole(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, WORKS, monkeypatch)
    assert dispatch(["animate", str(results / "told"), "--format", "mp4", "--speed", "5"]) == 0
    film = results / "told" / "year.mp4"
    assert film.stat().st_size % 8 == 0 and len(set(np.fromfile(film, np.uint8).reshape(8, -1).sum(axis=1))) > 1
    film.unlink()


def test_a_film_that_ffmpeg_cannot_make_is_one_line_and_no_file(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It takes part of the pictures, writes half a file and ends with an error."""
    stand_in(tmp_path, BREAKS, monkeypatch)
    before = set((results / "told").iterdir())
    assert dispatch(["animate", str(results / "told"), "--format", "mp4"]) == 2
    (line,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("gridgov: ")]
    assert "Unknown encoder 'libx264'" in line and "--format gif" in line
    assert set((results / "told").iterdir()) == before


@pytest.mark.parametrize(("lang", "word"), [("en", "unsolved problems"), ("zh", "未解决问题")])
def test_the_page_that_plays_holds_each_day_and_asks_for_nothing(results: Path, lang: str, word: str) -> None:
    """A street of 80 grids and a year takes 0.25 MB this way; a picture a day would take 10."""
    assert dispatch(["animate", str(results / "told"), "--to", "html", "--lang", lang]) == 0
    page = (results / "told" / "year.html").read_text(encoding="utf-8")
    held = re.search(r'<script id="film" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert held
    film = json.loads(held[1])
    daily = pd.read_parquet(results / "told" / "daily.parquet")
    measured = daily[daily["day"] >= 0]
    assert [sum(day) for day in film["unsolved"]] == measured["open_unsolved"].tolist()
    assert [sum(day) for day in film["arisen"]] == measured["onsets"].tolist()
    assert film["backlog"] == measured["backlog"].tolist()
    assert len(film["titles"]) == 8 and word in page
    assert not re.search(r"(src|href)=[\"'](?!data:)", page) and len(page) < 100_000


def test_the_title_tells_the_days_and_the_seed_and_no_year(results: Path) -> None:
    assert dispatch(["animate", str(results / "told"), "--format", "html"]) == 0
    page = (results / "told" / "year.html").read_text(encoding="utf-8")
    assert re.search(r"<title>told: 8 days, seed \d+", page)
