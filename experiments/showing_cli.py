"""The commands that show results: as a report, as costs at other prices, as a moving picture, in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.options import RESULTS, ConfigDir, Folder, Package, Results, examples


def report(
    folder: Folder,
    lang: Annotated[str, typer.Option("--lang", help="zh, en, or both with a switch on the page")] = "both",
    pdf: Annotated[bool, typer.Option("--pdf", help="a PDF in each language too (Chromium or WeasyPrint)")] = False,
    browser: Annotated[str, typer.Option("--browser", help="the browser that prints, if not on the PATH")] = "",
    package: Package = "",
) -> int:
    """Write DIR/report.html anew.

    It is one self-contained page in Chinese and English.
    """
    from experiments.commands import write_report
    from experiments.own_package import load

    if package:
        load(package)
    return write_report(folder, lang, pdf or bool(browser), browser)


def costs(
    folder: Folder,
    overrides: Annotated[
        list[str] | None, typer.Argument(metavar="[prices.KEY=VALUE ...]", help="other prices")
    ] = None,
    config_dir: ConfigDir = None,
    package: Package = "",
) -> int:
    """Compute the money of a folder anew with other prices.

    Needs no new run; writes DIR/costs.csv.
    """
    from experiments.commands import show_costs

    return show_costs(folder, tuple(overrides or ()), config_dir, package)


def animate(
    folder: Folder,
    run: Annotated[int, typer.Option("--run", min=0, help="which run of a study: its row in runs.parquet")] = 0,
    speed: Annotated[float, typer.Option("--speed", min=1, max=200, help="days a second")] = 10.0,
    format: Annotated[
        str, typer.Option("--format", "--to", help="gif, html (a page that plays), or mp4 where there is ffmpeg")
    ] = "gif",
    lang: Annotated[str, typer.Option("--lang", help="en or zh")] = "en",
    package: Package = "",
) -> int:
    """Show the days of a run as a moving picture.

    Writes DIR/year.gif (or .html, .mp4) of a run made with detail=incidents.
    """
    from experiments.animation import animate as draw
    from experiments.own_package import load

    if package:
        load(package)
    return draw(folder, run, speed, format, lang)


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
    """Serve a page to watch a street and explore a study.

    Its levers can be pulled in the browser; needs no network.
    """
    from experiments.dashboard.command import serve

    return serve(folder, results, port, address, open_to_network)


EXAMPLES = {
    report: (
        "gridgov report results/three_questions",
        "gridgov report results/three_questions --lang zh --pdf",
    ),
    costs: (
        "gridgov costs results/three_questions",
        "gridgov costs results/three_questions prices.administrator_regular_yuan=80",
    ),
    animate: (
        "gridgov animate results/one_year",
        "gridgov animate results/one_year --to html --lang zh",
    ),
    dashboard: (
        "gridgov dashboard",
        "gridgov dashboard results/three_questions",
        "gridgov dashboard --port 8080",
    ),
}


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command, lines in EXAMPLES.items():
        app.command(epilog=examples(*lines))(command)
