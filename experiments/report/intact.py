"""Whether a result folder is what its manifest says: an edited or foreign one is refused in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_numeric_dtype

from experiments.ledger import FILE
from experiments.report.indicator_words import PHRASES
from sim import InputError

FORMAT = 1
KINDS: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "title": str,
    "study": str,
    "command": str,
    "overrides": list,
    "factors": dict,
    "baseline": dict,
    "contrasts": list,
    "replications": int,
    "counts": dict,
    "config": dict,
    "prices": dict,
}
OPTIONAL: dict[str, type | tuple[type, ...]] = {
    "design": dict,
    "sources": list,
    "versions": dict,
    "libraries": dict,
    "timings": dict,
    "tables": dict,
}
KEYS = ("key", "point", "seed", "replication")
NEEDED = ("harm_per_1000_residents", "solved_share", "cost_yuan", "cost_per_resident_yuan", "cost_per_solved_yuan")
TABLES = {
    "summary": ("quantities",),
    "daily": ("quantities", "daily", "grids"),
    "incidents": ("quantities", "daily", "grids", "incidents"),
}
SHARD = ".shard-"  # in the name of a folder that holds a part of a study
CONTRAST = {"indicator", "factor", "level", "reference"}


def mending(folder: Path) -> str:
    """Return what mends a folder whose files do not fit together: its ledger, if it has one."""
    if (folder / FILE).is_file():
        return f"gridgov resume {folder} writes manifest and tables anew"
    return "put the file back, or make the study anew with gridgov study"


def require_intact(folder: Path, manifest: Any, runs: pd.DataFrame) -> None:
    """Raise InputError for the first thing in which the manifest is no manifest or does not fit the runs."""
    for problem, allowed in chain(_form(manifest), _design(manifest), _against(manifest, runs)):
        raise InputError("DIR", f"{folder / 'manifest.json'}: {problem}", allowed, mending(folder))


def _form(manifest: Any) -> Iterator[tuple[str, str]]:
    """Yield what is missing or of the wrong kind."""
    if not isinstance(manifest, Mapping):
        yield "it is no list of keys", "a manifest written by gridgov"
        return
    if manifest.get("format", FORMAT) != FORMAT:
        yield f"format {manifest['format']!r}", f"format {FORMAT}, which this version of gridgov reads"
    yield from _kinds(manifest)
    for place in (("counts", "planned"), ("config", "days")):
        yield from _positive(".".join(place), _part(manifest, place[0]).get(place[1]))
    yield from _positive("replications", manifest.get("replications"))
    if not isinstance(_part(_part(manifest, "config"), "street").get("name"), str):
        yield "config without street.name", "a manifest written by gridgov"


def _kinds(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the keys whose values are missing or of the wrong kind; those that may be absent may not be anything."""
    for key, kind in {**KINDS, **{key: kind for key, kind in OPTIONAL.items() if key in manifest}}.items():
        if not isinstance(manifest.get(key), kind):
            yield f"{key} = {manifest.get(key)!r}", "a manifest written by gridgov"
    if not isinstance(_part(manifest, "design").get("design", {}), dict):
        yield f"design.design = {manifest['design']['design']!r}", "a manifest written by gridgov"


