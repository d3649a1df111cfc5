"""The command `gridgov log replay`: real arrivals, simulated handling, two policies as twins."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import yaml

from experiments.compose import open_configs
from experiments.libraries import need_libraries
from experiments.logs.arrivals import whole_span
from experiments.logs.fitting.command import FIT, Wanted, check_option, choose, fit_street
from experiments.logs.fitting.panel import placed
from experiments.logs.fitting.priors import Priors
from experiments.logs.fitting.window import DAY, Window
from experiments.logs.fitting.writing import GROUPS
from experiments.logs.folder import How, asked_of, begin, check_way, make_way, open_log, safe_name, write_manifest
from experiments.logs.reading import Log
from experiments.logs.replayed import LOGGED, MEASURED, OTHER, as_logged, compared, page, sentences
from experiments.logs.runs import Runs, backlogs_of, kept_runs
from experiments.logs.trace_file import write_trace
from experiments.plan import build_scenario
from experiments.screen import say, show_rows
from experiments.tables import write_csv, write_text
from experiments.wish import key_of
from sim.errors import InputError
from sim.scenario import Scenario

LEAD_DAYS = 28  # days before the replayed ones that are lived through first, so that desks are not empty
FIRST_SEED = 1
MORE = re.compile(r"(coordinator|administrator|supervisor)s?=([+-]?\d+)")


class Asked(NamedTuple):
    """What was asked: the fitted folder (None: fit first), the days to replay, more posts, seeds, worker processes."""

    fitted: Path | None
    first: pd.Timestamp | None
    last: pd.Timestamp | None
    more: tuple[str, ...]
    replications: int
    workers: int


class Street(NamedTuple):
    """A fitted street in the replay's own folder: its option's name, first day, and names that the log's became."""

    folder: Path
    name: str
    first: pd.Timestamp
    kind_of: dict[tuple[str, str], str]
    area_of: dict[str, str]
    resident_share: float | None


def replay(
    path: Path,
    how: How,
    wanted: Wanted,
    asked: Asked,
    overrides: Sequence[str],
    results: Path,
    overwrite: bool,
) -> int:
    """Let the fitted street live through the logged events, as it is and with the overrides; print and write both."""
    named = [text for text in overrides if key_of(text) == "name"]
    changes = [text for text in overrides if key_of(text) != "name"]
    need_libraries("gridgov log", "logs", "pandera")
    words = asked_of("replay", path.resolve(), how, wanted, asked._replace(workers=0), changes)
    place = (results, named, safe_name("replay", path), overwrite, words)
    folder = check_way(*place)
    log = open_log(path, how)
    _check(log, wanted, asked, folder)
    begin(make_way(*place), "replay", words)
    with kept_runs(folder, asked.workers) as runs:
        facts, found, told = _live_again(log, wanted, asked, changes, runs)
    say(facts)
    show_rows(found)
    for sentence in told:
        say(sentence)
    say(f"page: {folder / 'replay.html'}")
    return 0


def _live_again(
    log: Log, wanted: Wanted, asked: Asked, changes: list[str], runs: Runs
) -> tuple[str, pd.DataFrame, list[str]]:
    """Make the runs of both policies, write the folder; return the facts, the comparison and what it says."""
    folder, street = runs.folder, _street(log, wanted, asked, runs)
    table = placed(log.events, Window(street.first, np.ones(1, bool), "none", ()), street.kind_of, street.area_of)
    days = _days(table, street.first, asked)
    write_trace(folder / "trace.csv", table[table["day"] < days[1]], street.resident_share)
    _write_onset(street)
    policies = _policies(street, days, changes, asked.more)
    for note in policies[LOGGED].notes():
        say(f"note: {note}; the {min(days[0], LEAD_DAYS)} days before the replayed ones fill the desks")
    rows, daily = _run(policies, asked, runs)
    found = compared(rows)
    for name, part in {"runs": rows, "comparison": found, "daily": daily}.items():
        write_csv(folder / f"{name}.csv", part)
    start = street.first + days[0] * DAY
    facts = f"{start.date()} to {(street.first + days[1] * DAY - DAY).date()}, {asked.replications} paired seeds; "
    facts += f"other policy: {' '.join([*changes, *asked.more]) or 'none'}"
    told = [*sentences(found), *as_logged(table, days, rows)]
    write_text(folder / "replay.html", page(folder.name, facts, told, found, daily))
    write_manifest(folder, "replay", {**log.about, "overrides": changes, "more": list(asked.more), "days": list(days)})
    return facts, found, told


def _check(log: Log, wanted: Wanted, asked: Asked, folder: Path) -> None:
    """Refuse what can be refused before an earlier folder goes."""
    for text in asked.more:
        _added(text)
    span, wished = whole_span(log.events), [day for day in (asked.first, asked.last) if day is not None]
    if wished != sorted(wished) or not all(span.first <= day <= span.last for day in wished):
        raise _not_in_log(asked, span.first, span.last)
    if asked.fitted is None:
        check_option(folder.name)
        choose(log, wanted)
    elif not (asked.fitted / FIT).is_file():
        raise InputError("--fitted", str(asked.fitted), "a folder written by gridgov log fit", "fit the log first")
    elif asked.fitted.resolve() == folder.resolve():
        raise InputError("--fitted", str(asked.fitted), "another folder than the replay's own", "choose name=...")


