"""Tables of a run: its days, its grids, and the residuals of the books that must balance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.accounts import share
from sim.agents.incident import Incident
from sim.agents.staff import Staff
from sim.policies.staffing import ROLES
from sim.systems import system_checks

Floats = NDArray[np.float64]


def daily_harm(ledger: Any) -> Floats:
    """Return the harm of each day: what was open at midnight, plus the parts of days of what came and went."""
    rate = np.concatenate([[0.0], np.cumsum(ledger.flows["harm_rate"])[:-1]])
    return np.asarray(24 * rate + ledger.flows["harm_part"])[: ledger.n_days]


FLOWS = (
    "onsets onsets_target noticed_patrol reported registered handled closed solved settled lapsed reopened voided"
).split()


def daily_table(model: Any) -> pd.DataFrame:
    """Return one row a day; day 0 is the first measured day, the warm-up has negative days."""
    books, ledger = model.books, model.ledger
    n = model.n_days
    flow = {name: amounts[:n] for name, amounts in ledger.flows.items()}
    table = {"day": np.arange(n) - model.inputs.warmup_days, "campaign": np.array(books.daily["campaign"])}
    for name in FLOWS:
        table[name] = flow.get(name, np.zeros(n))
    table["open_unsolved"] = np.cumsum(table["onsets"] - table["solved"] - table["lapsed"])
    for name in ("", "_target", "_other"):
        empty = np.zeros(n)
        table[f"backlog{name}"] = np.cumsum(flow.get(f"registered{name}", empty) - flow.get(f"closed{name}", empty))
    table["harm_days"] = daily_harm(ledger)
    with np.errstate(invalid="ignore", divide="ignore"):
        table["wait_hours"] = flow["wait_hours"] / flow["waits"] if "waits" in flow else np.full(n, np.nan)
    for name in (
        "trust",
        "efficacy",
        "cohesion",
        "prevention",
        "paid_hours",
        *(f"utilisation_{role}" for role in ROLES),
    ):
        table[name] = np.array(books.daily[name])
    return pd.DataFrame(table)


def grid_table(model: Any) -> pd.DataFrame:
    """Return one row a grid."""
    ledger, blocks = model.ledger, model.blocks
    rows = []
    for grid in model.grids:
        weight = blocks.residents[grid.blocks] / max(1, grid.residents)
        rows.append(
            {
                "grid": grid.index,
                "community": grid.community,
                "x_m": float((blocks.x_m[grid.blocks] * weight).sum()),
                "y_m": float((blocks.y_m[grid.blocks] * weight).sum()),
                "residents": grid.residents,
                "rental_share": float((blocks.rental_share[grid.blocks] * weight).sum()),
                "registered": float(ledger.by_grid["cases"][grid.index]),
                "due": float(ledger.by_grid["cohort"][grid.index]),
                "solved": float(ledger.by_grid["solved"][grid.index]),
                "closed": float(ledger.by_grid["closed"][grid.index]),
                "on_time": float(ledger.by_grid["on_time"][grid.index]),
                "harm_days": float(ledger.by_grid["harm_days"][grid.index]),
                "delay_hours": share(
                    ledger.by_grid["solution_hours"][grid.index], ledger.by_grid["n_solutions"][grid.index]
                ),
                "backlog_end": float(sum(station.n_waiting for station in grid.stations("administrator"))),
            }
        )
    return pd.DataFrame(rows)


def checks(model: Any, quantities: pd.DataFrame) -> dict[str, float]:
    """Return the residuals of the books that must balance (0 = they do; relative where a scale exists)."""
    books = model.books
    living = model.agents_by_type.get(Incident, ())
    staff = [post for agents in model.agents_by_type.values() for post in agents if isinstance(post, Staff)]
    open_spent = sum(post.task.spent for post in staff if post.task is not None) + sum(
        entry[3].spent for role in ROLES for station in model.duty.all_stations[role] for entry in station.queue
    )
    busy = books.gone_hours + sum(post.busy_hours for post in staff)
    books_by = quantities.groupby(["book", "item"])["quantity"].sum()
    items = sorted(set(quantities["item"]))
    money = max((abs(books_by.get(("activity", i), 0.0) - books_by.get(("grid", i), 0.0)) for i in items), default=0.0)
    scale = max(1.0, float(books_by.abs().max()))
    return {
        "incidents": float(books.arisen - books.left - len(living)),
        "staff_hours": (busy - books.task_hours - open_spent) / max(1.0, busy),
        "messages": float(books.n_messages - model.intake.platform.n_messages),
        "two_books": money / scale,
        **system_checks(model.systems),
        "little": (books.case_hours - model.ledger.sojourn_hours) / max(1.0, model.ledger.sojourn_hours),
    }
