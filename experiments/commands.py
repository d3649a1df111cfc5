"""What the commands do: plan, conduct, show; each returns the exit code of the command line."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from pathlib import Path

import pandas as pd

from experiments.compose import open_configs
from experiments.execute import Serial
from experiments.ledger import FILE, open_ledger
from experiments.money import costs_file, set_name, social_cost, totals, write_cost_comparison, write_costs
from experiments.pilot import estimate
from experiments.plan import Plan, Wish, build_prices, make_plan
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
from experiments.store import read_manifest, read_runs, reproduce, write_dictionary
from experiments.study import Sitting, Stopping, conduct, finish, refuse_other
from sim import run as simulate
from sim.errors import InputError

INPUT_ERROR = f"{InputError.__module__}.{InputError.__name__}: "


def run_once(wish: Wish, overwrite: bool) -> int:
    """Make one run (or show it, if it was made before) and print its indicators."""
    plan = make_plan(wish)._replace(executor=Serial())
    _make_way(plan, overwrite)
    scenario = plan.scenarios[0]
    with follow_days(scenario.warmup_days + scenario.days) as on_day:
        sitting = _conduct(plan, partial(simulate, on_day=on_day), Stopping(), None)
    if sitting.counts.failed:
        return _failed(plan)
    finish(plan)
    show_indicators(read_runs(plan.folder).iloc[0].to_dict())
    say(f"results: {plan.folder}")
    return 0


def run_study(wish: Wish, stopping: Stopping, retries: int | None, overwrite: bool) -> int:
    """Make or go on with a study, print the comparison and the path of the report."""
    plan = make_plan(wish)
    if retries is not None and hasattr(plan.executor, "retries"):
        plan = plan._replace(executor=plan.executor.but(retries=retries))
    _make_way(plan, overwrite)
    with follow_runs(plan.folder.name) as watch:
        sitting = _conduct(plan, simulate, stopping, watch)
    if sitting.counts.stored:
        finish(plan)
        if not plan.study.design.sampled:
            show_comparison(read_runs(plan.folder), list(plan.study.factors), plan.study)
        say(f"{sitting.counts.stored} runs in {plan.folder}, {sitting.seconds:.0f} s in this sitting")
    if sitting.counts.failed or sitting.counts.pending:
        return _failed(plan)
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


def recall(folder: Path, package: str) -> Wish:
    """Return the wish that made a result folder, as its manifest has it; the package must be named again."""
    manifest = read_manifest(folder)
    sources = dict(zip(manifest["sources"][::2], manifest["sources"][1::2], strict=True))
    if sources.get("--package", "") != package:
        mend = "classes of a package are only loaded when you name it"
        raise InputError("--package", package, str(sources.get("--package", "nothing")), mend)
    config_dir = Path(sources["--config-dir"]) if "--config-dir" in sources else None
    kept = [text for text in manifest["overrides"] if not text.startswith("name=")]
    overrides = (*kept, f"name={folder.name}")
    return Wish(overrides, manifest["study"], folder.parent, config_dir, package, manifest.get("command", ""))


def resume(wish: Wish, stopping: Stopping, retries: int | None) -> int:
    """Go on with what made a result folder: a study, or a single run."""
    return run_study(wish, stopping, retries, False) if wish.study else run_once(wish, False)


def show_status(folder: Path) -> int:
    """Print the counts of a study's ledger and its failed runs."""
    manifest = read_manifest(folder)
    with open_ledger(folder) as ledger:
        show_counts(manifest, ledger.counts())
        points = {point.point: point for point in ledger.points()}
        for record in ledger.records("failed"):
            say(f"failed: {record.failure.strip().splitlines()[-1]}")
            say(f"  reproduce: {reproduce(record.run, points[record.run.point], manifest['sources'])}")
    return 0


def write_report(folder: Path, lang: str = "both") -> int:
    """Write the report of a result folder and print its path."""
    from experiments.report import write_report as write

    manifest = read_manifest(folder)
    path = write(folder, lang)
    write_dictionary(folder, list(manifest["factors"]))
    say(f"report: {path}")
    return 0


def show_costs(folder: Path, overrides: tuple[str, ...], config_dir: Path | None, package: str) -> int:
    """Write the costs at the folder's prices, or beside them at other prices; print totals by activity and by grid."""
    manifest = read_manifest(folder)
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


def _make_way(plan: Plan, overwrite: bool) -> None:
    """Delete an earlier result folder if that was asked for; refuse one that holds something else."""
    if overwrite and (plan.folder / FILE).is_file():
        shutil.rmtree(plan.folder)
    refuse_other(plan)


def _conduct(plan: Plan, run: object, stopping: Stopping, watch: object) -> Sitting:
    try:
        return conduct(plan, run, stopping, watch or (lambda counts: None))  # type: ignore[arg-type]
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
