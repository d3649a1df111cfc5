"""What the server prints: nothing of tabs that were closed, everything else."""

from __future__ import annotations

import asyncio
import logging

import pytest

pytest.importorskip("panel", reason="the extra `dashboard` is not installed")
websocket = pytest.importorskip("tornado.websocket")

from experiments.dashboard.closed_tabs import SENDERS, keep_quiet_about_closed_tabs  # noqa: E402


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
