"""The catalogue: the kinds of incident that can happen in a street; a new kind is a YAML entry, no code."""

from __future__ import annotations

import math
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from sim.calendar import hour_weights
from sim.errors import InputError
from sim.parameters import Parameters, choice, param

HOUR_PROFILES = ("flat", "daytime", "evening")


class Category(Parameters):
    """One kind of incident: how often it arises, who sees it, what it takes to solve it, what it costs while open.

    `hours` are 24 weights of the hours of the day, in place of the hour profile. `delay_quantiles` are external delays
    in hours at chances evenly spaced from 0 to 1, in place of the log-normal; what lies between is interpolated.
    `community_factors` multiply the rate in the communities that they name.
    """

    rate_per_1000_resident_days: float = param(
        0.2, "1/(1000 residents x day)", 0, 1000, "design 1", "latent incidents arising, with every factor at one"
    )
    hour_profile: str = choice("daytime", HOUR_PROFILES, "datasets 1-2", "when in the day incidents of this kind arise")
    weekend_factor: float = param(0.8, "ratio", 0, 5, "datasets 1", "rate on non-working days over working days")
    seen_by: str = choice(
        "patrol", ("patrol", "visit"), "S13, S12", "how staff can find it: passing by, or on a home visit"
    )
    staff_detection: float = param(
        0.6, "share", 0, 1, "I10", "chance that one passing (or the visit of the household concerned) finds it"
    )
    resident_notice_per_day: float = param(
        0.3, "1/day", 0, 100, "assumption", "rate at which residents around notice it closely enough to consider acting"
    )
    severity_mean: float = param(
        0.3, "share", 0.01, 0.99, "assumption", "mean severity; severities are Beta(m/(1-m), 1)"
    )
    harm_per_day: float = param(
        1.0, "harm/day", 0, 100, "assumption", "harm of a case of severity one, per day unsolved"
    )
    work_hours: float = param(1.0, "h", 0, 200, "assumption", "mean staff work to solve it inside the grid (design 2)")
    work_sigma: float = param(0.7, "log-h", 0, 1, "assumption", "log-normal sigma of the work (design 2: at most 1)")
    external_delay_hours: float = param(
        4.0, "h", 0, 20000, "datasets 2", "median wait for parts, permits, other agencies; occupies nobody"
    )
    external_delay_sigma: float = param(1.5, "log-h", 0, 3, "datasets 8.4", "log-normal sigma of the external delay")
    at_once_share: float = param(
        0.0, "share", 0, 1, "datasets 2", "cases settled at the moment of their report, by staff who find or take them"
    )
    deadline_hours: float = param(
        24.0, "h", 0.1, 20000, "I25", "time limit from registration to answer, in hours of working days"
    )
    grid_share: float = param(0.78, "share", 0, 1, "I2", "share that grid and community have the authority to settle")
    street_share: float = param(0.01, "share", 0, 1, "I2", "share for the street office; the rest goes above")
    solve_probability: float = param(
        0.85, "share", 0, 1, "I10", "chance that careful work really solves it (0.7-0.99: I23)"
    )
    self_settle: float = param(
        0.0, "share", 0, 1, "assumption", "how suited it is to be settled by residents themselves"
    )
    lapse_days: float = param(
        0.0, "days", 0, 3650, "assumption", "mean time until it goes away by itself if nobody acts (0 = it stays)"
    )
    contagious: float = param(
        0.0, "share", 0, 1, "K19", "how far open visible disorder around breeds more of this kind"
    )
    hours: tuple[float, ...] = ()
    delay_quantiles: tuple[float, ...] = ()
    community_factors: dict[str, float] = field(default_factory=dict)
    day_shock_variance: float = param(
        0.0, "log variance", 0, 5, "assumption", "shock of this kind on one day, everywhere: one cause, many reports"
    )
    local_shock_variance: float = param(
        0.0, "log variance", 0, 5, "assumption", "shock of this kind in one community on one day"
    )
    campaign_target: bool = param(False, "switch", None, None, "K8, K12", "visible item that campaigns aim at")
    urgent: bool = param(False, "switch", None, None, "R7", "needs somebody on the spot at once; interrupts other work")

    def check_together(self) -> None:
        """Refuse shares of authority that exceed one, and lists that are no profile or no quantiles."""
        self._check_lists()
        if self.grid_share + self.street_share > 1 + 1e-12:
            raise InputError(
                "street_share", self.street_share, f"at most {1 - self.grid_share:g}", "grid_share + street_share <= 1"
            )

    def _check_lists(self) -> None:
        hours, delays = np.array(self.hours, float), np.array(self.delay_quantiles, float)
        if len(hours) and not (len(hours) == 24 and (hours >= 0).all() and 0 < hours.sum() < math.inf):
            raise InputError("hours", self.hours, "24 weights of at least 0, or none")
        if len(delays) and not (len(delays) > 1 and delays[0] >= 0 and (np.diff(delays) >= 0).all()):
            raise InputError("delay_quantiles", self.delay_quantiles, "at least two hours in rising order, or none")
        for name, factor in self.community_factors.items():
            if not (isinstance(factor, (int, float)) and 0 <= factor < math.inf):
                raise InputError(f"community_factors.{name}", factor, "a factor of at least 0")

    def hour_weights(self) -> NDArray[np.float64]:
        """Return the 24 weights (sum 1) of the hours of the day at which it arises."""
        return np.array(self.hours, float) / sum(self.hours) if self.hours else hour_weights(self.hour_profile)

    def external_delay(self, normal: Any) -> Any:
        """Return the external delay in hours for standard normal draws (a number or an array)."""
        if self.delay_quantiles:
            return np.interp(ndtr(normal), np.linspace(0, 1, len(self.delay_quantiles)), self.delay_quantiles)
        return self.external_delay_hours * np.exp(self.external_delay_sigma * normal)

    @property
    def visible(self) -> bool:
        """Whether anybody passing by can see it (visible disorder is what breeds disorder)."""
        return self.seen_by == "patrol"

    @property
    def severity_shape(self) -> float:
        """First parameter a of the severity distribution Beta(a, 1)."""
        return self.severity_mean / (1 - self.severity_mean)

    @property
    def work_log_mean(self) -> float:
        """Mean of the logarithm of the work hours (-inf if no work)."""
        return math.log(self.work_hours) - self.work_sigma**2 / 2 if self.work_hours > 0 else -math.inf


class Catalogue(Parameters):
    """The kinds of incident of a street, by name (names are part of each incident's identity)."""

    categories: dict[str, Category] = field(default_factory=dict)
    rate_scale: float = param(
        1.0, "ratio", 0, 100, "design 1", "multiplies every rate; calibrated to the load of the street"
    )

    def check_together(self) -> None:
        """Refuse an empty catalogue and entries that are no categories."""
        if not self.categories:
            raise InputError("categories", {}, "at least one kind of incident", "choose catalogue=shekou")
        for name, category in self.categories.items():
            if not isinstance(category, Category):
                raise InputError(f"categories.{name}", category, "the fields of a Category")
