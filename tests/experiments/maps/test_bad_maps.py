"""Every invalid map is refused in one clear line with exit code 2, and leaves nothing behind."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import Any

import pytest

from experiments.cli import dispatch
from experiments.maps.given import read_given
from experiments.maps.reading import Columns, read_map
from sim.errors import InputError
from sim.world.street import Street
from tests.experiments.maps.maps import board, changed, reshaped, square, write

pytest.importorskip("gerrychain")
BOWTIE = {"type": "Polygon", "coordinates": [[[10, 45], [10.001, 45.001], [10.001, 45], [10, 45.001], [10, 45]]]}
METRES = {"type": "name", "properties": {"name": "EPSG:32650"}}
UNKNOWN = {"type": "name", "properties": {"name": "EPSG:999999"}}

CASES: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "not JSON": ("no map {", "", ("--map", "no JSON")),
    "not GeoJSON": ({"type": "Topology"}, "", ("FeatureCollection",)),
    "a list": ([1, 2], "", ("FeatureCollection",)),
    "empty": ({"type": "FeatureCollection", "features": []}, "", ("it is empty",)),
    "a point": (reshaped({"type": "Point", "coordinates": [0, 0]}), "", ("feature 1", "Point", "Polygon")),
    "no geometry": (reshaped(None), "", ("feature 1", "None", "Polygon")),
    "broken ring": (reshaped({"type": "Polygon", "coordinates": [[1, 2]]}), "", ("feature 1", "broken coordinates")),
    "bow tie": (reshaped(BOWTIE), "", ("feature 1", "Self-intersection", "valid")),
    "overlap": (reshaped(square(0.5, 0)), "", ("0,0 and 1,0 overlap", "side by side")),
    "island": (reshaped(square(-3, 0)), "", ("west in 2 pieces", "0,0 apart", "--near")),
    "corner only": (reshaped(square(-1, -1)), "", ("west in 2 pieces", "0,0 apart")),
    "no population": (changed(population=...), "", ("--population", "'population'", "rows")),
    "missing population": (changed(population=None), "", ("--population", "None of 0,0")),
    "negative population": (changed(population=-1), "", ("--population", "-1 of 0,0")),
    "population in words": (changed(population="many"), "", ("--population", "many")),
    "endless population": (changed(population=float("inf")), "", ("--population", "inf of 0,0")),
    "as many residents as atoms": (changed(population=1e300), "", ("--population", "1e+300 of 0,0")),
    "no number": (
        reshaped({"type": "Polygon", "coordinates": [[[10, 45], [float("nan"), 45], [10, 46], [10, 45]]]}),
        "",
        ("feature 1", "nan", "valid polygon"),
    ),
    "not on Earth": (
        reshaped({"type": "Polygon", "coordinates": [[[0, 0], [1e9, 0], [1e9, 1e9], [0, 0]]]}) | {"crs": METRES},
        "",
        ("--crs", "not on Earth"),
    ),
    "nobody": (board(population=0), "", ("--population", "0 everywhere")),
    "difficulty in per cent": (changed(difficulty=40), "", ("--difficulty", "40", "share from 0 to 1")),
    "missing rental share": (changed(rental_share=None), "", ("--rental", "None of 0,0")),
    "no community": (changed(community=...), "", ("--community", "no column 'community'")),
    "misspelt community": (board(), "--community comunity", ("--community", "did you mean community?")),
    "missing community": (changed(community=None), "", ("--community", "0,0")),
    "two blocks of a name": (changed(block="1,0"), "", ("--block", "'1,0' twice")),
    "unknown CRS of the file": (board() | {"crs": UNKNOWN}, "", ("--crs", "EPSG:999999", "known")),
    "the file does not know its CRS": (board() | {"crs": None}, "", ("--crs", "unknown", "EPSG:4326")),
    "unknown CRS asked for": (board(), "--crs nowhere", ("--crs", "nowhere", "known")),
    "metres taken for degrees": (
        reshaped({"type": "Polygon", "coordinates": [[[5e5, 4e6], [5e5, 5e6], [6e5, 5e6], [5e5, 4e6]]]}),
        "",
        ("--crs", "beyond 180 and 90"),
    ),
    "limits upside down": (board(), "--households 700-300", ("--households", "LEAST-MOST")),
    "limits in words": (board(), "--households few", ("--households", "LEAST-MOST")),
    "too few grids": (board(), "--grids 2", ("--grids", "8 to 16", "--households")),
    "too many grids": (board(), "--grids 20", ("--grids", "8 to 16")),
    "limits for nobody": (board(), "--households 9000-9999", ("--households", "widen")),
    "limits between blocks": (board(), "--households 301-399", ("--households",)),
    "no such division": (board(), "--score nonsense", ("--score", "no column 'nonsense'")),
    "no such table": (board(), "--score nowhere.csv", ("--score", "nowhere.csv", "block,grid")),
}


TYPED = {"--community": "community", "--crs": "crs"}
COMMANDS = [name for name, case in CASES.items() if case[1] and case[1].split()[0] not in TYPED]


@pytest.mark.parametrize("name", [name for name in CASES if name not in COMMANDS])
def test_reading_says_what_is_wrong(name: str, tmp_path: Path) -> None:
    content, words, says = CASES[name]
    typed = {TYPED[option]: value for option, value in itertools.batched(words.split(), 2)}
    with pytest.raises(InputError) as refused:
        read_map(write(tmp_path / "map.geojson", content), Columns(**typed), Street())
    told = str(refused.value)
    assert "\n" not in told and all(part in told for part in says), told


@pytest.mark.parametrize("name", [*COMMANDS, "overlap"])
def test_the_command_says_so_in_one_line_and_leaves_nothing_behind(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    content, words, says = CASES[name]
    write(tmp_path / "map.geojson", content)
    assert dispatch(["divide", "--map", "map.geojson", "--ensemble", "0", *words.split()]) == 2
    told = capsys.readouterr()
    assert told.err.count("\n") == 1 and told.err.startswith("gridgov: ")
    assert all(part in told.err for part in says), told.err
    assert not (tmp_path / "results").exists()


def test_without_the_libraries_one_line_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "gerrychain", None)
    assert dispatch(["divide", "street=tiny"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "no gerrychain" in told and "pip install gerrychain" in told


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("block,grid\n", "block,grid"),
        ("block,part\n0,0\n", "block,grid"),
        ('block,grid\n"0,0",a\n', "no grid for 0,1"),
        ('block,grid\n"9,9",a\n', "'9,9'"),
        ('block,grid\n"0,0",\n', "block,grid"),
    ],
)
def test_bad_tables_of_a_division_are_refused(table: str, says: str, tmp_path: Path) -> None:
    ground = read_map(write(tmp_path / "map.geojson", board()), Columns(), Street())
    with pytest.raises(InputError, match=says):
        read_given(ground, str(write(tmp_path / "division.csv", table)))


def test_a_folder_is_no_map(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it cannot be read: Is a directory"):
        read_map(tmp_path, Columns(), Street())


def test_it_is_told_where_the_map_lies_and_which_blocks_are_scattered(tmp_path: Path) -> None:
    """Swapped coordinates that still are coordinates can only be seen by who knows the place."""
    first, far = square(0, 0)["coordinates"], square(-9, 0)["coordinates"]
    content = reshaped({"type": "MultiPolygon", "coordinates": [first, far]})
    notes = read_map(write(tmp_path / "map.geojson", content), Columns(), Street()).notes
    assert notes[0].startswith("the map lies about latitude 45.00, longitude 10.00, 1.34 km across")
    assert notes[-1] == "blocks in several parts, which count as one piece: 0,0"
    assert len(read_map(write(tmp_path / "map.geojson", board()), Columns(), Street()).notes) == 1


def test_a_folder_that_holds_something_else_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results" / "mine").mkdir(parents=True)
    (tmp_path / "results" / "mine" / "letter.txt").write_text("dear")
    assert dispatch(["divide", "street=tiny", "name=mine", "--overwrite"]) == 2
    assert "something else" in capsys.readouterr().err
    assert (tmp_path / "results" / "mine" / "letter.txt").read_text() == "dear"


def test_a_map_that_cannot_be_read_leaves_the_earlier_division(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    small = ["divide", "street=tiny", "--households", "100-200", "--ensemble", "2", "name=mine"]
    assert dispatch(small) == 0
    earlier = (tmp_path / "results" / "mine" / "blocks.csv").read_bytes()
    assert dispatch([*small, "--map", "missing.geojson", "--overwrite"]) == 2
    assert (tmp_path / "results" / "mine" / "blocks.csv").read_bytes() == earlier
    assert dispatch([*small, "seed=2", "--overwrite"]) == 0
    assert (tmp_path / "results" / "mine" / "blocks.csv").read_bytes() != earlier
