"""The pages of the dashboard by their paths; each visitor gets pages of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from experiments.dashboard.levers import LeversPage
from experiments.dashboard.live import LivePage
from experiments.dashboard.page import House, Page
from experiments.dashboard.study import StudyPage

KINDS: tuple[type[Page], ...] = (LivePage, LeversPage, StudyPage)


def pages(house: House) -> dict[str, Callable[[], Any]]:
    """Return what makes each page for a new visitor."""
    return {kind.PATH: _maker(kind, house) for kind in KINDS}


def _maker(kind: type[Page], house: House) -> Callable[[], Any]:
    def make() -> Any:  # a plain function: Panel does not call partial ones
        return kind(house).view()

    return make
