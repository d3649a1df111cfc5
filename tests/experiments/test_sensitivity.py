"""Stories of sensitivity: known indices come out of the whole pipeline, and nothing incomplete or noisy passes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.designs import Study
from experiments.factors import Range
from experiments.plan import Plan, Wish, make_plan
from experiments.report import write_report
from experiments.report.sampled_words import directions
from experiments.samples import Design, sample
from experiments.sensitivity.analysis import analyse
from experiments.sensitivity.guard import Responses, responses
from experiments.sensitivity.indices import NOTHING, RESOLVED, UNKNOWN, UNRESOLVED, elementary_effects, indices
from experiments.study import conduct
from sim import InputError
from sim.draws import Draws
from tests.experiments.fake_model import FakeResult
from tests.experiments.fake_model import run as fake_run

NAMES = ("learning.exponent", "learning.root_cause_share", "handling.sham_max", "handling.check_share")
# Ishigami and Homma (1990) with a = 7, b = 0.1: variance 13.845
TRUE = {"S1": (0.3139, 0.4424, 0.0, 0.0), "ST": (0.5576, 0.4424, 0.2437, 0.0)}
LUCK = 0.5
YAML = """
_target_: experiments.designs.Study
title: Ishigami
question: Are known indices found?
factors: {learning.exponent: , learning.root_cause_share: , handling.sham_max: , handling.check_share: }
design: {method: saltelli, n: 64}
tells: [solved_share]
replications: 2
settings: {street: tiny, days: 5}
"""


def ishigami(unit: np.ndarray) -> np.ndarray:
    """The function of Ishigami and Homma on the unit cube; the fourth factor does nothing."""
    x = np.pi * (2 * unit - 1)
    return np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def model(scenario: object, seed: int) -> FakeResult:
    """A model whose solved share is Ishigami's function of four parameters, and luck that each point has of its own."""
    values = [getattr(getattr(scenario, group), name) for group, name in (key.split(".") for key in NAMES)]
    luck = LUCK * Draws(seed)["luck"].normal(*(int(1e9 * value) for value in values))
    result = fake_run(scenario, seed)
    return FakeResult(
        {**result.indicators, "solved_share": float(ishigami(np.array(values)) + luck)},
        *(result.daily, result.grids, result.quantities, result.checks, result.digest),
    )


def plan_of(folder: Path, *overrides: str) -> Plan:
    """A plan of the study of Ishigami's function."""
    (folder / "study").mkdir(exist_ok=True)
    (folder / "study" / "ishigami.yaml").write_text(YAML)
    return make_plan(Wish(("executor=serial", *overrides), "ishigami", folder / "results", folder))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result folder of that study, as the commands leave it."""
    plan = plan_of(tmp_path_factory.mktemp("ishigami"))
    conduct(plan, model)
    write_report(plan.folder)
    return plan.folder


def made(method: str, n: int, replications: int = 2, luck: float = LUCK, **more: object) -> pd.DataFrame:
    """Indices of Ishigami's function straight from a sample."""
    design = Design(method=method, n=n, **more)
    unit = sample(design, 4, 1)
    noise = [Draws(seed)["luck"].normal(np.arange(len(unit), dtype=np.uint64)) for seed in range(replications)]
    values = np.column_stack([ishigami(unit) + luck * one for one in noise])
    return indices(design, "abcd", Responses("y", unit, values), 1).set_index(["index", "factor"])


@pytest.mark.slow
def test_known_indices_lie_within_their_intervals_through_the_whole_pipeline(folder: Path) -> None:
    """Design, runs, ledger, guard, indices: eight intervals of 95 %.

    Each is made three times as wide, so that a false alarm needs an error of six standard errors (about 1 in 10^8);
    at most two of the eight may miss as they stand (with independent ones, 1 in 200 would miss three).
    """
    table = pd.read_csv(folder / "sensitivity.csv").query("method == 'sobol'").set_index(["index", "factor"])
    for index, truth in TRUE.items():
        for name, true in zip(NAMES, truth, strict=True):
            row = table.loc[(index, name)]
            bias = row.floor if index == "ST" else 0.0
            assert abs(row.value - bias - true) <= 3 * (row.high - row.value), (index, name)
    inside = [row.low - row.floor <= true <= row.high for (row, true) in _rows(table)]
    assert sum(inside) >= 6


def _rows(table: pd.DataFrame) -> list[tuple[pd.Series, float]]:
    return [
        (table.loc[(index, name)], true)
        for index, truth in TRUE.items()
        for name, true in zip(NAMES, truth, strict=True)
    ]


@pytest.mark.slow
def test_a_parameter_that_does_nothing_is_not_resolved_and_the_others_are(folder: Path) -> None:
    table = pd.read_csv(folder / "sensitivity.csv").set_index(["method", "index", "factor"])
    verdicts = [table.loc[("sobol", "ST", name), "verdict"] for name in NAMES]
    assert verdicts == [RESOLVED, RESOLVED, RESOLVED, UNRESOLVED]


@pytest.mark.slow
def test_the_report_says_in_words_what_it_depends_on(folder: Path) -> None:
    page = (folder / "report.html").read_text()
    assert " depends most on" in page and "It depends most on" not in page
    assert (
        "Of 4 factors, one is not resolved" in page
        and "“closings of the grid that supervisors check on the spot”." in page
    )
    assert {path.name for path in (folder / "figures").glob("*.svg")} >= {"dependence_sobol_solved_share.svg"}
    design = pd.read_csv(folder / "design.csv")
    assert len(design) == 64 * 6 and design["row"].tolist() == list(range(64 * 6))


