"""From estimates to a street: the values of the option files that `gridgov run` composes."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from experiments.logs.fitting.fitted import Fitted
from experiments.logs.fitting.panel import Panel
from experiments.logs.fitting.priors import Priors
from sim.scenario import Centres, Scenario

Floats = NDArray[np.float64]
Plain = dict[str, Any]
DIGITS = 6
DEGREE_M = 111_195.0  # metres a degree of latitude
LONGEST_HOURS = 20_000.0  # as good as no limit
ALWAYS = 0.99
LEAST_KM2 = 0.1
NO_STAGES = {
    "investigation_hours": 0.0,
    "verification_hours": 0.0,
    "dispatch_accuracy": 1.0,
}  # no times of them in a log
SPREAD_M = 10.0  # places of areas are rounded to this


class Delays(NamedTuple):
    """External delays of a fitted street: quantiles by kind, or medians by kind with factors of levels."""

    quantiles: Floats | None
    medians: Floats
    above_factor: float
    street_factor: float


def first_delays(fitted: Fitted, priors: Priors) -> Delays:
    """Return the delays that the log's own numbers suggest, before a pilot shows what queues and desks add."""
    n = len(fitted.panel.kinds)
    if fitted.handling.timed:
        return Delays(fitted.handling.elapsed, np.full(n, priors.delay_hours), 1.0, 1.0)
    if not np.isfinite(fitted.level_probit).all():
        return Delays(None, np.full(n, priors.delay_hours), 1.0, 1.0)
    return promptness_delays(fitted.level_probit, fitted.kind_probit, limits_of(fitted, priors), priors)


def with_delays(scenario: Scenario, kinds: tuple[str, ...], delays: Delays) -> Scenario:
    """Return a fitted street with other delays, numbers as they would be written."""
    categories = dict(scenario.catalogue.categories)
    for name, values in zip(kinds, delay_values(delays), strict=True):
        categories[name] = categories[name].but(**values)
    centres = scenario.centres.but(**delay_factors(delays))
    changed: Scenario = scenario.but(catalogue=scenario.catalogue.but(categories=categories), centres=centres)
    return changed


def delay_values(delays: Delays) -> list[Plain]:
    """Return what each kind's entry in the catalogue says of its delay."""
    values: list[Plain] = [{"external_delay_hours": _round(min(one, LONGEST_HOURS))} for one in delays.medians]
    if delays.quantiles is not None:
        for one, row in zip(values, delays.quantiles, strict=True):
            one["delay_quantiles"] = _rounds(row)
    return values


def delay_factors(delays: Delays) -> Plain:
    """Return what the centres' entry says of delays."""
    return {"delay_factor": _round(delays.above_factor), "street_delay_factor": _round(delays.street_factor)}


def promptness_delays(level: Floats, kind: Floats, limits: Floats, priors: Priors) -> Delays:
    """Return log-normal delays that keep the limits with the chances Phi(level + kind)."""
    sigma = priors.delay_sigma
    medians = limits * np.exp(-sigma * (level[0] + kind))
    above, street = math.exp(sigma * (level[0] - level[2])), math.exp(sigma * (level[2] - level[1]))
    return Delays(None, medians, min(above, 100.0), min(street, 100.0))


def limits_of(fitted: Fitted, priors: Priors) -> Floats:
    """Return the time limit of each kind: the log's; none where others have one, or nothing is late; or the prior."""
    limits, on_time = fitted.handling.limit_hours, fitted.handling.on_time
    limitless = np.isfinite(limits).any() | (fitted.handling.timed & (on_time >= ALWAYS))
    without = np.where(limitless, LONGEST_HOURS, priors.deadline_hours)
    return np.where(np.isfinite(limits), np.clip(limits, 0.1, LONGEST_HOURS), without)


def n_grids(fitted: Fitted, priors: Priors) -> int:
    """Return the grids of the street: as many as its events suggest, at least one an area."""
    per_day = float(fitted.rates.workday.sum())
    return max(len(fitted.panel.areas), round(per_day / priors.events_per_grid_day))


def catalogue_values(fitted: Fitted, delays: Delays, residents: int, priors: Priors) -> Plain:
    """Return the option of the group `catalogue`."""
    rates, kinds = fitted.rates, fitted.panel.kinds
    scale = 1000 / residents
    limits = limits_of(fitted, priors)
    values = {}
    for i, kind in enumerate(kinds):
        values[kind] = {
            "rate_per_1000_resident_days": _round(rates.workday[i] * scale),
            "weekend_factor": _round(rates.weekend[i]),
            "hours": _rounds(rates.hours[i] / rates.hours[i].sum()),
            "day_shock_variance": _round(fitted.shocks.kind[i]),
            "local_shock_variance": _round(fitted.shocks.local[i]),
            "community_factors": dict(zip(fitted.panel.areas, _rounds(rates.places[i]), strict=True)),
            "staff_detection": 0.0,  # everything is known as it arises, and what was closed does not come back
            "resident_notice_per_day": 0.0,
            "at_once_share": _round(fitted.handling.at_once[i]),
            "deadline_hours": _round(limits[i]),
            "work_hours": priors.work_hours,
            "work_sigma": priors.work_sigma,
            "external_delay_sigma": priors.delay_sigma,
            "solve_probability": priors.solve_probability,
            **delay_values(delays)[i],
        }
        if fitted.levels is not None:
            values[kind] |= {"grid_share": _round(fitted.levels[i, 0]), "street_share": _round(fitted.levels[i, 1])}
    return {"_target_": "sim.world.catalogue.Catalogue", "categories": values}


