"""The tables of the document on event logs, written from the declarations of schema and formats."""

from __future__ import annotations

from experiments.logs.formats import BOSTON, FORMATS, OPEN311, PINGSHAN
from experiments.logs.schema import EVENTS, Field
from experiments.logs.simulated import UNMODELLED
from experiments.marks import markdown

TYPES = {"text": "text", "time": "time", "flag": "yes or no", "count": "whole number", "place": "number"}


def schema() -> str:
    """Return the columns of the event table: type, whether always filled, whether simulated logs have it, meaning."""
    rows = [
        [f"`{one.name}`", TYPES[one.sort], "always" if one.needed else "", _simulated(one), one.meaning]
        for one in EVENTS.fields
    ]
    return markdown(["column", "type", "filled", "simulated", "meaning"], rows)


def _simulated(field: Field) -> str:
    return "no" if field.name in UNMODELLED else "yes"


def sources() -> str:
    """Return which columns of each format become which column of the event table."""
    rows = []
    for one in EVENTS.fields:
        named = (one.name, *one.egova, *one.chinese)
        candidates = [PINGSHAN.columns.get(one.name, ()), BOSTON.columns.get(one.name, ()), one.open311, named[1:]]
        if any(candidates):
            rows.append([f"`{one.name}`", *(", ".join(f"`{name}`" for name in names) for names in candidates)])
    heads = ["column", PINGSHAN.name, BOSTON.name, f"{OPEN311.name} (GeoReport v2)", "generic, beside our own names"]
    return markdown(heads, rows)


def zones() -> str:
    """Return the zone that each format's times are in, unless --zone says otherwise."""
    unknown = "as written (with --zone: local times of it)"
    return markdown(["format", "zone"], [[f"`{one.name}`", one.zone or unknown] for one in FORMATS.values()])
