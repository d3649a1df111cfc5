"""Logged events as a record that a street can live through (see `sim.processes.trace`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from experiments.logs.fitting.sources import by_resident, is_void
from experiments.tables import write_csv
from sim.draws import Draws
from sim.scenario import BROUGHT, Onset, TracedOnset


def write_trace(path: Path, table: pd.DataFrame, resident_share: float | None) -> None:
    """Write events (with the kinds and areas of a fit) as a record.

    Where the log does not say who brought an event in, so many are taken for residents' as the prior says.
    """
    resident = by_resident(table)
    if resident_share is not None:
        rows = np.arange(len(table)).astype(np.uint64)
        resident = Draws(0)["who brought a logged event"].uniform(rows) < resident_share
    record = pd.DataFrame(
        {
            "at": table["reported_at"].dt.strftime("%Y-%m-%dT%H:%M:%S"),
            "kind": table["kind"],
            "area": table["area"],
            "brought": np.where(resident, *BROUGHT),
            "void": is_void(table).astype(int),
        }
    )
    write_csv(path, record)


def traced(onset: Onset, path: Path, until: str = "", afterwards: str = "nothing") -> TracedOnset:
    """Return the onset of a fitted street with a record in place of its own draws, until a date."""
    values = {name: getattr(onset, name) for name in type(onset).__dataclass_fields__ if name != "trace"}  # type: ignore[attr-defined]
    return TracedOnset(**values, trace=str(path.resolve()), until=until, afterwards=afterwards)
