"""Costs: prices times quantities, computed from the facts of a run whenever wanted; prices are no part of a run.

Money is attributed twice, by activity and by grid; the two books agree to the yuan. The social cost of harm is kept
apart from what anybody pays.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.parameters import Parameters, param


class Prices(Parameters):
    """Prices in yuan per unit of each item (an hour if nothing else is said)."""

    coordinator_regular_yuan: float = param(
        50.0, "yuan/h", 0, 10_000, "S8", "coordinator, all-in (100,000 a year of 2,000 h)"
    )
    coordinator_overtime_yuan: float = param(75.0, "yuan/h", 0, 10_000, "assumption", "one and a half times the hour")
    coordinator_temporary_yuan: float = param(55.0, "yuan/h", 0, 10_000, "assumption", "temporary or posted person")
    administrator_regular_yuan: float = param(
        60.0, "yuan/h", 0, 10_000, "S8", "administrator (110,000-130,000 a year of 2,000 h)"
    )
    administrator_overtime_yuan: float = param(90.0, "yuan/h", 0, 10_000, "assumption", "one and a half times the hour")
    administrator_temporary_yuan: float = param(65.0, "yuan/h", 0, 10_000, "assumption", "temporary or posted person")
    supervisor_regular_yuan: float = param(
        75.0, "yuan/h", 0, 10_000, "assumption", "supervisor: cadre of the street office"
    )
    supervisor_overtime_yuan: float = param(112.5, "yuan/h", 0, 10_000, "assumption", "one and a half times the hour")
    supervisor_temporary_yuan: float = param(80.0, "yuan/h", 0, 10_000, "assumption", "posted person")
    contact_app_yuan: float = param(1.0, "yuan/contact", 0, 1000, "M3", "a report by app, people of the desk apart")
    contact_hotline_yuan: float = param(15.0, "yuan/contact", 0, 1000, "M3", "a call (2.2-3.4 US$)")
    contact_counter_yuan: float = param(12.0, "yuan/contact", 0, 1000, "assumption", "a report in person")
    message_yuan: float = param(0.1, "yuan/message", 0, 100, "assumption", "a message to a resident")
    platform_km2_day_yuan: float = param(
        115.0, "yuan/(km2 x day)", 0, 100_000, "M1", "platform: 42,000 yuan per km2 and year"
    )
    two_way_km2_day_yuan: float = param(
        30.0, "yuan/(km2 x day)", 0, 100_000, "assumption", "two-way module of the platform"
    )
    officer_yuan: float = param(65.0, "yuan/h", 0, 10_000, "S8", "platform officer, per hour of work on cases")
    desk_clerk_yuan: float = param(
        60.0, "yuan/h", 0, 10_000, "S8", "service desk: windows and clerks, per hour of work on affairs"
    )
    street_centre_yuan: float = param(
        70.0, "yuan/h", 0, 10_000, "assumption", "case officer of the street's centre, per hour worked"
    )
    above_centre_yuan: float = param(
        80.0, "yuan/h", 0, 10_000, "assumption", "officer above, per hour worked for this street"
    )
    city_centre_yuan: float = param(
        90.0, "yuan/h", 0, 10_000, "assumption", "officer of the city, per hour worked for this street"
    )
    duty_team_yuan: float = param(
        120.0, "yuan/h", 0, 10_000, "assumption", "round-the-clock duty team, per hour on the spot"
    )
    post_equipment_yuan: float = param(
        8_000.0, "yuan/post", 0, 1_000_000, "assumption", "recruiting, training and equipping a further post, once"
    )
    agency_post_day_yuan: float = param(
        30.0, "yuan/(post x day)", 0, 10_000, "assumption", "agency that keeps a further post: rooms, administration"
    )
    campaign_day_yuan: float = param(
        300.0, "yuan/(grid x day)", 0, 100_000, "assumption", "mobilisation and material of a campaign"
    )
    care_volunteer_yuan: float = param(
        8.0, "yuan/h", 0, 1000, "assumption", "an hour of a volunteer's visits: insurance, training, somebody who plans"
    )
    alert_yuan: float = param(0.01, "yuan/alert", 0, 100, "assumption", "a prompt to help, sent to one telephone")
    ngo_year_yuan: float = param(
        150_000.0, "yuan/(person x year)", 0, 10_000_000, "S8, assumption", "contract of a social-work station"
    )
    ngo_case_yuan: float = param(0.0, "yuan/case", 0, 100_000, "assumption", "social work: on top, for each case")
    property_year_yuan: float = param(
        20_000.0, "yuan/(person x year)", 0, 10_000_000, "assumption", "retainer; owners pay the property company"
    )
    property_case_yuan: float = param(40.0, "yuan/case", 0, 100_000, "assumption", "property company, for each case")
    shop_year_yuan: float = param(500.0, "yuan/(person x year)", 0, 10_000_000, "assumption", "upkeep of the agreement")
    shop_case_yuan: float = param(15.0, "yuan/case", 0, 100_000, "assumption", "allowance of a shop, for each case")
    volunteer_year_yuan: float = param(
        300.0, "yuan/(person x year)", 0, 10_000_000, "assumption", "coordination, training, insurance (active ones)"
    )
    volunteer_case_yuan: float = param(10.0, "yuan/case", 0, 100_000, "assumption", "fares and a meal, for each case")
    lent_administrator_yuan: float = param(
        60.0, "yuan/h", 0, 10_000, "S8", "transfer between grids for administrators lent; adds up to nothing"
    )
    harm_yuan: float = param(60.0, "yuan/harm", 0, 100_000, "assumption", "social cost of one unit of harm; kept apart")


SOCIAL = "harm"
MONEY = ("cost_yuan", "cost_per_resident_yuan", "cost_per_solved_yuan", "social_cost_yuan", "partner_cost_yuan")
PARTNERS = tuple(f"{one}_{unit}" for one in ("ngo", "property", "shop", "volunteer") for unit in ("year", "case"))


def cost_table(quantities: pd.DataFrame, prices: Prices) -> pd.DataFrame:
    """Return the quantities (columns book, key, item, quantity, unit) with price_yuan and yuan added.

    InputError if an item has no price.
    """
    known: dict[str, float] = {one.name.removesuffix("_yuan"): getattr(prices, one.name) for one in fields(prices)}
    missing = sorted(set(quantities["item"]) - set(known))
    if missing:
        raise InputError("item", missing[0], ", ".join(sorted(known)), "the quantities were written by another version")
    table = quantities.copy()
    table["price_yuan"] = table["item"].map(known)
    table["yuan"] = table["quantity"] * table["price_yuan"]
    return table


def cost_indicators(quantities: pd.DataFrame, prices: Prices, indicators: dict[str, float]) -> dict[str, float]:
    """Return the money indicators of a run: total, per resident, per solved incident, and the social cost of harm."""
    table = cost_table(quantities, prices)
    by_activity = table[table["book"] == "activity"]
    paid = float(by_activity.loc[by_activity["item"] != SOCIAL, "yuan"].sum())
    social = float(by_activity.loc[by_activity["item"] == SOCIAL, "yuan"].sum())
    partners = by_activity[by_activity["item"].isin(PARTNERS)]
    residents, solved = indicators["residents"], indicators["solved"]
    return {
        "cost_yuan": paid,
        "cost_per_resident_yuan": paid / residents if residents else float("nan"),
        "cost_per_solved_yuan": paid / solved if solved else float("nan"),
        "social_cost_yuan": social,
        "partner_cost_yuan": float(partners["yuan"].sum()) if len(partners) else float("nan"),
    }


def quantities(model: Any) -> pd.DataFrame:
    """Return what a run used, in two books: by activity and by grid (columns book, key, item, quantity, unit).

    Hours of grid staff are booked independently in the two: by what they were spent on, and by the payroll of each
    grid. What belongs to no grid stands under "street".
    """
    books, inputs = model.books, model.inputs
    rows: list[tuple[str, str, str, float, str]] = []
    for (activity, item), hours in sorted(books.activity.items()):
        rows.append(("activity", activity, item, hours, "h"))
    for item, by_grid in sorted(books.payroll.items()):
        rows += [("grid", str(grid), item, float(hours), "h") for grid, hours in enumerate(by_grid) if hours]
    for activity, item, quantity, unit in _street_wide(model):
        rows.append(("activity", activity, item, quantity, unit))
        rows.append(("grid", "street", item, quantity, unit))
    raids = np.array(books.daily["campaign"][inputs.warmup_days :])
    campaign_days = float(raids[model.workdays[inputs.warmup_days :]].sum())  # nobody is posted on days off
    harm = model.ledger.by_grid["harm_days"]
    covered = model.deterrence.n_covered
    rows.append(("activity", "campaign", "campaign_day", campaign_days * covered, "grid x day"))
    rows.append(("activity", "harm", "harm", model.harm_total(), "harm"))
    days = model.deterrence.covered_days
    rows += [("grid", str(grid.index), "campaign_day", float(days[grid.index]), "grid x day") for grid in model.grids]
    rows += [("grid", str(grid.index), "harm", float(harm[grid.index]), "harm") for grid in model.grids]
    for system in model.systems:
        rows += [("activity", *one) for one in system.used_by_activity()]
        rows += [("grid", *one) for one in system.used_by_grid()]
    return pd.DataFrame(rows, columns=["book", "key", "item", "quantity", "unit"])


def _street_wide(model: Any) -> list[tuple[str, str, float, str]]:
    """Return activity, item, quantity and unit of what is done for the street as a whole."""
    books, inputs = model.books, model.inputs
    area_days = inputs.street.area_km2 * inputs.days
    used = model.used_since_warmup()
    rows = [
        ("contacts", item, books.street[item], "contact")
        for item in ("contact_app", "contact_hotline", "contact_counter")
    ]
    rows += [
        ("feedback", "message", books.street["message"], "message"),
        ("platform", "platform_km2_day", area_days * model.has_platform, "km2 x day"),
        ("feedback", "two_way_km2_day", inputs.street.area_km2 * books.two_way_days, "km2 x day"),
        ("registration", "officer", used["officer"], "h"),
        ("street centre", "street_centre", used["street_centre"], "h"),
        ("centres above", "above_centre", used["above_centre"], "h"),
        ("duty team", "duty_team", used["duty_team"], "h"),
    ]
    return rows
