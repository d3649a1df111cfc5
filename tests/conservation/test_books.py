"""Nothing is lost: two books kept apart agree in many random streets, and everything follows from the list of cases.

Accounting identities hold exactly (to rounding), so there are no false alarms.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from experiments.build import build
from sim import Prices, RunResult, Scenario, StreetModel, cost_table
from sim.agents.incident import Incident
from sim.facts import GRID, PATROL, REOPENED, RESIDENT, VISIT
from tests.limits import composed, live

PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
MANY = settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
OPTIONS = {
    "dispatch": ("fifo", "priority", "shortest_first", "earliest_deadline"),
    "communication": ("one_way", "two_way"),
    "handling": ("default", "community_queue", "own_queues", "coordinator_fixes", "no_checks", "bare"),
    "platform": ("default", "automatic_dispatch", "no_data_sharing", "instant"),
    "channels": ("none", "counter_only", "hotline", "platform", "failing_platform"),
    "service": ("none", "shekou"),
    "noticing": ("default", "immediate"),
    "self_governance": ("default", "none"),
    "learning": ("default", "none"),
    "deterrence": ("default", "overshoot"),
    "management": ("long_term", "campaign", "campaign_as_practised", "mixed"),
}
RAIDS = {"first_day": 3, "period_days": 12, "length_days": 3, "quiet_days": 0}
POSTS = st.sampled_from([0.0, 0.34, 1.0, 1.5, 3.0])
STREETS = st.fixed_dictionaries(
    {
        **{group: st.sampled_from(names) for group, names in OPTIONS.items()},
        "communities": st.integers(1, 3),
        "grids_each": st.integers(1, 3),
        "days": st.integers(10, 20),
        "warmup_days": st.integers(0, 6),
        "rate_scale": st.sampled_from([0.2, 3.0, 15.0]),
        "few_officers": st.booleans(),
        "coordinators_per_grid": POSTS,
        "administrators_per_grid": POSTS,
        "supervisors_per_grid": POSTS,
        "temporary_per_grid": st.sampled_from([0.0, 0.34]),
        "seed": st.integers(0, 2**32),
    }
)
Choices = dict[str, Any]


@cache
def option(group: str, name: str) -> Any:
    """Return the parameters of an option file."""
    return build(yaml.safe_load(files("configs").joinpath(group, f"{name}.yaml").read_text(encoding="utf-8")))


def scenario_of(chosen: Choices) -> Scenario:
    """Return a small street with the chosen options and numbers."""
    base = composed("street=tiny", "detail=incidents")
    groups = {group: option(group, chosen[group]) for group in OPTIONS}
    if hasattr(groups["management"], "first_day"):
        groups["management"] = groups["management"].but(**RAIDS)
    grids = chosen["communities"] * chosen["grids_each"]
    size = {"communities": chosen["communities"], "grids": grids, "residents": 200 * grids, "blocks_per_grid": 3.0}
    posts = {name: chosen[name] for name in chosen if name.endswith("_per_grid")}
    return base.but(
        **groups,
        days=chosen["days"],
        warmup_days=chosen["warmup_days"],
        street=base.street.but(**size),
        catalogue=base.catalogue.but(rate_scale=chosen["rate_scale"]),
        staffing=base.staffing.but(**posts),
        centres=base.centres.but(street_servers=1, above_servers=1) if chosen["few_officers"] else base.centres,
    )


class Lived(NamedTuple):
    """A street after its last day: what it was, its result, and its cases."""

    scenario: Scenario
    model: StreetModel
    result: RunResult
    table: pd.DataFrame


def lived(chosen: Choices) -> Lived:
    """Live through a street."""
    scenario = scenario_of(chosen)
    model = live(scenario, chosen["seed"])
    result = model.result()
    assert result.incidents is not None
    return Lived(scenario, model, result, result.incidents)


def per_day(hours: pd.Series, result: RunResult) -> np.ndarray:
    """Return how many of the hours (after the warm-up) fall on each simulated day."""
    days = result.daily["day"].to_numpy()
    found = np.floor(hours.dropna().to_numpy() / 24)
    return np.array([(found == day).sum() for day in days])


@MANY
@given(STREETS)
def test_the_checks_of_every_run_are_zero(chosen: Choices) -> None:
    result = lived(chosen).result
    for name, residual in result.checks.items():
        assert abs(residual) < 1e-9, f"{name}: {residual}"


@MANY
@given(STREETS)
def test_what_arose_has_left_or_is_still_there(chosen: Choices) -> None:
    _, model, _, table = lived(chosen)
    living = len(model.agents_by_type.get(Incident, ()))
    assert model.books.arisen == model.books.left + living
    first = table[table["case"] <= 1]
    assert first["incident"].is_unique
    assert len(first) == model.books.arisen, "each incident has one first page"
    gone = table.groupby("incident")[["solved", "lapsed"]].count()
    assert (gone.sum(axis=1) <= 1).all(), "nothing is solved twice, or solved and gone by itself"
    page = table.sort_values("case").groupby("incident").last()
    voided = (page["mistaken"] == 1) & (page["closed"].notna() | (page["case"] == 0))
    left = page["lapsed"].notna() | (page["settled"] == 1) | (page["solved"].notna() & page["closed"].notna())
    assert left.sum() <= model.books.left <= (left | voided).sum(), "who leaves has a reason that is written down"


@MANY
@given(STREETS)
def test_the_daily_series_follow_from_the_list_of_cases(chosen: Choices) -> None:
    scenario, _, result, table = lived(chosen)
    daily, real = result.daily, table["mistaken"] == 0
    flows = {
        "onsets": table.loc[real & (table["case"] <= 1), "onset"],
        "solved": table.loc[real, "solved"],
        "registered": table["registered"],
        "closed": table.loc[table["registered"].notna(), "closed"],
        "handled": table.loc[table["registered"].notna(), "handled"],
        "reported": table.loc[table["source"] == RESIDENT, "reported"],
        "reopened": table.loc[table["source"] == REOPENED, "reported"],
        "noticed_patrol": table.loc[table["source"].isin([PATROL, VISIT]), "reported"],
        "lapsed": table.loc[real, "lapsed"],
        "settled": table.loc[table["settled"] == 1, "solved"],
    }
    for name, hours in flows.items():
        assert (daily[name].to_numpy() == per_day(hours, result)).all(), name
    backlog = np.cumsum(per_day(flows["registered"], result)) - np.cumsum(per_day(flows["closed"], result))
    assert (daily["backlog"].to_numpy() == backlog).all()
    assert (daily["backlog"] == daily["backlog_target"] + daily["backlog_other"]).all()
    assert (
        daily["open_unsolved"].to_numpy() == (daily["onsets"] - daily["solved"] - daily["lapsed"]).cumsum().to_numpy()
    ).all()
    assert (daily["open_unsolved"] >= 0).all()
    midnight = 24.0 * scenario.days
    ends = table.loc[real].groupby("incident")[["solved", "lapsed"]].min().min(axis=1)
    assert daily["open_unsolved"].iloc[-1] == (~(ends <= midnight)).sum(), "onsets - solved - lapsed = open"


@MANY
@given(STREETS)
def test_indicators_follow_from_the_list_of_cases(chosen: Choices) -> None:
    scenario, _, result, table = lived(chosen)
    end, found = 24.0 * scenario.days, result.indicators
    measured = table[(table["registered"] >= 0) & (table["registered"] < end)]
    assert found["registered"] == len(measured) == result.daily.loc[result.daily["day"] >= 0, "registered"].sum()
    due = measured[measured["deadline"] <= end]
    if len(due):
        assert np.isclose(found["closed_share"], due["closed"].notna().mean())
        assert np.isclose(found["on_time_share"], (due["answered"] <= due["deadline"]).mean())
        assert np.isclose(found["solved_share"], due["solved"].notna().mean())
    if len(measured):
        assert np.isclose(found["patrol_share"], measured["source"].isin([PATROL, VISIT]).mean())
        assert np.isclose(found["escalated_above_share"], (measured["level"] > GRID + 1).mean())
    first = table[(table["mistaken"] == 0) & (table["case"] <= 1)]
    gone = table.groupby("incident")[["solved", "lapsed"]].min().min(axis=1).reindex(first["incident"]).to_numpy()
    lasted = np.minimum(np.nan_to_num(gone, nan=end), end) - np.clip(first["onset"].to_numpy(), 0, end)
    rate = first["kind"].map({name: one.harm_per_day for name, one in scenario.catalogue.categories.items()})
    harm = (np.clip(lasted, 0, None) / 24 * rate.to_numpy() * first["severity"].to_numpy()).sum()
    assert np.isclose(found["harm_days"], harm)
    assert np.isclose(result.grids["harm_days"].sum(), harm)


@MANY
@given(STREETS)
def test_staff_hours_agree_by_activity_by_grid_and_by_day(chosen: Choices) -> None:
    scenario, model, result, _ = lived(chosen)
    hours = result.quantities[result.quantities["unit"] == "h"]
    staff = hours[hours["item"].str.startswith(("coordinator", "administrator", "supervisor"))]
    assert (staff["quantity"] > -1e-9).all(), "nobody works more than the windows are open"
    books = staff.groupby(["item", "book"])["quantity"].sum().unstack(fill_value=0.0)
    if len(books):
        assert np.allclose(books["activity"], books["grid"])
    paid = result.daily.loc[result.daily["day"] >= 0, "paid_hours"].sum()
    assert np.isclose(staff.loc[staff["book"] == "grid", "quantity"].sum(), paid)
    assert np.isclose(result.indicators["paid_hours"], paid)
    if type(scenario.management).__name__ == "LongTerm":
        posts = sum(float(model.duty.posts_by_grid[role].sum()) for role in model.duty.posts_by_grid)
        workdays = model.workdays[scenario.warmup_days :].sum()
        assert np.isclose(paid, posts * workdays * scenario.staffing.day_hours)


@MANY
@given(STREETS)
def test_contacts_and_messages_belong_to_somebody(chosen: Choices) -> None:
    scenario, model, result, table = lived(chosen)
    platform = model.intake.platform
    by_case = table["source"].isin([RESIDENT, REOPENED]).sum()
    assert sum(platform.n_contacts) == by_case + model.books.duplicates
    assert platform.n_messages == model.books.n_messages
    if type(scenario.communication).__name__ == "OneWay":
        assert platform.n_messages == 0
    if scenario.warmup_days == 0:
        ours = result.quantities["book"].eq("activity") & result.quantities["key"].ne("service affairs")
        used = result.quantities[ours].set_index("item")["quantity"]
        assert used["contact_app"] + used["contact_hotline"] + used["contact_counter"] == sum(platform.n_contacts)
        assert used["message"] == platform.n_messages
        receipts = scenario.communication.messages_on_receipt * (table["source"] == RESIDENT).sum()
        assert used["message"] >= receipts


@MANY
@given(STREETS, st.floats(0.1, 10))
def test_every_yuan_is_booked_twice(chosen: Choices, dearer: float) -> None:
    result = lived(chosen).result
    prices = Prices(administrator_regular_yuan=60 * dearer, harm_yuan=60 / dearer)
    yuan = cost_table(result.quantities, prices).groupby("book")["yuan"].sum()
    assert np.isclose(yuan["activity"], yuan["grid"])
    items = cost_table(result.quantities, prices).groupby(["item", "book"])["yuan"].sum().unstack(fill_value=0.0)
    assert np.allclose(items["activity"], items["grid"])


@MANY
@given(STREETS)
def test_the_times_of_a_case_are_in_order(chosen: Choices) -> None:
    table = lived(chosen).table
    line = ["onset", "noticed", "reported", "verified", "registered", "dispatched", "started", "handled", "answered"]
    settled = (table["reworks"] == 0) | table["closed"].notna()  # a rework under way has older answers
    times = table.loc[settled & (table["mistaken"] == 0), [*line, "closed"]]
    for early, late in zip(line, [*line[1:], "closed"], strict=True):
        both = times[[early, late]].dropna()
        assert (both[late] >= both[early] - 1e-6).all(), (early, late)
    assert (table["solved"].dropna() >= table.loc[table["solved"].notna(), "onset"]).all()
