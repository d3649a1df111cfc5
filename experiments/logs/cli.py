"""The commands `gridgov log ...`: real logs in, described, fitted, replayed, tested against, and out again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.options import CONTEXT, RESULTS, Overwrite, Results, examples

if TYPE_CHECKING:
    from experiments.logs.folder import How

log = typer.Typer(
    name="log",
    context_settings=CONTEXT,
    help="Import real logs of incidents, fit and test on them.",
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="a log (CSV or JSON, plain or gzip), or an imported folder")]
Overrides = Annotated[
    list[str] | None, typer.Argument(metavar="[KEY=VALUE ...]", help="name=NAME of the result folder")
]
Format = Annotated[str, typer.Option("--format", help="pingshan, boston311, open311 or generic")]
Map = Annotated[
    list[str] | None, typer.Option("--map", metavar="COLUMN=FIELD", help="your column, our field; repeat it")
]
Zone = Annotated[str | None, typer.Option("--zone", help="time zone of the log, such as Asia/Shanghai")]
Encoding = Annotated[str, typer.Option("--encoding", help="encoding, if it is neither UTF-8 nor GB18030")]
Start = Annotated[str, typer.Option("--from", metavar="DATE", help="first day of the fit (default: the log's)")]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help="last day of the fit (default: the log's)")]
Exclude = Annotated[
    list[str] | None, typer.Option("--exclude", metavar="FROM..TO", help="days to leave out of the fit; repeat it")
]
CalendarName = Annotated[
    str, typer.Option("--calendar", help="china, weekends, none, or a country such as US-MA (default: the format's)")
]


Workers = Annotated[int, typer.Option("--workers", min=0, help="worker processes (0: one a core)")]


def _how(format: str, map: list[str] | None, zone: str | None, encoding: str) -> How:
    """Return how a raw file is to be read, as the options say."""
    from experiments.logs.binding import parse_mapping
    from experiments.logs.folder import How

    return How(format, parse_mapping(map or ()), zone, encoding)


@log.command(
    "import",
    epilog=examples(
        "gridgov log import events.csv.gz --format pingshan name=pingshan",
        "gridgov log import requests.json --format open311 --zone Europe/Berlin",
        "gridgov log import ours.csv --format generic --map 上报时间=reported_at --map 小类=kind name=ours",
    ),
)
def import_(
    file: File,
    overrides: Overrides = None,
    format: Format = "",
    map: Map = None,
    zone: Zone = None,
    encoding: Encoding = "",
    results: Results = RESULTS,
    overwrite: Overwrite = False,
) -> int:
    """Read a log into results/NAME/.

    Events.parquet, dropped.csv (what was left out and why) and manifest.json are written.
    """
    from experiments.logs.command import import_log

    how = _how(format, map, zone, encoding)
    return import_log(file, how, tuple(overrides or ()), results, overwrite)


@log.command(
    epilog=examples(
        "gridgov log describe results/pingshan",
        "gridgov log describe events.csv.gz --format pingshan --from 2018-09-14 name=autumn",
        "gridgov log describe cases.csv --format boston311 --without 'source=Employee Generated'",
    )
)
def describe(
    file: File,
    overrides: Overrides = None,
    format: Format = "",
    first: Annotated[str, typer.Option("--from", help="first day of daily figures (default: where it is steady)")] = "",
    last: Annotated[str, typer.Option("--to", help="last day of daily figures")] = "",
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="FIELD=VALUE", help="leave out such events; repeat it")
    ] = None,
    map: Map = None,
    zone: Zone = None,
    encoding: Encoding = "",
    results: Results = RESULTS,
    overwrite: Overwrite = False,
) -> int:
    """Describe a log in tables, figures and a page.

    Arrivals, bursts, areas, hours to closing and promptness are described.
    """
    from experiments.logs.command import Days, describe_log

    how = _how(format, map, zone, encoding)
    return describe_log(file, how, Days(first, last, tuple(without or ())), tuple(overrides or ()), results, overwrite)


@log.command(
    epilog=examples(
        "gridgov run street=tiny detail=incidents name=mine",
        "gridgov log export results/mine --to generic",
        "gridgov log export results/mine --to xes name=for_process_mining",
        "gridgov log export results/pingshan --to open311",
    )
)
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a run with detail=incidents, or an imported log")],
    overrides: Overrides = None,
    to: Annotated[str, typer.Option("--to", help="generic, open311, xes or ocel")] = "",
    run: Annotated[str, typer.Option("--run", help="which run of a study: the beginning of its key")] = "",
    zone: Annotated[str | None, typer.Option("--zone", help="time zone to write times in")] = None,
    results: Results = RESULTS,
    overwrite: Overwrite = False,
) -> int:
    """Write a run or a log as CSV, JSON or XML.

    A simulated run or an imported log becomes CSV, Open311 JSON, XES or OCEL 2.0 in results/NAME/.
    """
    from experiments.logs.exporting import Wanted, export_log

    return export_log(folder, Wanted(to, run, zone), tuple(overrides or ()), results, overwrite)


@log.command(
    epilog=examples(
        "gridgov log fit events.csv.gz --format pingshan --until 2018-10-15 name=pingshan_fit",
        "gridgov log fit 311.csv --format boston311 --exclude 2011-08-26..2011-09-04 name=boston",
        "gridgov log fit results/ours --calendar DE-BE name=ours_fit",
    )
)
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

    how = _how(format, map, zone, encoding)
    wanted = Wanted(parse_wish(start, until, exclude), calendar)
    return fit_command(file, how, wanted, tuple(overrides or ()), results, overwrite)


@log.command(
    epilog=examples(
        "gridgov log calibrate results/ours_fit name=ours_calibrated",
        "gridgov log calibrate 311.csv --format boston311 --parameter staffing.administrators_per_grid=0.5:2",
        "gridgov log calibrate results/ours street=tiny --parameter reporting.intercept --trials 60",
    )
)
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

    how = _how(format, map, zone, encoding)
    wanted = Wanted(parse_wish(start, until, exclude), calendar)
    asked = Asked(tuple(parameter or ()), trials, replications, workers)
    return answer(file, how, wanted, asked, tuple(overrides or ()), results, overwrite)


@log.command(
    epilog=examples(
        "gridgov log backtest events.csv.gz --format pingshan --until 2018-10-15 --to 2018-10-31",
        "gridgov log backtest 311.csv --format boston311 --until 2011-09-30 --exclude 2011-08-26..2011-09-04",
    )
)
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

    how = _how(format, map, zone, encoding)
    wanted = Wanted(parse_wish(start, until, exclude), calendar)
    last = parse_day(to, "--to") if to else None
    wish = Wish(last, draws, replays, workers)
    return test(file, how, wanted, wish, tuple(overrides or ()), results, overwrite)


@log.command(
    epilog=examples(
        "gridgov log replay 311.csv --format boston311 --from 2011-11-01 --to 2011-11-30 --more administrators=2",
        "gridgov log replay results/ours --fitted results/ours_fit dispatch=earliest_deadline",
    )
)
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

    how = _how(format, map, zone, encoding)
    first, last = (parse_day(text, option) if text else None for text, option in ((start, "--from"), (to, "--to")))
    asked = Asked(fitted, first, last, tuple(more or ()), replications, workers)
    wanted = Wanted(parse_wish("", "", exclude), calendar)
    return live_again(file, how, wanted, asked, tuple(overrides or ()), results, overwrite)
