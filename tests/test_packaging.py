"""The wheel holds all it needs: built here, installed into an empty environment, used from an unrelated folder."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("sim", "experiments", "configs", "pyproject.toml", "README.md", "LICENSE")

needs_cli = pytest.mark.skipif(not (ROOT / "experiments/cli.py").exists(), reason="there is no command line yet")


def run(*command: object, cwd: Path, **environment: str) -> str:
    """Run a command outside this environment's variables and return what it printed; fail with its errors."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the backend that is installed, from a copy of the sources, without any network."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SHIPPED:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif path.exists():
            shutil.copy(path, source / name)
    pip = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation")
    run(*pip, "-w", out, source, cwd=out)
    return next(out.glob("gridgov-*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bin folder of an empty environment with the wheel, and the libraries of this one within reach."""
    home = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home)
    python = home / "bin/python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel, cwd=home)
    libraries = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    (libraries / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


@pytest.mark.slow
def test_every_option_file_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    options = {path.relative_to(ROOT).as_posix() for path in (ROOT / "configs").rglob("*.yaml")}
    assert options and options <= inside
    assert "sim/py.typed" in inside
    assert not [name for name in inside if name.startswith(("tests/", "results/", "docs/"))]


@pytest.mark.slow
def test_every_file_beside_the_code_is_in_the_wheel(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    beside = {
        path.relative_to(ROOT).as_posix()
        for folder in ("sim", "experiments", "configs")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert not beside - inside, "name the ending of this file under package-data in pyproject.toml"


@pytest.mark.slow
def test_the_wheel_has_the_version_of_the_project(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert wheel.name.startswith(f"{project['name']}-{project['version']}-")


@pytest.mark.slow
@needs_cli
def test_an_installed_gridgov_runs_a_street_from_an_unrelated_folder(elsewhere: Path, tmp_path: Path) -> None:
    where = run(elsewhere / "python", "-c", "import sim, experiments; print(sim.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(elsewhere.parent), "the sources must not be within reach"
    run(elsewhere / "gridgov", "run", "street=tiny", "days=3", "name=x", cwd=tmp_path)
    assert (tmp_path / "results/x/manifest.json").exists()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-run.lock"])
def test_the_lock_names_no_address(name: str) -> None:
    lock = (ROOT / name).read_text()
    assert "://" not in lock and "index-url" not in lock and "find-links" not in lock


def test_the_lock_pins_and_hashes_every_library_of_the_project() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    blocks = [block for block in lock.replace("\\\n", " ").splitlines() if block and not block.startswith("#")]
    pinned = {block.split("==")[0].strip().lower() for block in blocks}
    assert all("==" in block and "--hash=sha256:" in block for block in blocks)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["build-system"]["requires"]
    wanted += [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    assert {name_of(one) for one in wanted} <= pinned


def name_of(requirement: str) -> str:
    """Return the name in a requirement such as "mesa>=3.5.1,<4"."""
    return re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_every_library_that_the_code_imports_is_declared() -> None:
    """What is shipped may use `dependencies`, and every extra but those for work on gridgov itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    optional = [one for extra in extras if extra not in ("dev", "docs") for one in extras[extra]]
    declared = {name_of(one) for one in project["dependencies"] + optional}
    owners = {module: {name_of(name) for name in names} for module, names in packages_distributions().items()}
    used = {
        part.split(".")[0]
        for folder in ("sim", "experiments")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for part in imported(node)
    }
    foreign = used - set(sys.stdlib_module_names) - {"sim", "experiments", "configs"}
    assert "numpy" in foreign
    assert not {module for module in foreign if not owners.get(module, set()) & declared}


def imported(node: ast.AST) -> list[str]:
    """Return the modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
