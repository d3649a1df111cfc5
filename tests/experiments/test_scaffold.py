"""Scaffolds run as they are written, and the examination finds what makes a rule unsound."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.cli import dispatch
from experiments.compose import open_configs
from experiments.plan import build_scenario
from experiments.scaffold.command import GROUPS, NEEDS
from experiments.soundness import Twice, examine
from sim import run


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in an empty folder from which Python imports; packages loaded from it are forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("my_"):
            del sys.modules[name]


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_a_rule_is_sound_as_it_is_written(group: str, desk: Path) -> None:
    assert dispatch(["new", "policy", "quick_start", "--group", group, "--package", f"my_{group}"]) == 0
    street = ("street=tiny", "detail=summary", *(text for text in NEEDS.get(group, "").strip(", ").split('"') if text))
    assert examine(f"{group}=quick_start", desk / "my_configs", f"my_{group}", street) == []
    assert f'"{group}=quick_start"' in (desk / "tests/test_quick_start.py").read_text()


def test_a_rule_takes_about_twenty_lines(desk: Path) -> None:
    for group in GROUPS:
        dispatch(["new", "policy", f"rule_{group}", "--group", group])
        text = (desk / f"my_rules/rule_{group}.py").read_text()
        assert len([line for line in text.splitlines() if line.strip()]) <= 22


def test_a_new_kind_happens_beside_the_others_and_shifts_none(desk: Path) -> None:
    assert dispatch(["new", "incident", "buskers"]) == 0
    with open_configs(desk / "my_configs") as configs:
        more, plain = (
            build_scenario(configs.compose(["street=tiny", "days=20", f"catalogue={name}", "detail=incidents"]))
            for name in ("buskers", "shekou")
        )
    assert set(more.catalogue.categories) == {*plain.catalogue.categories, "buskers"}
    cases = run(more, 1).incidents
    assert cases is not None and (cases["kind"] == "buskers").any()


def test_the_tests_that_are_written_run(desk: Path) -> None:
    dispatch(["new", "incident", "buskers"])
    dispatch(["new", "study", "posts"])
    assert pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "tests"]) == 0


def test_nothing_is_overwritten_and_bad_names_are_one_line(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["new", "study", "posts"]) == 0
    (desk / "my_configs/study/posts.yaml").write_text("mine")
    assert dispatch(["new", "study", "posts"]) == 2
    assert (desk / "my_configs/study/posts.yaml").read_text() == "mine"
    for words in (
        ["policy", "Big"],
        ["policy", "class"],
        ["policy", "../x"],
        ["policy", "x", "--group", "weather"],
        ["incident", "a b"],
    ):
        assert dispatch(["new", *words]) == 2
    assert dispatch(["new", "study", "x", "--config-dir", "../up"]) == 2
    assert all(line.startswith("gridgov: ") for line in capsys.readouterr().err.splitlines())


@pytest.mark.parametrize(
    "words",
    [
        *(["none"], ["true"], ["false_"]),
        *(["raid_days", "--package", name] for name in ("sim", "experiments", "configs", "json", "typing")),
    ],
)
def test_names_that_python_or_gridgov_use_are_refused(
    words: list[str], desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A class None is no Python; a package json in the current folder would hide Python's own."""
    assert dispatch(["new", "policy", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"gridgov: {'--package' if words[1:] else 'NAME'}: got {words[-1]!r}, allowed: ")
    assert not list(desk.iterdir())


@pytest.mark.parametrize(
    ("name", "group"), [("day_plan", "management"), ("loan", "links"), ("one_way", "communication")]
)
def test_a_rule_does_not_hide_the_class_that_it_needs(
    name: str, group: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dispatch(["new", "policy", name, "--group", group]) == 2
    assert "allowed: another name" in capsys.readouterr().err and not list(desk.iterdir())


# what the examination finds --------------------------------------------------------------------------------------
UNSOUND = """
from sim.parameters import Parameters, param
from sim.policies.dispatch import Fifo
from sim.policies.management import DayPlan

ASKED = []

class Moody(Parameters):
    def plan(self, situation):
        ASKED.append(1)
        return DayPlan(overtime_factor=0.1 * (len(ASKED) % 2))

class Idle(Fifo):
    weight: float = param(1.0, "ratio", 0, 2, "assumption")

    def priority(self, now, incident, work_hours):
        return now - 0 * self.weight * incident.severity + work_hours

class Fragile(Fifo):
    weight: float = param(1.0, "ratio", 0, 2, "assumption")

    def priority(self, now, incident, work_hours):
        return now + work_hours / self.weight

class Nothing(Parameters):
    def plan(self, situation):
        return DayPlan()
"""
FOUND = {
    "management=moody": "two answers to the same question",
    "dispatch=idle": "dispatch.weight changes nothing",
    "dispatch=fragile": "dispatch.weight=0 breaks the run: ZeroDivisionError",
    "management=nothing": "it changes nothing",
}


@pytest.mark.parametrize("option", FOUND)
def test_what_is_unsound_is_found(option: str, desk: Path) -> None:
    group, name = option.split("=")
    (desk / "my_unsound").mkdir()
    (desk / "my_unsound/rules.py").write_text(UNSOUND)
    (desk / "my_configs" / group).mkdir(parents=True)
    target = f"_target_: my_unsound.rules.{name.capitalize()}\n"
    (desk / "my_configs" / group / f"{name}.yaml").write_text(target)
    found = examine(option, desk / "my_configs", "my_unsound", ("street=tiny", "days=20", "detail=summary"))
    assert any(FOUND[option] in sentence for sentence in found), found


def test_answers_of_any_shape_are_compared() -> None:
    class Rule:
        def __init__(self) -> None:
            self.calls = 0

        def steady(self) -> list[Any]:
            return [np.arange(3), {"a": np.zeros(2)}]

        def lazy(self) -> Iterator[int]:
            yield from (1, 2)

        def moody(self) -> np.ndarray:
            self.calls += 1
            return np.array([1, self.calls])

    asked = Twice(Rule())
    assert asked.lazy() == [1, 2] and len(asked.steady()) == 2 and not asked.contradictions
    asked.moody()
    assert len(asked.contradictions) == 1


def test_our_own_rule_is_sound() -> None:
    assert examine("dispatch=shortest_first", street=("street=tiny", "days=20", "detail=summary")) == []
