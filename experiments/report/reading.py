"""A result folder read back: its tables, its factors and what it was compared against."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.build import build
from experiments.ledger import FILE, open_ledger
from experiments.own_package import trusted
from experiments.report.intact import mending, promised, require_days, require_intact, require_whole
from experiments.statistics import Contrast, Level, marginal_contrasts, over_others
from experiments.store import read_parts, read_table, require_unchanged, rows_of
from sim import InputError, Prices, Scenario, cost_table

POSTS = ("coordinators_per_grid", "administrators_per_grid", "supervisors_per_grid")
MOST_ROWS = 120_000  # of a table that is read for the report: 9,000 runs with their days stay below 500 MB


def remembered[**P, T](compute: Callable[P, T]) -> Callable[P, T]:
    """Let a function of a StudyResult (its first argument) and of words compute once: a page has two languages."""

    @functools.wraps(compute)
    def known(*args: P.args, **kwargs: P.kwargs) -> T:
        result, *asked = args
        assert isinstance(result, StudyResult)
        key = (compute, *asked, *sorted(kwargs.items()))
        if key not in result.memory:
            result.memory[key] = compute(*args, **kwargs)
        return result.memory[key]

    return known


@dataclass(frozen=True)
class StudyResult:
    """The tables of one study; `factors` maps each factor to its levels in the order of the design."""

    folder: Path
    manifest: Mapping[str, Any]
    runs: pd.DataFrame
    factors: Mapping[str, Sequence[Level]]
    baseline: Mapping[str, Level]
    contrasts: Sequence[Contrast] = field(default_factory=tuple)
    memory: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)  # see `remembered`

    @cached_property
    def daily(self) -> pd.DataFrame | None:
        """The table of days with the design columns, or None where the study stored none."""
        table = self._with_design("daily", "key")
        if table is not None:
            require_days(self.folder, table, self.days)
        return table

    @cached_property
    def grids(self) -> pd.DataFrame | None:
        """The table of grids with the design columns, or None where the study stored none."""
        return self._with_design("grids", "key")

    @cached_property
    def priced(self) -> pd.DataFrame | None:
        """The two books of quantities in yuan, at the prices of the study, or None where it stored none."""
        quantities = self._with_design("quantities", "run_key")
        if quantities is None:
            return None
        return cost_table(quantities, self.prices)

    @cached_property
    def prices(self) -> Prices:
        """The prices of the study."""
        built = build(self.manifest["prices"], "prices", trusted(self.manifest), Prices)
        assert isinstance(built, Prices)
        return built

    @cached_property
    def posts(self) -> Mapping[Level, float]:
        """The permanent posts a grid that each staffing level was configured with (temporary ones are not posts)."""
        if not (self.folder / FILE).is_file():
            return {}
        with open_ledger(self.folder) as ledger:
            points = ledger.points()
        staffed = {point.factors["staffing"]: point.config["staffing"] for point in points if self.has("staffing")}
        return {level: float(sum(config[name] for name in POSTS)) for level, config in staffed.items()}

    @cached_property
    def declared(self) -> pd.DataFrame:
        """The study's declared contrasts with their intervals and Holm-adjusted p."""
        return marginal_contrasts(self.runs, list(self.factors), self.contrasts)

    @cached_property
    def scenario(self) -> Scenario | None:
        """The scenario of the baseline, or None where it cannot be built: by this version, or without its package."""
        try:
            built = build(self.manifest["config"], "", trusted(self.manifest), Scenario)
        except InputError:
            return None
        assert isinstance(built, Scenario)
        return built

    @property
    def lost_tables(self) -> list[str]:
        """The tables that the runs keep, by the manifest, and that are not in the folder."""
        return [name for name in promised(self.manifest) if not (self.folder / f"{name}.parquet").is_file()]

    def read_tables(self) -> None:
        """Read the tables of days, grids and money, which are otherwise read when they are first asked for."""
        _unused = self.daily, self.grids, self.priced

    def incidents(self, keys: pd.Series, columns: list[str]) -> pd.DataFrame | None:
        """Return the incidents of some runs, or None where none are stored; InputError where they are of other runs."""
        if not (self.folder / "incidents.parquet").is_file():
            return None
        table = read_table(self.folder, "incidents", columns=columns, filters=[("key", "in", list(keys))])
        if table.empty and len(keys) and "detail" not in self.factors:
            require_whole(self.folder, "incidents", table, np.zeros(0, int), keys.nunique())
        return table

    @property
    def planned(self) -> int:
        """How many runs the design asks for."""
        return int(self.manifest["counts"]["planned"])

    @property
    def question(self) -> str:
        """The question that the study puts, in English ("" where it puts none)."""
        return str(self.manifest.get("design", {}).get("question") or "")

    @property
    def days(self) -> int:
        """The measured days of a run."""
        return int(self.manifest["config"]["days"])

    @property
    def crossed(self) -> bool:
        """Whether the design crosses its factors (and is not a list of changes from the baseline)."""
        return not self.manifest.get("design", {}).get("changes")

    @property
    def single(self) -> bool:
        """Whether there is one replication only, so that no mean and no difference has an interval."""
        return bool(self.runs["seed"].nunique() < 2)

    def at_baseline(self, table: pd.DataFrame, *free: str) -> pd.DataFrame:
        """Return the rows in which every factor but the free ones is at its baseline level."""
        kept = table
        for factor, level in self.baseline.items():
            if factor not in free:
                kept = kept[kept[factor] == level]
        return kept

    def alone(self, factor: str) -> pd.DataFrame:
        """Return a row a level of one factor and seed: averaged over the others if the design is crossed.

        In a design that is a list of changes, the other factors stay at the baseline instead.
        """
        if self.crossed:
            return over_others(self.runs, list(self.factors), factor)
        return self.at_baseline(self.runs, factor)

    def others(self, factor: str) -> list[str]:
        """Return the other factors that the study varies."""
        return [name for name in self.factors if name != factor and self.has(name)]

    def has(self, factor: str, *levels: Level) -> bool:
        """Whether the study varies the factor (over all of the levels, if any are named)."""
        return len(self.factors.get(factor, ())) > 1 and set(levels) <= set(self.factors[factor])

    def _with_design(self, name: str, key: str) -> pd.DataFrame | None:
        """Return a table with the design columns; of a large one, the first replications of each point only."""
        n_rows = rows_of(self.folder, name)
        if n_rows is None:
            return None
        design = self.runs[["key", *self.factors, "replication", "seed"]].rename(columns={"key": key})
        design = design[design["replication"] < self._replications_read(n_rows)]
        for factor, levels in self.factors.items():
            design[factor] = pd.Categorical(design[factor], categories=list(levels), ordered=True)
        known = pd.Index(design[key])  # no merge: it would copy every other column
        parts = (part[known.get_indexer(part[key]) >= 0] for part in read_parts(self.folder, name))
        table = pd.concat([pd.DataFrame({key: []}), *parts] if not n_rows else parts, ignore_index=True)
        place = known.get_indexer(table[key])
        if "detail" not in self.factors:  # else some points may have been stored without days
            require_whole(self.folder, name, table, place, len(known))
        for column in design.columns.drop(key):
            table[column] = design[column].array.take(place)
        return table

    def _replications_read(self, n_rows: int) -> int:
        all_of_them = int(self.runs["replication"].max()) + 1
        return max(1, min(all_of_them, MOST_ROWS * all_of_them // max(n_rows, 1)))

    @property
    def replications_read(self) -> tuple[int, int]:
        """Of how many replications the tables of days and grids are read, and how many there are."""
        read = [self._replications_read(rows_of(self.folder, name) or 0) for name in ("daily", "grids")]
        return min(read), int(self.runs["replication"].max()) + 1


def read_study(folder: Path) -> StudyResult:
    """Read a result folder; raises InputError where it is not one or holds no finished run."""
    for name in ("manifest.json", "runs.parquet"):
        if not (folder / name).exists():
            mend = f"gridgov resume {folder} goes on" if (folder / FILE).is_file() else "run gridgov study first"
            raise InputError("DIR", str(folder), f"a result folder (with {name})", mend)
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except ValueError as error:
        got = f"{folder / 'manifest.json'}: {error}"
        raise InputError("DIR", got, "a manifest written by gridgov", mending(folder)) from error
    if isinstance(manifest, dict):
        require_unchanged(folder, manifest)
    runs = read_table(folder, "runs")
    if runs.empty:
        mend = f"gridgov resume {folder} makes what is missing"
        raise InputError("DIR", str(folder), "a result folder with at least one stored run", mend)
    try:
        require_intact(folder, manifest, runs)
        contrasts = [Contrast(**declared) for declared in manifest["contrasts"]]
    except InputError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        got = f"{folder}, whose files do not fit together ({error!r})"
        raise InputError("DIR", got, "a folder written by gridgov", mending(folder)) from error
    return StudyResult(folder, manifest, runs, manifest["factors"], manifest["baseline"], contrasts)


def require_baseline(result: StudyResult) -> None:
    """Raise InputError where no run of the baseline is stored: everything in a report is measured against it."""
    if len(result.at_baseline(result.runs)):
        return
    levels = ", ".join(f"{factor}={level}" for factor, level in result.baseline.items())
    got = f"{result.folder} with {len(result.runs)} of {result.planned} runs, none of the baseline ({levels})"
    raise InputError("DIR", got, "at least one stored run of the baseline", f"gridgov resume {result.folder}")
