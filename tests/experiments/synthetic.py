"""A made-up result folder with known effects, so that sentences and figures can be tested for truth."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from experiments.build import build, plain
from experiments.execute import Batch, Outcome
from experiments.ledger import PlannedPoint, PlannedRun, open_ledger
from sim.costs import Prices
from sim.draws import Draws, name_key
from sim.scenario import Scenario

LEVELS = {
    "staffing": ["lean", "standard", "generous"],
    "communication": ["one_way", "two_way"],
    "management": ["long_term", "campaign", "campaign_as_practised", "mixed"],
}
BASELINE = {"staffing": "standard", "communication": "one_way", "management": "long_term"}
GRIDS, COMMUNITIES, RESIDENTS, WARMUP = 24, 4, 30_000, 90
DRAWS, PRICES, RAID_DAYS = Draws(11), Prices(), 28
POSTS = {
    level: {
        "coordinators_per_grid": each,
        "administrators_per_grid": each,
        "supervisors_per_grid": each / 4,
        "temporary_per_grid": 9.0,
    }
    for level, each in {"lean": 0.8, "standard": 1.0, "generous": 1.5}.items()
}


@dataclass
class Effects:
    """The true effects that the made-up runs contain, and the defects that they may be given."""

    staffing_harm: dict[str, float] = field(default_factory=lambda: {"lean": 90.0, "standard": 60.0, "generous": 59.9})
    two_way_reports: float = 1800.0
    two_way_solved: float = 0.04
    two_way_yuan: float = 250_000.0
    campaign_harm: float = 12.0
    hours_gap: float = 0.0
    residual: float = 0.0
    noise: float = 1.0
    levels: dict[str, list[str]] = field(default_factory=lambda: dict(LEVELS))
    lost: tuple[int, ...] = ()


def normal(purpose: str, *keys: object) -> np.ndarray:
    """Return a standard normal draw for a purpose and keys (words become numbers)."""
    return DRAWS[purpose].normal(*[name_key(key) if isinstance(key, str) else key for key in keys])


def run_row(point: dict[str, str], seed: int, made: Effects) -> dict[str, object]:
    """Return one run's indicators: seed luck common to all points, own noise, and the known effects."""
    staffing, way, arm = (point.get(name, BASELINE[name]) for name in LEVELS)
    own = made.noise * normal("own", seed, staffing, way, arm)
    luck, two = normal("luck", seed), way == "two_way"
    posts = {"lean": 150, "standard": 240, "generous": 330}[staffing]
    extra = {"long_term": 0.0, "campaign": made.hours_gap, "campaign_as_practised": 0.06, "mixed": 0.10}[arm]
    hours = posts * 2000.0 * (1 + extra)
    burden = {"long_term": 0.0, "campaign": 1.0, "campaign_as_practised": 1.6, "mixed": -0.5}[arm]
    harm = made.staffing_harm[staffing] + made.campaign_harm * burden - 3 * two + 8 * luck + 0.4 * own
    solved_share = 0.78 + made.two_way_solved * two + 0.02 * luck + 0.002 * own
    registered = 40_000 * (1 + 0.05 * luck) + 60 * own
    hourly, raid = PRICES.administrator_regular_yuan, PRICES.campaign_day_yuan
    cost = hours * hourly + RAID_DAYS * GRIDS * raid * (arm != "long_term") + made.two_way_yuan * two + 5_000 * own
    busy = min(0.97, 0.8 * 240 / posts + 0.02 * luck)
    return {
        "residents": RESIDENTS,
        "incidents": registered * 1.6,
        "registered": registered,
        "reports": 15_000 + made.two_way_reports * two + 500 * luck + 90 * own,
        "patrol_share": 0.5 - 0.05 * two + 0.01 * luck,
        "closed_share": 0.96 + 0.002 * own,
        "on_time_share": 0.88 + 0.004 * own,
        "solved": registered * solved_share,
        "solved_share": solved_share,
        "satisfied_share": solved_share - 0.03,
        "wait_hours_mean": {"lean": 60.0, "standard": 14.0, "generous": 6.0}[staffing] + luck + 0.1 * own,
        "solution_hours_median": 30 + own,
        "harm_days": harm * RESIDENTS / 1000,
        "harm_per_1000_residents": harm,
        "trust_mean": 0.5 + 0.03 * two + 0.01 * luck,
        "report_gini": 0.7 + 0.01 * luck,
        "escalated_street_share": 0.012 + 0.001 * luck,
        "escalated_above_share": 0.2 + 0.01 * luck,
        "settled_share": 0.02 + 0.03 * two + 0.001 * own,
        "utilisation_coordinator": busy * 0.9,
        "utilisation_administrator": busy,
        "utilisation_supervisor": busy * 0.7,
        "overtime_hours": 0.0 if arm == "long_term" else 900.0,
        "paid_hours": hours,
        "rebound_index": float("nan") if arm == "long_term" else 0.2 + 0.05 * own,
        "cost_yuan": cost,
        "cost_per_resident_yuan": cost / RESIDENTS,
        "cost_per_solved_yuan": cost / (registered * solved_share),
        "social_cost_yuan": harm * RESIDENTS / 1000 * PRICES.harm_yuan,
        "clamped_share": 0.0001,
        "check_incidents": made.residual,
        "check_staff_hours": 0.0,
        "check_little": 0.004,
        "check_clamped_share": 0.0001,
        "check_paid_hours": hours,
    }


