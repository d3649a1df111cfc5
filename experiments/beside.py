"""A piece of work done beside this process, in a copy of it, where the system can copy processes safely."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

from experiments.cores import available_cores


def beside[T](make: Callable[[], T]) -> Callable[[], T]:
    """Begin a piece of work in a copy of this process; return what waits for what it makes (it must be picklable).

    Where processes cannot be copied, or where the copy fails or is killed, it is made here when it is asked for: so
    its errors are raised here too.
    """
    if not _copyable():
        return make
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    copy = context.Process(target=_send, args=(make, receiving, sending), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads inside libraries, which let go of their locks
        try:
            copy.start()
        except OSError:  # there is no memory or no number for another process
            return make
    sending.close()

    def made() -> T:
        try:
            found: T = receiving.recv()
        except (EOFError, OSError):
            return make()
        finally:
            receiving.close()  # lets go a copy that is still sending
            copy.join()
        return found

    return made


def _copyable() -> bool:
    """Whether a copy can work: Linux, a core for it, and no other thread of Python that might hold a lock."""
    return sys.platform == "linux" and available_cores() > 1 and threading.active_count() == 1


def _send[T](make: Callable[[], T], receiving: Connection, sending: Connection) -> None:
    receiving.close()  # so that sending fails, and the copy ends, when the other process is gone
    with suppress(Exception, KeyboardInterrupt):
        sending.send(make())
