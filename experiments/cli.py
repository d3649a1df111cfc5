"""The command line `gridgov`: what people type becomes calls of the workbench, and errors become one clear line."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments import ledger_cli, showing_cli
from experiments.logs.cli import log
from experiments.options import (
    CONTEXT,
    RESULTS,
    ConfigDir,
    DryRun,
    KeepGoing,
    MaxFailures,
    Overrides,
    Overwrite,
    Package,
    Results,
    Retries,
    Timeout,
    examples,
)
from experiments.scaffold.cli import new

DEBUG = "GRIDGOV_DEBUG"
app = typer.Typer(
    name="gridgov",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=CONTEXT,
    help="Simulate grid-based community governance: staff, residents, incidents and policies of a street.",
)


@app.command(
    epilog=examples(
        "gridgov run street=tiny",
        "gridgov run staffing=lean communication=two_way seed=7 name=lean_two_way",
        "gridgov run street=tiny days=30 detail=incidents staffing.administrators_per_grid=2",
    )
)
def run(
    overrides: Overrides = None,
    results: Results = RESULTS,
    config_dir: ConfigDir = None,
    package: Package = "",
    overwrite: Overwrite = False,
) -> int:
    """Simulate one street with one seed.

    Prints the indicators and writes results/NAME/.
    """
    from experiments.commands import run_once
    from experiments.plan import Wish

    return run_once(Wish(tuple(overrides or ()), "", results, config_dir, package), overwrite)


@app.command(
    epilog=examples(
        "gridgov study three_questions",
        "gridgov study three_questions --dry-run",
        "gridgov study staffing street=tiny replications=20 seed=3",
        "gridgov study management street=tiny executor.workers=2",
        "gridgov study communication factors.communication=[one_way,two_way] executor=serial",
    )
)
def study(
    name: Annotated[str, typer.Argument(metavar="NAME", help="a study of configs/study/, such as three_questions")],
    overrides: Overrides = None,
    dry_run: DryRun = False,
    results: Results = RESULTS,
    config_dir: ConfigDir = None,
    package: Package = "",
    overwrite: Overwrite = False,
    keep_going: KeepGoing = True,
    max_failures: MaxFailures = None,
    retries: Retries = None,
    timeout: Timeout = None,
) -> int:
    """Run a named study, in parallel and with paired seeds.

    It resumes by itself if interrupted. Overrides change the baseline of every run;
    replications=, factors.KEY=[...] and baseline.KEY= change the design.
    """
    from experiments.commands import run_study, show_plan
    from experiments.plan import Wish
    from experiments.study import Stopping

    wish = Wish(tuple(overrides or ()), name, results, config_dir, package)
    if dry_run:
        return show_plan(wish)
    return run_study(wish, Stopping(max_failures if keep_going else 0, retries, timeout), overwrite)


@app.command(
    epilog=examples(
        'gridgov solve --target "mean on_time_share >= 0.9" --vary total=0.6:1.6:0.1 street=small',
        'gridgov solve --target "mean wait_hours_mean <= 4" --vary administrators=0.5:2:0.25 --confidence 0.99',
        'gridgov solve --target "P(on_time_share >= 0.9) >= 0.8" --vary coordinators=0.5:1.5:0.5 '
        "--vary administrators=0.5:1.5:0.25",
        'gridgov solve --target "mean solved_share >= 0.8" --vary staffing=lean,standard '
        "--vary communication=one_way,two_way",
    )
)
def solve(
    overrides: Overrides = None,
    target: Annotated[
        str, typer.Option("--target", help="mean INDICATOR >= X, or P(INDICATOR >= X) >= Y of years (or <= X)")
    ] = "",
    vary: Annotated[
        list[str] | None,
        typer.Option("--vary", help="KEY=LOW:HIGH:STEP or KEY=A,B,C; total, a role (posts a grid), a key or a group"),
    ] = None,
    confidence: Annotated[float, typer.Option("--confidence", help="least chance that the answer is right")] = 0.95,
    tolerance: Annotated[
        float | None, typer.Option("--tolerance", help="by how much a smaller candidate may exceed the target unseen")
    ] = None,
    first: Annotated[int, typer.Option("--first", min=3, help="replications before the first decision")] = 10,
    most: Annotated[int, typer.Option("--max-replications", min=3, help="replications of a candidate at most")] = 500,
    search: Annotated[str, typer.Option("--search", help="auto, bisect (more is never worse) or climb")] = "auto",
    results: Results = RESULTS,
    config_dir: ConfigDir = None,
    package: Package = "",
    overwrite: Overwrite = False,
) -> int:
    """Find the least staffing or policy that meets a target.

    The answer is the smallest staffing, or the cheapest policy, with stated confidence.
    Candidates are simulated with paired seeds, each as often as a sequential test needs; the same command resumes.
    """
    from experiments.plan import Wish
    from experiments.solve.command import solve_problem
    from experiments.solve.problem import Request

    asked = Request(target, tuple(vary or ()), confidence, tolerance, first, most, search)
    return solve_problem(Wish(tuple(overrides or ()), "", results, config_dir, package), asked, overwrite)


@app.command(
    epilog=examples(
        "gridgov divide",
        "gridgov divide --grids 100 seed=3 name=hundred",
        "gridgov divide street=tiny --households 100-200",
        "gridgov divide --map blocks.geojson --community shequ --population renkou name=mine",
        "gridgov divide --map blocks.geojson --score grid_now name=as_it_is",
    )
)
def divide(
    overrides: Overrides = None,
    map: Annotated[Path | None, typer.Option("--map", help="GeoJSON with a polygon for each block")] = None,
    score: Annotated[
        str, typer.Option("--score", help="judge a division: a column of the map, or block,grid.csv")
    ] = "",
    grids: Annotated[int | None, typer.Option("--grids", min=1, help="number of grids to make of the blocks")] = None,
    households: Annotated[str, typer.Option("--households", help="least and most households of a grid")] = "300-700",
    ensemble: Annotated[
        int, typer.Option("--ensemble", min=0, max=100_000, help="legal divisions to compare with (0: none)")
    ] = 150,
    block: Annotated[str, typer.Option("--block", help="column with the names of blocks")] = "block",
    community: Annotated[str, typer.Option("--community", help="column with its community")] = "community",
    population: Annotated[str, typer.Option("--population", help="column with its residents")] = "population",
    rental: Annotated[str, typer.Option("--rental", help="column with the share of renters, 0-1")] = "rental_share",
    difficulty: Annotated[str, typer.Option("--difficulty", help="column with the difficulty, 0-1")] = "difficulty",
    crs: Annotated[str, typer.Option("--crs", help="coordinate system of the map, if the file does not say")] = "",
    near: Annotated[
        float, typer.Option("--near", min=0.001, max=1000, help="metres; blocks closer than this touch")
    ] = 1.0,
    results: Results = RESULTS,
    config_dir: ConfigDir = None,
    package: Package = "",
    overwrite: Overwrite = False,
) -> int:
    """Divide blocks into grids, or judge a given division.

    The blocks are a street's or a map's; writes results/NAME/ with a map.
    """
    from experiments.maps.command import Wanted, divide_street
    from experiments.maps.given import is_table
    from experiments.maps.limits import Limits, parse_span
    from experiments.maps.reading import Columns
    from experiments.wish import Wish

    grid = "" if map is None or not score or is_table(score) else score
    columns = Columns(block, community, population, rental, difficulty, grid, crs, near)
    wanted = Wanted(map, columns, score, grids, Limits(**parse_span(households)), ensemble)
    return divide_street(Wish(tuple(overrides or ()), "", results, config_dir, package), wanted, overwrite)


@app.command(epilog=examples("gridgov bench", "gridgov bench --json"))
def bench(
    json: Annotated[bool, typer.Option("--json", help="print JSON instead of a table")] = False,
) -> int:
    """Run the benchmarks side by side with peers; a ratio a line."""
    from experiments import benchmarks

    return int(benchmarks.main(["--json"] if json else []) or 0)


@app.command(epilog=examples("gridgov doctor", "gridgov doctor --config-dir my_configs --package my_policies"))
def doctor(config_dir: ConfigDir = None, package: Package = "", results: Results = RESULTS) -> int:
    """Check the machine and every option file.

    Looks at versions, fonts, cores and disk, and says what to do.
    """
    from experiments.doctor import examine

    return examine(config_dir, package, results)


showing_cli.register(app)
ledger_cli.register(app)
app.add_typer(log, name="log")
app.add_typer(new, name="new")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code: 0 success, 1 failed runs or fault, 2 bad input, 130 Ctrl-C."""
    sys.exit(dispatch(arguments))


