"""Verification: stored runs, chosen by chance, are made again, and must come out the same, number for number."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from experiments.ledger import Record, open_ledger
from experiments.plan import Plan, make_plan
from experiments.screen import follow_steps, say, show_rows
from experiments.store import read_manifest, reproduce
from experiments.study import refuse_other
from experiments.wish import Wish
from sim import run as simulate
from sim.draws import Draws, name_key
from sim.errors import InputError

ELSEWHERE = 1e-9  # relative: on another type of machine the last digits of a number may differ, its digest may not


def verify_runs(wish: Wish, n_runs: int, seed: int) -> int:
    """Make some stored runs of a folder again and print what differs; return 1 if anything does, else 0."""
    plan = make_plan(wish)
    refuse_other(plan)
    with open_ledger(plan.folder) as ledger:
        chosen = choose(list(ledger.records("stored")), n_runs, seed)
    if not chosen:
        raise InputError("DIR", str(plan.folder), "a folder with stored runs", f"gridgov resume {plan.folder}")
    differences = [one for record in again(plan, chosen) for one in record]
    if not differences:
        say(f"{len(chosen)} of {len(plan.runs)} runs made again: digest and numbers are equal in all of them")
        return 0
    show_rows(pd.DataFrame(differences, columns=["run", "number", "stored", "made again"]))
    bad = {key for key, *_ in differences}
    say(f"{len(bad)} of {len(chosen)} runs came out differently: do not trust {plan.folder}")
    for record in chosen:
        if record.run.key in bad:
            say(f"  reproduce: {reproduce(record.run, plan.points[record.run.point], plan.wish.sources)}")
    return 1


def choose(records: Sequence[Record], n_runs: int, seed: int) -> list[Record]:
    """Return so many records, chosen by a draw for each run: equal seeds choose the same ones."""
    draws = Draws(seed)["runs to verify"]
    lots = sorted(records, key=lambda record: float(draws.uniform(name_key(record.run.key))))
    return lots[:n_runs]


def again(plan: Plan, chosen: Sequence[Record]) -> Iterator[list[tuple[str, str, Any, Any]]]:
    """Make runs again by the plan's executor; yield for each (run key, name, stored, made again) of what differs."""
    stored = {record.run.key: record.numbers for record in chosen}
    exact = read_manifest(plan.folder)["machine"]["system"] == platform.platform()
    with follow_steps("runs", len(chosen)) as step:
        for batch in plan.executor.execute(simulate, [plan.task(record.run) for record in chosen]):
            for outcome in batch:
                step()
                if outcome.failure:
                    yield [(outcome.key, "failure", "none", outcome.failure.strip().splitlines()[-1])]
                else:
                    found = _differing(stored[outcome.key], outcome.row, exact)
                    yield [(outcome.key, *one) for one in found]


def _differing(stored: dict[str, Any], made: dict[str, Any], exact: bool) -> list[tuple[str, Any, Any]]:
    names = [*stored, *(name for name in made if name not in stored)]
    return [
        (name, stored.get(name), made.get(name)) for name in names if not _same(stored.get(name), made.get(name), exact)
    ]


def _same(before: Any, now: Any, exact: bool) -> bool:
    if exact or not isinstance(before, float) or not isinstance(now, float):
        return repr(before) == repr(now)
    return repr(before) == repr(now) or abs(before - now) <= ELSEWHERE * max(abs(before), abs(now))
