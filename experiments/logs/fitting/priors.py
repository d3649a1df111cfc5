"""Priors: what a log cannot tell about a street, each with its range and source; the street runs with these values."""

from __future__ import annotations

from sim.parameters import Parameters, param


class Priors(Parameters):
    """Values that stand where the log is silent."""

    residents_per_grid: int = param(1250, "residents", 100, 10_000, "G3", "residents of a grid")
    events_per_grid_day: float = param(
        2.5, "1/day", 0.3, 25, "I1", "events a grid and day, from which grids are counted"
    )
    work_hours: float = param(
        1.0, "h", 0.2, 4, "assumption", "staff work on a case (times in logs are waiting and work)"
    )
    work_sigma: float = param(0.7, "log-h", 0.3, 1, "assumption", "spread of the work")
    deadline_hours: float = param(
        120.0, "h", 24, 360, "I25", "time limit in hours of working days, where a log has none"
    )
    delay_sigma: float = param(
        1.5, "log-h", 1, 2.9, "datasets 8.4", "spread of delays, where a log has no closing times"
    )
    delay_hours: float = param(24.0, "h", 1, 500, "datasets 2", "median delay, where a log tells nothing of handling")
    residents_share: float = param(0.5, "share", 0.02, 0.9, "design 1, datasets 5", "events that residents bring in")
    latent_per_reported: float = param(
        3.0, "ratio", 1, 10, "assumption", "problems for each that is reported; the fitted street has the reported ones"
    )
    solve_probability: float = param(
        1.0, "share", 0.7, 1, "I10", "closed is solved: a log cannot tell one from the other"
    )
    centre_use: float = param(0.6, "share", 0.3, 0.9, "assumption", "share of their time that officers of centres work")
