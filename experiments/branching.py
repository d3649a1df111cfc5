"""Branching: arms that share their history live it once; from its last day on, each goes on in a copy of the street.

The copy is a child process (fork): it shares the memory of the street that lived the history until it writes to it.
Where that cannot be done (no Linux, or not in the main thread), a run lives its own history, with the same result.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, NoReturn

from experiments.execute import Task
from sim import History, InputError, RunResult, Scenario, StreetModel
from sim import run as run_alone

WARMUP = "warmup"


class BranchError(RuntimeError):
    """A branch failed in its own process; the message holds the traceback."""


class Lived(NamedTuple):
    """A street that has lived a history and waits at its end."""

    history: History
    seed: int
    street: StreetModel


_LIVED: list[Lived] = []  # the latest one of this process


def with_history(scenarios: Sequence[Scenario], common: Scenario | None, branch_at: Any) -> list[Scenario]:
    """Return scenarios that live as `common` does until a day: "warmup" (its end) or a number of measured days."""
    if branch_at is None or common is None:
        return list(scenarios)
    days = 0 if branch_at == WARMUP else branch_at
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days < common.days:
        allowed = f"{WARMUP} | a whole number of measured days from 0, below days={common.days}"
        raise InputError("branch_at", branch_at, allowed, "the day from whose morning on the arms go their own ways")
    history = History(rules=common, until_day=common.warmup_days + days)
    return [scenario.but(history=history) for scenario in scenarios]


def by_history(tasks: Iterable[Task]) -> list[Task]:
    """Return tasks in an order in which those that can share a history follow each other."""
    tasks = list(tasks)
    return sorted(tasks, key=lambda task: task.seed) if any(_history(task.scenario) for task in tasks) else tasks


def _history(scenario: Any) -> History | None:
    history = getattr(scenario, "history", None)
    return history if isinstance(history, History) else None


def run(scenario: Scenario, seed: int) -> RunResult:
    """Make a run as `sim.run` does, bit for bit; runs in sequence with one history and seed live it once."""
    history = _history(scenario)
    if history is None or not can_fork():
        _LIVED.clear()
        return run_alone(scenario, seed)
    street = live(history, seed)
    return in_child(lambda: _go_on(street, scenario))


def can_fork() -> bool:
    """Whether this process can copy itself safely."""
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread()


def live(history: History, seed: int) -> StreetModel:
    """Return a street at the end of a history (the one that this process lived last, if it is the same)."""
    if not _LIVED or _LIVED[0][:2] != (history, seed):
        _LIVED.clear()
        gc.collect()  # the street before, whose parts refer to each other
        street = StreetModel(history.rules, seed)
        _days(street, history.until_day)
        _LIVED.append(Lived(history, seed, street))
    return _LIVED[0].street


def _days(street: StreetModel, until: int) -> None:
    collecting = gc.isenabled()
    gc.disable()  # as in `sim.run`
    try:
        while street.day < until:
            street.step()
    finally:
        if collecting:
            gc.enable()


def _go_on(street: StreetModel, scenario: Scenario) -> RunResult:
    street.switch(scenario)
    _days(street, street.n_days)
    return street.result()


def in_child(make: Callable[[], Any]) -> Any:
    """Return what a function makes in a copy of this process; the copy ends with this process, however that ends."""
    result, lifeline = os.pipe(), os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child only counts: it uses nothing of other threads
        child = os.fork()
    if not child:
        _be_child(make, result, lifeline)
    os.close(result[1])
    os.close(lifeline[0])
    try:
        with open(result[0], "rb") as pipe:
            content = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        status = os.waitpid(child, 0)[1]
        os.close(lifeline[1])
    if status:
        raise BranchError(f"the process of a branch ended with status {status} (killed, or out of memory)")
    made, value = pickle.loads(content)
    if not made:
        raise BranchError(value)
    return value


def _be_child(make: Callable[[], Any], result: tuple[int, int], lifeline: tuple[int, int]) -> NoReturn:
    code = 1
    try:
        os.close(lifeline[1])
        threading.Thread(target=_end_with, args=(lifeline[0],), daemon=True).start()
        try:
            content = pickle.dumps((True, make()))
        except Exception:
            content = pickle.dumps((False, traceback.format_exc()))
        with open(result[1], "wb") as pipe:
            pipe.write(content)
        code = 0
    finally:
        os._exit(code)


def _end_with(lifeline: int) -> None:
    os.read(lifeline, 1)  # returns when the other end is closed, also by the death of its process
    os._exit(1)
