"""Figures draw what the tables say, in one style, with their text as text."""

from __future__ import annotations

import io
import itertools
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path as Path2D

from experiments.colours import GREY, RED
from experiments.figures import names
from experiments.figures.atlas import atlas
from experiments.figures.levers import levers
from experiments.figures.seasons import crowding, sawtooth, trust
from experiments.figures.series import curves, drawn_curves, gaps, windows
from experiments.figures.style import CYCLE, RC, look, svg
from experiments.figures.tradeoff import Roles, tradeoff
from experiments.figures.workload import workload
from experiments.figures.year import year
from experiments.report.reading import StudyResult, read_study
from experiments.statistics import compare
from sim import run
from tests.streets import composed


@pytest.fixture(scope="module")
def result(study_folder: Path) -> StudyResult:
    return read_study(study_folder)


@pytest.fixture(scope="module")
def days(result: StudyResult) -> pd.DataFrame:
    assert result.daily is not None
    return result.at_baseline(result.daily[result.daily["day"] >= 0], "management")


def drawn_text(figure: Figure) -> list[str]:
    root = ElementTree.fromstring(svg(figure, "a picture"))
    return ["".join(node.itertext()).strip() for node in root.iter("{http://www.w3.org/2000/svg}text")]


def test_the_trade_off_places_every_point_at_its_means(result: StudyResult) -> None:
    table = compare(result.runs, list(result.factors), result.baseline, ["cost_yuan", "solved_share"])
    made = tradeoff(table, "solved_share", Roles())
    assert [axis.get_title(loc="left") for axis in made.axes] == ["one-way", "two-way"]
    long_term = made.axes[0].containers[0].lines[0].get_xydata()
    rows = result.runs[(result.runs.communication == "one_way") & (result.runs.management == "long_term")]
    means = rows.groupby("staffing")[["cost_yuan", "solved_share"]].mean().sort_values("cost_yuan").to_numpy()
    assert long_term == pytest.approx(means / [1e6, 1])


def test_every_point_shows_its_staffing_by_the_size_of_its_marker(result: StudyResult) -> None:
    table = compare(result.runs, list(result.factors), result.baseline, ["cost_yuan", "solved_share"])
    for axis in tradeoff(table, "solved_share", Roles()).axes:
        drawn = [marks for marks in axis.collections if isinstance(marks, PathCollection)]
        assert len(drawn) == len(axis.containers)
        for marks in drawn:
            assert list(marks.get_sizes()) == sorted(set(marks.get_sizes())) and len(marks.get_sizes()) == 3


@pytest.mark.parametrize("outcome", ["solved_share", "harm_per_1000_residents"])
def test_names_of_staffing_levels_lie_on_no_line_and_no_other_name(result: StudyResult, outcome: str) -> None:
    made = tradeoff(compare(result.runs, list(result.factors), result.baseline, ["cost_yuan", outcome]), outcome)
    FigureCanvasAgg(made).draw()
    for axis in made.axes:
        boxes = [name.get_window_extent() for name in axis.texts]
        assert len(boxes) == 3 and not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
        for bars in axis.containers:
            for line in [bars.lines[0].get_xydata(), *(one for part in bars.lines[2] for one in part.get_segments())]:
                path = Path2D(axis.transData.transform(line))
                assert not any(path.intersects_bbox(box, filled=False) for box in boxes)
        assert all(axis.bbox.x0 - 1 <= box.x0 for box in boxes)


def test_a_name_far_from_its_point_has_a_leader_line_to_it(
    result: StudyResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "DISTANCES", (30,))
    table = compare(result.runs, list(result.factors), result.baseline, ["cost_yuan", "solved_share"])
    for axis in tradeoff(table, "solved_share", Roles()).axes:
        points = {tuple(point) for bars in axis.containers for point in bars.lines[0].get_xydata()}
        leaders = [text.xy for text in axis.texts if text.arrow_patch is not None]
        assert leaders and set(leaders) <= points


def test_the_saw_tooth_shades_the_campaign_and_names_its_arms(days: pd.DataFrame) -> None:
    assert windows(days) == [(60.0, 87.0)]
    text = drawn_text(sawtooth(days))
    assert {"long-term", "campaign", "long-term, campaigns on top", "difference to long-term"} <= set(text)


