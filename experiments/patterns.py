"""Stylised facts: what is known from real places, what the runs show, and the verdict (design 8).

A row is `input` where it was put in, `calibrated` where parameters were tuned to it, and `emergent` where it comes out
of the mechanisms; only emergent rows test the model. Verdicts: met (the whole interval lies in the target), missed
(all of it outside), not resolved (across its edge, or no interval), not told (the table that it is read from is
missing), not in this study.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.language import N_, _
from experiments.measures import (
    CAMPAIGN,
    CAPACITY,
    PATROL,
    PRESSURE,
    REAL,
    SHAM,
    TWO_WAY,
    Measure,
    campaign_days,
    contrast,
    crowding,
    difference,
    disputes_stay,
    equal_hours_harm,
    fading,
    feedback_times_work,
    gap,
    level,
    low_level,
    ratio,
    trust_asymmetry,
)
from experiments.measures_of_cases import (
    closing_hours,
    closing_ratio,
    learned_late_minus_early,
    over,
    patrol_evens,
    renters_wait,
)
from experiments.report.captions import SAYS
from experiments.report.reading import StudyResult, read_study
from experiments.statistics import Estimate

INPUT, CALIBRATED, EMERGENT = N_("input"), N_("calibrated"), N_("emergent")
MET, MISSED, OPEN, ABSENT = N_("met"), N_("missed"), N_("not resolved"), N_("not in this study")
LOST = N_("not told (a table is missing)")
VERDICTS = (MET, MISSED, OPEN, LOST, ABSENT)
NOWHERE, NOWHERE_LOW = float("inf"), float("-inf")
HARM = "harm_per_1000_residents"
SHORT, PRESSED, UNCHECKED = {"management": "campaign_short"}, {PRESSURE: 4.0}, {"handling.check_share": 0.0}
ONLINE, ON_PAPER, GROWING = {"channels": "platform"}, {"channels": "counter_only"}, {"scope": "growing"}
RESCUE, SPARSE, VOLUNTEERS = {"rescue": "platform"}, {"rescue": "platform_sparse"}, {"partners": "volunteers"}
SOME_GRIDS = {"management": "campaign", "deterrence.covered_share": 0.3}
COUNTED, DISPLACED = {**SOME_GRIDS, "links": "counted"}, {**SOME_GRIDS, "links": "displacement"}
LINKED = {**SOME_GRIDS, "links": "all_with_displacement"}
SLOWER = closing_ratio("facilities", "street_order")
SHORTEST, FIFO = {"dispatch": "shortest_first"}, {"dispatch": "fifo"}


class Pattern(NamedTuple):
    """A stylised fact: its target interval [low, high], its role, its sources, how it is measured."""

    name: str
    low: float
    high: float
    role: str
    source: str
    measure: Measure
    table: str = "runs"  # that it is read from


def table(source: Path | StudyResult) -> pd.DataFrame:
    """Return one row a pattern: pattern, says, target, role, simulated, low, high, n, verdict, source."""
    result = read_study(source) if isinstance(source, Path) else source
    rows = []
    for pattern in PATTERNS:
        lost = pattern.table in result.lost_tables
        found = None if lost else pattern.measure(result)
        shown = found or Estimate(np.nan, np.nan, np.nan)
        rows.append(
            {
                "pattern": pattern.name,
                "says": SAYS[pattern.name],
                "target": target(pattern),
                "role": pattern.role,
                "simulated": shown.mean,
                "low": shown.low,
                "high": shown.high,
                "n": shown.n,
                "verdict": LOST if lost else verdict(pattern, found),
                "source": pattern.source,
            }
        )
    return pd.DataFrame(rows)


def verdict(pattern: Pattern, found: Estimate | None) -> str:
    """Return the verdict on an estimate; an end of the target at zero or infinity is not itself inside."""
    if found is None:
        return ABSENT
    if not found.known:
        return OPEN
    if found.low > pattern.low and found.high < pattern.high:
        return MET
    return MISSED if found.high <= pattern.low or found.low >= pattern.high else OPEN


def target(pattern: Pattern) -> str:
    """Return a target in words."""
    low, high = (f"{end:g}".replace("-", "−") for end in (pattern.low, pattern.high))
    if pattern.low == NOWHERE_LOW:
        return _("below {high}", high=high)
    return _("above {low}", low=low) if pattern.high == NOWHERE else _("{low} to {high}", low=low, high=high)


PATTERNS: tuple[Pattern, ...] = (
    Pattern("SF1", 0.0, 0.2, EMERGENT, "I9, I12", ratio("closing_hours_mean", ONLINE, ON_PAPER)),
    Pattern(N_("SF2 learning"), 0.0, NOWHERE, INPUT, "I12, I13, C1", learned_late_minus_early, "daily"),
    Pattern(N_("SF3 stay low"), 0.7, 0.9, CALIBRATED, "I2, I3, I8", low_level),
    Pattern(N_("SF3 street"), 0.0, 0.05, CALIBRATED, "I2", level("escalated_street_share")),
    Pattern(N_("SF3 above"), 0.1, 0.25, CALIBRATED, "I2", level("escalated_above_share")),
    Pattern(N_("SF3 disputes"), 0.0, NOWHERE, EMERGENT, "I3", disputes_stay, "incidents"),
    Pattern(N_("SF4 closed"), 0.0, NOWHERE, EMERGENT, "I14, I16", gap("closed_share", "on_time_share")),
    Pattern(N_("SF4 on time"), 0.0, NOWHERE, CALIBRATED, "I14, I16", gap("on_time_share", "solved_share")),
    Pattern(N_("SF4 satisfied"), 0.0, NOWHERE, EMERGENT, "I14", gap("solved_share", "satisfied_share")),
    Pattern(N_("SF4 solved"), 0.7, 0.9, CALIBRATED, "I14", level("solved_share")),
    Pattern(N_("SF5 cases"), 1.0, NOWHERE, EMERGENT, "S13, I15", ratio("registered", {PATROL: 2.0})),
    Pattern(N_("SF5 latent"), 0.95, 1.05, EMERGENT, "definition", ratio("incidents", {PATROL: 2.0})),
    Pattern(N_("SF5 share"), 0.0, NOWHERE, EMERGENT, "I15-I17, I6", difference("patrol_share", {PATROL: 2.0})),
    Pattern(N_("SF7 street"), 0.0, 24.0, CALIBRATED, "I16, I7, I9", closing_hours("street_order"), "incidents"),
    Pattern(N_("SF7 slower"), 1.0, NOWHERE, CALIBRATED, "I16, I25", SLOWER, "incidents"),
    Pattern(N_("SF7 skewed"), 1.0, NOWHERE, CALIBRATED, "I9", over("solution_hours_mean", "solution_hours_median")),
    Pattern("SF8", 1.3, 1.7, CALIBRATED, "C8, C10", level("second_report_ratio", TWO_WAY)),
    Pattern(N_("SF9 real"), 1.0, NOWHERE, CALIBRATED, "C9", ratio("reports", {**TWO_WAY, **REAL}, REAL)),
    Pattern(N_("SF9 sham"), 0.9, 1.1, CALIBRATED, "C9", ratio("reports", {**TWO_WAY, **SHAM}, SHAM)),
    Pattern(N_("SF9 interaction"), 0.0, NOWHERE, EMERGENT, "C9", feedback_times_work),
    Pattern(N_("SF9 trust"), 1.0, NOWHERE, EMERGENT, "C9", ratio("trust_mean", {**TWO_WAY, **REAL}, REAL)),
    Pattern("SF10", 1.0, NOWHERE, EMERGENT, "C4, I7", ratio("reports", {CAPACITY: 2.0})),
    Pattern("SF12", 0.6, 1.0, CALIBRATED, "C13, C14", level("report_gini")),
    Pattern(N_("SF13 unequal"), 0.0, NOWHERE, EMERGENT, "C16", renters_wait, "grids"),
    Pattern(N_("SF13 patrol"), 0.0, NOWHERE, EMERGENT, "C16", patrol_evens, "grids"),
    Pattern("SF14", 0.0, NOWHERE, EMERGENT, "C12", trust_asymmetry),
    Pattern(N_("SF15 effect"), -0.6, 0.0, INPUT, "K1-K4, K7, K13", campaign_days(0, 14), "daily"),
    Pattern(N_("SF15 fades"), 0.0, NOWHERE, INPUT, "K3", fading, "daily"),
    Pattern(N_("SF15 after"), -0.1, 0.1, INPUT, "K1, K2, K8, K10", campaign_days(14, 70, after=True), "daily"),
    Pattern(N_("SF15 harm"), 1.0, NOWHERE, EMERGENT, "SF15", equal_hours_harm),
    Pattern("SF16", 0.0, 1.0, INPUT, "K1, K2, K5", ratio(HARM, SHORT, CAMPAIGN)),
    Pattern(N_("SF17 during"), 0.0, NOWHERE, EMERGENT, "K8, K12, K15, K16", crowding(after_only=False), "daily"),
    Pattern(N_("SF17 peak"), 0.0, NOWHERE, EMERGENT, "K8, K12, K15, K16", crowding(after_only=True), "daily"),
    Pattern(N_("SF18 cost"), 1.0, NOWHERE, EMERGENT, "S22, S17", ratio("cost_per_solved_yuan", GROWING)),
    Pattern(N_("SF18 found"), NOWHERE_LOW, 0.0, EMERGENT, "S22, S17", difference("discovered_share", GROWING)),
    Pattern(N_("SF18 satisfied"), NOWHERE_LOW, 0.0, EMERGENT, "S22, S17", difference("satisfied_share", GROWING)),
    Pattern(N_("SF19 counts"), 0.0, NOWHERE, EMERGENT, "S27, S17", difference("closed_share", PRESSED)),
    Pattern(N_("SF19 problems"), 1.0, NOWHERE, EMERGENT, "S27, S17", ratio(HARM, PRESSED)),
    Pattern(N_("SF19 checks"), NOWHERE_LOW, 0.0, EMERGENT, "S27, I20", difference("solved_share", UNCHECKED)),
    Pattern(N_("SF20 arrival"), 4.4, 5.5, EMERGENT, "V1, V3", level("volunteer_arrival_minutes_median", RESCUE)),
    Pattern(N_("SF20 first"), 0.34, 0.58, EMERGENT, "V1, V5, V6", level("volunteer_before_professional_share", RESCUE)),
    Pattern(N_("SF20 sparse"), 0.0, 0.06, EMERGENT, "V7", level("alert_answered_share", SPARSE)),
    Pattern("SF21", 0.0, 0.5, INPUT, "V8-V10", level("active_volunteers_share", VOLUNTEERS)),
    Pattern(N_("SF22 next door"), 0.0, NOWHERE, INPUT, "K18", contrast("incidents_elsewhere", DISPLACED, COUNTED)),
    Pattern(N_("SF22 smaller"), 0.0, 1.0, INPUT, "K18", level("spill_ratio", DISPLACED)),
    Pattern(N_("SF22 links"), NOWHERE_LOW, 0.0, EMERGENT, "K2", contrast("harm_elsewhere", LINKED, DISPLACED)),
    Pattern("SF23", 0.4, 1.0, EMERGENT, "K20", level("top_blocks_share")),
    Pattern("SF24", 0.0, 1.0, EMERGENT, "P11, P5", ratio("wait_hours_mean", SHORTEST, FIFO)),
)
