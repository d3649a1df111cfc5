"""Onset: candidate incidents arise from what is given; what people do decides which of them become real.

Everything exogenous (hour and weekday profile, common and community shocks, block heterogeneity) is drawn by seed
alone, some days at a time. The endogenous multiplier m (contagion, deterrence, prevention) thins the candidates: a
candidate is real if u * max_multiplier < m, with u its own for ever. So all policies share the same candidates.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr, pdtrik

from sim.agents.incident import FIRST_DRAWS, Incident, Kind
from sim.draws import as_keys, join
from sim.errors import InputError
from sim.facts import CLOSED_UNSOLVED, IN_PROCESS, LAPSED
from sim.hours import waking_after
from sim.parameters import Parameters, choice, param
from sim.processes.shocks import Shocks, check_factors, place_factors

Floats = NDArray[np.float64]
RARE = 24  # expected candidates of a cell and day (one an hour) up to which the short sum is used
Columns = dict[str, NDArray[Any]]


class Onset(Parameters):
    """How incidents arise over days and places.

    `weekday_factors` (7, from Monday) and `month_factors` (12, from January) multiply every rate on such days, beside
    the weekend factors of the kinds; empty: all one.
    `community_shock_variances` names communities whose own shock has another size.
    """

    max_multiplier: float = param(
        3.0, "ratio", 1, 10, "design 3", "bound M of the endogenous multiplier, for all scenarios"
    )
    day_shock_variance: float = param(0.16, "log variance", 0, 2, "datasets 1", "common shock of a day over all areas")
    day_shock_memory: float = param(
        0.34, "correlation", 0, 0.99, "datasets 1", "lag-1 autocorrelation of the common shock"
    )
    community_shock_variance: float = param(0.21, "log variance", 0, 2, "design 3", "shock of one community on one day")
    contagion_max: float = param(2.0, "ratio", 1, 3, "K19", "rate among much open visible disorder over none")
    contagion_half: float = param(
        2.0, "incidents", 0.1, 100, "assumption", "open visible incidents in a block at half effect"
    )
    mistaken_share: float = param(0.03, "share", 0, 0.5, "datasets 8.3", "candidates that only seem to be a problem")
    work_distribution: str = choice(
        "lognormal",
        ("lognormal", "exponential", "deterministic"),
        "design 7",
        "distribution of the work at a given mean",
    )
    days_at_once: int = param(
        8, "days", 1, 64, "computing", "days whose candidates are drawn together (changes no number)"
    )
    community_shock_variances: dict[str, float] = field(default_factory=dict)
    weekday_factors: tuple[float, ...] = ()
    month_factors: tuple[float, ...] = ()

    def check_together(self) -> None:
        """Refuse factors that are none, or too few."""
        check_factors("weekday_factors", self.weekday_factors, 7)
        check_factors("month_factors", self.month_factors, 12)
        sizes = tuple(self.community_shock_variances.values())
        check_factors("community_shock_variances", sizes, len(sizes))

    def recorded(self, model: Any) -> Any:
        """Return the recorded incidents that arise in place of drawn ones (see `sim.processes.trace`); here none."""
        return None

    def notes(self, first: date, n_days: int) -> list[str]:
        """Return what the user should know of the onset in a run of n days from a date on; here nothing."""
        return []


class OnsetProcess:
    """Draws candidates and turns them into incidents; owns the count of open visible incidents by block."""

    def __init__(self, model: Any) -> None:
        self.model = model
        inputs, blocks, draws = model.inputs, model.blocks, model.draws
        self.params: Onset = inputs.onset
        self.kinds: list[Kind] = model.kinds
        self.draws = draws
        categories = [kind.category for kind in self.kinds]
        residents = np.asarray(blocks.residents) / 1000 * np.asarray(blocks.factor)
        rates = np.array([one.rate_per_1000_resident_days for one in categories])
        scale = inputs.catalogue.rate_scale * self.params.max_multiplier
        self._base = np.outer(rates * scale, residents) * place_factors(model)
        self._weekend = np.array([one.weekend_factor for one in categories])
        self._kind_keys = as_keys([kind.key for kind in self.kinds])
        self._cells = join(self._kind_keys[:, None], blocks.key[None, :])
        self._hours = np.stack([np.cumsum(one.hour_weights()) for one in categories])
        self._shape = np.array([one.severity_shape for one in categories])
        self._notice = np.array([kind.notice_per_day for kind in self.kinds])
        self._brought = inputs.noticing.brought_by_residents([kind.name for kind in self.kinds])
        self._work = np.array([[one.work_hours, one.work_sigma] for one in categories])
        self._lapse = 24.0 * np.array([one.lapse_days for one in categories])
        self._delay = np.array([[one.external_delay_hours, one.external_delay_sigma] for one in categories])
        self._contagious = 1 + np.array([kind.contagious for kind in self.kinds]) * (self.params.contagion_max - 1)
        target = np.array([kind.target for kind in self.kinds])
        self._contagion = [kind.contagious * (self.params.contagion_max - 1) for kind in self.kinds]
        self._bound = self._contagious * np.where(target, 1 + inputs.deterrence.overshoot, 1.0)
        self._bound *= model.incidence_bound
        self._community_variance = self._community_variances()
        self._shock = 0.0
        self._shocks = Shocks.of(model, self.params)
        self._recorded = self.params.recorded(model)
        self._tabled = [kind.index for kind in self.kinds if kind.category.delay_quantiles]
        self._drawn: list[Columns] = []
        self.open_visible = [0] * len(blocks.residents)
        self.n_clamped = 0
        self.arisen_by_block = [0] * len(blocks.residents)

    # what is given -----------------------------------------------------------------------------------------------
    def day_factor(self, day: int) -> float:
        """Return the common shock of a day (mean one, autocorrelated log-normal); days must come in order."""
        memory, variance = self.params.day_shock_memory, self.params.day_shock_variance
        normal = float(self.draws["day shock"].normal(day))
        start = 1.0 if day == 0 else (1 - memory**2) ** 0.5
        self._shock = memory * self._shock + start * normal
        return float(np.exp(variance**0.5 * self._shock - variance / 2))

    def _community_variances(self) -> Any:
        """Return the log variance of communities' shocks: one number, or one for each where some are named."""
        usual, named = self.params.community_shock_variance, self.params.community_shock_variances
        names = self.model.blocks.community_names
        unknown = sorted(set(named) - set(names))
        if unknown:
            raise InputError("onset.community_shock_variances", unknown[0], "names of the street's communities")
        return np.array([named.get(name, usual) for name in names]) if named else usual

    def intensity(self, day: int) -> Floats:
        """Return the expected candidates of a day by kind and block, shape (kinds, blocks)."""
        intensity = self._base * self.day_factor(day)
        if not self.model.workdays[day]:
            intensity *= self._weekend[:, None]
        variance = self._community_variance
        if np.any(variance > 0):
            shock = self.draws["community shock"].normal(self.model.community_keys, day)
            intensity *= np.exp(variance**0.5 * shock - variance / 2)[self.model.blocks.community]
        return intensity if self._shocks is None else self._shocks.applied(intensity, day)

    def _count(self, day: int) -> Columns:
        """Return day, kind, block and ordinal of each candidate of a day (Poisson by inversion, cell by cell)."""
        intensity = self.intensity(day)
        if self._recorded is not None and self._recorded.covers(day):
            return self._recorded.columns(day)  # type: ignore[no-any-return]
        u = self.draws["candidates"].uniform(self._cells, day)
        cells = np.nonzero(u > np.exp(-intensity))
        u, mean = u[cells], intensity[cells]
        counts = _at_least_one(u, mean)
        first = np.repeat(np.cumsum(counts) - counts, counts)
        kind, block = np.repeat(cells[0], counts), np.repeat(cells[1], counts)
        return {"day": np.full(len(kind), day), "kind": kind, "block": block, "ordinal": np.arange(len(kind)) - first}

    def _draw_ahead(self, day: int) -> None:
        """Draw what is given about the candidates of the next days, but for those that no multiplier can make real."""
        last = min(day + self.params.days_at_once, self.model.n_days)
        parts = [self._count(one) for one in range(day, last)]
        c: Columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        draws = self.draws
        key = join(
            self._kind_keys[c["kind"]], self.model.blocks.key[c["block"]], as_keys(c["day"]), as_keys(c["ordinal"])
        )
        v = draws["real"].uniform(key) * self.params.max_multiplier
        if self._recorded is not None:
            v = self._recorded.real(c["day"], v)
        kept = v < self._bound[c["kind"]]
        c = {name: column[kept] for name, column in (c | {"key": key, "v": v}).items()}
        kind, key = c["kind"], c["key"]
        c["onset"] = 24.0 * c["day"] + self._hour(kind, draws["hour"].uniform(key))
        c["severity"] = draws["severity"].uniform(key) ** (1 / self._shape[kind])
        c["work"] = self._work_hours(kind, key)
        c["delay"] = self._external_delay(kind, draws["external delay"].normal(key))
        c["level"] = draws["level"].uniform(key)
        c["mistaken"] = draws["mistaken"].uniform(key) < self.params.mistaken_share
        c["threshold"] = draws["staff threshold"].exponential(key)
        c["noticed"] = self._first_notice(kind, key, c["onset"])
        lasts = self._lapse[kind] * draws["lapse"].exponential(key)
        c["lapses"] = np.where(self._lapse[kind] > 0, c["onset"] + lasts, np.inf)
        if self._recorded is not None:
            self._recorded.write_over(c)
        c["first"] = np.stack([draws[purpose].uniform(key, 0) for purpose in FIRST_DRAWS], axis=1)
        edges = np.searchsorted(c["day"], np.arange(day, last + 1))
        self._drawn = [
            {name: column[start:end] for name, column in c.items()}
            for start, end in zip(edges[:-1], edges[1:], strict=True)
        ]

    def _hour(self, kind: Any, u: Floats) -> Floats:
        """Return the hour of the day: the inverse of the hourly profile, uniform inside the hour."""
        profile = self._hours[kind]
        hour = np.minimum((profile < u[:, None]).sum(axis=1), 23)
        rows = np.arange(len(hour))
        upper = profile[rows, hour]
        lower = np.where(hour > 0, profile[rows, np.maximum(hour - 1, 0)], 0.0)
        return np.asarray(hour + np.clip((u - lower) / np.maximum(upper - lower, 1e-12), 0.0, 1.0 - 1e-9))

    def _work_hours(self, kind: Any, key: Any) -> Floats:
        mean: Floats = self._work[kind, 0]
        sigma = self._work[kind, 1]
        stream = self.draws["work"]
        if self.params.work_distribution == "deterministic":
            return mean
        if self.params.work_distribution == "exponential":
            return np.asarray(mean * stream.exponential(key))
        return np.asarray(mean * np.exp(sigma * stream.normal(key) - sigma**2 / 2))

    def _external_delay(self, kind: Any, normal: Floats) -> Floats:
        delay: Floats = self._delay[kind, 0] * np.exp(self._delay[kind, 1] * normal)
        for index in self._tabled:
            rows = kind == index
            delay[rows] = self.kinds[index].category.external_delay(normal[rows])
        return delay

    def _first_notice(self, kind: Any, key: Any, onset: Floats) -> Floats:
        """Return when a resident first considers acting (inf if nobody around can notice)."""
        noticing = self.model.inputs.noticing
        if noticing.immediate and self._brought.any():
            return np.where(self.draws["who brings it"].uniform(key) < self._brought[kind], onset, np.inf)
        rate = self._notice[kind] / noticing.waking_hours
        waking = self.draws["notice"].exponential(key, 0) / np.maximum(rate, 1e-300)
        times = waking_after(onset, np.where(rate > 0, waking, 0.0), noticing.wakes, noticing.sleeps)
        return np.where(rate > 0, times, np.inf)

    # what becomes of it ------------------------------------------------------------------------------------------
    def morning(self, day: int) -> None:
        """Plan the onset of the day's candidates, and when today's patrols and visits would find them."""
        if not self._drawn:
            self._draw_ahead(day)
        c = self._drawn.pop(0)
        model = self.model
        kept = c["v"] < model.multiplier[c["kind"], model.grid_of_block[c["block"]]] * self._contagious[c["kind"]]
        rows = np.nonzero(kept)[0]
        if not len(rows):
            return
        rows = rows[np.argsort(c["onset"][rows], kind="stable")]
        c = {name: column[rows] for name, column in c.items()}
        found = model.noticing.first_find(c["kind"], c["block"], c["onset"], c["threshold"])
        given = ("onset", "kind", "block", "key", "v", "severity", "work", "delay", "level", "mistaken", "threshold")
        columns = [*(c[name] for name in given), found, c["noticed"], c["lapses"], c["first"]]
        values = [column.tolist() for column in columns]
        model.agenda.at_each(values[0], self.arise, zip(*values, strict=True))

    def arise(self, candidate: tuple[Any, ...]) -> None:
        """Decide whether a candidate is real, and if so bring it into the street."""
        model = self.model
        kind = self.kinds[candidate[1]]
        block = candidate[2]
        grid = model.grid_of_block_list[block]
        multiplier = model.multiplier_rows[kind.index][grid]
        if kind.contagious:
            around = self.open_visible[block]
            multiplier *= 1 + self._contagion[kind.index] * around / (around + self.params.contagion_half)
        if multiplier > self.params.max_multiplier:
            self.n_clamped += 1
        if candidate[4] >= multiplier:
            return
        incident = Incident(model, kind, candidate, grid)
        if kind.visible and not incident.mistaken:
            self.open_visible[block] += 1
        model.books.arisen += 1
        self.arisen_by_block[block] += 1
        if candidate[13] < model.end_hour and not incident.mistaken:
            model.agenda.at(candidate[13], self.lapse, incident)
        model.noticing.begin(incident, candidate[11], candidate[12])

    def count_anew(self) -> None:
        """Forget where problems arose: the warm-up is over."""
        self.arisen_by_block = [0] * len(self.arisen_by_block)

    def left_alone(self, incident: Incident) -> None:
        """Let a problem whose case was closed unsolved lapse after a new time, if its first time ended meanwhile."""
        if incident.outlasted:
            incident.outlasted = False
            lasts = float(self.draws["lapse"].exponential(incident.key, incident.n_cases))
            self.model.agenda.at(self.model.time + self._lapse[incident.kind.index] * lasts, self.lapse, incident)

    def lapse(self, incident: Incident) -> None:
        """A problem goes away by itself, if it is in nobody's hands."""
        if incident.stage > CLOSED_UNSOLVED:
            return
        model = self.model
        if incident.stage == IN_PROCESS:  # while it is looked after it does not; afterwards it may (see `left_alone`)
            incident.outlasted = True
            return
        incident.enter(LAPSED)
        incident.lapsed = model.time
        if incident.kind.visible:
            self.open_visible[incident.block] -= 1
        if incident.n_cases:
            incident.n_cases += 1  # a page of its own: the problem had been a case before
        model.leave(incident)


def _at_least_one(u: Floats, mean: Floats) -> NDArray[np.int64]:
    """Return Poisson numbers by inversion, given that u exceeds the chance of none (cells are small: a short sum)."""
    if len(mean) and mean.max() > RARE:
        upper = np.ceil(pdtrik(u, mean))
        return np.maximum(np.where(pdtr(upper - 1, mean) >= u, upper - 1, upper), 1).astype(np.int64)
    counts = np.ones(len(u), np.int64)
    term = np.exp(-mean)
    below = term.copy()
    open_cells = np.arange(len(u))
    while len(open_cells):
        term[open_cells] *= mean[open_cells] / counts[open_cells]
        below[open_cells] += term[open_cells]
        open_cells = open_cells[(u[open_cells] > below[open_cells]) & (term[open_cells] > 0)]
        counts[open_cells] += 1
    return counts
