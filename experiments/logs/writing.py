"""Logs in the forms that other tools read: our own CSV, Open311 JSON, XES (IEEE 1849) and OCEL 2.0 JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

import pandas as pd

from experiments.logs.reading import Log
from experiments.logs.schema import EVENTS
from experiments.tables import whole, write_csv

STAGES = {
    "reported_at": "report",
    "verified_at": "verify",
    "accepted_at": "accept",
    "registered_at": "register",
    "dispatched_at": "dispatch",
    "started_at": "start",
    "handled_at": "handle",
    "checked_at": "check",
    "closed_at": "close",
}
TRAITS = (
    "kind",
    "group",
    "area",
    "district",
    "source",
    "level",
    "status",
    "outcome",
    "on_time",
    "duplicate_of",
    "reworks",
)
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
EXTENSIONS = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
    "Lifecycle": ("lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
}
XES_TYPES = {bool: "boolean", int: "int", float: "float", str: "string"}
TOP_LEVEL = (
    "event_id",
    "kind",
    "unit",
    "reported_at",
    "due_at",
    "lon",
    "lat",
)  # GeoReport has fields of its own for them


class Step(NamedTuple):
    """One stage that an event went through."""

    name: str
    at: str  # ISO 8601 with offset
    place: int  # among the stages


def write_as(form: str, folder: Path, log: Log) -> Path:
    """Write a log in one of the forms of WRITERS into a folder; return the file's path."""
    name, write = WRITERS[form]
    with whole(folder / name) as part:
        write(part, log)
    return folder / name


def _write_csv(path: Path, log: Log) -> None:
    write_csv(path, log.events)


def _stamps(times: pd.Series, zone: str) -> list[str]:
    """Return times as ISO 8601 with the offset of the zone (UTC if it has none); missing ones are empty."""
    absolute = times.dt.tz_localize(zone or "UTC", ambiguous="NaT", nonexistent="shift_forward")
    absolute = absolute.fillna(
        times.dt.tz_localize(zone or "UTC", ambiguous=[True] * len(times), nonexistent="shift_forward")
    )
    return ["" if at is pd.NaT else at.isoformat() for at in absolute.astype(object)]


def _plain(log: Log) -> Iterator[dict[str, Any]]:
    """Yield each event as plain values: texts, numbers, flags, and times with their offset; missing ones left out."""
    columns: dict[str, list[Any]] = {}
    for field in EVENTS.fields:
        cells = log.events[field.name]
        if field.sort == "time":
            columns[field.name] = _stamps(cells, log.about["zone"])
        else:
            columns[field.name] = cells.astype(object).where(cells.notna(), None).tolist()
    for row in zip(*columns.values(), strict=True):
        yield {name: value for name, value in zip(columns, row, strict=True) if value is not None and value != ""}


def _write_open311(path: Path, log: Log) -> None:
    """Write GeoReport v2 service requests; what it has no field for stands in extended_attributes."""
    requests = [_request(event) for event in _plain(log)]
    path.write_text(json.dumps(requests, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _request(event: dict[str, Any]) -> dict[str, Any]:
    last = max(value for name, value in event.items() if name in STAGES)
    return {
        "service_request_id": event["event_id"],
        "status": "open" if event["status"] in ("open", "unknown") else "closed",
        "status_notes": event.get("outcome"),
        "service_code": event["kind"],
        "service_name": event["kind"],
        "agency_responsible": event.get("unit"),
        "service_notice": None,
        "requested_datetime": event["reported_at"],
        "updated_datetime": event.get("closed_at", last),
        "expected_datetime": event.get("due_at"),
        "address": None,
        "zipcode": None,
        "lat": event.get("lat"),
        "long": event.get("lon"),
        "media_url": None,
        "extended_attributes": {name: value for name, value in event.items() if name not in TOP_LEVEL},
    }


def _steps(event: dict[str, Any]) -> list[Step]:
    """Return the stages of an event in order of time; those at the same time in the order of the procedure."""
    steps = [Step(STAGES[name], event[name], place) for place, name in enumerate(STAGES) if name in event]
    return sorted(steps, key=lambda step: (pd.Timestamp(step.at), step.place))


def _write_xes(path: Path, log: Log) -> None:
    """Write a trace for each event, with a step for each stage."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        stream.write('<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n')
        for name, (prefix, uri) in EXTENSIONS.items():
            stream.write(f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n')
        stream.write('<classifier name="Stage" keys="concept:name"/>\n')
        stream.write(_xes("concept:name", log.about["source"]) + "\n")
        for event in _plain(log):
            stream.write("<trace>" + _xes("concept:name", event["event_id"]))
            stream.writelines(_xes(name, event[name]) for name in TRAITS if name in event)
            if "due_at" in event:
                stream.write(_date("due_at", event["due_at"]))
            stream.writelines(_xes_step(step, event) for step in _steps(event))
            stream.write("</trace>\n")
        stream.write("</log>\n")


def _xes_step(step: Step, event: dict[str, Any]) -> str:
    body = _xes("concept:name", step.name) + _xes("lifecycle:transition", "complete") + _date("time:timestamp", step.at)
    return f"<event>{body}{_xes('org:group', event['unit']) if 'unit' in event else ''}</event>"


def _xes(key: str, value: Any) -> str:
    kind = XES_TYPES[type(value)]
    shown = str(value).lower() if kind == "boolean" else NO_XML.sub("", str(value))
    return f'<{kind} key="{key}" value={quoteattr(shown)}/>'


def _date(key: str, at: str) -> str:
    return f'<date key="{key}" value={quoteattr(at)}/>'


def _write_ocel(path: Path, log: Log) -> None:
    """Write OCEL 2.0: stages are its events; cases, areas and units are its objects."""
    events, objects = list(_plain(log)), dict[str, dict[str, Any]]()
    steps = []
    for case in events:
        linked = [(f"case:{case['event_id']}", "case"), *_linked(case)]
        for name, kind in linked:
            objects.setdefault(name, {"id": name, "type": kind, "attributes": [], "relationships": []})
        objects[linked[0][0]]["attributes"] = [
            {
                "name": name,
                "time": case["reported_at"],
                "value": case[name] if isinstance(case[name], str) else str(case[name]),
            }
            for name in TRAITS
            if name in case
        ]
        links = [{"objectId": name, "qualifier": kind} for name, kind in linked]
        for step in _steps(case):
            number = f"{case['event_id']}:{step.name}"
            steps.append({"id": number, "type": step.name, "time": step.at, "attributes": [], "relationships": links})
    traits = [{"name": name, "type": "string"} for name in TRAITS]
    content = {
        "objectTypes": [
            {"name": kind, "attributes": traits if kind == "case" else []} for kind in ("case", "area", "unit")
        ],
        "eventTypes": [{"name": name, "attributes": []} for name in STAGES.values()],
        "objects": list(objects.values()),
        "events": steps,
    }
    path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


def _linked(case: dict[str, Any]) -> list[tuple[str, str]]:
    return [(f"{kind}:{case[kind]}", kind) for kind in ("area", "unit") if kind in case]


WRITERS: dict[str, tuple[str, Callable[[Path, Log], None]]] = {
    "generic": ("events.csv", _write_csv),
    "open311": ("requests.json", _write_open311),
    "xes": ("log.xes", _write_xes),
    "ocel": ("log.ocel.json", _write_ocel),
}
