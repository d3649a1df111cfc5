"""Conducting a plan: resume or refuse, make the runs, keep the ledger, write the folder; a run is a study of one."""

from __future__ import annotations

import platform
import shlex
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from experiments.branching import by_history
from experiments.build import plain
from experiments.cores import available_cores
from experiments.execute import Executor, Run
from experiments.factors import as_plain
from experiments.identity import OTHERS, installed, other_versions
from experiments.ledger import FILE, Counts, Ledger, open_ledger, sole_writer
from experiments.money import write_costs
from experiments.plan import Plan, plan_facts
from experiments.store import fingerprints, read_runs, write_dictionary, write_manifest, write_tables, written_tables
from experiments.tables import write_csv
from sim.errors import InputError

FORMAT = 1
DESIGN = "another design, configuration or seed"
Watch = Callable[[Counts], None]


class Stopping(NamedTuple):
    """When to give up: after more failed runs than this, a run after more tries or seconds (None: as the executor)."""

    max_failures: int | None = None
    retries: int | None = None
    timeout_seconds: float | None = None

    def apply(self, executor: Executor) -> Executor:
        """Return the executor with its own limits changed to these."""
        wanted = {"retries": self.retries, "timeout_seconds": self.timeout_seconds}
        changes = {name: value for name, value in wanted.items() if value is not None and hasattr(executor, name)}
        return executor.but(**changes) if changes else executor  # type: ignore[attr-defined, no-any-return]


NEVER = Stopping()


class Sitting(NamedTuple):
    """What one sitting came to: the state of the ledger, how it ended, and the wall-clock seconds it took."""

    counts: Counts
    status: str
    seconds: float


def conduct(
    plan: Plan, run: Run, stopping: Stopping = NEVER, watch: Watch = lambda counts: None, extends: bool = False
) -> Sitting:
    """Make the pending runs of a plan and write its folder; `run(scenario, seed)` makes one run.

    A folder with the same plan is resumed, one with another plan refused (InputError), unless the plan `extends` it.
    On Ctrl-C the folder is written as far as it got and KeyboardInterrupt goes on to the caller.
    """
    _make_folder(plan.folder)
    with sole_writer(plan.folder), open_ledger(plan.folder) as ledger:
        enter(plan, ledger, extends)
        started = time.time()
        write_status(plan, ledger, "running", started)
        status = "interrupted"
        try:
            status = _work(plan, ledger, run, stopping, watch)
        finally:
            write_tables(ledger, plan.folder, plan.prices)
            write_status(plan, ledger, status, started)
        return Sitting(ledger.counts(), status, time.time() - started)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        mend = f"choose another place by --results ({error.strerror})"
        raise InputError("--results", str(folder.parent), "a folder that can be written to", mend) from error


def refuse_other(plan: Plan) -> None:
    """Raise InputError if the plan's folder holds another study, or something that is no result folder."""
    if not plan.folder.exists():
        return
    if not (plan.folder / FILE).is_file():
        if plan.folder.is_dir() and not any(plan.folder.iterdir()):
            return
        raise InputError("name", plan.folder.name, "a new folder", f"{plan.folder} is no result folder; choose name=")
    with open_ledger(plan.folder) as ledger:
        if reason := difference(plan, ledger.about()):
            raise _refusal(plan, reason)


def analyse(folder: Path, factors: list[str], baseline: dict[str, Any]) -> pd.DataFrame:
    """Write `comparison.csv` of a study's folder and return it: every indicator against the baseline."""
    from experiments.statistics import compare

    table = compare(read_runs(folder), factors, baseline)
    write_csv(folder / "comparison.csv", table)
    return table


def enter(plan: Plan, ledger: Ledger, extends: bool = False) -> None:
    """Write the plan into its ledger, or go on with what is there; InputError if that is another plan's."""
    about = ledger.about()
    reason = difference(plan, about)
    if reason and not (extends and reason == DESIGN):
        raise _refusal(plan, reason)
    if reason or not about:
        ledger.plan(plan_facts(plan), plan.points, plan.runs)
    ledger.retry_failed()


def difference(plan: Plan, about: dict[str, Any]) -> str:
    """Return in words what is another in a plan than in what a ledger says about its own ("" if nothing is)."""
    if not about or about["plan"] == plan.identity:
        return ""
    if about["code"] != plan.fingerprint:
        return "other model code"
    if other := other_versions(about["versions"]):
        return f"other library versions ({other})"
    return DESIGN


def _refusal(plan: Plan, reason: str) -> InputError:
    mend = "go on with what made it, or choose another name=..., or"
    mend += f" add --overwrite to delete {plan.folder} and begin anew"
    if reason == DESIGN:
        mend += f"; more replications or levels can be added: gridgov extend {plan.folder} replications=..."
    return InputError("name", plan.folder.name, f"a folder without results of {reason}", mend)


def _work(plan: Plan, ledger: Ledger, run: Run, stopping: Stopping, watch: Watch) -> str:
    tasks = by_history(plan.task(run) for run in ledger.planned("pending"))
    watch(ledger.counts())
    with closing(stopping.apply(plan.executor).execute(run, tasks)) as batches:  # type: ignore[type-var]
        for batch in batches:
            ledger.store(batch)
            counts = ledger.counts()
            watch(counts)
            if stopping.max_failures is not None and counts.failed > stopping.max_failures:
                return "stopped"
    return "complete" if not ledger.counts().failed else "failures"


def write_status(plan: Plan, ledger: Ledger, status: str, started: float) -> None:
    """Write the manifest: what was asked for, what made it, and how far it is."""
    counts, now = ledger.counts(), time.time()
    tables = written_tables(plan.folder) if status == "running" else fingerprints(plan.folder)
    manifest = {
        "format": FORMAT,
        "name": plan.folder.name,
        "status": status,
        "command": plan.wish.command or shlex.join(["gridgov", *sys.argv[1:]]),
        **plan_facts(plan),
        "title": plan.study.title or "A run",
        "factors": {name: as_plain(spec) for name, spec in plan.study.factors.items()},
        "baseline": plan.study.baseline,
        "contrasts": list(plan.study.declared),
        "replications": plan.study.replications,
        "design": plain(plan.study),
        "config": plan.baseline.config,
        "prices": plain(plan.prices),
        "executor": plain(plan.executor),
        "libraries": {name: installed(name) for name in OTHERS},
        "machine": {"system": platform.platform(), "python": sys.version.split()[0], "cores": available_cores()},
        "timings": _timings(started, now, ledger.run_seconds()),
        "counts": counts._asdict(),
        "tables": tables,
    }
    write_manifest(plan.folder, manifest)


def _timings(started: float, now: float, run_seconds: float) -> dict[str, Any]:
    stamps = {"started": started, "written": now}
    texts = {name: datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds") for name, at in stamps.items()}
    return {**texts, "sitting_seconds": round(now - started, 3), "run_seconds": round(run_seconds, 3)}


def finish(plan: Plan) -> None:
    """Write what is made from the tables of a folder: costs, for a study the comparison, and what the columns mean.

    A sampled design has neither: its points are not compared; its report writes the indices.
    """
    if plan.study.design.sampled:
        return
    write_costs(plan.folder, plan.prices, list(plan.study.factors))
    if plan.study.factors:
        analyse(plan.folder, list(plan.study.factors), plan.study.baseline)
    write_dictionary(plan.folder, list(plan.study.factors))
