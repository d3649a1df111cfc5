"""Figures of a log: its days, its profiles, its areas, how bursty it is, how long events take and how many in time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, GREY, INK, ORANGE, RED, WIDTH, figure, legend_below, look, styled
from experiments.language import N_, _, language

MOST_BARS = 24
BAR_HEIGHT = 0.19  # inches
LONGEST_NAME = 24
WEEK = 7
NUMERIC = {  # dates without names of months
    "formats": ["%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M", "%S"],
    "zero_formats": ["", "%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M"],
    "offset_formats": ["", "%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%d %H:%M"],
}
PROFILES = {
    "hour": N_("by hour (1 = overall mean)"),
    "weekday": N_("by weekday (1 = overall mean)"),
    "month": N_("by month (1 = overall mean)"),
}
GROUPS = {"level": N_("level"), "group": N_("class")}
LAGS = {"raw": N_("raw"), "without_weekday": N_("without weekday")}


@styled
def days(daily: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> Figure:
    """Draw events a day over the whole log with their 7-day mean; days outside the steady stretch lie on grey."""
    made, (axis,) = figure(1, height=2.6)
    axis.plot(daily["day"], daily["n"], color=GREY, linewidth=0.8, label=_("events a day"))
    mean = daily["n"].rolling(WEEK, center=True, min_periods=1).mean()
    axis.plot(daily["day"], mean, color=BLUE, label=_("7-day mean"))
    ends = daily["day"].iloc[[0, -1]]
    for start, end in ((ends.iloc[0], first), (last, ends.iloc[1])):
        if end > start:
            axis.axvspan(start, end, color=ORANGE, alpha=0.15, linewidth=0)
    axis.set(title=_("events a day (shaded: left out of daily figures)"), ylim=(0, None))
    locator = AutoDateLocator(maxticks=8)
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(ConciseDateFormatter(locator, **({} if language() == "en" else NUMERIC)))
    legend_below(made, axis)
    return made


@styled
def profile_bars(profiles: pd.DataFrame) -> Figure:
    """Draw factors of hours, weekdays and months: 1 is the overall mean."""
    made, axes = figure(3, height=1.9)
    for axis, (by, rows) in zip(axes, profiles.groupby("by", sort=False), strict=True):
        names = rows["value"].map(_).str[:3] if by == "weekday" else rows["value"]
        axis.bar(np.arange(len(rows)), rows["factor"], color=BLUE)
        axis.axhline(1, color=INK, linewidth=0.8)
        step = max(1, len(rows) // 12)
        axis.set_xticks(np.arange(len(rows))[::step], names.iloc[::step])
        axis.set_title(_(PROFILES[str(by)]))
        axis.grid(axis="x", visible=False)
    return made


@styled
def area_bars(areas: pd.DataFrame) -> Figure:
    """Draw events a day of the busiest areas."""
    shown = areas.head(MOST_BARS).iloc[::-1]
    made, (axis,) = figure(1, height=1 + BAR_HEIGHT * len(shown))
    axis.barh(_short(shown["area"]), shown["per_day"], color=BLUE)
    many = {"n": MOST_BARS, "all": len(areas)}
    more = len(areas) > MOST_BARS
    axis.set_title(_("events a day by area, the busiest {n} of {all}", **many) if more else _("events a day by area"))
    axis.grid(axis="y", visible=False)
    axis.margins(y=0.01)
    return made


@styled
def burst(total: pd.Series, autocorrelation: pd.DataFrame) -> Figure:
    """Draw how many days had how many events, against a Poisson, and the correlation with earlier days."""
    made, axes = figure(2, height=2.3)
    from scipy.stats import poisson

    width = max(1, int(np.ceil((total.max() + 1) / 30)))
    edges = np.arange(0, total.max() + width + 1, width)
    axes[0].hist(total, bins=edges, color=BLUE, alpha=0.6, label=_("days of this log"))
    chances = np.diff(poisson.cdf(edges - 1, total.mean())) * len(total)
    axes[0].step(edges[:-1], chances, where="post", color=RED, label=_("if events came independently"))
    axes[0].set(title=_("number of days by events on the day"))
    axes[0].legend()
    for offset, name, colour in ((-0.15, "raw", GREY), (0.15, "without_weekday", BLUE)):
        axes[1].bar(autocorrelation["lag_days"] + offset, autocorrelation[name], 0.3, color=colour, label=_(LAGS[name]))
    for sign in (-1, 1):
        axes[1].axhline(sign * autocorrelation["noise"].iloc[0], color=RED, linestyle=":", linewidth=1)
    axes[1].set(title=_("correlation with so many days before (dotted: chance)"))
    axes[1].legend(ncols=2)
    return made


@styled
def correlations(table: pd.DataFrame) -> Figure:
    """Draw the correlations between the daily counts of the busiest areas."""
    shown = table.iloc[:MOST_BARS, :MOST_BARS]
    made = Figure(figsize=(WIDTH, WIDTH))
    axis: Axes = made.subplots()
    names = _short(pd.Series(shown.index))
    values = shown.to_numpy(float, copy=True)
    np.fill_diagonal(values, np.nan)
    image = axis.imshow(values, cmap="PuOr_r", vmin=-1, vmax=1)
    axis.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axis.set_yticks(range(len(names)), names, fontsize=8)
    axis.grid(False)
    axis.set_title(_("correlation between areas, day by day"))
    made.colorbar(image, ax=axis, shrink=0.6)
    return made


@styled
def survival(curves: pd.DataFrame) -> Figure:
    """Draw the share still open after so many hours, by class of event."""
    made, (axis,) = figure(1, height=3.2)
    names = list(curves["value"].unique())
    for name, rows in curves.groupby("value", sort=False):
        looks = {key: value for key, value in look(str(name), names).items() if key != "marker"}
        axis.step(rows["hours"].clip(lower=0.1), rows["open_share"], where="post", label=str(name), **looks)
    axis.set(xscale="log", xlabel=_("hours since the report"), ylim=(0, 1), title=_("share still open (Kaplan-Meier)"))
    for hours, name in ((24, _("day")), (24 * 7, _("week")), (24 * 365, _("year"))):
        axis.axvline(hours, color=GREY, linestyle=":", linewidth=1)
        axis.annotate(name, (hours, 1), ha="center", va="top", fontsize=8.5, color=GREY)
    legend_below(made, axis)
    return made


@styled
def in_time(table: pd.DataFrame) -> Figure:
    """Draw the on-time share by class and level of those who settled it, with 95 % intervals."""
    shown = table[table["by"].isin(["all", "level", "group"])].head(MOST_BARS).iloc[::-1]
    made, (axis,) = figure(1, height=1 + BAR_HEIGHT * len(shown))
    names = [
        _(name) if by == "all" else _("{name} ({about})", name=name, about=_(GROUPS[by]))
        for name, by in zip(_short(shown["value"]), shown["by"], strict=True)
    ]
    reach = [shown["on_time_share"] - shown["low"], shown["high"] - shown["on_time_share"]]
    axis.errorbar(shown["on_time_share"], range(len(shown)), xerr=reach, fmt="o", color=BLUE)
    axis.set_yticks(range(len(shown)), names)
    axis.set(title=_("share in time"), xlim=(min(0.5, float(shown["low"].min()) - 0.05), 1.01))
    axis.margins(y=0.03)
    return made


def _short(names: pd.Series) -> list[str]:
    return [name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…" for name in names.astype(str)]
