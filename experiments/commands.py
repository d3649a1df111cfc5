"""What the commands do: plan, conduct, show; each returns the exit code of the command line."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import branching
from experiments.compose import open_configs
from experiments.execute import Serial
from experiments.identity import other_code
from experiments.ledger import FILE, delete_results, open_ledger
from experiments.money import costs_file, set_name, social_cost, totals, write_cost_comparison, write_costs
from experiments.pilot import estimate
from experiments.plan import Plan, Wish, build_prices, make_plan
from experiments.precision import more_wanted
from experiments.recall import recall
from experiments.restore import restored
from experiments.screen import (
    follow_days,
    follow_runs,
    say,
    show_comparison,
    show_counts,
    show_dependence,
    show_design,
    show_indicators,
    show_totals,
)
from experiments.shards import merge, merged_name
from experiments.store import fingerprints, read_manifest, read_runs, reproduce, require_unchanged, write_dictionary
from experiments.study import Sitting, Stopping, conduct, finish, refuse_other
from sim import run as simulate
from sim.errors import InputError

INPUT_ERROR = f"{InputError.__module__}.{InputError.__name__}: "


def run_once(wish: Wish, overwrite: bool) -> int:
    """Make one run (or show it, if it was made before) and print its indicators."""
    plan = make_plan(wish)._replace(executor=Serial())
    _make_way(plan, overwrite)
    scenario = plan.scenarios[0]
    for note in plan.notes:
        say(f"note: {note}")
    with follow_days(scenario.warmup_days + scenario.days) as on_day:
        sitting = _conduct(plan, partial(simulate, on_day=on_day), Stopping(), None)
    if sitting.counts.failed:
        return _failed(plan)
    finish(plan)
    show_indicators(read_runs(plan.folder).iloc[0].to_dict())
    say(f"results: {plan.folder}")
    return 0


def run_study(wish: Wish, stopping: Stopping, overwrite: bool = False, extends: bool = False) -> int:
    """Make, go on with or extend a study (or a shard of one), print the comparison and the path of the report."""
    plan = make_plan(wish)
    if plan.study.precision.wanted and not overwrite and _planned(plan) > plan.study.replications:
        return run_study(_with_replications(plan, _planned(plan)), stopping)  # it has grown already
    _make_way(plan, overwrite, extends)
    for note in plan.notes:
        say(f"note: {note}")
    with follow_runs(plan.folder.name) as watch:
        sitting = _conduct(plan, branching.run, stopping, watch, extends)
    if plan.study.precision.wanted and sitting.counts.stored == sitting.counts.planned and not wish.shard:
        if more := more_wanted(read_runs(plan.folder), list(plan.study.factors), plan.study.precision, say):
            return run_study(_with_replications(plan, more), stopping, extends=True)
    if sitting.counts.stored and not wish.shard:
        _finish_study(plan)
    say(f"{sitting.counts.stored} runs in {plan.folder}, {sitting.seconds:.0f} s in this sitting")
    if sitting.counts.failed or sitting.counts.pending:
        return _failed(plan)
    if wish.shard:
        say(f"when the other shards are there: gridgov merge {plan.folder.with_name(merged_name(plan.folder))}.shard-*")
        return 0
    return _report_study(plan)


def _with_replications(plan: Plan, replications: int) -> Wish:
    """Return the wish behind a plan with other replications, in the same folder."""
    return plan.wish.with_more([f"replications={replications}", f"name={plan.folder.name}"])


def _planned(plan: Plan) -> int:
    """Return how many replications a plan's folder has planned already (0: there is none)."""
    if not (plan.folder / FILE).is_file():
        return 0
    with open_ledger(plan.folder) as ledger:
        return len(ledger.about().get("seeds", ()))


def _finish_study(plan: Plan) -> None:
    finish(plan)
    if not plan.study.design.sampled:
        show_comparison(read_runs(plan.folder), list(plan.study.factors), plan.study)


