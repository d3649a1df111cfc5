"""The command `gridgov log calibrate`: search, profile, judge, write a street that runs; the same words resume it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.ledger import sole_writer
from experiments.libraries import need_libraries
from experiments.logs.backtest.page import cells, drawing, render
from experiments.logs.calibrating.asking import Asked, Question, check_overrides, pose, window_of
from experiments.logs.calibrating.profiling import Edge
from experiments.logs.calibrating.street import write_street
from experiments.logs.calibrating.targets import Targets, targets_of
from experiments.logs.calibrating.telling import (
    LIMITS,
    Answer,
    draw_profiles,
    figure_words,
    parameter_rows,
    sentences,
    target_table,
    trial_table,
)
from experiments.logs.calibrating.trying import refitted
from experiments.logs.calibrating.verdicts import found_of, settled, table
from experiments.logs.fitting.command import Wanted, check_option
from experiments.logs.fitting.estimates import estimates
from experiments.logs.fitting.priors import Priors
from experiments.logs.folder import How, begin, check_way, chosen_name, is_log, open_log, safe_name, write_manifest
from experiments.logs.reading import Log
from experiments.screen import follow_runs, say, show_rows
from experiments.tables import write_csv, write_text
from experiments.wish import key_of
from sim import describe
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.logs.calibrating.searching import Search

FILE = "calibration.json"
SHOWN = ["parameter", "verdict", "value", "low", "high", "prior_low", "prior_high", "unit"]


def calibrate(
    path: Path,
    how: How,
    wanted: Wanted,
    asked: Asked,
    overrides: Sequence[str],
    results: Path,
    overwrite: bool,
) -> int:
    """Calibrate a street to a log; print what the log tells of each parameter, and write results/NAME/."""
    need_libraries("gridgov log calibrate", "logs", "optuna", "pandera")
    named = [text for text in overrides if key_of(text) == "name"]
    check_overrides([text for text in overrides if key_of(text) not in ("name", "seed")])
    folder = own_folder(results, named, safe_name("calibrate", path), overwrite)
    check_option(folder.name)
    log = open_log(path, how)
    window = window_of(path, log, wanted)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / folder.name
        place.mkdir()
        question = pose(log, window, asked, overrides, place)
        targets = targets_of(question.cases)
        if not targets.names:
            mend = "take more days, or another log"
            raise InputError("FILE", f"{path}, which shows no pattern", "a log with enough events to show one", mend)
        enter(folder, question.identity, overwrite)
        shutil.copytree(place, folder, dirs_exist_ok=True)
    with sole_writer(folder):
        answer = answered(folder, question, targets, asked)
        write(folder, log, question, answer, overrides)
    return 0


def own_folder(results: Path, named: Sequence[str], default: str, overwrite: bool) -> Path:
    """Return the folder results/NAME: a new one, that of a calibration to go on with, or one to overwrite."""
    folder = results / chosen_name(named, default)
    if not overwrite and is_log(folder) and (folder / FILE).is_file() and not folder.is_symlink():
        return folder
    return check_way(results, named, default, overwrite)


def enter(folder: Path, identity: dict[str, Any], overwrite: bool) -> None:
    """Begin a folder, or go on in one of the same question; InputError if another question was asked in it."""
    asked = json.loads(json.dumps(identity))
    if folder.exists() and overwrite:
        with sole_writer(folder):
            pass  # nobody else is writing it
        shutil.rmtree(folder)
    if (folder / FILE).is_file():
        before = json.loads((folder / FILE).read_text(encoding="utf-8"))
        other = [part for part in asked if asked[part] != before.get(part)]
        if other:
            got = f"{folder.name}, which was calibrated with other {', '.join(other)}"
            raise InputError("name", got, "a new folder, or the same question", "choose name=..., or --overwrite")
        return
    begin(folder, "calibration")
    write_text(folder / FILE, json.dumps(asked, indent=1, ensure_ascii=False) + "\n")


def answered(folder: Path, question: Question, targets: Targets, asked: Asked) -> Answer:
    """Return the answer to a question; every trial that was made before counts."""
    from experiments.logs.calibrating.journal import Journal
    from experiments.logs.calibrating.searching import Search, most_profile_trials

    journal = Journal(folder, question.ranges, question.seed)
    most = most_profile_trials(len(question.ranges)) + 1
    say(f"{len(targets.names)} patterns of the log; not in it: {', '.join(targets.silent) or 'none'}")
    say(f"{asked.trials} trials of {asked.replications} runs, then at most {most} along profiles")
    if done := journal.n_tried():
        say(f"going on: {done} trials of the search were made before")
    with follow_runs(folder.name) as watch:
        search = Search(question, targets, journal, asked, watch)
        search.search()
        return conclude(search, search.profile(), question)


def conclude(search: Search, edges: list[Edge], question: Question) -> Answer:
    """Return what all trials together say."""
    trials = search.trials()
    best = int(search.distances(trials).argmin())
    good = search.good(trials, best)
    scaled = [one._replace(runs=one.runs / search.yardstick.error) for one in trials]
    found = found_of(scaled, good, best, edges, question.ranges)
    kept = search.settle(settled(found, question.ranges, trials[best].point))
    if kept.number not in [one.number for one in trials]:
        trials = search.trials()
        good = search.good(trials, best)
    fine = bool(good[[one.number for one in trials].index(kept.number)])
    kept = kept if fine else trials[best]
    return Answer(trials, search.distances(trials), good, best, kept, found, search.targets, search.yardstick)


def write(folder: Path, log: Log, question: Question, answer: Answer, overrides: Sequence[str]) -> None:
    """Write the tables, the figure, the page and the street; the manifest comes last."""
    ranges = question.ranges
    known, aims = table(answer.found, ranges, answer.kept.point), target_table(answer, answer.trials[0])
    write_csv(folder / "identifiability.csv", known)
    write_csv(folder / "targets.csv", aims)
    write_csv(folder / "trials.csv", trial_table(answer))
    write_csv(folder / "parameters.csv", parameters(question, known, answer))
    write_street(folder, question, answer.kept.point, overrides)
    told = list(sentences(answer, ranges))
    silent = f"Not in the log, or not in the simulated one: {', '.join(answer.targets.silent) or 'none'}."
    picture = {"drawing": drawing(draw_profiles(answer, ranges), figure_words(answer)), "caption": figure_words(answer)}
    tables = [("What is known of each parameter", known), ("What was aimed at", aims)]
    page = {
        "title": "Calibration",
        "name": folder.name,
        "facts": f"{len(answer.trials)} trials of {len(question.setting.seeds)} runs, the same seeds for each",
        "heading": "What the log tells of these parameters",
        "told": told,
        "notes": [LIMITS, silent],
        "pictures": [picture],
        "tables": [{"title": title, "note": "", "table": cells(found)} for title, found in tables],
    }
    write_text(folder / "calibration.html", render(page))
    write_manifest(folder, "calibration", {**log.about, **question.identity["days"], "finished": True})
    show_rows(known[SHOWN])
    for sentence in told:
        say(sentence)
    say(f"page: {folder / 'calibration.html'}")
    say(f"to run it: gridgov run --config-dir {folder} street={folder.name}")


def parameters(question: Question, known: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    """Return parameters.csv: the calibrated ones first, then those of the fit that they do not replace."""
    mine = parameter_rows(known, question.ranges)
    if question.setting.fitted is None:
        return mine
    _, delays = refitted(question.setting, answer.kept.point)
    assert delays is not None
    fitted = estimates(question.setting.fitted, delays, Priors())
    fields = {one.key.rsplit(".", 1)[-1] for one in question.ranges}
    replaced = [one.declaration.help for one in describe(Priors()) if one.key in fields]
    return pd.concat([mine, fitted[~fitted["parameter"].isin(replaced)]], ignore_index=True)