def _street(log: Log, wanted: Wanted, asked: Asked, runs: Runs) -> Street:
    """Return the fitted street: fitted now, or copied from the folder of an earlier fit."""
    folder = runs.folder
    if asked.fitted is None:
        fit_street(log, choose(log, wanted), folder, folder.name, runs)
        source, name = folder, folder.name
    else:
        source = asked.fitted
        name = source.name
        for group in GROUPS:
            (folder / group).mkdir(parents=True, exist_ok=True)
            shutil.copy(source / group / f"{name}.yaml", folder / group / f"{name}.yaml")
    about = json.loads((source / FIT).read_text(encoding="utf-8"))
    kinds = {(kind, group): called for kind, group, called in about["kinds"]}
    share = None if about["source_known"] else Priors().residents_share
    return Street(folder, name, pd.Timestamp(about["first"]), kinds, about["areas"], share)


def _days(table: pd.DataFrame, first: pd.Timestamp, asked: Asked) -> tuple[int, int]:
    """Return the first and the last replayed day (excluded), counted from the first day of the fit."""
    last_day = int(table["day"].max())
    start = 0 if asked.first is None else int((asked.first - first) // DAY)
    end = last_day if asked.last is None else min(int((asked.last - first) // DAY), last_day)
    if not 0 <= start <= end:
        raise _not_in_log(asked, first, first + last_day * DAY)
    return start, end + 1


def _not_in_log(asked: Asked, first: pd.Timestamp, last: pd.Timestamp) -> InputError:
    ends = ("the first day", asked.first), ("the last day", asked.last)
    got = " to ".join(usual if day is None else str(day.date()) for usual, day in ends)
    allowed = f"days of the log from {first.date()} to {last.date()}"
    return InputError("--from and --to", got, allowed, "choose days that are in the log")


def _write_onset(street: Street) -> None:
    """Write the option `onset=NAME_trace`: the fitted onset with the record in place of its draws."""
    path = street.folder / "onset" / f"{street.name}.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    values |= {"_target_": "sim.processes.trace.TracedOnset", "trace": str((street.folder / "trace.csv").resolve())}
    write_text(path.with_stem(f"{street.name}_trace"), yaml.safe_dump(values, allow_unicode=True, sort_keys=False))


def _policies(street: Street, days: tuple[int, int], changes: list[str], more: tuple[str, ...]) -> dict[str, Scenario]:
    """Return the scenario of each policy; InputError where an override cannot be used or changes nothing."""
    lead = min(days[0], LEAD_DAYS)
    fixed = [
        f"street={street.name}",
        f"onset={street.name}_trace",
        f"start_date='{(street.first + days[0] * DAY).date()}'",
        f"days={days[1] - days[0]}",
        f"warmup_days={lead}",
    ]
    with open_configs(street.folder) as configs:
        logged = build_scenario(configs.compose(fixed))
        other = build_scenario(configs.compose([*fixed, *changes, *_posts(logged, more)]))
    if other == logged:
        return {LOGGED: logged}
    if (other.days, other.start_date, other.street.name) != (logged.days, logged.start_date, logged.street.name):
        raise InputError("override", " ".join(changes), "rules and numbers of the street", "days are --from and --to")
    return {LOGGED: logged, OTHER: other}


def _added(text: str) -> tuple[str, int]:
    """Return the role and the number of posts of one --more."""
    found = MORE.fullmatch(text)
    if found is None:
        raise InputError("--more", text, "administrators=NUMBER, coordinators=NUMBER or supervisors=NUMBER")
    return found[1], int(found[2])


def _posts(scenario: Scenario, more: tuple[str, ...]) -> list[str]:
    """Return overrides that add so many posts to the street as a whole."""
    texts = []
    for text in more:
        role, number = _added(text)
        per_grid = scenario.staffing.posts_per_grid(role) + number / scenario.street.grids_made
        texts.append(f"staffing.{role}s_per_grid={max(per_grid, 0.0)!r}")
    return texts


def _run(policies: dict[str, Scenario], asked: Asked, runs: Runs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return indicators by policy and seed, and open cases by policy and day."""
    pairs = [(seed, name) for seed in range(FIRST_SEED, FIRST_SEED + asked.replications) for name in policies]
    scenarios, seeds = [policies[name] for _, name in pairs], [seed for seed, _ in pairs]
    rows, daily = [], []
    for made in runs.make(backlogs_of, scenarios, seeds, "runs"):
        seed, name = pairs[made.place]
        rows.append({"policy": name, "seed": seed, **{one: made.row[one] for one in MEASURED}})
        daily.append(made.table.assign(seed=seed, policy=name))
    order = ["policy", "seed"]
    return pd.DataFrame(rows).sort_values(order, ignore_index=True), pd.concat(daily).sort_values([*order, "day"])
