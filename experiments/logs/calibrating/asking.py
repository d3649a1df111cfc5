"""What is asked of a calibration: the log with its days, the street, the parameters, and how much is tried."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.compose import open_configs
from experiments.designs import replication_seed
from experiments.identity import code_fingerprint
from experiments.logs.backtest.handled import SETTLED_DAYS
from experiments.logs.calibrating.cases import Cases, cases_of, said_columns
from experiments.logs.calibrating.ranges import Range, ranges_of
from experiments.logs.calibrating.trying import Setting
from experiments.logs.fitting.command import FIT, FittedStreet, Wanted, about, choose, fit_street
from experiments.logs.fitting.panel import placed
from experiments.logs.fitting.window import DAY, Window
from experiments.logs.fitting.writing import read_scenario
from experiments.logs.reading import Log
from experiments.plan import build_scenario, seed_of
from experiments.wish import head_of, key_of
from sim.errors import InputError
from sim.scenario import Scenario

OF_THE_LOG = ("days", "warmup_days", "start_date", "detail")
FITTED_GROUPS = ("catalogue", "onset")


class Asked(NamedTuple):
    """What was asked: parameters (with ranges), trials of the search, replications of each, worker processes."""

    parameters: tuple[str, ...]
    trials: int
    replications: int
    workers: int


class Question(NamedTuple):
    """A question, complete: the log's cases, the setting of all trials, the ranges, and the fit (None: none)."""

    cases: Cases
    setting: Setting
    ranges: tuple[Range, ...]
    street: FittedStreet | None
    seed: int
    identity: dict[str, Any]


def window_of(path: Path, log: Log, wanted: Wanted) -> Window:
    """Return the days to calibrate to: those of a fit's own folder, unless others are asked for."""
    if not (path / FIT).is_file() or wanted != Wanted():
        return choose(log, wanted)
    fit = json.loads((path / FIT).read_text(encoding="utf-8"))
    first, end = pd.Timestamp(fit["first"]), pd.Timestamp(fit["until"]) + DAY
    used = np.ones((end - first) // DAY, bool)
    used[[(pd.Timestamp(day) - first) // DAY for day in fit["left_out"]]] = False
    return Window(first, used, fit["calendar"], tuple(fit["rest_days"]), tuple(fit["notes"]))


def check_overrides(overrides: Sequence[str]) -> bool:
    """Return whether a declared street is asked for (street=...); InputError for what is not the user's to choose."""
    heads = [head_of(text) for text in overrides]
    declared = any(key_of(text) == "street" for text in overrides)
    for head in heads:
        if head in OF_THE_LOG:
            raise InputError(head, "an override", "the days of the log", "choose them with --from and --until")
        if head in FITTED_GROUPS and not declared:
            raise InputError(head, "an override", "what was fitted to the log", "or choose street=...")
    return declared


def pose(log: Log, window: Window, asked: Asked, overrides: Sequence[str], folder: Path) -> Question:
    """Return the question; the street is fitted to the log, its option files in the folder, unless one is named."""
    changes = [text for text in overrides if key_of(text) != "name"]
    seed = _seed(changes)
    changes = [text for text in changes if key_of(text) != "seed"]
    street = None if check_overrides(changes) else fit_street(log, window, folder, folder.name)
    scenario = _declared(changes) if street is None else read_scenario(folder, street.name, tuple(changes))
    fitted = None if street is None else street.fitted
    names = (fitted.panel.kind_of, fitted.panel.area_of) if fitted else ({}, {})
    events = placed(log.events, window, *names) if fitted else log.events
    ranges = ranges_of(asked.parameters, scenario)
    said = tuple(said_columns(log.events))
    n_days = window.n_days + (0 if "closed_at" in said else SETTLED_DAYS)
    days = {"start_date": str(window.first.date()), "days": n_days, "detail": "incidents"}
    seeds = tuple(replication_seed(seed, number) for number in range(asked.replications))
    setting = Setting(scenario.but(**days), fitted, window, said, seeds)
    identity = {
        "log": [log.about.get("sha256"), len(log.events)],
        "days": about(window),
        "overrides": changes,
        "ranges": [[one.key, one.low, one.high] for one in ranges],
        "seeds": list(seeds),
        "code": code_fingerprint(),
    }
    return Question(cases_of(events, window), setting, ranges, street, seed, identity)


def _seed(overrides: Sequence[str]) -> int:
    with open_configs() as configs:
        return seed_of(configs.compose([text for text in overrides if key_of(text) == "seed"])["seed"])


def _declared(overrides: Sequence[str]) -> Scenario:
    with open_configs() as configs:
        return build_scenario(configs.compose(overrides))
