"""Tutorials are true: every block of a page is written to its file or executed, in order, outside the repository."""

from __future__ import annotations

import dataclasses
import os
import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from experiments.odd import option_names
from experiments.plan import Wish, default_name
from sim import Scenario
from sim.policies.management import DayPlan, Situation

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path for folder in ("guides", "how_to", "tutorials") for path in (ROOT / "docs" / folder).glob("*.md"))
SHOWN = {"text", "r"}  # to be read, not executed: long commands, other languages
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return an empty folder, with the command `gridgov` as it is in this tree."""
    command = tmp_path / ".bin" / "gridgov"
    command.parent.mkdir()
    python = f"PYTHONPATH={shlex.quote(str(ROOT))}:$PYTHONPATH exec {shlex.quote(sys.executable)}"
    command.write_text(f'#!/bin/sh\n{python} -m experiments "$@"\n')
    (command.parent / "python").write_text(f'#!/bin/sh\n{python} "$@"\n')
    for one in command.parent.iterdir():
        one.chmod(0o755)
    return tmp_path


def execute(script: str, folder: Path) -> None:
    """Run a shell block; what it prints appears if it fails."""
    env = {**os.environ, "PATH": f"{folder / '.bin'}:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(["sh", "-e"], input=script, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{script}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def write(text: str, folder: Path) -> None:
    """Write a block to the file that its first line names."""
    name = re.match(r"# ([\w./]+)\n", text)
    assert name, f"the block should begin with the name of its file:\n{text}"
    path = folder / name[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.extended
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_of_a_tutorial_works(page: Path, desk: Path) -> None:
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    assert {language for language, _ in blocks} <= {"python", "yaml", "sh", *SHOWN}
    for language, text in blocks:
        if language not in SHOWN:
            (execute if language == "sh" else write)(text, desk)
    assert blocks


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_that_are_only_shown_exist(page: Path) -> None:
    shown = [text for language, text in BLOCK.findall(page.read_text(encoding="utf-8")) if language == "text"]
    names = {name for name in option_names("study")}
    for line in "\n".join(shown).splitlines():
        words = line.split()
        if words[:2] == ["gridgov", "study"]:
            assert words[2] in names, line
        if words[:1] == ["make"]:
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), line


PAGE = (ROOT / "docs/tutorials/add_a_policy.md").read_text(encoding="utf-8")


def rows_after(heading: str) -> list[list[str]]:
    """Return the cells of the first table after a heading, without its head."""
    table = PAGE.split(heading, 1)[1].split("| ---", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table.splitlines()[1:]]


def test_the_tables_of_a_rule_list_what_it_reads_and_returns() -> None:
    assert [row[0] for row in rows_after("`Situation`, what a manager")] == list(Situation._fields)
    defaults = {name: str(value) for name, value in DayPlan._field_defaults.items()}
    assert {row[0]: row[1] for row in rows_after("`DayPlan`, what the staff")} == defaults
    assert all(all(row) for heading in ("`Situation`, what", "`DayPlan`, what") for row in rows_after(heading))


def test_the_page_knows_its_day_0_and_where_its_study_lies() -> None:
    start = next(field.default for field in dataclasses.fields(Scenario) if field.name == "start_date")
    assert f"{start} unless `start_date` says otherwise: a {date.fromisoformat(start):%A}" in PAGE
    assert f"`results/{default_name(Wish(('street=tiny',), 'raids'))}/report.html`" in PAGE
    assert "Monday" not in PAGE, "day 0 is none"


def test_the_page_says_which_command_installs_pytest() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    locks = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("requirements-run.lock", "requirements.lock")}
    assert "`make test` does" in PAGE and re.search(r"^test: \$\(VENV\)/ready$", makefile, re.MULTILINE)
    assert "\npytest==" in locks["requirements.lock"] and "\npytest==" not in locks["requirements-run.lock"]


def test_a_rule_takes_about_twenty_lines() -> None:
    rule = next(text for language, text in BLOCK.findall(PAGE) if language == "python")
    code = [line for line in rule.splitlines() if line.strip() and not line.lstrip().startswith(("#", '"""'))]
    assert len(code) <= 20
