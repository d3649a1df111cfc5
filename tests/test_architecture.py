"""Who may import whom, read from the source itself: an arrow that points up fails here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = (
    ("errors",),
    ("parameters",),
    ("draws",),
    ("hours", "calendar", "agenda", "agenda_model"),
    ("facts", "accounts", "day_view"),
    ("world",),
    ("agents",),
    ("processes",),
    ("policies",),
    ("history",),
    ("scenario",),
    ("systems",),
    ("books", "ledger", "indicators", "costs", "tables", "state"),
    ("model",),
    ("watch",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
KNOWN = ("sim.policies.staffing",)  # posts and working day are declarations, not rules: processes may read them
INNER = ("sim.agents.", "sim.processes.", "sim.policies.")  # what happens in a street is nobody else's business


class Import(NamedTuple):
    """One imported module or name, in full, with where it stands."""

    target: str
    place: str


def imports(path: Path, root: Path = ROOT) -> Iterator[Import]:
    """Yield what a file imports when it runs; imports for type checkers only are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    only_typed = {id(inner) for node in ast.walk(tree) if for_types(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        place = f"{path.relative_to(root)}:{getattr(node, 'lineno', 0)}"
        if id(node) in only_typed:
            continue
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, place) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(f"{node.module}.{alias.name}", place) for alias in node.names)


def for_types(node: ast.AST) -> bool:
    """Whether a node is an `if TYPE_CHECKING:` block."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def sources(folder: str) -> list[Path]:
    """Return every Python file below a folder of the repository."""
    return sorted((ROOT / folder).rglob("*.py"))


def layer(target: str) -> str:
    """Return the layer of a module of sim, e.g. "world" for sim.world.catalogue.Category."""
    return target.split(".")[1]


def climbs(own: str, target: str) -> bool:
    """Whether a file of one layer that imports this target reaches up (or into the package's front door)."""
    if target.startswith(KNOWN):
        return False
    return target.count(".") == 0 or RANK.get(layer(target), len(LAYERS)) > RANK[own]


def test_sim_stands_on_its_own_feet() -> None:
    found = [
        one
        for path in sources("sim")
        for one in imports(path)
        if one.target.split(".")[0] in {"experiments", "configs", "tests", "hydra", "omegaconf", "typer", "rich"}
    ]
    assert not found, "sim is science only; these belong to the workbench"


def test_every_module_of_sim_has_a_layer() -> None:
    names = {path.relative_to(ROOT / "sim").parts[0].removesuffix(".py") for path in sources("sim")}
    assert names - {"__init__"} <= set(RANK), "say in LAYERS where a new module of sim stands"


@pytest.mark.parametrize("path", sources("sim"), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_of_sim_import_downwards_only(path: Path) -> None:
    own = path.relative_to(ROOT / "sim").parts[0].removesuffix(".py")
    if own == "__init__":
        return
    up = [one for one in imports(path) if one.target.split(".")[0] == "sim" and climbs(own, one.target)]
    assert not up, f"{own} may import only from its own layer and those before it"


@pytest.mark.parametrize("path", sources("experiments"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_workbench_uses_the_front_doors_of_sim(path: Path) -> None:
    inner = [one for one in imports(path) if one.target.startswith(INNER)]
    private = [one for one in imports(path) if one.target.startswith("sim.") and "._" in one.target]
    assert not inner + private, "import from sim, its top-level modules or (for maps) sim.world"


def test_only_draws_touches_a_random_generator() -> None:
    allowed = {ROOT / "sim/draws.py"} | set(sources("experiments/benchmarks"))
    found = [
        one
        for path in sources("sim") + sources("experiments")
        if path not in allowed
        for one in imports(path)
        if one.target.split(".")[0] == "random" or one.target.startswith("numpy.random")
    ]
    assert not found, "draw through sim.draws"


def test_the_reader_of_imports_sees_what_it_must(tmp_path: Path) -> None:
    file = tmp_path / "example.py"
    file.write_text(
        "from typing import TYPE_CHECKING\n"
        "from sim.policies.management import LongTerm\n"
        "if TYPE_CHECKING:\n    from sim.model import StreetModel\n"
        "def late():\n    import hydra.utils\n"
    )
    seen = {one.target for one in imports(file, tmp_path)}
    assert {"sim.policies.management.LongTerm", "hydra.utils"} <= seen
    assert "sim.model.StreetModel" not in seen
    assert climbs("processes", "sim.policies.management.LongTerm")
    assert climbs("world", "sim")
    assert not climbs("processes", "sim.policies.staffing.Staffing")
    assert not climbs("policies", "sim.agents.staff.Staff")
