"""The errors of gridgov: every message says what, what it got, what is allowed, and how to mend it."""

from __future__ import annotations


class GridgovError(Exception):
    """Base of all errors that gridgov raises on purpose."""


class InputError(GridgovError, ValueError):
    """An input that cannot be used; the message is one line for the person who typed it."""

    def __init__(self, what: str, got: object, allowed: str, mend: str = "") -> None:
        self.what, self.got, self.allowed, self.mend = what, got, allowed, mend
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return the message: what, got, allowed, how to mend."""
        tail = f"; {self.mend}" if self.mend else ""
        return f"{self.what}: got {self.got!r}, allowed: {self.allowed}{tail}"

    def __reduce__(self) -> tuple[type[InputError], tuple[object, ...]]:
        """Let the error be sent between processes with its parts."""
        return type(self), (self.what, self.got, self.allowed, self.mend)

    def under(self, prefix: str) -> InputError:
        """Return the same error with the key of the enclosing group in front."""
        return InputError(f"{prefix}.{self.what}", self.got, self.allowed, self.mend)


class ModelError(GridgovError, RuntimeError):
    """The model broke one of its own promises (a bound, a book that does not balance): a defect, not an input."""
