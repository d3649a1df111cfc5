"""What a worker process of the dashboard does: one request at a time, whose findings it sends as they come."""

from __future__ import annotations

import gc
import os
import signal
import traceback
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

FOUND, DONE, REFUSED, FAILED, AGAIN, LOST = "found", "done", "refused", "failed", "again", "lost"
STOPPED = "stopped"
NICE = 5  # behind the pages: what a visitor has asked for and sees comes before what is being simulated


class Request(NamedTuple):
    """A wish for a worker: the name of a function in `experiments.dashboard.streets`, and what it is given."""

    work: str
    wanted: Any


class Found(NamedTuple):
    """What came of a request: its number in the job, how it stands, and what was found (or the error)."""

    number: int
    state: str
    content: Any = None


def serve(connection: Connection) -> None:
    """Answer requests until the other end is gone; Ctrl-C is the server's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    from experiments.dashboard import streets  # slow to import: after the process is there

    gc.freeze()
    gc.disable()  # a street is thrown away as a whole, between requests
    try:
        while True:
            number, request = connection.recv()
            if request is not None:
                _answer(connection, number, getattr(streets, request.work)(*request.wanted))
                gc.collect()
    except (EOFError, OSError):
        os._exit(0)  # without a server there is no work


def _answer(connection: Connection, number: int, findings: Iterator[Any]) -> None:
    from sim import InputError

    state, content = DONE, None
    try:
        for finding in findings:
            if finding is not None:
                connection.send(Found(number, FOUND, finding))
            if connection.poll() and connection.recv()[1] is None:
                state = STOPPED
                break
    except InputError as error:
        state, content = REFUSED, error
    except (EOFError, OSError):
        raise
    except Exception:
        state, content = FAILED, traceback.format_exc()
    connection.send(Found(number, state, content))
