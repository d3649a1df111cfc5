"""What `gridgov solve` does: pose the problem, search, tell and write the answer; the same words resume it."""

from __future__ import annotations

import sys
from pathlib import Path

from experiments.ledger import delete_results
from experiments.plan import Wish
from experiments.recall import recall
from experiments.screen import follow_runs, say, show_rows
from experiments.solve.files import as_json, is_solution, read_request, write_solution
from experiments.solve.problem import Problem, Request, pose
from experiments.solve.sampler import FailedRunError, Sampler
from experiments.solve.solving import COLUMNS, Solution, solve
from sim import InputError
from sim import run as simulate


def solve_problem(wish: Wish, request: Request, overwrite: bool = False) -> int:
    """Solve a problem, print and write the answer; return the exit code."""
    from experiments.commands import write_report

    problem = pose(wish, request)
    folder = problem.plan.folder
    if overwrite and is_solution(folder):
        delete_results(folder)
    if folder.exists() and any(folder.iterdir()) and not is_solution(folder):
        raise InputError("name", folder.name, "a new folder, or one of gridgov solve", "choose another name=")
    say(
        f"target: {problem.target.text}, with {request.confidence:.0%} confidence, tolerance {problem.rule.tolerance:g}"
    )
    try:
        with follow_runs(folder.name) as watch:
            sampler = Sampler(problem.plan, simulate, watch)  # refuses results of other code or another plan
            write_solution(problem, None)
            solution = solve(problem, sampler, lambda text: print(text, file=sys.stderr, flush=True))
    except FailedRunError as error:
        print(f"gridgov: {error}", file=sys.stderr)
        return 1
    write_solution(problem, solution)
    show_solution(problem, solution)
    return write_report(folder)


def resume_solution(folder: Path, package: str) -> int:
    """Go on with a search by its folder alone."""
    return solve_problem(recall(folder, package), read_request(folder))


def show_solution(problem: Problem, solution: Solution) -> None:
    """Print what was tested, what was found, and how sure it is."""
    from experiments.report.solved_words import answer, certainty

    tested = solution.table[solution.table["n"] > 0]
    show_rows(tested[[name for name in COLUMNS if name != "point"]])
    content = as_json(problem, solution)
    for line in (*answer(content, solution.table), *certainty(content)):
        say(line)
