"""The user's own package is imported where the user names it, and never because a result folder does."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from experiments import own_package
from experiments.cli import dispatch
from experiments.identity import code_fingerprint, other_code
from experiments.ledger import open_ledger
from experiments.report.outlines import grid_outlines
from experiments.report.reading import read_study
from experiments.store import MANIFEST
from sim.errors import InputError

TRAP = "from pathlib import Path\nPath('sprung').touch()\nfrom sim import Parameters\nclass Payload(Parameters): pass\n"


@pytest.fixture
def trapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A result folder that names a package, and a class of it, that leave a file behind if they are run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert dispatch(["run", "street=tiny", "days=3", "seed=1", "name=gift", "--results", "results"]) == 0
    (tmp_path / "trap_of_a_stranger").mkdir()
    (tmp_path / "trap_of_a_stranger/__init__.py").write_text(TRAP)
    folder = tmp_path / "results/gift"
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["sources"] = ["--package", "trap_of_a_stranger"]
    manifest["config"]["_target_"] = "trap_of_a_stranger.Payload"
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with open_ledger(folder) as ledger, ledger.connection:
        ledger.connection.execute(
            "UPDATE about SET value = ? WHERE name = 'sources'", [json.dumps(manifest["sources"])]
        )
        ledger.connection.execute("UPDATE points SET config = ?", [json.dumps(manifest["config"])])
    return folder


def test_looking_at_a_strangers_folder_runs_none_of_its_code(trapped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["status"], ["report", "--lang", "en"], ["animate"], ["costs"], ["verify"], ["resume"]):
        dispatch([*words[:1], str(trapped), *words[1:]])
    result = read_study(trapped)
    assert result.scenario is None and grid_outlines(result, 1) is None
    assert "trap_of_a_stranger" not in sys.modules and not Path("sprung").exists()
    page = (trapped / "report.html").read_text(encoding="utf-8")
    assert "gridgov report DIR --package trap_of_a_stranger" in page, "the reader learns why something is left out"


def test_its_code_is_told_apart_without_being_run(trapped: Path) -> None:
    assert other_code({"code": "x" * 64, "sources": ["--package", "trap_of_a_stranger"]})
    assert other_code({"code": "x" * 64, "sources": ["--package", "nowhere_to_be_found"]}) is None
    assert other_code({"code": "x" * 64, "sources": ["--package", "../trap_of_a_stranger"]}) is None
    assert not Path("sprung").exists()


def test_a_package_that_the_user_names_is_loaded_and_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "rules_of_mine").mkdir()
    (tmp_path / "rules_of_mine/__init__.py").write_text("")
    manifest = {"sources": ["--package", "rules_of_mine"]}
    assert own_package.trusted(manifest) == ""
    made = code_fingerprint("rules_of_mine")
    assert own_package.trusted(manifest) == "rules_of_mine"
    assert other_code({**manifest, "code": made}) is None, "found or imported, the same sources have the same hash"
    with pytest.raises(InputError, match="--package"):
        own_package.load("rules_of_nobody")
