"""The panel: a log as counts by day, kind and area, with rare kinds and areas put together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.logs.fitting.window import DAY, Window

LEAST_EVENTS = (
    30  # of a kind in the days of the fit that is to stand alone; rarer ones join what is left of their group
)
NOWHERE = "unknown area"
REST = "other"


@dataclass(frozen=True, eq=False)
class Panel:
    """Counts of a log, shape (days, kinds, areas), over a window, and what each name of the log became."""

    window: Window
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    counts: NDArray[np.int64]
    kind_of: dict[tuple[str, str], str]
    area_of: dict[str, str]

    @property
    def used(self) -> NDArray[np.int64]:
        """The counts of the days that are used."""
        return self.counts[self.window.used]


def make_panel(events: pd.DataFrame, window: Window, least: int = LEAST_EVENTS) -> Panel:
    """Return the panel of a log over a window; its names come from the used days."""
    inside = events[within(events, window)]
    pairs = pd.Series(list(zip(inside["kind"].astype(str), _groups(inside), strict=True)), inside.index)
    kind_of = _kinds(pairs.value_counts().to_dict(), least)
    areas = inside["area"].fillna(NOWHERE).astype(str).value_counts()
    area_of = {str(name): str(name) for name in areas.index}
    kinds = tuple(sorted(set(kind_of.values()) | {REST}))
    table = placed(events, window, kind_of, area_of)
    names = tuple(sorted(set(area_of.values())))
    return Panel(window, kinds, names, count(table, window.n_days, kinds, names), kind_of, area_of)


def within(events: pd.DataFrame, window: Window) -> NDArray[np.bool_]:
    """Return which events were reported on a used day of the window."""
    day = ((events["reported_at"] - window.first) // DAY).to_numpy()
    inside = (day >= 0) & (day < window.n_days)
    inside[inside] = window.used[day[inside].astype(int)]
    return np.asarray(inside)


def placed(
    events: pd.DataFrame, window: Window, kind_of: dict[tuple[str, str], str], area_of: dict[str, str]
) -> pd.DataFrame:
    """Return the events from the window's first day on, with day, kind and area as a panel names them.

    A kind that was not seen before joins what is left of its group, or of all; an area that was not seen before the
    commonest area, as it must have a place.
    """
    later = events[(events["reported_at"] >= window.first).to_numpy()]
    groups = _groups(later)
    rest = {kind for kind in kind_of.values()}
    pairs = zip(later["kind"].astype(str), groups, strict=True)
    kind = [kind_of.get(pair) or (_rest(pair[1]) if _rest(pair[1]) in rest else REST) for pair in pairs]
    area = later["area"].fillna(NOWHERE).astype(str).map(lambda name: area_of.get(name, next(iter(area_of.values()))))
    day = ((later["reported_at"] - window.first) // DAY).astype(int)
    return later.assign(day=day, kind=kind, group=groups, area=area.to_numpy())


def count(table: pd.DataFrame, n_days: int, kinds: tuple[str, ...], areas: tuple[str, ...]) -> NDArray[np.int64]:
    """Return counts (days, kinds, areas) of a table with day, kind and area."""
    table = table[table["day"] < n_days]
    kind = pd.Categorical(table["kind"], list(kinds)).codes.astype(int)
    area = pd.Categorical(table["area"], list(areas)).codes.astype(int)
    flat = (table["day"].to_numpy() * len(kinds) + kind) * len(areas) + area
    return np.bincount(flat, minlength=n_days * len(kinds) * len(areas)).reshape(n_days, len(kinds), len(areas))


def _groups(events: pd.DataFrame) -> list[str]:
    return [str(name) for name in events["group"].fillna("")]


def _rest(group: str) -> str:
    return f"{group}: {REST}" if group else REST


def _kinds(counts: dict[tuple[str, str], int], least: int) -> dict[tuple[str, str], str]:
    """Return the name of each (kind, group): its own if common, else the rest of its group, else the rest of all."""
    common = {pair for pair, number in counts.items() if number >= least}
    names = [pair[0] for pair in common]
    own = {pair: pair[0] if names.count(pair[0]) == 1 else f"{pair[1]}: {pair[0]}" for pair in common}
    left: dict[str, int] = {}
    for pair, number in counts.items():
        if pair not in common:
            left[_rest(pair[1])] = left.get(_rest(pair[1]), 0) + number
    big = {name for name, number in left.items() if number >= least}
    return {pair: own.get(pair) or (_rest(pair[1]) if _rest(pair[1]) in big else REST) for pair in counts}
