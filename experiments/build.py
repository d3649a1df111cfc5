"""Building: plain values with `_target_` become parameter groups, by an allow-list, with exact full keys in errors."""

from __future__ import annotations

import dataclasses
import importlib
import types
import typing
from collections.abc import Mapping
from typing import Any

from experiments.overrides import one_of, unknown_key
from sim.errors import InputError
from sim.parameters import Parameters

OURS = ("sim", "experiments")
TARGET = "_target_"


def build(node: Mapping[str, Any], key: str = "", package: str = "", kind: Any = None) -> Parameters:
    """Return the parameter group that a plain mapping describes, with the groups inside it.

    The class is the mapping's `_target_`, or else `kind`, the class that the enclosing field declares. `key` is the
    full key of the mapping, `package` the user's own package whose classes may be named besides ours. Raises
    InputError with the full key for classes outside the allow-list, unknown or missing fields, and bad values.
    """
    cls = resolve(node[TARGET], key, package) if TARGET in node else kind
    _check_kind(cls, kind, key)
    given = {str(name): value for name, value in node.items() if name != TARGET}
    _check_names(cls, given, key)
    hints = typing.get_type_hints(cls)
    values = {name: _value(value, _join(key, name), package, hints[name]) for name, value in given.items()}
    try:
        built = cls(**values)
    except InputError as error:
        raise (error.under(key) if key else error) from error
    assert isinstance(built, Parameters)
    return built


def resolve(target: Any, key: str, package: str = "") -> type[Parameters]:
    """Return the class that a `_target_` names, if it is a parameter group of ours or of the user's own package."""
    roots = (*OURS, *([package] if package else []))
    allowed = f"a parameter group in {one_of(roots)}"
    module, _, name = str(target).rpartition(".")
    if not isinstance(target, str) or module.split(".", 1)[0] not in {root.split(".")[0] for root in roots}:
        raise InputError(_join(key, TARGET), target, allowed, "name your own package by --package NAME")
    if not any(module == root or module.startswith(f"{root}.") for root in roots):
        raise InputError(_join(key, TARGET), target, allowed, "name your own package by --package NAME")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise InputError(_join(key, TARGET), target, allowed, f"{error}") from error
    if not (isinstance(found, type) and issubclass(found, Parameters)):
        raise InputError(_join(key, TARGET), target, allowed, "make it a subclass of sim.parameters.Parameters")
    return found


def plain(group: Any) -> Any:
    """Return a parameter group as plain values with every default in it and `_target_` for each class (for JSON)."""
    if isinstance(group, Parameters):
        fields = {field.name: plain(getattr(group, field.name)) for field in dataclasses.fields(group)}  # type: ignore[arg-type]
        return {TARGET: f"{type(group).__module__}.{type(group).__qualname__}", **fields}
    if isinstance(group, Mapping):
        return {str(name): plain(value) for name, value in group.items()}
    if isinstance(group, (list, tuple)):
        return [plain(value) for value in group]
    return group


def _check_kind(cls: Any, kind: Any, key: str) -> None:
    """Refuse a class of another group: no subclass of what the field declares, or without a part of its protocol."""
    if not isinstance(kind, type) or not isinstance(cls, type):
        return
    name = f"{cls.__module__}.{cls.__qualname__}"
    if issubclass(kind, Parameters) and not issubclass(cls, kind):
        raise InputError(_join(key, TARGET), name, f"{kind.__module__}.{kind.__qualname__} or a subclass of it")
    missing = sorted(part for part in getattr(kind, "__protocol_attrs__", ()) if not hasattr(cls, part))
    if missing:
        raise InputError(_join(key, TARGET), name, f"a class that fits {kind.__qualname__}", f"it lacks {missing[0]}")


def _check_names(cls: Any, given: Mapping[str, Any], key: str) -> None:
    if not (isinstance(cls, type) and issubclass(cls, Parameters)):
        raise InputError(key, dict(given), "a single value or an option of a group")
    fields = {field.name: field for field in dataclasses.fields(cls)}
    for name, value in given.items():
        if name not in fields:
            raise unknown_key(_join(key, name), value, list(fields))
    for name, field in fields.items():
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if required and name not in given:
            raise InputError(_join(key, name), "nothing", "a value", "it has no default")


def _value(value: Any, key: str, package: str, hint: Any) -> Any:
    """Return a field's value: groups built, lists as tuples where the field declares tuples."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(value, Mapping):
        if TARGET in value or (isinstance(hint, type) and issubclass(hint, Parameters)):
            return build(value, key, package, hint)
        item = inner[1] if origin in (dict, Mapping) and len(inner) == 2 else None
        return {name: _value(part, _join(key, str(name)), package, item) for name, part in value.items()}
    if _is_group(hint):
        raise InputError(key, value, "an option of the group or its keys", f"such as {key}.KEY=VALUE")
    if isinstance(value, list):
        item = inner[0] if inner and origin is not types.UnionType else None
        parts = [_value(part, f"{key}[{number}]", package, item) for number, part in enumerate(value)]
        return parts if origin is list else tuple(parts)
    return value


def _is_group(hint: Any) -> bool:
    kinds = typing.get_args(hint) if typing.get_origin(hint) in (types.UnionType, typing.Union) else (hint,)
    return bool(kinds) and all(isinstance(kind, type) and issubclass(kind, Parameters) for kind in kinds)


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
