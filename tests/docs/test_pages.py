"""The generated parts of the documents are current, and every page is reached from the site's table of contents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.marks import ROOT, filled
from experiments.pages import pages

DOCS = ROOT / "docs"


@pytest.mark.parametrize("document", pages(), ids=lambda path: path.stem)
def test_generated_parts_are_current(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert filled(text, pages()[document]) == text, "run `make odd`"


def test_every_page_is_on_the_site() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    globs = re.findall(r"^(\w+)/\*$", index, re.MULTILINE)
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).with_suffix("").as_posix()
        if name.startswith("_build") or name in ("index", "README"):
            continue
        assert name.split("/")[0] in globs or re.search(rf"^{name}$", index, re.MULTILINE), name