def test_a_gap_is_paired_by_seed(days: pd.DataFrame) -> None:
    """Seeds differ by far more than the arms: the paired band must be much narrower than the unpaired one."""
    wobbling = days.assign(backlog_target=days["backlog_target"] + 100 * (days["seed"] % 7))
    band = gaps(wobbling, "management", "backlog_target", "long_term")["campaign"].loc[200:230]
    alone = curves(wobbling, "management", "backlog_target")["campaign"].loc[200:230]
    assert (band["high"] - band["low"]).mean() < (alone["high"] - alone["low"]).mean() / 10


def test_the_campaign_effect_is_drawn_with_its_true_size(days: pd.DataFrame) -> None:
    gap = gaps(days, "management", "onsets_target", "long_term")["campaign"]["mean"]
    level = curves(days, "management", "onsets_target")["long_term"]["mean"]
    assert (gap / level).loc[70:80].to_numpy() == pytest.approx(-0.2, abs=1e-9)


def test_trust_and_crowding_can_be_drawn_without_campaign_days(result: StudyResult, days: pd.DataFrame) -> None:
    assert result.daily is not None
    plain = result.at_baseline(result.daily, "communication")
    assert "reports a day" in drawn_text(trust(plain)) and windows(plain) == []
    assert any("other kinds" in line for line in drawn_text(crowding(days)))


def test_the_workload_shows_each_role_and_level(result: StudyResult) -> None:
    table = compare(result.alone("staffing"), ["staffing"], {"staffing": "standard"})
    text = drawn_text(workload(table))
    assert {"lean", "standard", "generous", "administrators", "coordinators", "supervisors"} <= set(text)


def test_what_cannot_be_below_zero_has_no_interval_below_zero(result: StudyResult, days: pd.DataFrame) -> None:
    wobbling = days.assign(reported=days["reported"] * (days["seed"] % 7 == days["seed"].min() % 7))
    assert (curves(wobbling, "management", "reported")["campaign"]["low"] == 0).any(), "it would be below"
    assert (drawn_curves(wobbling, ["reported"], "management", "")["low"] >= 0).all(), "nor have its numbers"
    assert all(axis.dataLim.y0 >= 0 for axis in year(wobbling, "management").axes)
    table = compare(result.alone("staffing"), ["staffing"], {"staffing": "standard"})
    table.loc[table["indicator"] == "wait_hours_mean", "low"] = -1.0
    assert all(axis.dataLim.y0 >= 0 for axis in workload(table).axes)


def test_the_legend_shows_marks_without_their_bars(result: StudyResult) -> None:
    table = compare(result.runs, list(result.factors), result.baseline, ["cost_yuan", "solved_share"])
    (legend,) = tradeoff(table, "solved_share", Roles()).legends
    assert all(isinstance(one, Line2D) for one in legend.legend_handles)


def test_a_drawing_is_what_matplotlib_itself_would_save(days: pd.DataFrame) -> None:
    """It is written without `savefig`, which draws all of it twice, and leaves the figure as it was."""
    made, stream = sawtooth(days), io.StringIO()
    before, drawing = (made.canvas, made.dpi), svg(made, "")
    assert (made.canvas, made.dpi) == before
    with mpl.rc_context(RC):
        made.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    assert frames(drawing) == pytest.approx(frames(stream.getvalue()), abs=2.0), "points; letters are measured anew"


def frames(drawing: str) -> list[float]:
    """Where the axes lie (points)."""
    rectangles = ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}rect")
    return sorted(float(one.get(name, 0)) for one in rectangles for name in ("x", "y", "width", "height"))


def test_the_map_draws_outlines_in_the_colour_of_their_harm() -> None:
    grids = pd.DataFrame({"grid": [0, 1], "x_m": 0.0, "y_m": 0.0, "residents": 1000, "harm_days": [1.0, 9.0]})
    square = np.array([[0, 0], [0, 1], [1, 1], [1, 0]], float)
    shapes = atlas(grids, 365, {0: [square], 1: [square + 1]}).axes[0].collections[0]
    assert list(shapes.get_array()) == pytest.approx([1.0, 9.0])


def test_the_map_counts_harm_a_year_as_the_tables_do() -> None:
    """The grids of a street, weighted by residents, come to the indicator, whatever the days that were measured."""
    lived = run(composed("days=20", "warmup_days=5"), 3)
    shapes = atlas(lived.grids, 20).axes[0].collections[0]
    street = np.average(np.asarray(shapes.get_array()), weights=lived.grids["residents"])
    assert street == pytest.approx(lived.indicators["harm_per_1000_residents"])


