"""The commands that speak of a ledger: how far it is, go on, add to it, divide it, put it together, check it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.options import (
    RESULTS,
    ConfigDir,
    Folder,
    KeepGoing,
    MaxFailures,
    Overrides,
    Overwrite,
    Package,
    Results,
    Retries,
    Timeout,
    examples,
    least,
)

More = Annotated[
    list[str], typer.Argument(metavar="KEY=VALUE ...", help="what grows: replications=, factors.KEY=[...]")
]
Part = Annotated[str, typer.Argument(metavar="I/N", help="which part of how many, such as 2/8")]
Whole = Annotated[str, typer.Argument(metavar="STUDY", help="a study, or the folder of one")]
Folders = Annotated[list[Path], typer.Argument(metavar="DIR ... [name=NAME]", help="folders of shards of one study")]


def status(folder: Folder) -> int:
    """Show how far a study is.

    Planned = stored + failed + pending; failed runs are listed with how to reproduce them.
    """
    from experiments.commands import show_status

    return show_status(folder)


def resume(
    folder: Folder,
    package: Package = "",
    keep_going: KeepGoing = True,
    max_failures: MaxFailures = None,
    retries: Retries = None,
    timeout: Timeout = None,
) -> int:
    """Go on with an interrupted study or run.

    Its tables are written anew, and failed runs are tried again.
    """
    from experiments.commands import resume as go_on
    from experiments.recall import recall
    from experiments.solve.files import is_solution
    from experiments.study import Stopping

    if is_solution(folder):
        from experiments.solve.command import resume_solution

        return resume_solution(folder, package)
    return go_on(recall(folder, package), Stopping(max_failures if keep_going else 0, retries, timeout), folder)


def extend(
    folder: Folder,
    overrides: More,
    package: Package = "",
    keep_going: KeepGoing = True,
    max_failures: MaxFailures = None,
    retries: Retries = None,
    timeout: Timeout = None,
) -> int:
    """Add replications or design points to a study.

    What is stored stays as it is, and only the rest is run.
    """
    from experiments.commands import run_study
    from experiments.recall import recall
    from experiments.study import Stopping

    stopping = Stopping(max_failures if keep_going else 0, retries, timeout)
    return run_study(recall(folder, package).with_more(overrides).told(), stopping, extends=True)


def shard(
    part: Part,
    study: Whole,
    overrides: Overrides = None,
    results: Results = RESULTS,
    config_dir: ConfigDir = None,
    package: Package = "",
    overwrite: Overwrite = False,
    keep_going: KeepGoing = True,
    max_failures: MaxFailures = None,
    retries: Retries = None,
    timeout: Timeout = None,
) -> int:
    """Run part I of N of a study, for `gridgov merge` to join.

    Each part has a folder of its own, NAME.shard-I-of-N.
    """
    from experiments.commands import run_study
    from experiments.shards import wish_for_shard
    from experiments.study import Stopping
    from experiments.wish import Wish

    wish = wish_for_shard(part, Wish(tuple(overrides or ()), study, results, config_dir, package))
    return run_study(wish, Stopping(max_failures if keep_going else 0, retries, timeout), overwrite)


def merge(folders: Folders, package: Package = "") -> int:
    """Join shards, or folders of one study, in one.

    The result folder lies beside the first one and gets a report.
    """
    from experiments.commands import merge_folders

    return merge_folders(folders, package)


def verify(
    folder: Folder,
    runs: Annotated[int, typer.Option("--runs", callback=least(1), help="how many stored runs to make again")] = 5,
    seed: Annotated[int, typer.Option("--seed", callback=least(0), help="another seed chooses other runs")] = 1,
    package: Package = "",
) -> int:
    """Make some stored runs again and compare them.

    They are chosen by chance; digest and every number are compared. Exit code 1 if one differs.
    """
    from experiments.recall import recall
    from experiments.verify import verify_runs

    return verify_runs(recall(folder, package), runs, seed)


def export(
    folder: Folder, to: Annotated[str, typer.Option("--to", help="ema (EMA workbench) or ro-crate (archives)")] = ""
) -> int:
    """Write a result folder in the form of others.

    EMA workbench: DIR/ema.tar.gz; RO-Crate: DIR/ro-crate-metadata.json.
    """
    from experiments.export import export as write

    return write(folder, to)


def discover(
    folder: Folder,
    where: Annotated[str, typer.Option("--where", help="what is of interest: INDICATOR > X (or <, >=, <=)")] = "",
) -> int:
    """Find where in a space an indicator lies beyond X.

    Boxes of a sampled space by PRIM; writes DIR/boxes.csv and DIR/figures/boxes.png.
    """
    from experiments.discovery import discover_folder

    return discover_folder(folder, where)


EXAMPLES = {
    status: ("gridgov status results/three_questions",),
    resume: ("gridgov resume results/three_questions", "gridgov resume results/three_questions --timeout 600"),
    extend: (
        "gridgov extend results/three_questions replications=20",
        "gridgov extend results/staffing factors.staffing=[lean,standard,generous,round_the_clock]",
    ),
    shard: (
        "gridgov shard 1/8 three_questions replications=20",
        "gridgov shard $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT sensitivity",
        "gridgov shard 2/2 results/three_questions",
    ),
    merge: ("gridgov merge results/three_questions.shard-*", "gridgov merge here/staffing there/staffing name=both"),
    verify: ("gridgov verify results/three_questions", "gridgov verify results/three_questions --runs 20 --seed 2"),
    export: ("gridgov export results/three_questions --to ema", "gridgov export results/three_questions --to ro-crate"),
    discover: ('gridgov discover results/sensitivity --where "solved_share < 0.8"',),
}


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command, lines in EXAMPLES.items():
        app.command(epilog=examples(*lines))(command)
