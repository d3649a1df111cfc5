"""Marks in texts of the report: a cell that starts with * is emphasised, `what is typed or named` is set as code."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

CODE = re.compile(r"`([^`]+)`")


def marked(text: str) -> Markup:
    """Return a text as HTML with its marks."""
    shown = Markup(CODE.sub(r"<code>\1</code>", str(escape(text.removeprefix("*")))))
    return Markup("<b>{}</b>").format(shown) if text.startswith("*") else shown


def unmarked(text: str) -> str:
    """Return a text without its marks, as it stands in a file of numbers."""
    return CODE.sub(r"\1", text.removeprefix("*"))


def named(name: str) -> str:
    """Return a name of the model or a command, marked as such."""
    return f"`{name}`"
