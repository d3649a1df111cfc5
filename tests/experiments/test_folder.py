"""Stories of the result folder: whole files, harmless cells, every column explained, money that adds up."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli import dispatch
from experiments.execute import Serial
from experiments.money import check_books, set_name, social_cost, totals
from experiments.plan import Wish, default_name, make_plan
from experiments.store import read_manifest, read_runs, read_table
from experiments.study import conduct, finish
from experiments.tables import whole, write_csv
from sim.errors import ModelError
from tests.experiments import fake_model

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One real run of a few days, made by the command line."""
    results = tmp_path_factory.mktemp("results")
    command = [
        "run",
        "street=tiny",
        "days=5",
        "warmup_days=2",
        "detail=incidents",
        "name=real",
        "--results",
        str(results),
    ]
    assert dispatch(command) == 0
    return results / "real"


def test_a_run_writes_every_table(real: Path) -> None:
    names = {path.name for path in real.iterdir()}
    tables = {f"{name}.parquet" for name in ("runs", "daily", "grids", "quantities", "incidents")}
    assert tables | {"manifest.json", "costs.csv", "data_dictionary.csv", "ledger.sqlite"} <= names
    assert len(read_runs(real)) == 1
    assert read_table(real, "daily")["day"].tolist() == [-2, -1, 0, 1, 2, 3, 4]
    assert read_manifest(real)["seed"] == 1


