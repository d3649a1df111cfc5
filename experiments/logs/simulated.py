"""A simulated run as a log: its incidents in the event table, with only what an office would have on record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from experiments.logs import notices
from experiments.logs.cleaning import METRES
from experiments.logs.reading import Log
from experiments.logs.schema import EVENTS
from experiments.overrides import one_of
from experiments.store import read_manifest, read_table
from sim.errors import InputError
from sim.facts import PATROL, REOPENED, RESIDENT, VISIT

ZONE = "Asia/Shanghai"  # streets live by China's calendar
SOURCES = {PATROL: "patrol", VISIT: "visit", RESIDENT: "resident", REOPENED: "reopened"}
LEVELS = ("grid", "street", "district")
STAGES = {
    "reported_at": "reported",
    "verified_at": "verified",
    "registered_at": "registered",
    "dispatched_at": "dispatched",
    "started_at": "started",
    "handled_at": "answered",
    "checked_at": "checked",
    "closed_at": "closed",
    "due_at": "deadline",
    "solved_at": "solved",
}
UNMODELLED = ("accepted_at", "group", "outcome", "duplicate_of", "lon", "lat")
"""What the model has no counterpart of: accepting is part of registering, kinds have no classes, places no degrees."""


def simulated_log(folder: Path, run: str = "") -> Log:
    """Return what was reported in the measured days of a run as a log; `run` is the beginning of a run's key.

    Raises InputError if the folder has no incidents (detail=incidents), or the key none or several runs.
    """
    manifest = read_manifest(folder)
    if not (folder / "incidents.parquet").is_file():
        mend = "run it again with detail=incidents"
        raise InputError("DIR", f"{folder}, which has no incidents.parquet", "a run with its incidents", mend)
    key = _key(read_table(folder, "runs"), run)
    pages = pq.read_table(folder / "incidents.parquet", filters=[("key", "=", key)]).to_pandas()
    grids = read_table(folder, "grids")
    events = events_of(pages, grids[grids["key"] == key], manifest["config"])
    if events.empty:
        raise InputError(
            "DIR", f"{folder}, where nothing was reported", "a run with reports", "more days, or residents"
        )
    return Log(
        EVENTS.check(events),
        pd.DataFrame(columns=["what", "reason", "column", "n", "rows"]),
        _about(folder, key, events),
    )


def _key(runs: pd.DataFrame, wanted: str) -> str:
    keys = [str(key) for key in runs["key"] if str(key).startswith(wanted)]
    if not keys or (wanted and len(keys) > 1):
        allowed = one_of(str(key) for key in runs["key"].head(6))
        raise InputError("--run", wanted, f"the beginning of one run's key: {allowed}", "they stand in runs.parquet")
    return keys[0]


def events_of(pages: pd.DataFrame, grids: pd.DataFrame, config: dict[str, Any]) -> pd.DataFrame:
    """Return what was reported in the measured days of a run as events.

    `pages` and `grids` are the run's tables of cases and grids, `config` its scenario as plain values.
    """
    pages, grids = pages[(pages["reported"] >= 0) & (pages["case"] >= 1)], grids.set_index("grid")
    start = pd.Timestamp(config["start_date"])
    closed, void = pages["closed"].notna(), (pages["mistaken"] == 1) & pages["closed"].notna()
    grid = pages["grid"].astype(int)
    width = len(str(len(grids)))
    community = grids["community"].reindex(grid).to_numpy(int) + 1
    level = np.array(LEVELS)[pages["level"].astype(int)]
    settled = np.where(level == "grid", [f"grid {number + 1:0{width}d}" for number in grid], level)
    number = pages["incident"].astype("int64").astype(str) + "-" + pages["case"].astype(int).astype(str)
    table: dict[str, Any] = {
        "event_id": number,
        "kind": pages["kind"],
        "area": [f"community {one:02d}" for one in community],
        "district": config["street"]["name"],
        "source": pages["source"].astype(int).map(SOURCES),
        "level": level,
        "unit": settled,
        "status": np.select([void, closed], ["voided", "closed"], "open"),
        "on_time": _on_time(pages, 24 * config["days"]),
        "reworks": pages["reworks"].astype(int),
        "x_m": grids["x_m"].round(METRES).reindex(grid).to_numpy(),
        "y_m": grids["y_m"].round(METRES).reindex(grid).to_numpy(),
        **{name: start + _after(pages[hours]) for name, hours in STAGES.items()},
    }
    frame = pd.DataFrame({name: table.get(name) for name in EVENTS.columns}, index=pages.index)
    frame = frame.astype(EVENTS.dtypes).drop_duplicates("event_id")
    return frame.sort_values(["reported_at", "event_id"], ignore_index=True)


def _after(hours: pd.Series) -> pd.Series:
    """Return hours as differences of time; what lies beyond the run's calendar (a limit that never ends) has none."""
    return pd.to_timedelta(hours.where(np.isfinite(hours)), unit="h").dt.round("s")


def _on_time(pages: pd.DataFrame, horizon: float) -> pd.Series:
    """Return whether the answer came before the deadline; unknown while neither has come by the end of the run."""
    answered, late = pages["answered"] <= pages["deadline"], pages["deadline"] <= horizon
    known = pages["deadline"].notna() & (pages["answered"].notna() | late)
    return answered.astype("boolean").where(known)


def _about(folder: Path, key: str, events: pd.DataFrame) -> dict[str, Any]:
    return {
        "source": f"simulated run {key[:8]} of {folder.name}",
        "sha256": key,
        "encoding": "utf-8",
        "gzip": False,
        "log_format": "generic",
        "zone": ZONE,
        "n_rows": len(events),
        "n_events": len(events),
        "columns": {name: name for name in EVENTS.columns if events[name].notna().any()},
        "ignored": [],
        "personal": [],
        "notes": [notices.SIMULATED],
    }
