"""What a calibration tells: tables, sentences, the figure of profiles, and a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from experiments.figures.style import BLUE, INK, RED, SKY, figure, legend_below, styled
from experiments.logs.calibrating.patterns import PATTERNS
from experiments.logs.calibrating.ranges import Range
from experiments.logs.calibrating.targets import BEND, Targets, Yardstick, misses
from experiments.logs.calibrating.trying import PROFILE, Trial
from experiments.logs.calibrating.verdicts import BOUND, IDENTIFIED, Found
from experiments.screen import number

Floats = NDArray[np.float64]
MEANINGS = {one.name: one.meaning for one in PATTERNS}
GREY = "#B8BEC4"
LIMITS = (
    "As good means: within the luck of the log's days (resampled by weeks) and of the runs, no further from the log "
    "than the best trial. Ranges are those of what was tried, widened by what the other parameters can make up for. "
    "They hold if the model is right; a pattern that the street misses is a sign that it is not."
)


class Answer(NamedTuple):
    """An answered question: trials with distances and goodness, the best, the one that is kept, what is known."""

    trials: list[Trial]
    distances: Floats
    good: NDArray[np.bool_]
    best: int
    kept: Trial
    found: list[Found]
    targets: Targets
    yardstick: Yardstick


def target_table(answer: Answer, default: Trial) -> pd.DataFrame:
    """Return a row a pattern: in the log with its error, at the default values, as kept, and the miss in errors."""
    error = answer.yardstick.error
    rows = {
        "pattern": answer.targets.names,
        "log": answer.targets.value,
        "error": error,
        "default": default.runs.mean(axis=0),
        "calibrated": answer.kept.runs.mean(axis=0),
        "missed_by_errors": misses(answer.kept.runs, answer.targets.value, error),
        "meaning": [MEANINGS[name] for name in answer.targets.names],
    }
    return pd.DataFrame(rows)


def trial_table(answer: Answer) -> pd.DataFrame:
    """Return a row a trial: number, why it was made, its values, distance, and whether it is as good as the best."""
    rows = [
        {"trial": one.number, "why": one.why, **one.point, "distance": far, "as_good": bool(fine)}
        for one, far, fine in zip(answer.trials, answer.distances, answer.good, strict=True)
    ]
    return pd.DataFrame(rows)


def parameter_rows(table: pd.DataFrame, ranges: Sequence[Range]) -> pd.DataFrame:
    """Return the calibrated parameters as rows of parameters.csv; what is not identified is a prior there."""
    rows = []
    for row, one in zip(table.to_dict("records"), ranges, strict=True):
        learned = row["verdict"] in (IDENTIFIED, BOUND)
        low, high = (row["low"], row["high"]) if learned else (one.low, one.high)
        origin = "calibrated" if learned else "prior"
        how = f"{row['verdict']}; before: {one.low:g} to {one.high:g} ({one.source})"
        rows.append((one.key, row["value"], low, high, one.unit, origin, how))
    return pd.DataFrame(rows, columns=["parameter", "value", "low", "high", "unit", "origin", "how"])


def sentences(answer: Answer, ranges: Sequence[Range]) -> Iterator[str]:
    """Yield what was found in words."""
    for known, one in zip(answer.found, ranges, strict=True):
        yield f"{one.key}: {known.verdict}{_values(known, one)}."
    missed = misses(answer.kept.runs, answer.targets.value, answer.yardstick.error)
    far = [name for name, miss in zip(answer.targets.names, np.abs(missed), strict=True) if miss > BEND]
    n = len(answer.targets.names)
    if far:
        yield f"{len(far)} of {n} patterns are missed by more than {BEND:g} errors even so: {', '.join(far)}."
    else:
        yield f"All {n} patterns are met within {BEND:g} errors."
    if answer.kept.number != answer.trials[answer.best].number:
        yield "Values that the log does not tell stay at their defaults in the street that is written."


def _values(known: Found, one: Range) -> str:
    low, high = number(one.at(known.low)), number(one.at(known.high))
    beside = f"; it goes with {known.goes_with}" if known.goes_with else ""
    if known.verdict == IDENTIFIED:
        return f", between {low} and {high} {one.unit}{beside}"
    if known.verdict == BOUND and known.low_open:
        return f", at most {high} {one.unit}{beside}"
    if known.verdict == BOUND and known.high_open:
        return f", at least {low} {one.unit}{beside}"
    return f", between {low} and {high} {one.unit}{beside}" if known.verdict == BOUND else beside


@styled
def draw_profiles(answer: Answer, ranges: Sequence[Range]) -> Figure:
    """Return a panel a parameter: the distance of every trial over its value, and the values as good as the best."""
    made, axes = figure(len(ranges), 1, height=2.1)
    for axis, one, known in zip(axes, ranges, answer.found, strict=True):
        _panel(axis, answer, one, known)
    legend_below(made, axes[0], 2)
    return made


def _panel(axis: Axes, answer: Answer, one: Range, known: Found) -> None:
    at = np.array([trial.point[one.key] for trial in answer.trials], float)
    axis.axvspan(one.at(known.low), one.at(known.high), color=SKY, alpha=0.3, label="values as good as the best")
    best = answer.trials[answer.best].point
    others = [{**trial.point, one.key: best[one.key]} == best for trial in answer.trials]
    order = np.flatnonzero(others)[np.argsort(at[others])]
    axis.plot(at[order], answer.distances[order], color=GREY, linewidth=1, label="profile: the others at their best")
    for good, colour, said in ((False, GREY, "trial, clearly worse"), (True, BLUE, "trial, as good as the best")):
        mine = answer.good == good
        axis.plot(at[mine], answer.distances[mine], "o", color=colour, markersize=4, label=said)
    axis.axvline(one.base, color=INK, linestyle=":", label="default")
    axis.axvline(answer.kept.point[one.key], color=RED, linewidth=1.2, label="kept")
    axis.set_xscale("log" if one.logarithmic else "linear")
    axis.set_xlim(one.low, one.high)
    axis.set_yscale("log")
    axis.yaxis.set_major_formatter("{x:g}")
    axis.yaxis.set_minor_formatter("")
    axis.set_title(f"{one.key}: {known.verdict}")
    axis.set_xlabel(one.unit)
    axis.set_ylabel("distance")


def figure_words(answer: Answer) -> str:
    """Return what the figure shows, in words."""
    n = sum(trial.why == PROFILE for trial in answer.trials)
    return (
        f"Distance of {len(answer.trials)} trials from the log over the value of each parameter ({n} of them along "
        "profiles); the width of a panel is the range before, the blue band what is left of it"
    )
