"""GeoJSON: the polygons of a file in metres, with a clear line for each fault of file, shapes or coordinates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sim.errors import InputError

DEGREES = (180.0, 90.0)
OVERLAP = 0.01  # of the smaller block: less is how carelessly borders were drawn
AROUND_THE_EARTH_M = 40_075_000
METRES_A_KM = 1000
WEB_MERCATOR = 3857  # its metres are none
NONE = object()


def load(path: Path) -> dict[str, Any]:
    """Return the feature collection in a file."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        why = (
            "there is no such file" if isinstance(error, FileNotFoundError) else f"it cannot be read: {error.strerror}"
        )
        raise InputError("--map", str(path), "a GeoJSON file", why) from error
    except ValueError as error:
        raise InputError("--map", str(path), "a GeoJSON file", f"it is no JSON ({error})") from error
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise InputError("--map", str(path), "a GeoJSON FeatureCollection", "export the layer as GeoJSON")
    if not found.get("features"):
        raise InputError("--map", str(path), "a FeatureCollection with a feature for each block", "it is empty")
    return found


def polygons(features: Sequence[Any]) -> NDArray[np.object_]:
    """Return the polygon of each feature, as it is in the file."""
    shapes = []
    for number, feature in enumerate(features, 1):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in ("Polygon", "MultiPolygon"):
            raise InputError(f"--map: feature {number}", kind, "Polygon | MultiPolygon", "a block is an area")
        shapes.append(_shape(geometry, number))
    return np.array(shapes)


def _shape(geometry: Any, number: int) -> Any:
    try:
        with np.errstate(invalid="ignore"):  # what is no number is told below
            made = shapely.geometry.shape(geometry)
    except (ValueError, TypeError, shapely.errors.ShapelyError) as error:
        raise InputError(f"--map: feature {number}", "broken coordinates", "rings of numbers", str(error)) from error
    if not made.is_valid or made.is_empty:
        why = shapely.is_valid_reason(made) if not made.is_empty else "empty"
        raise InputError(f"--map: feature {number}", why, "a valid polygon", "mend it (QGIS: Fix geometries)")
    return made


def system(found: dict[str, Any], wanted: str) -> Any:
    """Return the coordinate system: the one asked for, the file's own, or degrees (RFC 7946)."""
    import pyproj

    own = found.get("crs", NONE)
    named = own["properties"].get("name") if isinstance(own, dict) and isinstance(own.get("properties"), dict) else own
    text = wanted or ("OGC:CRS84" if named is NONE else named)
    mend = "say which by --crs, such as --crs EPSG:4326"
    if not isinstance(text, str):
        raise InputError("--crs", text, "a coordinate system: the file says that its own is unknown", mend)
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise InputError("--crs", text, "a known coordinate system", mend) from error


def where(shapes: NDArray[np.object_], crs: str) -> str:
    """Return where on Earth shapes in metres lie, so that swapped coordinates are seen."""
    import geopandas

    west, south, east, north = geopandas.GeoSeries(shapes, crs=crs).to_crs("OGC:CRS84").total_bounds
    left, low, right, high = shapely.total_bounds(shapes)
    size = max(right - left, high - low) / METRES_A_KM
    middle = f"latitude {(south + north) / 2:.2f}, longitude {(west + east) / 2:.2f}"
    return f"the map lies about {middle}, {size:.3g} km across"


def in_metres(shapes: NDArray[np.object_], crs: Any) -> tuple[NDArray[np.object_], str]:
    """Return the shapes in metres, and the coordinate system of these metres."""
    import geopandas

    if crs.is_geographic and (np.abs(shapely.bounds(shapes)) > [*DEGREES, *DEGREES]).any():
        got = "numbers beyond 180 and 90"
        raise InputError("--crs", got, f"degrees, as {crs.name} has them", "say --crs EPSG:... of the file")
    frame = geopandas.GeoSeries(shapes, crs=crs)
    local = crs if _metric(crs) else frame.estimate_utm_crs()
    projected = np.array(frame.to_crs(local).values)
    if not (np.abs(shapely.bounds(projected)) <= AROUND_THE_EARTH_M).all():  # also false where there is no number
        raise InputError("--crs", "places that are not on Earth", f"coordinates in {crs.name}", "say --crs EPSG:...")
    return projected, local.to_string()


def _metric(crs: Any) -> bool:
    return (
        crs.is_projected and all(axis.unit_name == "metre" for axis in crs.axis_info) and crs.to_epsg() != WEB_MERCATOR
    )


def check_overlap(shapes: NDArray[np.object_], names: Sequence[str]) -> None:
    """Refuse blocks that lie on each other."""
    found = shapely.STRtree(shapes).query(shapes, predicate="intersects").T
    pairs = found[found[:, 0] < found[:, 1]]
    common = shapely.area(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    smaller = np.minimum(*(shapely.area(shapes[side]) for side in pairs.T))
    bad = np.flatnonzero(common > OVERLAP * smaller)
    if len(bad):
        one, other = (names[block] for block in pairs[bad[0]])
        more = f" (and {len(bad) - 1} more pairs)" if len(bad) > 1 else ""
        raise InputError("--map", f"{one} and {other} overlap{more}", "blocks side by side", "cut one of them back")
