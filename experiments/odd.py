"""The tables of docs/odd.md, written from the declarations of the model and its option files: `make odd`."""

from __future__ import annotations

import dataclasses
import importlib.resources
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import yaml

from experiments.build import TARGET, build, resolve
from experiments.marks import ROOT, markdown
from experiments.patterns import PATTERNS, target
from experiments.report.captions import SAYS
from sim import INDICATORS, Described, History, Level, Parameters, Prices, Scenario, describe
from sim.calendar import PROFILES
from sim.scenario import PROVIDERS, LendToBusiest, TracedOnset
from sim.world.affairs import AffairKind
from sim.world.catalogue import Catalogue, Category

DOCUMENT = ROOT / "docs" / "odd.md"
MANY = 8  # values of an option that are still listed; a street or catalogue with more is read in its file
GLOBAL = "@package _global_"
VARIANTS = (TracedOnset,)  # classes of a group that no option file of ours names


class Row(NamedTuple):
    """A declared parameter with the words that say where it applies (empty: everywhere in its group)."""

    described: Described
    where: tuple[str, ...]


def tables() -> dict[str, str]:
    """Return every generated part of the document by the name of its marks."""
    return {
        "patterns": patterns(),
        "parameters": parameters(),
        "kinds of incident": kinds(),
        "options": options(),
        "prices": _table([Row(one, ()) for one in describe(Prices)]),
        "indicators": indicators(),
    }


# parameters ------------------------------------------------------------------------------------------------------
def groups() -> dict[str, list[type[Parameters]]]:
    """Return the classes that can stand in each group of a scenario, in the order of its fields."""
    hints = typing.get_type_hints(Scenario)
    found: dict[str, list[type[Parameters]]] = {}
    for field in dataclasses.fields(Scenario):  # type: ignore[arg-type]
        kind = hints[field.name]
        if isinstance(kind, type) and issubclass(kind, Parameters):
            found[field.name] = [kind, *(one for one in kind.__subclasses__() if one in VARIANTS)]
        elif "declaration" not in field.metadata and field.default is not None:  # a history is no group of options
            targets = dict.fromkeys(str(read_option(field.name, name)[TARGET]) for name in option_names(field.name))
            found[field.name] = [resolve(target, field.name) for target in targets]
    return found


def parameters() -> str:
    """Return the parameter table, group by group."""
    own = [Row(one, ()) for one in describe(Scenario) if "." not in one.key]
    parts = ["**The run** (`sim/scenario.py`)", _table(own)]
    for group, classes in groups().items():
        rows = _rows(group, classes)
        parts += [f"**`{group}`** (`{'`, `'.join(dict.fromkeys(map(_file, classes)))}`)", _table(rows)]
    parts += [f"**`catalogue.categories.KIND`** (`{_file(Category)}`): one entry for each kind of incident"]
    parts += [_table([Row(one, ()) for one in describe(Category)])]
    parts += [f"**`hierarchy.levels.NAME`** (`{_file(Level)}`): one entry for each level above the grid, lowest first"]
    parts += [_table([Row(one, ()) for one in describe(Level)])]
    parts += [f"**`service.kinds.KIND`** (`{_file(AffairKind)}`): one entry for each kind of affair"]
    parts += [_table([Row(one, ()) for one in describe(AffairKind)])]
    parts += [f"**`partners.providers.NAME`** (`{_file(PROVIDERS[0])}`): one entry for each partner"]
    parts += [_table([row._replace(described=_plain_key(row.described)) for row in _rows("", list(PROVIDERS))])]
    parts += [
        f"**lending of posts** (`{_file(LendToBusiest)}`), in `links`",
        _table(_rows("links.lending", [LendToBusiest])),
    ]
    parts += [f"**`history`** (`{_file(History)}`): other rules that hold before a day (`branch_at`, `branch_from`)"]
    parts += [_table(_rows("history", [History]))]
    for name, profile in PROFILES.items():
        if profile is not None:
            parts += [
                f"**hour profile `{name}`** (`{_file(profile)}`)",
                _table([Row(d, ()) for d in describe(profile)]),
            ]
    text = "\n\n".join(parts)
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    guessed = sum("| assumption |" in row for row in rows)
    return f"Of {len(rows)} parameters {guessed} are assumptions without a figure behind them.\n\n{text}"


