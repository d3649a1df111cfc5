"""`gridgov bench`: every comparison in one run, a line each as it comes, or all of them as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Iterator
from typing import Any

from experiments.benchmarks import growth, loop, queue_limit, street
from experiments.benchmarks.measure import Line

SECTIONS: tuple[Callable[[], Iterator[Line | str]], ...] = (
    street.compare,
    queue_limit.compare,
    loop.compare,
    growth.compare,
)


def bench(as_json: bool = False, write: Callable[[str], Any] = print) -> None:
    """Run every comparison; write one line each (a remark where a peer is missing), or one JSON document at the end."""
    lines: list[dict[str, Any]] = []
    remarks: list[str] = []
    if not as_json:
        write(", ".join(f"{name} {value}" for name, value in machine().items()))
    for section in SECTIONS:
        for one in section():
            if isinstance(one, Line):
                lines.append(one._asdict())
            else:
                remarks.append(one)
            if not as_json:
                write(one.text() if isinstance(one, Line) else one)
    if as_json:
        write(json.dumps({"machine": machine(), "lines": lines, "remarks": remarks}, indent=2))


def machine() -> dict[str, str]:
    """Return what the figures depend on."""
    return {"python": platform.python_version(), "machine": platform.machine(), "cores": str(os.cpu_count())}
