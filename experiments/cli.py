"""The command line `gridgov`: what people type becomes calls of the workbench, and errors become one clear line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments import ledger_cli
from experiments.logs.cli import log
from experiments.options import (
    CONTEXT,
    RESULTS,
    ConfigDir,
    DryRun,
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
)

app = typer.Typer(
    name="gridgov",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=CONTEXT,
    help="Simulate grid-based community governance: staff, residents, incidents and policies of a street.",
)
app.add_typer(log, name="log")
ledger_cli.register(app)


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
    """Simulate one street with one seed; print the indicators and write results/NAME/."""
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
    """Run a named study: its design, replicated with paired seeds, in parallel; resumes by itself if interrupted.

    Overrides change the baseline of every run; replications=, factors.KEY=[...] and baseline.KEY= change the design.
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
    """Find the smallest staffing, or the cheapest policy, that meets a target with stated confidence.

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
    """Divide a street's or a map's blocks into grids, or judge a given division; write results/NAME/ with a map."""
    from experiments.maps.command import Wanted, divide_street
    from experiments.maps.given import is_table
    from experiments.maps.limits import Limits, parse_span
    from experiments.maps.reading import Columns
    from experiments.wish import Wish

    grid = "" if map is None or not score or is_table(score) else score
    columns = Columns(block, community, population, rental, difficulty, grid, crs, near)
    wanted = Wanted(map, columns, score, grids, Limits(**parse_span(households)), ensemble)
    return divide_street(Wish(tuple(overrides or ()), "", results, config_dir, package), wanted, overwrite)


@app.command(
    epilog=examples("gridgov report results/three_questions", "gridgov report results/three_questions --lang zh --pdf")
)
def report(
    folder: Folder,
    lang: Annotated[str, typer.Option("--lang", help="zh, en, or both with a switch on the page")] = "both",
    pdf: Annotated[bool, typer.Option("--pdf", help="a PDF in each language too (Chromium or WeasyPrint)")] = False,
    browser: Annotated[str, typer.Option("--browser", help="the browser that prints, if not on the PATH")] = "",
) -> int:
    """Write DIR/report.html anew: one self-contained page in Chinese and English."""
    from experiments.commands import write_report

    return write_report(folder, lang, pdf or bool(browser), browser)


@app.command(
    epilog=examples(
        "gridgov costs results/three_questions",
        "gridgov costs results/three_questions prices.administrator_regular_yuan=80",
    )
)
def costs(
    folder: Folder,
    overrides: Annotated[
        list[str] | None, typer.Argument(metavar="[prices.KEY=VALUE ...]", help="other prices")
    ] = None,
    config_dir: ConfigDir = None,
    package: Package = "",
) -> int:
    """Compute the money of a result folder anew, with other prices and without a new run; writes DIR/costs.csv."""
    from experiments.commands import show_costs

    return show_costs(folder, tuple(overrides or ()), config_dir, package)


new = typer.Typer(rich_markup_mode=None, context_settings=CONTEXT, no_args_is_help=True)
app.add_typer(
    new, name="new", help="Write the files that a rule, a kind of incident or a study of your own begins with."
)
Own = Annotated[str, typer.Argument(metavar="NAME", help="small letters, digits and _, such as raid_days")]
Into = Annotated[Path, typer.Option("--into", help="your folder; files go into its sub-folders")]
OwnPackage = Annotated[str, typer.Option("--package", help="your Python package in that folder")]
OwnConfigs = Annotated[str, typer.Option("--config-dir", help="your folder of option files in that folder")]


@new.command("policy", epilog=examples("gridgov new policy raid_days", "gridgov new policy notices -g communication"))
def new_policy(
    name: Own,
    group: Annotated[
        str, typer.Option("--group", "-g", help="management, communication, dispatch, scope or links")
    ] = "management",
    into: Into = Path("."),
    package: OwnPackage = "my_rules",
    config_dir: OwnConfigs = "my_configs",
) -> int:
    """Write a rule in about 20 lines, its option file, and a test that tells whether it is sound."""
    from experiments.scaffold.command import Place, write_policy

    return write_policy(name, group, Place(into, package, config_dir))


@new.command("incident", epilog=examples("gridgov new incident buskers"))
def new_incident(name: Own, into: Into = Path("."), config_dir: OwnConfigs = "my_configs") -> int:
    """Write a catalogue with a further kind of incident (YAML alone), and a test."""
    from experiments.scaffold.command import Place, write_incident

    return write_incident(name, Place(into, "my_rules", config_dir))


@new.command("study", epilog=examples("gridgov new study posts"))
def new_study(name: Own, into: Into = Path("."), config_dir: OwnConfigs = "my_configs") -> int:
    """Write a study (YAML alone): question, factors, baseline; and a test."""
    from experiments.scaffold.command import Place, write_study

    return write_study(name, Place(into, "my_rules", config_dir))


@app.command(
    epilog=examples("gridgov animate results/one_year", "gridgov animate results/one_year --to html --lang zh")
)
def animate(
    folder: Folder,
    run: Annotated[int, typer.Option("--run", min=0, help="which run of a study: its row in runs.parquet")] = 0,
    speed: Annotated[float, typer.Option("--speed", min=1, max=200, help="days a second")] = 10.0,
    format: Annotated[
        str, typer.Option("--format", "--to", help="gif, html (a page that plays), or mp4 where there is ffmpeg")
    ] = "gif",
    lang: Annotated[str, typer.Option("--lang", help="en or zh")] = "en",
) -> int:
    """Write DIR/year.gif (or .html, .mp4): the year of a run made with detail=incidents as a moving picture."""
    from experiments.animation import animate as draw

    return draw(folder, run, speed, format, lang)


@app.command(
    epilog=examples("gridgov dashboard", "gridgov dashboard results/three_questions", "gridgov dashboard --port 8080")
)
def dashboard(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="a result folder to open first, such as results/staffing")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any that is free")] = 5006,
    address: Annotated[str, typer.Option("--address", help="address to listen at")] = "127.0.0.1",
    open_to_network: Annotated[
        bool, typer.Option("--open-to-network", help="allow an --address that other machines can reach")
    ] = False,
    results: Results = RESULTS,
) -> int:
    """Serve a page in the browser: watch a street, pull its levers, explore a study; needs no network."""
    from experiments.dashboard.command import serve

    return serve(folder, results, port, address, open_to_network)


@app.command(epilog=examples("gridgov bench", "gridgov bench --json"))
def bench(
    json: Annotated[bool, typer.Option("--json", help="print JSON instead of a table")] = False,
) -> int:
    """Run the benchmarks side by side with peers; a ratio a line."""
    from experiments import benchmarks

    return int(benchmarks.main(["--json"] if json else []) or 0)


@app.command(epilog=examples("gridgov doctor", "gridgov doctor --config-dir my_configs --package my_policies"))
def doctor(config_dir: ConfigDir = None, package: Package = "", results: Results = RESULTS) -> int:
    """Check versions, fonts, cores, disk and every option file; say what to do."""
    from experiments.doctor import examine

    return examine(config_dir, package, results)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code: 0 success, 1 failed runs, 2 bad input, 130 Ctrl-C."""
    sys.exit(dispatch(arguments))


def dispatch(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; bad input is one line on stderr, without a traceback."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # worker processes share the cores by runs, not by threads
    usage_error: Any = typer.BadParameter.__mro__[1]
    try:
        words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
        return int(app(args=words, prog_name="gridgov", standalone_mode=False) or 0)
    except usage_error as error:
        return _complain(f"{error.format_message()} (see gridgov --help)", 2)
    except (KeyboardInterrupt, typer.Abort):
        return _complain("interrupted", 130)
    except Exception as error:
        from sim.errors import GridgovError, InputError

        if isinstance(error, GridgovError):
            return _complain(str(error), 2 if isinstance(error, InputError) else 1)
        raise


def _complain(message: str, code: int) -> int:
    line = " ".join(message.split())
    print(f"gridgov: {line}", file=sys.stderr)
    return code
