"""A model of a few lines with the interface of the real one, to test the workbench: it can be slow, fail, or die."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

ITEM, HOURS = "administrator_regular", 10.0


@dataclass(frozen=True)
class FakeResult:
    """What a fake run leaves behind: the tables that the workbench stores."""

    indicators: dict[str, float]
    daily: pd.DataFrame | None
    grids: pd.DataFrame | None
    quantities: pd.DataFrame
    checks: dict[str, float]
    digest: str
    incidents: pd.DataFrame | None = None


def run(scenario: Any, seed: int) -> FakeResult:
    """Return numbers that follow from the seed and the staffing alone."""
    posts = scenario.staffing.administrators_per_grid
    luck = int(hashlib.sha256(str(seed).encode()).hexdigest()[:8], 16) / 2**32
    solved = 100 * posts + luck
    numbers = {"residents": 1000.0, "solved": solved, "solved_share": solved / 200, "trust_mean": float("nan")}
    numbers["harm_per_1000_residents"] = 50 - solved / 10
    daily = pd.DataFrame({"day": [-1, 0, 1], "backlog": [0.0, luck, posts]})
    grids = pd.DataFrame({"grid": [0, 1], "solved": [solved / 2, solved / 2]})
    books = [("activity", "casework", HOURS * posts), ("grid", "0", 4 * posts), ("grid", "1", 6 * posts)]
    rows = [(book, key, ITEM, quantity, "h") for book, key, quantity in books]
    quantities = pd.DataFrame(rows, columns=["book", "key", "item", "quantity", "unit"])
    digest = hashlib.sha256(f"{seed} {posts}".encode()).hexdigest()
    return FakeResult(numbers, daily, grids, quantities, {"incidents": 0.0}, digest)


def slow(scenario: Any, seed: int, folder: Path, seconds: float = 0.2) -> FakeResult:
    """Run slowly and leave the worker's process id behind."""
    (folder / f"worker_{os.getpid()}").touch()
    time.sleep(seconds)
    return run(scenario, seed)


def failing(scenario: Any, seed: int) -> FakeResult:
    """Fail where the grid has too few administrators."""
    if scenario.staffing.administrators_per_grid < 1:
        raise ZeroDivisionError("no administrator left")
    return run(scenario, seed)


def mortal(scenario: Any, seed: int, folder: Path, deaths: int) -> FakeResult:
    """Kill the own process with SIGKILL in lean runs, until there have been so many deaths."""
    if scenario.staffing.administrators_per_grid < 1 and len(list(folder.glob("death_*"))) < deaths:
        (folder / f"death_{os.getpid()}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return run(scenario, seed)


def hanging(scenario: Any, seed: int, waits: bool = True) -> FakeResult:
    """Wait in one call, or in a loop of short ones, for ever in lean runs."""
    while scenario.staffing.administrators_per_grid < 1:
        time.sleep(3600 if waits else 0.01)
    return run(scenario, seed)


def stuck(scenario: Any, seed: int) -> FakeResult:
    """Hang in native code that hears no signal, in lean runs."""
    if scenario.staffing.administrators_per_grid < 1:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(3600)
    return run(scenario, seed)
