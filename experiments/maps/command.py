"""The command `gridgov divide`: read or build the ground, divide it or take a given division, score, draw, write."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.compose import Plain, open_configs
from experiments.identity import installed
from experiments.libraries import need_libraries
from experiments.maps.dividing import divide_as, divide_ground
from experiments.maps.ensemble import BURN_IN, COMPARED, draw_ensemble
from experiments.maps.given import Given, read_given
from experiments.maps.ground import Ground, Ints, synthetic_ground
from experiments.maps.limits import Limits, fitting
from experiments.maps.reading import Columns, read_map
from experiments.maps.scoring import grids_per_community, posts_of, score
from experiments.maps.telling import Division, score_table, sentences
from experiments.plan import build_scenario, folder_name, seed_of
from experiments.screen import follow_steps, say, show_rows
from experiments.tables import write_csv, write_text
from experiments.wish import Wish
from sim.errors import InputError
from sim.scenario import Scenario
from sim.world.division import divide

RECORD = "division.json"
DOTS_PER_INCH = 150
NEEDED = ("geopandas", "gerrychain", "pyproj", "shapely")


class Wanted(NamedTuple):
    """What was asked of `gridgov divide` beside overrides."""

    map: Path | None = None
    columns: Columns = Columns()
    score: str = ""
    grids: int | None = None
    limits: Limits = Limits()
    rounds: int = 150


class Task(NamedTuple):
    """The ground to divide with all that the answer depends on."""

    ground: Ground
    scenario: Scenario
    wanted: Wanted
    seed: int
    n_grids: int


def divide_street(wish: Wish, wanted: Wanted, overwrite: bool) -> int:
    """Divide a street or map (or score a given division), print the score and write results/NAME/."""
    need_libraries("gridgov divide", "maps", *NEEDED)
    with open_configs(wish.config_dir) as configs:
        config = configs.compose(list(wish.overrides))
    scenario, seed = build_scenario(config, wish.package), seed_of(config["seed"])
    folder = wish.results / folder_name(config["name"], wish, "divide")
    check_way(folder, overwrite)
    ground = _ground(scenario, wanted, seed)
    task = Task(ground, scenario, wanted, seed, _n_grids(ground, wanted, scenario))
    for note in ground.notes:
        say(f"note: {note}")
    found = divide_task(task)
    show_rows(score_table(found).drop(columns="meaning"))
    for told in sentences(found):
        say(told)
    _write(folder, found, task, _record(wish, wanted, seed, found))
    say(f"results: {folder}")
    return 0


def check_way(folder: Path, overwrite: bool) -> None:
    """Raise InputError if a folder holds something else, or an earlier division that may not be overwritten."""
    ours = (folder / RECORD).is_file()
    if folder.exists() and any(folder.iterdir()) and not (ours and overwrite):
        what, mend = (
            ("an earlier division", "choose name=..., or --overwrite") if ours else ("something else", "name=...")
        )
        raise InputError("name", folder.name, f"a new folder: {folder} holds {what}", mend)


def _ground(scenario: Scenario, wanted: Wanted, seed: int) -> Ground:
    if wanted.map is None:
        return synthetic_ground(scenario.street, seed)
    return read_map(wanted.map, wanted.columns, scenario.street)


def _n_grids(ground: Ground, wanted: Wanted, scenario: Scenario) -> int:
    """Return the number of grids: as asked for, as the street has, or as many as usual grids fit into the map."""
    if wanted.grids is not None or wanted.map is None:
        return wanted.grids or scenario.street.grids_made
    usual = round(float(ground.blocks.households.sum()) / wanted.limits.usual_households)
    return max(len(ground.blocks.community_names), usual)


def divide_task(task: Task) -> Division:
    """Return the division that was searched for, or the given one, with its score and its place among legal ones."""
    return _judge(task) if task.wanted.score else _search(task)


def _search(task: Task) -> Division:
    ground, limits, posts = task.ground, task.wanted.limits, posts_of(task.scenario)
    with follow_steps("communities", len(ground.blocks.community_names)) as on_step:
        best = divide_ground(ground, task.n_grids, limits, task.seed, on_step)
    own = divide(ground.blocks, task.n_grids)  # as the model divides where no map is given
    scores = {"this": score(ground, best, limits, posts), "bisection": score(ground, own, limits, posts)}
    return Division(ground, Given(best, _grid_names(best), 0), scores, *_ensemble(task, best, []))


def _judge(task: Task) -> Division:
    ground, limits, posts = task.ground, task.wanted.limits, posts_of(task.scenario)
    given, notes = read_given(ground, task.wanted.score), list[str]()
    scores = {"given": score(ground, given.grid, limits, posts, given.split_blocks)}
    best = _legal_like(task, given.grid, notes)
    if best is None:
        return Division(ground, given, scores, pd.DataFrame(columns=list(COMPARED)), notes)
    scores["proposed"] = score(ground, best, limits, posts)
    return Division(ground, given, scores, *_ensemble(task, best, notes))


def _legal_like(task: Task, grid: Ints, notes: list[str]) -> Ints | None:
    """Return a legal division with as many grids, in each community if they keep to communities; None if none is."""
    counts = [int(number) for number in grids_per_community(task.ground, grid)]
    n_grids, limits = int(grid.max()) + 1, task.wanted.limits
    try:
        with follow_steps("communities", len(counts)) as on_step:
            if sum(counts) == n_grids:
                return divide_as(task.ground, counts, limits, task.seed, on_step)
            return divide_ground(task.ground, n_grids, limits, task.seed, on_step)
    except InputError:
        hint = fitting([int(task.ground.blocks.households.sum())], n_grids)
        notes.append(f"No legal division into {n_grids} grids was found to compare with; try {hint}.")
        return None


def _ensemble(task: Task, start: Ints, notes: list[str]) -> tuple[pd.DataFrame, list[str]]:
    rounds = task.wanted.rounds
    if not rounds:
        return pd.DataFrame(columns=list(COMPARED)), notes
    with follow_steps("rounds of legal divisions", BURN_IN + rounds) as on_round:
        found = draw_ensemble(task.ground, start, task.wanted.limits, rounds, task.seed, on_round)
    if found.empty:
        notes.append("No other legal division was found, so there is nothing to compare with.")
    return found, notes


def _grid_names(grid: Ints) -> tuple[str, ...]:
    n_grids = int(grid.max()) + 1
    return tuple(f"grid {number + 1:0{len(str(n_grids))}d}" for number in range(n_grids))


def _record(wish: Wish, wanted: Wanted, seed: int, found: Division) -> Plain:
    return {
        "format": "gridgov division 1",
        "overrides": list(wish.overrides),
        "seed": seed,
        "map": str(wanted.map) if wanted.map else None,
        "score": wanted.score or None,
        "columns": wanted.columns._asdict(),
        "grids": wanted.grids,
        "households": wanted.limits.span,
        "rounds": wanted.rounds,
        "libraries": {name: installed(name) for name in NEEDED},
        "scores": found.scores,
        "told": sentences(found),
        "notes": list(found.ground.notes),
    }


def _write(folder: Path, found: Division, task: Task, record: Plain) -> None:
    from experiments.maps.picture import draw
    from experiments.maps.writing import write_street, write_tables

    if folder.exists():
        shutil.rmtree(folder)  # an earlier division (check_way)
    folder.mkdir(parents=True)
    write_tables(folder, found.ground, found.given.grid, found.given.names)
    write_csv(folder / "score.csv", score_table(found))
    if not found.ensemble.empty:
        write_csv(folder / "ensemble.csv", found.ensemble)
    draw(found).savefig(folder / "map.png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    write_text(folder / RECORD, json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    if task.wanted.map is None:
        return
    if found.own["crossing"]:
        say("the model cannot live on grids that cross communities, so no street is written")
        return
    option = write_street(folder, found.ground, found.given.grid, task.scenario.street)
    say(f"to live on it: gridgov run --config-dir {folder} street={option.stem}")
