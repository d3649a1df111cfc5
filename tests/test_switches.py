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
CALLS = ("rescue=platform", "rescue.rate_per_1000_resident_days=2")
CARE = ("care=with_volunteers", "care.staff_hours_per_day=0.05", "care.emergencies_per_year=5")
TALL = ("hierarchy=jinshui", "escalation=stepwise")
GROWING = ("days=240", *BUSY[1:], "scope=growing", "scope.event_growth=1")
HIRING = (*GROWING, "scope=hiring")
DESKS = ("service=shekou", "channels=failing_platform", "channels.outages_per_year=300")
CROWDED = ("channels=counter_only", "catalogue.rate_scale=15", "days=20")
CAMPAIGNS = ("days=240", *BUSY[1:], *RAIDS, "staffing.temporary_per_grid=0")

SPILLING = (
    *("days=240", "deterrence.covered_share=0.34", "deterrence.effect=0.6", "management=mixed"),
    *("links=displacement", "links.spill_share=0.9", "links.spill_bound=2"),
)
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
    Switch("stepwise_escalation", ("days=120", *TALL), "closing_hours_mean", -0.08),
    Switch("catalogue_growth", GROWING, "wait_hours_mean", -0.2),
    Switch("paperwork_growth", GROWING, "paperwork_share", -0.1),
    Switch("hiring", HIRING, "paid_hours", -0.02),
    Switch("mistaken_reports", ("days=120",), "invalid_share", -0.9),
    Switch("alerts", CALLS, "first_arrival_minutes_median", +0.1),
    Switch("help_by_neighbours", (*CALLS, "rescue.neighbour_acceptance=0.01"), "volunteer_first_share", -0.3),
    Switch("neglect", CARE, "care_emergencies", -0.1),
    Switch("care_by_volunteers", CARE, "care_coverage_share", -0.1),
    Switch("outages", DESKS, "paper_share", -0.9),
    Switch("impatience", CROWDED, "lost_report_share", -0.9),
    Switch("transfers_at_units", ("channels=platform", "platform.dispatch_accuracy=0.3"), "closing_hours_mean", -0.14),
    Switch("shared_registers", DESKS, "affair_desk_hours", +0.12),
    Switch("forum", DESKS, "affairs_at_once_share", +0.04),
    Switch("partners", (*BUSY, "partners=mixed"), "wait_hours_mean", +0.15),
    Switch("lending", (*LINKED, "links=lending"), "wait_hours_mean", +0.05),
    Switch("positioning", CALLS, "first_arrival_minutes_median", +0.4),
    Switch("levels", ("days=120", *TALL), "closing_hours_mean", -0.08),
    Switch("joint_patrol", (*LINKED, "links=joint_patrol"), "patrol_share", +0.01),
    Switch("spillover", SPILLING, "incidents_elsewhere", -0.007),
    Switch("gate", (*GROWING, "scope=access_control"), "scope_time_share", +0.3),
    Switch("delegation", ("days=120", "hierarchy=jinshui_delegated"), "settled_managing_share", -0.5),
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
    every = ("systems=full", "channels=failing_platform", "scope=hiring", "links=all_with_displacement", *TALL)
    every += ("hierarchy.delegation=0.3",)
    base = ("days=240", "communication=two_way", "management=mixed", *every)
    assert composed(*without(base, off)) != composed(*base)


def test_the_core_names_an_option_of_every_group() -> None:
    run = yaml.safe_load(files("configs").joinpath("run.yaml").read_text(encoding="utf-8"))
    groups = {name for entry in run["defaults"] if isinstance(entry, dict) for name in entry}
    workbench = {"street", "prices", "executor"}
    missing = groups - workbench - set(CORE["options"])
    assert not missing, f"name the option that turns {missing} off under `options` in configs/core.yaml"