def test_text_stays_text_and_the_drawing_has_an_alternative(days: pd.DataFrame) -> None:
    drawing = svg(sawtooth(days), 'a "saw" <tooth>')
    root = ElementTree.fromstring(drawing)
    assert root.get("aria-label") == 'a "saw" <tooth>' and root.get("role") == "img"
    assert "<metadata>" not in drawing and root.get("width") is None and RC["svg.fonttype"] == "none"


def test_what_is_clipped_has_a_clip_of_full_size(days: pd.DataFrame) -> None:
    root = ElementTree.fromstring(svg(sawtooth(days), "a picture"))
    clips = [rect for clip in root.iter("{http://www.w3.org/2000/svg}clipPath") for rect in clip]
    assert clips and all(float(rect.get("width", 0)) > 0 and float(rect.get("height", 0)) > 0 for rect in clips)


def test_the_same_table_makes_the_same_drawing(days: pd.DataFrame) -> None:
    assert svg(sawtooth(days), "a picture") == svg(sawtooth(days), "a picture")


def test_levels_differ_by_more_than_colour() -> None:
    arms = ["long_term", "campaign", "mixed", "campaign_as_practised"]
    looks = [look(arm, arms) for arm in arms]
    for key in ("color", "marker", "linestyle"):
        assert len({str(one[key]) for one in looks}) == len(arms)


def test_no_two_levels_of_a_study_look_alike() -> None:
    """Up to seven levels differ by colour and by marker, more of them at least by both together."""
    partners = ["none", "ngo", "property", "volunteers", "mixed"]
    levels = [str(number) for number in range(40)]
    for shown in (partners, ["mixed", "a", "b", "c", "d", "e", "campaign"], levels[:7], levels):
        looks = [look(one, shown) for one in shown]
        assert len({(one["color"], one["marker"]) for one in looks}) == len(shown)
        if len(shown) <= len(CYCLE):
            assert len({one["color"] for one in looks}) == len({one["marker"] for one in looks}) == len(shown)


def lightness(colour: str) -> float:
    return sum(int(colour[i : i + 2], 16) * weight for i, weight in ((1, 0.3), (3, 0.59), (5, 0.11)))


def test_the_two_main_arms_stay_apart_in_a_grey_print() -> None:
    assert abs(lightness(CYCLE[0]) - lightness(CYCLE[1])) > 20


@pytest.mark.parametrize(("language", "title", "shown"), [("en", "million", 0.5), ("zh", "万元", 50.0)])
def test_money_is_drawn_in_the_unit_of_its_axis(language: str, title: str, shown: float) -> None:
    parts = {"mean": 0.5e6, "low": 0.4e6, "high": 0.6e6, "clear": True}
    table = pd.DataFrame(
        [{"lever": "x", **{f"{name}_{key}": of for name in ("harm", "cost_yuan") for key, of in parts.items()}}]
    )
    panel = levers(table, "harm", language=language).axes[1]
    assert title in panel.get_title(loc="left").replace("\n", "") and "百" not in panel.get_title(loc="left")
    assert panel.lines[1].get_xdata()[0] == pytest.approx(shown)


def test_a_lever_is_coloured_only_where_words_call_it_clear() -> None:
    """An interval may leave zero out, and yet several comparisons at once make it no clear effect."""
    parts = {"mean": 2.0, "low": 1.0, "high": 3.0}
    rows = []
    for clear in (True, False):
        found = {**parts, "clear": clear}
        rows.append(
            {"lever": "x", **{f"{what}_{key}": of for what in ("harm", "cost_yuan") for key, of in found.items()}}
        )
    first, _, second, *_ = levers(pd.DataFrame(rows), "harm").axes[0].lines
    assert (first.get_color(), second.get_color()) == (RED, GREY)


def test_levers_of_one_replication_have_points_without_ranges() -> None:
    nan = float("nan")
    found = {f"{what}_{key}": nan for what in ("harm", "cost_yuan") for key in ("low", "high")}
    row = {
        "lever": "x",
        **found,
        "harm_mean": 2.0,
        "cost_yuan_mean": 0.0,
        "harm_clear": False,
        "cost_yuan_clear": False,
    }
    drawn = levers(pd.DataFrame([row]), "harm")
    assert drawn.axes[0].get_xlim()[1] > 2.0
