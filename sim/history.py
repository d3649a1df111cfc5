"""Histories: what a street lived under other rules before a day, and which rules may change on that day."""

from __future__ import annotations

import dataclasses
from typing import Any

from sim.errors import InputError
from sim.parameters import Parameters, param

POLICIES = ("staffing", "communication", "management", "dispatch", "handling")  # the groups that may change
ROLES = ("coordinators_per_grid", "administrators_per_grid", "supervisors_per_grid")


class History(Parameters):
    """The rules (a `Scenario`) under which a street lives until the morning of a simulated day (0 = the first)."""

    rules: Any
    until_day: int = param(0, "days", 0, 40_000, "convention", "simulated day from whose morning on other rules hold")


def check_history(history: History, after: Any) -> None:
    """Raise InputError unless the rules of a scenario may follow those of its history."""
    days = after.warmup_days + after.days
    if history.until_day >= days:
        raise InputError("history.until_day", history.until_day, f"a day of the run, 0 to {days - 1}")
    check_change(history.rules, after)


def check_change(before: Any, after: Any) -> None:
    """Raise InputError if what differs between two scenarios is no policy that can change while the street lives."""
    if getattr(before, "history", None) is not None:
        raise InputError("history.rules.history", "a history", "none", "rules change once in a run")
    for field in dataclasses.fields(before):
        if field.name not in (*POLICIES, "history"):
            _check_same(field.name, getattr(before, field.name), getattr(after, field.name))
    if (before.staffing, before.handling.queue_scope) != (after.staffing, after.handling.queue_scope):
        _check_posts(before, after)


def _check_same(key: str, before: Any, after: Any) -> None:
    """Refuse the first difference between two values, under its full key."""
    if before == after:
        return
    if isinstance(before, Parameters) and type(before) is type(after):
        for field in dataclasses.fields(before):  # type: ignore[arg-type]
            _check_same(f"{key}.{field.name}", getattr(before, field.name), getattr(after, field.name))
    if isinstance(before, dict) and isinstance(after, dict) and set(before) == set(after):
        for name in before:
            _check_same(f"{key}.{name}", before[name], after[name])
    was, now = (type(one).__name__ if isinstance(one, Parameters | dict) else one for one in (before, after))
    mend = f"only {', '.join(POLICIES)} may change while a street lives; all else makes another history"
    raise InputError(key, now, f"{was!r}, as before the branch", mend)


def _check_posts(before: Any, after: Any) -> None:
    """Refuse other posts where a system has plans with the old ones, or where nobody would go on with their work."""
    fields = dataclasses.fields(after)
    on = [field.name for field in fields if getattr(getattr(after, field.name), "on", False) is True]
    if on:
        mend = f"switch {on[0]} off, or leave staffing and handling.queue_scope out of the branch"
        raise InputError("staffing", f"other posts beside {on[0]}", "the same posts where a system is on", mend)
    for name in ROLES:
        if getattr(after.staffing, name) == 0 < getattr(before.staffing, name):
            raise InputError(f"staffing.{name}", 0.0, "above 0, as before the branch", "nobody would end their tasks")
