"""Stories of exports: others open them, and find every run and number in its place."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.cli import dispatch
from experiments.execute import Serial
from experiments.plan import Wish, make_plan
from experiments.store import read_runs, read_table
from experiments.study import conduct, finish
from tests.experiments import fake_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wish = Wish(("street=tiny", "days=5", "replications=2", "name=out"), "staffing", tmp_path_factory.mktemp("out"))
    plan = make_plan(wish)._replace(executor=Serial())
    conduct(plan, fake_model.run)
    finish(plan)
    return plan.folder


def test_the_ema_workbench_opens_what_is_exported_to_it(folder: Path) -> None:
    ema = pytest.importorskip("ema_workbench", reason="needs the extra `bench`")
    assert dispatch(["export", str(folder), "--to", "ema"]) == 0
    experiments, outcomes = ema.load_results(str(folder / "ema.tar.gz"))
    runs = read_runs(folder)
    assert experiments["staffing"].tolist() == runs["staffing"].tolist()
    assert experiments["seed"].tolist() == runs["seed"].tolist()
    assert {"scenario", "policy", "model"} <= set(experiments), "as its analyses expect"
    for name in ("solved_share", "trust_mean", "cost_yuan", "check_incidents"):
        assert np.array_equal(outcomes[name], runs[name], equal_nan=True)
    assert "key" not in outcomes and "digest" not in outcomes
    days = read_table(folder, "daily")
    backlog = days[days["day"] >= 0].pivot(index="key", columns="day", values="backlog").loc[runs["key"]]
    assert np.array_equal(outcomes["daily_backlog"], backlog), "run by measured day"


def test_a_crate_describes_every_file_and_how_it_came_about(folder: Path) -> None:
    assert dispatch(["export", str(folder), "--to", "ro-crate"]) == 0
    crate = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(entities) == len(crate["@graph"]), "each is described once"
    descriptor, root = entities["ro-crate-metadata.json"], entities["./"]
    assert descriptor["about"] == {"@id": "./"} and descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["@type"] == "Dataset" and {"name", "description", "datePublished", "license"} <= set(root)
    parts = [part["@id"] for part in root["hasPart"]]
    there = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert sorted(parts) == sorted(set(there) - {"ro-crate-metadata.json", ".lock"})
    assert all(entities[part]["@type"] == "File" and (folder / part).is_file() for part in parts)
    referred = [value["@id"] for entity in crate["@graph"] for value in entity.values() if isinstance(value, dict)]
    assert set(referred) - set(entities) <= {"https://w3id.org/ro/crate/1.1", "https://spdx.org/licenses/MIT"}
    action = entities["#runs"]
    assert action["instrument"] == {"@id": "#gridgov"} and action["result"] == root["hasPart"]
    assert pd.Timestamp(action["startTime"]) <= pd.Timestamp(action["endTime"])


def test_another_form_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["export", str(folder), "--to", "excel"]) == 2
    assert "--to: got 'excel', allowed: ema | ro-crate" in capsys.readouterr().err
