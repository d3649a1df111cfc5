"""The words for indicators that answers name, in English: in a sentence, on an axis, as a kind of number (`terms`)."""

from __future__ import annotations

from typing import NamedTuple


class Phrase(NamedTuple):
    """How an indicator appears in a sentence ("raises {noun} by ..."), on an axis, and as which kind of number."""

    noun: str
    axis: str
    kind: str


PHRASES = {
    "harm_per_1000_residents": Phrase("harm per 1,000 residents", "harm-days per 1,000 residents and year", "amount"),
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
    "social_cost_yuan": Phrase("the social cost of harm", "social cost of harm, paid by nobody (yuan)", "yuan"),
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
    "overdue_days_mean": Phrase("the mean days by which care visits are overdue", "mean days overdue", "amount"),
    "care_staff_hours": Phrase("administrators' hours of care", "administrators' hours of care", "count"),
    "care_volunteer_hours": Phrase("volunteers' hours of care", "volunteers' hours of care", "count"),
    "closing_beyond_grid_hours_mean": Phrase(
        "the mean time to closing of cases beyond the grid", "mean time to closing beyond the grid (h)", "hours"
    ),
    "transfer_hours_mean": Phrase(
        "the mean time that cases beyond the grid spend on their way up", "mean time on the way up (h)", "hours"
    ),
    "harm_net_per_1000_residents": Phrase(
        "net harm per 1,000 residents (less what new tasks spare)", "harm less what new tasks spare", "amount"
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
    "affair_desk_hours": Phrase("the hours worked at the service desk", "hours worked at the service desk", "count"),
    "affair_desk_hours_saved": Phrase("the hours saved at the service desk", "hours saved at the desk", "count"),
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
        "harm-days per 1,000 residents and year, grids with campaigns",
        "amount",
    ),
    "harm_elsewhere": Phrase(
        "harm per 1,000 residents in the other grids", "harm-days per 1,000 residents and year, other grids", "amount"
    ),
    "incidents_covered": Phrase(
        "new problems per 1,000 residents in grids with campaigns", "new problems per 1,000, campaign grids", "amount"
    ),
    "incidents_elsewhere": Phrase(
        "new problems per 1,000 residents in the other grids", "new problems per 1,000, other grids", "amount"
    ),
    "paid_hours": Phrase("paid hours", "paid hours", "count"),
}
