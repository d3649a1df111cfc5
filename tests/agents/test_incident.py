"""Incidents: from onset to the end, with every page of the ledger."""

from __future__ import annotations

import math

from sim import StreetModel
from sim.agents.incident import Incident
from sim.facts import CLOSED_UNSOLVED, IN_PROCESS, LATENT, LEDGER, SOLVED
from tests.streets import NO, composed, finish, found, happen, lived, quiet


def test_a_life() -> None:
    model = quiet()
    incident = happen(model, hour=8.6)
    assert incident in model.agents_by_type[Incident]
    stages = [incident.stage]
    model.noticing.find(incident)
    stages.append(incident.stage)
    model.run_until(24 * 3)
    assert [*stages, incident.stage] == [LATENT, IN_PROCESS, SOLVED]
    assert incident not in model.agents_by_type[Incident]


def test_a_page_holds_what_the_ledger_declares() -> None:
    incident = happen(quiet(), "noise", hour=8.6, severity=0.42, block=3)
    page = dict(zip(LEDGER, incident.ledger(), strict=True))
    assert (page["severity"], page["onset"], page["case"]) == (0.42, 8.6, 0)
    assert all(math.isnan(page[name]) for name in ("reported", "registered", "closed", "solved"))


def test_each_case_of_a_stubborn_problem_has_its_own_page() -> None:
    model = quiet(detail="incidents", staffing={"patrol_share": 0.0}, reporting={"intercept": -20.0})
    incident = found(model, hour=8.6, solve=NO)
    model.run_until(24)
    assert incident.stage == CLOSED_UNSOLVED
    model.noticing.find(incident)
    table = finish(model).incidents
    assert table["case"].tolist() == [1, 2]
    assert table["incident"].nunique() == 1
    assert table["onset"].nunique() == 1
    assert math.isnan(table["solved"].iloc[0])


def test_nothing_is_dropped_at_the_horizon() -> None:
    """Every problem that arose has a page: those still open are censored, not forgotten."""
    result = lived(1, "days=60")
    pages = result.incidents
    real = pages[pages["mistaken"] == 0].groupby("incident")
    assert len(real) == result.daily["onsets"].sum()
    over = real["solved"].max().notna() | real["lapsed"].max().notna()
    assert (~over).sum() == result.daily["open_unsolved"].iloc[-1] > 0


def test_only_open_problems_are_agents() -> None:
    model = StreetModel(composed(), 1)
    model.run_until(24 * 40)
    assert model.books.arisen - model.books.left == len(model.agents_by_type[Incident])
    assert all(one.stage != SOLVED for one in model.agents_by_type[Incident])
