"""Stories of designs: all combinations, seeds that pair them, and studies as they are changed on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.designs import SEED_BITS, Study, as_overrides, replication_seed
from experiments.plan import Wish, make_plan
from sim.errors import InputError


def test_the_three_questions_are_crossed_in_full() -> None:
    plan = make_plan(Wish((), "three_questions"))
    assert len(plan.points) == 3 * 2 * 4
    assert len(plan.runs) == 24 * 5 == len({run.key for run in plan.runs})
    assert plan.scenarios[0].days == 365
    assert plan.scenarios[0].street.name == "shekou"
    assert plan.baseline.factors == {"staffing": "standard", "communication": "one_way", "management": "long_term"}
    assert len(plan.study.declared) <= 6


def test_design_points_share_the_seeds_of_their_replications() -> None:
    plan = make_plan(Wish(("replications=4",), "communication"))
    seeds = {point.point: [run.seed for run in plan.runs if run.point == point.point] for point in plan.points}
    assert seeds[0] == seeds[1]
    assert len(set(seeds[0])) == 4


def test_the_seed_of_a_replication_depends_on_nothing_else() -> None:
    few, many = make_plan(Wish(("replications=2",), "staffing")), make_plan(Wish(("replications=5",), "management"))
    assert [run.seed for run in few.runs[:2]] == [run.seed for run in many.runs[:2]]
    seeds = {replication_seed(study, replication) for study in range(100) for replication in range(100)}
    assert len(seeds) == 10_000
    assert max(seeds) < 2**SEED_BITS


def test_a_run_key_depends_on_configuration_and_seed_and_not_on_names_or_prices() -> None:
    key = make_plan(Wish(("street=tiny",))).runs[0].key
    same = ("name=other", "prices.harm_yuan=1", "executor=serial", "staffing.day_hours=8", "start_date='2025-01-01'")
    assert {make_plan(Wish(("street=tiny", one))).runs[0].key for one in same} == {key}
    other = ("seed=2", "days=61", "staffing=lean", "detail=summary", "staffing.day_hours=7")
    keys = {make_plan(Wish(("street=tiny", one))).runs[0].key for one in other}
    assert len(keys | {key}) == len(other) + 1


def test_a_street_too_short_for_the_question_gets_the_days_it_needs() -> None:
    assert make_plan(Wish(("street=tiny",), "management")).scenarios[0].days == 240
    assert make_plan(Wish(("street=tiny",), "staffing")).scenarios[0].days == 60
    assert make_plan(Wish((), "management")).scenarios[0].days == 365
    assert make_plan(Wish(("street=tiny", "days=300"), "management")).scenarios[0].days == 300


def test_an_override_of_a_factor_is_about_the_baseline() -> None:
    plan = make_plan(Wish(("staffing=lean", "communication=two_way"), "staffing"))
    assert plan.study.baseline == {"staffing": "lean"}
    assert {type(scenario.communication).__name__ for scenario in plan.scenarios} == {"TwoWay"}
    assert len({scenario.staffing.administrators_per_grid for scenario in plan.scenarios}) == 3


def test_factors_can_be_keys_and_be_changed_on_the_command_line() -> None:
    key = "staffing.administrators_per_grid"
    overrides = (f"factors.{key}=[1,1.5,2]", f"baseline.{key}=1", "~factors.staffing", "replications=1")
    plan = make_plan(Wish(overrides, "staffing"))
    assert [scenario.staffing.administrators_per_grid for scenario in plan.scenarios] == [1.0, 1.5, 2.0]
    assert plan.study.declared == (), "contrasts of a factor that is gone are gone"
    assert [point.overrides[-1] for point in plan.points] == [f"{key}=1", f"{key}=1.5", f"{key}=2"]


def test_own_studies_stand_beside_ours(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    text = "_target_: experiments.designs.Study\nfactors: {dispatch: [fifo, priority]}\nbaseline: {dispatch: fifo}\n"
    (tmp_path / "study" / "mine.yaml").write_text(text + "settings: {street: tiny, days: 7}\nreplications: 2\n")
    plan = make_plan(Wish((), "mine", config_dir=tmp_path))
    assert len(plan.runs) == 4
    assert (plan.scenarios[0].days, plan.scenarios[0].street.name) == (7, "tiny")
    assert make_plan(Wish(("days=9",), "mine", config_dir=tmp_path)).scenarios[0].days == 9


def test_more_than_six_contrasts_are_refused() -> None:
    contrast = {"indicator": "reports", "factor": "a", "level": 1, "reference": 2}
    with pytest.raises(InputError, match="contrasts: got 7, allowed: at most 6"):
        Study(factors={"a": (1, 2)}, baseline={"a": 1}, contrasts=(contrast,) * 7)


def test_levels_become_overrides_that_hydra_reads_back() -> None:
    point = {"a": True, "b": None, "c": 1.5, "d": "word", "e": [1, "x"]}
    assert as_overrides(point) == ["a=true", "b=null", "c=1.5", "d=word", "e=[1,x]"]
