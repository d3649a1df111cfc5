"""Stories of identity: exactly the libraries that can change a number count, and a refusal says which one differs."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from experiments import doctor, identity
from experiments.execute import Serial
from experiments.plan import Plan, Wish, make_plan
from experiments.study import conduct
from sim.errors import InputError
from tests.experiments import fake_model

ROOT = Path(__file__).resolve().parents[2]


def imported(folder: Path) -> set[str]:
    """Return the top-level packages that the sources of a folder import, without Python's own and ours."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").split(".")[0])
    return found - set(sys.stdlib_module_names) - {"sim", "experiments"}


def locked() -> set[str]:
    """Return the distributions that `make demo` installs."""
    return set(re.findall(r"^([\w-]+)==", (ROOT / "requirements-run.lock").read_text(encoding="utf-8"), re.MULTILINE))


def plan_of(folder: Path) -> Plan:
    wish = Wish(("street=tiny", "days=5", "replications=1", "name=s"), "staffing", folder)
    return make_plan(wish)._replace(executor=Serial())


def test_the_libraries_of_the_identity_are_those_that_the_model_imports() -> None:
    owners = packages_distributions()
    names = {owners[package][0].lower() for package in imported(ROOT / "sim")}
    assert names - {"lazy-loader"} == set(identity.NUMERIC), "what imports on demand moves no number"


def test_whatever_identity_and_doctor_look_at_is_installed_by_the_demo() -> None:
    assert {*identity.NUMERIC, *identity.OTHERS} - {"gridgov"} <= locked()


def test_results_stay_open_when_test_requirements_are_installed_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, late = identity.installed, ("ciw", "holidays", "hypothesis", "numba", "pytest", "simpy")
    monkeypatch.setattr(identity, "installed", lambda name: identity.ABSENT if name in late else look(name))
    conduct(plan_of(tmp_path), fake_model.run)
    monkeypatch.undo()
    assert conduct(plan_of(tmp_path), fake_model.run).status == "complete"


def test_a_refusal_names_the_library_with_both_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conduct(plan_of(tmp_path), fake_model.run)
    look = identity.installed
    monkeypatch.setattr(identity, "installed", lambda name: "9.9" if name == "numpy" else look(name))
    with pytest.raises(InputError) as caught:
        conduct(plan_of(tmp_path), fake_model.run)
    assert f"numpy {look('numpy')} there, 9.9 here" in str(caught.value)
    assert "scipy" not in str(caught.value), "only what differs is named"


def test_the_doctor_is_content_with_what_the_demo_installs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    look, present = identity.installed, {*locked(), "gridgov"}
    monkeypatch.setattr(doctor, "_options", lambda config_dir, package: [])  # tests/experiments/test_folder.py
    for module in (identity, doctor):
        monkeypatch.setattr(module, "installed", lambda name: look(name) if name in present else identity.ABSENT)
    assert doctor.examine(None, "", tmp_path) == 0
    assert "pip install ciw ema-workbench numba simpy" in capsys.readouterr().out


def test_the_doctor_says_how_to_install_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    look = identity.installed
    monkeypatch.setattr(doctor, "_options", lambda config_dir, package: [])  # tests/experiments/test_folder.py
    monkeypatch.setattr(doctor, "installed", lambda name: identity.ABSENT if name == "mesa" else look(name))
    assert doctor.examine(None, "", tmp_path) == 1
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("MEND")]
    assert line.endswith("-m pip install mesa") and sys.executable in line
