"""Work beside this process is done in a copy of it; what goes wrong there is done, and told, here."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from experiments import beside as module
from experiments.beside import beside

copied = pytest.mark.skipif(os.name != "posix" or not hasattr(os, "fork"), reason="this system copies no processes")


@pytest.fixture(autouse=True)
def copyable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process be copied, although the test runner may have threads."""
    monkeypatch.setattr(module, "_copyable", lambda: True)


@copied
def test_a_copy_does_the_work_with_what_is_known_here() -> None:
    known = {"grids": 80}
    found = beside(lambda: (os.getpid(), known["grids"]))()
    assert found[0] != os.getpid() and found[1] == 80


@copied
def test_an_error_of_the_copy_is_raised_here(capfd: pytest.CaptureFixture[str]) -> None:
    def fails() -> None:
        raise ValueError("no such table")

    waiting = beside(fails)
    with pytest.raises(ValueError, match="no such table"):
        waiting()
    assert "Traceback" not in capfd.readouterr().err


@copied
def test_what_a_killed_copy_was_at_is_made_here() -> None:
    here = os.getpid()

    def killed() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    assert beside(killed)() == here


def test_a_process_with_threads_or_one_core_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(module, "available_cores", lambda: 1)
    assert beside(os.getpid)() == os.getpid()
    monkeypatch.setattr(module, "available_cores", lambda: 2)
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert beside(os.getpid)() == os.getpid()
    finally:
        done.set()
        other.join()
