"""The year of a run as one page that plays in a browser, without any network: outlines once, then numbers a day."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_hex

from experiments.colours import BLUE, GREEN, ORANGE, RED
from experiments.figures.atlas import COLOURS
from experiments.figures.film import GOLDEN_ANGLE, MOST_DOTS, Days, Floats, Rings, middles
from experiments.language import TAGS, language
from experiments.report.page import environment

SPEEDS = (2, 5, 10, 20, 50)  # days a second
N_SHADES = 64
MARK = 0.006  # half-width of a mark, over the width of the street


def moving_page(outlines: Rings, days: Days, labels: Mapping[str, str], told: tuple[str, float]) -> str:
    """Return the page; `told` is its title and the speed (days a second) that it begins with."""
    title, speed = told
    low, high = _corners(outlines)
    film = _film(outlines, days, high)
    film["mark"] = round(MARK * float(high[0] - low[0]), 1)
    return (
        environment()
        .get_template("film.html.j2")
        .render(
            tag=TAGS[language()],
            title=title,
            labels=labels,
            speeds=sorted({*SPEEDS, int(speed)}),
            chosen=int(speed),
            n_days=len(days.titles),
            view=f"{low[0]:.0f} 0 {high[0] - low[0]:.0f} {high[1] - low[1]:.0f}",
            shapes=list(_shapes(outlines, high)),
            shades=film["shades"],
            top=film["top"],
            most=film["highest"],
            colours={"new": RED, "done": GREEN, "problems": BLUE, "cases": ORANGE},
            film=json.dumps(film, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        )
    )


def _film(outlines: Rings, days: Days, high: Floats) -> dict[str, Any]:
    """Return the numbers that the page plays: problems by day and grid, places of marks, colours and scales."""
    centres, radii = middles(outlines, days.unsolved.shape[1])
    totals = days.unsolved.sum(axis=1)
    table = {name: getattr(days, name).astype(int).tolist() for name in ("unsolved", "arisen", "solved", "backlog")}
    return table | {
        "titles": days.titles,
        "places": np.round(np.column_stack([centres[:, 0], high[1] - centres[:, 1], radii]), 1).tolist(),
        "top": max(math.ceil(np.quantile(days.unsolved, 0.995)), 1),
        "highest": max(int(totals.max()), int(days.backlog.max()), 1),
        "shades": [to_hex(mpl.colormaps[COLOURS](share)) for share in np.linspace(0, 1, N_SHADES)],
        "most_dots": MOST_DOTS,
        "golden_angle": GOLDEN_ANGLE,
    }


def _corners(outlines: Rings) -> tuple[Floats, Floats]:
    points = np.concatenate([ring for rings in outlines.values() for ring in rings])
    return points.min(axis=0), points.max(axis=0)


def _shapes(outlines: Rings, high: Floats) -> Iterator[tuple[int, str]]:
    """Yield the number and outline of each grid, as SVG has them: y grows downwards."""
    for grid, rings in outlines.items():
        for ring in rings:
            yield grid, "M" + "L".join(f"{x:.0f} {high[1] - y:.0f}" for x, y in ring) + "Z"