def _report_study(plan: Plan) -> int:
    written = write_report(plan.folder)
    if plan.study.design.sampled:
        show_dependence(pd.read_csv(plan.folder / "sensitivity.csv"))
    return written


def show_plan(wish: Wish) -> int:
    """Print design points, replications, runs and the estimated time."""
    plan = make_plan(wish)
    refuse_other(plan)
    show_design(plan.study, len(plan.points), len(plan.runs))
    for note in plan.notes:
        say(f"note: {note}")
    say(f"seed {plan.seed}; results would go to {plan.folder}")
    found = estimate(plan)
    least, most = (f"{minutes:.0f}" if minutes >= 10 else f"{minutes:.1f}" for minutes in found[2:4])
    pilot = f"from pilots in all of them at once ({found.run_seconds:.2f} s a run)"
    say(f"about {least} to {most} minutes with {found.workers} worker process(es), {pilot}")
    say(
        f"the folder will hold about {found.folder_mb:,.0f} MB"
        if found.folder_mb >= 1
        else "the folder stays below 1 MB"
    )
    return 0


def resume(wish: Wish, stopping: Stopping, folder: Path) -> int:
    """Go on with what made a result folder: a study, or a single run.

    Where other model code or libraries made all of its runs, nothing is run and its tables are written anew.
    """
    if restored(folder, wish.package):
        return 0
    return run_study(wish, stopping) if wish.study else run_once(wish, False)


def merge_folders(words: Sequence[Path], package: str) -> int:
    """Join folders of one study in one, print the comparison and the path of the report; 1 if runs are missing."""
    names = [str(word).partition("=")[2] for word in words if str(word).startswith("name=")]
    patterns = [word for word in words if not str(word).startswith("name=")]
    folders = [folder for one in patterns for folder in (sorted(one.parent.glob(one.name)) or [one])]
    if not folders:
        raise InputError("DIR", "none", "folders of shards of one study", "such as results/staffing.shard-*")
    wishes = [recall(folder, package) for folder in folders]
    name = names[-1] if names else merged_name(folders[0])
    plan = make_plan(dataclasses.replace(wishes[0].with_more([f"name={name}"]), shard="").told())
    counts = merge(plan, folders)
    if counts.stored:
        _finish_study(plan)
    say(f"{counts.stored} of {counts.planned} runs in {plan.folder}, merged from {len(folders)} folder(s)")
    if counts.pending:
        say(f"{counts.pending} pending: merge the other shards too, or gridgov resume {plan.folder}")
    return _failed(plan) if counts.failed or counts.pending else _report_study(plan)


def show_status(folder: Path) -> int:
    """Print the counts of a study's ledger, its failed runs, and tables that are missing or were changed."""
    manifest = read_manifest(folder)
    if codes := other_code(manifest):
        say("note: made by model code {}, this is {}; what is stored stays as it is".format(*codes))
    tell_tables(folder, manifest)
    with open_ledger(folder) as ledger:
        if ledger.about().get("plan") != manifest.get("plan"):
            mend = f"gridgov resume {folder} goes on with what the ledger has"
            raise InputError("DIR", str(folder), "a ledger with the plan of its manifest", mend)
        show_counts(manifest, ledger.counts(), folder)
        points = {point.point: point for point in ledger.points(configs=False)}
        for record in ledger.records("failed"):
            say(f"failed: {record.failure.strip().splitlines()[-1]}")
            say(f"  reproduce: {reproduce(record.run, points[record.run.point], manifest['sources'])}")
    return 0


