"""The report of a made-up study with known effects: right answers, red banners, one file, every study.

The made-up numbers are keyed draws, so these tests are repeatable; should the draws themselves ever change, each
"no clear difference" has a false-alarm rate of 5 %.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from experiments.report import sections, write_report
from experiments.report.answers import answers
from experiments.report.checks import run_checks
from experiments.report.findings import hours_check
from experiments.report.reading import read_study
from experiments.report.terms import label
from tests.experiments.pages import read_page
from tests.experiments.synthetic import LEVELS, Effects, synthetic_folder

MEGABYTE = 1_000_000
TWO_ARMS = {"management": ["long_term", "campaign"]}


def told(folder: Path) -> dict[str, str]:
    """Return the answers of a folder by the first word of their question."""
    return {answer.question.split()[0]: " ".join(answer.sentences) for answer in answers(read_study(folder))}


def number_after(text: str, words: str) -> float:
    """Return the number that follows some words (NaN if the words are not there)."""
    found = re.search(re.escape(words) + r"\s*([0-9.,]+[0-9])", text)
    return float(found.group(1).replace(",", "")) if found else float("nan")


@pytest.fixture(scope="module")
def page(study_folder: Path) -> tuple[str, list[str]]:
    return read_page(write_report(study_folder, "en"))


def test_page_one_finds_the_effects_that_were_put_in(page: tuple[str, list[str]]) -> None:
    text, _ = page
    assert "Standard staffing (2.25 posts a grid) is enough" in text
    assert number_after(text, "raises the share of registered cases really solved by") == pytest.approx(4.0, abs=0.2)
    told_harm = "At equal paid hours, the campaign regime raises harm per 1,000 residents by"
    assert number_after(text, told_harm) == pytest.approx(12.0, abs=0.6)
    assert "new problems of its kinds are 20 % fewer" in text and "they are 10 % more" in text


def test_the_page_is_one_file_without_the_network(study_folder: Path, page: tuple[str, list[str]]) -> None:
    html = (study_folder / "report.html").read_text(encoding="utf-8")
    assert [address for address in page[1] if not address.startswith(("#", "data:"))] == []
    assert not re.search(r"(src|href|url)\s*[=(]\s*[\"']?https?:", html) and "<script src" not in html
    assert len(html.encode()) < 5 * MEGABYTE


def test_a_sound_study_has_no_banner_and_all_sections(page: tuple[str, list[str]]) -> None:
    text, _ = page
    assert "Do not use these results" not in text
    for part in ("Price tag", "How sure", "Cost at equal harm", "What the twins save", "Assumptions", "get this again"):
        assert part in text
    assert "gridgov study three_questions street=tiny" in text


def test_tables_and_figures_are_left_beside_the_page(study_folder: Path, page: tuple[str, list[str]]) -> None:
    table = pd.read_csv(study_folder / "comparison.csv")
    assert set(table["kind"]) == {"point", "contrast"}
    assert table.loc[table["kind"] == "contrast", "p_holm"].between(0, 1).all()
    assert table.loc[table["kind"] == "point", "p_holm"].isna().all()
    names = {path.stem for path in (study_folder / "figures").glob("*.svg")}
    assert names == {
        "lead",
        "cost_harm",
        "cost_solved",
        "workload",
        "year",
        "sawtooth",
        "crowding",
        "trust",
        "atlas",
    }
    assert names == {path.stem for path in (study_folder / "figures").glob("*.csv")}


def test_no_effect_is_told_as_no_clear_difference(tmp_path: Path) -> None:
    """No effect of the campaign on harm; seeds fixed, so no false alarm can come and go."""
    answer = told(synthetic_folder(tmp_path, Effects(campaign_harm=0.0, levels=TWO_ARMS)))["Campaigns"]
    assert "the campaign regime makes no clear difference to harm" in answer


def test_the_opposite_effect_is_told_the_other_way_round(tmp_path: Path) -> None:
    answer = told(synthetic_folder(tmp_path, Effects(campaign_harm=-12.0, two_way_solved=-0.04)))
    lower = number_after(answer["Campaigns"], "the campaign regime lowers harm per 1,000 residents by")
    assert lower == pytest.approx(12.0, abs=0.6)
    assert number_after(answer["One-way"], "lowers the share of registered cases really solved by") == pytest.approx(
        4.0, abs=0.2
    )


def test_unequal_hours_refuse_the_comparison_on_page_one_and_in_red(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(hours_gap=0.02, levels=TWO_ARMS))
    text, _ = read_page(write_report(folder, "en"))
    assert "Do not use these results" in text and "2.00 %; allowed 0.5 %" in text
    answer = told(folder)["Campaigns"]
    assert "refused" in answer and "the campaign regime raises" not in answer and "would cost" not in answer


def test_gaps_of_hours_that_cancel_out_over_the_runs_are_still_gaps(tmp_path: Path) -> None:
    result = read_study(synthetic_folder(tmp_path, Effects(levels=TWO_ARMS)))
    arm = result.runs["management"] == "campaign"
    sign = 1 - 2 * (result.runs.loc[arm, "seed"] % 2)
    result.runs.loc[arm, "paid_hours"] *= 1 + 0.02 * sign
    check = hours_check(result)
    assert not check.equal
    assert check.gap == pytest.approx(0.02)


def test_hours_within_half_a_per_cent_are_equal(tmp_path: Path) -> None:
    assert "refused" not in told(synthetic_folder(tmp_path, Effects(hours_gap=0.004, levels=TWO_ARMS)))["Campaigns"]


def test_a_book_that_does_not_balance_stands_in_red(tmp_path: Path) -> None:
    text, _ = read_page(write_report(synthetic_folder(tmp_path, Effects(residual=0.5, levels=TWO_ARMS)), "en"))
    assert "Do not use these results" in text and "incidents : largest 0.500" in text


def test_missing_runs_stand_in_red_and_are_listed(tmp_path: Path) -> None:
    text, _ = read_page(write_report(synthetic_folder(tmp_path, Effects(lost=(3, 7))), "en"))
    assert "118 of 120 runs are stored; 2.00 failed" in text or "118 of 120 runs are stored; 2 failed" in text
    assert "4 of 5" in text


def test_cost_books_that_differ_fail_their_check(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels=TWO_ARMS))
    quantities = pd.read_parquet(folder / "quantities.parquet")
    quantities.loc[quantities["book"] == "grid", "quantity"] *= 1.001
    quantities.to_parquet(folder / "quantities.parquet")
    failed = [check.name for check in run_checks(read_study(folder)) if not check.holds]
    assert failed == ["cost = quantities × prices, by activity and by grid"]


@pytest.mark.parametrize("factor", list(LEVELS))
def test_a_study_of_one_factor_answers_its_question_only(tmp_path: Path, factor: str) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels={factor: LEVELS[factor]}))
    text, _ = read_page(write_report(folder, "en"))
    asked = [
        question for question in ("How many staff?", "One-way or two-way", "Campaigns or long-term") if question in text
    ]
    assert len(asked) == 1 and "Do not use these results" not in text


def test_a_single_run_has_a_report_without_answers(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels={}), seeds=1)
    text, _ = read_page(write_report(folder, "en"))
    assert "This run costs" in text and "Campaigns or long-term" not in text
    assert "1 of 1 run ·" in text and not any(part in text for part in ("1 times", "its twin", "The table below"))


def test_posts_are_those_configured_whatever_hours_campaigns_pay(study_folder: Path) -> None:
    assert read_study(study_folder).posts == pytest.approx({"lean": 1.8, "standard": 2.25, "generous": 3.375})


def test_all_answers_have_one_scope_and_say_which(study_folder: Path, page: tuple[str, list[str]]) -> None:
    """The arms' table tells the same extra hours as page one."""
    assert "averages over the study's other choices (staffing, communication, management)" in page[0]
    assert "The baseline (standard staffing, one-way communication, long-term management) costs" in page[0]
    rows = {row[0]: row for row in sections.arms(read_study(study_folder)).rows}
    mixed = f"{number_after(page[0], 'with campaigns on top is paid'):.2f} %"
    assert mixed == "10.00 %" == rows[label("mixed")][-2]


