"""Whether a result folder is what its manifest says: an edited or foreign one is refused in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from math import prod
from pathlib import Path
from typing import Any

import pandas as pd

from sim import InputError

FORMAT = 1
KINDS: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "title": str,
    "command": str,
    "factors": dict,
    "baseline": dict,
    "contrasts": list,
    "replications": int,
    "counts": dict,
    "config": dict,
    "prices": dict,
}
CONTRAST = {"indicator", "factor", "level", "reference"}
MEND = "put the file back, or make the study anew with gridgov study"


def require_intact(folder: Path, manifest: Any, runs: pd.DataFrame) -> None:
    """Raise InputError for the first thing in which the manifest is no manifest or does not fit the runs."""
    for problem, allowed in chain(_form(manifest), _design(manifest), _against(manifest, runs)):
        raise InputError("DIR", f"{folder / 'manifest.json'}: {problem}", allowed, MEND)


def _form(manifest: Any) -> Iterator[tuple[str, str]]:
    """Yield what is missing or of the wrong kind."""
    if not isinstance(manifest, Mapping):
        yield "it is no list of keys", "a manifest written by gridgov"
        return
    if manifest.get("format", FORMAT) != FORMAT:
        yield f"format {manifest['format']!r}", f"format {FORMAT}, which this version of gridgov reads"
    for key, kind in KINDS.items():
        if not isinstance(manifest.get(key), kind):
            yield f"{key} = {manifest.get(key)!r}", "a manifest written by gridgov"
    for place in (("counts", "planned"), ("config", "days")):
        value = (manifest.get(place[0]) or {}).get(place[1])
        if not isinstance(value, int) or value < 1:
            yield f"{'.'.join(place)} = {value!r}", "a whole number above zero"


def _design(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where factors, baseline, contrasts and the number of runs do not fit each other."""
    factors, baseline = manifest["factors"], manifest["baseline"]
    sampled = bool((manifest.get("design") or {}).get("design"))
    if set(factors) != set(baseline):
        yield f"a baseline of {', '.join(baseline) or 'nothing'}", f"a level of each factor ({', '.join(factors)})"
    for factor, levels in factors.items():
        if not sampled and (not isinstance(levels, list) or baseline[factor] not in levels):
            yield f"baseline {factor}={baseline.get(factor)}", f"one of {levels}"
    for one in manifest["contrasts"]:
        if not isinstance(one, Mapping) or set(one) != CONTRAST or one["factor"] not in factors:
            yield f"contrast {one}", f"{', '.join(sorted(CONTRAST))} of one of its factors"
    wanted = prod(len(levels) for levels in factors.values()) * manifest["replications"] if not sampled else 0
    if wanted and not (manifest.get("design") or {}).get("changes") and wanted != manifest["counts"]["planned"]:
        yield f"counts.planned = {manifest['counts']['planned']}", f"{wanted}, its levels times its replications"


def _against(manifest: Mapping[str, Any], runs: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield where the stored runs are none of this manifest's."""
    absent = [name for name in (*manifest["factors"], "key", "seed", "replication") if name not in runs]
    if absent:
        yield f"runs.parquet has no column {absent[0]}", "the runs of this study"
        return
    sampled = bool((manifest.get("design") or {}).get("design"))
    for factor, levels in manifest["factors"].items():
        strange = [] if sampled else sorted({str(one) for one in runs[factor]} - {str(one) for one in levels})
        if strange:
            yield f"runs.parquet has {factor}={strange[0]}", f"one of {levels}"
    if len(runs) > manifest["counts"]["planned"]:
        yield f"{len(runs)} stored runs", f"at most the {manifest['counts']['planned']} that are planned"
    if runs["key"].duplicated().any():
        yield f"run {runs['key'][runs['key'].duplicated()].iloc[0]} is stored twice", "each run once"
