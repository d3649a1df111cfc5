"""The one style of all figures: sizes for a phone, colours that colour-blind readers can tell apart, text as text."""

from __future__ import annotations

import functools
import io
import itertools
import re
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure

from experiments import language as languages
from experiments.colours import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, RED, SKY
from experiments.figures.fonts import STACK, families

CYCLE = (BLUE, RED, GREEN, ORANGE, PURPLE, SKY, GREY)
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)), "-")
FIXED = {
    "long_term": 0,
    "campaign": 1,
    "mixed": 2,
    "campaign_as_practised": 3,
    "one_way": 1,
    "two_way": 0,
    "coordinator": 2,
    "administrator": 0,
    "supervisor": 3,
}
WORDS = re.compile(r"[\u2e80-\uffef]\s*|[^\s\u2e80-\uffef]+\s*")  # what a line can break behind
LATIN, CLOSING = 0x2E80, "，。；：、）”"
WIDTH, HEIGHT = 5.4, 3.6
NARROW = 4.4  # inches: its texts are large enough on a telephone
RC: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "gridgov",
    "font.family": families(),  # named themselves: matplotlib looks through no list behind "sans-serif"
    "font.size": 10.5,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.grid": True,
    "axes.titlepad": 7,
    "axes.titley": 1.0,  # always above the axes: matplotlib else measures all ticks again to find out
    "axes.axisbelow": True,
    "grid.color": "#E3E3E3",
    "grid.linewidth": 0.7,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.08,  # inches between rows: a title stays off the ticks above it
}


def styled(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Let a function draw its figure in the house style, whatever style is set outside.

    The function gets an argument `language` ("en" or "zh"); without it the figure speaks the language spoken now.
    """

    @functools.wraps(draw)
    def drawn(*args: Any, language: str | None = None, **kwargs: Any) -> Figure:
        with languages.speaking(language or languages.language()), mpl.rc_context(RC):
            return draw(*args, **kwargs)

    return drawn


def figure(
    rows: int = 1, columns: int = 1, height: float = HEIGHT, width: float = WIDTH, **kwargs: Any
) -> tuple[Figure, list[Axes]]:
    """Return a figure in the house style with its axes in reading order; `height` in inches for each row."""
    made = Figure(figsize=(width, height * rows))
    FigureCanvasAgg(made)  # it keeps what it measures texts with; a figure alone makes that anew for each text
    axes = list(made.subplots(rows, columns, squeeze=False, **kwargs).flat)
    for axis in axes:
        axis.spines[:].set_in_layout(False)  # they lie within the ticks and their labels, which are measured anyway
    return made, axes


def look(level: str, levels: Sequence[str]) -> dict[str, Any]:
    """Return colour, marker and line style of a level: the same in every figure, never colour alone."""
    place = _places(tuple(levels)).get(level, FIXED.get(level, 0))
    turn, place = divmod(place, len(CYCLE))
    marker = MARKERS[(place + turn) % len(MARKERS)]  # of more levels than colours, one colour has several markers
    return {"color": CYCLE[place], "marker": marker, "linestyle": LINES[(place + turn) % len(LINES)]}


@functools.cache
def _places(levels: tuple[str, ...]) -> dict[str, int]:
    """Return the place of each level in the cycle: its fixed one, or the first that no other level has."""
    fixed = {level: FIXED[level] for level in levels if level in FIXED}
    free = (place for place in itertools.count() if place not in fixed.values())
    return {level: fixed[level] if level in fixed else next(free) for level in levels}


def wrapped(text: str, columns: int) -> str:
    """Return a text in lines of so many columns at most; a Chinese letter takes two, and needs no space to break at."""
    lines, wide = [""], 0
    for word in WORDS.findall(text):
        size = sum(1 + (ord(letter) > LATIN) for letter in word.rstrip())
        if wide and wide + size > columns and word.strip() not in CLOSING:
            lines, wide = [*lines, ""], 0
        lines[-1] += word
        wide += size + len(word) - len(word.rstrip())
    return "\n".join(line.rstrip() for line in lines)


def legend_below(made: Figure, axes: Axes, columns: int = 2) -> None:
    """Put one legend under the figure, so that it covers nothing."""
    made.legend(*marks(axes), loc="outside lower center", ncols=columns, handlelength=2.6)


def lay_out(made: Figure) -> None:
    """Give everything of a figure its place, for good."""
    if engine := made.get_layout_engine():
        engine.execute(made)
        made.set_layout_engine("none")


def marks(axes: Axes) -> tuple[list[Artist], list[str]]:
    """Return what a legend of the axes shows, marks without their bars, and the names."""
    drawn, names = axes.get_legend_handles_labels()
    return [one.lines[0] if isinstance(one, ErrorbarContainer) else one for one in drawn], names


def svg(made: Figure, alt: str, name: str = "") -> str:
    """Return the figure as an SVG element with its text as text, scaling with the page, with an alternative text.

    Its inner addresses begin with `name`, so that several figures can stand in one page.
    """
    stream, before = io.StringIO(), (made.canvas, made.dpi, made.get_layout_engine())
    with mpl.rc_context(RC), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # the reader's machine draws the letters, not this one
        lay_out(made)
        try:
            FigureCanvasSVG(made).print_svg(stream, metadata={"Date": None, "Creator": None})  # `savefig` draws twice
        finally:
            made.set_canvas(before[0])
            made.set_dpi(before[1])
            made.set_layout_engine(before[2] or "none")
    drawing = re.sub(r"<metadata>.*?</metadata>", "", stream.getvalue(), flags=re.DOTALL)
    drawing = re.sub(r"font-family: [^;\"]*", f"font-family: {STACK}", drawing)
    drawing = re.sub(r'<g id="[^"]*"', "<g", drawing)
    drawing = re.sub(r'( id="|url\(#|href="#)', rf"\g<1>{name}", drawing)
    drawing = re.sub(r' d="[^"]*"', _rounded, drawing)
    head, body = drawing[drawing.index("<svg") :].split(">", 1)
    head = re.sub(r' (width|height)="[^"]*"', "", head)
    return f'{head} role="img" aria-label="{escape(alt)}">{body}'


def _rounded(path: re.Match[str]) -> str:
    """Return the outline of a path to a hundredth of a point: nobody sees more, and the page is half as large."""
    return re.sub(r"(\.\d\d)\d+", r"\1", path.group(0)).replace(" \n", "\n")


def escape(text: str) -> str:
    """Return the text fit for an XML attribute."""
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
