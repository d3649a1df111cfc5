"""`gridgov new`: writes the files that a rule, a kind of incident or a study begins with, and a test that judges it."""

from __future__ import annotations

import importlib.resources
import keyword
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined

from experiments.overrides import one_of
from experiments.screen import say
from experiments.tables import write_text
from sim.errors import InputError

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
TAKEN = sys.stdlib_module_names | {"sim", "experiments", "configs"}  # a folder of this name would hide them
GROUPS = ("management", "communication", "dispatch", "scope", "links")
OPTIONS = {  # what stands in a rule's option file besides the class
    "scope": ['"on": true'],
    "links": ['"on": true'],
}
NEEDS = {"scope": ', "days=120"', "links": ', "catalogue.rate_scale=4"'}  # without it a tiny street asks nothing of it


class Place(NamedTuple):
    """Where a student's files lie: the folder, and the names of package and options in it."""

    folder: Path
    package: str
    config_dir: str


def write_policy(name: str, group: str, place: Place) -> int:
    """Write a rule of a group, its option file and its test."""
    if group not in GROUPS:
        raise InputError("--group", group, one_of(GROUPS), "such as --group management")
    words = _words(name, place, group=group, needs=NEEDS.get(group, ""))
    rule, class_name = _fill(f"{group}.py.j2", words), words["class_name"]
    if re.search(rf"^from \S+ import .*\b{class_name}\b", rule, re.MULTILINE):
        raise InputError(
            "NAME", name, f"another name: the rule needs a class {class_name} of gridgov", "such as raid_days"
        )
    files = {
        f"{place.package}/{name}.py": rule,
        f"{place.config_dir}/{group}/{name}.yaml": _option(group, words),
        f"tests/test_{name}.py": _fill("test_policy.py.j2", words),
    }
    run = f"gridgov run street=tiny {group}={name} --config-dir {place.config_dir} --package {place.package}"
    return _write(files, place, [f"PYTHONPATH=. {run}"], name)


def write_incident(name: str, place: Place) -> int:
    """Write a catalogue with a further kind of incident, and its test."""
    words = _words(name, place)
    files = {
        f"{place.config_dir}/catalogue/{name}.yaml": _fill("incident.yaml.j2", words),
        f"tests/test_{name}.py": _fill("test_incident.py.j2", words),
    }
    return _write(files, place, [f"gridgov run street=tiny catalogue={name} --config-dir {place.config_dir}"], name)


def write_study(name: str, place: Place) -> int:
    """Write a study and its test."""
    words = _words(name, place)
    files = {
        f"{place.config_dir}/study/{name}.yaml": _fill("study.yaml.j2", words),
        f"tests/test_{name}.py": _fill("test_study.py.j2", words),
    }
    return _write(files, place, [f"gridgov study {name} street=tiny --config-dir {place.config_dir}"], name)


def _words(name: str, place: Place, **more: str) -> dict[str, str]:
    class_name = "".join(map(str.capitalize, name.split("_")))
    for what, word in (("NAME", name), ("--package", place.package)):
        if not NAME.fullmatch(word) or keyword.iskeyword(word):
            allowed = "small letters, digits and _, beginning with a letter, and no word of Python's"
            raise InputError(what, word, allowed, "such as raid_days")
    if keyword.iskeyword(class_name):
        raise InputError(
            "NAME", name, f"a name whose class is no word of Python's, as {class_name} is", "such as raid_days"
        )
    if place.package in TAKEN:
        allowed = "a name of your own, as a package of Python or of gridgov has this one"
        raise InputError("--package", place.package, allowed, "such as my_rules")
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", place.config_dir):
        raise InputError("--config-dir", place.config_dir, "the name of one folder: letters, digits, . _ -")
    parts = name.split("_")
    titles = {"title": " ".join([parts[0].capitalize(), *parts[1:]]), "class_name": class_name}
    return {"name": name, "package": place.package, "config_dir": place.config_dir, **titles, **more}


def _option(group: str, words: dict[str, str]) -> str:
    target = f"_target_: {words['package']}.{words['name']}.{words['class_name']}"
    lines = [f"# {words['title']}.", *_chosen(group, target)]
    return "\n".join(lines) + "\n"


def _chosen(group: str, target: str) -> Sequence[str]:
    if group == "links":  # the rule is one part of the links between grids
        return ["_target_: sim.policies.links.Links", *OPTIONS[group], "lending:", f"  {target}"]
    return [target, *OPTIONS.get(group, [])]


def _fill(template: str, words: dict[str, str]) -> str:
    text = (importlib.resources.files("experiments.scaffold") / "templates" / template).read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701
    return environment.from_string(text).render(words)


def _write(files: dict[str, str], place: Place, commands: list[str], name: str) -> int:
    """Write the files, all or none, and say what to do next."""
    for path in files:
        if (place.folder / path).exists():
            raise InputError("NAME", name, "a name without files", f"{path} is there already; choose another name")
    for path, text in files.items():
        (place.folder / path).parent.mkdir(parents=True, exist_ok=True)
        write_text(place.folder / path, text)
        say(f"written: {path}")
    say(f"try it:  {commands[0]}")
    say(f"test it: PYTHONPATH=. python -m pytest -q tests/test_{name}.py")
    return 0
