"""Overrides as people type them: Hydra's grammar, checked before anything is composed; errors name the full key."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, QuotedString
from hydra.errors import HydraException

from sim.errors import InputError

Options = Mapping[str, Sequence[str]]
N_NEAREST = 3  # names that stand first in a list of what is allowed


class Change(NamedTuple):
    """One override, understood: its key, its plain value, whether it chooses an option of a group or removes a key."""

    key: str
    value: Any
    chooses: bool
    removes: bool
    text: str

    @property
    def head(self) -> str:
        """The first part of the key."""
        return self.key.split(".", 1)[0]

    def for_hydra(self) -> str:
        """Return the override as Hydra is to read it: values are set whether or not the option file names the key."""
        if self.removes:
            return f"~{self.key}"
        return f"{self.key if self.chooses else f'++{self.key}'}={self.text}"


def understand(overrides: Iterable[str], options: Options, keys: Sequence[str]) -> list[Change]:
    """Return the overrides as changes; `options` are the groups with their options, `keys` the other top-level keys.

    Raises InputError (one line: key, what it got, what is allowed) for anything that is not `key=value` with a known
    first part, for unknown options, for `_target_`, interpolations and sweeps.
    """
    return [_understand(text, options, keys) for text in overrides]


def nearest(word: str, names: Iterable[str]) -> str:
    """Return a hint "did you mean ...?" with the nearest names, or nothing if none is near."""
    names = sorted(names)
    close = difflib.get_close_matches(word, names, n=2, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else ""


def one_of(names: Iterable[str]) -> str:
    """Return the names as a readable list of what is allowed."""
    return " | ".join(sorted(names)) or "nothing"


def unknown_key(key: str, value: Any, names: Sequence[str]) -> InputError:
    """Return the complaint about a key that there is not: the three nearest names stand first, the others follow."""
    word = key.rsplit(".", 1)[-1]
    first = difflib.get_close_matches(word, sorted(names), n=N_NEAREST, cutoff=0.0)
    rest = sorted(set(names) - set(first))
    mend = nearest(word, names) or (f"the nearest are {', '.join(first)}" if len(rest) > N_NEAREST else "")
    return InputError(key, value, f"one of the keys {' | '.join([*first, *rest]) or 'nothing'}", mend)


def _understand(text: str, options: Options, keys: Sequence[str]) -> Change:
    _refuse_code(text)
    if "=" not in text and not text.startswith("~"):
        chosen = [f"{group}={text}" for group, names in options.items() if text in names][:1]
        raise InputError(
            "override", text, "key=value", f"did you mean {chosen[0]}?" if chosen else "such as street=tiny"
        )
    parsed = _parse(text)
    key = parsed.get_key_element().lstrip("+~")
    _refuse_shapes(text, key, parsed)
    head = key.split(".", 1)[0]
    if not head:
        raise InputError("override", text, "key=value", "such as street=tiny")
    if head not in options and head not in keys:
        error = unknown_key(head, _shown(parsed), [*options, *keys])
        raise InputError(key, error.got, error.allowed, error.mend)
    value = _plain(parsed.value()) if not parsed.is_delete() else None
    if parsed.is_delete() and "." not in key and key not in options:
        raise InputError(key, "its removal", "a value", f"set {key}=...")
    if key in options:
        _check_option(key, value, options[key], parsed.is_delete())
    raw = text.split("=", 1)[1] if "=" in text else ""
    return Change(key, value, key in options, parsed.is_delete(), raw)


def _refuse_code(text: str) -> None:
    """Refuse what could name or run code: `_target_` and interpolations (values only, no lookups)."""
    if "_target_" in text:
        mend = "put the class into an option file in a folder given by --config-dir, and name its package by --package"
        raise InputError("override", text, "values only; _target_ belongs into option files", mend)
    if "${" in text:
        raise InputError("override", text, "plain values, no interpolation", "write the value itself")


def _parse(text: str) -> Override:
    try:
        return OverridesParser.create().parse_override(text)
    except HydraException as error:
        mend = "quote commas, brackets and other special characters, as in 'key=\"a,b\"'"
        raise InputError("override", text, "key=value", mend) from error


def _refuse_shapes(text: str, key: str, parsed: Override) -> None:
    if parsed.is_sweep_override():
        raise InputError(key, _shown(parsed), "a single value", "several values are a design: see gridgov study --help")
    if "@" in text.split("=", 1)[0] or "/" in key:
        raise InputError("override", text, "a key with dots, such as staffing.administrators_per_grid=2")
    if any("_target_" in name for name in (*key.split("."), *_names(parsed.value()))):
        raise InputError("override", text, "values only; _target_ belongs into option files")


def _check_option(group: str, value: Any, names: Sequence[str], removes: bool) -> None:
    if removes:
        raise InputError(group, "its removal", f"one of {one_of(names)}", f"choose an option, {group}=...")
    if not isinstance(value, str) or value not in names:
        hint = "" if isinstance(value, str) else f"single values are set by {group}.KEY=VALUE"
        raise InputError(group, value, one_of(names), nearest(str(value), names) or hint)


def _shown(parsed: Override) -> Any:
    return parsed.input_line.split("=", 1)[-1] if not parsed.is_delete() else "its removal"


def _plain(value: Any) -> Any:
    """Return a parsed value with quoted strings as text, all the way down."""
    if isinstance(value, QuotedString):
        return value.text
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _names(value: Any) -> Iterator[str]:
    """Yield every key inside a value, all the way down."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(_plain(key))
            yield from _names(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)
