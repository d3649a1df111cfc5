"""Candidates: what may be varied to meet a target, from the smallest or cheapest upwards."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np

from experiments.overrides import one_of
from sim import InputError, Scenario

ROLES = ("coordinators", "administrators", "supervisors")
TOTAL = "total"
SHORT = {role: f"staffing.{role}_per_grid" for role in ROLES}
MOST = 2000
DIGITS = 10


class Varied(NamedTuple):
    """One thing that is varied: its key, its values in order, and whether they are amounts (more is never worse)."""

    key: str
    values: tuple[Any, ...]
    amount: bool


class Candidate(NamedTuple):
    """A candidate: how it is called, its levels by key, and its amounts (None: it has some that are no amounts)."""

    name: str
    levels: dict[str, Any]
    amounts: tuple[float, ...] | None


def parse_vary(text: str) -> Varied:
    """Return what `KEY=LOW:HIGH:STEP` or `KEY=A,B,C` varies; raises InputError for another form or bad numbers.

    KEY is a role (posts per grid), `total` (all three roles, as multiples of the baseline's), or any key or group.
    """
    key, _, values = text.partition("=")
    key = SHORT.get(key.strip(), key.strip())
    if not key or not values:
        raise InputError("--vary", text, "KEY=LOW:HIGH:STEP or KEY=A,B,C", "such as administrators=0.5:2:0.25")
    if ":" not in values:
        levels = tuple(_value(part) for part in values.split(","))
        if len(set(map(str, levels))) < len(levels):
            raise InputError("--vary", text, "different values")
        return Varied(key, levels, False)
    try:
        low, high, step = map(float, values.split(":"))
    except ValueError as error:
        raise InputError("--vary", text, "KEY=LOW:HIGH:STEP with three numbers") from error
    if not (step > 0 and low < high):
        raise InputError("--vary", text, "LOW below HIGH, and STEP above 0")
    number = int(np.floor((high - low) / step + 1e-9)) + 1
    return Varied(key, tuple(_number(low + place * step) for place in range(min(number, MOST + 1))), True)


def candidates(varied: list[Varied], scenario: Scenario) -> list[Candidate]:
    """Return every combination; `total` becomes the posts of each role that the baseline has, times its value."""
    keys = [one.key for one in varied]
    if len(set(keys)) < len(keys) or (TOTAL in keys and any(key in SHORT.values() for key in keys)):
        raise InputError("--vary", ", ".join(keys), "each key once, and total without single roles")
    number = int(np.prod([len(one.values) for one in varied]))
    if not 2 <= number <= MOST:
        allowed = f"2 to {MOST} candidates"
        raise InputError("--vary", f"{number} candidates", allowed, f"of {one_of(keys)}")
    return [_candidate(varied, values, scenario) for values in itertools.product(*(one.values for one in varied))]


def _candidate(varied: list[Varied], values: tuple[Any, ...], scenario: Scenario) -> Candidate:
    levels: dict[str, Any] = {}
    for one, value in zip(varied, values, strict=True):
        if one.key == TOTAL:
            posts = {key: getattr(scenario.staffing, f"{role}_per_grid") for role, key in SHORT.items()}
            levels |= {key: _number(value * own) for key, own in posts.items()}
        else:
            levels[one.key] = value
    name = " ".join(f"{one.key.rsplit('.', 1)[-1]}={value}" for one, value in zip(varied, values, strict=True))
    amounts = tuple(map(float, values)) if all(one.amount for one in varied) else None
    return Candidate(name, levels, amounts)


def _value(text: str) -> Any:
    words = {"true": True, "false": False}
    try:
        return words.get(text.strip().lower(), _number(float(text)))
    except ValueError:
        return words.get(text.strip().lower(), text.strip())


def _number(value: float) -> float | int:
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded == int(rounded) else rounded
