"""The command `gridgov divide`: read or build the ground, divide it or take a given division, score, draw, write."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from experiments.compose import Plain, open_configs
from experiments.identity import installed
from experiments.maps.dividing import divide_as, divide_ground
from experiments.maps.ensemble import COMPARED, draw_ensemble, effective_size, standing
from experiments.maps.given import Given, read_given
from experiments.maps.ground import Ground, Ints, synthetic_ground
from experiments.maps.libraries import NEEDED, need_libraries
from experiments.maps.limits import Limits, fitting
from experiments.maps.reading import Columns, read_map
from experiments.maps.scoring import FAULTS, MEASURES, grids_per_community, score
from experiments.plan import build_scenario, folder_name, seed_of
from experiments.screen import follow_steps, say, show_rows
from experiments.tables import write_csv, write_text
from experiments.wish import Wish, key_of
from sim.errors import InputError
from sim.scenario import Scenario
from sim.world.division import divide

RECORD = "division.json"
DOTS_PER_INCH = 150


class Wanted(NamedTuple):
    """What was asked of `gridgov divide` beside overrides."""

    map: Path | None = None
    columns: Columns = Columns()
    score: str = ""
    limits: Limits = Limits()
    rounds: int = 150


class Division(NamedTuple):
    """A division with its score, those that it is compared with, and what they are called."""

    ground: Ground
    given: Given
    scores: dict[str, dict[str, float]]
    ensemble: pd.DataFrame
    notes: list[str]


def divide_street(wish: Wish, wanted: Wanted, overwrite: bool) -> int:
    """Divide a street or map (or score a given division), print the score and write results/NAME/."""
    need_libraries()
    with open_configs(wish.config_dir) as configs:
        config = configs.compose(list(wish.overrides))
    scenario, seed = build_scenario(config, wish.package), seed_of(config["seed"])
    folder = wish.results / folder_name(config["name"], wish, "divide")
    _make_way(folder, overwrite)
    ground = _ground(scenario, wanted, seed)
    for note in ground.notes:
        say(f"note: {note}")
    found = _divide(ground, scenario, wanted, seed, _n_grids(ground, wanted, wish, scenario))
    _show(found, wanted)
    _write(folder, found, wanted, scenario, _record(wish, wanted, seed, found))
    say(f"results: {folder}")
    return 0


def _make_way(folder: Path, overwrite: bool) -> None:
    if overwrite and (folder / RECORD).is_file():
        shutil.rmtree(folder)
    if folder.exists() and any(folder.iterdir()):
        what = "an earlier division" if (folder / RECORD).is_file() else "something else"
        mend = "choose name=..., or --overwrite" if (folder / RECORD).is_file() else "choose name=..."
        raise InputError("name", folder.name, f"a new folder: {folder} holds {what}", mend)


def _ground(scenario: Scenario, wanted: Wanted, seed: int) -> Ground:
    if wanted.map is None:
        return synthetic_ground(scenario.street, seed)
    return read_map(wanted.map, wanted.columns, scenario.street)


def _n_grids(ground: Ground, wanted: Wanted, wish: Wish, scenario: Scenario) -> int:
    """Return the number of grids: as asked for, as the street has, or as many as usual grids fit into the map."""
    if wanted.map is None or any(key_of(text) in ("street.grids", "street") for text in wish.overrides):
        return scenario.street.grids
    usual = round(float(ground.blocks.households.sum()) / wanted.limits.usual_households)
    return max(len(ground.blocks.community_names), usual)


def _divide(ground: Ground, scenario: Scenario, wanted: Wanted, seed: int, n_grids: int) -> Division:
    limits, places = wanted.limits, len(ground.blocks.community_names)
    notes: list[str] = []
    if wanted.score:
        given = read_given(ground, wanted.score)
        best = _legal_like(ground, given.grid, limits, seed, notes)
    else:
        with follow_steps("communities", places) as on_step:
            best = divide_ground(ground, n_grids, limits, seed, on_step)
        given = Given(best, _grid_names(ground, best), 0)
    scores = {
        "given" if wanted.score else "this": score(ground, given.grid, limits, scenario.staffing, given.split_blocks)
    }
    if best is not None and wanted.score:
        scores["proposed"] = score(ground, best, limits, scenario.staffing)
    if not wanted.score:
        scores["bisection"] = score(ground, divide(ground.blocks, n_grids), limits, scenario.staffing)
    ensemble = pd.DataFrame(columns=list(COMPARED))
    if best is not None and wanted.rounds:
        ensemble = _ensemble(ground, best, wanted, seed)
        if ensemble.empty:
            notes.append("no other legal division was found, so there is nothing to compare with")
    return Division(ground, given, scores, ensemble, notes)


def _ensemble(ground: Ground, start: Ints, wanted: Wanted, seed: int) -> pd.DataFrame:
    from experiments.maps.ensemble import BURN_IN

    with follow_steps("rounds of legal divisions", BURN_IN + wanted.rounds) as on_round:
        return draw_ensemble(ground, start, wanted.limits, wanted.rounds, seed, on_round)


def _legal_like(ground: Ground, grid: Ints, limits: Limits, seed: int, notes: list[str]) -> Ints | None:
    """Return a legal division with as many grids, in each community if they keep to communities; None if none is."""
    counts = [int(number) for number in grids_per_community(ground, grid)]
    try:
        with follow_steps("communities", len(counts)) as on_step:
            if sum(counts) == int(grid.max()) + 1:
                return divide_as(ground, counts, limits, seed, on_step)
            return divide_ground(ground, int(grid.max()) + 1, limits, seed, on_step)
    except InputError:
        hint = fitting([int(ground.blocks.households.sum())], int(grid.max()) + 1)
        notes.append(f"no legal division with {int(grid.max()) + 1} grids was found to compare with (try {hint})")
        return None


def _grid_names(ground: Ground, grid: Ints) -> tuple[str, ...]:
    width = len(str(int(grid.max()) + 1))
    return tuple(f"grid {number + 1:0{width}d}" for number in range(int(grid.max()) + 1))


# what people see -----------------------------------------------------------------------------------------------------
def score_table(found: Division) -> pd.DataFrame:
    """Return a row for each measure: its value, the legal divisions' range, the percentile, and other divisions."""
    rows = []
    first = next(iter(found.scores))
    for measure in MEASURES:
        row: dict[str, Any] = {"measure": measure.name, "unit": measure.unit}
        row |= {name: values[measure.name] for name, values in found.scores.items()}
        if measure.name in COMPARED and not found.ensemble.empty:
            place = standing(found.ensemble, measure.name, found.scores[first][measure.name])
            row |= {"legal_least": place.least, "legal_median": place.median, "legal_most": place.most}
            row |= {"percentile": 100 * place.percentile}
        rows.append(row | {"meaning": measure.meaning})
    return pd.DataFrame(rows)


