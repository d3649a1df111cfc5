"""Indicators: what is measured of a run, each with its unit and definition, computed from the books."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.accounts import Indicator, gini, share
from sim.policies.staffing import ROLES
from sim.systems import SYSTEM_INDICATORS, system_indicators

Floats = NDArray[np.float64]
TOP_BLOCKS = 0.1  # SF23 speaks of the top 5-10 % of places


def _durations(name: str, what: str, source: str) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(f"{name}_hours_{part}", "h", f"{words} of the time {what}", source, "low")
        for part, words in (("mean", "mean"), ("median", "median"), ("q90", "90 % quantile"))
    )


INDICATORS: tuple[Indicator, ...] = (
    Indicator("residents", "persons", "residents of the street"),
    Indicator("incidents", "incidents", "real problems that arose in the measured days"),
    Indicator("registered", "cases", "cases registered in the measured days", "I1"),
    Indicator("registered_per_grid_day", "1/(grid x day)", "registered cases per grid and day", "I1, I4"),
    Indicator("patrol_share", "share", "registered cases found by staff on patrol or visits", "I6, I15-I17"),
    Indicator("discovered_share", "share", "registered cases (first ones) over problems that arose", "I10", "high"),
    Indicator("reports", "reports", "reports by residents, without duplicates", "C4"),
    Indicator("duplicate_share", "share", "duplicates among residents' reports", "datasets 8.3"),
    Indicator("invalid_share", "share", "voided among residents' reports", "datasets 8.3"),
    Indicator(
        "closed_share", "share", "closed by the horizon, of cases whose time limit has ended", "I14, I16", "high"
    ),
    Indicator("on_time_share", "share", "answered in time, of cases whose time limit has ended", "I16", "high"),
    Indicator("solved_share", "share", "really solved, of cases whose time limit has ended", "I14", "high"),
    Indicator(
        "satisfied_share", "share", "reporters satisfied, of resident-reported cases that were closed", "I14", "high"
    ),
    Indicator("sham_share", "share", "closed for show, of cases whose time limit has ended", "SF4", "low"),
    Indicator("solved", "incidents", "problems that were really solved in the measured days", "", "high"),
    Indicator("settled_share", "share", "settled by residents themselves, of problems solved", "R10", "high"),
    Indicator("lapsed_share", "share", "problems that went away by themselves, of those that arose", "", "low"),
    Indicator("escalated_street_share", "share", "registered cases that went to the street's centre", "I2"),
    Indicator("escalated_above_share", "share", "registered cases that went above the street", "I2"),
    Indicator("reopened_share", "share", "reopened by residents, of registered cases", "I8"),
    Indicator("rework_share", "share", "sent back by a supervisor, of registered cases", "I20"),
    *_durations("discovery", "from onset until staff or a reporter know of it", "C16"),
    *_durations("registration", "from onset until the case is registered", "I9"),
    *_durations("closing", "from registration until the case is closed", "I7, I9"),
    *_durations("solution", "from onset until it is really solved", "I9"),
    Indicator("wait_hours_mean", "h", "mean wait of the grid's cases from dispatch until somebody begins", "I9", "low"),
    Indicator("backlog_mean", "cases", "mean number of registered cases not closed", "", "low"),
    Indicator("backlog_end", "cases", "registered cases not closed at the horizon", "", "low"),
    Indicator(
        "backlog_other_peak", "cases", "highest 7-day mean backlog of kinds that campaigns do not aim at", "SF17", "low"
    ),
    Indicator("censored_share", "share", "problems still unsolved at the horizon, of those that arose", "", "low"),
    Indicator(
        "harm_days", "harm", "severity-weighted harm of unsolved problems, summed over the measured days", "", "low"
    ),
    Indicator(
        "harm_per_1000_residents",
        "harm",
        "severity-weighted harm of unsolved problems per 1,000 residents and year",
        "",
        "low",
    ),
    Indicator("trust_mean", "share", "mean trust of all residents at the horizon", "C12", "high"),
    Indicator("efficacy_mean", "share", "mean belief that reporting helps, at the horizon", "C8", "high"),
    Indicator("cohesion_mean", "share", "mean cohesion of the blocks at the horizon", "R10", "high"),
    Indicator("participation_share", "share", "residents who reported at least once", "C13", "high"),
    Indicator("report_gini", "share", "Gini coefficient of reports over residents", "SF12"),
    Indicator(
        "second_report_ratio",
        "ratio",
        "share reporting another problem afterwards: first report solved over not solved",
        "C8",
    ),
    Indicator("prevention_mean", "share", "mean share of incidence prevented, at the horizon", "", "high"),
    *(
        Indicator(f"utilisation_{role}", "share", f"{role}s: paid hours not spent standing by", "design 1")
        for role in ROLES
    ),
    Indicator("paid_hours", "h", "paid hours of grid staff in the measured days", "design 5"),
    Indicator("overtime_hours", "h", "overtime among the paid hours of grid staff", "K16", "low"),
    Indicator("temporary_hours", "h", "temporary hours among the paid hours of grid staff", "K14"),
    Indicator("paperwork_share", "share", "paid hours spent on records and reports", "S17", "low"),
    Indicator("delay_gini", "share", "Gini coefficient of the mean time to solution over grids", "C16", "low"),
    Indicator("worst_grid_delay_hours", "h", "mean time to solution in the grid where it is longest", "C16", "low"),
    Indicator("top_blocks_share", "share", "problems that arose in the tenth of the blocks where most did", "K20"),
    Indicator(
        "rebound_index", "ratio", "target onsets in the 4 weeks after campaigns over days far from them", "K8, K10"
    ),
    Indicator("cost_yuan", "yuan", "all that is paid in the measured days", "S8, M1", "low"),
    Indicator("cost_per_resident_yuan", "yuan", "all that is paid in the measured days, per resident", "", "low"),
    Indicator(
        "cost_per_solved_yuan", "yuan", "all that is paid in the measured days, per problem really solved", "", "low"
    ),
    Indicator("social_cost_yuan", "yuan", "price of the harm; nobody's expense", "", "low"),
    Indicator("clamped_share", "share", "candidates whose multiplier exceeded its bound", "design 3", "low"),
    *SYSTEM_INDICATORS,
)


def top_share(amounts: Any, part: float) -> float:
    """Return the share of the whole that the greatest amounts have, `part` of their number (NaN if all are zero)."""
    ordered = np.sort(np.asarray(amounts, float))[::-1]
    return share(float(ordered[: max(1, round(part * len(ordered)))].sum()), float(ordered.sum()))


def measure(model: Any, daily: pd.DataFrame) -> dict[str, float]:
    """Return the indicators of a run that need no prices."""
    return {
        **_incidents(model, daily),
        **_service(model),
        **_durations_of(model),
        **_load(model, daily),
        **_residents(model),
        **_staff(model),
        **_equity(model),
        "top_blocks_share": top_share(model.onset.arisen_by_block, TOP_BLOCKS),
        "rebound_index": rebound(daily),
        "clamped_share": share(model.onset.n_clamped, model.books.arisen),
        **system_indicators(model.systems),
    }


def _incidents(model: Any, daily: pd.DataFrame) -> dict[str, float]:
    measured = daily[daily["day"] >= 0]
    books, counts = model.books, model.ledger.counts
    grid_days = len(model.grids) * model.inputs.days
    reports = float(measured["reported"].sum())
    onsets, solved = float(measured["onsets"].sum()), float(measured["solved"].sum())
    duplicates = books.daily["duplicates"]
    before = duplicates[model.inputs.warmup_days - 1] if model.inputs.warmup_days else 0.0
    doubled = duplicates[-1] - before
    return {
        "residents": float(model.inputs.street.residents),
        "incidents": onsets,
        "registered": counts["cases"],
        "registered_per_grid_day": counts["cases"] / grid_days,
        "patrol_share": share(counts["found_by_staff"], counts["cases"]),
        "discovered_share": share(counts["first_cases"], onsets),
        "reports": reports,
        "duplicate_share": share(doubled, reports + doubled),
        "invalid_share": share(float(measured["voided"].sum()), reports + doubled),
        "solved": solved,
        "settled_share": share(float(measured["settled"].sum()), solved),
        "lapsed_share": share(float(measured["lapsed"].sum()), onsets),
        "censored_share": share(float(daily["open_unsolved"].iloc[-1]), float(daily["onsets"].sum())),
        "harm_days": float(measured["harm_days"].sum()),
        "harm_per_1000_residents": float(measured["harm_days"].mean()) * 365 * 1000 / model.inputs.street.residents,
    }


def _service(model: Any) -> dict[str, float]:
    counts = model.ledger.counts
    return {
        "closed_share": share(counts["closed"], counts["cohort"]),
        "on_time_share": share(counts["on_time"], counts["cohort"]),
        "solved_share": share(counts["solved"], counts["cohort"]),
        "satisfied_share": share(counts["satisfied"], counts["rated"]),
        "sham_share": share(counts["sham"], counts["cohort"]),
        "escalated_street_share": share(counts["to_street"], counts["cases"]),
        "escalated_above_share": share(counts["above"], counts["cases"]),
        "reopened_share": share(counts["reopened"], counts["cases"]),
        "rework_share": share(counts["reworked"], counts["cases"]),
    }


def _durations_of(model: Any) -> dict[str, float]:
    measured: dict[str, float] = {}
    for name, parts in model.ledger.samples.items():
        hours = np.concatenate(parts) if parts else np.zeros(0)
        if name == "wait":
            measured["wait_hours_mean"] = float(hours.mean()) if len(hours) else float("nan")
            continue
        quantiles = np.quantile(hours, [0.5, 0.9]) if len(hours) else [np.nan, np.nan]
        measured[f"{name}_hours_mean"] = float(hours.mean()) if len(hours) else float("nan")
        measured[f"{name}_hours_median"], measured[f"{name}_hours_q90"] = float(quantiles[0]), float(quantiles[1])
    return measured


def _load(model: Any, daily: pd.DataFrame) -> dict[str, float]:
    measured = daily[daily["day"] >= 0]
    other = measured["backlog_other"].rolling(7, min_periods=1).mean()
    return {
        "backlog_mean": float(measured["backlog"].mean()),
        "backlog_end": float(measured["backlog"].iloc[-1]),
        "backlog_other_peak": float(other.max()),
    }


def _residents(model: Any) -> dict[str, float]:
    awake = list(model.residents.awake.values())
    reports = np.array([one.n_reports for one in awake] or [0])
    number = len(model.residents)
    reporting = reports[reports > 0]
    again = {
        outcome: [one.n_problems > one.n_problems_then for one in awake if one.first_outcome is outcome]
        for outcome in (True, False)
    }
    rates = {outcome: float(np.mean(some)) if some else float("nan") for outcome, some in again.items()}
    return {
        "trust_mean": model.feedback.mean_trust(),
        "efficacy_mean": model.feedback.mean_efficacy(),
        "cohesion_mean": float(np.mean(model.self_governance.cohesion)),
        "participation_share": len(reporting) / number,
        "report_gini": gini(np.concatenate([reporting, np.zeros(number - len(reporting))])),
        "second_report_ratio": share(rates[True], rates[False]),
        "prevention_mean": float(np.mean(model.learning.prevention)),
    }


def _staff(model: Any) -> dict[str, float]:
    books = model.books
    paid = {item: float(hours.sum()) for item, hours in books.payroll.items()}
    total = sum(paid.values())
    spent = {activity: 0.0 for activity, _ in books.activity}
    measured: dict[str, float] = {}
    for role in ROLES:
        hours = {at: value for at, value in books.activity.items() if at[1].startswith(role)}
        idle = sum(value for (activity, _), value in hours.items() if activity == "standby")
        measured[f"utilisation_{role}"] = share(sum(hours.values()) - idle, sum(hours.values()))
    for (activity, _), value in books.activity.items():
        spent[activity] += value
    return measured | {
        "paid_hours": total,
        "overtime_hours": sum(hours for item, hours in paid.items() if item.endswith("overtime")),
        "temporary_hours": sum(hours for item, hours in paid.items() if item.endswith("temporary")),
        "paperwork_share": share(spent.get("paperwork", 0.0), sum(spent.values())),
    }


def _equity(model: Any) -> dict[str, float]:
    hours, number = model.ledger.by_grid["solution_hours"], model.ledger.by_grid["n_solutions"]
    delays = hours[number > 0] / number[number > 0]
    return {
        "delay_gini": gini(delays) if len(delays) else float("nan"),
        "worst_grid_delay_hours": float(delays.max()) if len(delays) else float("nan"),
    }


def rebound(daily: pd.DataFrame) -> float:
    """Return target onsets a day in the 28 days after campaigns over those far from any (NaN without campaigns)."""
    campaign = daily["campaign"].to_numpy() > 0
    if not campaign.any():
        return float("nan")
    onsets = daily["onsets_target"].to_numpy()
    since = np.full(len(campaign), 10**6)
    last = -(10**6)
    for day, on in enumerate(campaign.tolist()):
        last = day if on else last
        since[day] = day - last
    after = (since > 0) & (since <= 28)
    far = (since > 84) & (daily["day"].to_numpy() >= -28)
    return share(float(onsets[after].mean()), float(onsets[far].mean())) if after.any() and far.any() else float("nan")
