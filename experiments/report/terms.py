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
    "staffing": "staffing",
    "communication": "communication",
    "management": "management",
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
    "mixed": "long-term management with campaigns on top",
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
