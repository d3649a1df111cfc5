"""The fixed texts of the report: headings, captions of figures, notes to tables (the rules are in `words`)."""

from __future__ import annotations

HEADINGS = {
    "answers": "The answers in brief",
    "price": "Price tag",
    "sure": "How sure is this?",
    "robust": "Do the answers hold for the other choices?",
    "effects": "The effects behind the answers",
    "levers": "All levers, one at a time",
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
    "levers": "Each lever alone against the baseline, with the 95 % interval of the difference of twins; bold: clear. "
    "Sorted by cost and harm together, harm counted at the model's price (an assumption).",
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
    "levers": "What each lever changes alone, against the baseline: harm (left) and cost (right), with 95 % intervals. "
    "Blue: clearly less; red: clearly more; grey: no clear difference; triangles lie beyond the axis.",
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
    "levers": "A row for each lever with its effect on harm and on cost as points with error bars.",
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
    "SF1": "grid and platform cut the time to closing to a fifth (ratio to paper and counter)",
    "SF2 learning": "experience shortens waits, and more so with time (hours saved, late minus early)",
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
    "SF7 street": "street order is closed within hours (median hours)",
    "SF7 slower": "facilities take longer (ratio of median times to closing)",
    "SF7 skewed": "times are skewed to the right (mean over median time to solution)",
    "SF8": "where residents are told, a fixed first report makes a second likelier (ratio to one not fixed)",
    "SF9 real": "showing the work raises reports where the work is real (ratio)",
    "SF9 sham": "and does little where nearly all work is for show (ratio)",
    "SF9 interaction": "feedback and real work strengthen each other (difference of log ratios)",
    "SF9 trust": "showing real work raises trust (ratio)",
    "SF10": "better service brings more demand: reports with twice the administrators (ratio)",
    "SF12": "few residents make most reports (Gini coefficient)",
    "SF13 unequal": "grids with more renters wait longer (correlation over grids)",
    "SF13 patrol": "and patrol evens it out (that correlation minus the one at twice the patrol)",
    "SF14": "failure costs more trust than success wins (per point of solved share)",
    "SF15 effect": "a campaign works at first (target problems in its first two weeks, relative change)",
    "SF15 fades": "its effect fades while it lasts (last two weeks minus first two)",
    "SF15 after": "little is left 2 to 10 weeks after it (relative change)",
    "SF15 harm": "over the year it leaves more harm than long-term at equal hours (ratio)",
    "SF16": "as many campaign days in short doses leave less harm (ratio)",
    "SF17 during": "other kinds pile up during a campaign (open cases, difference)",
    "SF17 peak": "and most at its end (last and next week minus first two weeks)",
    "SF18 cost": "a growing catalogue makes each solved problem dearer (ratio)",
    "SF18 found": "less of what arises is found (difference of shares)",
    "SF18 satisfied": "and fewer reporters are satisfied (difference of shares)",
    "SF19 counts": "where numbers are all that counts, more is closed (difference of shares)",
    "SF19 problems": "and no fewer problems stay open (ratio of harm)",
    "SF19 checks": "without supervisors' checks less is really solved (difference of shares)",
    "SF20 arrival": "alerted volunteers are there in under five minutes (median minutes)",
    "SF20 first": "and before professionals in about half of the cases (share)",
    "SF20 sparse": "with few volunteers hardly anybody comes (share of alerts answered)",
    "SF21": "of registered volunteers few take part (share)",
    "SF22 next door": "what a campaign deters comes up next door in part (difference of incidents elsewhere)",
    "SF22 smaller": "but less than it deters (ratio)",
    "SF22 links": "and links between grids lower the harm there (difference)",
    "SF23": "few places make most problems (share that arises in a tenth of the blocks)",
    "SF24": "short jobs first give the least mean wait (ratio to first come, first served)",
}
