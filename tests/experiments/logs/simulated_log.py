"""A log of a street whose rates, shock and handling are known, for tests: simulated, with the columns of a real one."""

from __future__ import annotations

import pandas as pd

from experiments.logs.reading import Log
from experiments.logs.schema import EVENTS
from sim import run
from sim.processes.handling import Handling
from sim.processes.noticing import Noticing
from sim.processes.onset import Onset
from sim.world.catalogue import Category
from sim.world.street import Street
from tests.streets import composed

FIRST = pd.Timestamp("2025-03-03")
KINDS = {"lamps": 9.0, "litter": 18.0}  # events a day
RESIDENTS = 6000
SHOCK = 0.16


def simulated_log(n_days: int, seed: int = 11) -> Log:
    """Return the log of so many days: two kinds, two areas (a quarter in the east), a common shock, no weekends."""
    scenario = simulated_street(n_days)
    result = run(scenario, seed)
    assert result.incidents is not None
    cases = result.incidents[result.incidents["case"] <= 1].sort_values("onset", ignore_index=True)
    community = result.grids.set_index("grid")["community"]
    hours = {
        "reported_at": "onset",
        "registered_at": "registered",
        "due_at": "deadline",
        "closed_at": "closed",
    }
    events = pd.DataFrame(index=cases.index)
    for field in EVENTS.fields:
        if field.name in hours:
            times = FIRST + pd.to_timedelta(cases[hours[field.name]], unit="h")
            events[field.name] = times.dt.round("s").astype(EVENTS.dtypes[field.name])
        else:
            events[field.name] = pd.Series(None, cases.index, dtype=EVENTS.dtypes[field.name])
    events["event_id"] = pd.Series([f"{i}" for i in cases.index], dtype="str")
    events["kind"] = cases["kind"].astype("str")
    events["area"] = cases["grid"].map(lambda grid: ("east", "west")[int(community[int(grid)])]).astype("str")
    events["source"] = cases["source"].map({1.0: "patrol", 3.0: "resident"}).astype("str")
    events["status"] = pd.Series(cases["closed"].notna().map({True: "closed", False: "open"}), dtype="str")
    prompt = (cases["answered"] <= cases["deadline"]).astype("boolean")
    events["on_time"] = prompt.where(cases["closed"].notna())
    return Log(
        events, pd.DataFrame(columns=["what", "reason", "column", "n", "rows"]), {"log_format": "made up", "zone": ""}
    )


def simulated_street(n_days: int):  # noqa: ANN201
    """Return the scenario whose log it is."""
    scale = 1000 / RESIDENTS
    plain = {"staff_detection": 0.0, "resident_notice_per_day": 0.0, "weekend_factor": 1.0, "deadline_hours": 72.0}
    kinds = {
        "lamps": Category(rate_per_1000_resident_days=KINDS["lamps"] * scale, external_delay_hours=60.0, **plain),
        "litter": Category(rate_per_1000_resident_days=KINDS["litter"] * scale, external_delay_hours=12.0, **plain),
    }
    street = Street(
        name="made_up",
        communities=2,
        grids=8,
        residents=RESIDENTS,
        calendar="none",
        community_weights={"east": 1.0, "west": 3.0},
    )
    base = composed("learning=none", "self_governance=none")
    return base.but(
        catalogue=base.catalogue.but(categories=kinds, rate_scale=1.0),
        street=street,
        onset=Onset(max_multiplier=1.0, contagion_max=1.0, community_shock_variance=0.0, mistaken_share=0.0),
        noticing=Noticing(immediate=True, residents_share=0.6),
        handling=Handling(pressure=0.0, check_share=0.0),
        start_date=str(FIRST.date()),
        days=n_days,
        warmup_days=0,
        detail="incidents",
    )
