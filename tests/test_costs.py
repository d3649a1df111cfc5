"""Costs: quantities times prices, twice attributed, changed without a new run."""

from __future__ import annotations

import pandas as pd
import pytest

from sim import InputError, Prices, RunResult, cost_indicators, cost_table
from tests.streets import finish, found, lived, quiet


@pytest.fixture(scope="module", params=["long_term", "mixed"])
def result(request: pytest.FixtureRequest) -> RunResult:
    return lived(1, "days=240", "communication=two_way", f"management={request.param}")


def totals(table: pd.DataFrame, column: str = "yuan") -> pd.DataFrame:
    return table.pivot_table(index="item", columns="book", values=column, aggfunc="sum", fill_value=0.0)


def test_the_books_of_activities_and_of_grids_agree_item_by_item(result: RunResult) -> None:
    book = totals(cost_table(result.quantities, Prices()))
    assert book["activity"].to_numpy() == pytest.approx(book["grid"].to_numpy(), rel=1e-9)
    assert (book["activity"] > 0).sum() > 8


def test_hours_in_the_books_are_the_paid_hours(result: RunResult) -> None:
    rows = result.quantities.query("book == 'grid' and key != 'street' and unit == 'h'")
    assert rows["quantity"].sum() == pytest.approx(result.indicators["paid_hours"])
    measured = result.daily[result.daily["day"] >= 0]
    assert measured["paid_hours"].sum() == pytest.approx(result.indicators["paid_hours"])


def test_other_prices_need_no_new_run(result: RunResult) -> None:
    usual = cost_indicators(result.quantities, Prices(), result.indicators)
    assert usual["cost_yuan"] == result.indicators["cost_yuan"]
    dearer = cost_indicators(result.quantities, Prices(administrator_regular_yuan=160.0), result.indicators)
    hours = result.quantities.query("book == 'grid' and item == 'administrator_regular'")["quantity"].sum()
    assert dearer["cost_yuan"] - usual["cost_yuan"] == pytest.approx(100.0 * hours)
    assert dearer["social_cost_yuan"] == usual["social_cost_yuan"]


def test_harm_is_nobodys_expense(result: RunResult) -> None:
    usual, dear = (
        cost_indicators(result.quantities, Prices(harm_yuan=price), result.indicators) for price in (60.0, 600.0)
    )
    assert dear["cost_yuan"] == usual["cost_yuan"]
    assert dear["social_cost_yuan"] == pytest.approx(10 * usual["social_cost_yuan"])
    assert usual["social_cost_yuan"] == pytest.approx(60 * result.indicators["harm_days"])


def test_cost_per_head_and_per_solution(result: RunResult) -> None:
    one = result.indicators
    assert one["cost_per_resident_yuan"] == pytest.approx(one["cost_yuan"] / one["residents"])
    assert one["cost_per_solved_yuan"] == pytest.approx(one["cost_yuan"] / one["solved"])


def test_campaigns_cost_overtime_temporary_staff_and_material() -> None:
    routine, both = (
        lived(1, "days=240", "communication=two_way", f"management={one}") for one in ("long_term", "mixed")
    )
    spent = [totals(result.quantities, "quantity")["grid"] for result in (routine, both)]
    for item in ("administrator_overtime", "administrator_temporary", "coordinator_temporary", "campaign_day"):
        assert spent[0].get(item, 0.0) == 0 < spent[1][item]


def test_an_item_without_a_price_is_an_error() -> None:
    table = pd.DataFrame([("activity", "x", "unicorn", 1.0, "h")], columns=["book", "key", "item", "quantity", "unit"])
    with pytest.raises(InputError, match="unicorn"):
        cost_table(table, Prices())


def test_who_works_costs_no_more_than_who_stands_by() -> None:
    """Staff are paid by the day; a case moves hours from standing by to work."""
    idle, busy = quiet(), quiet()
    found(busy, hour=8.0, work=4.0)
    books = [
        finish(model).quantities.query("book == 'activity'").groupby("key")["quantity"].sum() for model in (idle, busy)
    ]
    assert books[1]["casework"] - books[0]["casework"] == pytest.approx(books[0]["standby"] - books[1]["standby"])
    assert books[1]["casework"] > 3
