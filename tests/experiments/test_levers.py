"""Levers: each option's answer, the best option, what pays, and the ranking of many levers one at a time."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.report import conflict, lever_words, write_report
from experiments.report.answers import answers, in_brief, is_overview
from experiments.report.findings import Effect, paired_base
from experiments.report.levers import lever_effects, ranking
from experiments.report.management_words import arm_answer
from experiments.report.option_words import OPTIONS
from experiments.report.reading import StudyResult, read_study
from experiments.report.terms import spoken
from experiments.statistics import Contrast, Estimate
from tests.experiments.made_up import COST, HARM, effect, lost, single
from tests.experiments.pages import read_page
from tests.experiments.synthetic import Effects, synthetic_folder

CONFIGS = Path(__file__).parents[2] / "configs"
NET = Estimate(-5000.0, -6000.0, -4000.0, 5)
OPEN = Estimate(100.0, -400.0, 600.0, 5)


def partners(folder: Path, harm: dict[str, float], overview: bool = False) -> StudyResult:
    """Return a study of a lever `partners` (and, as an overview, of three more that do nothing) with known harm."""
    made = synthetic_folder(folder, Effects(levels={"management": ["long_term"]}, noise=0.0))
    base = pd.read_parquet(made / "runs.parquet").drop(columns="management")
    names = ["partners", "beta", "gamma", "delta"] if overview else ["partners"]
    parts = []
    for place, level in enumerate(harm):
        spread = 0.01 * np.arange(len(base))
        row = base.assign(partners=level, **dict.fromkeys(names[1:], "none"))
        row[HARM], row["cost_yuan"] = (
            row[HARM] + harm[level] + spread * (level != "none"),
            row["cost_yuan"] + 10.0 * place,
        )
        row["social_cost_yuan"] = row[HARM] * 100
        parts.append(row if level == "none" else row.assign(key=[f"{place}{one}" for one in row["key"]]))
    for name in names[1:]:
        parts.append(parts[0].assign(**{name: "some"}, key=[f"{name}{one}" for one in parts[0]["key"]]))
    runs = pd.concat(parts)
    runs.to_parquet(made / "runs.parquet")
    _also(made, [*(str(place) for place, level in enumerate(harm) if level != "none"), *names[1:]])
    counts = {"planned": len(runs), "stored": len(runs), "failed": 0, "pending": 0}
    factors = {name: (list(harm) if name == "partners" else ["none", "some"]) for name in names}
    changes = [{"partners": level} for level in harm if level != "none"] + [{name: "some"} for name in names[1:]]
    design = {"question": "Do partners help?", "tells": [HARM], "changes": changes if overview else []}
    told = {
        "factors": factors,
        "baseline": dict.fromkeys(names, "none"),
        "contrasts": [],
        "design": design,
        "counts": counts,
    }
    manifest = json.loads((made / "manifest.json").read_text())
    (made / "manifest.json").write_text(json.dumps({**manifest, **told, "study": "partners"}))
    return read_study(made)


def _also(made: Path, prefixes: list[str]) -> None:
    """Give the runs whose keys begin with a prefix the rows of the runs that they were made from."""
    for name, key in (("daily", "key"), ("grids", "key"), ("quantities", "run_key")):
        table = pd.read_parquet(made / f"{name}.parquet")
        more = [table.assign(**{key: prefix + table[key].astype(str)}) for prefix in prefixes]
        pd.concat([table, *more]).to_parquet(made / f"{name}.parquet")


def test_a_study_of_one_lever_answers_its_own_question(tmp_path: Path) -> None:
    (found,) = answers(partners(tmp_path, {"none": 0.0, "alpha": -20.0, "omega": -5.0}))
    assert found.question == "Do partners help?"
    assert found.sentences[0] == (
        "For harm per 1,000 residents, the best is alpha, clearly better than the next best, omega."
    )
    assert found.sentences[1].startswith("Alpha, against a street without partners, lowers harm per 1,000 residents")
    assert "alpha saves" in found.sentences[-1] and "an assumption" in found.sentences[-1]


def test_a_lever_that_does_nothing_or_harm_is_not_called_best(tmp_path: Path) -> None:
    (found,) = answers(partners(tmp_path, {"none": 0.0, "alpha": 20.0}))
    assert "no option is clearly better than a street without partners" in " ".join(found.sentences)


def test_the_report_of_a_lever_has_its_answer_on_page_one(tmp_path: Path) -> None:
    result = partners(tmp_path, {"none": 0.0, "alpha": -20.0})
    assert any(one.startswith("Alpha, against a street") for one in in_brief(answers(result)))
    text, _ = read_page(write_report(tmp_path, "en"))
    assert text.index("Do partners help?") < text.index("Alpha, against a street")


def test_many_levers_one_at_a_time_are_ranked_by_cost_and_harm_together(tmp_path: Path) -> None:
    result = partners(tmp_path, {"none": 0.0, "alpha": -20.0, "omega": 30.0}, overview=True)
    assert is_overview(result)
    assert [one.main.contrast.level for one in ranking(result)][0] == "alpha"
    assert ranking(result)[-1].main.contrast.level == "omega"
    (found,) = answers(result)
    told = " ".join(found.sentences)
    assert "what lowers harm per 1,000 residents most is partners: alpha" in told
    assert "Harm rises with partners: omega." in told and "No clear difference in harm: beta: some" in told
    text, _ = read_page(write_report(tmp_path, "en"))
    assert "All levers, one at a time" in text and "The baseline and each change from it were simulated" in text
    assert lever_effects(result)[f"{HARM}_mean"].iloc[0] == pytest.approx(-20, abs=0.1)


def test_a_crossed_study_is_no_overview(tmp_path: Path) -> None:
    assert not is_overview(partners(tmp_path, {"none": 0.0, "alpha": -20.0}))


def test_best_says_whether_the_next_best_is_clearly_worse() -> None:
    first, second = effect(-9.0, 1.0, level="campaign"), effect(-8.0, 1.0, level="mixed")
    rival = effect(-1.0, 2.0, level="campaign")
    assert "but not clearly better" in lever_words.best([first, second], "low", rival)
    assert "no option is clearly better" in lever_words.best([effect(1.0, 2.0)], "low", None)
    assert "no option is clearly better" in lever_words.best([effect(-9.0, 1.0)], "high", None)
    assert "cannot be told" in lever_words.best([], "low", None)


@pytest.mark.parametrize(("net", "said"), [(NET, "saves 5,000 yuan"), (OPEN, "for mixed it is not clear")])
def test_what_pays_is_told_with_the_price_that_it_rests_on(net: Estimate, said: str) -> None:
    (told,) = lever_words.balance([("mixed", net)], 60.0)
    assert said in told and "60 yuan a unit, an assumption" in told
    assert lever_words.balance([("mixed", Estimate(1.0, float("nan"), float("nan"), 1))], 60.0) == []


def test_an_option_whose_runs_are_missing_is_not_described() -> None:
    assert "runs are missing" in lever_words.option([lost()], effect(1.0, 0.1, COST))


def test_a_ranking_of_single_runs_is_refused() -> None:
    nothing = Estimate(1.0, float("nan"), float("nan"), 1)
    (told,) = lever_words.ranking([("staffing: lean", single(), single(COST), nothing)], 60.0)
    assert told.startswith("Levers cannot be ranked: there is one replication only")
    (told,) = lever_words.ranking([("staffing: lean", effect(-9.0, 1.0), effect(1.0, 0.1, COST), nothing)], 60.0)
    assert told == "Levers cannot be ranked: cost and harm together are not known."


def test_levers_with_lost_runs_or_an_unknown_cost_are_named() -> None:
    rows = [
        ("alpha", effect(-9.0, 1.0), effect(0.0, 1.0, COST), NET),
        ("beta", effect(-9.0, 1.0), lost(COST), NET),
        ("gamma", lost(), lost(COST), NET._replace(low=float("nan"))),
        ("delta", effect(-9.0, 1.0), effect(9.0, 1.0, COST), NET),
    ]
    told = lever_words.ranking(rows, 60.0)
    assert "Harm falls at no clear extra cost with alpha." in told
    assert "Harm falls at a cost that is not known with beta." in told
    assert "Nothing can be said of gamma: runs are missing." in told


def test_an_option_that_may_cost_more_than_it_avoids_is_left_open() -> None:
    (told,) = lever_words.balance([("alpha", OPEN), ("omega", Estimate(900.0, 800.0, 1000.0, 5))], 60.0)
    assert "omega costs 900 yuan more than it avoids" in told and "for alpha it is not clear" in told
    assert "alpha costs" not in told


def test_the_share_of_an_effect_is_of_the_runs_that_it_was_compared_with() -> None:
    rows = [("none", "none", 10.0), ("alpha", "none", 8.0), ("none", "some", 1000.0)]
    runs = pd.DataFrame(rows, columns=["partners", "other", HARM]).merge(pd.DataFrame({"seed": [1, 2]}), how="cross")
    contrast = Contrast(HARM, "partners", "alpha", "none")
    assert paired_base(runs, ["partners", "other"], contrast) == 10.0
    first = runs[(runs["partners"] == "none") | (runs["seed"] == 1)].copy()
    first.loc[first["seed"] == 2, HARM] = 70.0
    assert paired_base(first, ["partners", "other"], contrast) == 10.0, "a seed without its twin is left out"


def test_numbers_of_a_lever_keep_their_point() -> None:
    assert lever_words.lever_name("learning.exponent", 0.3) == "exponent = 0.3"
    assert lever_words.lever_name("partners", "mixed") == "partners: all partners and shops"
    assert lever_words.lever_name("staffing", "lean") == "staffing: lean"


def test_an_option_is_named_by_its_group() -> None:
    """`mixed` means one thing of management and another of partners."""
    assert spoken("mixed", "management") == "long-term management with campaigns on top"
    assert spoken("mixed", "partners") == "having all partners together (shops too)"
    groups = {one.split("=")[0] for one in OPTIONS if "." not in one.split("=")[0]}
    options = {f"{group}={one.stem}" for group in groups for one in (CONFIGS / group).glob("*.yaml")}
    assert {one for one in OPTIONS if one.split("=")[0] in groups} <= options, "an option was renamed"


def test_clear_effects_come_first_and_the_rest_in_one_clause() -> None:
    told = lever_words.option(
        [effect(1.0, 2.0), effect(-9.0, 1.0, "trust_mean"), effect(1.0, 2.0, "reports")], effect(5.0, 1.0, COST)
    )
    assert told.index("lowers residents' mean trust") < told.index("makes no clear difference to harm per 1,000")
    assert told.count("no clear difference") == 1 and "it costs 5" in told
    assert "it costs" not in lever_words.option([effect(5.0, 1.0, COST)], effect(5.0, 1.0, COST)), "cost is told once"


def test_a_figure_that_the_baseline_cannot_have_is_told_by_itself() -> None:
    assert lever_words.own([("partner_share", Estimate(0.04, 0.03, 0.05, 5))]) == (
        "With it, the share of cases that partners take is 4 % (between 3 and 5 %)."
    )
    assert lever_words.own([]) == ""
    near_zero = lever_words.own([("partner_share", Estimate(0.04, -0.003, 0.09, 5))])
    assert near_zero.endswith("is 4 % (between 0 and 9 %)."), "a share is no difference: no sign, nothing below zero"


def test_emergencies_are_no_part_of_what_pays() -> None:
    assert "Emergencies are not in this sum." in lever_words.balance([("alpha", NET)], 60.0, apart=True)[1]


def test_an_arm_with_the_same_hours_is_not_paid_fewer() -> None:
    hours = effect(0.0, 0.0, "paid_hours")
    assert "is paid the same hours and lowers" in arm_answer(
        effect(-9.0, 1.0), effect(5.0, 1.0, COST), hours, NET, 300.0
    )


GAIN, OPEN_, LOSS = effect(-5.0, 1.0), effect(0.1, 1.0), effect(5.0, 2.5)


@pytest.mark.parametrize(
    ("covered", "elsewhere", "street", "said"),
    [
        (GAIN, LOSS, LOSS, "best for the covered grids is worse for the street"),
        (LOSS, GAIN, GAIN, "worse for the covered grids is better for the street"),
        (GAIN, LOSS, GAIN, "covered grids gain and the others lose; the street as a whole gains"),
        (LOSS, GAIN, LOSS, "covered grids lose and the others gain; the street as a whole loses"),
        (GAIN, LOSS, OPEN_, "covered grids gain and the others lose; for the street there is no clear"),
        (LOSS, GAIN, OPEN_, "covered grids lose and the others gain; for the street there is no clear"),
        (OPEN_, LOSS, GAIN, "not covered lose, although the street as a whole gains"),
        (OPEN_, GAIN, LOSS, "not covered gain, although the street as a whole loses"),
        (GAIN, GAIN, GAIN, "fare alike"),
        (LOSS, OPEN_, LOSS, "fare alike"),
        (OPEN_, LOSS, OPEN_, "no conflict"),
        (GAIN, OPEN_, OPEN_, "no conflict"),
    ],
)
def test_parts_and_whole_are_told_apart(covered: Effect, elsewhere: Effect, street: Effect, said: str) -> None:
    assert said in conflict.verdict([covered, elsewhere, street])


def test_parts_and_whole_are_told_against_the_reference_that_was_compared() -> None:
    found = [one._replace(contrast=one.contrast._replace(reference="mixed")) for one in (GAIN, LOSS, OPEN_)]
    assert "against long-term management with campaigns on top, lowers" in conflict.compared(found)


def test_what_only_holm_refuses_is_told_as_a_maybe_in_the_ranking() -> None:
    doubtful = effect(-50.0, 40.0)._replace(p_holm=0.2)
    net = Estimate(-100.0, -200.0, 200.0, 5)
    told = " ".join(lever_words.ranking([("x", doubtful, effect(0.0, 1.0, COST), net)], 60.0))
    assert "May lower harm, but with several comparisons at once this can be chance: x." in told
    assert "No clear difference in harm" not in told
    assert lever_words.verdict(doubtful, net).startswith("harm differs, but this can be chance")
