"""Names, clauses and sentences joined to one text, as the language that is spoken joins them."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.language import _, _c, language


def sentences(*told: str) -> str:
    """Return sentences that follow each other, with what stands between sentences in the language; empty ones drop."""
    return ("" if language() == "zh" else " ").join(one for one in told if one)


def listed(parts: Sequence[str]) -> str:
    """Return names joined to one list."""
    if any(", " in part for part in parts):
        return joined(parts)
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} and {last}", first=_c("names", ", ").join(parts[:-1]), last=parts[-1])


def joined(parts: Sequence[str]) -> str:
    """Return clauses joined to one list, with semicolons where a clause has a comma of its own."""
    if len(parts) < 2:
        return "".join(parts)
    if any(", " in part for part in parts):
        return _("{first}; and {last}", first=_("; ").join(parts[:-1]), last=parts[-1])
    return _c("clauses", "{first} and {last}", first=_c("clauses", ", ").join(parts[:-1]), last=parts[-1])
