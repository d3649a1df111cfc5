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
    "mixed": "mixed",
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
}
SPOKEN = {
    "one_way": "one-way communication",
    "two_way": "two-way communication",
    "long_term": "long-term management",
    "campaign": "the campaign regime",
    "campaign_as_practised": "the campaign as it is usually practised",
    "mixed": "long-term management with campaigns on top",
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
    "trust_mean": Phrase("residents' mean trust", "mean trust", "points"),
    "reports": Phrase("the number of reports", "reports", "count"),
    "registered": Phrase("the number of registered cases", "registered cases", "count"),
    "wait_hours_mean": Phrase("the mean wait for staff", "mean wait (h)", "hours"),
    "cost_yuan": Phrase("the cost", "cost (yuan)", "yuan"),
    "social_cost_yuan": Phrase("the social cost of harm", "social cost (yuan)", "yuan"),
    "cost_per_solved_yuan": Phrase("the cost per problem solved", "yuan per problem solved", "yuan"),
    "cost_per_resident_yuan": Phrase("the cost per resident", "yuan per resident", "yuan"),
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
    "worst_grid_delay_hours": Phrase(
        "the mean time to solution in the slowest grid", "mean time to solution, slowest grid (h)", "hours"
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
    text = str(level)
    return LABELS.get(text, text.rsplit(".", 1)[-1].replace("_", " "))


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
