"""Counterfactual twins: under the same seed, scenarios share their world, their people and their latent incidents.

Identity is exact, so there are no false alarms; the audit at the end compares variances over a fixed set of seeds.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim import RunResult, Scenario, StreetModel, run
from sim.draws import Draws
from sim.policies.dispatch import Fifo
from sim.processes.onset import OnsetProcess
from tests.limits import composed, live

BUSY = ("street=tiny", "catalogue.rate_scale=6", "days=40")
POLICIES = {
    "baseline": (),
    "lean": ("staffing.coordinators_per_grid=0.34", "staffing.administrators_per_grid=0.34"),
    "generous": ("staffing.coordinators_per_grid=2", "staffing.administrators_per_grid=2"),
    "two_way": ("communication=two_way",),
    "no_checks": ("handling=no_checks",),
    "short_first": ("dispatch=shortest_first",),
    "raids": (
        "management=campaign_as_practised",
        "management.first_day=5",
        "management.length_days=10",
        "management.period_days=30",
        "management.quiet_days=0",
    ),
}


def scenario(policy: str, *overrides: str) -> Scenario:
    """Return a busy small street under a policy."""
    return composed(*BUSY, *POLICIES[policy], *overrides)


def same_indicators(left: RunResult, right: RunResult) -> bool:
    """Whether all indicators are equal, digit by digit (NaN equals NaN)."""
    names = left.indicators.keys() | right.indicators.keys()
    return all(np.array_equal(left.indicators[one], right.indicators[one], equal_nan=True) for one in names)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_same_scenario_and_seed_is_the_same_run(policy: str) -> None:
    first, second = run(scenario(policy), 4), run(scenario(policy), 4)
    assert first.digest == second.digest
    assert same_indicators(first, second)
    assert run(scenario(policy), 5).digest != first.digest


def test_how_much_is_kept_changes_nothing() -> None:
    digests = {run(scenario("baseline", f"detail={detail}"), 4).digest for detail in ("summary", "daily", "incidents")}
    assert len(digests) == 1


# the student's extension -----------------------------------------------------------------------------------------
class DrawingModel(StreetModel):
    """A street with an idea of its own, which draws under a purpose of its own every evening and for every resident."""

    def evening(self) -> None:
        """Draw, and draw again."""
        self.luck = [self.draws["my idea"].uniform(self.day, row) for row in range(50)]
        self.draws["report and more"].normal(self.day)
        super().evening()


class CuriousFifo(Fifo):
    """First come first served, by somebody who tosses a coin each time and ignores it."""

    def priority(self, now: float, incident: Any, work_hours: float) -> float:
        """Return the time of arrival, after a draw."""
        assert 0 < Draws(1)["coin of a student"].uniform(incident.key) < 1
        return super().priority(now, incident, work_hours)


def test_an_extension_that_draws_shifts_nobody_elses_draws() -> None:
    plain = run(scenario("two_way"), 4)
    model = DrawingModel(scenario("two_way"), 4)
    for _ in range(model.n_days):
        model.step()
    assert model.luck
    assert model.result().digest == plain.digest


def test_a_policy_that_draws_shifts_nobody_elses_draws() -> None:
    plain = scenario("baseline", "dispatch=fifo")
    assert run(plain.but(dispatch=CuriousFifo()), 4).digest == run(plain, 4).digest


def test_an_event_that_looks_around_and_draws_changes_nothing() -> None:
    model = StreetModel(scenario("baseline"), 4)
    seen: list[float] = []

    def look() -> None:
        seen.append(model.draws["looking around"].uniform(len(seen)))
        if model.time < 24 * 30:
            model.schedule_event(look, after=7.3)

    model.schedule_event(look, at=10.0)
    for _ in range(model.n_days):
        model.step()
    assert len(seen) > 90
    assert model.result().digest == run(scenario("baseline"), 4).digest


# what twins share ------------------------------------------------------------------------------------------------
def columns_of(thing: Any) -> dict[str, list[Any]]:
    """Return the columns of blocks or of a population as lists."""
    return {
        column.name: [np.asarray(part).tolist() for part in getattr(thing, column.name)] for column in fields(thing)
    }


@pytest.mark.parametrize("policy", [name for name in POLICIES if name != "baseline"])
def test_twins_live_in_the_same_place_with_the_same_people(policy: str) -> None:
    one, other = StreetModel(scenario("baseline"), 4), StreetModel(scenario(policy), 4)
    assert columns_of(one.blocks) == columns_of(other.blocks)
    assert columns_of(one.population) == columns_of(other.population)
    assert one.grid_of_block.tolist() == other.grid_of_block.tolist()
    stranger = StreetModel(scenario(policy), 5)
    assert columns_of(one.population) != columns_of(stranger.population)


def candidates_of(of: Scenario, monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[Any, ...]]:
    """Return what is given about the candidates that came up in a run (hour, kind, place, sizes, thresholds) by key."""
    seen: dict[int, tuple[Any, ...]] = {}
    arise = OnsetProcess.arise

    def note(process: OnsetProcess, candidate: tuple[Any, ...]) -> None:
        assert candidate[3] not in seen, "a candidate comes up once"
        found_by_todays_plan = 11
        seen[candidate[3]] = candidate[:found_by_todays_plan] + candidate[found_by_todays_plan + 1 :]
        arise(process, candidate)

    with monkeypatch.context() as patch:
        patch.setattr(OnsetProcess, "arise", note)
        live(of, 4)
    return seen


@pytest.mark.parametrize("policy", [name for name in POLICIES if name != "baseline"])
def test_twins_face_the_same_latent_incidents(policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one = candidates_of(scenario("baseline"), monkeypatch)
    other = candidates_of(scenario(policy), monkeypatch)
    shared = one.keys() & other.keys()
    assert len(shared) > 0.8 * max(len(one), len(other)), "policies thin candidates; they do not redraw them"
    assert all(one[key] == other[key] for key in shared)


def test_before_the_policy_begins_twins_have_the_same_past() -> None:
    one, other = run(scenario("baseline"), 4).daily, run(scenario("raids"), 4).daily
    for name in ("onsets", "reported", "registered", "closed", "solved", "backlog", "trust", "paid_hours"):
        assert np.array_equal(one[name][:14], other[name][:14]), name  # the warm-up is lived under the baseline
        assert not np.array_equal(one[name], other[name]), name


def test_a_longer_horizon_has_the_same_beginning() -> None:
    short, long = run(scenario("baseline"), 4).daily, run(scenario("baseline", "days=70"), 4).daily
    for name in ("onsets", "reported", "registered", "closed", "solved", "backlog", "trust", "paid_hours"):
        assert np.array_equal(short[name], long[name][: len(short)]), name


# what it is good for ---------------------------------------------------------------------------------------------
MAIN = ("incidents", "registered", "reports", "solved", "harm_days", "cost_yuan")


@cache
def replicated(policy: str) -> list[dict[str, float]]:
    """Return the indicators of twelve seeds."""
    return [run(scenario(policy, "detail=summary", "catalogue.rate_scale=3"), seed).indicators for seed in range(12)]


@pytest.mark.parametrize(("policy", "names"), [("two_way", MAIN), ("generous", MAIN[:-1]), ("no_checks", MAIN)])
def test_paired_seeds_sharpen_every_main_comparison(policy: str, names: tuple[str, ...]) -> None:
    base, twin = replicated("baseline"), replicated(policy)
    for name in names:
        one, other = (np.array([row[name] for row in rows]) for rows in (base, twin))
        unpaired = one.var(ddof=1) + other.var(ddof=1)
        paired = (one - other).var(ddof=1)
        assert unpaired > paired, f"{name}: pairing makes the variance {unpaired / paired:.2f} times smaller"
