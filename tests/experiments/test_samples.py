"""Stories of designs beyond the factorial: each has the property that it is known for, and says what it cannot do."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from experiments.compose import open_configs
from experiments.composer import Composer
from experiments.designs import Study
from experiments.factors import Range, level_at
from experiments.plan import Wish, make_plan
from experiments.samples import Design, read_points, sample
from sim import InputError, Scenario

SCENARIO = Scenario(catalogue={})  # type: ignore[arg-type]
FACTORS = {"learning.exponent": None, "platform.officers": {"high": 12}, "communication": ("one_way", "two_way")}


def sampled(method: str, n: int = 16, **more: object) -> Study:
    """A study of three factors: a range from its declaration, whole numbers, and words."""
    study: Study = Study(factors=dict(FACTORS), design=Design(method=method, n=n, **more)).completed(SCENARIO)
    return study


def test_a_range_is_that_of_the_declaration_unless_it_is_given() -> None:
    study = sampled("latin_hypercube")
    assert study.factors["learning.exponent"] == Range(low=0.0, high=1.0)
    assert study.factors["platform.officers"] == Range(low=1, high=12, whole=True)
    assert study.baseline["platform.officers"] == 3, "the baseline is the scenario's own value"


def test_switches_and_words_that_are_declared_need_no_levels() -> None:
    study = Study(factors={"platform.data_shared": None, "detail": {}}, design=Design(method="sobol")).completed(
        SCENARIO
    )
    assert study.factors == {"platform.data_shared": (False, True), "detail": ("summary", "daily", "incidents")}


def test_a_latin_hypercube_has_one_point_in_every_slice_of_every_factor() -> None:
    rows = sample(Design(method="latin_hypercube", n=50), 4, 1)
    assert (np.sort(np.floor(rows * 50), axis=0) == np.arange(50)[:, None]).all()


def test_a_sobol_sequence_of_a_power_of_two_is_balanced_and_grows_without_moving() -> None:
    rows = sample(Design(method="sobol", n=64), 5, 1)
    assert (np.sort(np.floor(rows * 64), axis=0) == np.arange(64)[:, None]).all()
    assert (sample(Design(method="sobol", n=128), 5, 1)[:64] == rows).all()


def test_saltelli_exchanges_one_factor_at_a_time() -> None:
    rows = sample(Design(method="saltelli", n=8), 3, 1).reshape(8, 5, 3)
    base, other = rows[:, 0], rows[:, -1]
    for factor in range(3):
        exchanged = rows[:, 1 + factor] != base
        assert exchanged[:, factor].all() and exchanged.sum() == 8
        assert (rows[:, 1 + factor, factor] == other[:, factor]).all()


def test_morris_steps_along_one_factor_at_a_time_and_every_factor_once() -> None:
    rows = sample(Design(method="morris", n=6, levels=4), 5, 1).reshape(6, 6, 5)
    steps = np.abs(np.diff(rows, axis=1))
    assert ((steps > 0).sum(axis=2) == 1).all() and ((steps > 0).sum(axis=1) == 1).all()
    assert np.allclose(steps[steps > 0], 2 / 3)


@pytest.mark.parametrize("method", ["latin_hypercube", "sobol", "saltelli", "morris"])
def test_the_seed_alone_makes_the_sample(method: str) -> None:
    design = Design(method=method, n=8)
    assert (sample(design, 3, 7) == sample(design, 3, 7)).all()
    assert not np.array_equal(sample(design, 3, 7), sample(design, 3, 8))


def test_whole_numbers_and_words_have_equal_shares_and_logarithms_equal_decades() -> None:
    middles = (np.arange(1200) + 0.5) / 1200
    whole = [level_at(Range(low=1, high=12, whole=True), u) for u in middles]
    assert np.bincount(whole)[1:].tolist() == [100] * 12
    assert [level_at(("a", "b", "c"), u) for u in (0.0, 0.34, 0.99, 1.0)] == ["a", "b", "c", "c"]
    assert level_at(Range(low=0.01, high=100, scale="log"), 0.5) == pytest.approx(1.0)
    assert level_at(Range(low=0.1, high=0.3), 1.0) == 0.3, "rounding does not leave the range"


def test_points_that_repeat_are_run_once_and_every_row_knows_its_point() -> None:
    """Words and whole numbers make rows of Saltelli's design equal; the analysis still sees every row."""
    study = Study(
        factors={"communication": ("one_way", "two_way"), "platform.data_shared": None},
        design=Design(method="saltelli", n=8),
    ).completed(SCENARIO)
    points, rows = study.points(1), study.rows(1)
    assert len(rows) == 8 * 4 and len(points) == 4
    assert points[0] == study.baseline
    drawn = sample(study.design, 2, 1)
    assert [points[row]["platform.data_shared"] for row in rows] == [bool(u >= 0.5) for u in drawn[:, 1]]


