"""No text of a figure is cut off at its edge, however many options it has and however long their names are."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.figures.even import lead
from experiments.figures.seasons import crowding, sawtooth, trust
from experiments.figures.sensitivity import dependence, spread
from experiments.figures.solved import tried
from experiments.figures.style import lay_out
from experiments.figures.year import year

ARMS = ["long_term", "campaign", "mixed", "campaign_as_practised", "campaign_short", "mixed_own_staff"]
LONG = "harm-days per 1,000 residents and year, grids with campaigns"
DAYS = np.arange(60)


def leads(arms: list[str]) -> pd.DataFrame:
    far = {"mean": 1e5 * DAYS, "low": 5e4 * DAYS, "high": 2e5 * DAYS, "break_even": 10.0}
    return pd.concat([pd.DataFrame({"day": DAYS + 1, **far, "level": arm}) for arm in arms])


def daily(by: str, levels: list[str]) -> pd.DataFrame:
    columns = ("onsets_target", "backlog_target", "backlog_other", "wait_hours", "reported", "trust")
    flat = dict.fromkeys((*columns, "open_unsolved", "harm_days"), 1.0)
    runs = itertools.product(levels, (1, 2))
    return pd.concat(
        [
            pd.DataFrame({"day": DAYS, by: level, "seed": seed, "key": f"{level}{seed}", "campaign": 0, **flat})
            for level, seed in runs
        ]
    )


def candidates() -> pd.DataFrame:
    found = [("meets", 0.5), ("fails", 0.6), ("not decided", 0.7)]
    rows = [(f"staffing: a name that is long, {verdict}", 12, verdict, at, at - 0.1, at + 0.1) for verdict, at in found]
    return pd.DataFrame(rows, columns=["candidate", "n", "verdict", "measure", "low", "high"])


def indices() -> pd.DataFrame:
    rows = itertools.product(("ST", "S1"), ("the learning share of repeated causes of a kind", "readiness"))
    made = pd.DataFrame(rows, columns=["index", "factor"])
    return made.assign(value=0.5, low=0.4, high=0.6, floor=0.1, verdict="resolved")


def every() -> dict[str, Callable[[str], Figure]]:
    by = daily("management", ARMS)
    spoken = daily("communication", ["one_way", "two_way"])
    chosen = candidates()["candidate"][0]
    return {
        "lead of one": lambda one: lead(leads(ARMS[1:2]), language=one),
        "lead of all": lambda one: lead(leads(ARMS[1:]), language=one),
        "sawtooth": lambda one: sawtooth(by, language=one),
        "crowding": lambda one: crowding(by, language=one),
        "trust": lambda one: trust(spoken, language=one),
        "year": lambda one: year(by, "management", language=one),
        "tried": lambda one: tried(candidates(), chosen, 0.6, LONG, language=one),
        "dependence": lambda one: dependence(indices(), LONG, language=one),
        "spread": lambda one: spread(np.linspace(0, 9, 50), 5.0, LONG, language=one),
    }


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", every())
def test_no_text_lies_outside_its_figure(name: str, language: str) -> None:
    made = every()[name](language)
    lay_out(made)
    made.canvas.draw()
    legends = [text for legend in made.legends for text in legend.get_texts()]
    texts = [text for axis in made.axes for text in (axis.xaxis.label, axis.yaxis.label, axis.title)]
    titles = [axis._left_title for axis in made.axes]  # type: ignore[attr-defined]
    assert legends and not [text for text in (*legends, *texts, *titles) if outside(text, made)]
    assert all(made.bbox.x0 <= legend.get_window_extent().x0 for legend in made.legends), "its marks lie left of it"


def outside(text: Text, made: Figure) -> bool:
    """Whether a text is drawn beyond the figure's edge."""
    box, edge = text.get_window_extent(), made.bbox
    inside = edge.x0 <= box.x0 and box.x1 <= edge.x1 and edge.y0 <= box.y0 and box.y1 <= edge.y1
    return bool(text.get_text()) and not inside
