"""Identity of a run: a key made from the model's code, the resolved configuration, the seed and the versions."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.resources.abc import Traversable
from typing import Any

from experiments import own_package

NUMERIC = ("chinesecalendar", "mesa", "numpy", "pandas", "scipy", "shapely")  # what `sim` imports, and nothing else
OTHERS = ("gridgov", "hydra-core", "matplotlib", "omegaconf", "pyarrow", "statsmodels")
KEY_LENGTH = 32
SHOWN = 12  # letters of a fingerprint that people read
ABSENT = "not installed"


def versions() -> dict[str, str]:
    """Return the versions of Python and the libraries that can change a number of a result."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **{name: installed(name) for name in NUMERIC}}


@functools.cache
def installed(name: str) -> str:
    """Return the installed version of a distribution, or a word that there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ABSENT


def other_versions(before: dict[str, str]) -> str:
    """Return in words which versions differ from those of a stored result ("" if none does)."""
    now = versions()
    names = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
    return ", ".join(f"{name} {before.get(name, 'unknown')} there, {now.get(name, 'unused')} here" for name in names)


def code_fingerprint(package: str = "") -> str:
    """Return a hash of the model's sources (package `sim`, and the user's own package), the same on every system."""
    return _fingerprint({package: own_package.load(package)} if package else {})


def other_code(manifest: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the code that made a result and the present code, shortened, where they are known and differ."""
    there, package = manifest.get("code"), own_package.named_in(manifest)
    folder = own_package.lying(package) if package else None
    if package and folder is None:  # the user's package is not here, so nothing can be said of it
        return None
    here = _fingerprint({package: folder} if folder else {})
    return (there[:SHOWN], here[:SHOWN]) if there and there != here else None


def _fingerprint(own: Mapping[str, Traversable]) -> str:
    digest = hashlib.sha256()
    for name, folder in {"sim": importlib.resources.files("sim"), **own}.items():
        for path, source in sorted(_sources(folder, name)):
            digest.update(path.encode() + b"\0" + source.replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def run_keys(fingerprint: str, config: Any, seeds: Sequence[int]) -> list[str]:
    """Return the keys of a point's runs: equal keys mean equal results, bit for bit, on one type of machine."""
    point = digest_of({"code": fingerprint, "config": config, "versions": versions()})
    return [digest_of([point, seed]) for seed in seeds]


def digest_of(value: Any) -> str:
    """Return a short hash of plain values."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _sources(entry, name)
        elif entry.name.endswith(".py"):
            yield name, entry.read_bytes()
