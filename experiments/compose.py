"""Composition: the project's option files (and the user's own folder) put together by Hydra, as plain values.

Nothing is resolved or instantiated here, and Hydra's global state is as before afterwards.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_module
from hydra.core.global_hydra import GlobalHydra
from hydra.core.object_type import ObjectType
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from experiments.overrides import Change, nearest, one_of, understand
from sim.errors import InputError

Plain = dict[str, Any]
PRIMARY = "run"
KINDS = "catalogue.categories"  # named groups inside a group: overrides may change them, files may add to them
HYDRA_RESOLVERS = ("hydra", "now", "python_version", "env")


class Configs:
    """The option files in reach: their groups and options, and what overrides make of them (see `open_configs`)."""

    def __init__(self, config_dir: Path | None) -> None:
        self.config_dir = config_dir
        self._search = [f"hydra.searchpath=['file://{config_dir.resolve()}']"] if config_dir else []

    @functools.cached_property
    def options(self) -> dict[str, list[str]]:
        """The config groups, each with the names of its options."""
        if self.config_dir is None:
            return _own_options()
        return _options(self._search)

    @functools.cached_property
    def keys(self) -> list[str]:
        """The top-level keys that are no groups, such as days."""
        with (importlib.resources.files("configs") / f"{PRIMARY}.yaml").open(encoding="utf-8") as file:
            return [str(key) for key in OmegaConf.load(file) if key != "defaults"]

    def understand(self, overrides: Sequence[str], more_keys: Sequence[str] = ()) -> list[Change]:
        """Return the overrides, checked against the groups and top-level keys in reach, and any further keys."""
        options = {group: names for group, names in self.options.items() if group != "study"}
        return understand(overrides, options, [*self.keys, *more_keys])

    def compose(self, overrides: Sequence[str]) -> Plain:
        """Return the composed configuration as plain values; raises InputError where an override cannot be used."""
        changes = self.understand(overrides)
        self._check_members(changes)
        return self._compose([change.for_hydra() for change in changes])

    def _check_members(self, changes: Sequence[Change]) -> None:
        """Refuse overrides of kinds of incident that the catalogue does not have: a new kind is an entry in a file."""
        parts = [change for change in changes if change.key.startswith(f"{KINDS}.")]
        if not parts:
            return
        others = [change.for_hydra() for change in changes if change not in parts]
        known = self._compose(others)["catalogue"]["categories"]
        for change in parts:
            name = change.key.removeprefix(f"{KINDS}.").split(".", 1)[0]
            if name not in known:
                mend = nearest(name, known) or "a new kind is an entry in an option file (--config-dir)"
                raise InputError(f"{KINDS}.{name}", change.value, one_of(known), mend)

    def study(self, name: str) -> Plain:
        """Return the named study of the group `study`."""
        names = self.options.get("study", [])
        if name not in names:
            raise InputError("study", name, one_of(names), nearest(name, names) or "see gridgov study --help")
        return dict(self._compose([f"+study={name}"]).get("study") or {})

    def _compose(self, overrides: list[str]) -> Plain:
        try:
            composed = compose(PRIMARY, [*self._search, *overrides])
        except (HydraException, OmegaConfBaseException, YAMLError, ValueError, TypeError) as error:
            raise InputError("configuration", " ".join(overrides) or PRIMARY, _reason(error)) from error
        plain = OmegaConf.to_container(composed, resolve=False)
        assert isinstance(plain, dict)
        _refuse_interpolation(plain, "")
        return {str(key): value for key, value in plain.items()}


@functools.cache
def _own_options() -> dict[str, list[str]]:
    """Return the groups and options of gridgov alone, which stay what they are while a process lives."""
    return _options([])


def _options(search: list[str]) -> dict[str, list[str]]:
    hydra = GlobalHydra.instance().hydra
    assert hydra is not None, "use open_configs"

    def names(group: str, kind: ObjectType) -> list[str]:
        found = hydra.config_loader.get_group_options(group, kind, overrides=search)
        return [name for name in found if name != "hydra" and not name.startswith("_")]

    return {group: names(group, ObjectType.CONFIG) for group in names("", ObjectType.GROUP)}


@contextmanager
def open_configs(config_dir: Path | None = None) -> Iterator[Configs]:
    """Yield the option files of the package, and of the user's `config_dir`; afterwards Hydra is as it was before."""
    if config_dir is not None and not config_dir.is_dir():
        raise InputError("--config-dir", str(config_dir), "a folder with one folder a group", "check the path")
    _refuse_hidden(config_dir)
    before = {name for name in HYDRA_RESOLVERS if OmegaConf.has_resolver(name)}
    host = GlobalHydra.instance().hydra
    GlobalHydra.instance().clear()
    try:
        with initialize_config_module("configs", job_name="gridgov", version_base="1.3"):
            yield Configs(config_dir)
    finally:
        GlobalHydra.instance().hydra = host
        for name in set(HYDRA_RESOLVERS) - before:
            OmegaConf.clear_resolver(name)


def _refuse_hidden(config_dir: Path | None) -> None:
    """Refuse option files with the names of gridgov's own, which would be used in their place without a word."""
    for path in sorted(config_dir.glob("*/*.yaml")) if config_dir else ():
        name = f"{path.parent.name}/{path.name}"
        if (importlib.resources.files("configs") / path.parent.name / path.name).is_file():
            raise InputError(
                "--config-dir", str(path), "names that gridgov's own options do not have", f"rename {name}"
            )


def _reason(error: Exception) -> str:
    """Return the innermost first line of an error of Hydra, as the one line for the person who typed it."""
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    return " ".join(line.strip() for line in str(error).splitlines()[:2]) or type(error).__name__


def _refuse_interpolation(value: Any, key: str) -> None:
    """Refuse `${...}` anywhere: option files hold values, and nothing is looked up at composition."""
    if isinstance(value, str) and "${" in value:
        raise InputError(key, value, "a plain value, no interpolation", "write the value itself")
    if isinstance(value, Mapping):
        for name, item in value.items():
            _refuse_interpolation(item, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _refuse_interpolation(item, f"{key}[{number}]")
