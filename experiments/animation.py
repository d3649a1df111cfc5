"""`gridgov animate`: the days of one run as a moving picture, made from its event log, at a constant speed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
import pandas as pd
from babel.dates import format_date
from numpy.typing import NDArray

from experiments.figures.film import Days, Rings, pictures
from experiments.language import TAGS, _, counted, language, speaking
from experiments.moving_page import moving_page
from experiments.report.outlines import grid_outlines
from experiments.report.reading import StudyResult, read_study
from experiments.screen import follow_steps, say
from experiments.store import read_manifest
from experiments.tables import whole, write_text
from sim.errors import InputError

Floats = NDArray[np.float64]
SHORTEST = 0.05  # seconds a picture: browsers slow GIFs down that are faster
LONGEST_STEP = 20
CASES = ("key", "case", "grid", "mistaken", "onset", "registered", "solved", "lapsed", "closed")
FORMATS = ("gif", "mp4", "html")
MILLISECONDS, COLOURS = 1000, 128


def animate(folder: Path, run: int, speed: float, kind: str, lang: str) -> int:
    """Write DIR/year.gif (or .mp4, .html) of a run; raises InputError where the folder keeps no incidents."""
    if kind not in FORMATS:
        raise InputError("--format", kind, " | ".join(FORMATS))
    if kind == "mp4" and shutil.which("ffmpeg") is None:
        raise InputError("--format", kind, "gif, as there is no ffmpeg here", "install ffmpeg for mp4")
    read_manifest(folder)
    result = read_study(folder)
    with speaking(lang):
        outlines, days = shown(result, run)
        path = folder / f"year.{kind}"
        if kind == "html":
            write_text(path, moving_page(outlines, days, _labels(), (_title(result, run), speed)))
            say(f"{len(days.titles)} days, to be played in a browser: {path}")
            return 0
        step = step_of(speed)
        with follow_steps("pictures", -(-len(days.titles) // step)) as on_step:
            frames = _counted(pictures(outlines, days, _labels(), step), on_step)
            _write(path, frames, speed / step)
    say(f"{len(days.titles)} days at {speed:g} days a second: {path}")
    return 0


def step_of(speed: float) -> int:
    """Return the days from picture to picture: the fewest that let each stand for whole hundredths of a second."""
    steps = [step for step in range(1, LONGEST_STEP + 1) if step / speed >= SHORTEST - 1e-9]
    exact = [step for step in steps if abs(100 * step / speed - round(100 * step / speed)) < 1e-9]
    return (exact or steps)[0]


def shown(result: StudyResult, run: int) -> tuple[Rings, Days]:
    """Return the outlines of the grids of a run (by its place in runs.parquet) and what is shown of its days."""
    if not 0 <= run < len(result.runs):
        raise InputError("--run", run, f"0 to {len(result.runs) - 1}: a place in the table of runs")
    one = result.runs.iloc[run]
    for name in {"incidents", "grids"} & set(result.lost_tables):
        mend = f"gridgov resume {result.folder} writes it anew"
        raise InputError("DIR", f"{result.folder} without {name}.parquet", "all tables of its runs", mend)
    cases = result.incidents(pd.Series([one["key"]]), [*CASES])
    if cases is None:
        again = f"add detail=incidents and another name= to: {result.manifest.get('command', 'gridgov run')}"
        allowed = "a folder with incidents.parquet, made with detail=incidents"
        raise InputError("DIR", str(result.folder), allowed, again)
    outlines = grid_outlines(result, int(one["seed"]))
    n_grids = int(cases["grid"].max()) + 1 if len(cases) else 0
    if outlines is None or not n_grids or len(outlines) < n_grids:
        raise InputError(
            "DIR", str(result.folder), "a run on the grids of the study's baseline", "choose another --run"
        )
    return outlines, days_of(cases, len(outlines), result.days, str(result.manifest["config"]["start_date"]))


def days_of(cases: pd.DataFrame, n_grids: int, n_days: int, start_date: str) -> Days:
    """Return the measured days of a table of incidents: what is unsolved at midnight, what came, what was solved."""
    real = cases[cases["mistaken"] == 0]
    first = real[real["case"] <= 1]
    arisen = _by_day(first, "onset", n_grids, n_days)
    solved, lapsed = (_by_day(real, name, n_grids, n_days) for name in ("solved", "lapsed"))
    registered = cases[cases["registered"].notna()]
    opened, closed = (_by_day(registered, name, n_grids, n_days).sum(axis=1) for name in ("registered", "closed"))
    unsolved = np.cumsum(arisen - solved - lapsed, axis=0)
    backlog = np.cumsum(opened - closed)
    return Days(unsolved[1:], arisen[1:], solved[1:], backlog[1:], list(_titles(start_date, n_days)))


def _by_day(cases: pd.DataFrame, column: str, n_grids: int, n_days: int) -> Floats:
    """Return how often it happened, by day (row 0: all that was before the first measured day) and grid."""
    hours = cases[column]
    there = hours.notna() & (hours < 24 * n_days)
    row = np.clip(hours[there] // 24, -1, None).astype(int) + 1
    found = np.zeros((n_days + 1, n_grids))
    np.add.at(found, (row.to_numpy(), cases.loc[there, "grid"].astype(int).to_numpy()), 1.0)
    return found


def _titles(start_date: str, n_days: int) -> Iterator[str]:
    first, locale = date.fromisoformat(start_date), TAGS[language()].replace("-", "_")
    for day in range(n_days):
        yield format_date(first + timedelta(days=day), "full", locale=locale)


def _title(result: StudyResult, run: int) -> str:
    return counted(
        "{name}: one day, seed {seed}",
        "{name}: {n} days, seed {seed}",
        result.days,
        name=result.manifest["name"],
        seed=int(result.runs.iloc[run]["seed"]),
    )


def _labels() -> dict[str, str]:
    return {
        "unsolved": _("unsolved problems"),
        "arisen": _("new problems"),
        "solved": _("problems solved"),
        "backlog": _("cases in hand"),
        "day": _("day"),
    }


def _counted(frames: Iterator[NDArray[np.uint8]], on_step: Callable[[], None]) -> Iterator[NDArray[np.uint8]]:
    for frame in frames:
        yield frame
        on_step()


def _write(path: Path, frames: Iterator[NDArray[np.uint8]], per_second: float) -> None:
    """Write the pictures as a whole file or not at all."""
    with whole(path) as part:
        if path.suffix == ".gif":
            _write_gif(part, frames, per_second)
        else:
            _write_mp4(part, frames, per_second)


def _write_gif(path: Path, frames: Iterator[NDArray[np.uint8]], per_second: float) -> None:
    from PIL import Image

    images = (Image.fromarray(frame).quantize(COLOURS, dither=Image.Dither.NONE) for frame in frames)
    duration = round(MILLISECONDS / per_second)
    next(images).save(path, format="GIF", save_all=True, append_images=images, duration=duration, loop=0)


def _write_mp4(path: Path, frames: Iterator[NDArray[np.uint8]], per_second: float) -> None:
    first = next(frames)
    size = f"{first.shape[1]}x{first.shape[0]}"
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", f"{per_second:g}", "-i", "-"]
    made = ["-pix_fmt", "yuv420p", "-f", "mp4", str(path)]
    command = ["ffmpeg", "-y", "-loglevel", "error", *raw, *made]
    with TemporaryFile() as words, subprocess.Popen(command, stdin=subprocess.PIPE, stderr=words) as ffmpeg:
        assert ffmpeg.stdin is not None
        with suppress(BrokenPipeError), ffmpeg.stdin as pipe:  # where ffmpeg has ended, its words say why
            for frame in (first, *frames):
                pipe.write(frame.tobytes())
        if ffmpeg.wait():
            words.seek(0)
            why = words.read().decode(errors="replace").strip().splitlines() or [f"exit code {ffmpeg.returncode}"]
            raise InputError("--format", "mp4", f"gif | html, as ffmpeg failed here: {why[-1]}", "use --format gif")
