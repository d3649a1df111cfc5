"""The description of a log in plain words; every word about size follows from a number."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.logs.description import Description
from experiments.report.numbers import amount, count, percent

POISSON = 1.5  # variance over mean below which days hardly differ more than by chance
DAYS_A_WEEK, TOP_HOURS = 7, 3
SLIGHT = 0.1  # correlations below it are called none


def sentences(found: Description) -> dict[str, list[str]]:
    """Return what is said under each heading; headings without anything to say are left out."""
    parts = {
        "How many, and when": list(_arrivals(found)),
        "Where": list(_places(found)),
        "How bursty": list(_bursts(found)),
        "How long, and in time": list(_handling(found)),
    }
    return {heading: said for heading, said in parts.items() if said}


def _known(found: Description, *measures: str) -> bool:
    return all(measure in set(found.summary["measure"]) for measure in measures)


def _arrivals(found: Description) -> Iterator[str]:
    steady, whole = found.steady, found.whole
    yield (
        f"{count(found.value('events'))} events in {steady.n_days} days ({steady.first:%Y-%m-%d} to "
        f"{steady.last:%Y-%m-%d}): {amount(found.value('per_day'))} a day."
    )
    if steady != whole:
        yield (
            f"The log runs from {whole.first:%Y-%m-%d} to {whole.last:%Y-%m-%d}; figures by day rest on those days "
            "alone (by default those where it is not thin; --from and --to choose others)."
        )
    profiles = found.tables["profiles"]
    weekdays = profiles[profiles["by"] == "weekday"]
    if len(weekdays) == DAYS_A_WEEK and _known(found, "weekend_factor"):
        top, weekend = weekdays.loc[weekdays["factor"].idxmax(), "value"], percent(found.value("weekend_factor"))
        yield f"The busiest weekday is {top}; a weekend day has {weekend} of a working day."
    hours = profiles[profiles["by"] == "hour"].sort_values("n", ascending=False).head(TOP_HOURS)
    begins = ", ".join(f"{hour}:00" for hour in sorted(hours["value"].astype(int)))
    yield f"The {TOP_HOURS} busiest hours begin at {begins} and bring {percent(hours['share'].sum())}."


def _places(found: Description) -> Iterator[str]:
    if _known(found, "areas", "area_gini"):
        most, top = amount(found.value("area_max_over_median"), 2), percent(found.value("area_top_tenth_share"))
        yield (
            f"{found.value('areas'):.0f} areas; the busiest has {most} times the events of the median one, and the "
            f"busiest tenth {top} of all (Gini {found.value('area_gini'):.2f})."
        )
    if _known(found, "repeats_1_days", "repeats_1_days_by_chance"):
        seen, chance = found.value("repeats_1_days"), found.value("repeats_1_days_by_chance")
        more = "more than" if seen > chance else "no more than"
        yield (
            f"{percent(seen)} of the events follow one of the same kind in the same area within a day, {more} the "
            f"{percent(chance)} that chance would bring."
        )
    if _known(found, "duplicates"):
        yield f"The source marks {percent(found.value('duplicates'), 1)} as duplicates."
    if _known(found, "voided"):
        yield f"{percent(found.value('voided'), 1)} were voided."


def _bursts(found: Description) -> Iterator[str]:
    if not _known(found, "variance_ratio", "variance_ratio_without_weekday", "lag_1_without_weekday"):
        yield "Too few days to say how bursty they are."
        return
    ratio = found.value("variance_ratio_without_weekday")
    more = "hardly more than" if ratio < POISSON else f"{amount(ratio, 2)} times as much as"
    yield f"With the weekday taken out, the variance of daily counts is {more} if events came independently."
    lag, noise = found.value("lag_1_without_weekday"), float(found.tables["autocorrelation"]["noise"].iloc[0])
    lasts = "a busy day is followed by a busy one" if lag > noise else "a busy day says little about the next"
    yield f"Correlation with the day before is {lag:.2f}: {lasts} (chance alone reaches {noise:.2f})."
    if _known(found, "area_correlation"):
        common = found.value("area_correlation")
        said = "areas share their busy days" if common > SLIGHT else "areas have their busy days apart"
        yield f"The mean correlation between areas is {common:.2f}: {said}."


def _handling(found: Description) -> Iterator[str]:
    if not _known(found, "closed"):
        yield "The log has no times of closing: it cannot say how long events take."
    else:
        half = "fewer than half of them are closed however long one waits"
        if _known(found, "median_hours"):
            half = f"half of them within {amount(found.value('median_hours'), 2)} hours (open ones counted as open)"
        yield f"{percent(found.value('closed'), 1)} are closed by the end of the log; {half}."
    if _known(found, "on_time"):
        yield f"{percent(found.value('on_time'), 1)} were in time, of those that say."
    if _known(found, "on_time_of_limited", "limit_share_q50"):
        prompt, used = percent(found.value("on_time_of_limited"), 1), percent(found.value("limit_share_q50"))
        yield f"Of those with a time limit {prompt} were in time; the median closed event used {used} of its limit."
