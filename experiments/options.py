"""What commands share on the command line: how help is asked for, and the examples that it ends with."""

from __future__ import annotations

CONTEXT = {"help_option_names": ["-h", "--help"]}


def examples(*lines: str) -> str:
    """Return the examples that a command's help ends with (the first character keeps the lines apart)."""
    return "\b\n" + "\n".join(["Examples:", *(f"  {line}" for line in lines)])
