"""A tab that is closed while something is being sent to it is no fault: nothing is printed about it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from tornado.websocket import WebSocketClosedError

SENDERS = ("bokeh.server.views.ws", "panel.io.document")  # loggers of what sends to tabs
GONE = "connection was closed"


def keep_quiet_about_closed_tabs(loop: asyncio.AbstractEventLoop) -> None:
    """Let the server's loop and logs tell of every failure but that of sending to a tab that is gone."""
    loop.set_exception_handler(_tell)
    for name in SENDERS:
        logging.getLogger(name).addFilter(_is_news)


def _tell(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    if not isinstance(context.get("exception"), WebSocketClosedError):
        loop.default_exception_handler(context)


def _is_news(record: logging.LogRecord) -> bool:
    return GONE not in record.getMessage()
