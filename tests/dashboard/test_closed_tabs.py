"""What the server prints: nothing of tabs that were closed, everything else."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, cast

import pytest

pytest.importorskip("panel", reason="the extra `dashboard` is not installed")
websocket = pytest.importorskip("tornado.websocket")

from bokeh.document import Document  # noqa: E402
from bokeh.server.connection import ServerConnection  # noqa: E402
from bokeh.server.session import ServerSession  # noqa: E402

from experiments.dashboard.closed_tabs import HEARERS, SENDERS, keep_quiet_about_closed_tabs  # noqa: E402


def told_of(error: Exception, caplog: pytest.LogCaptureFixture) -> str:
    """Return what is logged when a task fails that nobody waits for."""
    loop = asyncio.new_event_loop()
    keep_quiet_about_closed_tabs(loop)
    loop.call_exception_handler({"message": "Task exception was never retrieved", "exception": error})
    loop.close()
    return caplog.text


def passes(message: str) -> bool:
    """Whether a warning of what sends to tabs gets through the filters of its logger."""
    record = logging.LogRecord(SENDERS[0], logging.WARNING, "", 0, message, (), None)
    return bool(logging.getLogger(SENDERS[0]).filter(record))


def test_a_tab_that_is_gone_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    assert told_of(websocket.WebSocketClosedError(), caplog) == ""
    assert not passes("Failed sending message as connection was closed")


def test_every_other_failure_is_told(caplog: pytest.LogCaptureFixture) -> None:
    assert "ValueError" in told_of(ValueError("broken"), caplog)
    assert passes("something else")


def hears(logger: str, error: Exception) -> bool:
    """Whether a failure gets through the filters of a logger of what hears from tabs."""
    record = logging.LogRecord(logger, logging.ERROR, "", 0, "failed", (), (type(error), error, error.__traceback__))
    return bool(logging.getLogger(logger).filter(record))


@pytest.mark.parametrize("logger", HEARERS)
def test_the_last_words_of_a_tab_that_was_let_go_are_no_fault(logger: str) -> None:
    """Bokeh asserts that a connection has its session, which a ping to a closed tab has taken from it."""
    loop, nothing = asyncio.new_event_loop(), cast(Any, None)
    keep_quiet_about_closed_tabs(loop)
    loop.close()
    gone = ServerConnection(nothing, nothing, nothing, ServerSession("1", Document()))
    gone.detach_session()
    with pytest.raises(AssertionError) as lost:
        _ = gone.session
    assert not hears(logger, lost.value)
    with pytest.raises(AssertionError) as other:
        assert not loop.is_closed()
    assert hears(logger, other.value)
