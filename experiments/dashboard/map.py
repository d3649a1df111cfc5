"""The live map: outlines of grids that change only their colours, and dots where problems come and are solved."""

from __future__ import annotations

import textwrap

import numpy as np
from bokeh.models import ColorBar, ColumnDataSource, HoverTool, LinearColorMapper, Title
from bokeh.palettes import cividis
from bokeh.plotting import figure
from numpy.typing import NDArray

from experiments.colours import GREEN, GREY, INK, RED
from experiments.dashboard.findings import Ground, Rings
from experiments.language import _
from sim import Dots

COLOURS = tuple(reversed(cividis(256)))  # as in the reports: dark is much, and every reader can tell it apart
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
SHAPES = (0.8, 1.6)  # least and greatest width over height of the figure
SPREAD = 0.011  # of the street's width, by which dots of one block lie apart
LETTERS = 24  # of a line of what stands above the colours
FONT = "DejaVu Sans, Noto Sans CJK SC, sans-serif"


class StreetMap:
    """A Bokeh figure of a street; `colour` and `mark` send a column each, never the figure."""

    def __init__(self, title: str = "") -> None:
        nothing = {"xs": [[0.0, 1.0, 1.0]], "ys": [[0.0, 0.0, 1.0]], "value": [np.nan], "grid": [0], "name": [""]}
        self.source = ColumnDataSource(nothing)
        self.mapper = LinearColorMapper(palette=list(COLOURS), low=0, high=1, nan_color="#eeeeee")
        self.arisen, self.solved = (ColumnDataSource({"x": [], "y": []}) for _unused in range(2))
        self.parts = np.zeros(0, np.int64)
        self._width, self._laid = 0.0, False
        self.figure = self._figure(title)

    def _figure(self, title: str) -> figure:
        made = figure(match_aspect=True, aspect_ratio=1.15, sizing_mode="scale_width", tools="", title=title)
        made.axis.visible = made.grid.visible = False
        made.outline_line_color = None
        made.toolbar_location = None
        fill = {"field": "value", "transform": self.mapper}
        grids = made.patches("xs", "ys", source=self.source, fill_color=fill, line_color="white", line_width=1)
        made.x_range.renderers = made.y_range.renderers = [grids]  # dots move nothing
        marks = {"size": 6, "line_width": 1.4}
        made.scatter("x", "y", source=self.arisen, marker="circle", line_color=RED, fill_color=None, **marks)
        made.scatter("x", "y", source=self.solved, marker="x", line_color=GREEN, **marks)
        tips = [(_("grid"), "@grid"), (_("community"), "@name"), (_("value"), "@value{0,0.[00]}")]
        made.add_tools(HoverTool(renderers=[grids], tooltips=tips))
        made.add_layout(ColorBar(color_mapper=self.mapper, width=10, label_standoff=6, border_line_color=None), "right")
        self.legend = Title(text="", align="right", text_font=FONT, text_font_style="normal", text_color=GREY)
        made.add_layout(self.legend, "above")
        made.title.text_font = FONT
        made.title.text_color = INK
        return made

    def lay(self, rings: Rings, names: list[str]) -> None:
        """Draw the outlines of a street; everything is grey until it is coloured."""
        self.parts = np.array([grid for grid, _ring in rings], np.int64)
        self._laid = True
        self.mark(None, None)
        self._width = float(max(np.ptp(np.concatenate([ring[:, 0] for _grid, ring in rings])), 1.0)) if rings else 0.0
        if rings:
            self.figure.aspect_ratio = self._shape([ring for _grid, ring in rings])
        self.source.data = {
            "xs": [ring[:, 0] for _grid, ring in rings],
            "ys": [ring[:, 1] for _grid, ring in rings],
            "value": np.full(len(rings), np.nan),
            "grid": self.parts + 1,
            "name": [names[grid] if names else "" for grid in self.parts],
        }

    def clear(self) -> None:
        """Show no street."""
        self.lay([], [])
        self.name("")
        self.scale(0.0, 1.0)

    def _shape(self, rings: list[NDArray[np.float64]]) -> float:
        """Return width over height of the figure that leaves least empty around a street, within bounds."""
        width, height = np.ptp(np.concatenate(rings), axis=0)
        return float(np.clip(width / max(height, 1.0), *SHAPES))

    def lay_ground(self, ground: Ground) -> None:
        """Draw the outlines of a watched street."""
        self.lay(ground.rings, ground.communities)

    def name(self, values: str) -> None:
        """Say what the colours stand for."""
        text = textwrap.fill(values, LETTERS)
        if self.legend.text != text:
            self.legend.text = text

    def scale(self, low: float, high: float) -> None:
        """Set which values the first and the last colour stand for."""
        if high > low and (self.mapper.low, self.mapper.high) != (low, high):
            self.mapper.update(low=low, high=high)

    def colour(self, values: NDArray[np.float64]) -> None:
        """Colour each grid by its value."""
        column = np.asarray(values, dtype=np.float32)[self.parts]
        if self._laid:  # with the outlines, in one piece: a browser that got the column first would miss the others
            self.source.data = {**self.source.data, "value": column}
            self._laid = False
        else:
            self.source.data["value"] = column

    def mark(self, arisen: Dots | None, solved: Dots | None) -> None:
        """Mark where problems came and where they were solved."""
        for source, dots, turn in ((self.arisen, arisen, 0.0), (self.solved, solved, 1.0)):
            source.data = self._apart(dots, turn) if dots is not None else {"x": [], "y": []}

    def _apart(self, dots: Dots, turn: float) -> dict[str, NDArray[np.float32]]:
        """Return dots a little apart, so that those of one block can be told from each other."""
        number = np.arange(len(dots.x_m))
        angle = GOLDEN_ANGLE * number + turn
        away = SPREAD * self._width * np.sqrt((number % 8 + 1) / 8)
        return {
            "x": (dots.x_m + away * np.cos(angle)).astype(np.float32),
            "y": (dots.y_m + away * np.sin(angle)).astype(np.float32),
        }


def trend(labels: dict[str, tuple[str, str]]) -> tuple[figure, ColumnDataSource]:
    """Return a figure of lines over days (column -> label and colour) and its source."""
    source = ColumnDataSource({"day": [0.0], **dict.fromkeys(labels, [0.0])})
    made = figure(height=220, sizing_mode="stretch_width", tools="")
    made.toolbar_location = None
    for (name, (label, colour)), dash in zip(labels.items(), ("solid", "dashed", "dotdash"), strict=False):
        made.line("day", name, source=source, line_color=colour, line_dash=dash, line_width=2, legend_label=label)
    made.legend.orientation = "horizontal"
    made.legend.border_line_color = None
    made.add_layout(made.legend[0], "above")  # beside the lines, which it would cover
    made.legend.label_text_font = made.xaxis.axis_label_text_font = FONT
    made.xaxis.axis_label = _("day")
    made.y_range.start = 0
    made.outline_line_color = None
    made.axis.axis_line_color = GREY
    made.grid.grid_line_color = "#E3E3E3"
    return made, source