def test_an_answer_names_the_level_at_which_it_turns(tmp_path: Path) -> None:
    """Two-way communication raises harm with lean staffing only."""
    folder = synthetic_folder(tmp_path, Effects(noise=0.1))
    runs = pd.read_parquet(folder / "runs.parquet")
    runs.loc[(runs["staffing"] == "lean") & (runs["communication"] == "two_way"), "harm_per_1000_residents"] += 30
    runs.to_parquet(folder / "runs.parquet")
    answer = told(folder)["One-way"]
    assert re.search(r"turns with staffing: \+2[67][.\d]* with lean, −[23][.\d]* with standard, −[23]", answer)


def test_the_price_of_campaign_days_is_told_apart(study_folder: Path) -> None:
    """28 days in 24 grids at 300 yuan: 201,600 yuan of what the mixed arm costs more."""
    assert "Of this, 202,000 yuan or 7 % is the price of campaign days" in told(study_folder)["Campaigns"]


def test_the_rest_of_the_extra_cost_is_told_by_activity(study_folder: Path) -> None:
    """A tenth more paid hours, of which 45 % are casework: 48,000 hours at the price list."""
    answer = told(study_folder)["Campaigns"]
    assert re.search(
        r"Campaign days apart, costs differ most in casework \([\d.]+ million yuan more\), patrol \(", answer
    )


