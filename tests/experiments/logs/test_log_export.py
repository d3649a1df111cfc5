"""Logs leave as they came: the same table again, Open311, XES and OCEL that other people's tools open."""

from __future__ import annotations

import io
import json
import warnings
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.cli import dispatch
from experiments.logs.folder import read_folder
from experiments.logs.reading import Log, read_log
from experiments.logs.simulated import UNMODELLED, simulated_log
from experiments.logs.writing import STAGES, write_as
from sim.errors import InputError
from tests.experiments.logs.made_up import made_log


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a short simulated run with its incidents."""
    results = tmp_path_factory.mktemp("results")
    words = ["street=tiny", "days=45", "warmup_days=5", "management=long_term", "detail=incidents", "name=mine"]
    assert dispatch(["run", *words, "--results", str(results)]) == 0
    return results / "mine"


def exported(run: Path, to: str) -> Path:
    """Return the folder of the run's log in a form."""
    words = ["log", "export", str(run), "--to", to, "--results", str(run.parent), f"name=as_{to}", "--overwrite"]
    assert dispatch(words) == 0
    return run.parent / f"as_{to}"


def test_a_simulated_log_comes_back_the_same_from_its_csv(run: Path) -> None:
    folder = exported(run, "generic")
    again = read_log(folder / "events.csv", "generic", zone="Asia/Shanghai")
    pd.testing.assert_frame_equal(again.events, simulated_log(run).events)
    assert again.dropped.empty
    pd.testing.assert_frame_equal(read_folder(folder).events, again.events)


def test_a_simulated_log_comes_back_the_same_from_open311(run: Path) -> None:
    path = exported(run, "open311") / "requests.json"
    requests = json.loads(path.read_text(encoding="utf-8"))
    assert {"service_request_id", "status", "service_name", "requested_datetime", "updated_datetime", "lat"} <= set(
        requests[0]
    )
    assert {one["status"] for one in requests} == {"open", "closed"}
    again = read_log(path, "open311", zone="Asia/Shanghai").events
    pd.testing.assert_frame_equal(again, simulated_log(run).events)


def test_a_simulated_log_holds_every_stage_that_the_model_has(run: Path) -> None:
    events = simulated_log(run).events
    filled = {name for name in events if events[name].notna().any()}
    assert set(events.columns) - filled == set(UNMODELLED)
    order = [name for name in STAGES if name in filled and name != "checked_at"]
    for earlier, later in zip(order, order[1:], strict=False):
        both = events[[earlier, later]].dropna()
        assert (both[earlier] <= both[later]).all(), (earlier, later)
    assert set(events["source"]) <= {"patrol", "visit", "resident", "reopened"}
    assert (events["reported_at"] >= "2025-01-01").all() and (events["reported_at"] < "2025-02-15").all()


def test_a_simulated_log_counts_what_the_run_counted(run: Path) -> None:
    events = simulated_log(run).events
    daily = pd.read_parquet(run / "daily.parquet").query("day >= 0")
    reported = daily[["noticed_patrol", "reported", "reopened"]].to_numpy().sum()
    assert len(events) == reported
    registered = events["registered_at"].notna() & (events["registered_at"] < "2025-02-15")
    assert 0 <= daily["registered"].sum() - registered.sum() <= 5  # those reported in the warm-up


def quiet() -> Any:
    """Return pm4py, whose greeting and warnings are no concern of ours."""
    pm4py = pytest.importorskip("pm4py")
    return pm4py


def test_xes_is_opened_by_a_process_mining_tool(run: Path) -> None:
    events = simulated_log(run).events
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        pm4py = quiet()
        log = pm4py.read_xes(str(exported(run, "xes") / "log.xes"))
        graph, starts, _ = pm4py.discover_dfg(log)
    assert log["case:concept:name"].nunique() == len(events)
    assert len(log) == int(events[list(STAGES)].notna().sum().sum())
    assert starts == {"report": len(events)}
    assert ("report", "verify") in graph
    first = log[log["case:concept:name"] == events["event_id"][0]]
    assert first["time:timestamp"].iloc[0] == events["reported_at"][0].tz_localize("Asia/Shanghai")


def test_ocel_is_opened_by_a_process_mining_tool(run: Path) -> None:
    events = simulated_log(run).events
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        pm4py = quiet()
        ocel = pm4py.read_ocel2_json(str(exported(run, "ocel") / "log.ocel.json"))
    assert len(ocel.events) == int(events[list(STAGES)].notna().sum().sum())
    kinds = ocel.objects["ocel:type"].value_counts()
    assert kinds["case"] == len(events)
    assert kinds["area"] == events["area"].nunique()
    assert kinds["unit"] == events["unit"].nunique()


def test_hostile_words_stay_words_in_every_form(tmp_path: Path) -> None:
    start = pd.Timestamp("2024-10-27 01:30")
    kinds = ['=HYPERLINK("http://x")', "<b>&\"'</b>", "@坪山"]
    log = made_log(reported_at=[start] * 3, closed_at=[start + pd.Timedelta(hours=1)] * 3, kind=kinds, area=["+1"] * 3)
    about = {"source": '"<x>', "zone": "Europe/Berlin"}
    paths = {
        form: write_as(form, tmp_path, Log(log, pd.DataFrame(), about))
        for form in ("generic", "open311", "xes", "ocel")
    }
    assert "'=HYPERLINK" in paths["generic"].read_text(encoding="utf-8")
    assert list(read_log(paths["generic"], "generic").events["kind"]) == kinds
    assert list(read_log(paths["open311"], "open311", zone="Europe/Berlin").events["kind"]) == kinds
    with redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert set(quiet().read_xes(str(paths["xes"]))["case:kind"]) == set(kinds)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--to", "csv"], "--to: got 'csv'"),
        (["--to", "xes", "--run", "zzz"], "--run: got 'zzz'"),
        (["--to", "xes", "name=../x"], "name: got '../x'"),
        (["--to", "xes", "--zone", "Mars"], "--zone: got 'Mars'"),
    ],
)
def test_what_cannot_be_exported_is_one_line(
    run: Path, words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispatch(["log", "export", str(run), *words, "--results", str(run.parent)]) == 2
    assert says in capsys.readouterr().err


def test_a_run_without_incidents_says_how_to_have_them(run: Path) -> None:
    (run / "incidents.parquet").rename(run / "hidden")
    try:
        with pytest.raises(InputError, match="detail=incidents"):
            simulated_log(run)
    finally:
        (run / "hidden").rename(run / "incidents.parquet")
