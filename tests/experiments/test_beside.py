"""Work beside this process is done in a copy of it; what goes wrong there is done, and told, here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from multiprocessing.connection import Connection

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


@copied
def test_what_a_copy_that_is_killed_while_it_sends_was_at_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def half_sent(_make: object, _receiving: object, sending: Connection) -> None:
        os.write(sending.fileno(), (1_000_000).to_bytes(4, "big") + b"half of a message")
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(module, "_send", half_sent)
    assert beside(os.getpid)() == os.getpid()


@copied
def test_without_room_for_a_copy_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", full)
    assert beside(os.getpid)() == os.getpid()


@copied
def test_no_copy_outlives_a_killed_process() -> None:
    """A copy that has more to send than a pipe holds would wait for its reader for ever."""
    program = subprocess.Popen([sys.executable, "-c", ALONE], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert int(program.stdout.readline()) != program.pid
    program.kill()
    program.communicate(timeout=30)  # ends when nobody holds the other end of its output any more


ALONE = """
import multiprocessing, time
from experiments import beside
beside._copyable = lambda: True
waiting = beside.beside(lambda: b"x" * 5_000_000)
print(multiprocessing.active_children()[0].pid, flush=True)
time.sleep(60)
"""


@copied
def test_whoever_is_interrupted_while_waiting_is_not_held_by_its_copy() -> None:
    program = subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None and program.stdout.readline() == "waiting\n"
    program.send_signal(signal.SIGINT)
    assert program.wait(timeout=30) == 130


WAITING = """
import signal, sys, time
from experiments import beside
beside._copyable = lambda: True
def long():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    time.sleep(2)
    return b"x" * 5_000_000
waiting = beside.beside(long)
time.sleep(1)
try:
    print("waiting", flush=True)
    waiting()
except KeyboardInterrupt:
    sys.exit(130)
"""


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
