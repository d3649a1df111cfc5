"""Pages of samples and of solutions are Chinese as a whole, factors in words; what stands in their figures is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.figures.sensitivity import dependence
from experiments.figures.style import wrapped
from experiments.language import speaking
from experiments.plan import Wish, make_plan
from experiments.report import write_report
from experiments.report.factor_words import candidate_name, factor_name, level_name
from experiments.sensitivity.analysis import analyse
from experiments.solve.files import write_solution
from experiments.solve.problem import Request, pose
from experiments.solve.sampler import Sampler
from experiments.solve.solving import solve
from experiments.study import conduct
from sim import Declaration, Described
from tests.experiments.pages import english_words
from tests.experiments.test_sensitivity import model
from tests.experiments.test_solve import shares

ALLOWED = {"Sobol", "Morris", "PAWN", "Kolmogorov", "Smirnov", "Bonferroni", "Kim", "Wald", "Lloyd", "gridgov"}
ALLOWED |= {"Beta", "erf", "sigma", "CSV", "SVG", "Andrad", "ttir"}  # Andradóttir, by its Latin letters
YAML = """
_target_: experiments.designs.Study
title: Sensitivity
question: On which assumptions does the result of a street depend most?
factors: {{learning.exponent: , learning.root_cause_share: , handling.sham_max: , handling.check_share: , {more}}}
design: {{method: {method}, n: 8}}
tells: [solved_share]
replications: 2
settings: {{street: tiny, days: 5}}
"""
MORE = "communication: [one_way, two_way], centres.delay_factor: {low: 2, high: 8, scale: log}"
CHECKED = Described("handling.check_share", 0.1, Declaration("share", 0, 1, "W8", "checked (a share)"))
KNOWN = {CHECKED.key: CHECKED}


def left_in(page: Path) -> list[str]:
    return english_words(page.read_text(encoding="utf-8").partition("</head>")[2], ALLOWED)


def sampled(folder: Path, method: str) -> Path:
    """Return the result folder of a tiny sampled study of a fake model."""
    (folder / "study").mkdir()
    (folder / "study" / "small.yaml").write_text(YAML.format(method=method, more=MORE))
    plan = make_plan(Wish(("executor=serial",), "small", folder / "results", folder))
    conduct(plan, model)
    return plan.folder


@pytest.mark.parametrize("method", ["saltelli", "morris"])
@pytest.mark.filterwarnings("ignore")
def test_nothing_english_is_left_on_the_chinese_page_of_a_sample(tmp_path: Path, method: str) -> None:
    assert left_in(write_report(sampled(tmp_path, method), "zh")) == []


@pytest.mark.parametrize("vary", [("administrators=1:3:1", "communication=one_way,two_way"), ("total=0.5:3.5:1.5",)])
def test_nothing_english_is_left_on_the_chinese_page_of_a_solution(tmp_path: Path, vary: tuple[str, ...]) -> None:
    asked = Request("P(on_time_share >= 0.9) >= 0.6", vary, 0.8, 0.2)
    problem = pose(Wish(("street=tiny", "days=5", "executor=serial", "name=solved"), "", tmp_path), asked)
    write_solution(problem, solve(problem, Sampler(problem.plan, shares)))
    page = write_report(problem.plan.folder, "zh")
    assert left_in(page) == []
    assert "不低于90%" in page.read_text(encoding="utf-8")


def test_factors_candidates_and_levels_are_told_in_words() -> None:
    assert factor_name("handling.check_share", KNOWN) == "checked"
    assert level_name("communication", "two_way") == "two-way" and level_name("street.grid_scale", 0.25) == "0.25"
    names = ("check_share=0.5 communication=two_way", ["handling.check_share", "communication"], KNOWN)
    assert candidate_name(*names) == "checked: 0.5; communication: two-way"
    with speaking("zh"):
        assert factor_name("total", KNOWN) == "各类岗位总数与基准之比" and level_name("x.y", True) == "是"


def test_a_long_name_breaks_into_lines_in_both_languages() -> None:
    assert wrapped("share of its variance", 12) == "share of its\nvariance"
    assert wrapped("方差的比例，很长", 8) == "方差的比\n例，很长"
    assert wrapped("方差的比，很长", 8) == "方差的比，\n很长"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.filterwarnings("ignore")
def test_the_label_of_the_axis_of_sensitivity_lies_inside_the_figure(tmp_path: Path, language: str) -> None:
    table = analyse(sampled(tmp_path, "saltelli")).table
    table["factor"] = table["factor"].map(lambda key: f"how often residents of a grid {key} and what follows")
    label = "share of registered cases: " * 4 if language == "en" else "每千名居民的危害量：" * 4
    with speaking(language):
        made = dependence(table[table["method"] == "sobol"], label)
    made.draw_without_rendering()
    axis, legend = made.axes[0], made.legends[0].get_window_extent()
    shown = [one.get_window_extent() for one in (axis.xaxis.label, *axis.get_yticklabels())]
    assert all(box.x0 >= 0 and box.x1 <= made.bbox.x1 for box in shown)
    assert legend.y1 <= shown[0].y0
