"""A street that is watched shows each evening what the books say in the end, and lives as if nobody looked."""

from __future__ import annotations

from functools import cache

import numpy as np

from sim import DayView, RunResult, WatchedStreet, run
from sim.watch import SOLVERS
from tests.streets import composed


@cache
def watched() -> tuple[list[DayView], RunResult, float]:
    street = WatchedStreet(composed("management=campaign_as_practised", "days=240"), seed=3)
    views = []
    for _ in range(street.n_days):
        street.step()
        views.append(street.view())
    return views, street.result(), street.feedback.mean_trust()


def test_watching_changes_nothing() -> None:
    unwatched = run(composed("management=campaign_as_practised", "days=240"), seed=3)
    assert watched()[1].digest == unwatched.digest


def test_what_is_seen_each_evening_is_what_the_books_say_in_the_end() -> None:
    views, result, _ = watched()
    days = result.daily
    assert [view.day for view in views] == days["day"].tolist()
    assert [view.campaign for view in views] == (days["campaign"] > 0).tolist()
    assert [view.backlog.sum() for view in views] == days["backlog"].tolist()
    assert [view.unsolved.sum() for view in views] == days["open_unsolved"].tolist()
    assert [len(view.solved.x_m) for view in views] == days["solved"].tolist()
    assert [len(view.arisen.x_m) for view in views] == days["onsets"].tolist()
    assert sum(days["campaign"]) > 0 and days["solved"].sum() > 0


def test_who_solved_what_adds_up_and_on_days_off_others_work_too() -> None:
    views = watched()[0]
    for view in views:
        assert sum(view.solvers.values()) == len(view.solved.x_m) and tuple(view.solvers) == SOLVERS
    for name in SOLVERS:
        assert sum(view.solvers[name] for view in views) > 0
    off = [view for view in views if not view.works]
    assert all(sum(view.solvers[name] for view in off) > 0 for name in ("residents", "duty team"))


def test_harm_and_trust_by_grid_add_up_to_those_of_the_street() -> None:
    views, result, trust = watched()
    days = result.daily
    nights = 24 * np.array([view.harm.sum() for view in views])
    between = (nights[:-1] + nights[1:]) / 2
    assert np.corrcoef(between, days["harm_days"].to_numpy()[1:])[0, 1] > 0.95  # a day lies between its two midnights
    residents = result.grids["residents"].to_numpy(float)
    assert np.isclose(np.average(views[-1].trust, weights=residents), trust)
    assert np.isclose(trust, days["trust"].iloc[-1])
