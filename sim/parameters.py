"""Parameters: every number declared once, with unit, range and source, and checked when it is set.

A parameter group is a frozen, keyword-only dataclass that inherits `Parameters` and declares each field with
`param` (numbers and switches) or `choice` (words). The ODD table, the sensitivity ranges and the error messages
all read these declarations; nothing states a number a second time.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, NamedTuple, dataclass_transform

from sim.errors import InputError


class Declaration(NamedTuple):
    """What is known about one parameter, apart from its value; `low` and `high` are inclusive."""

    unit: str
    low: float | None
    high: float | None
    source: str
    help: str
    options: tuple[str, ...] = ()


def param(default: Any, unit: str, low: float | None, high: float | None, source: str, help: str = "") -> Any:
    """Declare a number or switch with its unit, inclusive range and source (an evidence ID or "assumption")."""
    return field(default=default, metadata={"declaration": Declaration(unit, low, high, source, help)})


def choice(default: str, options: tuple[str, ...], source: str, help: str = "") -> Any:
    """Declare a word out of a closed list."""
    return field(default=default, metadata={"declaration": Declaration("word", None, None, source, help, options)})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Parameters:
    """Base of all parameter groups: subclasses become frozen, keyword-only dataclasses that check themselves."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make every subclass a frozen keyword-only dataclass."""
        super().__init_subclass__(**kwargs)
        dataclass(frozen=True, kw_only=True)(cls)

    def __post_init__(self) -> None:
        """Check every declared value, then the rules between them."""
        for declared in fields(self):  # type: ignore[arg-type]
            declaration = declared.metadata.get("declaration")
            if declaration is not None:
                value = check(declared.name, getattr(self, declared.name), declared.default, declaration)
                object.__setattr__(self, declared.name, value)
        self.check_together()

    def check_together(self) -> None:
        """Raise InputError where single values are allowed but their combination is not (subclasses override)."""

    def but(self, **changes: Any) -> Any:
        """Return a copy with some values changed (and checked again)."""
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]


def check(name: str, value: Any, default: Any, declaration: Declaration) -> Any:
    """Return the value if it fits its declaration (whole numbers become floats where a float is declared)."""
    if declaration.options:
        if value not in declaration.options:
            raise InputError(name, value, " | ".join(declaration.options), f"default {default}")
        return value
    if isinstance(default, (bool, str)):
        if not isinstance(value, type(default)):
            kind = "true or false" if isinstance(default, bool) else "a word"
            raise InputError(name, value, kind, f"default {default}")
        return value
    return _check_number(name, value, default, declaration)


def _check_number(name: str, value: Any, default: Any, declaration: Declaration) -> float | int:
    whole = isinstance(default, int)
    low, high = declaration.low, declaration.high
    kind = "a whole number" if whole else "a number"
    allowed = f"{kind} from {low:g} to {high:g} [{declaration.unit}]" if low is not None and high is not None else kind
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if fits and whole and int(value) != value:
        fits = False
    if not fits or (low is not None and value < low) or (high is not None and value > high):
        raise InputError(name, value, allowed, f"default {default}")
    return int(value) if whole else float(value)


class Described(NamedTuple):
    """One row of the parameter table: the full key, the default and its declaration."""

    key: str
    default: Any
    declaration: Declaration


def describe(group: type[Parameters] | Parameters, prefix: str = "") -> Iterator[Described]:
    """Yield a row for each declared parameter of a group and of the groups inside it, in order of declaration.

    Given a class, the defaults are the declared ones; given an instance, they are its values.
    """
    for declared in fields(group):  # type: ignore[arg-type]
        key = f"{prefix}{declared.name}"
        value = getattr(group, declared.name, MISSING) if isinstance(group, Parameters) else _default_of(declared)
        declaration = declared.metadata.get("declaration")
        if declaration is not None:
            yield Described(key, value, declaration)
        elif isinstance(value, Parameters):
            yield from describe(value, f"{key}.")
        elif isinstance(value, dict):
            for name, item in value.items():
                if isinstance(item, Parameters):
                    yield from describe(item, f"{key}.{name}.")


def _default_of(declared: dataclasses.Field[Any]) -> Any:
    if declared.default_factory is not MISSING:
        return declared.default_factory()
    return declared.default