def dispatch(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; bad input, or a fault of gridgov, is one line on stderr.

    With GRIDGOV_DEBUG=1 a fault is a traceback.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # worker processes share the cores by runs, not by threads
    usage_error: Any = typer.BadParameter.__mro__[1]
    try:
        words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
        return int(app(args=words, prog_name="gridgov", standalone_mode=False) or 0)
    except usage_error as error:
        return _complain(f"{error.format_message()}{_given(error, words)} (see gridgov --help)", 2)
    except (KeyboardInterrupt, typer.Abort):
        return _complain("interrupted", 130)
    except Exception as error:
        from sim.errors import GridgovError, InputError

        if isinstance(error, GridgovError):
            return _complain(str(error), 2 if isinstance(error, InputError) else 1)
        if os.environ.get(DEBUG):
            raise
        if isinstance(error, OSError) and error.filename:
            mend = "; look at its permissions" if isinstance(error, PermissionError) else ""
            return _complain(f"{error.filename} cannot be used: {error.strerror}{mend}", 2)
        said = f"a fault of gridgov itself, {type(error).__name__}: {error}"
        return _complain(f"{said}; please report it with what this prints: {DEBUG}=1 gridgov {shlex.join(words)}", 1)


def _given(error: Any, words: Sequence[str]) -> str:
    """Return what was typed for the option that is refused, where the refusal itself does not repeat it."""
    names = getattr(getattr(error, "param", None), "opts", ())
    for word, following in zip(words, [*words[1:], ""], strict=True):
        option, sign, joined = word.partition("=")
        value = joined if sign else following
        if option in names and value and value not in error.format_message():
            return f"; got {value!r}"
    return ""


def _complain(message: str, code: int) -> int:
    line = " ".join(message.split())
    print(f"gridgov: {line}", file=sys.stderr)
    return code
