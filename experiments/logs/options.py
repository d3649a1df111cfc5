"""What the options of the commands `gridgov log ...` share: their types, and how a raw file is to be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from experiments.logs.folder import How

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


def how_to_read(format: str, map: list[str] | None, zone: str | None, encoding: str) -> How:
    """Return how a raw file is to be read, as the options say."""
    from experiments.logs.binding import parse_mapping
    from experiments.logs.folder import How

    return How(format, parse_mapping(map or ()), zone, encoding)
