"""`gridgov bench`: every comparison in one run, a line each as it comes, or all of them as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Iterator
from typing import Any

from experiments.benchmarks import growth, loop, queue_limit, street, sweeps
from experiments.benchmarks.measure import BenchError, Line
from sim import GridgovError

SECTIONS: tuple[Callable[[], Iterator[Line | str]], ...] = (
    street.compare,
    queue_limit.compare,
    loop.compare,
    growth.compare,
    sweeps.compare,
)


def say(text: str) -> None:
    """Print a line at once, for those who wait for the next."""
    print(text, flush=True)


def bench(as_json: bool = False, write: Callable[[str], Any] = say) -> int:
    """Run every comparison; write one line each (a remark where a peer is missing), or one JSON document at the end.

    Return 1 if a comparison could not be made (its reason is written as a remark), else 0.
    """
    results: list[Line | str] = []
    if not as_json:
        write(", ".join(f"{name} {value}" for name, value in machine().items()))
    failed = 0
    for one in everything():
        failed = failed or int(isinstance(one, BenchError))
        results.append(one if isinstance(one, Line) else str(one))
        if not as_json:
            write(one.text() if isinstance(one, Line) else str(one))
    if as_json:
        lines = [one._asdict() for one in results if isinstance(one, Line)]
        remarks = [one for one in results if isinstance(one, str)]
        write(json.dumps({"machine": machine(), "lines": lines, "remarks": remarks}, indent=2))
    return failed


def everything() -> Iterator[Line | str | BenchError]:
    """Yield the lines and remarks of all sections; a section that fails yields its error, and the next one follows."""
    for section in SECTIONS:
        try:
            yield from section()
        except (BenchError, GridgovError) as error:
            yield BenchError(str(error))


def machine() -> dict[str, str]:
    """Return what the figures depend on."""
    return {"python": platform.python_version(), "machine": platform.machine(), "cores": str(os.cpu_count())}
