"""What each measure of a described log means, in English; shown in the reader's language."""

from __future__ import annotations

import re

from experiments.language import N_, _

MEANINGS = {
    "events": N_("events reported in the days that this rests on"),
    "days": N_("days that this rests on"),
    "per_day": N_("mean number of events a day"),
    "weekend_factor": N_("events of a weekend day over those of a working day"),
    "variance_ratio": N_("variance over mean of daily counts (1 if events were independent)"),
    "variance_ratio_without_weekday": N_("the same, weekday taken out"),
    "variance_ratio_without_trend": N_("the same, weekday and 7-day trend taken out"),
    "k": N_("size of the negative binomial of daily counts (variance = mean + mean^2/k)"),
    "lag_1": N_("correlation of a day's count with the day before"),
    "lag_1_without_weekday": N_("the same, weekday taken out"),
    "areas": N_("areas with events"),
    "area_cv": N_("coefficient of variation of areas' events"),
    "area_gini": N_("Gini coefficient of areas' events (0 equal, 1 all in one)"),
    "area_max_over_median": N_("busiest area over the median area"),
    "area_top_tenth_share": N_("events in the busiest tenth of the areas"),
    "area_variance_ratio": N_("variance over mean of an area's daily counts, median"),
    "area_k": N_("negative binomial k of an area's daily counts, median"),
    "area_correlation": N_("mean correlation between areas' daily counts, weekday taken out"),
    "duplicates": N_("events that the source marks as duplicates"),
    "voided": N_("events that were voided"),
    "on_time": N_("events in time, of those that say"),
    "on_time_of_limited": N_("events in time, of those with a time limit that say"),
    "closed": N_("events closed by the end of the log"),
    "median_hours": N_(
        "median of hours from report to closing (Kaplan-Meier: open events have lasted at least so long)"
    ),
    "q90_hours": N_("90 % quantile of the same hours"),
    "log_sd_hours": N_("standard deviation of ln hours of closed events above 6 minutes"),
    "limit_share_q50": N_("median of the share of the time limit that closed events used"),
    "limit_share_q90": N_("90 % quantile of the share of the time limit that closed events used"),
}
UNITS = (N_("events"), N_("days"), N_("events/day"), N_("areas"), N_("share"), N_("hours"))
ALL, LIMITED = N_("all"), N_("with a time limit")
BY = {
    "all": ALL,
    "hour": N_("hour of the day"),
    "weekday": N_("weekday"),
    "month": N_("month"),
    "group": N_("class"),
    "kind": N_("kind"),
    "area": N_("area"),
    "district": N_("district"),
    "level": N_("level"),
    "source": N_("source"),
    "unit": N_("unit"),
}
AGAIN = re.compile(r"repeats_(\d+)_days(_by_chance)?$")


def meaning(measure: str) -> str:
    """Return what a measure means, in the language that is spoken."""
    again = AGAIN.match(measure)
    if again is None:
        return _(MEANINGS[measure])
    if again[2]:
        return _("the same within {n} days, if kinds were drawn anew", n=again[1])
    return _("events whose kind came in the same area within {n} days before", n=again[1])
