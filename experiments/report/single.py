"""The fixed texts of a report of one replication: captions and notes that speak of no bars, intervals or bold."""

from __future__ import annotations

from experiments.language import N_, _
from experiments.report.captions import ALTS, CAPTIONS, NOTES

CAPTIONS_OF_ONE = {
    "levers": N_("What each lever changes alone, against the baseline: harm (left) and cost (right)."),
    "cost_main": N_("Cost against what the study asks about first."),
    "year": N_("Day by day at the baseline of the other choices."),
    "cost_harm": N_("Cost against harm: lower left is better."),
    "cost_solved": N_("Cost against the share of registered cases really solved: upper left is better."),
    "lead": N_(
        "How far long-term management is ahead of each other arm, cost and harm together, summed up over the days "
        "at the baseline of the other choices."
    ),
    "sawtooth": N_(
        "The campaign's saw-tooth: new problems and open cases of the campaign's target kinds day by day, at the "
        "baseline of the other choices, and the difference to long-term management."
    ),
    "trust": N_(
        "Reports and trust day by day, by communication, at the baseline of the other choices, and the difference "
        "between the two."
    ),
}
ALTS_OF_ONE = {
    "levers": N_("A row for each lever with its effect on harm and on cost as points."),
    "cost_main": N_("Points: cost on the horizontal axis, the study's first figure on the vertical."),
    "cost_harm": N_("Points: cost on the horizontal axis, harm on the vertical axis."),
    "cost_solved": N_("Points: cost on the horizontal axis, share solved on the vertical axis."),
}
NOTES_OF_ONE = {
    "levers": N_(
        "Each lever alone against the baseline. Sorted by cost and harm together, harm counted at the model's price "
        "(an assumption)."
    ),
    "options": N_(
        "Means over all runs with the option, averaged over the study's other choices (or, where a study changes one "
        "thing at a time, at the baseline of the others)."
    ),
    "effects": N_("Differences between twins."),
    "patterns": N_(
        "Input: put in. Calibrated: tuned to it. Emergent: came out of the mechanisms; only these rows test "
        "the model. What this study does not contain, the study `patterns` does (`gridgov study patterns`)."
    ),
    "break_even": N_(
        "Cost and harm of both arms summed up day by day, harm at the model's price (an assumption); the price of "
        "campaign days falls on those days, all other cost is spread by paid hours."
    ),
}


def caption(name: str, single: bool) -> str:
    """Return the caption of a figure; `single`: of one replication, which has no intervals."""
    return _(CAPTIONS_OF_ONE[name] if single and name in CAPTIONS_OF_ONE else CAPTIONS[name])


def alternative(name: str, single: bool) -> str:
    """Return the alternative text of a figure; `single`: of one replication."""
    return _(ALTS_OF_ONE[name] if single and name in ALTS_OF_ONE else ALTS[name])


def note(name: str, single: bool) -> str:
    """Return the note of a section ("": there is none); `single`: of one replication."""
    return _(NOTES_OF_ONE[name] if single and name in NOTES_OF_ONE else NOTES.get(name, "")) if name in NOTES else ""
