"""Indices of sensitivity with intervals, each against the noise that luck alone would give it.

Sobol: Saltelli et al. 2010 (Comput. Phys. Commun. 181, 259) and Jansen for the total; Morris: Campolongo et al. 2007
(Environ. Model. Softw. 22, 1509); PAWN: Pianosi and Wagener 2018 (Environ. Model. Softw. 108, 197); all by SALib, of
the mean over twin replications. Effects of Morris are those of a factor's whole range, in the indicator's unit.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from experiments.language import N_
from experiments.libraries import salib
from experiments.rules import RULES
from experiments.samples import SEED_BITS, Design, independent, unit_problem
from experiments.sensitivity.guard import Responses
from experiments.statistics import Floats
from sim.draws import Draws

RESOLVED, UNRESOLVED, NOTHING = N_("resolved"), N_("not resolved"), N_("no effect")
UNKNOWN = N_("one replication: noise not known")
HALF_NORMAL = float(np.sqrt(2 / np.pi))  # mean of |x| of a standard normal x


class Index(NamedTuple):
    """An index of one factor (or pair): its value, interval, the noise floor beneath it and the verdict."""

    factor: str
    index: str
    value: float
    low: float
    high: float
    floor: float

    @property
    def verdict(self) -> str:
        """Whether the index stands out of the noise: its interval must lie above the floor as a whole."""
        if self.value == self.low == self.high == 0:
            return NOTHING
        if np.isnan(self.floor):
            return UNKNOWN
        return RESOLVED if self.low > self.floor or (self.index in SIGNED and self.high < -self.floor) else UNRESOLVED


SIGNED = ("S2", "mu")


def indices(design: Design, names: Sequence[str], found: Responses, study_seed: int) -> pd.DataFrame:
    """Return every index that a design allows: indicator, method, factor, index, value, low, high, floor, verdict."""
    seed = int(Draws(study_seed)["resamples of a sensitivity analysis"].bits(0)) >> (64 - SEED_BITS)
    methods: dict[str, list[Index]] = {}
    if design.method == "saltelli":
        methods["sobol"] = list(sobol(design, names, found, seed))
        apart = independent(design, len(found.coordinates), len(names))
        found = found._replace(coordinates=found.coordinates[apart], values=found.values[apart])
    if design.method == "morris":
        methods["morris"] = list(morris(design, names, found, seed))
    else:
        methods["pawn"] = list(pawn(names, found, study_seed))
    rows = [
        {"indicator": found.indicator, "method": method, **one._asdict(), "verdict": one.verdict}
        for method, some in methods.items()
        for one in some
    ]
    return pd.DataFrame(rows)


def sobol(design: Design, names: Sequence[str], found: Responses, seed: int) -> Iterator[Index]:
    """Yield first-order, total and (if asked for) second-order indices.

    The floor of a total index is what luck adds to it: half the variance of a difference of twins by luck alone,
    over the variance of the indicator. Luck adds nothing to the expectation of the others.
    """
    how = {"calc_second_order": design.second_order, "conf_level": RULES.confidence, "num_resamples": RULES.resamples}
    got = salib("analyze.sobol").analyze(unit_problem(len(names)), found.means, seed=seed, **how)
    blocks = found.values.reshape(-1, design.block(len(names)), found.replications)
    spread = float(np.var(np.concatenate([blocks[:, 0], blocks[:, -1]]).mean(axis=1)))
    base, exchanged = blocks[:, :1], blocks[:, 1 : 1 + len(names)]
    floors = found.luck_of(exchanged - base).mean(axis=0) / 2 / spread
    known = 0.0 if found.replications > 1 else np.nan
    for place, name in enumerate(names):
        for index, floor in (("S1", known), ("ST", float(floors[place]))):
            yield _around(name, index, got[index][place], got[f"{index}_conf"][place], floor)
    for one, other in itertools.combinations(range(len(names)), 2) if design.second_order else ():
        pair = f"{names[one]} x {names[other]}"
        yield _around(pair, "S2", got["S2"][one, other], got["S2_conf"][one, other], known)


def morris(design: Design, names: Sequence[str], found: Responses, seed: int) -> Iterator[Index]:
    """Yield mu_star, mu and sigma of the elementary effects, in the indicator's unit over a factor's whole range."""
    problem = unit_problem(len(names))
    got = salib("analyze.morris").analyze(problem, found.coordinates, found.means, num_levels=design.levels, seed=seed)
    effects = elementary_effects(found.coordinates, found.values, len(names))  # (trajectory, factor, replication)
    luck = np.sqrt(found.luck_of(effects).mean(axis=0))
    means = effects.mean(axis=-1)
    parts = {
        "mu_star": (lambda sample, axis: np.abs(sample).mean(axis=axis), HALF_NORMAL * luck),
        "mu": (np.mean, np.where(np.isnan(luck), np.nan, 0.0)),
        "sigma": (lambda sample, axis: sample.std(axis=axis, ddof=1), luck),
    }
    for place, name in enumerate(names):
        for index, (statistic, floor) in parts.items():
            low, high = _resampled(means[:, place], statistic, seed)
            yield Index(name, index, float(got[index][place]), low, high, float(floor[place]))


def elementary_effects(coordinates: Floats, values: Floats, n_factors: int) -> Floats:
    """Return the elementary effects of each trajectory, shape (trajectories, factors, replications)."""
    steps = np.diff(coordinates.reshape(-1, n_factors + 1, n_factors), axis=1)
    changes = np.diff(values.reshape(-1, n_factors + 1, values.shape[1]), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    effects = changes / np.take_along_axis(steps, moved[:, :, None], axis=2)
    return np.take_along_axis(effects, np.argsort(moved, axis=1)[:, :, None], axis=1)


def _resampled(values: Floats, statistic: Any, seed: int) -> tuple[float, float]:
    if np.ptp(values) == 0:
        return (float(statistic(values, axis=0)),) * 2
    how = {"confidence_level": RULES.confidence, "n_resamples": RULES.resamples, "method": "percentile"}
    interval = stats.bootstrap((values,), statistic, rng=seed, vectorized=True, **how).confidence_interval
    return float(interval.low), float(interval.high)


def pawn(names: Sequence[str], found: Responses, study_seed: int) -> Iterator[Index]:
    """Yield the median Kolmogorov-Smirnov distance of each factor, with percentile intervals of resampled rows.

    The floor is that of a dummy factor that does nothing (Khorashadi Zadeh et al. 2017): the upper end of its own
    interval. Rows are resampled with keyed draws.
    """
    draws = Draws(study_seed)
    rows = np.arange(len(found.means), dtype=np.uint64)
    dummy = draws["a factor that does nothing"].uniform(rows)
    coordinates, means = np.column_stack([found.coordinates, dummy]), found.means
    values = _distances(coordinates, means)
    spread = []
    for again in range(RULES.few_resamples):
        taken = (draws["rows drawn again"].uniform(again, rows) * len(rows)).astype(int)
        spread.append(_distances(coordinates[taken], means[taken]))
    tails = (1 - RULES.confidence) / 2
    low, high = np.quantile(spread, [tails, 1 - tails], axis=0)
    for place, name in enumerate(names):
        least = min(values[place], low[place])  # distances of resampled rows are larger than those of the rows
        yield Index(name, "pawn", *map(float, (values[place], least, high[place], high[-1])))


def _distances(coordinates: Floats, means: Floats) -> Floats:
    got = salib("analyze.pawn").analyze(unit_problem(coordinates.shape[1]), coordinates, means, S=RULES.slices)
    return np.asarray(got["median"], dtype=float)


def _around(factor: str, index: str, value: float, half: float, floor: float) -> Index:
    return Index(factor, index, float(value), float(value - half), float(value + half), floor)
