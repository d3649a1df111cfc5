"""The golden runs: the core in a small street, as it is and with everything that happens more rarely."""

from __future__ import annotations

import json
import math
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from sim import run
from sim.systems import SYSTEM_INDICATORS
from tests.streets import composed

STORED = Path(__file__).with_name("golden.json")
SEED = 1
BESIDE = {one.name for one in SYSTEM_INDICATORS}  # undefined in the core, where every system is off
RUNS = {
    "core": (),
    "two_way_mixed": ("days=240", "communication=two_way", "management=mixed", "deterrence=overshoot"),
    "busy_campaign": ("days=240", "management=campaign", "catalogue.rate_scale=2", "staffing=lean"),
}


def core_options() -> dict[str, str]:
    """Return the option of every group that makes up the core (configs/core.yaml)."""
    text = files("configs").joinpath("core.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["options"])


def live(name: str) -> dict[str, Any]:
    """Return the digest and the indicators of a golden run; what is undefined is null.

    Indicators of systems beside the core are left out.
    """
    options = core_options() | dict(change.split("=") for change in RUNS[name])
    result = run(composed(*(f"{key}={value}" for key, value in options.items())), SEED)
    core = [(key, value) for key, value in result.indicators.items() if key not in BESIDE]
    indicators = {key: value if math.isfinite(value) else None for key, value in core}
    return {"digest": result.digest, "indicators": indicators}


def stored() -> dict[str, Any]:
    """Return what was stored of each golden run."""
    return dict(json.loads(STORED.read_text(encoding="utf-8")))