def _plain_key(one: Described) -> Described:
    return one._replace(key=one.key.lstrip("."))


def _rows(group: str, classes: list[type[Parameters]]) -> list[Row]:
    """Return each declaration of a group once, with the classes that have it where not all do."""
    owners: dict[Described, list[str]] = {}
    for cls in classes:
        for one in describe(cls):
            owners.setdefault(one, []).append(cls.__name__)
    return [
        Row(one._replace(key=f"{group}.{one.key}"), () if len(names) == len(classes) else tuple(names))
        for one, names in owners.items()
    ]


def _table(rows: list[Row]) -> str:
    if not rows:
        return "No parameters."
    header = ["parameter", "default", "unit", "range", "source", "meaning"]
    return markdown(header, [_cells(row) for row in rows])


def _cells(row: Row) -> list[str]:
    key, default, declared = row.described
    where = f" ({', '.join(row.where)})" if row.where else ""
    return [f"`{key}`", _plain(default), declared.unit, _range(row.described), declared.source, declared.help + where]


def _range(one: Described) -> str:
    low, high = one.declaration.low, one.declaration.high
    if one.declaration.options:
        return ", ".join(one.declaration.options)
    return f"{_plain(low)} to {_plain(high)}" if low is not None and high is not None else ""


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _file(cls: type) -> str:
    return cls.__module__.replace(".", "/") + ".py"


# options ---------------------------------------------------------------------------------------------------------
def option_names(group: str) -> list[str]:
    """Return the names of a group's option files."""
    folder = importlib.resources.files("configs") / group
    return sorted(one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml"))


@cache
def _option_text(group: str, name: str) -> str:
    return (importlib.resources.files("configs") / group / f"{name}.yaml").read_text(encoding="utf-8")


def read_option(group: str, name: str) -> dict[str, Any]:
    """Return an option file as plain values."""
    return dict(yaml.safe_load(_option_text(group, name)))


def options() -> str:
    """Return the table of options: each with what its file says of it and what it sets."""
    rows = []
    for group in [*groups(), "prices"]:
        for name in option_names(group):
            rows.append([f"`{group}={name}`", _comment(_option_text(group, name)), _settings(group, name)])
    return markdown(["option", "what it is", "what it sets"], rows)


def _comment(text: str) -> str:
    """Return the first sentence of the comment that an option file begins with."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if GLOBAL not in line:
            lines.append(line.lstrip("# "))
    return " ".join(lines).split(". ")[0].rstrip(".")


def _settings(group: str, name: str) -> str:
    values = dict(_leaves(read_option(group, name), ""))
    if len(values) > MANY:
        return f"{len(values)} values: `configs/{group}/{name}.yaml`"
    return ", ".join(f"{key} = {_plain(value)}" for key, value in values.items()) or "the defaults"


def _leaves(node: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{key}.")
        elif key == "defaults":
            yield from ((part.removeprefix("override /"), option) for one in value for part, option in one.items())
        elif key != TARGET:
            yield f"{prefix}{key}", value


def kinds() -> str:
    """Return the numbers of the baseline's kinds of incident: a row a number, a column a kind."""
    catalogue = build(read_option("catalogue", "shekou"))
    assert isinstance(catalogue, Catalogue)
    names = [field.name for field in dataclasses.fields(Category)]  # type: ignore[arg-type]
    rows = [[f"`{name}`", *(_plain(getattr(one, name)) for one in catalogue.categories.values())] for name in names]
    scale = f"Rates are multiplied by `catalogue.rate_scale` = {_plain(catalogue.rate_scale)}."
    return f"{markdown(['', *catalogue.categories], rows)}\n\n{scale}"


def patterns() -> str:
    """Return the table of stylised facts, each with its target and whether it was put in, tuned to, or comes out."""
    rows = [[one.name, SAYS[one.name], target(one), one.role, one.source] for one in PATTERNS]
    return markdown(["pattern", "what is known", "target", "role", "source"], rows)


# indicators ------------------------------------------------------------------------------------------------------
def indicators() -> str:
    """Return the table of indicators."""
    rows = [[f"`{one.name}`", one.unit, one.definition, one.better, one.source] for one in INDICATORS]
    return markdown(["indicator", "unit", "definition", "better", "standard"], rows)
