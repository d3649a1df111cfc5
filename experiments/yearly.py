"""The harm of grids as a yearly rate, so that maps show what the text counts, however many days were measured."""

from __future__ import annotations

import pandas as pd

THOUSAND, YEAR_DAYS = 1000, 365


def harm_a_year(grids: pd.DataFrame, days: float) -> pd.Series:
    """Return the harm-days per 1,000 residents and year of each grid, from its `harm_days` over the measured days."""
    return THOUSAND * YEAR_DAYS * grids["harm_days"] / (grids["residents"] * days)
