"""The words for levels, factors and indicators: short labels for figures and tables, phrases for sentences."""

from __future__ import annotations

import numpy as np

import sim
from experiments.language import _
from experiments.report.indicator_words import PHRASES, Phrase
from experiments.report.option_words import OPTIONS
from experiments.report.other_indicator_words import OTHERS

LABELS = {
    "one_way": "one-way",
    "two_way": "two-way",
    "long_term": "long-term",
    "campaign": "campaign",
    "campaign_as_practised": "campaign as practised",
    "campaign_short": "short campaigns",
    "mixed": "long-term, campaigns on top",
    "phone_only": "telephone",
    "messages": "telephone and messages",
    "map_only": "platform, no alerts",
    "platform_dense": "platform, many volunteers",
    "platform_sparse": "platform, hardly any volunteers",
    "direct": "straight up",
    "stepwise": "step by step",
    "access_control": "access control",
    "ngo": "social-work station",
    "none": "none",
    "lending": "lending",
    "shared_alerts": "shared alerts",
    "joint_patrol": "joint patrol",
    "counted": "no link",
    "displacement": "displacement",
    "all_with_displacement": "all, with displacement",
    "links": "links between grids",
    "partners": "partners",
    "staffing": "staffing",
    "communication": "communication",
    "management": "management",
    "channels": "channels",
    "counter_only": "counter only",
    "hotline": "hotline, no platform",
    "failing_platform": "failing platform",
    "automatic_dispatch": "automatic dispatch",
    "street.grid_scale": "number of grids",
    "street.division": "division",
    "earliest_deadline": "earliest deadline first",
    "shortest_first": "shortest first",
    "no_checks": "no checks by supervisors",
    "no_pressure": "no pressure to close",
    "coordinator_fixes": "coordinators fix trifles",
    "community_queue": "one queue for each community",
    "learning.root_cause_share": "prevention",
    "catalogue.rate_scale": "rate of all incidents",
    "reporting.intercept": "readiness to report",
    "staffing.coordinators_per_grid": "coordinators per grid",
    "staffing.administrators_per_grid": "administrators per grid",
    "staffing.supervisors_per_grid": "supervisors per grid",
    "platform": "registers and dispatch",
    "platform_volunteers": "platform, volunteers only",
    "mixed_own_staff": "long-term, own campaigns on top",
}
SPOKEN = {
    "one_way": "one-way communication",
    "two_way": "two-way communication",
    "long_term": "long-term management",
    "campaign": "the campaign regime",
    "campaign_as_practised": "the campaign as it is usually practised",
    "campaign_short": "short campaigns, thrice as often",
    "mixed": "long-term management with campaigns on top",
    "mixed_own_staff": "long-term management with campaigns by own staff on top",
    "phone_only": "rescue by telephone alone",
    "messages": "rescue by telephone with messages to volunteers",
    "map_only": "rescue by platform without alerts to residents",
    "platform_dense": "rescue by platform with five times the volunteers alone",
    "platform_sparse": "rescue by platform with hardly any volunteers alone",
    "platform_volunteers": "rescue by platform with the volunteers alone",
    "frozen": "a catalogue that stays as it is",
    "growing": "a growing catalogue",
    "hiring": "a growing catalogue with further posts",
    "access_control": "a growing catalogue with access control",
    "direct": "sending cases straight up",
    "stepwise": "passing cases up step by step",
    "counter_only": "a counter with paper only",
    "hotline": "a hotline and a counter, on paper",
    "failing_platform": "a platform that fails once a week",
    "automatic_dispatch": "automatic dispatch",
    "lending": "lending of posts",
    "shared_alerts": "sharing of alerts",
    "joint_patrol": "joint patrol of borders",
    "counted": "no link between grids",
    "displacement": "displacement to the grids next door",
    "all_with_displacement": "all links together, with displacement",
    "ngo": "a social-work station",
}
SPENT = ("paid_hours", "overtime_hours", "temporary_hours")
ROLES = ("coordinator", "administrator", "supervisor", "coordinators", "administrators", "supervisors")
ACTIVITIES = (  # what money is booked for
    *("campaign", "campaign duty", "care", "casework", "centres above", "city level", "contacts", "district level"),
    *("duty team", "feedback", "guidance", "paperwork", "patrol", "platform", "registration", "rescue"),
    *("service affairs", "standby", "street centre", "street level", "visits", "hiring", "lending"),
    *("partner ngo", "partner property", "partner shops", "partner volunteers"),
)
BOOKS = (  # what is counted twice in every run and must agree
    *("incidents", "staff_hours", "messages", "two_books", "passages", "level_hours", "report_attempts", "affairs"),
    *("affair_hours", "items", "hired_posts", "lent_hours", "partner_cases", "partner_volunteers", "alerts"),
    *("emergencies", "care_visits", "care_hours", "little"),
)
HEADS = {
    "indicator": "figure",
    "variance_ratio": "spread of twins over spread of unrelated runs",
    "worth": "unrelated runs that one twin is worth",
    "n_unpaired": "unrelated runs needed for the same interval",
    "n": "replications made",
    "relative_half_width": "half-width of the interval, share of the mean",
    "n_needed": "replications needed",
    "precision": "wanted half-width, share of the mean",
    "enough": "enough?",
}
SIGNED = ("spill_ratio", "harm_net_per_1000_residents", "affair_desk_hours_saved")  # indicators that can be below zero
SHARES = ("_share", "utilisation_", "_gini", "_index", "_mean_share")


