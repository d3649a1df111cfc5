"""A seeded fault: what is replaced by what, and the test that must notice it."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """A mistake: in which file, what is replaced by what, and the test that must fail."""

    story: str
    file: str
    old: str
    new: str
    test: str
