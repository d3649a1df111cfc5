"""Scenario discovery finds a box that was planted, and says so where there is nothing to find."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("ema_workbench", reason="scenario discovery needs ema-workbench")

import experiments
from experiments.discovery import COLUMNS, Condition, discover, parse
from experiments.figures.boxes import boxes
from sim.draws import Draws
from sim.errors import InputError

DRAW = Draws(5)["discovery test"]
N = 400


def space() -> pd.DataFrame:
    """Levels of three numbers and an option, evenly spread."""
    keys = np.arange(N, dtype=np.uint64)
    table = pd.DataFrame({name: DRAW.uniform(place, keys) for place, name in enumerate(("load", "delay", "idle"))})
    return table.assign(staffing=np.where(DRAW.uniform(9, keys) < 0.5, "lean", "standard"))


def planted(levels: pd.DataFrame) -> np.ndarray:
    return ((levels["load"] > 0.6) & (levels["delay"] < 0.5) & (levels["staffing"] == "lean")).to_numpy()


def test_a_planted_box_is_found_with_its_limits_and_without_the_factor_that_does_nothing() -> None:
    levels = space()
    table = discover(levels, planted(levels))
    first = table[table["box"] == 1].set_index("factor")
    assert set(first.index) == {"load", "delay", "staffing"}
    assert first.loc["load", "low"] == pytest.approx(0.6, abs=0.05)
    assert first.loc["delay", "high"] == pytest.approx(0.5, abs=0.05)
    assert first.loc["staffing", "levels"] == "lean"
    assert (first["coverage"] > 0.9).all() and (first["density"] > 0.9).all()
    assert first.loc["load", "quasi_p_low"] < 0.001 and np.isnan(first.loc["load", "quasi_p_high"])


def test_every_column_of_the_boxes_is_explained() -> None:
    rows = pd.read_csv(Path(experiments.__file__).parent / "columns.csv", dtype=str)
    assert set(rows.loc[rows["file"] == "boxes", "column"]) == set(COLUMNS)


def test_too_few_cases_of_interest_or_too_few_others_say_nothing() -> None:
    levels = space()
    few = np.arange(N) < 5
    assert discover(levels, few).empty and discover(levels, ~few).empty


def test_the_figure_has_a_strip_for_each_factor_that_the_box_limits() -> None:
    levels = space()
    wanted = planted(levels)
    made = boxes(discover(levels, wanted), levels, wanted, "harm > 3")
    assert sorted(axis.get_title("left") for axis in made.axes) == ["delay", "load", "staffing: lean"]


def test_a_condition_is_an_indicator_a_sign_and_a_number() -> None:
    assert parse("harm_per_1000_residents > 1.5e2") == Condition("harm_per_1000_residents", ">", 150.0)
    assert list(parse("solved_share<=0.5").holds(np.array([0.5, 0.6]))) == [True, False]


@pytest.mark.parametrize("where", ["", "harm", "harm > much", "harm > 1.2.3", "> 3", "harm = 3"])
def test_a_bad_condition_is_one_line(where: str) -> None:
    with pytest.raises(InputError, match="INDICATOR > X"):
        parse(where)


def test_a_folder_that_is_none_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from experiments.cli import dispatch

    assert dispatch(["discover", str(tmp_path), "--where", "harm > 3"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
