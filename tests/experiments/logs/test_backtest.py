"""Scores, baselines, verdicts, and the commands from end to end on a simulated log.

Chance tests use fixed draws (sim.draws) and cannot fail by luck.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom

from experiments.cli import dispatch
from experiments.logs.backtest.baselines import Days, regression, same_weekday, seasonal_mean
from experiments.logs.backtest.handled import Cases, closing_quantiles, on_time_share, open_cases
from experiments.logs.backtest.scores import LEVELS, bounds, covered, score
from experiments.logs.backtest.verdict import NARROW, WIDE, WITHIN, coverage_word, promptness_check
from experiments.logs.fitting.command import FIT
from experiments.logs.folder import begin, write_folder
from experiments.logs.replayed import LOGGED, MEASURED, OTHER, compared, sentences
from sim.draws import Draws, as_keys
from tests.experiments.logs.simulated_log import simulated_log

pytestmark = pytest.mark.extended

WEEKDAYS = np.arange(70) % 7


def counts(purpose: str, *shape: int, mean: float = 3.0) -> np.ndarray:
    """Return negative-binomial counts."""
    u = Draws(7)[purpose].uniform(as_keys(np.arange(int(np.prod(shape))))).reshape(shape)
    return nbinom.ppf(u, 2.0, 2.0 / (2.0 + mean))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("mean", [0.3, 3.0, 40.0])
def test_a_right_forecast_has_nominal_coverage_even_of_small_counts(level: float, mean: float) -> None:
    samples, seen = counts("samples", 199, 60, 20, mean=mean), counts("seen", 60, 20, mean=mean)
    found = score(samples, seen, level)
    assert abs(found.coverage - level) < 0.02
    assert found.plain >= found.coverage - 0.01


def test_forecasts_that_are_too_narrow_or_too_wide_do_not_hold() -> None:
    seen = counts("seen", 60, 20, mean=30.0)
    narrow = 30 + (counts("samples", 199, 60, 20, mean=30.0) - 30) / 3
    wide = np.maximum(30 + (counts("samples", 199, 60, 20, mean=30.0) - 30) * 3, 0)
    assert score(narrow, seen, 0.8).high < 0.8
    assert score(wide, seen, 0.8).low > 0.8
    right = score(counts("samples", 199, 60, 20, mean=30.0), seen, 0.8)
    assert right.interval_score < min(score(one, seen, 0.8).interval_score for one in (narrow, wide))


def test_the_interval_score_is_width_and_penalty() -> None:
    samples = np.arange(1.0, 20.0)[:, None, None]
    low, high = bounds(samples, 0.8)
    assert (low.item(), high.item()) == (2.0, 18.0)
    assert score(samples, np.array([[10.0]]), 0.8).interval_score == 16.0
    assert score(samples, np.array([[21.0]]), 0.8).interval_score == pytest.approx(16.0 + 3 * 2 / 0.2)
    assert (
        covered(samples, np.array([[10.0]]), 0.8).item() == 1.0
        and covered(samples, np.array([[25.0]]), 0.8).item() == 0
    )


def test_rivals_know_weekdays() -> None:
    past = np.where(WEEKDAYS[:, None] == 6, 2.0, 20.0) + np.zeros((70, 3))
    days = Days(WEEKDAYS, np.array([5, 6]))
    for rival in (same_weekday, seasonal_mean, regression):
        samples = rival(past, days)
        assert samples.shape[1:] == (2, 3)
        assert np.allclose(np.median(samples, axis=0), [[20.0] * 3, [2.0] * 3], atol=1), rival.__name__


def test_words_of_coverage() -> None:
    assert [coverage_word(*one, 0.8) for one in ((0.7, 0.9), (0.6, 0.7), (0.9, 1.0))] == [WITHIN, NARROW, WIDE]
    assert promptness_check(np.array([0.89, 0.91]), 0.92).met and not promptness_check(np.array([0.8]), 0.92).met


def test_open_cases_promptness_and_hours_are_counted_as_said() -> None:
    nan = np.nan
    cases = Cases(
        *(np.array(one) for one in ([1.0, 5.0, 30.0], [10.0, nan, 31.5], [20.0, 30.0, 90.0], [1.0, 0.0, 1.0]))
    )
    assert open_cases(cases, 2).tolist() == [1.0, 1.0]
    assert on_time_share(cases, 0, 48, 48) == 0.5, "the limit of the third ends after the horizon"
    assert closing_quantiles(cases, 0, 48)[0] == pytest.approx(1.5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs") / "made_up_log"
    log = simulated_log(70)
    write_folder(folder, log)
    return folder


def test_a_back_test_runs_from_a_log_to_a_verdict(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = folder.parent
    words = ["log", "backtest", str(folder), "--until", "2025-04-21", "--calendar", "none", "--results", str(results)]
    assert dispatch([*words, "--draws", "20", "--replays", "2", "--workers", "1", "name=tiny"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"daily counts by area: 80% intervals cover \d", told) and "checks are met" in told
    scores = pd.read_csv(results / "tiny/scores.csv")
    assert set(scores["of"]) == {"by area", "by kind", "in all"} and scores["forecast"].nunique() == 4
    assert scores["coverage"].between(0, 1).all()
    page = (results / "tiny/backtest.html").read_text(encoding="utf-8")
    assert "<svg" in page and "http" not in page.replace("http://www.w3.org", "").replace("https://www.w3.org", "")
    assert json.loads((results / "tiny/manifest.json").read_text(encoding="utf-8"))["backtest"]["tested_days"] > 14
    assert (
        dispatch(
            [
                "run",
                "--config-dir",
                str(results / "tiny"),
                "street=tiny_fit",
                "days=3",
                "--results",
                str(results),
                "name=r",
            ]
        )
        == 0
    )


def test_a_replay_under_its_own_policy_is_the_street_itself_and_more_posts_shorten_waits(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = folder.parent
    words = ["log", "replay", str(folder), "--calendar", "none", "--results", str(results), "--workers", "1"]
    assert (
        dispatch([*words, "--from", "2025-04-10", "--more", "administrators=16", "--replications", "3", "name=rp"]) == 0
    )
    found = pd.read_csv(results / "rp/comparison.csv").set_index("indicator")
    assert found.loc["utilisation_administrator", "high"] < 0
    assert found.loc["wait_hours_mean", "difference"] < 0 < found.loc["cost_yuan", "difference"]
    assert "In the log itself" in capsys.readouterr().out
    trace = pd.read_csv(results / "rp/trace.csv")
    assert set(trace["brought"]) == {"resident", "staff"}, "the log says who brought what"
    policies = pd.read_csv(results / "rp/runs.csv")
    logged = simulated_log(70).events
    prompt = logged.loc[(logged["reported_at"] >= "2025-04-10") & logged["on_time"].notna(), "on_time"].mean()
    own = policies.loc[policies["policy"] == "logged policy", "on_time_share"].mean()
    assert abs(own - float(prompt)) < 0.1


def test_a_difference_that_is_not_known_is_not_told_as_a_number() -> None:
    runs = pd.DataFrame({name: [1.0, 2.0, 3.0, 5.0] for name in MEASURED})
    runs = runs.assign(policy=[LOGGED, LOGGED, OTHER, OTHER], seed=[1, 2, 1, 2], closing_hours_median=np.nan)
    told = sentences(compared(runs))
    assert "closing hours median: not known in two replications or more." in told
    assert not any("nan" in one for one in told)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["backtest", "LOG"], "--until"),
        (["backtest", "LOG", "--until", "2025-05-10"], "at least 7 days"),
        (["fit", "LOG", "--until", "soon"], "YYYY-MM-DD"),
        (["fit", "LOG", "--exclude", "2025-04-02..2025-04-01"], "FROM before TO"),
        (["fit", "LOG", "--calendar", "lunar"], "--calendar"),
        (["fit", "LOG", "name=pingshan"], "choose name=pingshan_fit"),
        (["replay", "LOG", "--calendar", "none", "name=tiny"], "choose name=tiny_fit"),
        (["replay", "LOG", "--more", "wizards=2", "--calendar", "none"], "--more"),
        (["replay", "LOG", "--fitted", "nowhere"], "--fitted"),
        (["replay", "LOG", "--from", "2031-01-01", "--calendar", "none"], "days of the log from 2025-03-03"),
        (["replay", "LOG", "--from", "2025-04-20", "--to", "2025-04-10"], "days of the log from 2025-03-03"),
        (["replay", "LOG", "days=3", "--calendar", "none"], "--from and --to"),
    ],
)
def test_bad_wishes_are_refused_in_one_line(
    folder: Path, words: list[str], complaint: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["log", *(str(folder) if word == "LOG" else word for word in words), "--results", str(tmp_path)]
    assert dispatch(words) == 2
    error = capsys.readouterr().err
    assert complaint in error and len(error.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["fit", "LOG", "--until", "2025-01-02"],
        ["backtest", "LOG", "--until", "2025-05-10"],
        ["replay", "LOG", "--more", "wizards=2"],
        ["replay", "LOG", "--fitted", "nowhere"],
        ["replay", "LOG", "--fitted", "EARLIER"],
        ["replay", "LOG", "--from", "2031-01-01"],
    ],
)
def test_a_wish_that_is_refused_deletes_no_earlier_result(folder: Path, words: list[str], tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    begin(earlier, "fit")
    (earlier / FIT).write_text("{}")
    put = {"LOG": str(folder), "EARLIER": str(earlier)}
    words = ["log", *(put.get(word, word) for word in words), "name=earlier", "--results", str(tmp_path)]
    assert dispatch([*words, "--overwrite"]) == 2
    assert (earlier / FIT).read_text() == "{}"