def bare(name: str) -> str:
    """Return a name of the code without its underscores."""
    return name.replace("_", " ")


def plain(name: str) -> str:
    """Return the English words of a name of the model: what the code calls delay_gini is "delay gini"."""
    return LABELS.get(name, bare(name.rsplit(".", 1)[-1]))


def label(level: object, factor: str = "") -> str:
    """Return the short label of a level (of a factor, where its name says too little) or other name of the model."""
    if f"{factor}={level}" in OPTIONS:
        return _(OPTIONS[f"{factor}={level}"].label)
    return _(plain(level)) if isinstance(level, str) else str(level)


def spoken(level: object, factor: str = "") -> str:
    """Return a level (of a factor) as it stands in a sentence."""
    if f"{factor}={level}" in OPTIONS:
        return _(OPTIONS[f"{factor}={level}"].spoken)
    return _(SPOKEN[str(level)]) if str(level) in SPOKEN else label(level)


def phrase(indicator: str) -> Phrase:
    """Return the words for an indicator; an unknown one gets its own name."""
    words = english(indicator)
    return words._replace(noun=_(words.noun), axis=_(words.axis))


def english(indicator: str) -> Phrase:
    """Return the English words for an indicator."""
    kind = "points" if any(mark in indicator for mark in SHARES) else "amount"
    return (PHRASES | OTHERS).get(indicator, Phrase(plain(indicator), plain(indicator), kind))


def heading(column: str) -> str:
    """Return the head of a column of a table of figures."""
    return phrase(column).axis if column in OTHERS and column not in HEADS else _(HEADS.get(column, bare(column)))


def bounded(indicator: str) -> bool:
    """Whether an indicator is a share of something, so that it lies between 0 and 1."""
    return any(one.name == indicator and one.unit == "share" for one in sim.INDICATORS) and "index" not in indicator


def possible(indicator: str, low: float, high: float) -> tuple[float, float]:
    """Return an interval of an indicator's level, ended at what is possible: nothing but the SIGNED is below zero."""
    if indicator in SIGNED or all(one.name != indicator for one in sim.INDICATORS):
        return low, high
    first, last = np.clip([low, high], 0.0, 1.0 if bounded(indicator) else None)
    return float(first), float(last)


def axis_label(indicator: str) -> str:
    """Return the label of an axis that shows the indicator."""
    return phrase(indicator).axis