def test_the_printed_table_has_names_values_and_units(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dispatch(
        [
            "run",
            "street=tiny",
            "days=5",
            "warmup_days=2",
            "detail=incidents",
            "name=real",
            "--results",
            str(real.parent),
        ]
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["indicator", "value", "unit", "name", "in", "tables"]
    [solved] = [line for line in lines if line.rstrip().endswith(" solved_share")]
    assert solved.startswith("share of cases really solved") and solved.split()[-2] == "share"


def test_every_column_of_every_table_is_in_the_data_dictionary(real: Path) -> None:
    dictionary = pd.read_csv(real / "data_dictionary.csv", keep_default_na=False)
    assert_explains_all(real, dictionary)


def assert_explains_all(folder: Path, dictionary: pd.DataFrame) -> None:
    """Assert that the dictionary lists the columns of every file in the folder, and no others, with their meaning."""
    listed = list(zip(dictionary["file"], dictionary["column"], strict=True))
    tables = {path: pd.read_parquet(path) for path in folder.rglob("*.parquet")}
    tables |= {path: pd.read_csv(path) for path in folder.rglob("*.csv")}
    written = {(path.relative_to(folder).as_posix(), name) for path, table in tables.items() for name in table.columns}
    assert len(listed) == len(set(listed))
    assert set(listed) == written
    unexplained = dictionary[dictionary["meaning"] == dictionary["column"].str.replace("_", " ")]
    assert unexplained.empty, (
        f"say in columns.csv what these mean: {unexplained[['file', 'column']].to_numpy().tolist()}"
    )


@pytest.fixture(scope="module")
def small_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One small real study with its report, made by the command line."""
    results = tmp_path_factory.mktemp("results")
    small = ["street=tiny", "days=8", "warmup_days=2", "replications=2", "executor=serial", "name=small"]
    assert dispatch(["study", "staffing", *small, "--results", str(results)]) == 0
    return results / "small"


def test_every_column_of_a_study_with_its_figures_and_other_prices_is_explained(small_study: Path) -> None:
    assert dispatch(["costs", str(small_study), "prices.harm_yuan=30"]) == 0
    dictionary = pd.read_csv(small_study / "data_dictionary.csv", keep_default_na=False)
    assert_explains_all(small_study, dictionary)
    assert {"comparison.csv", "costs.csv", "costs_harm_yuan-30.csv", "figures/atlas.csv"} <= set(dictionary["file"])
    units = dictionary[dictionary["column"] == "harm_days"]["unit"]
    assert set(units) == {"harm"}, "one unit wherever harm stands"


def test_no_row_of_the_columns_is_left_over_from_a_file_that_is_no_more(small_study: Path, real: Path) -> None:
    described = pd.read_csv(ROOT / "experiments/columns.csv", dtype=str)
    elsewhere = [
        "failures",
        "runs",
        "figure",
        "design",
        "sensitivity",
        "solve",
        "boxes",
    ]  # no table of these two folders
    described = described[~described["file"].isin(elsewhere)]
    written = [pd.read_csv(folder / "data_dictionary.csv", dtype=str) for folder in (small_study, real)]
    found = pd.concat(written).assign(file=lambda table: table["file"].str.split(".").str[0])
    known = set(zip(found["file"], found["column"], strict=True)) | {("comparison", "prices")}
    assert set(zip(described["file"], described["column"], strict=True)) <= known


def test_money_is_computed_anew_without_a_new_run(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = (real / "runs.parquet").read_bytes()
    assert dispatch(["costs", str(real)]) == 0
    before = pd.read_csv(real / "costs.csv")
    assert "the books of activities and grids agree" in capsys.readouterr().out
    own = (real / "costs.csv").read_bytes()
    assert dispatch(["costs", str(real), "prices.administrator_regular_yuan=600"]) == 0
    assert "costs_administrator_regular_yuan-600.csv" in capsys.readouterr().out
    after = pd.read_csv(real / "costs_administrator_regular_yuan-600.csv")
    mine = before["item"] == "administrator_regular"
    assert after.loc[mine, "yuan"].tolist() == pytest.approx((before.loc[mine, "yuan"] * 10).tolist())
    pd.testing.assert_frame_equal(after[~mine].drop(columns="prices"), before[~mine].drop(columns="prices"))
    assert set(before["prices"]) == {"own"} and set(after["prices"]) == {"administrator_regular_yuan-600"}
    assert (real / "runs.parquet").read_bytes() == runs, "no run was touched"
    assert (real / "costs.csv").read_bytes() == own, "the folder does not contradict itself"


def test_what_a_folder_holds_is_listed_file_by_file(small_study: Path) -> None:
    assert dispatch(["costs", str(small_study), "prices.harm_yuan=30"]) == 0
    page = (ROOT / "results/README.md").read_text(encoding="utf-8")
    for path in small_study.iterdir():
        name = path.name.replace("harm_yuan-30", "<prices>") + ("/" if path.is_dir() else "")
        assert name.startswith((".", "costs_administrator")) or f"| `{name}` |" in page, name


def test_other_prices_have_a_comparison_of_their_own(small_study: Path) -> None:
    kept = {name: (small_study / name).read_bytes() for name in ("comparison.csv", "runs.parquet", "manifest.json")}
    assert dispatch(["costs", str(small_study), "prices.administrator_regular_yuan=600"]) == 0
    assert kept == {name: (small_study / name).read_bytes() for name in kept}
    table = pd.read_csv(small_study / "costs_administrator_regular_yuan-600_comparison.csv")
    costs = pd.read_csv(small_study / "costs_administrator_regular_yuan-600.csv")
    paid = costs[costs["book"] == "activity"].groupby("staffing")["yuan"].sum()
    means = table[table["indicator"] == "cost_yuan"].set_index("staffing")
    for level in ("lean", "standard", "generous"):
        assert means.loc[level, "mean"] == pytest.approx(paid[level])
    assert means.loc["lean", "difference"] == pytest.approx(paid["lean"] - paid["standard"])
    assert means.loc["lean", "difference_low"] < means.loc["lean", "difference"] < means.loc["lean", "difference_high"]
    known = read_runs(small_study).dropna(axis="columns", how="all")
    assert set(table["indicator"]) == {name for name in known if name.endswith("_yuan")}


def test_a_set_of_prices_is_named_after_what_makes_it() -> None:
    assert set_name([]) == "own"
    assert set_name(["prices=dear", "prices.harm_yuan=30"]) == "dear_harm_yuan-30"
    long = [f"prices.harm_yuan={number}" for number in range(20)]
    assert len(set_name(long)) < 80 and set_name(long) != set_name(long[:-1])


def test_prices_that_do_not_exist_are_refused(real: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["costs", str(real), "prices.administrator=3"]) == 2
    assert "prices.administrator" in capsys.readouterr().err
    assert dispatch(["costs", str(real), "days=3"]) == 2
    assert "other changes need a new run" in capsys.readouterr().err


def test_books_that_differ_are_a_defect() -> None:
    table = pd.DataFrame({"run_key": "a", "book": ["activity", "grid"], "yuan": [100.0, 99.0]})
    with pytest.raises(ModelError, match="differ by 0.01"):
        check_books(table)
    check_books(table.assign(yuan=[100.0, 100.0]))


def test_harm_is_no_money_that_anybody_pays(real: Path) -> None:
    costs, row = pd.read_csv(real / "costs.csv"), read_runs(real).iloc[0]
    for book in ("activity", "grid"):
        assert costs[costs["book"] == book]["yuan"].sum() == pytest.approx(row["cost_yuan"]), "what a naive sum gives"
    assert costs[costs["item"] == "harm"]["book"].unique().tolist() == ["social"]
    assert "harm" not in set(totals(costs, "activity")["key"])
    assert social_cost(costs) == pytest.approx(row["social_cost_yuan"])


def test_costs_of_a_study_are_means_over_replications(tmp_path: Path) -> None:
    wish = Wish(("street=tiny", "days=5", "replications=3", "name=s"), "staffing", tmp_path)
    plan = make_plan(wish)._replace(executor=Serial())
    conduct(plan, fake_model.run)
    finish(plan)
    costs = pd.read_csv(plan.folder / "costs.csv")
    posts = [scenario.staffing.administrators_per_grid for scenario in plan.scenarios]
    casework = costs[costs["key"] == "casework"]
    assert casework["quantity"].tolist() == pytest.approx([fake_model.HOURS * one for one in posts])


def test_no_cell_of_a_csv_can_be_a_formula(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-cmd", "@sum", "plain", "\t=1"]
    write_csv(tmp_path / "t.csv", pd.DataFrame({"text": texts, "number": [-1.5, 2, 3, 4, 5, 6]}))
    back = pd.read_csv(tmp_path / "t.csv")
    assert back["text"].tolist() == ["'=1+1", "'+1", "'-cmd", "'@sum", "plain", "'\t=1"]
    assert back["number"].tolist() == [-1.5, 2, 3, 4, 5, 6], "numbers stay numbers"


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), whole(path) as part:
        part.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["t.txt"]


def test_the_folder_is_named_after_the_command() -> None:
    assert default_name(Wish(("street=tiny", "executor=serial", "seed=2"), "staffing")) == "staffing_street-tiny_seed-2"
    assert default_name(Wish()) == "run"
    long = default_name(Wish(tuple(f"staffing.patrol_share=0.{number}" for number in range(30))))
    assert len(long) < 100
    assert long != default_name(Wish(tuple(f"staffing.patrol_share=0.{number}" for number in range(31))))


def test_a_dry_run_plans_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["study", "three_questions", "street=tiny", "replications=3", "--dry-run", "--results", str(tmp_path)]
    assert dispatch(command) == 0
    shown = capsys.readouterr().out
    assert "24 design points x 3 replications = 72 runs" in shown
    assert re.search(r"about [\d.]+ to [\d.]+ minutes with \d+ worker process", shown)
    assert not list(tmp_path.iterdir())


def test_the_doctor_finds_a_broken_option_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "staffing").mkdir()
    (tmp_path / "staffing" / "mine.yaml").write_text("_target_: sim.policies.staffing.Staffing\nday_hours: 30\n")
    assert dispatch(["doctor", "--config-dir", str(tmp_path)]) == 1
    shown = capsys.readouterr().out
    [broken] = [line for line in shown.splitlines() if line.startswith("MEND")]
    assert "option staffing=mine: staffing.day_hours: got 30" in broken, "and every option of ours composes"
    assert "Python 3." in shown
