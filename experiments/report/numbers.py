"""Numbers as people write them: no more digits than are known, units always there, a real minus sign."""

from __future__ import annotations

import math
from collections.abc import Callable

from experiments.statistics import Estimate

MILLION, TEN_THOUSAND, HUNDRED = 1_000_000, 10_000, 100
UNKNOWN = "not known"


def bracket(low: float, high: float, write: Callable[[float], str]) -> str:
    """Return an interval in brackets with a space before it, or that there is none (one value has no interval)."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return " (no range)"
    return f" ({write(low)} to {write(high)})"


def amount(value: float, digits: int = 3) -> str:
    """Return a number with about `digits` significant digits and thousands apart."""
    if not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{round(value, decimals):,.{min(max(decimals, 0), 6)}f}".replace("-", "−")


def count(value: float) -> str:
    """Return a whole number with thousands apart, as it is."""
    return f"{value:,.0f}".replace("-", "−") if math.isfinite(value) else UNKNOWN


def percent(share: float, decimals: int = 0) -> str:
    """Return a share as per cent."""
    if not math.isfinite(share):
        return UNKNOWN
    rounded = round(HUNDRED * share, decimals) + 0.0  # no minus before a zero
    return f"{rounded:.{decimals}f} %".replace("-", "−")


def yuan(value: float) -> str:
    """Return money, in millions where it is that much."""
    if not math.isfinite(value):
        return UNKNOWN
    if abs(value) >= MILLION:
        return f"{amount(value / MILLION)} million yuan"
    return f"{amount(value)} yuan"


def points(share: float) -> str:
    """Return a difference of shares in percentage points."""
    return f"{amount(HUNDRED * share, 2)} points" if math.isfinite(share) else UNKNOWN


def hours(value: float) -> str:
    """Return a duration in hours."""
    return f"{amount(value, 2)} hours"


def minutes(value: float) -> str:
    """Return a duration in minutes."""
    return f"{amount(value, 2)} minutes"


KINDS: dict[str, Callable[[float], str]] = {
    "amount": amount,
    "count": amount,
    "points": points,
    "yuan": yuan,
    "hours": hours,
    "minutes": minutes,
    "percent": percent,
}


def span(low: float, high: float, kind: str, joint: str = "to", signed: bool = False) -> str:
    """Return a range with its unit once, e.g. "4.0 to 4.1 points"."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNKNOWN
    first, second = ((plus(end, kind) if signed else KINDS[kind](end)) for end in (low, high))
    unit = second[len(second.split(" ")[0]) :]
    return f"{first.removesuffix(unit) if unit else first} {joint} {second}"


def plus(value: float, kind: str) -> str:
    """Return a difference with its sign, also where it is positive."""
    return ("+" if value > 0 else "") + KINDS[kind](value)


def spread(found: Estimate, kind: str) -> str:
    """Return the interval of an effect in words with a space before it: of its size if it is clear.

    Nothing where both ends are written alike (the interval is narrower than the rounding).
    """
    if not found.known:
        return " (too few runs for a range)"
    low, high = sorted((abs(found.low), abs(found.high))) if found.clear else (found.low, found.high)
    if KINDS[kind](low) == KINDS[kind](high):
        return ""
    return f" (between {span(low, high, kind, 'and')})"


def size(found: Estimate, kind: str) -> str:
    """Return the size of an effect without its sign."""
    return KINDS[kind](abs(found.mean))
