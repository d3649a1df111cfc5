"""The words for indicators that no answer names: in figures of one's own choice, and in what a run prints."""

from __future__ import annotations

from experiments.report.indicator_words import Phrase

OTHERS = {
    "residents": Phrase("the number of residents", "residents", "count"),
    "incidents": Phrase("the number of problems that arose", "problems that arose", "count"),
    "registered_per_grid_day": Phrase(
        "registered cases per grid and day", "registered cases per grid and day", "amount"
    ),
    "discovered_share": Phrase(
        "registered cases over problems that arose", "registered cases over problems that arose", "points"
    ),
    "duplicate_share": Phrase(
        "the share of residents' reports that repeat another",
        "residents' reports that repeat another (share)",
        "points",
    ),
    "invalid_share": Phrase(
        "the share of residents' reports found void", "residents' reports found void (share)", "points"
    ),
    "sham_share": Phrase("the share of cases closed for show", "cases closed for show (share)", "points"),
    "lapsed_share": Phrase(
        "the share of problems that pass by themselves", "problems that pass by themselves (share)", "points"
    ),
    "escalated_street_share": Phrase(
        "the share of cases that go to the street's centre", "cases that go to the street's centre (share)", "points"
    ),
    "escalated_above_share": Phrase(
        "the share of cases that go above the street", "cases that go above the street (share)", "points"
    ),
    "reopened_share": Phrase(
        "the share of cases reopened by residents", "cases reopened by residents (share)", "points"
    ),
    "rework_share": Phrase(
        "the share of cases sent back by a supervisor", "cases sent back by a supervisor (share)", "points"
    ),
    "discovery_hours_mean": Phrase("the mean time to discovery", "mean time to discovery (h)", "hours"),
    "discovery_hours_median": Phrase(
        "the median time to discovery", "half of the problems are discovered within (h)", "hours"
    ),
    "discovery_hours_q90": Phrase(
        "the time within which nine of ten problems are discovered",
        "nine of ten problems are discovered within (h)",
        "hours",
    ),
    "registration_hours_mean": Phrase("the mean time to registration", "mean time to registration (h)", "hours"),
    "registration_hours_median": Phrase(
        "the median time to registration", "half of the cases are registered within (h)", "hours"
    ),
    "registration_hours_q90": Phrase(
        "the time within which nine of ten cases are registered", "nine of ten cases are registered within (h)", "hours"
    ),
    "closing_hours_mean": Phrase(
        "the mean time from registration to closing", "mean time from registration to closing (h)", "hours"
    ),
    "closing_hours_median": Phrase(
        "the median time from registration to closing", "half of the cases are closed within (h)", "hours"
    ),
    "closing_hours_q90": Phrase(
        "the time within which nine of ten cases are closed", "nine of ten cases are closed within (h)", "hours"
    ),
    "solution_hours_mean": Phrase("the mean time to solution", "mean time to solution (h)", "hours"),
    "solution_hours_q90": Phrase(
        "the time within which nine of ten problems are solved", "nine of ten problems are solved within (h)", "hours"
    ),
    "backlog_mean": Phrase("the mean number of open cases", "mean number of open cases", "amount"),
    "backlog_other_peak": Phrase(
        "the highest weekly backlog of kinds that campaigns do not aim at",
        "highest weekly backlog outside campaigns' kinds",
        "amount",
    ),
    "censored_share": Phrase(
        "the share of problems unsolved at the end", "problems unsolved at the end (share)", "points"
    ),
    "efficacy_mean": Phrase(
        "residents' mean belief that reporting helps", "mean belief that reporting helps", "points"
    ),
    "cohesion_mean": Phrase("the mean cohesion of the blocks", "mean cohesion of the blocks", "points"),
    "participation_share": Phrase(
        "the share of residents who report at least once", "residents who report at least once (share)", "points"
    ),
    "report_gini": Phrase(
        "inequality of reports between residents", "inequality of reports between residents (Gini; 0 = equal)", "points"
    ),
    "second_report_ratio": Phrase(
        "how much likelier a second report is after a solved first one",
        "second reports: first one solved over not solved",
        "amount",
    ),
    "prevention_mean": Phrase("the mean share of problems prevented", "problems prevented (mean share)", "points"),
    "utilisation_coordinator": Phrase(
        "coordinators' share of paid time at work", "coordinators: share of paid time at work", "points"
    ),
    "utilisation_administrator": Phrase(
        "administrators' share of paid time at work", "administrators: share of paid time at work", "points"
    ),
    "utilisation_supervisor": Phrase(
        "supervisors' share of paid time at work", "supervisors: share of paid time at work", "points"
    ),
    "overtime_hours": Phrase("overtime hours", "overtime hours", "count"),
    "temporary_hours": Phrase("hours of temporary staff", "hours of temporary staff", "count"),
    "paperwork_share": Phrase(
        "the share of paid hours spent on records and reports", "paid hours on records and reports (share)", "points"
    ),
    "top_blocks_share": Phrase(
        "the share of problems in the tenth of blocks with most of them",
        "problems in the worst tenth of blocks (share)",
        "points",
    ),
    "rebound_index": Phrase(
        "new problems after campaigns over those on ordinary days",
        "new problems after campaigns over ordinary days",
        "amount",
    ),
    "clamped_share": Phrase("the share of chances cut at their bound", "chances cut at their bound (share)", "points"),
    "settled_managing_share": Phrase(
        "the share of cases beyond the grid settled below government",
        "cases beyond the grid settled below government (share)",
        "points",
    ),
    "settled_top_share": Phrase(
        "the share of cases beyond the grid settled at the highest level",
        "cases beyond the grid settled at the top (share)",
        "points",
    ),
    "load_managing_level": Phrase(
        "the load of the levels below government", "load of the levels below government (1 = full)", "amount"
    ),
    "load_government_level": Phrase(
        "the load of the level where government decides", "load where government decides (1 = full)", "amount"
    ),
    "report_line_hours_mean": Phrase("the mean time in line to report", "mean time in line to report (h)", "hours"),
    "platform_up_share": Phrase(
        "the share of time in which the platform works", "time in which the platform works (share)", "points"
    ),
    "paper_share": Phrase("the share of cases registered on paper", "cases registered on paper (share)", "points"),
    "affairs": Phrase("the number of service affairs", "service affairs", "count"),
    "affair_wait_hours_q90": Phrase(
        "the time within which nine of ten affairs are done", "nine of ten affairs are done within (h)", "hours"
    ),
    "catalogue_ratio": Phrase("the growth of the catalogue", "entries of the catalogue, end over start", "amount"),
    "item_wait_hours_mean": Phrase(
        "the mean time until a new task is done", "mean time until a new task is done (h)", "hours"
    ),
    "items_benefit_per_1000_residents": Phrase(
        "the harm per 1,000 residents that new tasks spare", "harm per 1,000 residents that new tasks spare", "amount"
    ),
    "refused_benefit_per_1000_residents": Phrase(
        "the harm per 1,000 residents that refused tasks would have spared",
        "harm per 1,000 residents that refused tasks would spare",
        "amount",
    ),
    "n_emergencies": Phrase("the number of emergencies", "emergencies", "count"),
    "volunteer_before_professional_share": Phrase(
        "the share of alerted emergencies where a volunteer comes before the professionals",
        "a rescue volunteer first, of alerted emergencies (share)",
        "points",
    ),
    "accepted_share": Phrase(
        "the share of alerts accepted by rescue volunteers", "alerts accepted by rescue volunteers (share)", "points"
    ),
    "unreached_share": Phrase("the share of alerts that reach nobody", "alerts that reach nobody (share)", "points"),
    "dispute_in_time_share": Phrase(
        "the share of disputes at which staff are in time", "disputes with staff in time (share)", "points"
    ),
    "vulnerable_residents": Phrase(
        "the number of residents who are due care visits", "residents who are due care visits", "count"
    ),
    "care_due": Phrase("the number of care visits due", "care visits due", "count"),
    "care_volunteer_share": Phrase(
        "the share of care visits made by volunteers", "care visits made by volunteers (share)", "points"
    ),
}
