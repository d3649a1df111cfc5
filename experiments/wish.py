"""What was asked for on the command line, and the study that it means: overrides of its design, or of its baseline."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments.build import build
from experiments.compose import Configs, Plain
from experiments.designs import Study, as_overrides
from experiments.overrides import Change, nearest, one_of
from experiments.samples import read_points
from sim.errors import InputError


@dataclasses.dataclass(frozen=True)
class Wish:
    """What was asked for: a study (or a single run if it has no name), overrides, where to read and where to write."""

    overrides: tuple[str, ...] = ()
    study: str = ""
    results: Path = Path("results")
    config_dir: Path | None = None
    package: str = ""
    command: str = ""  # the command that made the folder, when it is resumed
    shard: str = ""  # which part of how many is meant, such as 2/8

    @property
    def sources(self) -> list[str]:
        """The flags that say where option files and classes come from."""
        folder = ["--config-dir", str(self.config_dir)] if self.config_dir else []
        return [*folder, *(["--package", self.package] if self.package else [])]

    def with_more(self, overrides: Sequence[str]) -> Wish:
        """Return the wish with further overrides, which take the place of those of the same keys."""
        keys = {key_of(text) for text in overrides}
        kept = [text for text in self.overrides if key_of(text) not in keys]
        return dataclasses.replace(self, overrides=(*kept, *overrides))

    def told(self) -> Wish:
        """Return the wish with the command line that makes all of it at once, whatever made it step by step."""
        words = ["study", self.study] if self.study else ["run"]
        where = ["--results", str(self.results)] if self.results != Path("results") else []
        command = shlex.join(["gridgov", *words, *self.overrides, *self.sources, *where])
        return dataclasses.replace(self, command=command)


def read_study(configs: Configs, wish: Wish) -> tuple[Study, list[str]]:
    """Return the study and the overrides that remain for its baseline; a run is a study without factors."""
    if not wish.study:
        return Study(replications=1), list(wish.overrides)
    keys = {field.name for field in dataclasses.fields(Study)}
    fields = configs.study(wish.study)
    changes = configs.understand(wish.overrides, tuple(keys))
    for change in changes:
        if change.head in keys:
            _change_study(fields, change)
    if (fields.get("design") or {}).get("method") == "table":
        fields["factors"] = _columns(fields, wish)
    factors = fields.get("factors")
    chosen = [change for change in changes if isinstance(factors, dict) and change.key in factors]
    for change in chosen:  # an override of a factor is about the baseline
        fields["baseline"] = {**fields.get("baseline", {}), change.key: change.value}
    _check_levels(configs, factors)
    study = build(fields, "", wish.package, Study)
    assert isinstance(study, Study)
    if not study.factors:
        raise InputError("factors", "none", "at least one factor", "a single design point is what gridgov run is for")
    taken = keys | {change.key for change in chosen}
    rest = [text for text in wish.overrides if head_of(text) not in taken and key_of(text) not in taken]
    given = {key_of(text) for text in rest}
    settings = as_overrides({key: value for key, value in study.settings.items() if key not in given})
    return study, [*settings, *rest]


def _columns(fields: Plain, wish: Wish) -> dict[str, list[Any]]:
    """Return the columns of a table of design points, which are its factors."""
    if fields.get("factors"):
        raise InputError("factors", one_of(fields["factors"]), "nothing where design.method=table: its columns are")
    folders = [Path(), *([wish.config_dir / "study"] if wish.config_dir else [])]
    points = read_points(str(fields["design"].get("file", "")), folders)
    return {name: [point[name] for point in points] for name in points[0]}


def _check_levels(configs: Configs, factors: Any) -> None:
    """Refuse a level of a group's factor that is no option of the group, under the name by which it was given."""
    for group, levels in factors.items() if isinstance(factors, dict) else ():
        names = configs.options.get(group, [])
        for level in levels if names and isinstance(levels, (list, tuple)) else ():
            if level not in names:
                raise InputError(f"factors.{group}", level, one_of(names), nearest(str(level), names))


def _change_study(fields: Plain, change: Change) -> None:
    """Apply an override of a study's own key, such as replications=5, factors.KEY=[...] or ~factors.KEY."""
    head, _, name = change.key.partition(".")
    if not name:
        fields[head] = change.value
        return
    inner = fields.setdefault(head, {})
    if not isinstance(inner, dict):
        raise InputError(change.key, change.value, f"{head}={'VALUE'}", f"{head} has no keys")
    if not change.removes:
        inner[name] = change.value
    elif inner.pop(name, None) is None:
        raise InputError(change.key, "its removal", one_of(inner), nearest(name, inner))
    elif head == "factors":
        fields.get("baseline", {}).pop(name, None)


def longer_horizon(study: Study, overrides: Sequence[str], config: Plain) -> list[str]:
    """Return the override that makes a street's short default horizon long enough for the study; refuse a given one."""
    days, least = config["days"], study.minimum_days
    if not isinstance(days, int) or not 1 <= days < least:
        return []
    if any(key_of(text) == "days" for text in overrides):
        mend = f"a shorter horizon cannot answer it: leave days out, or set days={least}"
        raise InputError("days", days, f"a whole number from {least} [days] for this study", mend)
    return [f"days={least}"]


def key_of(text: str) -> str:
    """Return the full key of an override."""
    return text.split("=", 1)[0].lstrip("+~")


def head_of(text: str) -> str:
    """Return the first part of the key of an override."""
    return key_of(text).split(".", 1)[0]
