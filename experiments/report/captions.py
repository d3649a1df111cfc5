"""The fixed texts of the report: headings, captions of figures, notes to tables (the rules are in `words`)."""

from __future__ import annotations

from experiments.language import N_

HEADINGS = {
    "brief": N_("In brief"),
    "answers": N_("The answers"),
    "price": N_("Price tag"),
    "sure": N_("How sure is this?"),
    "robust": N_("Do the answers hold for the other choices?"),
    "effects": N_("The effects behind the answers"),
    "levers": N_("All levers, one at a time"),
    "options": N_("The options side by side"),
    "figures": N_("Figures"),
    "arms": N_("Management: hours and money of each arm"),
    "equal_harm": N_("Cost at equal harm"),
    "break_even": N_("From when on is long-term management ahead?"),
    "contrasts": N_("Declared comparisons"),
    "costs": N_("What the money went into"),
    "equity": N_("Equity between grids"),
    "fates": N_("Winners and losers: the same incidents under two choices"),
    "sensitive": N_("What the result is most sensitive to"),
    "sources": N_("What the numbers of the model rest on"),
    "twins": N_("What the twins save"),
    "adequacy": N_("Are the replications enough?"),
    "tried": N_("What was tried"),
    "ranges": N_("What was varied"),
    "indices": N_("All indices"),
    "patterns": N_("Does the model show what is known from real places?"),
    "checks": N_("Checks"),
    "lost": N_("Failed or missing runs"),
    "assumptions": N_("Assumptions"),
    "again": N_("How to get this again"),
    "all": N_("All design points"),
}
NOTES = {
    "levers": N_(
        "Each lever alone against the baseline, with the 95 % interval of the difference of twins; bold: clear. "
        "Sorted by cost and harm together, harm counted at the model's price (an assumption)."
    ),
    "options": N_(
        "Means over all runs with the option, averaged over the study's other choices (or, where a study changes one "
        "thing at a time, at the baseline of the others); in brackets the 95 % interval of the mean. Bold: the "
        "range of the difference to the baseline (first column of each table) leaves zero out, each looked at alone. "
        "Intervals end at what is possible."
    ),
    "robust": N_(
        "The mean is over the study's other choices; the last column is the smallest and largest effect over them."
    ),
    "effects": N_("Differences between twins, with their 95 % intervals."),
    "arms": N_(
        "Means over the study's other choices, as in the answers. The campaign must be paid the same hours as "
        "long-term management; the others pay what they pay."
    ),
    "equal_harm": N_(
        "Cost that the campaign regime needs to leave no more harm than long-term management at the same "
        "street, read off between the staffing levels that were run, seed by seed; never beyond them."
    ),
    "break_even": N_(
        "Cost and harm of both arms summed up day by day, harm at the model's price (an assumption), pairs of equal "
        "seeds; the day from which on the sum stays lower under long-term management. The price of campaign days falls "
        "on those days, all other cost is spread by paid hours. Interval: order statistics, which take six "
        "replications or more; a replication that does not get there counts as beyond the horizon."
    ),
    "contrasts": N_(
        "Declared before the runs, at most six; p corrected by Holm's method. Everything else in this report "
        "is descriptive."
    ),
    "costs": N_("At the baseline. Every yuan is booked twice, by activity and by grid; the two books must agree."),
    "equity": N_(
        "Means over the seeds at the baseline of the other choices. Harm of the tenth with most harm over that of the "
        "grid in the middle; a correlation above zero: grids with more renters wait longer."
    ),
    "fates": N_(
        "Twin runs share their seed, so that the same problem arises in both and its two fates can be compared; the "
        "reason is the step on its way (registered, begun, worked on, mended) that differs most, or what happened in "
        "one of the twins only."
    ),
    "sources": N_(
        "Grades: evidence (figures published or measured elsewhere, by their identifiers), rule (set by design or "
        "convention), assumption (no source)."
    ),
    "twins": N_(
        "Runs with the same seed share their luck. A ratio of 0.1 means that one pair of twins tells as much as "
        "ten pairs of unrelated runs."
    ),
    "adequacy": N_(
        "Half-width of the interval as a share of the mean, at the worst design point, and the replications "
        "needed for 5 % (Hoad, Robinson and Davies 2010). It is about means, which twins do not sharpen; the "
        "comparisons are sharper."
    ),
    "tried": N_(
        "From the smallest or cheapest upwards. Intervals are those of all replications that were made; verdicts are "
        "those of the sequential test, which stops when the answer is sure enough. All of it: `solve.csv`."
    ),
    "ranges": N_("Ranges without a source beside them are choices of the study, not knowledge."),
    "indices": N_(
        "`S1`: share of the variance that a factor explains alone; `ST`: with all its combinations; `S2`: of a pair "
        "together, beyond each alone. `mu_star`: mean size of the effect of a factor's whole range; `mu`: with its "
        "sign; `sigma`: how much the effect differs over the other factors. `pawn`: how far fixing a factor moves the "
        "distribution (median Kolmogorov-Smirnov distance). Bold: the interval lies above the noise floor. All of "
        "it: `sensitivity.csv`."
    ),
    "patterns": N_(
        "Input: put in. Calibrated: tuned to it. Emergent: came out of the mechanisms; only these rows test "
        "the model. What this study does not contain, the study `patterns` does (`gridgov study patterns`). "
        "Intervals end at what is possible."
    ),
    "assumptions": N_(
        "Numbers of the model without a source, as the baseline used them, with the range that is thought "
        "possible, and the prices without a source; prices can be changed without a new run (`gridgov costs`)."
    ),
    "all": N_("The full table is `comparison.csv` in the result folder."),
}
CAPTIONS = {
    "tried": N_(
        "What the target is about, for every candidate that was simulated, with 95 % intervals and the number of "
        "replications; dashed: the target; circled: the chosen candidate."
    ),
    "sobol": N_(
        "Sobol indices with 95 % intervals: the share of the variance over the ranges that a factor explains "
        "alone (first order) and in all combinations (total). Grey: what luck alone would show. Hollow: not resolved."
    ),
    "morris": N_(
        "Elementary effects after Morris with 95 % intervals: how far a factor's whole range moves the figure in "
        "the mean, and how much that differs with the other factors. Grey: luck. Hollow: not resolved."
    ),
    "pawn": N_(
        "PAWN distances with 95 % intervals: how far the distribution moves where a factor is fixed. Grey: what a "
        "factor that does nothing would show. Hollow: not resolved."
    ),
    "spread": N_("How far the assumptions move the figure over their ranges; the baseline, and nine points of ten."),
    "levers": N_(
        "What each lever changes alone, against the baseline: harm (left) and cost (right), with 95 % intervals. "
        "Blue: clearly less; red: clearly more; grey: no clear difference; triangles lie beyond the axis."
    ),
    "cost_main": N_(
        "Cost against what the study asks about first. Bars are the 95 % intervals of the difference to the baseline; "
        "the luck that all points share is taken out."
    ),
    "year": N_("Day by day at the baseline of the other choices: means over the seeds with 95 % intervals."),
    "fates": N_(
        "How much earlier (blue) or later (red) the same incidents end under one choice than under the other; grey: at "
        "the same hour."
    ),
    "cost_harm": N_(
        "Cost against harm: lower left is better. Bars are the 95 % intervals of the difference to the baseline; the "
        "luck that all points share is taken out."
    ),
    "cost_solved": N_(
        "Cost against the share of registered cases really solved: upper left is better. Bars as before."
    ),
    "lead": N_(
        "How far long-term management is ahead of each other arm, cost and harm together, summed up over the days "
        "at the baseline of the other choices, with 95 % bands; dotted: from then on it stays ahead (median)."
    ),
    "sawtooth": N_(
        "The campaign's saw-tooth: new problems and open cases of the campaign's target kinds day by day, "
        "at the baseline of the other choices, and the difference to long-term management with its 95 % interval."
    ),
    "crowding": N_("What the campaign crowds out: open cases of all other kinds and the wait for staff, drawn alike."),
    "trust": N_(
        "Reports and trust day by day, by communication, at the baseline of the other choices, and the "
        "difference between the two with its 95 % interval."
    ),
    "workload": N_(
        "How busy each role is, and how long an incident waits, by staffing level, averaged over the other "
        "choices. Above the grey band queues grow fast; below it staff is idle."
    ),
    "atlas": N_(
        "Where harm falls: the grids of one street at the baseline (first seed; each seed draws another street)."
    ),
}
ALTS = {
    "tried": N_("A row for each candidate with its measure as a point with an error bar, and the target as a line."),
    "dependence": N_("A row for each factor with its indices of sensitivity as points with error bars."),
    "spread": N_("Histogram of the figure over the design points, with the baseline marked."),
    "levers": N_("A row for each lever with its effect on harm and on cost as points with error bars."),
    "cost_main": N_("Points with error bars: cost on the horizontal axis, the study's first figure on the vertical."),
    "year": N_("Four line charts over the days: unsolved problems, reports, harm and trust, a line for each option."),
    "fates": N_("Bar chart of incidents by how many days earlier or later they end."),
    "cost_harm": N_("Points with error bars: cost on the horizontal axis, harm on the vertical axis."),
    "cost_solved": N_("Points with error bars: cost on the horizontal axis, share solved on the vertical axis."),
    "lead": N_("Lines over the days: how many yuan long-term management is ahead of each other arm."),
    "sawtooth": N_("Line charts over the days: problems and open cases of the campaign's kinds, by management."),
    "crowding": N_("Line charts over the days: open cases of other kinds and the wait for staff, by management."),
    "trust": N_("Line charts over the days: reports a day and mean trust, by communication."),
    "workload": N_("Share of time at work for three roles, and mean waiting hours, for each staffing level."),
    "atlas": N_("Map of the grids coloured by harm-days per 1,000 residents and year."),
}
GREY = N_("Grey: campaigns.")  # said where there are campaign days
JOINED = {
    "cost_harm": N_("A line joins the staffing levels; markers grow with the posts.")
}  # said where there are such lines
LEADS = ("levers", "cost_main", "cost_harm", "year", "atlas")  # the picture of page one: the first that is there
BANNER = N_("Do not use these results before the following is mended:")
COUNTED = N_("Every planned run is stored.")
SAYS = {
    "SF1": N_("grid and platform cut the time to closing to a fifth (ratio to paper and counter)"),
    "SF2 learning": N_("experience shortens waits, and more so with time (hours saved, late minus early)"),
    "SF3 stay low": N_("most cases are settled in grid and community (share)"),
    "SF3 street": N_("few go to the street office (share)"),
    "SF3 above": N_("about a fifth goes above the street (share)"),
    "SF3 disputes": N_("disputes escalate less than other cases (share of all minus share of disputes)"),
    "SF4 closed": N_("more is closed than answered on time (difference of shares)"),
    "SF4 on time": N_("more is answered on time than really solved (difference of shares)"),
    "SF4 satisfied": N_("reporters are no happier than work is solved (solved minus satisfied)"),
    "SF4 solved": N_("about four in five cases are really solved (share)"),
    "SF5 cases": N_("twice the patrol hours bring more registered cases (ratio)"),
    "SF5 latent": N_("while the problems that arise stay the same (ratio)"),
    "SF5 share": N_("and patrol's share of cases grows (difference)"),
    "SF7 street": N_("street order is closed within hours (median hours)"),
    "SF7 slower": N_("facilities take longer (ratio of median times to closing)"),
    "SF7 skewed": N_("times are skewed to the right (mean over median time to solution)"),
    "SF8": N_("where residents are told, a fixed first report makes a second likelier (ratio to one not fixed)"),
    "SF9 real": N_("showing the work raises reports where the work is real (ratio)"),
    "SF9 sham": N_("and does little where nearly all work is for show (ratio)"),
    "SF9 interaction": N_("feedback and real work strengthen each other (difference of log ratios)"),
    "SF9 trust": N_("showing real work raises trust (ratio)"),
    "SF10": N_("better service brings more demand: reports with twice the administrators (ratio)"),
    "SF12": N_("few residents make most reports (Gini coefficient)"),
    "SF13 unequal": N_("grids with more renters wait longer (correlation over grids)"),
    "SF13 patrol": N_("and patrol evens it out (that correlation minus the one at twice the patrol)"),
    "SF14": N_("failure costs more trust than success wins (per point of solved share)"),
    "SF15 effect": N_("a campaign works at first (target problems in its first two weeks, relative change)"),
    "SF15 fades": N_("its effect fades while it lasts (last two weeks minus first two)"),
    "SF15 after": N_("little is left 2 to 10 weeks after it (relative change)"),
    "SF15 harm": N_("over the year it leaves more harm than long-term at equal hours (ratio)"),
    "SF16": N_("as many campaign days in short doses leave less harm (ratio)"),
    "SF17 during": N_("other kinds pile up during a campaign (open cases, difference)"),
    "SF17 peak": N_("and most at its end (last and next week minus first two weeks)"),
    "SF18 cost": N_("a growing catalogue makes each solved problem dearer (ratio)"),
    "SF18 found": N_("less of what arises is found (difference of shares)"),
    "SF18 satisfied": N_("and fewer reporters are satisfied (difference of shares)"),
    "SF19 counts": N_("where numbers are all that counts, more is closed (difference of shares)"),
    "SF19 problems": N_("and no fewer problems stay open (ratio of harm)"),
    "SF19 checks": N_("without supervisors' checks less is really solved (difference of shares)"),
    "SF20 arrival": N_("the first alerted volunteer is there as soon as in other cities (median minutes)"),
    "SF20 first": N_("and before professionals in about half of the cases (share)"),
    "SF20 sparse": N_("with few volunteers hardly anybody comes (share of alerts answered)"),
    "SF21": N_("of registered volunteers few take part (share)"),
    "SF22 next door": N_("what a campaign deters comes up next door in part (difference of incidents elsewhere)"),
    "SF22 smaller": N_("but less than it deters (ratio)"),
    "SF22 links": N_("and links between grids lower the harm there (difference)"),
    "SF23": N_("few places make most problems (share that arises in a tenth of the blocks)"),
    "SF24": N_("short jobs first give the least mean wait (ratio to first come, first served)"),
}
