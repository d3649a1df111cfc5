"""The commands `gridgov log ...`: real logs in, described, and out again (and those of `fitting_cli`)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.logs import fitting_cli
from experiments.logs.options import Encoding, File, Format, Map, Overrides, Zone, how_to_read
from experiments.options import CONTEXT, RESULTS, Overwrite, Results, examples

log = typer.Typer(
    name="log",
    context_settings=CONTEXT,
    help="Import real logs of incidents, fit and test on them.",
)


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

    how = how_to_read(format, map, zone, encoding)
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

    how = how_to_read(format, map, zone, encoding)
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


fitting_cli.register(log)
