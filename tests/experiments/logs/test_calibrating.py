"""Calibration: what a log can tell is found with the truth inside, what it cannot tell is said so; nothing is lost.

Draws are keyed (sim.draws), so nothing here fails by chance.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.cli import dispatch
from experiments.logs.calibrating.cases import as_said, cases_of, said_columns
from experiments.logs.calibrating.goodness import as_good
from experiments.logs.calibrating.patterns import PATTERNS, measured
from experiments.logs.calibrating.profiling import ENOUGH, next_points
from experiments.logs.calibrating.ranges import Range, moved, ranges_of, written
from experiments.logs.calibrating.targets import Targets, misses, targets_of, yardstick
from experiments.logs.calibrating.trying import PROFILE, SEARCHING, Trial
from experiments.logs.calibrating.verdicts import BOUND, IDENTIFIED, PRIOR, Found, found_of, inflations, settled
from experiments.logs.fitting.window import Span, choose_window
from experiments.logs.fitting.writing import read_scenario
from experiments.logs.folder import write_folder
from sim import InputError
from sim.draws import Draws, as_keys
from tests.experiments.logs.simulated_log import simulated_log
from tests.streets import composed

TRUTH = {"reporting.intercept": -3.5, "handling.check_share": 0.6}
INERT = "learning.floor"  # learning is off: no log of this street can show it


def a_range(key: str, low: float = 0.0, high: float = 1.0, base: float = 0.5) -> Range:
    return Range(key, low, high, base, False, "share", "assumption")


def test_an_edge_is_halved_until_it_is_known_and_an_end_that_is_good_is_open() -> None:
    tried: dict[float, bool] = {}
    best = {"a": 0.5}

    def judge(point: dict[str, float]) -> bool | None:
        return tried.get(point["a"])

    rounds = 0
    while True:
        wanted, edges = next_points(best, [a_range("a")], judge)
        if not wanted:
            break
        tried |= {point["a"]: point["a"] < 0.7 for point in wanted}
        rounds += 1
    down, up = edges
    assert down.bad is None and down.good == 0.0, "every value below is as good"
    assert up.bad is not None and up.good < 0.7 <= up.bad <= 0.75
    assert rounds <= 6 and len(tried) <= 7


def test_a_whole_number_between_its_neighbours_ends_a_profile() -> None:
    officers = Range("officers", 1, 4, 2, True, "persons", "assumption")
    wanted, _ = next_points({"officers": 2}, [officers], lambda point: None)
    assert wanted == [{"officers": 1}, {"officers": 4}]
    wanted, edges = next_points({"officers": 2}, [officers], lambda point: point["officers"] == 2)
    assert not wanted and edges[0].bad == 0.0 and ENOUGH < edges[1].bad - edges[1].good  # type: ignore[operator]


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.2, 0.6, IDENTIFIED), (0.0, 0.3, BOUND), (0.4, 1.0, BOUND), (0.1, 0.8, BOUND), (0.0, 0.9, PRIOR), (0, 1, PRIOR)],
)
def test_verdicts_follow_fixed_rules(low: float, high: float, verdict: str) -> None:
    assert Found("a", low, high, low <= 0, high >= 1, 1.0, "").verdict == verdict


def test_a_parameter_that_is_not_identified_keeps_its_default() -> None:
    found = [Found("a", 0.2, 0.4, False, False, 1.0, ""), Found("b", 0, 1, True, True, 1.0, "")]
    found += [Found("kept", 0, 0.6, True, False, 1.0, ""), Found("broken", 0, 0.4, True, False, 1.0, "")]
    best = {"a": 0.3, "b": 0.9, "kept": 0.1, "broken": 0.2}
    assert settled(found, [a_range(key) for key in best], best) == {"a": 0.3, "b": 0.5, "kept": 0.5, "broken": 0.2}


def test_what_others_make_up_for_widens_a_range() -> None:
    alone = np.array([[1.0, 0.0], [0.0, 2.0]])
    together = np.array([[1.0, 1.0], [1.0, 1.1], [0.0, 0.1]])
    assert inflations(alone).tolist() == [1.0, 1.0]
    assert (inflations(together) > 5).all()


def luck(purpose: str, *shape: int) -> np.ndarray:
    """Return standard normal draws."""
    return Draws(3)[purpose].normal(as_keys(np.arange(int(np.prod(shape))))).reshape(shape)


def test_a_range_holds_the_truth_and_an_inert_parameter_is_free() -> None:
    """A made-up model of two patterns, of which a follows the first parameter and nothing follows the second."""
    value = np.array([2.0, 5.0])
    targets = Targets(("a", "b"), np.arange(2), value, value + 0.1 * luck("log", 100, 2), ())
    twins, ranges = 0.1 * luck("runs", 4, 2), [a_range("slope"), a_range("idle")]

    def trial(number: int, why: str, slope: float, idle: float) -> Trial:
        return Trial(number, why, {"slope": slope, "idle": idle}, np.array([4.0 * slope, 5.0]) + twins)

    places = [(x, y) for x in (0.1, 0.3, 0.5, 0.7, 0.9) for y in (0.2, 0.8)]
    trials = [trial(i, SEARCHING, *place) for i, place in enumerate(places)]
    error = yardstick(targets, trials[0].runs).error

    def judge(point: dict[str, float]) -> bool | None:
        fine = as_good([one.runs for one in trials], 4, targets, error)
        return next((bool(f) for one, f in zip(trials, fine, strict=True) if one.point == point), None)

    while wanted := next_points(trials[4].point, ranges, judge)[0]:
        trials += [trial(len(trials) + i, PROFILE, **point) for i, point in enumerate(wanted)]
    edges = next_points(trials[4].point, ranges, judge)[1]
    good = as_good([one.runs for one in trials], 4, targets, error)
    slope, idle = found_of(trials, good, 4, edges, ranges)
    assert slope.low < 0.5 < slope.high and slope.verdict == IDENTIFIED
    assert idle.verdict == PRIOR and (idle.low, idle.high) == (0.0, 1.0)


def test_a_pattern_that_no_run_shows_counts_as_missed() -> None:
    assert misses(np.full((3, 1), np.nan), np.array([1.0]), np.array([0.1]))[0] > 3


def test_a_street_sees_of_itself_only_what_the_log_says() -> None:
    log = simulated_log(60)
    window = choose_window(log.events["reported_at"], Span(), "none")
    silent = as_said(log.events, [name for name in said_columns(log.events) if name not in ("closed_at", "source")])
    names = [one.name for one in PATTERNS]
    whole, part = (dict(zip(names, measured(cases_of(one, window)), strict=True)) for one in (log.events, silent))
    assert np.isfinite(whole["closing_q50"]) and np.isnan(part["closing_q50"])
    assert whole["repeat_share"] == part["repeat_share"] and np.isfinite(part["on_time_share"])
    assert "void_share" in targets_of(cases_of(log.events, window)).silent, "a log without any does not mark them"


def test_patterns_of_known_events_are_as_counted_by_hand() -> None:
    log = simulated_log(60)
    window = choose_window(log.events["reported_at"], Span(), "none")
    found = dict(zip([one.name for one in PATTERNS], measured(cases_of(log.events, window)), strict=True))
    assert found["events_a_day"] == pytest.approx(np.log(len(log.events) / window.n_days))
    assert found["resident_share"] == pytest.approx((log.events["source"] == "resident").mean())
    amounts = log.events["area"].value_counts()
    assert found["area_gini"] == pytest.approx((amounts.max() - amounts.min()) / (2 * amounts.sum()))


def test_a_point_goes_into_the_scenario_as_into_its_option_file() -> None:
    scenario = composed()
    first = next(iter(scenario.catalogue.categories))
    point = {"handling.pressure": 0.7, f"catalogue.categories.{first}.work_hours": 2.0, "platform.officers": 5}
    changed = moved(scenario, point)
    assert changed.handling.pressure == 0.7 and changed.platform.officers == 5
    assert changed.catalogue.categories[first].work_hours == 2.0
    plain = written({}, point, scenario)
    assert plain["catalogue"]["categories"][first] == {"work_hours": 2.0} and plain["handling"] == {"pressure": 0.7}


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        (["handling.presure"], "handling.pressure"),
        (["handling.interruption"], "a number that has a range"),
        (["handling.pressure=1:1"], "LOW below HIGH"),
        (["handling.pressure=2:1"], "LOW below HIGH"),
        (["handling.pressure=0:9"], "0 to 5"),
        (["handling.pressure=low"], "KEY=LOW:HIGH"),
        (["handling.pressure", "handling.pressure=0:2"], "each parameter once"),
        (["catalogue.categories.*.work_hours"], "one kind instead"),
        (["catalogue.categories.dragons.work_hours"], "a parameter of the street"),
        (["days"], "a parameter of the street"),
    ],
)
def test_what_cannot_be_calibrated_is_refused(texts: list[str], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint.replace("*", ".")) as caught:
        ranges_of(texts, composed())
    assert "\n" not in str(caught.value)


def test_half_a_line_that_a_killed_writer_left_is_cut_off(tmp_path: Path) -> None:
    journal = pytest.importorskip("experiments.logs.calibrating.journal", reason="needs optuna")
    book = journal.Journal(tmp_path, [a_range("a")], 1)
    number, point = book.ask()
    assert point == {"a": 0.5}, "the default comes first"
    book.tell(number, np.array([[1.0, np.nan]]), 2.0)
    book.ask()
    with (tmp_path / journal.FILE).open("ab") as file:
        file.write(b'{"op_code":5,"wor')
    again = journal.Journal(tmp_path, [a_range("a")], 1)
    [trial] = again.trials()
    assert trial.point == {"a": 0.5} and np.isnan(trial.runs[0, 1])
    lost, _ = again.ask()
    assert again.study.trials[lost].user_attrs["why"] == "even", "what the killed one was at is tried again"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a log of the tiny street with known parameters."""
    results = tmp_path_factory.mktemp("results")
    known = [f"{key}={value}" for key, value in TRUTH.items()]
    run = ["run", "street=tiny", "days=60", "detail=incidents", "learning=none", *known, "name=street"]
    assert dispatch([*run, "--results", str(results)]) == 0
    assert (
        dispatch(["log", "export", str(results / "street"), "--to", "generic", "name=log", "--results", str(results)])
        == 0
    )
    return results / "log"


