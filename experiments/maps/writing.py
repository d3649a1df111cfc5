"""What `gridgov divide` leaves behind: grids as GeoJSON, tables, and for a map a street that the model can live on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from experiments.maps.ground import NOWHERE, Ground, Ints, joined
from experiments.maps.scoring import Geometry
from experiments.tables import write_csv, write_text
from sim.world.street import Street
from sim.world.street_file import FORMAT, open_street_file

STREET_FILE = "street.json"
DECIMALS = 7  # of a degree: a centimetre
CENTIMETRES = 2  # decimals of a metre


def blocks_table(ground: Ground, grid: Ints, names: tuple[str, ...]) -> pd.DataFrame:
    """Return a row for each block: who lives there, its workload and its grid."""
    blocks = ground.blocks
    return pd.DataFrame(
        {
            "block": ground.names,
            "community": [blocks.community_names[place] for place in blocks.community],
            "grid": [names[number] for number in grid],
            "residents": blocks.residents,
            "households": blocks.households,
            "rental_share": blocks.rental_share,
            "difficulty": blocks.difficulty,
            "workload": blocks.workload,
        }
    )


def grids_table(ground: Ground, grid: Ints, names: tuple[str, ...]) -> pd.DataFrame:
    """Return a row for each grid: size, workload over the mean, compactness."""
    blocks = ground.blocks
    load = np.bincount(grid, weights=blocks.workload)
    first = [int(np.flatnonzero(grid == number)[0]) for number in range(len(load))]
    return pd.DataFrame(
        {
            "grid": names,
            "community": [blocks.community_names[blocks.community[place]] for place in first],
            "blocks": np.bincount(grid),
            "residents": np.bincount(grid, weights=blocks.residents).astype(int),
            "households": np.bincount(grid, weights=blocks.households).astype(int),
            "workload": load,
            "workload_ratio": load / load.mean(),
            "polsby_popper": Geometry(ground).polsby_popper(grid),
        }
    )


def write_grids(path: Path, ground: Ground, grid: Ints, table: pd.DataFrame) -> None:
    """Write the outlines of grids as GeoJSON in degrees (RFC 7946); a synthetic street lies at 0 north, 0 east."""
    frame = geopandas.GeoDataFrame(table, geometry=joined(ground.shapes, grid), crs=ground.crs).to_crs("OGC:CRS84")
    frame["geometry"] = shapely.set_precision(frame.geometry.values, 10.0**-DECIMALS)
    found = json.loads(frame.to_json(drop_id=True))
    found.pop("crs", None)
    found["synthetic"] = ground.crs == NOWHERE
    write_text(path, json.dumps(found, ensure_ascii=False) + "\n")


def write_street(folder: Path, ground: Ground, grid: Ints, wanted: Street) -> Path:
    """Write the map as a street that the model can live on, with an option file; return the option file."""
    path = folder / STREET_FILE
    write_text(path, json.dumps(_street(ground, grid), ensure_ascii=False) + "\n")
    digest = open_street_file(str(path)).digest
    option = folder / "street" / f"{folder.name}.yaml"
    option.parent.mkdir(exist_ok=True)
    area = max(0.01, float(shapely.area(ground.shapes).sum()) / 1e6)
    values = {
        "_target_": "sim.world.street.Street",
        "name": folder.name,
        "communities": len(ground.blocks.community_names),
        "grids": int(grid.max()) + 1,
        "residents": int(ground.blocks.residents.sum()),
        "area_km2": round(area, 4),
        "residents_per_household": wanted.residents_per_household,
        "rental_weight": wanted.rental_weight,
        "difficulty_weight": wanted.difficulty_weight,
        "division": "given",
        "map": str(path.resolve()),
        "map_digest": digest,
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    write_text(option, "\n".join(["# A street on an own map, written by gridgov divide.", *lines, ""]))
    return option


def _street(ground: Ground, grid: Ints) -> dict[str, Any]:
    blocks = ground.blocks
    columns = {
        "name": list(ground.names),
        **{name: getattr(blocks, name).tolist() for name in ("community", "residents", "households")},
        **{name: getattr(blocks, name).tolist() for name in ("rental_share", "difficulty")},
        "grid": grid.tolist(),
        **{name: np.round(getattr(blocks, name), CENTIMETRES).tolist() for name in ("x_m", "y_m")},
        "neighbours": [near.tolist() for near in blocks.neighbours],
        "rings": [[np.round(ring, CENTIMETRES).tolist() for ring in rings] for rings in blocks.rings],
    }
    return {"format": FORMAT, "crs": ground.crs, "communities": list(blocks.community_names), "blocks": columns}


def write_tables(folder: Path, ground: Ground, grid: Ints, names: tuple[str, ...]) -> None:
    """Write blocks.csv, grids.csv and grids.geojson."""
    table = grids_table(ground, grid, names)
    write_csv(folder / "blocks.csv", blocks_table(ground, grid, names))
    write_csv(folder / "grids.csv", table)
    write_grids(folder / "grids.geojson", ground, grid, table)