def tell_tables(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Say which tables of a folder are missing or were changed, and what writes them anew."""
    here = fingerprints(folder)
    for name in [one for one, written in (manifest.get("tables") or {}).items() if here.get(one) != written]:
        say(f"note: {name}.parquet is missing or was changed; gridgov resume {folder} writes it anew")


def write_report(folder: Path, lang: str = "both", pdf: bool = False, browser: str = "") -> int:
    """Write the report of a result folder, on paper too if asked for, and print the paths."""
    from experiments.report import write_pdf
    from experiments.report import write_report as write

    manifest = read_manifest(folder)
    path = write(folder, lang)
    tell_tables(folder, manifest)
    write_dictionary(folder, list(manifest["factors"]))
    say(f"report: {path}")
    if pdf:
        for paper in write_pdf(folder, lang, browser):
            say(f"report: {paper}")
    return 0


def show_costs(folder: Path, overrides: tuple[str, ...], config_dir: Path | None, package: str) -> int:
    """Write the costs at the folder's prices, or beside them at other prices; print totals by activity and by grid."""
    manifest = read_manifest(folder)
    require_unchanged(folder, manifest)
    for text in overrides:
        if not text.lstrip("+~").startswith("prices"):
            raise InputError("override", text, "prices=OPTION or prices.KEY=VALUE", "other changes need a new run")
    prices, name = build_prices(manifest, package), set_name(overrides)
    if overrides:
        kept = [text for text in manifest["overrides"] if text.lstrip("+~").startswith("prices")]
        with open_configs(config_dir) as configs:
            prices = build_prices(configs.compose([*kept, *overrides]), package)
    factors, runs = list(manifest["factors"]), read_runs(folder)
    table = write_costs(folder, prices, factors, name)
    for book in ("activity", "grid"):
        show_totals(totals(table, book), book, factors, runs)
    say(f"social cost of harm, paid by nobody: {social_cost(table):,.0f} yuan (mean of design points)")
    say(f"the books of activities and grids agree in every run; written to {costs_file(folder, name)}")
    if overrides and factors:
        path = write_cost_comparison(folder, prices, factors, manifest["baseline"], name)
        say(f"indicators of money at these prices, against the baseline: {path}")
    if overrides:
        say(f"{costs_file(folder)}, the comparison and the report stay at the prices of the study")
    write_dictionary(folder, factors)
    return 0


def _make_way(plan: Plan, overwrite: bool, extends: bool = False) -> None:
    """Delete an earlier result folder if that was asked for; refuse one that holds something else."""
    if overwrite and (plan.folder / FILE).is_file():
        delete_results(plan.folder)
    if not extends:
        refuse_other(plan)


def _conduct(plan: Plan, run: object, stopping: Stopping, watch: object, extends: bool = False) -> Sitting:
    try:
        return conduct(plan, run, stopping, watch or (lambda counts: None), extends)  # type: ignore[arg-type]
    except KeyboardInterrupt:
        if (plan.folder / FILE).is_file():
            with open_ledger(plan.folder) as ledger:
                counts = ledger.counts()
            kept = f"{counts.stored} of {counts.planned} runs are stored in {plan.folder}"
            print(f"\n{kept}; go on with the same command or: gridgov resume {plan.folder}", file=sys.stderr)
        raise


def _failed(plan: Plan) -> int:
    """Say which runs failed and how to make them again; return exit code 1 (2 if the input was at fault)."""
    with open_ledger(plan.folder) as ledger:
        counts, records = ledger.counts(), list(ledger.records("failed"))
        last = records[0].failure.strip().splitlines()[-1] if records else ""
        if last.startswith(INPUT_ERROR):
            print(f"gridgov: {last.removeprefix(INPUT_ERROR)}", file=sys.stderr)
            return 2
        print(f"{counts.failed} failed and {counts.pending} pending of {counts.planned} runs", file=sys.stderr)
        for record in records[:1]:
            print(record.failure.rstrip(), file=sys.stderr)
            line = reproduce(record.run, plan.points[record.run.point], plan.wish.sources)
            print(f"reproduce: {line}", file=sys.stderr)
    if len(records) > 1:
        print(f"all failures: gridgov status {plan.folder}", file=sys.stderr)
    return 1
