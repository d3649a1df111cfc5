"""Measuring: each piece of work runs alone in a fresh process, which reports its own seconds and peak memory."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

Figures = dict[str, float]


class Work(NamedTuple):
    """A function by name ("package.module:function") that returns figures, "seconds" among them, and its arguments."""

    function: str
    arguments: Mapping[str, Any]

    def again(self, number: int) -> Work:
        """Return the same work with a seed of its own."""
        return Work(self.function, {**self.arguments, "seed": self.arguments.get("seed", 0) + number})


class Line(NamedTuple):
    """One comparison: our figure, theirs, their ratio in words that say what it is, and the peak memory of each.

    Where the other side is a formula, its memory is 0.
    """

    name: str
    ours: float
    theirs: float
    ratio: float
    unit: str
    reads: str
    memory_mb: float
    their_memory_mb: float

    def text(self) -> str:
        """Return the comparison as one line for a reader."""
        sides = f"{self.ours:,.4g} against {self.theirs:,.4g} {self.unit}"
        memory = f"{self.memory_mb:.0f} MB" + (f" and {self.their_memory_mb:.0f} MB" if self.their_memory_mb else "")
        return f"{self.name}: {self.ratio:,.3g} {self.reads} ({sides}; {memory})"


class BenchError(RuntimeError):
    """A piece of work failed in its process; the message holds the last line it wrote."""


def measured(work: Work) -> Figures:
    """Run one piece of work in a fresh process and return its figures, with "memory_mb" (peak) added."""
    command = [sys.executable, "-m", __name__, work.function, json.dumps(work.arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise BenchError(f"{work.function}: {last}")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def alternating(works: Sequence[Work], repeats: int) -> list[list[Figures]]:
    """Run all works in turn, `repeats` rounds, so that a noisy moment hits none alone; return the runs of each work.

    Each round has its own seed: the work's "seed" plus the number of the round.
    """
    rounds = [[measured(work.again(number)) for work in works] for number in range(repeats)]
    return [list(runs) for runs in zip(*rounds, strict=True)]


INSTALL = "install the peers by: make bench, or pip install ciw ema-workbench numba simpy"


def installed(module: str) -> bool:
    """Whether a peer's library is there."""
    return find_spec(module) is not None


def median_of(runs: Sequence[Figures]) -> Figures:
    """Return the median of each figure over repeated runs."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def peak_memory_mb() -> float:
    """Return the peak memory of this process in MB.

    Linux's own counter of this image is read where there is one: the counter of getrusage keeps what the parent
    held at the moment it started this process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak_kb / (1024**2 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Do the work named on the command line and print its figures as JSON."""
    module, function = sys.argv[1].split(":")
    figures = getattr(import_module(module), function)(**json.loads(sys.argv[2]))
    print(json.dumps({**figures, "memory_mb": peak_memory_mb()}))


if __name__ == "__main__":
    main()
