"""Where the page comes from: its size, the commands that make it again, the versions it was made with, a citation."""

from __future__ import annotations

import shlex

from experiments.identity import SHOWN, other_code
from experiments.language import N_, _, counted
from experiments.own_package import OPTION, named_in, trusted
from experiments.report.lists import sentences
from experiments.report.marks import named
from experiments.report.reading import StudyResult

RUN = N_("A run")  # the title of a result folder of `gridgov run`


def facts(result: StudyResult) -> str:
    """Return what was made, in a line."""
    made = int(result.manifest["replications"])
    stored = {"stored": len(result.runs), "planned": result.planned}
    return " · ".join(
        [
            counted("{stored} of {planned} run", "{stored} of {planned} runs", result.planned, **stored),
            _("{days} days each", days=result.days),
            counted("{n} replication", "{n} replications with common seeds", made),
            _("folder `{name}`", name=result.manifest["name"]),
        ]
    )


def warning(result: StudyResult) -> str:
    """Return what a reader must know of the code: that it is not the present one, or that a package is not loaded."""
    manifest, told = result.manifest, []
    if codes := other_code(manifest):
        told.append(_other(*codes))
    if named_in(manifest) != trusted(manifest):
        told.append(_unread(named_in(manifest)))
    return sentences(*told)


def _other(there: str, here: str) -> str:
    return _(
        "Made by model code `{there}`, this is `{here}`: the same command may give other numbers now.",
        there=there,
        here=here,
    )


def _unread(package: str) -> str:
    return _(
        "What needs the package `{package}`, such as maps and assumptions, is left out: classes of a package are only "
        "loaded when you name it, by gridgov report DIR --package {package}.",
        package=package,
    )


def commands(result: StudyResult) -> list[str]:
    """Return the commands that make the results and this page again."""
    package = named_in(result.manifest)
    option = [OPTION, package] if package else []
    return [str(result.manifest["command"]), shlex.join(["gridgov", "report", str(result.folder), *option])]


def made_with(result: StudyResult) -> str:
    """Return versions, the fingerprint of the model's code, the seed and the time of the runs."""
    manifest = result.manifest
    libraries = ", ".join(f"{name} {version}" for name, version in manifest.get("versions", {}).items())
    parts = [named(libraries)] if libraries else []
    if manifest.get("code"):
        parts.append(_("model code `{fingerprint}`", fingerprint=manifest["code"][:SHOWN]))
    parts.append(_("study seed {seed}", seed=manifest.get("seed", "")))
    timings = manifest.get("timings") or {}
    if "run_seconds" in timings:
        parts.append(_("{seconds} s of runs", seconds=timings["run_seconds"]))
    if timings:
        parts.append(_("written {time}", time=timings.get("written") or timings.get("started")))
    return " · ".join(parts)


def citation(result: StudyResult) -> str:
    """Return how to cite this result."""
    manifest = result.manifest
    return _(
        "The gridgov authors: gridgov, simulation of grid-based community governance, version {version}; study "
        "“`{study}`”, seed {seed}, model code `{fingerprint}`.",
        version=manifest.get("libraries", {}).get("gridgov", ""),
        study=manifest["name"],
        seed=manifest.get("seed", ""),
        fingerprint=str(manifest.get("code", ""))[:SHOWN],
    )
