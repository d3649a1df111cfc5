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
