"""Tutorials are true: every block of a page is written to its file or executed, in order, outside the repository."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs/tutorials").glob("*.md"))
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
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_of_a_tutorial_works(page: Path, desk: Path) -> None:
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    assert {language for language, _ in blocks} <= {"python", "yaml", "sh"}
    for language, text in blocks:
        (execute if language == "sh" else write)(text, desk)
    assert len(blocks) > 3


def test_a_rule_takes_about_twenty_lines() -> None:
    page = (ROOT / "docs/tutorials/add_a_policy.md").read_text(encoding="utf-8")
    rule = next(text for language, text in BLOCK.findall(page) if language == "python")
    code = [line for line in rule.splitlines() if line.strip() and not line.lstrip().startswith(("#", '"""'))]
    assert len(code) <= 20