def test_the_noise_floor_is_what_luck_adds() -> None:
    """A dummy's total index is luck alone: half its variance over the mean of two, over the variance of the whole."""
    table = made("saltelli", 512)
    expected = LUCK**2 / 2 / (13.845 + LUCK**2 / 2)
    assert table.loc[("ST", "d"), "floor"] == pytest.approx(expected, rel=0.15)
    assert table.loc[("ST", "d"), "value"] == pytest.approx(expected, rel=0.15)


def test_with_one_replication_nothing_is_called_resolved() -> None:
    assert set(made("saltelli", 64, replications=1).query("method == 'sobol'")["verdict"]) == {UNKNOWN}


def test_a_factor_without_any_effect_is_said_to_have_none() -> None:
    table = made("saltelli", 64, luck=0.0)
    assert table.loc[("ST", "d"), "verdict"] == NOTHING and table.loc[("ST", "a"), "verdict"] == RESOLVED


def test_second_order_indices_find_the_pair_that_works_together() -> None:
    pairs = made("saltelli", 1024, second_order=True).loc["S2"]
    assert pairs.index[pairs["verdict"] == RESOLVED].tolist() == ["a x c"]
    assert pairs.loc["a x c", "value"] == pytest.approx(0.2437, abs=0.06)


def test_morris_gives_effects_of_whole_ranges_in_the_unit_of_the_indicator() -> None:
    """Where y = 3 a + 5 b^2 with one factor that does nothing: mu* of a is 3 with no spread, that of b spreads."""
    design = Design(method="morris", n=30)
    unit = sample(design, 3, 1)
    values = 3 * unit[:, 0] + 5 * unit[:, 1] ** 2
    found = Responses("y", unit, np.column_stack([values, values + 1]))
    table = indices(design, "abc", found, 1).set_index(["index", "factor"])
    assert table.loc[("mu_star", "a"), ["value", "low", "high"]].tolist() == pytest.approx([3, 3, 3])
    assert table.loc[("sigma", "a"), "value"] == pytest.approx(0, abs=1e-9)
    assert table.loc[("sigma", "b"), "low"] > 0.1
    assert table.loc[("mu_star", "c"), "verdict"] == NOTHING
    assert elementary_effects(unit, values[:, None], 3)[:, 0, 0] == pytest.approx(np.full(30, 3.0))


def test_pawn_sets_a_factor_apart_from_one_that_does_nothing() -> None:
    table = made("latin_hypercube", 400).loc["pawn"]
    assert table["verdict"].tolist()[:2] == [RESOLVED, RESOLVED] and table.loc["d", "verdict"] == UNRESOLVED


STUDY = Study(
    factors={"a": Range(low=0.0, high=1.0)}, design=Design(method="sobol", n=4), baseline={"a": 0.5}, replications=2
)


def runs_of(study: Study) -> pd.DataFrame:
    """Runs of a small design, with one indicator."""
    rows = [
        {"point": place, **point, "seed": seed, "y": point["a"] + seed}
        for place, point in enumerate(study.points(1))
        for seed in (10, 11)
    ]
    return pd.DataFrame(rows)


def test_a_missing_run_is_refused_with_what_to_do() -> None:
    with pytest.raises(InputError, match="y: got '1 of 8 runs without a value.*gridgov resume"):
        responses(STUDY, 1, runs_of(STUDY).drop(index=5), "y")


def test_a_value_that_is_not_finite_is_refused_and_never_zero() -> None:
    runs = runs_of(STUDY)
    runs.loc[4, "y"] = np.nan
    with pytest.raises(InputError, match="1 of 8 runs without a value"):
        responses(STUDY, 1, runs, "y")


def test_a_lost_replication_of_the_whole_design_is_refused() -> None:
    with pytest.raises(InputError, match="runs without a value|replication"):
        responses(STUDY, 1, runs_of(STUDY).query("seed == 10"), "y")


def test_runs_in_another_order_than_the_design_are_refused() -> None:
    runs = runs_of(STUDY)
    runs["a"] = runs["a"].to_numpy()[::-1]
    with pytest.raises(InputError, match="the order of the design"):
        responses(STUDY, 1, runs, "y")


def test_the_order_of_the_table_does_not_matter() -> None:
    runs = runs_of(STUDY)
    turned = responses(STUDY, 1, runs.iloc[::-1], "y")
    assert (turned.values == responses(STUDY, 1, runs, "y").values).all()


def test_an_indicator_that_does_not_vary_is_refused() -> None:
    with pytest.raises(InputError, match="an indicator that varies"):
        responses(STUDY, 1, runs_of(STUDY).assign(y=1.0), "y")


def test_a_folder_with_a_failed_run_gives_no_index_and_says_so(tmp_path: Path) -> None:
    def sometimes(scenario: object, seed: int) -> FakeResult:
        if scenario.learning.exponent > 0.5:  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return model(scenario, seed)

    plan = plan_of(tmp_path, "design.n=8")
    conduct(plan, sometimes)
    found = analyse(plan.folder)
    assert found.table.empty and "runs without a value" in found.refused["solved_share"]
    assert "No index can be computed" in write_report(plan.folder).read_text()
    assert json.loads((plan.folder / "manifest.json").read_text())["factors"][NAMES[0]]["high"] == 1.0


def test_only_a_clear_trend_has_a_direction() -> None:
    order = np.arange(20.0)
    unclear = np.tile([0.0, 1.0], 10)  # hardly goes along with the order
    found = directions(np.column_stack([order, -order, unclear]), order, ["up", "down", "none"])
    assert found == {"up": "higher values raise it", "down": "higher values lower it", "none": ""}
