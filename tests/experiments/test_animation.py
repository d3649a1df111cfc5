"""The moving picture of a year: it shows what the event log holds, at the same speed for streets of any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
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
