"""Every mechanism can be turned off in the configuration, and it is seen that it is off.

Each line of the table: what is turned off (its option is named in configs/core.yaml), in which street, which indicator
moves, and by which share of its value it moves at least, on average over six pairs of runs with the same seeds. A
mechanism that had been deleted would change nothing at all. The least change is about a third of the usual one, which
is at least 1.9 standard deviations of a pair: the mean of six falls below it once in 1,000 new sets of seeds or less.
"""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np
import pytest
import yaml

from tests.streets import composed, lived

CORE = yaml.safe_load(files("configs").joinpath("core.yaml").read_text(encoding="utf-8"))
SEEDS = range(6)
BUSY = ("days=120", "catalogue.rate_scale=2", "staffing.administrators_per_grid=0.5")
RAIDS = ("management=mixed", "management.withdrawn_share=0.6", "management.overtime_factor=0")
CAMPAIGNS = ("days=240", *BUSY[1:], *RAIDS, "staffing.temporary_per_grid=0")

LINKED = ("days=60", "catalogue.rate_scale=5")


class Switch(NamedTuple):
    """A mechanism, the street in which it is turned off, and the indicator that shows it."""

    off: str
    street: tuple[str, ...]
    indicator: str
    change: float


SWITCHES = (
    Switch("patrol", ("days=120",), "discovery_hours_mean", +0.45),
    Switch("two_way_feedback", ("days=120", "communication=two_way"), "efficacy_mean", -0.006),
    Switch("supervisor_checks", BUSY, "solved_share", -0.025),
    Switch("learning", BUSY, "wait_hours_mean", +0.15),
    Switch("prevention", ("days=240", "learning.root_cause_share=0.5"), "incidents", +0.02),
    Switch("contagion", ("days=120",), "incidents", -0.03),
    Switch("crowding_out", CAMPAIGNS, "backlog_other_peak", -0.13),
    Switch("pressure_to_close", BUSY, "solved_share", +0.03),
    Switch("self_governance", ("days=120", "communication=two_way"), "registered", +0.012),
    Switch("duplicates", ("days=120",), "duplicate_share", -0.9),
    Switch("mistaken_reports", ("days=120",), "invalid_share", -0.9),
    Switch("partners", (*BUSY, "partners=mixed"), "wait_hours_mean", +0.15),
    Switch("lending", (*LINKED, "links=lending"), "wait_hours_mean", +0.05),
    Switch("shared_alerts", (*LINKED, "links=shared_alerts", "links.alert_factor=10"), "patrol_share", -0.02),
    Switch("idle_volunteers_leave", ("days=120", "partners=volunteers"), "active_volunteers_share", +0.3),
)


def without(street: tuple[str, ...], off: str) -> tuple[str, ...]:
    """Return the overrides of a street with a mechanism turned off."""
    changes = CORE["off"][off]
    keys = {change.split("=")[0] for change in changes}
    return (*(given for given in street if given.split("=")[0] not in keys), *changes)


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: f"{switch.off}: {switch.indicator}")
def test_turned_off_it_is_missed(switch: Switch) -> None:
    with_it = np.array([lived(seed, *switch.street).indicators[switch.indicator] for seed in SEEDS])
    off = without(switch.street, switch.off)
    without_it = np.array([lived(seed, *off).indicators[switch.indicator] for seed in SEEDS])
    change = (without_it - with_it).mean() / with_it.mean()
    assert change * np.sign(switch.change) >= abs(switch.change), (
        f"{change:+.2%} instead of at least {switch.change:+.2%}"
    )


@pytest.mark.parametrize("off", CORE["off"])
def test_every_off_option_composes_and_changes_the_scenario(off: str) -> None:
    base = ("days=240", "communication=two_way", "management=mixed", "systems=full")
    assert composed(*without(base, off)) != composed(*base)


def test_the_core_names_an_option_of_every_group() -> None:
    run = yaml.safe_load(files("configs").joinpath("run.yaml").read_text(encoding="utf-8"))
    groups = {name for entry in run["defaults"] if isinstance(entry, dict) for name in entry}
    workbench = {"street", "prices", "executor"}
    missing = groups - workbench - set(CORE["options"])
    assert not missing, f"name the option that turns {missing} off under `options` in configs/core.yaml"
