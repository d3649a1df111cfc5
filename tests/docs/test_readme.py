"""The README keeps its word: its commands run, its links lead somewhere, its result is that of the present model."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

from experiments import pictures
from experiments.cli import app, dispatch
from experiments.designs import Study
from experiments.figures.overview import overview
from experiments.odd import option_names, read_option
from experiments.patterns import PATTERNS
from experiments.report.outlines import grid_outlines
from experiments.report.reading import read_study

ROOT = pictures.ROOT
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LONG = ("gridgov bench", "gridgov dashboard")  # looked into by tests/experiments/test_benchmarks.py and tests/browser


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language in the README."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def commands(program: str) -> list[str]:
    """Return the lines of the README's shell blocks that call a program."""
    lines = [line for block in blocks("") for line in block.splitlines()]
    return [line for line in lines if line.split()[:1] == [program]]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Run the README's short commands, in order, in an empty folder; return their exit codes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("reader"))
        return {line: dispatch(shlex.split(line)[1:]) for line in commands("gridgov") if line not in LONG}


@pytest.mark.slow
@pytest.mark.extended
@pytest.mark.parametrize("line", [line for line in commands("gridgov") if line not in LONG])
def test_commands_of_the_readme_run(line: str, answers: dict[str, int]) -> None:
    assert answers[line] == 0


def names() -> set[str]:
    """Return the names of the commands, and of the groups of commands."""
    single = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    return single | {group.name for group in app.registered_groups if isinstance(group.name, str)}


def test_long_commands_of_the_readme_exist() -> None:
    assert {line.split()[1] for line in LONG} <= names()
    assert set(LONG) <= set(commands("gridgov"))


def test_the_readme_names_every_command() -> None:
    assert {line.split()[1] for line in commands("gridgov")} - {"--help"} == names()


def test_the_readme_says_what_bench_and_divide_need_and_the_demo_does_not_install() -> None:
    rivals = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    lock = (ROOT / "requirements-run.lock").read_text(encoding="utf-8")
    for extra in ("bench", "cluster", "maps"):
        names = [text.split(">")[0] for text in rivals[extra]]
        assert f"pip install {' '.join(names)}" in README
        assert not [name for name in names if f"\n{name}==" in lock]


def test_facts_that_the_readme_calls_missed_are_named_as_in_the_table_of_verdicts() -> None:
    words = README.split("misses some of what is known", 1)[1].split("\n- ", 1)[0]
    said = set(re.findall(r"SF\d+", words))
    assert said == {"SF2", "SF8", "SF9", "SF10", "SF13", "SF14", "SF17", "SF19", "SF23"}
    assert said <= {pattern.name.split()[0] for pattern in PATTERNS}


def test_make_targets_of_the_readme_exist_and_the_demo_makes_the_study() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = {line.split()[1] for line in commands("make")}
    assert {"demo", "test"} <= named <= targets
    recipe = re.search(r"^demo:.*\n\t(.*)$", MAKEFILE, re.MULTILINE)
    assert recipe and recipe[1].endswith("gridgov study three_questions")
    assert "three_questions" in option_names("study")


def test_the_demo_is_as_large_as_the_readme_says() -> None:
    fields = {key: value for key, value in read_option("study", "three_questions").items() if key != "_target_"}
    study = Study(**fields | {name: tuple(fields[name]) for name in ("contrasts",)} | {"factors": _levels(fields)})
    street = read_option("street", "shekou")
    said = re.search(
        r"\((\d+) communities, (\d+) grids, ([\d,]+)\s+residents,.*?(\d+) combinations.*?(\d+) seeds", README
    )
    assert said
    sizes = [street["communities"], street["grids"], street["residents"], len(study.points()), study.replications]
    assert [int(text.replace(",", "")) for text in said.groups()] == sizes


def _levels(fields: dict[str, dict[str, list[object]]]) -> dict[str, tuple[object, ...]]:
    return {name: tuple(levels) for name, levels in fields["factors"].items()}


@pytest.mark.slow
def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {"__name__": "reader"})
    assert re.search(r"^0\.\d+ \(\d+, \d+\)$", capsys.readouterr().out, re.MULTILINE)


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_one_version_stands_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    releases = re.findall(
        r"^## \[(\d[\d.]*)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert releases[0] == (project["version"], str(citation["date-released"]))
    assert citation["version"] == project["version"] and citation["license"] == project["license"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)


def test_the_result_of_the_readme_is_that_of_the_present_model() -> None:
    record = json.loads(pictures.RECORD.read_text(encoding="utf-8"))
    assert (ROOT / pictures.IMAGE).stat().st_size > 0
    assert record["told"] in README, "make pictures"
    assert record["golden_runs"] == pictures.golden_state(), (
        "results have changed since the picture was made: make pictures"
    )


@pytest.mark.slow
def test_the_picture_is_drawn_from_a_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    street = ["street.communities=2", "street.grids=6", "street.residents=2000", "street.area_km2=0.6", "days=240"]
    small = [*street, "warmup_days=14", "replications=2", "name=small", "executor=serial"]
    assert dispatch(["study", "first_look", *small]) == 0
    result = read_study(tmp_path / "results" / "small")
    grids = result.at_baseline(result.grids)
    outlines = grid_outlines(result, int(grids["seed"].iloc[0]))
    assert outlines is not None
    drawn = overview(result.daily[result.daily["day"] >= 0], grids[grids["replication"] == 0], outlines)
    place, year, _ = drawn.axes
    assert len(place.collections[0].get_paths()) >= grids["grid"].nunique()
    assert {line.get_label() for line in year.lines} == {"long-term", "campaign"}
    assert "gridgov study first_look" in pictures.told(result)
