"""The pages of the dashboard by their paths; each visitor gets pages of its own."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from experiments.dashboard import live as live  # what is seen first is there from the start
from experiments.dashboard.page import House

KINDS = {"/": "live.LivePage", "/levers": "levers.LeversPage", "/study": "study.StudyPage"}


def pages(house: House) -> dict[str, Callable[[], Any]]:
    """Return what makes each page for a new visitor; what a page needs is imported when it is first opened."""
    return {path: _maker(name, house) for path, name in KINDS.items()}


def _maker(name: str, house: House) -> Callable[[], Any]:
    module, kind = name.split(".")

    def make() -> Any:  # a plain function: Panel does not call partial ones
        return getattr(import_module(f"experiments.dashboard.{module}"), kind)(house).view()

    return make
