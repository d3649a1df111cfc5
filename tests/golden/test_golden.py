"""Golden runs: simulated numbers change only on purpose, and with a line in the changelog."""

from __future__ import annotations

from typing import Any

import pytest

from sim import INDICATORS
from sim.systems import SYSTEM_INDICATORS
from tests.golden.runs import RUNS, live, stored

MEND = "results changed: add a line under 'Results change' in CHANGELOG.md and refresh with `make golden`"
SAME = 1e-9  # relative: the same numbers within one machine type and lock file, and nearly so on others


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == pytest.approx(other, rel=SAME, abs=1e-12)


def differences(was: dict[str, float | None], now: dict[str, float | None]) -> list[str]:
    """Return a line for each indicator that is not what it was."""
    names = [*was, *(name for name in now if name not in was)]
    return [f"{name}: {was.get(name)} -> {now.get(name)}" for name in names if not same(was.get(name), now.get(name))]


@pytest.mark.parametrize("name", RUNS)
def test_results_are_what_they_were(name: str) -> None:
    was, now = stored()[name], live(name)
    moved = differences(was["indicators"], now["indicators"])
    assert not moved, f"{MEND}\n" + "\n".join(moved)
    assert now["digest"] == was["digest"], f"{MEND}\n(no indicator moved, but the cases did)"


def test_a_difference_is_named() -> None:
    was: dict[str, Any] = {"reports": 10.0, "rebound_index": None, "gone": 1.0}
    now: dict[str, Any] = {"reports": 10.0 + 1e-6, "rebound_index": 1.0, "new": 2.0}
    assert [line.split(":")[0] for line in differences(was, now)] == ["reports", "rebound_index", "gone", "new"]
    assert not differences(was, dict(was))


def test_every_indicator_is_stored_and_defined_in_one_of_the_runs() -> None:
    names = {one.name for one in INDICATORS} - {one.name for one in SYSTEM_INDICATORS}  # the core has no system on
    runs = stored()
    for name in RUNS:
        assert set(runs[name]["indicators"]) == names, MEND
    assert names == {key for name in RUNS for key, value in runs[name]["indicators"].items() if value is not None}
