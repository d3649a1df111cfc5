"""The description of a log in plain words; every word about size follows from a number."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.language import N_, _, _c
from experiments.logs.arrivals import WEEKDAYS, Span
from experiments.logs.description import Description
from experiments.report.numbers import amount, count, percent

POISSON = 1.5  # variance over mean below which days hardly differ more than by chance
DAYS_A_WEEK, TOP_HOURS = 7, 3
SLIGHT = 0.1  # correlations below it are called none


DAYS_OF_WEEK = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def sentences(found: Description) -> dict[str, list[str]]:
    """Return what is said under each heading, in the language spoken; those without anything to say are left out."""
    parts = {
        _("How many, and when"): list(_arrivals(found)),
        _("Where"): list(_places(found)),
        _("How bursty"): list(_bursts(found)),
        _("How long, and in time"): list(_handling(found)),
    }
    return {heading: said for heading, said in parts.items() if said}


def _known(found: Description, *measures: str) -> bool:
    return all(measure in set(found.summary["measure"]) for measure in measures)


def _span(name: str, span: Span) -> dict[str, str]:
    return {f"{name}_first": f"{span.first:%Y-%m-%d}", f"{name}_last": f"{span.last:%Y-%m-%d}"}


def _arrivals(found: Description) -> Iterator[str]:
    steady, whole = found.steady, found.whole
    yield _(
        "{n} events in {days} days ({steady_first} to {steady_last}): {per_day} a day.",
        n=count(found.value("events")),
        days=steady.n_days,
        per_day=amount(found.value("per_day")),
        **_span("steady", steady),
    )
    if steady != whole:
        yield _(
            "The log runs from {whole_first} to {whole_last}; figures by day rest on those days alone (by default "
            "those where it is not thin; --from and --to choose others).",
            **_span("whole", whole),
        )
    profiles = found.tables["profiles"]
    weekdays = profiles[profiles["by"] == "weekday"]
    if len(weekdays) == DAYS_A_WEEK and _known(found, "weekend_factor"):
        top = DAYS_OF_WEEK[WEEKDAYS.index(weekdays.loc[weekdays["factor"].idxmax(), "value"])]
        yield _(
            "The busiest weekday is {day}; a weekend day has {share} of a working day.",
            day=_(top),
            share=percent(found.value("weekend_factor")),
        )
    hours = profiles[profiles["by"] == "hour"].sort_values("n", ascending=False).head(TOP_HOURS)
    begins = _c("names", ", ").join(f"{hour}:00" for hour in sorted(hours["value"].astype(int)))
    share = percent(hours["share"].sum())
    yield _("The {n} busiest hours begin at {begins} and bring {share}.", n=TOP_HOURS, begins=begins, share=share)


def _places(found: Description) -> Iterator[str]:
    if _known(found, "areas", "area_gini"):
        yield _(
            "{n} areas; the busiest has {most} times the events of the median one, and the busiest tenth {top} of all "
            "(Gini {gini}).",
            n=count(found.value("areas")),
            most=amount(found.value("area_max_over_median"), 2),
            top=percent(found.value("area_top_tenth_share")),
            gini=f"{found.value('area_gini'):.2f}",
        )
    if _known(found, "repeats_1_days", "repeats_1_days_by_chance"):
        yield _again(found.value("repeats_1_days"), found.value("repeats_1_days_by_chance"))
    if _known(found, "duplicates"):
        yield _("The source marks {share} as duplicates.", share=percent(found.value("duplicates"), 1))
    if _known(found, "voided"):
        yield _("{share} were voided.", share=percent(found.value("voided"), 1))


def _again(seen: float, chance: float) -> str:
    shares = {"share": percent(seen), "chance": percent(chance)}
    if seen > chance:
        return _(
            "{share} of the events follow one of the same kind in the same area within a day, more than the {chance} "
            "that chance would bring.",
            **shares,
        )
    return _(
        "{share} of the events follow one of the same kind in the same area within a day, no more than the {chance} "
        "that chance would bring.",
        **shares,
    )


def _bursts(found: Description) -> Iterator[str]:
    if not _known(found, "variance_ratio", "variance_ratio_without_weekday", "lag_1_without_weekday"):
        yield _("Too few days to say how bursty they are.")
        return
    ratio = found.value("variance_ratio_without_weekday")
    if ratio < POISSON:
        yield _(
            "With the weekday taken out, the variance of daily counts is hardly more than if events came independently."
        )
    else:
        yield _(
            "With the weekday taken out, the variance of daily counts is {ratio} times as much as if events came "
            "independently.",
            ratio=amount(ratio, 2),
        )
    lag, noise = found.value("lag_1_without_weekday"), float(found.tables["autocorrelation"]["noise"].iloc[0])
    lasts = _("a busy day is followed by a busy one") if lag > noise else _("a busy day says little about the next")
    yield _(
        "Correlation with the day before is {lag}: {lasts} (chance alone reaches {noise}).",
        lag=f"{lag:.2f}",
        lasts=lasts,
        noise=f"{noise:.2f}",
    )
    if _known(found, "area_correlation"):
        common = found.value("area_correlation")
        said = _("areas share their busy days") if common > SLIGHT else _("areas have their busy days apart")
        yield _("The mean correlation between areas is {common}: {said}.", common=f"{common:.2f}", said=said)


def _handling(found: Description) -> Iterator[str]:
    if not _known(found, "closed"):
        yield _("The log has no times of closing: it cannot say how long events take.")
    else:
        half = _("fewer than half of them are closed however long one waits")
        if _known(found, "median_hours"):
            hours = amount(found.value("median_hours"), 2)
            half = _("half of them within {hours} hours (open ones counted as open)", hours=hours)
        yield _("{share} are closed by the end of the log; {half}.", share=percent(found.value("closed"), 1), half=half)
    if _known(found, "on_time"):
        yield _("{share} were in time, of those that say.", share=percent(found.value("on_time"), 1))
    if _known(found, "on_time_of_limited", "limit_share_q50"):
        yield _(
            "Of those with a time limit {prompt} were in time; the median closed event used {used} of its limit.",
            prompt=percent(found.value("on_time_of_limited"), 1),
            used=percent(found.value("limit_share_q50")),
        )
