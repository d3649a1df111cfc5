"""Pages read back: what a reader sees of a report, and every address that it names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path


class Words(HTMLParser):
    """Collects what a reader sees of a page, and every address that it names."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.addresses: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


def read_page(path: Path) -> tuple[str, list[str]]:
    words = Words()
    words.feed(path.read_text(encoding="utf-8"))
    return re.sub(r"\s+", " ", " ".join(words.seen)), words.addresses


class Prose(HTMLParser):
    """Collects the texts of a page in sentences, heads and labels; not what is marked as code, typed or drawn by."""

    APART = ("code", "pre", "style", "script")
    LABELS = ("aria-label", "alt", "title")

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += [tag] if tag in self.APART else []
        self.texts += [value for name, value in attrs if name in self.LABELS and value]

    def handle_endtag(self, tag: str) -> None:
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        self.texts += [] if self.inside else [data.strip()]


def english_words(page: str, allowed: set[str]) -> list[str]:
    """Return the texts of a Chinese page in which a word of two or more Latin letters is left that is not allowed.

    Identifiers of evidence (C12, SF3) are no words.
    """
    prose = Prose()
    prose.feed(page)
    words = re.compile(r"(?<![A-Za-z0-9])(?!SF\d)[A-Za-z]{2,}")
    return [text for text in prose.texts if set(words.findall(text)) - allowed]
