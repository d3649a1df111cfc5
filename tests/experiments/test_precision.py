"""Stories of the replications algorithm: enough are made, not many more, and the precision holds afterwards."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.cli import dispatch
from experiments.precision import Precision, next_replications, replications_reached
from sim import InputError
from sim.draws import Draws

NORMAL = Draws(5)["precision"]


def sample(points: int, n: int, deviation: float = 2.0) -> np.ndarray:
    return 10 + deviation * NORMAL.normal(np.arange(points * n, dtype=np.uint64)).reshape(points, n)


def half_width(values: np.ndarray) -> float:
    n = values.shape[1]
    return float((stats.t.ppf(0.975, n - 1) * stats.sem(values, axis=1)).max())


def grown(values: np.ndarray, precision: Precision) -> tuple[int | None, int]:
    """Return what suffices and what was made, as a study grows."""
    made = 3
    while (found := replications_reached(values[:, :made], precision)) is None and made < precision.most:
        made = next_replications(values[:, :made], precision)
    return found, made


def test_replications_grow_until_the_slowest_point_is_precise_and_stays_so() -> None:
    precision = Precision(indicator="solved_share", half_width=0.5, most=500)
    values = sample(4, 500)
    found, made = grown(values, precision)
    assert found is not None
    assert all(half_width(values[:, :n]) <= 0.5 for n in range(found, found + 6))
    assert half_width(values[:, : found - 1]) > 0.5 or found == 3
    assert 50 < found < 120 and made <= 2 * found + 10, "(1.96 x 2 / 0.5)^2 = 61 at a point"


def test_the_answer_does_not_depend_on_how_the_study_grew() -> None:
    precision = Precision(indicator="solved_share", relative=0.05, most=500)
    values = sample(2, 500)
    assert grown(values, precision)[0] == replications_reached(values, precision)


def test_a_lucky_start_is_not_enough() -> None:
    values = np.array([[10.0, 10.001, 9.999, 14.0, 6.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0]])
    assert replications_reached(values[:, :4], Precision(indicator="solved_share", half_width=0.5)) is None
    assert replications_reached(values[:, :3], Precision(indicator="solved_share", half_width=0.5, ahead=0)) == 3


def test_the_bound_is_kept() -> None:
    precision = Precision(indicator="solved_share", half_width=0.001, most=20)
    assert grown(sample(1, 30), precision) == (None, 20)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"indicator": "solvd_share", "half_width": 1.0}, "did you mean solved_share"),
        ({"indicator": "solved_share"}, "one of half_width and relative"),
        ({"indicator": "solved_share", "half_width": 1.0, "relative": 0.1}, "one of half_width and relative"),
    ],
)
def test_a_precision_that_says_nothing_is_refused(asked: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Precision(**asked)


def test_a_study_goes_on_until_it_is_precise_and_the_same_command_finds_it_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = "precision={indicator: solved_share, half_width: 0.04, most: 12, ahead: 1}"
    words = ["study", "staffing", "street=tiny", "days=6", "warmup_days=2", "replications=2", "executor=serial"]
    where = ["factors.staffing=[standard,lean]", "contrasts=[]", asked, "--results", str(tmp_path), "name=precise"]
    assert dispatch([*words, *where]) == 0
    told = capsys.readouterr().out
    assert "going on to 4" in told and "solved_share is" in told.splitlines()[-2] + told
    made = len(pd.read_parquet(tmp_path / "precise" / "runs.parquet")) // 2
    assert 4 <= made <= 12
    assert dispatch([*words, *where]) == 0
    assert len(pd.read_parquet(tmp_path / "precise" / "runs.parquet")) == 2 * made
    assert dispatch(["resume", str(tmp_path / "precise")]) == 0
