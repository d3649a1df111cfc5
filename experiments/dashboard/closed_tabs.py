"""A tab that is closed while something is being sent to it is no fault: nothing is printed about it."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any

from bokeh.server.connection import ServerConnection
from tornado.websocket import WebSocketClosedError

SENDERS = ("bokeh.server.views.ws", "panel.io.document")  # loggers of what sends to tabs
HEARERS = ("bokeh.server.protocol_handler", "tornado.application")  # and of what hears a tab's last words
GONE = "connection was closed"
SESSION = ServerConnection.session.fget.__code__  # type: ignore[attr-defined]


def keep_quiet_about_closed_tabs(loop: asyncio.AbstractEventLoop) -> None:
    """Let the server's loop and logs tell of every failure but that of sending to a tab that is gone."""
    loop.set_exception_handler(_tell)
    for name in (*SENDERS, *HEARERS):
        logging.getLogger(name).addFilter(_is_news)


def _tell(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    if not isinstance(context.get("exception"), WebSocketClosedError):
        loop.default_exception_handler(context)


def _is_news(record: logging.LogRecord) -> bool:
    return GONE not in record.getMessage() and not _asks_for_a_session_that_is_gone(record)


def _asks_for_a_session_that_is_gone(record: logging.LogRecord) -> bool:
    """Return whether a failure is that of Bokeh to find the session of a tab which it has already let go."""
    error = record.exc_info[1] if record.exc_info else None
    if not isinstance(error, AssertionError):
        return False
    *_, (frame, _line) = traceback.walk_tb(error.__traceback__)
    return frame.f_code is SESSION
