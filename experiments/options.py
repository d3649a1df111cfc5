"""What commands share on the command line: arguments and flags, how help is asked for, and its examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.errors import InputError


def least(low: float) -> Callable[[typer.CallbackParam, Any], Any]:
    """Return the check that an option is at least so large, which says what it got instead."""

    def check(option: typer.CallbackParam, value: Any) -> Any:
        if value is not None and not value >= low:
            from sim.errors import InputError

            raise InputError(option.opts[0], value, f"a number from {low:g}")
        return value

    return check


CONTEXT = {"help_option_names": ["-h", "--help"]}
RESULTS = Path("results")


def each_key_once(overrides: list[str] | None) -> list[str] | None:
    """Return overrides as they are; raises InputError where a key is given twice."""
    given = [(text.split("=", 1)[0].lstrip("+~"), text) for text in overrides or ()]
    for key, _ in given:
        same = [text for other, text in given if other == key]
        if len(same) > 1:
            raise InputError(key, " ".join(same), f"{key}=VALUE once", "leave one of them out")
    return overrides


Overrides = Annotated[
    list[str] | None,
    typer.Argument(metavar="[KEY=VALUE ...]", help="options and values to change", callback=each_key_once),
]
Results = Annotated[Path, typer.Option("--results", help="folder that holds the result folders")]
ConfigDir = Annotated[Path | None, typer.Option("--config-dir", help="folder with your own option files")]
Package = Annotated[str, typer.Option("--package", help="your own Python package that option files may name")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="delete an earlier result folder of that name first")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="a result folder, such as results/three_questions")]
KeepGoing = Annotated[bool, typer.Option("--keep-going/--fail-fast", help="after a failed run")]
MaxFailures = Annotated[
    int | None, typer.Option("--max-failures", callback=least(0), help="give up after more failed runs than this")
]
Retries = Annotated[
    int | None, typer.Option("--retries", callback=least(0), help="new tries of a run whose worker process died")
]
Timeout = Annotated[
    float | None,
    typer.Option("--timeout", callback=least(0), help="seconds after which a run is ended and counts as failed"),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="show the plan and the estimated time, run nothing")]


def examples(*lines: str) -> str:
    """Return the examples that a command's help ends with (the first character keeps the lines apart)."""
    return "\b\n" + "\n".join(["Examples:", *(f"  {line}" for line in lines)])
