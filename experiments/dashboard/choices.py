"""What a visitor can choose: streets, and the levers of a street, as a closed list of overrides."""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Mapping
from typing import NamedTuple

import yaml

from experiments.language import N_
from sim import InputError

STREETS = {
    "tiny": ("street=tiny",),
    "small": ("street=small",),
    "shekou": ("street=shekou",),
    "jinshui": ("street=jinshui",),
}
STREET_NAMES = {
    "tiny": N_("tiny: 6 grids, 2,000 residents"),
    "small": N_("small: 10 grids, 12,500 residents"),
    "shekou": N_("like Shekou: 80 grids, 100,000 residents"),
    "jinshui": N_("like a street of Jinshui: 44 grids, 39,600 residents"),
}
GROUPS = ("staffing", "communication", "management", "platform", "channels", "partners", "links", "dispatch")
DAYS = (30, 60, 120, 240, 365)  # over which a street can be simulated
LIMITS = ("round_the_clock", "instant")  # options for theory, no choice of a street office
POSTS = ("coordinators_per_grid", "administrators_per_grid", "supervisors_per_grid")


class Choice(NamedTuple):
    """A street and the levers pulled in it, each lever with its option; posts by grid only where they were set."""

    street: str
    levers: Mapping[str, str]
    posts: Mapping[str, float]

    def overrides(self, days: int | None = None) -> tuple[str, ...]:
        """Return the choice as overrides; raises InputError for anything that is not on the list."""
        if self.street not in STREETS:
            raise InputError("street", self.street, " | ".join(STREETS))
        for group, option in self.levers.items():
            if option not in options().get(group, ()):
                raise InputError(group, option, " | ".join(options().get(group, ())))
        chosen = [f"{group}={option}" for group, option in self.levers.items() if option != baseline()[group]]
        posts = [f"staffing.{name}={float(number):g}" for name, number in self.posts.items() if name in POSTS]
        horizon = [f"days={int(days)}"] if days else []
        return (*STREETS[self.street], *chosen, *posts, *horizon)


@functools.cache
def baseline() -> dict[str, str]:
    """Return the option of each group that stands in the baseline."""
    text = (importlib.resources.files("configs") / "run.yaml").read_text(encoding="utf-8")
    pairs = [entry for entry in yaml.safe_load(text)["defaults"] if isinstance(entry, dict)]
    return {group: option for entry in pairs for group, option in entry.items()}


@functools.cache
def options() -> dict[str, list[str]]:
    """Return the options of each lever, that of the baseline first."""
    found = {}
    for group in GROUPS:
        files = (importlib.resources.files("configs") / group).iterdir()
        names = sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml"))
        first = baseline()[group]
        found[group] = [first, *(name for name in names if name not in (first, *LIMITS))]
    return found


@functools.cache
def posts(staffing: str) -> dict[str, float]:
    """Return the posts for each grid of an option of staffing."""
    from experiments.dashboard.streets import compose

    staffed = compose((f"staffing={staffing}",)).staffing
    return {name: float(getattr(staffed, name)) for name in POSTS}