def sentences(found: Division) -> list[str]:
    """Return what the score says in words."""
    name, values = next(iter(found.scores.items()))
    who = "The given division" if name == "given" else "This division"
    faults = [f"{values[fault]:.0f} {_fault(fault)}" for fault in FAULTS if values[fault]]
    told = [f"{who} {'keeps all rules' if not faults else 'breaks rules: ' + ', '.join(faults)}."]
    if not found.ensemble.empty:
        told += [
            _placed(found, "workload_cv", "even in workload", "low"),
            _placed(found, "polsby_popper", "compact", "high"),
        ]
        independent = min(effective_size(found.ensemble[name].to_numpy(float)) for name in COMPARED[:2])
        told.append(
            f"The {len(found.ensemble)} legal divisions come from one ReCom chain and are worth about "
            f"{independent:.0f} independent ones."
        )
    return [*told, *found.notes]


def _fault(name: str) -> str:
    unit = next(measure.unit for measure in MEASURES if measure.name == name)
    return f"{unit} {name.replace('_', ' ').removesuffix(' ' + unit)}"


def _placed(found: Division, measure: str, words: str, better: str) -> str:
    values = next(iter(found.scores.values()))
    place = standing(found.ensemble, measure, values[measure])
    beaten = 1 - place.percentile if better == "low" else place.percentile
    rare = "unusual" if place.unusual else "not unusual"
    return f"It is more {words} than {100 * beaten:.0f} % of {len(found.ensemble)} legal divisions: {rare}."


def _show(found: Division, wanted: Wanted) -> None:
    table = score_table(found).drop(columns="meaning")
    show_rows(table)
    for told in sentences(found):
        say(told)


# what is written -----------------------------------------------------------------------------------------------------
def _record(wish: Wish, wanted: Wanted, seed: int, found: Division) -> Plain:
    return {
        "format": "gridgov division 1",
        "overrides": list(wish.overrides),
        "seed": seed,
        "map": str(wanted.map) if wanted.map else None,
        "score": wanted.score or None,
        "columns": wanted.columns._asdict(),
        "households": wanted.limits.span,
        "rounds": wanted.rounds,
        "libraries": {name: installed(name) for name in NEEDED},
        "scores": found.scores,
        "told": sentences(found),
        "notes": list(found.ground.notes),
    }


def _write(folder: Path, found: Division, wanted: Wanted, scenario: Scenario, record: Plain) -> None:
    from experiments.maps.picture import draw
    from experiments.maps.writing import write_street, write_tables

    folder.mkdir(parents=True, exist_ok=True)
    write_tables(folder, found.ground, found.given.grid, found.given.names)
    write_csv(folder / "score.csv", score_table(found))
    if not found.ensemble.empty:
        write_csv(folder / "ensemble.csv", found.ensemble)
    draw(found).savefig(folder / "map.png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    write_text(folder / RECORD, json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    if wanted.map is not None:
        option = write_street(folder, found.ground, found.given.grid, scenario.street)
        say(f"to live on it: gridgov run --config-dir {folder} street={option.stem}")