def _part(whole: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = whole.get(key)
    return part if isinstance(part, Mapping) else {}


def _positive(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        yield f"{name} = {value!r}", "a whole number above zero"


def _crossed(manifest: Mapping[str, Any]) -> bool:
    """Whether the factors have lists of levels that the design crosses, or changes one after another."""
    return bool(_part(_part(manifest, "design"), "design").get("method", "factorial") == "factorial")


def _design(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where factors, baseline, contrasts and the number of runs do not fit each other."""
    factors, baseline, crossed = manifest["factors"], manifest["baseline"], _crossed(manifest)
    if set(factors) != set(baseline):
        yield f"a baseline of {', '.join(baseline) or 'nothing'}", f"a level of each factor ({', '.join(factors)})"
    for factor, levels in factors.items():
        if crossed and (not isinstance(levels, list) or baseline[factor] not in levels):
            yield f"baseline {factor}={baseline.get(factor)}", f"one of {levels}"
    for one in manifest["contrasts"]:
        yield from _contrast(one, factors)
    if not crossed or _part(manifest, "design").get("changes") or SHARD in manifest["name"]:
        return
    wanted = prod(len(levels) for levels in factors.values()) * manifest["replications"]
    if wanted != manifest["counts"]["planned"]:
        yield f"counts.planned = {manifest['counts']['planned']}", f"{wanted}, its levels times its replications"


def _contrast(one: Any, factors: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a declared contrast."""
    if not isinstance(one, Mapping) or set(one) != CONTRAST or one["factor"] not in factors:
        yield f"contrast {one}", f"{', '.join(sorted(CONTRAST))} of one of its factors"
        return
    levels = factors[one["factor"]]
    for end in ("level", "reference"):
        if isinstance(levels, list) and one[end] not in levels:
            yield f"contrast with {end}={one[end]}", f"one of {levels}"


def _against(manifest: Mapping[str, Any], runs: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield where the stored runs are none of this manifest's."""
    absent = [name for name in (*manifest["factors"], *KEYS) if name not in runs]
    if absent:
        yield f"runs.parquet has no column {absent[0]}", "the runs of this study"
        return
    yield from _numbers(manifest, runs)
    for factor, levels in manifest["factors"].items():
        strange = runs.loc[~runs[factor].isin(levels), factor] if _crossed(manifest) else ()
        if len(strange):
            yield f"runs.parquet has {factor}={strange.iloc[0]}", f"one of {levels}"
    if len(runs) > manifest["counts"]["planned"]:
        yield f"{len(runs)} stored runs", f"at most the {manifest['counts']['planned']} that are planned"
    if runs["key"].duplicated().any():
        yield f"run {runs['key'][runs['key'].duplicated()].iloc[0]} is stored twice", "each run once"


def _numbers(manifest: Mapping[str, Any], runs: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield which indicators that a report rests on the runs do not have, or have as something else than numbers."""
    declared = [one["indicator"] for one in manifest["contrasts"]]
    for name in dict.fromkeys((*NEEDED, *declared)):
        if name not in runs:
            yield f"runs.parquet has no column {name}", "the runs of this study"
    for name in dict.fromkeys((*NEEDED, *declared, *PHRASES)):
        if name in runs and not is_numeric_dtype(runs[name]):
            yield f"runs.parquet has {name} as {runs[name].dtype}", "numbers"
    staffed = "staffing" in manifest["factors"] or "management" in manifest["factors"]
    if staffed and not {"paid_hours"} <= set(runs):
        yield "runs.parquet has no column paid_hours", "the runs of this study"
    if "staffing" in manifest["factors"] and not any(name.startswith("utilisation_") for name in runs):
        yield "runs.parquet has no column utilisation_...", "the runs of this study"


def promised(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the tables that were written: as the manifest says, or (an older one) those that its detail keeps.

    Where the detail is a factor, these are the tables of a summary.
    """
    if manifest.get("tables"):
        return tuple(manifest["tables"])
    detail = "summary" if "detail" in manifest["factors"] else manifest["config"].get("detail")
    return TABLES.get(str(detail), ())


def require_whole(folder: Path, name: str, table: pd.DataFrame, place: NDArray[np.intp], n_runs: int) -> None:
    """Raise InputError where a table lacks a run; `place` is the number of the run that each row belongs to."""
    n = len(np.unique(place))
    if n < n_runs:
        got = f"{folder / name}.parquet with {len(table)} rows of {n} of the {n_runs} runs"
        raise InputError("DIR", got, "rows of every run", f"gridgov resume {folder} writes it anew")


def require_days(folder: Path, daily: pd.DataFrame, days: int) -> None:
    """Raise InputError where no run has the days of the manifest, or a day between first and last is missing."""
    found = daily.groupby("key")["day"].agg(["min", "max", "size"])
    broken = found["max"] - found["min"] + 1 != found["size"]
    if broken.any() or days - 1 not in set(found["max"]):
        got = f"{folder / 'daily.parquet'} with days up to {found['max'].max() + 1}, {int(broken.sum())} runs with gaps"
        raise InputError("DIR", got, f"the {days} days of config.days in manifest.json", mending(folder))
