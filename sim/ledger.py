"""The ledger of cases: a page is written once, when a case ends; everything measured of cases is computed from pages.

A page is a tuple in the order of `sim.facts.LEDGER`, written when a case ends, when an incident leaves, or at the end
of the run. Pages are folded a few thousand at a time, so memory does not grow with their number, apart from the
durations that quantiles need.
"""

from __future__ import annotations

import hashlib
import struct
from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.agents.incident import Incident
from sim.facts import CLOSED_UNSOLVED, GRID, LEDGER, PATROL, REOPENED, RESIDENT, STREET, VISIT, WHOLE

Floats = NDArray[np.float64]
PAGES_A_FOLD = 4096
PAGE = struct.Struct("".join("q" if name in WHOLE else "d" for name in LEDGER))
ROW = np.dtype([(name, np.int64 if name in WHOLE else np.float64) for name in LEDGER])
DURATIONS = ("discovery", "registration", "closing", "solution", "wait")


class Ledger:
    """All pages of a run, and what they add up to.

    flows: events by day, (days + 1,); by_grid: sums by grid; counts: what became of cases; samples: durations (h) in
    chunks; sojourn_hours: time that dispatched cases were open (the other book of Little's law).
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.n_days = model.n_days
        self.start_hour = 24.0 * model.inputs.warmup_days
        self.end_hour = 24.0 * model.n_days
        self.keep_pages = model.inputs.detail == "incidents"
        self._pages = bytearray(PAGES_A_FOLD * PAGE.size)
        self._written = 0
        self._known: dict[int, tuple[Floats, NDArray[np.bool_], NDArray[np.int64]]] = {}
        self._kept: list[Floats] = []
        self._digest = hashlib.blake2b(digest_size=16)
        self._harm = np.array([kind.harm_per_day / 24 for kind in model.kinds])
        self._target = np.array([kind.target for kind in model.kinds])
        self.flows: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(self.n_days + 1))
        self.by_grid: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(model.grids)))
        self.counts: dict[str, float] = defaultdict(float)
        self.samples: dict[str, list[Floats]] = {name: [] for name in DURATIONS}
        self.sojourn_hours = 0.0

    def page(self, incident: Incident) -> None:
        """Write a page of the ledger."""
        PAGE.pack_into(self._pages, self._written, *incident.ledger())
        self._written += PAGE.size
        if self._written == len(self._pages):
            self.fold()

    def fold(self) -> None:
        """Fold the written pages into flows by day, counts by grid, and durations."""
        if not self._written:
            return
        written = np.frombuffer(bytes(self._pages[: self._written]), ROW)
        page = {name: written[name].astype(np.float64) for name in LEDGER}
        pages = np.stack(list(page.values()), axis=1)
        self._written = 0
        self._digest.update(np.round(pages, 6).tobytes())
        if self.keep_pages:
            self._kept.append(pages)
        self._fold_flows(page)
        self._fold_harm(page)
        self._fold_cohort(page)
        self._fold_durations(page)
        for system in self.model.systems:
            system.read(page)
        self._known.clear()

    def _day(self, hours: Floats) -> NDArray[np.int64]:
        return np.clip(np.nan_to_num(hours, nan=0.0) // 24, 0, self.n_days).astype(np.int64)

    def _flow(self, name: str, hours: Floats, which: Any, weights: Floats | None = None) -> None:
        """Add to a flow how many of the pages `which` have their time on each day (or the sum of their weights)."""
        known = self._known.get(id(hours))
        if known is None:  # a column serves several flows
            known = self._known[id(hours)] = (hours, ~np.isnan(hours), self._day(hours))
        which = which & known[1]
        amount = None if weights is None else weights[which]
        self.flows[name] += np.bincount(known[2][which], amount, minlength=self.n_days + 1)

    def _fold_flows(self, page: dict[str, Floats]) -> None:
        real = page["mistaken"] == 0
        target = self._target[page["kind"].astype(np.int64)]
        source = page["source"]
        case = ~np.isnan(page["registered"])
        self._flow("onsets", page["onset"], real & (page["case"] <= 1))
        self._flow("onsets_target", page["onset"], real & (page["case"] <= 1) & target)
        self._flow("noticed_patrol", page["reported"], (source == PATROL) | (source == VISIT))
        self._flow("reported", page["reported"], source == RESIDENT)
        self._flow("reopened", page["reported"], source == REOPENED)
        self._flow("voided", page["closed"], ~real)
        self._flow("handled", page["handled"], case)
        for name, which in (("", case), ("_target", case & target), ("_other", case & ~target)):
            self._flow(f"registered{name}", page["registered"], which)
            self._flow(f"closed{name}", page["closed"], which)
        self._flow("solved", page["solved"], real)
        self._flow("lapsed", page["lapsed"], real)
        self._flow("settled", page["solved"], page["settled"] == 1)
        waited = page["started"] - page["dispatched"]
        at_grid = page["level"] == GRID
        self._flow("waits", page["started"], at_grid)
        self._flow("wait_hours", page["started"], at_grid, waited)
        end = np.where(np.isnan(page["closed"]), self.end_hour, page["closed"])
        begun = page["dispatched"] < self.end_hour
        self.sojourn_hours += float(np.nansum(np.where(begun, end - page["dispatched"], np.nan)))

    def _fold_harm(self, page: dict[str, Floats]) -> None:
        rate = page["severity"] * self._harm[page["kind"].astype(np.int64)]
        first = (page["mistaken"] == 0) & (page["case"] <= 1)
        grid = page["grid"].astype(np.int64)
        real = page["mistaken"] == 0
        arisen = first & (page["onset"] >= self.start_hour)
        self.by_grid["onsets"] += np.bincount(grid[arisen], minlength=len(self.model.grids))
        for name, sign, which in (("onset", 1.0, first), ("solved", -1.0, real), ("lapsed", -1.0, real)):
            hours = page[name]
            which = which & ~np.isnan(hours)
            self._flow("harm_rate", hours, which, sign * rate)
            rest = 24 * (self._day(hours) + 1) - hours
            self._flow("harm_part", hours, which, sign * rate * rest)
            left = np.maximum(self.end_hour - np.maximum(hours, self.start_hour), 0.0)
            amount = np.where(which, sign * rate * left, 0.0)
            self.by_grid["harm_days"] += np.bincount(grid, amount, minlength=len(self.by_grid["harm_days"]))

    def _fold_cohort(self, page: dict[str, Floats]) -> None:
        """Count what became of the cases registered in the measured days whose time limit ended before the horizon."""
        registered = (page["registered"] >= self.start_hour) & (page["registered"] < self.end_hour)
        cohort = registered & (page["deadline"] <= self.end_hour)
        closed = cohort & ~np.isnan(page["closed"])
        solved = cohort & ~np.isnan(page["solved"])
        on_time = cohort & (page["answered"] <= page["deadline"])
        by_resident = cohort & ((page["source"] == RESIDENT) | (page["source"] == REOPENED))
        rated = by_resident & ~np.isnan(page["satisfied"])
        found = registered & ((page["source"] == PATROL) | (page["source"] == VISIT))
        for name, which in (
            ("cases", registered),
            ("first_cases", registered & (page["case"] == 1)),
            ("cohort", cohort),
            ("closed", closed),
            ("solved", solved),
            ("on_time", on_time),
            ("rated", rated),
            ("satisfied", rated & (page["satisfied"] == 1)),
            ("sham", cohort & (page["sham"] == 1)),
            ("found_by_staff", found),
            ("to_street", registered & (page["level"] == STREET)),
            ("above", registered & (page["level"] > STREET)),
            ("reopened", registered & (page["source"] == REOPENED)),
            ("reworked", registered & (page["reworks"] > 0)),
            ("transferred", registered & (page["transfers"] > 0)),
        ):
            self.counts[name] += float(which.sum())
            if name in ("cases", "cohort", "closed", "solved", "on_time"):
                self.by_grid[name] += np.bincount(page["grid"][which].astype(np.int64), minlength=len(self.model.grids))
        for name, which in (("cases", registered), ("above", registered & (page["level"] > GRID))):
            by_kind = np.bincount(page["kind"][which].astype(np.int64), minlength=len(self.model.kinds))
            for kind, number in zip(self.model.kinds, by_kind.tolist(), strict=True):
                self.counts[f"{name}.{kind.name}"] += number

    def _fold_durations(self, page: dict[str, Floats]) -> None:
        first = (page["case"] == 1) & (page["mistaken"] == 0)
        for name, start, end, which in (
            ("discovery", "onset", "noticed", first),
            ("registration", "onset", "registered", first),
            ("closing", "registered", "closed", page["registered"] >= 0),
            ("solution", "onset", "solved", page["mistaken"] == 0),
            ("wait", "dispatched", "started", page["level"] == GRID),
        ):
            kept = which & (page[end] >= self.start_hour) & (page[end] < self.end_hour)
            hours = (page[end] - page[start])[kept]
            self.samples[name].append(hours)
            if name == "solution":
                grid = page["grid"][kept].astype(np.int64)
                self.by_grid["solution_hours"] += np.bincount(grid, hours, minlength=len(self.model.grids))
                self.by_grid["n_solutions"] += np.bincount(grid, minlength=len(self.model.grids))

    # the end -----------------------------------------------------------------------------------------------------
    def finish(self) -> None:
        """Write the pages of everything that is still open, and fold them."""
        for incident in list(self.model.agents_by_type.get(Incident, ())):
            if incident.stage != CLOSED_UNSOLVED:
                self.page(incident)
        self.fold()

    def digest(self) -> str:
        """Return a digest of all pages: counts and times rounded to 1e-6 h (design 11)."""
        return self._digest.hexdigest()

    def pending(self) -> bytes:
        """Return the pages that have not been folded yet."""
        return bytes(self._pages[: self._written])

    def pages(self) -> pd.DataFrame:
        """Return all pages as a table (only with detail=incidents); times in hours after the warm-up."""
        table = pd.DataFrame(
            np.concatenate(self._kept) if self._kept else np.zeros((0, len(LEDGER))), columns=list(LEDGER)
        )
        times = list(LEDGER[LEDGER.index("onset") :])
        table[times] -= self.start_hour
        table["kind"] = [self.model.kinds[int(place)].name for place in table["kind"]]
        return table
