"""Which column of a file is which field of the event table: what the user says, then what the format knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from experiments.logs.formats import Format
from experiments.logs.personal import is_personal
from experiments.logs.schema import EVENTS
from experiments.overrides import nearest, one_of
from sim.errors import InputError

MUST = ("reported_at", "kind")
MOST_SHOWN, LONGEST = 40, 500  # columns, and letters of their names


class Binding(NamedTuple):
    """Fields with their columns, further columns that the format reads, and those that stay outside."""

    fields: dict[str, str]
    more: list[str]
    ignored: list[str]
    personal: list[str]
    notes: list[str]


def parse_mapping(words: Sequence[str]) -> dict[str, str]:
    """Return the columns and fields of `--map COLUMN=FIELD` (the last = divides)."""
    found: dict[str, str] = {}
    for word in words:
        column, _, field = word.rpartition("=")
        if not column.strip() or not field.strip():
            raise InputError("--map", word, "COLUMN=FIELD", f"fields are {', '.join(EVENTS.columns)}")
        found[column.strip()] = field.strip()
    return found


def bind(columns: Sequence[str], form: Format, mapping: Mapping[str, str]) -> Binding:
    """Return which column is which field; raises InputError where one is missing, asked for twice, or personal."""
    known = {column.casefold(): column for column in reversed(columns)}
    fields = _mapped(columns, known, mapping)
    for name, candidates in form.columns.items():
        found = [known[one.casefold()] for one in candidates if one.casefold() in known]
        free = [column for column in found if column not in fields.values() and not is_personal(column)]
        if name not in fields and free:
            fields[name] = free[0]
    for name in MUST:
        if name not in fields:
            wanted = " or ".join(form.columns.get(name, (name,))) or name
            found = ", ".join(columns[:MOST_SHOWN])[:LONGEST]
            allowed = f"one that is called {wanted} (--format {form.name})"
            raise InputError(f"columns of FILE, for {name}", found, allowed, f"or say which it is: --map COLUMN={name}")
    more = [known[one.casefold()] for one in form.more if one.casefold() in known]
    rest = [column for column in columns if column not in {*fields.values(), *more}]
    personal = [column for column in rest if is_personal(column)]
    personal += [column for column in more if is_personal(column)]
    ordered = {name: fields[name] for name in EVENTS.columns if name in fields}
    return Binding(ordered, more, [column for column in rest if column not in personal], personal, [])


def _mapped(columns: Sequence[str], known: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for said, name in mapping.items():
        column = known.get(said.casefold())
        if column is None:
            raise InputError(
                "--map", f"{said}={name}", one_of(columns), nearest(said, columns) or "a column of the file"
            )
        if name not in EVENTS.columns:
            raise InputError("--map", f"{said}={name}", one_of(EVENTS.columns), nearest(name, EVENTS.columns))
        if name in fields:
            raise InputError("--map", f"{fields[name]}={name} and {said}={name}", "one column for each field", "")
        if is_personal(column):
            got = f"{said}={name}, a column that holds personal data or free text by its name"
            raise InputError(
                "--map", got, "columns without personal data", "gridgov judges institutions, never persons"
            )
        fields[name] = column
    return fields
