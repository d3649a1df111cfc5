"""Bad input, as a table: one clear line on stderr that names the key, what it got and what is allowed; exit code 2."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from experiments.cli import dispatch

ROOT = Path(__file__).resolve().parents[2]


LOGS = ("import", "describe", "fit", "calibrate", "backtest", "replay")


class Case(NamedTuple):
    """A command line, and words that its complaint must contain (the full key first)."""

    command: str
    words: tuple[str, ...]


CASES = [
    Case("run communcation=two_way", ("communcation", "two_way", "did you mean communication?")),
    Case("run staffing.administrators_per_grid=-1", ("staffing.administrators_per_grid", "-1", "from 0 to 20")),
    Case("run staffing.administrators_per_grid=nan", ("staffing.administrators_per_grid", "nan", "from 0 to 20")),
    Case("run staffing.administrators_per_grid=inf", ("staffing.administrators_per_grid", "inf", "from 0 to 20")),
    Case("run staffing.administrators_per_grid=two", ("staffing.administrators_per_grid", "'two'", "a number")),
    Case(
        "run staffing.administrator_per_grid=1",
        ("staffing.administrator_per_grid", "did you mean administrators_per_grid"),
    ),
    Case("run staffing.paperwork_share=0.95", ("staffing.patrol_share", "paperwork_share")),
    Case("run staffing={a:1}", ("staffing", "{'a': 1}", "generous | lean", "staffing.KEY=VALUE")),
    Case("run ~staffing", ("staffing", "choose an option")),
    Case("run staffing=", ("staffing", "generous | lean")),
    Case("run catalogue.categories.carre.work_hours=1", ("catalogue.categories.carre", "did you mean care?")),
    Case("run communication.known=0.5", ("communication.known", "0.5", "known is a key of communication=two_way")),
    Case("run street=nowhere", ("street", "'nowhere'", "shekou | small | tiny")),
    Case("run street=tine", ("street", "'tine'", "did you mean tiny?")),
    Case("run street.name.x=3", ("street.name", "a word")),
    Case(
        "run catalogue.categories.noise.severity_mean=2", ("catalogue.categories.noise.severity_mean", "0.01 to 0.99")
    ),
    Case("run catalogue.categories.noise=3", ("catalogue.categories.noise", "got 3")),
    Case("run days=ten", ("days", "'ten'", "a whole number from 1 to 36500 [days]")),
    Case("run days=nan", ("days", "nan", "a whole number")),
    Case("run days=1.5", ("days", "1.5", "a whole number")),
    Case("run days=0", ("days", "got 0", "from 1")),
    Case("run days=[1]", ("days", "a whole number")),
    Case("run days=3,4", ("days", "'3,4'", "a single value", "gridgov study")),
    Case("run days", ("override", "'days'", "key=value")),
    Case("run =3", ("override", "'=3'", "key=value")),
    Case("run ~days", ("days", "removal")),
    Case("run detail=everything", ("detail", "'everything'", "summary | daily | incidents")),
    Case("run seed=-1", ("seed", "-1", "a whole number from 0")),
    Case("run seed=x", ("seed", "'x'", "a whole number")),
    Case("run seed=true", ("seed", "True", "a whole number")),
    Case("run name=../x", ("name", "'../x'", "letters, digits")),
    Case("run name=.hidden", ("name", "'.hidden'", "beginning with")),
    Case("run name=a/b", ("name", "'a/b'", "letters, digits")),
    Case("run management=campaign days=30", ("days", "30", "campaign")),
    Case("run executor.workers=-1", ("executor.workers", "-1", "from 0 to 1024")),
    Case("run executor=spark", ("executor", "'spark'", "dask | local | serial")),
    Case("run prices.nothing=3", ("prices.nothing", "harm_yuan")),
    Case("run prices.typo=3", ("prices.typo", "one of the keys alert_yuan | ", "the nearest are alert_yuan, ")),
    Case("run steet=tiny", ("steet", "one of the keys street | seed | ", "did you mean street")),
    Case("run tiny", ("override", "'tiny'", "did you mean street=tiny?")),
    Case("study staffing --timeout -1", ("--timeout", "got -1", "from 0")),
    Case("verify nowhere --runs 0", ("--runs", "got 0", "a number from 1")),
    Case("run study=staffing", ("study", "one of the keys")),
    Case("run staffing._target_=os.system", ("_target_", "--package")),
    Case("run +a={_target_:os.system}", ("_target_", "--config-dir")),
    Case("run +a={b:[{_target_:os.system}]}", ("_target_", "--config-dir")),
    Case("run +a={c:1}", ("a", "one of the keys")),
    Case("run 'start_date=${oc.env:HOME}'", ("override", "${oc.env:HOME}", "no interpolation")),
    Case("run 'days=${seed}'", ("override", "no interpolation")),
    Case("run hydra.run.dir=/tmp", ("hydra.run.dir", "one of the keys")),
    Case("run hydra/launcher=basic", ("override", "hydra/launcher", "dots")),
    Case("run staffing@x=lean", ("override", "staffing@x", "dots")),
    Case("run --config-dir nowhere", ("--config-dir", "'nowhere'", "a folder")),
    Case("run --package no_such_package", ("--package", "no_such_package", "imported")),
    Case("run --package os", ("--package", "'os'", "__init__.py")),
    Case("run --package ../x", ("--package", "../x", "imported")),
    Case("run --results /dev/null street=tiny", ("--results", "/dev/null", "written to")),
    Case("run --nothing", ("--nothing", "gridgov --help")),
    Case("walk", ("walk", "gridgov --help")),
    Case("study", ("NAME", "gridgov --help")),
    Case(
        "study stafing",
        ("study", "'stafing'", "staffing | three_questions", "did you mean staffing?"),
    ),
    Case("study staffing replications=0", ("replications", "got 0", "from 1")),
    Case("study staffing replications=two", ("replications", "'two'", "a whole number")),
    Case("study staffing replicatons=2", ("replicatons", "did you mean replications?")),
    Case("study staffing staffing=huge", ("staffing", "'huge'", "generous | lean")),
    Case("study staffing factors.staffing=lean", ("factors.staffing", "'lean'", "a list")),
    Case("study staffing factors.staffing=[lean,lean]", ("factors.staffing", "different levels")),
    Case("study staffing factors.staffing=[lean]", ("baseline.staffing", "'standard'", "lean")),
    Case("study staffing factors.staffing=[standard,nowhere]", ("staffing", "'nowhere'", "generous | lean")),
    Case("study staffing factors.staffing=[lean,foo]", ("factors.staffing: got 'foo', allowed: generous | lean |",)),
    Case("study staffing factors.day=[1]", ("baseline", "add baseline.day=")),
    Case("study staffing factors.day=[1] baseline.day=1", ("day", "did you mean days")),
    Case("study staffing baseline.nothing=1", ("baseline.nothing", "staffing")),
    Case("study staffing ~factors.staffing", ("factors", "at least one factor", "gridgov run")),
    Case("study staffing ~factors.x", ("factors.x", "removal", "staffing")),
    Case("study staffing contrasts=3", ("contrasts", "got 3", "a list")),
    Case("study staffing contrasts=[3]", ("contrasts", "got 3", "a mapping")),
    Case("study staffing changes=[3]", ("changes", "got 3", "a mapping")),
    Case("study staffing title.x=3", ("title.x", "no keys")),
    Case("study staffing --max-failures x", ("--max-failures", "gridgov --help")),
    Case("study management street=tiny days=239", ("days", "239", "from 240 [days]", "set days=240")),
    Case("study three_questions street=tiny days=100", ("days", "100", "from 240 [days]")),
    Case(
        "study staffing factors.prices.harm_yuan=[1,2] baseline.prices.harm_yuan=1 street=tiny",
        ("factors", "prices.harm_yuan=1", "same runs"),
    ),
    Case("report nowhere", ("DIR", "'nowhere'", "gridgov study")),
    Case("status nowhere", ("DIR", "'nowhere'", "gridgov study")),
    Case("resume nowhere", ("DIR", "'nowhere'", "gridgov study")),
    Case("costs nowhere prices.harm_yuan=3", ("DIR", "'nowhere'", "gridgov study")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.command)
def test_bad_input_is_one_clear_line(
    case: Case, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert dispatch(shlex.split(case.command)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1, printed.err
    assert "Traceback" not in printed.err
    for word in case.words:
        assert word in printed.err
    assert not list(tmp_path.iterdir()), "nothing is written for a wish that cannot be granted"


@pytest.mark.parametrize("case", [CASES[0], CASES[10]], ids=lambda case: case.command)
def test_the_program_itself_says_it_in_one_line_and_leaves_with_2(case: Case, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "experiments", *shlex.split(case.command)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert all(word in line for word in case.words)


@pytest.mark.parametrize("command", ["report", "status"])
def test_a_folder_of_result_folders_names_those_in_it(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "manifest.json").write_text("{}")
    assert dispatch([command, str(tmp_path)]) == 2
    assert f"there is {tmp_path / 'mine'}" in capsys.readouterr().err


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"name": 1}'])
@pytest.mark.parametrize("command", ["status", "report", "resume", "costs"])
def test_a_broken_result_folder_is_said_in_one_line(
    command: str, broken: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "manifest.json").write_text(broken)
    assert dispatch([command, str(tmp_path)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "manifest.json is missing or broken" in line


def test_the_bare_command_shows_the_help(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["gridgov"])
    assert dispatch() == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert len(printed.out.splitlines()) > 10 and "\n  study " in printed.out


def test_the_list_of_commands_says_whole_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    """The commands on ledgers and logs: their first sentence fits into the line."""
    assert dispatch(["log", "--help"]) == 0 and dispatch(["--help"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    said = {words[0]: words[-1] for words in lines if words}
    for command in (*("status", "resume", "extend", "shard", "merge", "verify", "export", "discover"), *LOGS):
        assert said[command].endswith(".") and not said[command].endswith("..."), command


@pytest.mark.parametrize("command", ["run", "study", "resume", "status", "report", "costs", "bench", "doctor"])
def test_every_command_explains_itself_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"\n    gridgov {command}" in shown, "an example on a line of its own"


def test_a_key_that_is_given_twice_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["run", "street=tiny", "days=30", "days=40", "--results", str(tmp_path)]) == 2
    assert (
        capsys.readouterr().err
        == "gridgov: days: got 'days=30 days=40', allowed: days=VALUE once; leave one of them out\n"
    )