def test_a_zip_goes_through_its_lists_side_by_side() -> None:
    factors = {"staffing": ("lean", "standard"), "platform.officers": (2, 4)}
    study = Study(factors=factors, design=Design(method="zip")).completed(SCENARIO)
    assert study.points() == [
        {"staffing": "lean", "platform.officers": 2},
        {"staffing": "standard", "platform.officers": 4},
    ]
    assert study.baseline == study.points()[0]
    with pytest.raises(InputError, match="lists of one length"):
        Study(factors={"a": (1, 2), "b": (1,)}, design=Design(method="zip"))


def test_a_table_of_points_is_read_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(
        "staffing, platform.officers, platform.data_shared\nlean,2,True\nlean,3,False\n"
    )
    points = read_points("points.csv", [tmp_path])
    assert points == [
        {"staffing": "lean", "platform.officers": 2, "platform.data_shared": True},
        {"staffing": "lean", "platform.officers": 3, "platform.data_shared": False},
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "with 0 rows"),
        ("a,b\n1,\n", "1 empty cells"),
        ("a,b\n1,2\n3,4\n1,2\n", "row 4 of p.csv"),
    ],
)
def test_a_table_that_cannot_be_a_design_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(InputError, match=message):
        read_points("p.csv", [tmp_path])


@pytest.mark.parametrize(
    ("design", "message"),
    [
        ({"method": "morris", "levels": 5}, "levels: got 5, allowed: an even number"),
        ({"method": "saltelli", "n": 4}, "n: got 4, allowed: a whole number from 8"),
        ({"method": "table"}, "file: got '', allowed: a CSV file"),
        ({"method": "lhs"}, "method: got 'lhs', allowed: factorial"),
    ],
)
def test_a_design_that_cannot_be_is_one_line(design: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Design(**design)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"low": 2, "high": 1}, "low: got 2, allowed: a number below high=1"),
        ({"high": 3}, "bounds from 0 to 1"),
        ({"low": 0, "scale": "log"}, "above 0 where scale=log"),
        ({"hgih": 3}, "one of the keys high"),
    ],
)
def test_a_range_that_cannot_be_is_one_line(spec: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Study(factors={"learning.exponent": spec}, design=Design(method="sobol")).completed(SCENARIO)


def test_a_factor_that_is_nowhere_declared_is_named() -> None:
    with pytest.raises(InputError, match="factors.learning.exponnt.*did you mean learning.exponent"):
        Study(factors={"learning.exponnt": None}, design=Design(method="sobol")).completed(SCENARIO)


def test_a_sample_that_is_no_power_of_two_gets_a_note() -> None:
    assert Design(method="saltelli", n=64).notes == [] != Design(method="saltelli", n=65).notes


STUDY = """
_target_: experiments.designs.Study
factors:
  learning.exponent: {high: 0.5}
  staffing.paperwork_share: {low: 0.1, high: 0.4}
  communication: [one_way, two_way]
design: {method: latin_hypercube, n: 8}
settings: {street: tiny, days: 7}
replications: 2
"""


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "mine.yaml").write_text(STUDY)
    (tmp_path / "study" / "table.csv").write_text("staffing,no.such_key\nlean,1\n")
    return tmp_path


def test_a_sampled_study_is_planned_with_its_baseline_first(configs: Path) -> None:
    plan = make_plan(Wish(("factors.learning.exponent={low: 0.2, high: 0.3}", "seed=5"), "mine", config_dir=configs))
    assert len(plan.points) == 9 and len(plan.runs) == 18
    assert plan.baseline.point == 0
    exponents = [scenario.learning.exponent for scenario in plan.scenarios[1:]]
    assert 0.2 <= min(exponents) < max(exponents) <= 0.3
    assert all(math.isclose(p.factors["learning.exponent"], e) for p, e in zip(plan.points[1:], exponents, strict=True))


def test_an_impossible_combination_is_named_before_any_run(configs: Path) -> None:
    wide = ("factors.staffing.paperwork_share={low: 0.6, high: 0.95}",)
    with pytest.raises(
        InputError, match=r"staffing.patrol_share: got 0.5, .*in design point 1 of 9: .*paperwork_share=0"
    ):
        make_plan(Wish(wide, "mine", config_dir=configs))


def test_a_table_with_an_unknown_key_is_refused(configs: Path) -> None:
    changes = ("design={method: table, file: table.csv}", "factors={}")
    with pytest.raises(InputError, match="no.such_key: got"):
        make_plan(Wish(changes, "mine", config_dir=configs))


def test_setting_keys_gives_what_hydra_gives() -> None:
    """Only the first point of a choice of options is composed by Hydra; the others must not differ from it."""
    points = [
        {"communication": way, "learning.exponent": exponent, "handling.interruption": switch}
        for way, exponent, switch in (("one_way", 0.1, True), ("two_way", 0.2, True), ("one_way", 1e-05, False))
    ]
    kept = ["street=tiny", "learning.exponent=0.9", "communication.see_hidden=0.2"]
    with open_configs() as found:
        compose = Composer(found, kept)
        fast = [compose(point) for point in points]
        slow = [Composer(found, kept)(point) for point in points]
    assert fast == slow
    assert fast[2]["learning"]["exponent"] == 1e-05 and fast[2]["handling"]["interruption"] is False