def daily_rows(row: dict[str, object], days: int) -> pd.DataFrame:
    """Return the days of one run, with a campaign of four weeks in the arms that have one."""
    day = np.arange(-WARMUP, days)
    key = day.astype(np.uint64)
    arm, two = row.get("management", "long_term"), row.get("communication", "one_way") == "two_way"
    start = 60
    on = (day >= start) & (day < start + 28) & (arm != "long_term")
    after = (day >= start + 28) & (arm != "long_term")
    fading = np.where(after, np.exp(-(day - start - 28) / 21.0), 0.0)
    season = 10 * np.sin(day / 20) + 6 * normal("street day", int(row["seed"]), key)
    wobble = 4 * normal("day", int(row["seed"]), name_key(str(arm)), key)
    target = 160 + season + wobble - 60 * on + 45 * fading
    other = 220 + season + wobble + 50 * np.where(on, (day - start) / 28, 0.0) + 50 * fading
    grown = np.clip(day / 200, 0, 1)
    return pd.DataFrame(
        {
            "day": day,
            "campaign": on.astype(int),
            "onsets": 170 + season,
            "onsets_target": (100 + 0.1 * season) * (1 - 0.2 * on + 0.1 * (after & (day < start + 84))),
            "reported": 45 + 6 * two * grown + 0.3 * season,
            "registered": 110 + season,
            "closed": 108 + season,
            "solved": 90 + season,
            "backlog": target + other,
            "backlog_target": target,
            "backlog_other": other,
            "open_unsolved": target + other,
            "harm_days": 30 + 0.1 * season,
            "trust": 0.5 + (0.04 if two else -0.02) * grown + 0.001 * wobble,
            "paid_hours": 1300.0,
            "wait_hours": 14.0 + 0.2 * season,
        }
    )


