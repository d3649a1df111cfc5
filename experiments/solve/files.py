"""The files of a solution: what was asked and found (`solve.json`) and the table of candidates (`solve.csv`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from experiments.solve.problem import Problem, Request
from experiments.solve.solving import Solution
from experiments.store import read_manifest
from experiments.tables import write_csv, write_text
from sim import InputError

FILE, TABLE = "solve.json", "solve.csv"
SEARCHING, FOUND, NONE = "searching", "found", "none within the bounds"


def as_json(problem: Problem, solution: Solution | None) -> dict[str, Any]:
    """Return what was asked and, once there is one, what was found, as plain values."""
    content: dict[str, Any] = {
        "request": problem.request._asdict(),
        "target": problem.target._asdict(),
        "rule": problem.rule._asdict(),
        "monotone": problem.monotone,
        "most_tests": problem.most_tests,
        "candidates": len(problem.candidates),
        "status": SEARCHING,
    }
    if solution is None:
        return content
    chosen = None if solution.chosen is None else str(solution.table["candidate"].iloc[solution.chosen])
    found = {"status": NONE if chosen is None else FOUND, "chosen": chosen}
    return content | found | {"undecided": solution.undecided, "not_monotone": solution.not_monotone}


def write_solution(problem: Problem, solution: Solution | None) -> None:
    """Write what was asked and, once there is one, the solution with its table."""
    folder = problem.plan.folder
    folder.mkdir(parents=True, exist_ok=True)
    if solution is not None:
        write_csv(folder / TABLE, solution.table)
    write_text(folder / FILE, json.dumps(as_json(problem, solution), indent=2, ensure_ascii=False) + "\n")


def read_request(folder: Path) -> Request:
    """Return the request that made a folder; raises InputError if it is none of `gridgov solve`."""
    read_manifest(folder)
    asked = read(folder)["request"]
    return Request(**{**asked, "vary": tuple(asked["vary"])})


def read(folder: Path) -> dict[str, Any]:
    """Return what stands in `solve.json`; raises InputError if it cannot be read."""
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        content["request"]["target"], content["status"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("DIR", str(folder), "a folder of gridgov solve", f"its {FILE} is missing or broken") from error
    return dict(content)


def is_solution(folder: Path) -> bool:
    """Whether a folder was made by `gridgov solve`."""
    return (folder / FILE).is_file()
