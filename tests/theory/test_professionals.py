"""Professionals and calls by telephone are what eight days of San Francisco's fire and medical log say (datasets 3)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.processes.rescue import Rescue

LOG = Path(__file__).resolve().parents[3] / "shared" / "data" / "sf_fire_ems_2016-12-31_2017-01-07.csv.gz"
TIMES = {"received": "Received DtTm", "entered": "Entry DtTm", "there": "On Scene DtTm", "free": "Available DtTm"}
UPPER_QUARTILE, NINE_TENTHS = 0.674, 1.282  # of a standard normal
pytestmark = pytest.mark.skipif(not LOG.exists(), reason="the log lies beside the repository and is no part of it")


@pytest.fixture(scope="module")
def units() -> pd.DataFrame:
    """Return the log, a row a unit: times, call and group of call."""
    table = pd.read_csv(LOG, dtype=str)
    times = {name: pd.to_datetime(table[column], format="%m/%d/%Y %I:%M:%S %p") for name, column in TIMES.items()}
    return pd.DataFrame({**times, "call": table["Call Number"], "group": table["Call Type Group"]})


def minutes(units: pd.DataFrame, start: str, end: str) -> pd.Series:
    """Return the minutes of each call from its first time of one kind to its first of another."""
    first = units.groupby("call")[[start, end]].min().dropna()
    return (first[end] - first[start]).dt.total_seconds() / 60


def test_the_way_of_professionals_is_fitted_to_its_middle(units: pd.DataFrame) -> None:
    way = minutes(units, "entered", "there")
    way = way[way > 0]
    quartiles = way.quantile([0.25, 0.75])
    sigma = np.log(quartiles[0.75] / quartiles[0.25]) / (2 * UPPER_QUARTILE)
    assert len(way) == 3361
    assert Rescue().professional_minutes == pytest.approx(way.median(), rel=0.01)
    assert Rescue().professional_sigma == pytest.approx(sigma, abs=0.01)


def test_finding_the_place_by_telephone_is_fitted_to_all_calls(units: pd.DataFrame) -> None:
    found = minutes(units, "received", "entered")
    by_quartile = np.log(found.quantile(0.75) / found.median()) / UPPER_QUARTILE
    by_tail = np.log(found.quantile(0.9) / found.median()) / NINE_TENTHS
    assert Rescue().phone_minutes == pytest.approx(found.median(), rel=0.03)
    assert by_tail < Rescue().phone_sigma < by_quartile


def test_scene_and_rate_are_of_the_order_of_the_log(units: pd.DataFrame) -> None:
    there = (units["free"] - units["there"]).dt.total_seconds() / 3600
    assert Rescue().scene_hours == pytest.approx(there.median(), rel=0.1)
    per_1000_resident_days = units[units["group"] == "Potentially Life-Threatening"]["call"].nunique() / 8 / 864.8
    assert Rescue().rate_per_1000_resident_days == pytest.approx(per_1000_resident_days / 12, rel=0.05)
