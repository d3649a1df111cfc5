"""Layouts of design points: which levels go together, from a full factorial to samples of a space of factors.

Samples are drawn in the unit cube, a coordinate a factor, and mapped to levels afterwards. Latin hypercubes and Sobol
sequences are SciPy's (`scipy.stats.qmc`), Saltelli's and Morris's designs SALib's (Herman and Usher 2017, J. Open
Source Softw. 2(9) 97); their seed is a keyed draw, so that the same study and seed give the same points everywhere.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from experiments.factors import Spec, level_at
from experiments.libraries import salib
from sim import InputError, Parameters, choice, param
from sim.draws import Draws

Floats = NDArray[np.float64]
SAMPLED = ("latin_hypercube", "sobol", "saltelli", "morris")
METHODS = ("factorial", "zip", "table", *SAMPLED)
LEAST = {"latin_hypercube": 2, "sobol": 2, "saltelli": 8, "morris": 2}
SEED_BITS = 31


class Design(Parameters):
    """How the points of a study are laid out; with `changes`, a study is a list of changes whatever stands here."""

    method: str = choice("factorial", METHODS, "convention", "how levels are combined")
    n: int = param(64, "points", 1, 10_000_000, "convention", "points; base points of saltelli; trajectories of morris")
    levels: int = param(4, "levels", 2, 100, "Morris 1991", "levels of the grid that morris steps on (even)")
    second_order: bool = param(False, "switch", None, None, "Saltelli 2002", "saltelli: also indices of pairs")
    file: str = param("", "file", None, None, "convention", "table: a CSV file with a column a factor")

    def check_together(self) -> None:
        """Refuse sizes at which a method is not defined."""
        if self.method == "morris" and self.levels % 2:
            raise InputError("levels", self.levels, "an even number", "odd grids are not stepped on evenly")
        if self.n < LEAST.get(self.method, 1):
            raise InputError("n", self.n, f"a whole number from {LEAST[self.method]} for {self.method}")
        if (self.method == "table") != bool(self.file):
            raise InputError("file", self.file, "a CSV file where method=table, and nothing elsewhere")

    @property
    def sampled(self) -> bool:
        """Whether points are drawn from ranges (and the baseline stands beside them)."""
        return self.method in SAMPLED

    def block(self, n_factors: int) -> int:
        """Return how many rows of Saltelli's design belong to one base point (its first and last are independent)."""
        return (2 if self.second_order else 1) * n_factors + 2

    @property
    def notes(self) -> list[str]:
        """What is allowed, but not as good as it could be."""
        if self.method in ("sobol", "saltelli") and self.n & (self.n - 1):
            return [f"design.n={self.n} is no power of two: a Sobol sequence is balanced at powers of two only"]
        return []


def sample(design: Design, n_factors: int, study_seed: int) -> Floats:
    """Return the rows of a sampled design in the unit cube, shape (rows, n_factors), in the order of the method."""
    seed = int(Draws(study_seed)["layout of a design"].bits(0)) >> (64 - SEED_BITS)
    if design.method == "latin_hypercube":
        return np.asarray(qmc.LatinHypercube(n_factors, rng=seed).random(design.n))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # sizes that are no power of two: `notes` says so
        if design.method == "sobol":
            return np.asarray(qmc.Sobol(n_factors, scramble=True, rng=seed).random(design.n))
        problem = unit_problem(n_factors)
        if design.method == "saltelli":
            drawn = salib("sample.sobol").sample(problem, design.n, calc_second_order=design.second_order, seed=seed)
        else:
            drawn = salib("sample.morris").sample(problem, design.n, num_levels=design.levels, seed=seed)
    return np.asarray(drawn, dtype=float)


def independent(design: Design, n_rows: int, n_factors: int) -> NDArray[np.bool_]:
    """Return which rows of a design are independent of each other: of Saltelli's, its two base samples."""
    if design.method != "saltelli":
        return np.ones(n_rows, dtype=bool)
    place, block = np.arange(n_rows), design.block(n_factors)
    return np.asarray((place % block == 0) | (place % block == block - 1))


def unit_problem(n_factors: int) -> dict[str, Any]:
    """Return what SALib calls a problem: factors between 0 and 1, so that its effects are those of whole ranges."""
    return {"num_vars": n_factors, "names": [f"x{i}" for i in range(n_factors)], "bounds": [[0.0, 1.0]] * n_factors}


def levels_of(rows: Floats, factors: Mapping[str, Spec]) -> list[dict[str, Any]]:
    """Return the rows of the unit cube as design points."""
    specs = list(factors.items())
    return [{name: level_at(spec, u) for (name, spec), u in zip(specs, row, strict=True)} for row in rows.tolist()]


def crossed(factors: Mapping[str, Spec]) -> list[dict[str, Any]]:
    """Return every combination of levels, the last factor changing fastest."""
    return [dict(zip(factors, levels, strict=True)) for levels in itertools.product(*factors.values())]


def zipped(factors: Mapping[str, Spec]) -> list[dict[str, Any]]:
    """Return the first levels of all factors, then the second ones, and so on."""
    return [dict(zip(factors, levels, strict=True)) for levels in zip(*factors.values(), strict=True)]


def read_points(file: str, folders: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the rows of a CSV file as design points; InputError if there is none, or it is empty or repeats a row."""
    path = next((folder / file for folder in folders if (folder / file).is_file()), None)
    if path is None:
        raise InputError("design.file", file, "a CSV file with a column a factor", "the path counts from where you are")
    try:
        table = pd.read_csv(path, skipinitialspace=True)
    except (ValueError, OSError) as error:
        raise InputError("design.file", file, "a CSV file with a header", str(error)) from error
    if table.empty or table.isna().to_numpy().any():
        got = f"{file} with {len(table)} rows and {int(table.isna().to_numpy().sum())} empty cells"
        raise InputError("design.file", got, "at least one row, and a value in every cell")
    if repeated := np.flatnonzero(table.duplicated().to_numpy()).tolist():
        raise InputError(
            "design.file", f"row {repeated[0] + 2} of {file}", "each row once", "replications= repeats runs"
        )
    names = [str(name).strip() for name in table]
    return [dict(zip(names, row, strict=True)) for row in table.astype(object).itertuples(index=False, name=None)]


def distinct(points: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[int]]:
    """Return the points without repeats, in order, and for each point its number among them."""
    numbers: dict[tuple[Any, ...], int] = {}
    places = [numbers.setdefault(tuple(map(_exact, point.values())), len(numbers)) for point in points]
    first: dict[int, Mapping[str, Any]] = {}
    for place, point in zip(places, points, strict=True):
        first.setdefault(place, point)
    return [dict(first[place]) for place in range(len(numbers))], places


def _exact(level: Any) -> tuple[str, str]:
    return type(level).__name__, str(level)
