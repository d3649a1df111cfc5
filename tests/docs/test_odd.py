"""The description of the model is that of the code: tables current, nothing declared or built is left out."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import sim
from experiments.marks import filled
from experiments.odd import DOCUMENT, tables
from sim import INDICATORS, InputError, Parameters, StreetModel
from sim.parameters import Declaration
from tests.test_architecture import LAYERS

ROOT = DOCUMENT.parent.parent
TEXT = DOCUMENT.read_text(encoding="utf-8")
SOURCES = (DOCUMENT.parent / "sources.md").read_text(encoding="utf-8")
ELEMENTS = [
    "Purpose and patterns",
    "Entities, state variables, and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialization",
    "Input data",
    "Submodels",
]
CONCEPTS = [
    "Basic principles",
    "Emergence",
    "Adaptation",
    "Objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
]
ID = re.compile(r"\b(?:SF\d+|[GSICKVMWPR]\d+)\b")


def declared() -> Iterator[tuple[str, str, Declaration]]:
    """Yield class, name and declaration of every parameter of the model."""
    for module in pkgutil.walk_packages(sim.__path__, "sim."):
        for _, cls in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(cls, Parameters) and cls is not Parameters and cls.__module__ == module.name:
                for field in fields(cls):  # type: ignore[arg-type]
                    if "declaration" in field.metadata:
                        yield cls.__name__, field.name, field.metadata["declaration"]


DECLARED = list(declared())


def expanded(text: str) -> set[str]:
    """Return the source IDs in a text; a span such as I15-I17 is all of them."""
    found = set(ID.findall(text))
    for letter, first, last in re.findall(r"\b([A-Z]+)(\d+)-\1?(\d+)\b", text):
        found |= {f"{letter}{number}" for number in range(int(first), int(last) + 1)}
    return found


def test_the_tables_are_those_of_the_code() -> None:
    assert filled(TEXT, tables()) == TEXT, "docs/odd.md is not current: make odd"


def test_the_seven_elements_stand_in_the_order_of_the_protocol() -> None:
    headings = re.findall(r"^## \d+ (.*)$", TEXT, re.MULTILINE)
    assert headings[:7] == ELEMENTS


def test_the_eleven_design_concepts_stand_in_the_order_of_the_protocol() -> None:
    concepts = TEXT[TEXT.index("## 4 Design concepts") : TEXT.index("## 5 Initialization")]
    assert re.findall(r"^### (.*)$", concepts, re.MULTILINE) == CONCEPTS


def test_every_parameter_has_meaning_unit_and_source() -> None:
    assert DECLARED
    assert [f"{owner}.{name}" for owner, name, one in DECLARED if not (one.help and one.unit and one.source)] == []


def test_every_parameter_is_in_the_table() -> None:
    rows: dict[str, list[str]] = {}
    for key, row in re.findall(r"^\| `(?:\w+\.)*(\w+)` (\|.*)$", TEXT, re.MULTILINE):
        rows.setdefault(key, []).append(row)
    lost = [
        f"{owner}.{name}"
        for owner, name, one in DECLARED
        if not any(one.help in row and f"| {one.unit} |" in row for row in rows.get(name, []))
    ]
    assert not lost, "make odd (or let experiments/odd.py know of a new place for parameters)"


@pytest.mark.parametrize("package", ["processes", "policies"])
def test_every_process_and_policy_is_described(package: str) -> None:
    described = set(re.findall(r"`(sim/\w+/\w+\.py)`", "".join(re.findall(r"^Code: (?:.+\n)+", TEXT, re.MULTILINE))))
    there = {str(path.relative_to(ROOT)) for path in (ROOT / "sim" / package).glob("*.py") if path.stem != "__init__"}
    assert there <= described, "write a section of 7 Submodels for it"


def test_files_named_in_the_description_exist() -> None:
    missing = [name for name in set(re.findall(r"`(sim/[\w/]+\.py)`", TEXT)) if not (ROOT / name).is_file()]
    assert not missing


def calls(method: object) -> list[str]:
    """Return the calls on self in a method's source, in order, such as duty.morning."""
    body = ast.parse(inspect.cleandoc("\n" + inspect.getsource(method)))  # type: ignore[arg-type]
    found = []
    for node in ast.walk(body):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name.startswith("self.") and not name.startswith("self._used"):
                found.append((node.lineno, name.removeprefix("self.")))
    return [name for _, name in sorted(found)]


@pytest.mark.parametrize(("part", "method"), [("morning", StreetModel.morning), ("evening", StreetModel.evening)])
def test_the_schedule_is_told_in_the_order_of_the_code(part: str, method: object) -> None:
    start = TEXT.index(f"In the **{part}** of each day:")
    steps = re.search(r"\n\n((?:\d+\. .*\n(?: {3}.*\n)*)+)", TEXT[start:])
    assert steps
    assert re.findall(r"^\d+\. `([\w.]+)`", steps[1], re.MULTILINE) == calls(method)


def test_parameters_named_in_the_text_exist() -> None:
    rows = set(re.findall(r"^\| `([\w.]+)` \|", TEXT, re.MULTILINE))
    groups = {key.split(".")[0] for key in rows if "." in key}
    named = {key for key in re.findall(r"`([a-z_]+\.[a-z_]+)`", TEXT) if key.split(".")[0] in groups}
    assert named - rows - set(calls(StreetModel.morning)) - set(calls(StreetModel.evening)) == set()


def test_every_indicator_is_defined_in_the_table() -> None:
    for one in INDICATORS:
        assert one.unit and one.definition
        assert f"| `{one.name}` | {one.unit} | {one.definition} |" in TEXT, "make odd"


def test_every_source_id_is_explained() -> None:
    used = expanded(
        " ".join([*(one.source + " " + one.help for _, _, one in DECLARED), *(i.source for i in INDICATORS)])
    )
    used |= expanded(TEXT)
    explained = set(re.findall(r"^\| (\w+) \|", SOURCES, re.MULTILINE))
    assert used and used <= explained, f"add to docs/sources.md: {sorted(used - explained)}"


def test_the_import_order_that_is_told_is_the_one_that_is_tested() -> None:
    decisions = " ".join((DOCUMENT.parent / "decisions.md").read_text(encoding="utf-8").split())
    assert f"`{' < '.join(', '.join(layer) for layer in LAYERS)}`" in decisions


def test_a_table_that_is_out_of_date_is_seen_and_lost_marks_are_named(tmp_path: Path) -> None:
    marked = "a\n<!-- begin x (written by the code) -->\nold\n<!-- end x -->\nb"
    assert "old" not in filled(marked, {"x": "new"}) and "new" in filled(marked, {"x": "new"})
    assert filled(filled(marked, {"x": "new"}), {"x": "new"}) == filled(marked, {"x": "new"})
    with pytest.raises(InputError, match="marks of y"):
        filled(marked, {"y": "new"})
