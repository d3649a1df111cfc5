"""The command `gridgov log fit`: estimate, calibrate by pilots, write a street that runs, and say what it rests on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.compose import open_configs
from experiments.libraries import need_libraries
from experiments.logs.fitting.estimates import estimates
from experiments.logs.fitting.fitted import Fitted, fit_log
from experiments.logs.fitting.panel import placed
from experiments.logs.fitting.pilot import calibrate
from experiments.logs.fitting.priors import Priors
from experiments.logs.fitting.street import (
    Delays,
    catalogue_values,
    first_delays,
    ground_of,
    n_grids,
    onset_values,
    street_values,
)
from experiments.logs.fitting.window import Span, Window, choose_window, usual_calendar
from experiments.logs.fitting.writing import GROUPS, read_scenario, write_options
from experiments.logs.folder import (
    How,
    asked_of,
    begin,
    check_way,
    make_way,
    open_log,
    safe_name,
    write_events,
    write_manifest,
)
from experiments.logs.reading import Log
from experiments.logs.runs import Runs, kept_runs
from experiments.screen import say, show_rows
from experiments.tables import write_csv, write_text
from sim.errors import InputError
from sim.scenario import Scenario

FIT = "fit.json"
SHOWN = ("events a", "days off", "shock", "memory", "negative", "residents bring")


class Wanted(NamedTuple):
    """What was asked of a fit beside the file: the days, and the calendar (empty: that of the log's format or zone)."""

    span: Span = Span()
    calendar: str = ""


class FittedStreet(NamedTuple):
    """A fitted street on disk: its folder and name, what it rests on, and the scenario that it composes to."""

    folder: Path
    name: str
    fitted: Fitted
    delays: Delays
    scenario: Scenario


def fit_command(path: Path, how: How, wanted: Wanted, overrides: Sequence[str], results: Path, overwrite: bool) -> int:
    """Fit a street to a log, print what was found and what was not, and write results/NAME/."""
    need_libraries("gridgov log", "logs", "pandera")
    asked = asked_of("fit", path.resolve(), how, wanted)
    place = (results, overrides, safe_name("fit", path), overwrite, asked)
    check_option(check_way(*place).name)
    log = open_log(path, how)
    window = choose(log, wanted)
    folder = make_way(*place)
    begin(folder, "fit", asked)
    with kept_runs(folder) as runs:
        street = fit_street(log, window, folder, folder.name, runs)
        table = estimates(street.fitted, street.delays, Priors())
        write_csv(folder / "parameters.csv", table)
        write_events(folder, log)
        write_manifest(folder, "fit", {**log.about, **about(street.fitted.panel.window)})
    tell(street, table)
    return 0


def check_option(name: str) -> None:
    """Raise InputError where gridgov has options of a name itself, which a fitted street's could not replace."""
    if is_taken(name):
        allowed = "a name that no street, catalogue or onset of gridgov has"
        raise InputError("name", name, allowed, f"choose name={name}_fit")


def is_taken(name: str) -> bool:
    """Whether gridgov itself has a street, catalogue or onset of a name."""
    with open_configs() as configs:
        return any(name in configs.options.get(group, []) for group in GROUPS)


def choose(log: Log, wanted: Wanted) -> Window:
    """Return the days of a log to fit to."""
    return choose_window(log.events["reported_at"], wanted.span, wanted.calendar or usual_calendar(log.about))


def fit_street(log: Log, window: Window, folder: Path, name: str, runs: Runs | None = None) -> FittedStreet:
    """Return the street fitted to the days of a window; its option files are written into the folder.

    Its pilots are kept in `runs`, if there are any.
    """
    priors, fitted = Priors(), fit_log(log.events, window)
    panel = fitted.panel
    table = placed(log.events, window, panel.kind_of, panel.area_of)
    ground = ground_of(table[table["day"] < window.n_days], panel)
    residents = n_grids(fitted, priors) * priors.residents_per_grid

    def build(delays: Delays) -> Scenario:
        catalogue = catalogue_values(fitted, delays, residents, priors)
        street = street_values(name, fitted, delays, ground, priors)
        write_options(folder, name, {"catalogue": catalogue, "onset": onset_values(fitted), "street": street})
        return read_scenario(folder, name)

    delays = calibrate(fitted, first_delays(fitted, priors), priors, build, runs)
    scenario = build(delays)
    known = fitted.resident_share is not None
    names = {
        "source_known": known,
        "kinds": [[*pair, name] for pair, name in panel.kind_of.items()],
        "areas": panel.area_of,
    }
    write_text(folder / FIT, json.dumps({**about(window), **names}, ensure_ascii=False, indent=1) + "\n")
    return FittedStreet(folder, name, fitted, delays, scenario)


def about(window: Window) -> dict[str, object]:
    """Return the days of a fit as plain values."""
    unused = [str((window.first + pd.Timedelta(days=int(day))).date()) for day in (~window.used).nonzero()[0]]
    return {
        "first": str(window.first.date()),
        "until": str((window.end - pd.Timedelta(days=1)).date()),
        "left_out": unused,
        "calendar": window.kind,
        "rest_days": list(window.rest_days),
        "notes": list(window.notes),
    }


def tell(street: FittedStreet, table: pd.DataFrame) -> None:
    """Print the main numbers of a fit, its priors, and how to run it."""
    window, panel = street.fitted.panel.window, street.fitted.panel
    for note in window.notes:
        say(f"note: {note}")
    say(f"{panel.used.sum():,} events of {window.used.sum()} days, {len(panel.kinds)} kinds, {len(panel.areas)} areas")
    fitted = table["parameter"].str.contains("|".join(SHOWN)) & ~table["parameter"].str.contains(
        "rate of|weekend factor"
    )
    show_rows(table[fitted & (table["origin"] == "fitted")])
    say("what the log cannot tell stays a prior (value, and the range that is thought possible):")
    show_rows(table[(table["origin"] == "prior") & ~table["parameter"].str.startswith("time limit of")])
    say(f"every parameter: {street.folder / 'parameters.csv'}")
    say(f"to run it: gridgov run --config-dir {street.folder} street={street.name}")
