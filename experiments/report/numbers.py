"""Numbers as people write them: no more digits than are known, units always there, a real minus sign."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from experiments.language import N_, _, language

if TYPE_CHECKING:
    from experiments.statistics import Estimate  # scipy's statistics take a second, and numbers need none of it

MILLION, TEN_THOUSAND, HUNDRED = 1_000_000, 10_000, 100
MONEY = {  # from which sum on money is written in which unit: Chinese counts in ten thousands
    "en": ((MILLION, "{number} million yuan"), (1, "{number} yuan")),
    "zh": ((HUNDRED * MILLION, "{number}亿元"), (TEN_THOUSAND, "{number}万元"), (1, "{number}元")),
}
SHORT = {  # the same in a table whose head says yuan
    "en": ((MILLION, "{number} million"), (1, "{number}")),
    "zh": ((HUNDRED * MILLION, "{number}亿"), (TEN_THOUSAND, "{number}万"), (1, "{number}")),
}
UNITS = {  # of each kind: what its number is multiplied by, its digits, and how it is written
    "amount": (1, 3, "{number}"),
    "count": (1, 3, "{number}"),
    "points": (HUNDRED, 2, N_("{number} points")),
    "hours": (1, 2, N_("{number} hours")),
    "minutes": (1, 2, N_("{number} minutes")),
}


def unknown() -> str:
    """Return what stands for a number that is not known."""
    return _("not known")


def bracket(low: float, high: float, kind: str = "amount", signed: bool = False) -> str:
    """Return an interval in brackets with a space before it, or that there is none (one value has no interval)."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return _(" (no range)")
    return _(" ({range})", range=span(low, high, kind, signed=signed))


def amount(value: float, digits: int = 3) -> str:
    """Return a number with about `digits` significant digits and thousands apart."""
    if not math.isfinite(value):
        return unknown()
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{round(value, decimals):,.{min(max(decimals, 0), 6)}f}".replace("-", "−")


def count(value: float) -> str:
    """Return a whole number with thousands apart, as it is."""
    return f"{value:,.0f}".replace("-", "−") if math.isfinite(value) else unknown()


def percent(share: float, decimals: int = 0) -> str:
    """Return a share as per cent."""
    if not math.isfinite(share):
        return unknown()
    return _("{number} %", number=_hundredths(share, decimals))


def yuan(value: float) -> str:
    """Return money, in millions (in Chinese ten thousands) where it is that much."""
    return write(value, "yuan")


def split(value: float, kind: str) -> tuple[str, str]:
    """Return a number as it is written, and the pattern with its unit and the place {number}."""
    if kind == "percent":
        return _hundredths(value, 0), _("{number} %")
    if kind in ("yuan", "short"):
        return money(value, MONEY if kind == "yuan" else SHORT)
    scale, digits, pattern = UNITS[kind]
    return amount(scale * value, digits), _(pattern) if kind in ("points", "hours", "minutes") else pattern


def money(value: float, units: dict[str, tuple[tuple[int, str], ...]], digits: int = 3) -> tuple[str, str]:
    """Return a sum as it is written in its unit, and the pattern with the unit."""
    steps = units[language()]
    scale, pattern = next((step for step in steps if abs(value) >= step[0]), steps[-1])
    return amount(value / scale, digits), pattern


def axis_unit() -> float:
    """Return how many yuan an axis of money counts as one: a million, in Chinese ten thousand."""
    return TEN_THOUSAND if language() == "zh" else MILLION


def write(value: float, kind: str) -> str:
    """Return a number with its unit."""
    if not math.isfinite(value):
        return unknown()
    number, pattern = split(value, kind)
    return pattern.format(number=number)


def span(low: float, high: float, kind: str, joint: str = "to", signed: bool = False) -> str:
    """Return a range with its unit once, e.g. "4.0 to 4.1 points"; joined by "to" or by "and"."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return unknown()
    (first, one), (second, other) = (split(end, kind) for end in (low, high))
    if signed:
        first, second = sign(low) + first, sign(high) + second
    if one != other:
        return join(one.format(number=first), other.format(number=second), joint)
    return other.format(number=join(first, second, joint))


def join(low: str, high: str, joint: str = "to") -> str:
    """Return two written numbers as a range, or once where both are written alike."""
    if low == high:
        return low
    return _("{low} and {high}", low=low, high=high) if joint == "and" else _("{low} to {high}", low=low, high=high)


def sign(value: float) -> str:
    """Return the plus of a positive number (a minus is written anyway)."""
    return "+" if value > 0 else ""


def plus(value: float, kind: str) -> str:
    """Return a difference with its sign, also where it is positive."""
    return sign(value) + write(value, kind)


def spread(found: Estimate, kind: str) -> str:
    """Return the interval of an effect in words with a space before it: of its size if it is clear, else with signs.

    Nothing where both ends are written alike (the interval is narrower than the rounding).
    """
    if not found.known:
        return _(" (too few runs for a range)")
    low, high = sorted((abs(found.low), abs(found.high))) if found.clear else (found.low, found.high)
    if write(low, kind) == write(high, kind):
        return ""
    return _(" (between {range})", range=span(low, high, kind, "and", signed=not found.clear))


def size(found: Estimate, kind: str) -> str:
    """Return the size of an effect without its sign."""
    return write(abs(found.mean), kind)


def _hundredths(share: float, decimals: int) -> str:
    if not math.isfinite(share):
        return unknown()
    rounded = round(HUNDRED * share, decimals) + 0.0  # no minus before a zero
    return f"{rounded:.{decimals}f}".replace("-", "−")
