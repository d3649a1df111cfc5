"""Readers count days from 1 in every figure and in the numbers behind it; tables count the first measured day as 0."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments.columns import data_dictionary
from experiments.figures.even import lead
from experiments.figures.film import Days, Film
from experiments.figures.overview import overview
from experiments.figures.responses import days as days_of_a_run
from experiments.figures.seasons import crowding, sawtooth, trust
from experiments.figures.series import drawn_curves
from experiments.figures.year import COLUMNS, year
from experiments.tables import write_csv

N, FIRST, LAST = 40, 10, 19  # days, and the campaign's as tables count them
SQUARE = {0: [np.array([[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 9.0], [0.0, 0.0]])]}


def daily(by: str, levels: tuple[str, str]) -> pd.DataFrame:
    """Two runs of each level; there is a campaign under the second one."""
    day = np.arange(N)
    columns = ("onsets_target", "backlog_target", "backlog_other", "wait_hours", *COLUMNS)
    flat = {"day": day, **dict.fromkeys(columns, 1.0)}
    on = (day >= FIRST) & (day <= LAST)
    parts = []
    for level in levels:
        for seed in (1, 2):
            campaign = (on & (level == "campaign")).astype(int)
            parts.append(pd.DataFrame({**flat, by: level, "seed": seed, "key": f"{level}{seed}", "campaign": campaign}))
    return pd.concat(parts)


ARMS, TOLD = daily("management", ("long_term", "campaign")), daily("communication", ("one_way", "two_way"))
GRIDS = pd.DataFrame({"grid": [0], "harm_days": [5.0], "residents": [100]})
LEADS = pd.DataFrame({"day": 1 + np.arange(N), "mean": 1.0, "low": 0.5, "high": 2.0, "level": "campaign"})


@pytest.mark.parametrize(
    "made",
    [
        sawtooth(ARMS),
        crowding(ARMS),
        trust(TOLD),
        year(ARMS, "management"),
        overview(ARMS, GRIDS, SQUARE),
        lead(LEADS.assign(break_even=3.0)),
    ],
    ids=["sawtooth", "crowding", "trust", "year", "overview", "lead"],
)
def test_the_first_measured_day_is_day_1_and_the_axis_begins_there(made: Figure) -> None:
    axes = [axis for axis in made.axes if any(len(line.get_xdata()) == N for line in axis.lines)]
    assert axes and all(axis.get_xlim() == (1, N) for axis in axes)
    for axis in axes:
        longest = [list(line.get_xdata()) for line in axis.lines if len(line.get_xdata()) == N]
        assert all(places == list(range(1, N + 1)) for places in longest)


def test_the_grey_days_are_those_of_the_campaign_from_edge_to_edge() -> None:
    for made in (sawtooth(ARMS), year(ARMS, "management")):
        (grey,) = made.axes[0].patches
        box = grey.get_extents().transformed(made.axes[0].transData.inverted())
        assert (box.x0, box.x1) == pytest.approx((FIRST + 1 - 0.5, LAST + 1 + 0.5))


def test_the_numbers_behind_a_figure_have_its_days_and_the_dictionary_says_so(tmp_path: Path) -> None:
    table = drawn_curves(ARMS, ("onsets_target",), "management", "long_term")
    assert (table["day"].min(), table["day"].max()) == (1, N)
    (tmp_path / "figures").mkdir()
    write_csv(tmp_path / "figures" / "sawtooth.csv", table)
    ARMS[["key", "day"]].to_parquet(tmp_path / "daily.parquet")
    known = data_dictionary(tmp_path, []).set_index(["file", "column"])["meaning"]
    assert "first measured day is 1" in known["figures/sawtooth.csv", "day"]
    assert "first measured day is 0" in known["daily.parquet", "day"] and "day 1" in known["daily.parquet", "day"]


def test_the_days_of_one_run_are_counted_as_the_live_page_does() -> None:
    """Its warm-up is counted up to day 0."""
    run = pd.DataFrame({"day": np.arange(-14, 6), "backlog": 1.0, "campaign": [0] * 19 + [1]})
    (axis,) = days_of_a_run(run, "backlog", "cases", "day").axes
    line, edge = axis.lines
    assert list(line.get_xdata()) == list(range(-13, 7)) and list(edge.get_xdata()) == [0.5, 0.5]
    box = axis.patches[0].get_extents().transformed(axis.transData.inverted())
    assert (box.x0, box.x1) == pytest.approx((5.5, 6.5))


def test_the_moving_picture_counts_days_from_1() -> None:
    flat = np.ones((3, 1))
    labels = {name: name for name in ("unsolved", "arisen", "solved", "backlog", "day")}
    film = Film(SQUARE, Days(flat, flat, flat, np.ones(3), ["a", "b", "c"]), labels)
    film.show(2)
    assert list(film.problems.get_xdata()) == list(film.cases.get_xdata()) == [1, 2, 3]
    assert film.problems.axes is not None and film.problems.axes.get_xlim() == (1, 3)
