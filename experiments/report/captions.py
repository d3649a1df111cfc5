"""The fixed texts of the report: headings, captions of figures, notes to tables (the rules are in `words`)."""

from __future__ import annotations

HEADINGS = {
    "answers": "The answers in brief",
    "price": "Price tag",
    "sure": "How sure is this?",
    "robust": "Do the answers hold for the other choices?",
    "effects": "The effects behind the answers",
    "options": "The options side by side",
    "figures": "Figures",
    "arms": "Management: hours and money of each arm",
    "equal_harm": "Cost at equal harm",
    "contrasts": "Declared comparisons",
    "costs": "What the money went into",
    "twins": "What the twins save",
    "adequacy": "Are the replications enough?",
    "patterns": "Does the model show what is known from real places?",
    "checks": "Checks",
    "lost": "Failed or missing runs",
    "assumptions": "Assumptions",
    "again": "How to get this again",
    "all": "All design points",
}
NOTES = {
    "options": "Means over all runs with the option, averaged over the study's other choices; in brackets the 95 % "
    "interval of the mean. Bold: clearly different from the baseline (first row of each table).",
    "robust": "The mean is over the study's other choices; the last column is the smallest and largest effect over "
    "them.",
    "effects": "Differences between twins, with their 95 % intervals.",
    "arms": "Means over the study's other choices, as in the answers. The campaign must be paid the same hours as "
    "long-term management; the others pay what they pay.",
    "equal_harm": "Cost that the campaign regime needs to leave no more harm than long-term management at the same "
    "street, read off between the staffing levels that were run, seed by seed; never beyond them.",
    "contrasts": "Declared before the runs, at most six; p corrected by Holm's method. Everything else in this report "
    "is descriptive.",
    "costs": "At the baseline. Every yuan is booked twice, by activity and by grid; the two books must agree.",
    "twins": "Runs with the same seed share their luck. A ratio of 0.1 means that one pair of twins tells as much as "
    "ten pairs of unrelated runs.",
    "adequacy": "Half-width of the interval as a share of the mean, at the worst design point, and the replications "
    "needed for 5 % (Hoad, Robinson and Davies 2010). It is about means, which twins do not sharpen; the comparisons "
    "are sharper.",
    "patterns": "Input: put in. Calibrated: tuned to it. Emergent: came out of the mechanisms; only these rows test "
    "the model. What this study does not contain, the study `patterns` does (gridgov study patterns).",
    "assumptions": "Numbers of the model without a source, as the baseline used them, with the range that is thought "
    "possible, and the prices without a source; prices can be changed without a new run (gridgov costs).",
    "all": "The full table is comparison.csv in the result folder.",
}
CAPTIONS = {
    "cost_harm": "Cost against harm: lower left is better. A line joins the staffing levels of one management. Bars "
    "are the 95 % intervals of the difference to the baseline; the luck that all points share is taken out.",
    "cost_solved": "Cost against the share of registered cases really solved: upper left is better. Bars as before.",
    "sawtooth": "The campaign's saw-tooth: new problems and open cases of the campaign's target kinds over the year, "
    "at the baseline of the other choices, and the difference to long-term management with its 95 % interval.",
    "crowding": "What the campaign crowds out: open cases of all other kinds and the wait for staff, drawn alike.",
    "trust": "Reports and trust over the year by communication, at the baseline of the other choices, and the "
    "difference between the two with its 95 % interval.",
    "workload": "How busy each role is, and how long an incident waits, by staffing level, averaged over the other "
    "choices. Above the grey band queues grow fast; below it staff is idle.",
    "atlas": "Where harm falls: the grids of one street at the baseline (first seed; each seed draws another street).",
}
ALTS = {
    "cost_harm": "Points with error bars: yearly cost on the horizontal axis, harm on the vertical axis.",
    "cost_solved": "Points with error bars: yearly cost on the horizontal axis, share solved on the vertical axis.",
    "sawtooth": "Line charts over the year: problems and open cases of the campaign's kinds, by management.",
    "crowding": "Line charts over the year: open cases of other kinds and the wait for staff, by management.",
    "trust": "Line charts over the year: reports a day and mean trust, by communication.",
    "workload": "Share of time at work for three roles, and mean waiting hours, for each staffing level.",
    "atlas": "Map of the grids coloured by harm-days per 1,000 residents.",
}
LEAD = "cost_harm"
BANNER = "Do not use these results before the following is mended:"
COUNTED = "Every planned run is stored."
SAYS = {
    "SF3 stay low": "most cases are settled in grid and community (share)",
    "SF3 street": "few go to the street office (share)",
    "SF3 above": "about a fifth goes above the street (share)",
    "SF3 disputes": "disputes escalate less than other cases (share of all minus share of disputes)",
    "SF4 closed": "more is closed than answered on time (difference of shares)",
    "SF4 on time": "more is answered on time than really solved (difference of shares)",
    "SF4 satisfied": "reporters are no happier than work is solved (solved minus satisfied)",
    "SF4 solved": "about four in five cases are really solved (share)",
    "SF5 cases": "twice the patrol hours bring more registered cases (ratio)",
    "SF5 latent": "while the problems that arise stay the same (ratio)",
    "SF5 share": "and patrol's share of cases grows (difference)",
    "SF8": "where residents are told, a fixed first report makes a second likelier (ratio to one not fixed)",
    "SF9 real": "showing the work raises reports where the work is real (ratio)",
    "SF9 sham": "and does little where nearly all work is for show (ratio)",
    "SF9 interaction": "feedback and real work strengthen each other (difference of log ratios)",
    "SF9 trust": "showing real work raises trust (ratio)",
    "SF10": "better service brings more demand: reports with twice the administrators (ratio)",
    "SF12": "few residents make most reports (Gini coefficient)",
    "SF14": "failure costs more trust than success wins (per point of solved share)",
    "SF15 effect": "a campaign works at first (target problems in its first two weeks, relative change)",
    "SF15 fades": "its effect fades while it lasts (last two weeks minus first two)",
    "SF15 after": "little is left 2 to 10 weeks after it (relative change)",
    "SF15 harm": "over the year it leaves more harm than long-term at equal hours (ratio)",
    "SF17 during": "other kinds pile up during a campaign (open cases, difference)",
    "SF17 peak": "and most at its end (last and next week minus first two weeks)",
    "SF18 detection": "as tasks grow and staff do not, a smaller share of problems is found (difference)",
    "SF18 satisfaction": "fewer reporters are satisfied (difference)",
    "SF18 cost": "and a problem solved costs more (ratio)",
}
