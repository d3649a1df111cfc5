"""Figures: one function each, a table in and a matplotlib Figure out, in one style safe for colour-blind readers.

Every function takes `language="en"` or `"zh"` (else the language spoken now); `svg(figure, alt)` is for pages.

    from experiments.figures import svg, year
    drawing = svg(year(daily, "communication", language="zh"), "全年")
"""

from experiments.figures.atlas import atlas
from experiments.figures.fates import fates
from experiments.figures.levers import levers
from experiments.figures.overview import overview
from experiments.figures.seasons import crowding, sawtooth, trust
from experiments.figures.style import svg
from experiments.figures.tradeoff import Roles, tradeoff
from experiments.figures.workload import workload
from experiments.figures.year import year

__all__ = [
    "Roles",
    "atlas",
    "crowding",
    "fates",
    "levers",
    "overview",
    "sawtooth",
    "svg",
    "tradeoff",
    "trust",
    "workload",
    "year",
]
