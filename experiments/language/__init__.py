"""The reader's language: `_("English text with {places}", places=...)` gives it in the language that is spoken now.

English stands in the code; `zh/*.po` beside this file holds the Chinese. Each thread and each visitor of the dashboard
speaks a language of its own (`speaking`). CONTRIBUTING.md tells how a new sentence gets its translation.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import files

from sim import InputError

LANGUAGES = {"en": "English", "zh": "中文"}
TAGS = {"en": "en", "zh": "zh-CN"}  # for the lang attribute of HTML
APART = "\x04"  # between context and message, as in gettext
_spoken: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """Return the language that is spoken now, "en" or "zh"."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language inside a `with` block; raises InputError for an unknown one."""
    if language not in LANGUAGES:
        raise InputError("language", language, " or ".join(LANGUAGES), "choose one of them")
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def _(message: str, /, **places: object) -> str:
    """Return a message in the language that is spoken, with its places filled; English where there is no other."""
    text = catalogue(language()).get(message, message)
    return text.format(**places) if places else text


def _c(context: str, message: str, /, **places: object) -> str:
    """Return a message that has one English form and several translations, told apart by a context in a word."""
    text = catalogue(language()).get(f"{context}{APART}{message}", message)
    return text.format(**places) if places else text


def counted(one: str, many: str, n: float, /, **places: object) -> str:
    """Return the form of a message that fits a number, which fills its place {n} unless `n=` says how to write it."""
    english = one if n == 1 else many
    return catalogue(language()).get(one, english).format(**{"n": f"{n:,}", **places})


def N_(message: str) -> str:  # noqa: N802 (the name by which gettext's tools know it)
    """Mark a message that is stored in English here and translated where it is shown, by `_`."""
    return message


@functools.cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every translated message of a language by its English text (its singular, where it is counted)."""
    from babel.messages.pofile import read_po  # takes a tenth of a second, and English needs none

    found: dict[str, str] = {}
    folder = files("experiments.language") / language
    for path in sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else []:
        if path.name.endswith(".po"):
            with path.open("rb") as stream:
                found |= {
                    key(one.id, one.context): _text(one.string) for one in read_po(stream) if one.id and one.string
                }
    return found


def key(message: str | tuple[str, ...], context: str | None) -> str:
    """Return what a message is found by: its English text (singular), after its context if it has one."""
    text = message if isinstance(message, str) else message[0]
    return f"{context}{APART}{text}" if context else text


def _text(translated: str | tuple[str, ...]) -> str:
    """Return the translation; Chinese has one form for every number."""
    return translated if isinstance(translated, str) else translated[0]
