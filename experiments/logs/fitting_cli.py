"""The commands of `gridgov log` that hold a street against a log: fit, calibrate, backtest, replay."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.logs.options import (
    CalendarName,
    Encoding,
    Exclude,
    File,
    Format,
    Map,
    Overrides,
    Start,
    Until,
    Workers,
    Zone,
    how_to_read,
)
from experiments.options import RESULTS, Overwrite, Results, examples


def fit(
    file: File,
    overrides: Overrides = None,
    format: Format = "",
    start: Start = "",
    until: Until = "",
    exclude: Exclude = None,
    calendar: CalendarName = "",
    map: Map = None,
    zone: Zone = None,
    encoding: Encoding = "",
    results: Results = RESULTS,
    overwrite: Overwrite = False,
) -> int:
    """Fit a street to a log.

    Results/NAME/ holds options that run, and parameters.csv what each number rests on.
    """
    from experiments.logs.fitting.command import Wanted, fit_command
    from experiments.logs.fitting.window import parse_wish

    how = how_to_read(format, map, zone, encoding)
    wanted = Wanted(parse_wish(start, until, exclude), calendar)
    return fit_command(file, how, wanted, tuple(overrides or ()), results, overwrite)


def calibrate(
    file: File,
    overrides: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY=VALUE ...]", help="name=NAME, rules of the street, or street=... of your own"),
    ] = None,
    format: Format = "",
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", metavar="KEY[=LOW:HIGH]", help="what to calibrate, * for all kinds; repeat it"),
    ] = None,
    trials: Annotated[int, typer.Option("--trials", min=2, max=1000, help="trials of the search")] = 40,
    replications: Annotated[int, typer.Option("--replications", min=2, max=100, help="runs of a trial")] = 4,
    start: Start = "",
    until: Until = "",
    exclude: Exclude = None,
    calendar: CalendarName = "",
    workers: Workers = 0,
    map: Map = None,
    zone: Zone = None,
    encoding: Encoding = "",
    results: Results = RESULTS,
    overwrite: Overwrite = False,
) -> int:
    """Find by simulation what a log does not tell.

    Of each parameter it is said whether it can be told at all.
    """
    from experiments.libraries import need_libraries

    need_libraries("gridgov log calibrate", "logs", "optuna", "pandera")
    from experiments.logs.calibrating.asking import Asked
    from experiments.logs.calibrating.command import calibrate as answer
    from experiments.logs.fitting.command import Wanted
    from experiments.logs.fitting.window import parse_wish

    how = how_to_read(format, map, zone, encoding)
    wanted = Wanted(parse_wish(start, until, exclude), calendar)
    asked = Asked(tuple(parameter or ()), trials, replications, workers)
    return answer(file, how, wanted, asked, tuple(overrides or ()), results, overwrite)


def backtest(
    file: File,
    overrides: Overrides = None,
    format: Format = "",
    start: Start = "",
    until: Until = "",
    to: Annotated[str, typer.Option("--to", metavar="DATE", help="last tested day (default: the log's)")] = "",
    exclude: Exclude = None,
    calendar: CalendarName = "",
    draws: Annotated[int, typer.Option("--draws", min=20, max=5000, help="predictive runs of the tested days")] = 200,
    replays: Annotated[int, typer.Option("--replays", min=2, max=1000, help="runs from the record, for handling")] = 20,
    workers: Workers = 0,
    map: Map = None,
    zone: Zone = None,
    encoding: Encoding = "",
    results: Results = RESULTS,
    overwrite: Overwrite = False,
) -> int:
    """Fit to a log until a date, predict the rest.

    It is said how far the street may be trusted.
    """
    from experiments.logs.backtest.command import Wish
    from experiments.logs.backtest.command import backtest as test
    from experiments.logs.fitting.command import Wanted
    from experiments.logs.fitting.window import parse_day, parse_wish

    how = how_to_read(format, map, zone, encoding)
    wanted = Wanted(parse_wish(start, until, exclude), calendar)
    last = parse_day(to, "--to") if to else None
    wish = Wish(last, draws, replays, workers)
    return test(file, how, wanted, wish, tuple(overrides or ()), results, overwrite)


def replay(
    file: File,
    overrides: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE ...]", help="the other policy, and name=NAME")
    ] = None,
    format: Format = "",
    fitted: Annotated[
        Path | None, typer.Option("--fitted", help="folder of gridgov log fit (default: fit now)")
    ] = None,
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="first replayed day")] = "",
    to: Annotated[str, typer.Option("--to", metavar="DATE", help="last replayed day")] = "",
    more: Annotated[
        list[str] | None, typer.Option("--more", metavar="ROLE=N", help="posts more (or fewer) in the whole street")
    ] = None,
    replications: Annotated[int, typer.Option("--replications", min=2, max=1000, help="paired seeds")] = 10,
    workers: Workers = 0,
    exclude: Exclude = None,
    calendar: CalendarName = "",
    map: Map = None,
    zone: Zone = None,
    encoding: Encoding = "",
    results: Results = RESULTS,
    overwrite: Overwrite = False,
) -> int:
    """Replay logged events under two policies.

    A fitted street lives through them under its own policy and another: what would have changed?
    """
    from experiments.logs.fitting.command import Wanted
    from experiments.logs.fitting.window import parse_day, parse_wish
    from experiments.logs.replaying import Asked
    from experiments.logs.replaying import replay as live_again

    how = how_to_read(format, map, zone, encoding)
    first, last = (parse_day(text, option) if text else None for text, option in ((start, "--from"), (to, "--to")))
    asked = Asked(fitted, first, last, tuple(more or ()), replications, workers)
    wanted = Wanted(parse_wish("", "", exclude), calendar)
    return live_again(file, how, wanted, asked, tuple(overrides or ()), results, overwrite)


EXAMPLES = {
    fit: (
        "gridgov log fit events.csv.gz --format pingshan --until 2018-10-15 name=pingshan_fit",
        "gridgov log fit 311.csv --format boston311 --exclude 2011-08-26..2011-09-04 name=boston",
        "gridgov log fit results/ours --calendar DE-BE name=ours_fit",
    ),
    calibrate: (
        "gridgov log calibrate results/ours_fit name=ours_calibrated",
        "gridgov log calibrate 311.csv --format boston311 --parameter staffing.administrators_per_grid=0.5:2",
        "gridgov log calibrate results/ours street=tiny --parameter reporting.intercept --trials 60",
    ),
    backtest: (
        "gridgov log backtest events.csv.gz --format pingshan --until 2018-10-15 --to 2018-10-31",
        "gridgov log backtest 311.csv --format boston311 --until 2011-09-30 --exclude 2011-08-26..2011-09-04",
    ),
    replay: (
        "gridgov log replay 311.csv --format boston311 --from 2011-11-01 --to 2011-11-30 --more administrators=2",
        "gridgov log replay results/ours --fitted results/ours_fit dispatch=earliest_deadline",
    ),
}


def register(log: typer.Typer) -> None:
    """Add these commands to `gridgov log`."""
    for command, lines in EXAMPLES.items():
        log.command(epilog=examples(*lines))(command)