def grid_rows(row: dict[str, object]) -> pd.DataFrame:
    """Return the grids of one run on a 6 x 4 lattice of places."""
    grid = np.arange(GRIDS)
    place = normal("grid", grid.astype(np.uint64))
    return pd.DataFrame(
        {
            "grid": grid,
            "community": grid // (GRIDS // COMMUNITIES),
            "x_m": 400.0 * (grid % 6),
            "y_m": 400.0 * (grid // 6),
            "residents": (RESIDENTS / GRIDS * (1 + 0.1 * place)).astype(int),
            "registered": 1500.0,
            "due": 1480.0,
            "solved": 1200.0,
            "closed": 1450.0,
            "on_time": 1300.0,
            "harm_days": 80 * np.exp(0.5 * place) * float(row["harm_per_1000_residents"]) / 60,
            "delay_hours": 20 + 4 * place,
            "backlog_end": 10.0,
        }
    )


def quantity_rows(row: dict[str, object]) -> pd.DataFrame:
    """Return the quantities of one run in two books that agree, and come to its cost at the prices."""
    hours, books = float(row["paid_hours"]), []
    for activity, share in {"patrol": 0.3, "casework": 0.45, "paperwork": 0.25}.items():
        books.append(("activity", activity, "administrator_regular", hours * share, "h"))
    for grid in range(GRIDS):
        books.append(("grid", str(grid), "administrator_regular", hours / GRIDS, "h"))
    days = 0 if row.get("management", "long_term") == "long_term" else RAID_DAYS
    staffed = hours * PRICES.administrator_regular_yuan + days * GRIDS * PRICES.campaign_day_yuan
    messages = (float(row["cost_yuan"]) - staffed) / PRICES.message_yuan  # what else is paid
    books += [
        (book, key, "message", messages, "message") for book, key in (("activity", "feedback"), ("grid", "street"))
    ]
    books.append(("activity", "campaign", "campaign_day", days * GRIDS, "grid x day"))
    books += [("grid", str(grid), "campaign_day", days, "grid x day") for grid in range(GRIDS)]
    for book, account in (("activity", "harm"), ("grid", "street")):
        books.append((book, account, "harm", float(row["harm_days"]), "harm"))
    return pd.DataFrame(books, columns=["book", "key", "item", "quantity", "unit"])


def synthetic_folder(folder: Path, made: Effects | None = None, seeds: int = 5, days: int = 240) -> Path:
    """Write a result folder like that of a study, with every table, and return it."""
    made = made or Effects()
    folder.mkdir(parents=True, exist_ok=True)
    names = list(made.levels)
    plan = list(itertools.product(itertools.product(*made.levels.values()), range(seeds)))
    rows = []
    for index, (levels, replication) in enumerate(plan):
        if index not in made.lost:
            point = dict(zip(names, levels, strict=True))
            seed = 1000 + replication
            keys = {"key": f"{index:08x}", "point": index // seeds, **point, "replication": replication, "seed": seed}
            rows.append({**keys, **run_row(point, seed, made), "seconds": 1.0, "digest": "made up"})
    pd.DataFrame(rows).to_parquet(folder / "runs.parquet")
    keyed = {"daily": (lambda r: daily_rows(r, days), "key"), "grids": (grid_rows, "key")}
    for name, (make, key) in {**keyed, "quantities": (quantity_rows, "run_key")}.items():
        pd.concat([make(row).assign(**{key: row["key"]}) for row in rows]).to_parquet(folder / f"{name}.parquet")
    (folder / "manifest.json").write_text(json.dumps(manifest(folder.name, made, seeds, days, len(rows)), indent=1))
    with open_ledger(folder) as ledger:
        ledger.plan({}, planned_points(made), planned_runs(plan, seeds))
        ledger.store(Batch([Outcome(row["key"], 1.0, {"digest": row["digest"]}) for row in rows]))
    return folder


def planned_runs(plan: list[tuple[tuple[str, ...], int]], seeds: int) -> list[PlannedRun]:
    """Return the runs of the design, as the table of runs has them."""
    return [
        PlannedRun(f"{index:08x}", index, index // seeds, replication, 1000 + replication)
        for index, (_levels, replication) in enumerate(plan)
    ]


def planned_points(made: Effects) -> list[PlannedPoint]:
    """Return the design points with the posts of their staffing level."""
    points = []
    for index, levels in enumerate(itertools.product(*made.levels.values())):
        factors = dict(zip(made.levels, levels, strict=True))
        config = {"staffing": POSTS[factors.get("staffing", "standard")]}
        points.append(PlannedPoint(index, factors, config, []))
    return points


def manifest(name: str, made: Effects, seeds: int, days: int, stored: int) -> dict[str, object]:
    """Return a manifest like that of a study."""
    planned = int(np.prod([len(levels) for levels in made.levels.values()])) * seeds
    catalogue = build(yaml.safe_load((files("configs") / "catalogue" / "shekou.yaml").read_text()))
    contrasts = [
        {"indicator": "harm_per_1000_residents", "factor": factor, "level": level, "reference": BASELINE[factor]}
        for factor, level in (("communication", "two_way"), ("management", "campaign"), ("management", "mixed"))
        if level in made.levels.get(factor, ())
    ]
    return {
        "name": name,
        "title": "Three questions",
        "status": "complete",
        "study": "three_questions",
        "command": "gridgov study three_questions street=tiny",
        "overrides": ["street=tiny"],
        "sources": [],
        "seed": 1,
        "factors": made.levels,
        "baseline": {factor: BASELINE[factor] for factor in made.levels},
        "contrasts": contrasts,
        "replications": seeds,
        "config": plain(Scenario(catalogue=catalogue, days=days)),
        "prices": plain(PRICES),
        "versions": {"python": "3.12"},
        "libraries": {"gridgov": "0.1.0"},
        "machine": {"system": "made up", "python": "3.12", "cores": 2},
        "timings": {"started": "2026-01-01T00:00:00+00:00", "sitting_seconds": 60.0, "run_seconds": 100.0},
        "counts": {"planned": planned, "stored": stored, "failed": planned - stored, "pending": 0},
    }