def test_the_order_of_the_options_changes_no_sentence(tmp_path: Path) -> None:
    told = []
    for name, arms in {"one": ["long_term", "campaign", "mixed"], "other": ["long_term", "mixed", "campaign"]}.items():
        levels = {"staffing": ["lean", "standard"], "management": arms}
        folder = synthetic_folder(tmp_path / name, Effects(levels=levels, noise=0.1))
        runs = pd.read_parquet(folder / "runs.parquet")
        runs.loc[(runs["staffing"] == "lean") & (runs["management"] == "mixed"), "harm_per_1000_residents"] += 30
        runs.to_parquet(folder / "runs.parquet")
        told.append(answers(read_study(folder))[1])
    assert sorted(told[0].sentences) == sorted(told[1].sentences) and list(told[0].brief) == list(told[1].brief)
    assert told[1].sentences[0].startswith("At equal paid hours, the campaign regime")
    (mixed,) = (one for one in told[1].sentences if one.startswith("Long-term management with campaigns on top is"))
    assert "turns with staffing" in mixed and "turns" not in told[1].sentences[0]
    assert told[1].brief[1].startswith("During a campaign") and told[1].brief[2].startswith("For the same harm")


def test_twins_that_were_lost_are_no_single_replication(tmp_path: Path) -> None:
    """Of five campaign runs four are lost."""
    folder = synthetic_folder(tmp_path, Effects(levels=TWO_ARMS, lost=(6, 7, 8, 9)))
    told = answers(read_study(folder))[0].sentences
    assert "Whether the campaign's effect lasts is not known: runs are missing." in told


def test_hours_are_told_against_an_arm_that_is_there(tmp_path: Path) -> None:
    result = read_study(synthetic_folder(tmp_path, Effects()))
    assert "hours against long-term" in sections.arms(result).heads
    factors = {**result.factors, "management": ["mixed", "campaign"]}
    runs = result.runs[result.runs["management"].isin(factors["management"])]
    other = replace(result, runs=runs, factors=factors, baseline={**result.baseline, "management": "campaign"})
    table = sections.arms(other)
    gaps = {row[0]: row[table.heads.index("hours against campaign")] for row in table.rows}
    assert gaps["campaign"] == "0.00 %" and gaps["long-term, campaigns on top"] == "10.00 %"


def test_prices_that_are_assumptions_stand_among_the_assumptions(page: tuple[str, list[str]]) -> None:
    assert "prices.campaign_day_yuan 300 yuan/(grid x day)" in page[0] and "prices.harm_yuan" in page[0]
    assert "prices.coordinator_regular_yuan" not in page[0], "this price has a source"


def test_money_of_a_study_without_management_has_one_column_that_adds_up(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels={"communication": LEVELS["communication"]}))
    result = read_study(folder)
    table, cost = sections.money(result)["by activity"], result.at_baseline(result.runs)["cost_yuan"].mean()
    assert list(table.heads) == ["yuan", "baseline"] and table.rows[-1][-1] == f"*{cost:,.0f}"


def test_one_replication_gives_a_page_without_false_intervals(tmp_path: Path) -> None:
    text, _ = read_page(write_report(synthetic_folder(tmp_path, seeds=1), "en"))
    assert "not to not known" not in text and "not known to not known" not in text and "runs are missing" not in text
    assert "One replication gives no interval" in text and "What the twins save" not in text


def test_intervals_of_shares_end_at_nothing_and_all(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels={"communication": LEVELS["communication"]}), seeds=2)
    runs = pd.read_parquet(folder / "runs.parquet")
    runs["closed_share"], runs["settled_share"] = 0.9 + 0.09 * runs["replication"], 0.03 * runs["replication"]
    runs.to_parquet(folder / "runs.parquet")
    text, _ = read_page(write_report(folder, "en"))
    assert "share of cases closed, % 94.5 (37.3 to 100)" in text
    assert "share settled by residents, % 1.50 (0 to 20.6)" in text


def test_equal_harm_in_some_replications_is_not_never(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(noise=6.0, campaign_harm=1.0))
    rows = [row for row in sections.equal_harm(read_study(folder)).rows if row[-1] != "0 of 5"]
    partly = [row for row in rows if row[-1] != "5 of 5"]
    assert partly and all(row[-2].startswith("no mean: not every replication") for row in partly)


def test_tables_speak_no_programmers_language(page: tuple[str, list[str]]) -> None:
    for word in ("True", "False", "delay gini", "solution hours median", "n needed", "variance ratio", "backlog end"):
        assert word not in page[0], word
    assert re.search(r"trust, % 5 [\d.]+ \d+ 0.0500 (yes|no)", page[0])


def test_page_one_says_that_harm_needs_more_replications(tmp_path: Path) -> None:
    few = read_page(write_report(synthetic_folder(tmp_path / "few", Effects(levels=TWO_ARMS)), "en"))[0]
    assert "5 replications are too few to know the mean of harm" in few
    flat = Effects(levels=TWO_ARMS, staffing_harm={"standard": 9000.0})
    assert "are too few to know" not in read_page(write_report(synthetic_folder(tmp_path / "flat", flat), "en"))[0]


def test_text_from_outside_is_escaped(tmp_path: Path) -> None:
    folder = synthetic_folder(tmp_path, Effects(levels={"communication": LEVELS["communication"]}))
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "command": "gridgov <script>alert(1)</script>"}))
    assert "<script>alert" not in write_report(folder, "en").read_text()
