"""Maps for tests: a board of square blocks as GeoJSON, in degrees near nowhere in particular."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

SIDE = 0.001  # degrees, about a hundred metres
ORIGIN = (10.0, 45.0)


def square(x: float, y: float, side: float = SIDE) -> dict[str, Any]:
    """Return a square polygon whose lower left corner is so many sides east and north of the origin."""
    left, low = ORIGIN[0] + x * SIDE, ORIGIN[1] + y * SIDE
    ring = [[left, low], [left + side, low], [left + side, low + side], [left, low + side], [left, low]]
    return {"type": "Polygon", "coordinates": [ring]}


def board(width: int = 8, height: int = 6, population: int = 225) -> dict[str, Any]:
    """Return a feature collection of equal square blocks; its left half is the community west, the other east."""
    features = [
        {
            "type": "Feature",
            "geometry": square(x, y),
            "properties": {
                "block": f"{x},{y}",
                "community": "west" if x < width / 2 else "east",
                "population": population,
                "rental_share": 0.5,
                "difficulty": 0.1 * (y % 3),
                "rows": f"row {y} {x < width / 2}",
            },
        }
        for x in range(width)
        for y in range(height)
    ]
    return {"type": "FeatureCollection", "features": features}


def changed(**properties: Any) -> dict[str, Any]:
    """Return the board with properties of its first block changed (None in place of `...` removes the column)."""
    made = copy.deepcopy(board())
    for name, value in properties.items():
        if value is ...:
            for feature in made["features"]:
                del feature["properties"][name]
        else:
            made["features"][0]["properties"][name] = value
    return made


def reshaped(geometry: Any) -> dict[str, Any]:
    """Return the board with another geometry of its first block."""
    made = copy.deepcopy(board())
    made["features"][0]["geometry"] = geometry
    return made


def write(path: Path, content: Any) -> Path:
    """Write a map and return its path."""
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path
