"""The time that a run may take: one that hangs is ended where it stands, or else takes its worker process with it."""

from __future__ import annotations

import ctypes
import faulthandler
import multiprocessing
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

GRACE_SECONDS = 5.0  # for an answer to the exception, before the process goes


class RunTimeoutError(Exception):
    """A run took longer than it may."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise RunTimeoutError inside the block after so many seconds (0 = never), also where it waits or loops.

    Native code that does not return cannot be interrupted: then a worker process leaves after a grace period, and its
    executor sees it die. A process that is nobody's worker stays.
    """
    if not seconds:
        yield
        return
    expendable = multiprocessing.parent_process() is not None
    if expendable:
        faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True)
    try:
        with _alarm(seconds) if _has_alarm() else _injection(seconds):
            yield
    finally:
        if expendable:
            faulthandler.cancel_dump_traceback_later()


def _has_alarm() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Use the system's alarm, which also interrupts what waits (main thread only)."""

    def ring(*ignored: Any) -> None:
        raise RunTimeoutError(f"longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _injection(seconds: float) -> Iterator[None]:
    """Raise the exception in a thread that is not the main one, as in a worker of Dask, at its next step in Python."""
    thread, lock, inject = threading.get_ident(), threading.Lock(), ctypes.pythonapi.PyThreadState_SetAsyncExc
    over = threading.Event()

    def ring() -> None:
        with lock:
            if not over.is_set():
                inject(ctypes.c_ulong(thread), ctypes.py_object(RunTimeoutError))

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            over.set()
            inject(ctypes.c_ulong(thread), None)  # whatever has not been raised yet
