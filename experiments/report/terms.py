"""The words for levels, factors and indicators: short labels for figures and tables, phrases for sentences."""

from __future__ import annotations

from typing import NamedTuple

from sim import INDICATORS


class Phrase(NamedTuple):
    """How an indicator appears in a sentence ("raises {noun} by ..."), on an axis, and as which kind of number."""

    noun: str
    axis: str
    kind: str


LABELS = {
    "one_way": "one-way",
    "two_way": "two-way",
    "long_term": "long-term",
    "campaign": "campaign",
    "campaign_as_practised": "campaign as practised",
    "campaign_short": "short campaigns",
    "mixed": "mixed",
    "unvisited": "no visits",
    "staff": "staff",
    "with_volunteers": "staff and volunteers",
    "phone_only": "telephone",
    "messages": "telephone and messages",
    "map_only": "platform, no alerts",
    "platform_dense": "platform, many volunteers",
    "platform_sparse": "platform, hardly any volunteers",
    "jinshui_delegated": "Jinshui, authority delegated",
    "jinshui_delegated_posts": "Jinshui, authority and posts delegated",
    "direct": "straight up",
    "stepwise": "step by step",
    "access_control": "access control",
    "ngo": "NGO",
    "property": "property companies",
    "volunteers": "volunteers",
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
    "no_data_sharing": "no shared registers",
    "automatic_dispatch": "automatic dispatch",
    "balanced": "even in workload",
    "equal_count": "even in residents",
    "equal_blocks": "even in blocks",
    "street.grid_scale": "grids over those planned",
}
SPOKEN = {
    "balanced": "grids even in workload",
    "equal_count": "grids even in residents",
    "equal_blocks": "grids even in number of blocks",
    "one_way": "one-way communication",
    "two_way": "two-way communication",
    "long_term": "long-term management",
    "campaign": "the campaign regime",
    "campaign_as_practised": "the campaign as it is usually practised",
    "campaign_short": "short campaigns, thrice as often",
    "mixed": "long-term management with campaigns on top",
    "unvisited": "care without visits",
    "staff": "care visits by staff",
    "with_volunteers": "care visits by staff and volunteers",
    "phone_only": "rescue by telephone alone",
    "messages": "rescue by telephone with messages to volunteers",
    "map_only": "rescue by platform without alerts to residents",
    "platform": "the platform",
    "platform_dense": "rescue by platform with five times the volunteers",
    "platform_sparse": "rescue by platform with hardly any volunteers",
    "jinshui_delegated": "the four levels with a share of authority delegated to the street",
    "jinshui_delegated_posts": "the four levels with a share of authority and of the posts moved to the street",
    "frozen": "a catalogue that stays as it is",
    "growing": "a growing catalogue",
    "hiring": "a growing catalogue with further posts",
    "access_control": "a growing catalogue with access control",
    "direct": "sending cases straight up",
    "stepwise": "passing cases up step by step",
    "counter_only": "a counter with paper only",
    "hotline": "a hotline and a counter, on paper",
    "failing_platform": "a platform that fails once a week",
    "no_data_sharing": "a platform without shared registers",
    "automatic_dispatch": "automatic dispatch",
    "lending": "lending of posts",
    "shared_alerts": "sharing of alerts",
    "joint_patrol": "joint patrol of borders",
    "counted": "no link between grids",
    "displacement": "displacement to the grids next door",
    "all_with_displacement": "all links together, with displacement",
    "ngo": "a social-work station",
    "property": "property companies that help out",
    "volunteers": "volunteers who help out",
}
PHRASES = {
    "harm_per_1000_residents": Phrase("harm per 1,000 residents", "harm-days per 1,000 residents", "amount"),
    "harm_days": Phrase("total harm", "harm-days", "amount"),
    "solved": Phrase("the number of problems really solved", "problems really solved", "count"),
    "solved_share": Phrase("the share of registered cases really solved", "share of cases really solved", "points"),
    "closed_share": Phrase("the share of registered cases closed", "share of cases closed", "points"),
    "on_time_share": Phrase("the share of registered cases closed on time", "share of cases on time", "points"),
    "satisfied_share": Phrase("the share of satisfied reporters", "share of reporters satisfied", "points"),
    "settled_share": Phrase(
        "the share of solved problems that residents settle themselves", "share settled by residents", "points"
    ),
    "patrol_share": Phrase("the share of cases found by staff", "share of cases found by staff", "points"),
    "solution_hours_median": Phrase(
        "the median time to solution", "half of the problems are solved within (h)", "hours"
    ),
    "backlog_end": Phrase("the cases open at the end", "cases open at the end", "count"),
    "delay_gini": Phrase(
        "inequality of delay between grids", "inequality of delay between grids (Gini; 0 = equal)", "points"
    ),
    "worst_grid_delay_hours": Phrase(
        "the mean time to solution in the slowest grid", "mean time to solution in the slowest grid (h)", "hours"
    ),
    "trust_mean": Phrase("residents' mean trust", "mean trust", "points"),
    "reports": Phrase("the number of reports", "reports", "count"),
    "registered": Phrase("the number of registered cases", "registered cases", "count"),
    "wait_hours_mean": Phrase("the mean wait for staff", "mean wait (h)", "hours"),
    "cost_yuan": Phrase("the cost", "cost (yuan)", "yuan"),
    "social_cost_yuan": Phrase("the social cost of harm", "social cost (yuan)", "yuan"),
    "cost_per_solved_yuan": Phrase("the cost per problem solved", "yuan per problem solved", "yuan"),
    "cost_per_resident_yuan": Phrase("the cost per resident", "yuan per resident", "yuan"),
    "first_arrival_minutes_median": Phrase(
        "the median time until help is there", "help is there in half of the emergencies within (min)", "minutes"
    ),
    "volunteer_arrival_minutes_median": Phrase(
        "the median time until the first rescue volunteer", "rescue volunteers' median arrival (min)", "minutes"
    ),
    "emergency_in_time_share": Phrase(
        "the share of emergencies with help in time", "share of emergencies in time", "points"
    ),
    "volunteer_first_share": Phrase(
        "the share of emergencies where an alerted resident is first", "residents there first (share)", "points"
    ),
    "staff_first_share": Phrase(
        "the share of emergencies where grid staff are first", "grid staff there first (share)", "points"
    ),
    "alert_answered_share": Phrase(
        "the share of alerts that a rescue volunteer answers", "alerts answered (share)", "points"
    ),
    "emergency_saved_share": Phrase(
        "the chance that help comes soon enough", "chance that help comes soon enough", "points"
    ),
    "emergency_harm": Phrase("the emergencies where help comes too late", "emergencies with late help", "count"),
    "care_emergencies": Phrase(
        "the emergencies among vulnerable residents", "emergencies among vulnerable residents", "count"
    ),
    "care_coverage_share": Phrase("the share of care visits made in time", "care visits made (share)", "points"),
    "overdue_days_mean": Phrase("the mean delay of care visits", "mean days overdue", "amount"),
    "care_staff_hours": Phrase("administrators' hours of care", "administrators' hours of care", "count"),
    "care_volunteer_hours": Phrase("volunteers' hours of care", "volunteers' hours of care", "count"),
    "closing_beyond_grid_hours_mean": Phrase(
        "the mean time to closing of cases beyond the grid", "mean time to closing beyond the grid (h)", "hours"
    ),
    "transfer_hours_mean": Phrase(
        "the mean time that cases beyond the grid spend on their way up", "mean time on the way up (h)", "hours"
    ),
    "harm_net_per_1000_residents": Phrase(
        "harm per 1,000 residents, less what new tasks spare", "harm less what new tasks spare", "amount"
    ),
    "items_per_grid_day": Phrase("new tasks per grid and day", "new tasks per grid and day", "amount"),
    "scope_time_share": Phrase(
        "the share of paid hours that new tasks and their records take", "share of paid hours for new tasks", "points"
    ),
    "posts_hired": Phrase("the posts added", "posts added", "count"),
    "refused_share": Phrase("the share of new tasks refused", "share of new tasks refused", "points"),
    "transfers_per_case": Phrase(
        "the levels that pass a case on", "levels that pass a case on, per case beyond the grid", "amount"
    ),
    "load_busiest_level": Phrase("the load of the busiest level", "load of the busiest level (1 = full)", "amount"),
    "affair_wait_hours_mean": Phrase("the mean time until an affair is done", "hours until an affair is done", "hours"),
    "affairs_abandoned_share": Phrase(
        "the share of affairs given up in line", "share of affairs given up in line", "points"
    ),
    "affairs_online_share": Phrase("the share of affairs done online", "share of affairs online", "points"),
    "affairs_at_once_share": Phrase(
        "the share of affairs settled at once", "share of affairs settled at once", "points"
    ),
    "affair_desk_hours": Phrase("the service desk's work", "hours worked at the service desk", "count"),
    "affair_desk_hours_saved": Phrase("the work saved at the service desk", "hours saved at the desk", "count"),
    "lost_report_share": Phrase("the share of reports given up in line", "share of reports given up", "points"),
    "transfer_share": Phrase(
        "the share of cases sent to a wrong unit", "share of cases sent to a wrong unit", "points"
    ),
    "partner_share": Phrase("the share of cases that partners take", "share of cases taken by partners", "points"),
    "partner_solve_share": Phrase(
        "the share of partners' cases really solved", "share of partners' cases solved", "points"
    ),
    "partner_wait_hours": Phrase("the mean wait for a partner", "mean wait for a partner (h)", "hours"),
    "partner_hours": Phrase("the hours that partners work", "hours worked by partners", "count"),
    "freed_hours": Phrase("the staff hours freed by partners", "staff hours freed", "count"),
    "partner_cost_yuan": Phrase("the cost of partners", "cost of partners (yuan)", "yuan"),
    "active_volunteers_share": Phrase(
        "the share of registered volunteers who take part", "registered volunteers who take part", "points"
    ),
    "volunteers_left": Phrase("the volunteers who stay away for want of tasks", "volunteers who stay away", "count"),
    "lent_hours": Phrase("the hours worked in another grid", "hours worked in another grid", "count"),
    "borrowing_grids_share": Phrase("the share of grids that borrow posts", "grids that borrow posts", "points"),
    "alerts_sent": Phrase("the alerts told next door", "alerts told next door", "count"),
    "spill_ratio": Phrase("what is displaced over what is deterred", "displaced over deterred", "amount"),
    "harm_covered": Phrase(
        "harm per 1,000 residents in grids with campaigns",
        "harm-days per 1,000 residents, grids with campaigns",
        "amount",
    ),
    "harm_elsewhere": Phrase(
        "harm per 1,000 residents in the other grids", "harm-days per 1,000 residents, other grids", "amount"
    ),
    "incidents_covered": Phrase(
        "new problems per 1,000 residents in grids with campaigns", "new problems per 1,000, campaign grids", "amount"
    ),
    "incidents_elsewhere": Phrase(
        "new problems per 1,000 residents in the other grids", "new problems per 1,000, other grids", "amount"
    ),
    "paid_hours": Phrase("paid hours", "paid hours", "count"),
}
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
SHARES = ("_share", "utilisation_", "_gini", "_index", "_mean_share")


def label(level: object) -> str:
    """Return the short label of a level or factor, for figures and tables."""
    if not isinstance(level, str):
        return str(level)
    return LABELS.get(level, level.rsplit(".", 1)[-1].replace("_", " "))


def spoken(level: object) -> str:
    """Return a level as it stands in a sentence."""
    return SPOKEN.get(str(level), label(level))


def phrase(indicator: str) -> Phrase:
    """Return the words for an indicator; an unknown one gets its own name."""
    plain = indicator.replace("_", " ")
    kind = "points" if any(mark in indicator for mark in SHARES) else "amount"
    return PHRASES.get(indicator, Phrase(plain, plain, kind))


def bounded(indicator: str) -> bool:
    """Whether an indicator is a share of something, so that it lies between 0 and 1."""
    return any(one.name == indicator and one.unit == "share" for one in INDICATORS) and "index" not in indicator


def axis_label(indicator: str) -> str:
    """Return the label of an axis that shows the indicator."""
    return phrase(indicator).axis