def words(log: Path, name: str, *more: str) -> list[str]:
    """Return a calibration of the street that the log is of."""
    fixed = ["log", "calibrate", str(log), "street=tiny", "learning=none", "--from", "2025-01-01", f"name={name}"]
    return [*fixed, "--results", str(log.parent), "--workers", "1", *more]


@pytest.mark.extended
def test_a_known_parameter_is_found_with_the_truth_inside_and_an_inert_one_stays_a_prior(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["reporting.intercept=-6:1", "handling.check_share", INERT]
    parameters = [word for one in asked for word in ("--parameter", one)]
    assert dispatch(words(log, "found", *parameters, "--trials", "12", "--replications", "3")) == 0
    told, folder = capsys.readouterr().out, log.parent / "found"
    found = pd.read_csv(folder / "identifiability.csv", index_col="parameter", keep_default_na=False)
    for key, value in TRUTH.items():
        assert found.loc[key, "low"] <= value <= found.loc[key, "high"], key
    assert found.loc["handling.check_share", "verdict"] == IDENTIFIED
    assert found.loc["reporting.intercept", "verdict"] in (IDENTIFIED, BOUND)
    assert found.loc[INERT, "verdict"] == PRIOR and found.loc[INERT, "share_of_prior"] == 1
    assert f"{INERT}: not identified: stays a prior." in told
    rows = pd.read_csv(folder / "parameters.csv", index_col="parameter")
    assert rows.loc["handling.check_share", "origin"] == "calibrated" and rows.loc[INERT, "origin"] == "prior"
    page = (folder / "calibration.html").read_text(encoding="utf-8")
    assert "<svg" in page and "http" not in page.replace("http://www.w3.org", "").replace("https://www.w3.org", "")
    street = read_scenario(folder, "found")
    assert street.handling.check_share == rows.loc["handling.check_share", "value"]
    assert street.learning == composed("learning=none").learning


@pytest.mark.extended
def test_a_fitted_street_is_calibrated_with_delays_found_anew(tmp_path: Path) -> None:
    write_folder(tmp_path / "made_up", simulated_log(40))
    place = ["--results", str(tmp_path)]
    assert dispatch(["log", "fit", str(tmp_path / "made_up"), "--calendar", "none", "name=fit", *place]) == 0
    key = "catalogue.categories.*.work_hours"
    asked = ["--parameter", key, "--trials", "4", "--replications", "2", "--workers", "1", "name=cal", *place]
    assert dispatch(["log", "calibrate", str(tmp_path / "fit"), *asked]) == 0
    known = pd.read_csv(tmp_path / "cal/identifiability.csv").iloc[0]
    assert (known["prior_low"], known["prior_high"]) == (0.2, 4), "the prior's range, not all that is possible"
    rows = pd.read_csv(tmp_path / "cal/parameters.csv")
    assert rows["parameter"].iloc[0] == key and not rows["parameter"].str.startswith("staff work").any()
    before, after = read_scenario(tmp_path / "fit", "fit"), read_scenario(tmp_path / "cal", "cal")
    for name, kind in after.catalogue.categories.items():
        assert kind.work_hours == known["value"]
        alike = kind.delay_quantiles == before.catalogue.categories[name].delay_quantiles
        assert alike == (known["value"] == before.catalogue.categories[name].work_hours), "delays go with the work"
    assert json.loads((tmp_path / "cal/calibration.json").read_text())["days"]["calendar"] == "none", "the fit's days"


@pytest.mark.extended
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_calibration_goes_on_with_the_same_words(
    log: Path, how: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"interrupted_{how.name}"
    asked = words(log, name, "--parameter", "handling.check_share", "--trials", "9", "--replications", "2")
    journal = log.parent / name / "trials.journal"
    program = subprocess.Popen([sys.executable, "-m", "experiments", *asked], stderr=subprocess.PIPE, text=True)
    while program.poll() is None and len(finished(journal)) < 3:
        time.sleep(0.05)
    program.send_signal(how)
    _, error = program.communicate()
    if how == signal.SIGINT:
        assert program.returncode == 130 and "Traceback" not in error
    before = finished(journal)
    assert 3 <= len(before) < 9
    assert dispatch(asked) == 0
    assert "going on" in capsys.readouterr().out
    after = finished(journal)
    assert after.items() >= before.items(), "what was finished stays as it was"
    trials = pd.read_csv(log.parent / name / "trials.csv")
    assert trials["why"].isin(["default", "even", "search"]).sum() == 9
    assert dispatch(asked) == 0
    assert finished(journal) == after, "what is done is not done again"
    assert dispatch([*asked, "--parameter", INERT]) == 2
    assert "with other ranges" in capsys.readouterr().err and finished(journal) == after


def finished(journal: Path) -> dict[int, float]:
    """Return the distance of every finished trial, as the journal has it."""
    if not journal.exists():
        return {}
    lines = [json.loads(line) for line in journal.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    return {line["trial_id"]: line["values"][0] for line in lines if line.get("values")}


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (["--parameter", "handling.presure"], "did you mean handling.pressure"),
        (["--parameter", "handling.pressure=1:1"], "LOW below HIGH"),
        (["days=3"], "--from and --until"),
        (["--from", "2031-01-01"], "at least 14 days"),
        (["speed=3"], "one of the keys"),
        (["seed=-1"], "seed"),
    ],
)
def test_bad_wishes_for_a_calibration_are_refused_in_one_line_and_leave_nothing(
    log: Path, more: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispatch(words(log, "refused", *more)) == 2
    error = capsys.readouterr().err
    assert complaint in error and len(error.strip().splitlines()) == 1
    assert not (log.parent / "refused").exists()


def test_a_street_that_is_fitted_keeps_its_catalogue(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["log", "calibrate", str(log), "catalogue=shekou", "--results", str(log.parent)]) == 2
    assert "what was fitted to the log" in capsys.readouterr().err
