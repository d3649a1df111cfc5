"""Streets for tests: small ones that live, and quiet ones in which only happens what a test makes happen."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from experiments.compose import open_configs
from experiments.plan import build_scenario
from sim import RunResult, Scenario, StreetModel, run
from sim.agents.incident import FIRST_DRAWS, Incident

NEVER = float("inf")
MONDAY = "2025-03-03"  # working days until Friday, and no holiday for a month
TRAITS = {"severity": 0.3, "work": 1.0, "delay": 0.0, "level": 0.0, "mistaken": False}
YES, NO = 1e-9, 1 - 1e-9  # draws with which whatever has a chance happens, and does not happen
LUCKY = {  # first draws with which who notices reports, work is honest, succeeds and is not checked; others are 0.5
    "report": YES,
    "settle": NO,
    "dispatch": YES,
    "sham closing": NO,
    "solve": YES,
    "check": NO,
    "root cause": NO,
}


@cache
def composed(*overrides: str) -> Scenario:
    """Return the scenario of a small street as the command line composes it."""
    with open_configs() as configs:
        return build_scenario(configs.compose(["street=tiny", *overrides]))


def tiny(**changes: Any) -> Scenario:
    """Return a small street; a mapping changes values of a group, anything else replaces the field."""
    scenario = composed()
    new = {name: getattr(scenario, name).but(**to) if isinstance(to, dict) else to for name, to in changes.items()}
    changed: Scenario = scenario.but(**new)
    return changed


@cache
def lived(seed: int = 1, *overrides: str) -> RunResult:
    """Return the result of a small street that has lived, with every case written down."""
    return run(composed("detail=incidents", *overrides), seed)


def quiet(**changes: Any) -> StreetModel:
    """Return a small street from a Monday on, two weeks long, in which nothing arises by itself."""
    still = {"catalogue": {"rate_scale": 0.0}, "warmup_days": 0, "days": 14, "start_date": MONDAY}
    return StreetModel(tiny(**{**still, **changes}), seed=1)


def candidate(model: StreetModel, name: str, hour: float, **traits: Any) -> tuple[Any, ...]:
    """Return a candidate incident of a kind; `threshold` is what staff must see of it, `noticed` when residents do."""
    kind = next(one for one in model.kinds if one.name == name)
    later = {"threshold": NEVER, "noticed": NEVER, "lapses": NEVER}
    one = {**TRAITS, "block": 0, "v": 0.0, **later, **traits}
    key = one.get("key", 1 + len(model.agents) + 1000 * round(24 * hour))
    place = np.array([kind.index]), np.array([one["block"]]), np.array([hour]), np.array([float(one["threshold"])])
    found = float(model.noticing.first_find(*place)[0])
    draws = [traits.get(purpose.replace(" ", "_"), LUCKY.get(purpose, 0.5)) for purpose in FIRST_DRAWS]
    fixed = (hour, kind.index, one["block"], key, one["v"], one["severity"], one["work"], one["delay"], one["level"])
    return (*fixed, one["mistaken"], one["threshold"], found, one["noticed"], one["lapses"], draws)


def happen(model: StreetModel, name: str = "city_appearance", hour: float = 9.0, **traits: Any) -> Incident | None:
    """Live until an hour and let a candidate come then; return the incident, or None if it does not become real."""
    model.run_until(hour)
    if not model._day_begun:
        model.morning()
    before = set(model.agents_by_type.get(Incident, ()))
    model.onset.arise(candidate(model, name, hour, **traits))
    return next((one for one in model.agents_by_type.get(Incident, ()) if one not in before), None)


def reported(model: StreetModel, name: str = "city_appearance", hour: float = 9.0, **traits: Any) -> Incident:
    """Let an incident happen that a resident reports at once, and live through that moment."""
    incident = happen(model, name, hour, noticed=hour, **traits)
    assert incident is not None
    model.run_until(hour + 1e-6)
    return incident


def found(model: StreetModel, name: str = "city_appearance", hour: float = 9.0, **traits: Any) -> Incident:
    """Let an incident happen that a coordinator comes upon at once."""
    incident = happen(model, name, hour, **traits)
    assert incident is not None
    model.noticing.find(incident)
    return incident


def finish(model: StreetModel) -> RunResult:
    """Live to the horizon and return the result."""
    model.run_until(24.0 * model.n_days)
    return model.result()


def unattended(**changes: Any) -> StreetModel:
    """Return a quiet street in which nobody comes upon anything by themselves, neither staff nor residents."""
    staffing = {"patrol_share": 0.0, "visit_share": 0.0, **changes.pop("staffing", {})}
    model = quiet(staffing=staffing, **changes)
    for kind in model.kinds:
        kind.notice_per_day = 0.0
    return model


def busy(model: StreetModel, role: str) -> float:
    """Return the hours that the posts of a role have worked on tasks."""
    return sum(post.busy_hours for post in model.duty._posts[role])
