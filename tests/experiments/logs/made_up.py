"""Logs made up for tests: known numbers of events, where a test needs to know what must come out."""

from __future__ import annotations

import pandas as pd

from experiments.logs.schema import EVENTS


def made_log(**columns: object) -> pd.DataFrame:
    """Return an event table with these columns, the needed ones filled, all others empty."""
    table = pd.DataFrame(columns)
    filled = {"event_id": [f"e{number}" for number in range(len(table))], "kind": "stall", "status": "closed"}
    for name in EVENTS.columns:
        if name not in table:
            table[name] = filled.get(name)
    return table[list(EVENTS.columns)].astype(EVENTS.dtypes).sort_values("reported_at", ignore_index=True)