def onset_values(fitted: Fitted) -> Plain:
    """Return the option of the group `onset`."""
    shocks = fitted.shocks
    return {
        "_target_": "sim.processes.onset.Onset",
        "max_multiplier": 1.0,
        "contagion_max": 1.0,
        "day_shock_variance": _round(shocks.day),
        "day_shock_memory": _round(shocks.memory),
        "community_shock_variance": 0.0,
        "community_shock_variances": dict(zip(fitted.panel.areas, _rounds(shocks.community), strict=True)),
        "mistaken_share": _round(min(fitted.void_share, 0.5)),
        "weekday_factors": _rounds(fitted.rates.weekday),
        "month_factors": _rounds(fitted.rates.month),
    }


def street_values(name: str, fitted: Fitted, delays: Delays, ground: Plain, priors: Priors) -> Plain:
    """Return the option of the group `street`, which brings the others with it."""
    window, grids = fitted.panel.window, n_grids(fitted, priors)
    share = fitted.resident_share if fitted.resident_share is not None else priors.residents_share
    return {
        "defaults": [
            {"override /catalogue": name},
            {"override /onset": name},
            {"override /noticing": "immediate"},
            {"override /learning": "none"},
            {"override /self_governance": "none"},
        ],
        "days": window.n_days,
        "warmup_days": 0,
        "start_date": window.first.date().isoformat(),
        "noticing": {"residents_share": _round(share), **_brought(fitted)},
        "platform": {} if fitted.staged else dict(NO_STAGES),
        "handling": {"pressure": 0.0, "check_share": 0.0},
        "centres": _centres(fitted, delays, priors),
        "street": {
            "_target_": "sim.world.street.Street",
            "name": name,
            "communities": len(fitted.panel.areas),
            "grids": grids,
            "residents": grids * priors.residents_per_grid,
            "calendar": window.kind,
            "rest_days": list(window.rest_days),
            **ground,
            "community_weights": dict(zip(fitted.panel.areas, _rounds(fitted.rates.share), strict=True)),
        },
    }


def _brought(fitted: Fitted) -> Plain:
    """Return what kinds' entries say of who brings them in, where the log tells staff from residents."""
    if fitted.resident_shares is None:
        return {}
    return {"residents_shares": dict(zip(fitted.panel.kinds, _rounds(fitted.resident_shares), strict=True))}


def _centres(fitted: Fitted, delays: Delays, priors: Priors) -> Plain:
    """Return centres with as many officers as their cases keep busy for the usual share of their time."""
    usual = Centres()
    levels = fitted.levels if fitted.levels is not None else np.tile([0.78, 0.01, 0.21], (len(fitted.panel.kinds), 1))
    cases = (fitted.rates.workday[:, None] * levels).sum(0)
    hours = cases * priors.work_hours * usual.work_factor / (usual.closes - usual.opens) / priors.centre_use
    return {
        "street_servers": max(1, math.ceil(hours[1])),
        "above_servers": max(1, math.ceil(hours[2])),
        **delay_factors(delays),
    }


def ground_of(events: pd.DataFrame, panel: Panel) -> Plain:
    """Return places and larger units of the areas as far as the log has them (events with the panel's areas)."""
    ground: Plain = {}
    district = events.groupby("area")["district"].agg(lambda names: names.dropna().mode().get(0))
    if district.reindex(panel.areas).notna().all():
        ground["streets"] = {area: str(district[area]) for area in panel.areas}
    middle = events.groupby("area")[["lon", "lat"]].median().reindex(panel.areas)
    if middle.notna().all(axis=None):
        centre = middle.mean()
        scale = np.array([DEGREE_M * math.cos(math.radians(centre["lat"])), DEGREE_M])
        metres = (np.round((middle - centre).to_numpy() * scale / SPREAD_M) * SPREAD_M).astype(int)
        if len({tuple(one) for one in metres.tolist()}) == len(metres):
            ground["community_points"] = {area: one for area, one in zip(panel.areas, metres.tolist(), strict=True)}
            ground["area_km2"] = _round(max(float(np.prod(np.ptp(metres, axis=0))) / 1e6, LEAST_KM2))
    return ground


def _round(value: Any) -> float:
    return float(f"{float(value):.{DIGITS}g}")


def _rounds(values: Any) -> list[float]:
    return [_round(value) for value in values]


def probit(share: float) -> float:
    """Return the probit of a share, kept away from 0 and 1."""
    return float(ndtri(min(max(share, 0.002), 0.998)))
