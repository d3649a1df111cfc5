"""The screen: tables and progress for people; tables go to stdout, progress to stderr."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from experiments.designs import Study
from experiments.factors import in_words
from experiments.ledger import Counts, is_held
from experiments.rules import RULES
from sim import INDICATORS

HEADLINES = ("solved_share", "harm_per_1000_residents", "cost_yuan")
SPEED_SECONDS = 600.0  # the ETA looks back over this long
QUIET_SECONDS = 15.0  # between two lines of progress where there is no terminal
PIPE_WIDTH = 160


def say(text: str) -> None:
    """Print a line for people on stdout, as it is."""
    print(text, flush=True)


def show_indicators(row: dict[str, Any]) -> None:
    """Print the indicators of one run: what is counted, value, unit, and the name in tables and targets."""
    from experiments.report.terms import phrase

    table = _table("indicator", "value", "unit", "name in tables")
    table.columns[0].no_wrap = False
    for indicator in INDICATORS:
        if row.get(indicator.name) is not None and row[indicator.name] == row[indicator.name]:  # NaN: not measured
            table.add_row(phrase(indicator.name).axis, number(row[indicator.name]), indicator.unit, indicator.name)
    _print(table)


def show_rows(rows: pd.DataFrame) -> None:
    """Print a table as it is; what is not defined is a dash."""
    table = _table(*(name.replace("_", " ") for name in rows))
    for row in rows.itertuples(index=False):
        table.add_row(*map(number, row))
    _print(table)


def show_design(study: Study, n_points: int, n_runs: int) -> None:
    """Print the factors of a study with their levels or ranges, the baseline, the design and the number of runs."""
    table = _table("factor", "levels", "baseline")
    for name, spec in study.factors.items():
        table.add_row(name, in_words(spec), str(study.baseline[name]))
    _print(table)
    if study.design.sampled:
        say(f"{study.design.method}, n={study.design.n}, and the baseline as point 0")
    say(f"{n_points} design points x {study.replications} replications = {n_runs} runs, paired by seed")


def show_comparison(runs: pd.DataFrame, factors: Sequence[str], study: Study) -> None:
    """Print the main indicators of each design point (mean and interval) and the declared contrasts."""
    from experiments.statistics import Contrast, compare, marginal_contrasts

    names = [name for name in HEADLINES if name in runs]
    found = compare(runs, factors, study.baseline, names)
    table = _table(*(["change from the baseline"] if study.changes else factors), *names)
    for levels, part in found.groupby(list(factors), sort=False, observed=True):
        cells = [_interval(row.mean, row.low, row.high) for row in part.itertuples(index=False, name="Row")]
        point = dict(zip(factors, levels, strict=True))
        table.add_row(*([_change(point, study)] if study.changes else map(str, levels)), *cells)
    _print(table)
    declared = [Contrast(**contrast) for contrast in study.declared if contrast["indicator"] in runs]
    if declared:
        _show_contrasts(marginal_contrasts(runs, factors, declared))


def show_dependence(table: pd.DataFrame) -> None:
    """Print the main index of each factor, the largest first, for each indicator of a sampled study."""
    for (name, method), part in table.groupby(["indicator", "method"], sort=False):
        main = part[part["index"].isin(["ST", "mu_star"] if method in ("sobol", "morris") else ["pawn"])]
        shown = _table(f"{name} depends on", "index", "value, 95 % interval", "noise floor", "")
        for row in main.sort_values("value", ascending=False).to_dict("records"):
            cells = (_interval(row["value"], row["low"], row["high"]), number(row["floor"]), row["verdict"])
            shown.add_row(row["factor"], row["index"], *cells)
        _print(shown)


def _change(point: dict[str, Any], study: Study) -> str:
    """Return what a design point changes from the baseline, as overrides."""
    changed = [f"{name}={level}" for name, level in point.items() if str(level) != str(study.baseline[name])]
    return " ".join(changed) or "(baseline)"


def _show_contrasts(found: pd.DataFrame) -> None:
    table = _table("effect on", "of", "against", "difference, 95 % interval", "p (Holm)", "")
    for row in found.to_dict("records"):
        clear = "clear" if row["p_holm"] < 1 - RULES.confidence else "no clear difference"
        clear = "one replication: cannot be told" if row["n"] + row["missing"] < 2 else clear
        cells = (_interval(row["mean"], row["low"], row["high"]), number(row["p_holm"]), clear)
        table.add_row(row["indicator"], f"{row['factor']}={row['level']}", str(row["reference"]), *cells)
    _print(table)


def show_counts(manifest: dict[str, Any], counts: Counts, folder: Path) -> None:
    """Print the state of a study; one that says it is running while no process writes its folder was cut off."""
    parts = f"{counts.stored} stored + {counts.failed} failed + {counts.pending} pending"
    last = manifest.get("status", "unknown")
    if last == "running" and not is_held(folder):
        last = f"cut off (no process is writing here); go on: gridgov resume {folder}"
    say(f"{manifest['name']}: {counts.planned} planned = {parts}; last sitting: {last}")


def show_totals(totals: pd.DataFrame, what: str, factors: Sequence[str], runs: pd.DataFrame) -> None:
    """Print yuan by activity or grid; design points side by side if there are few, else their mean."""
    table = totals.pivot_table("yuan", "key", "point", aggfunc="sum", sort=False)
    heads = _point_heads(table.columns, factors, runs)
    if len(heads) > 4:
        table, heads = table.mean(axis=1).to_frame(), ["mean of design points"]
    shown = _table(what, *(f"{head} [yuan]" for head in heads))
    for key, row in table.iterrows():
        shown.add_row(str(key), *map(number, row))
    shown.add_section()
    shown.add_row("sum", *map(number, table.sum()))
    _print(shown)


@contextmanager
def follow_days(n_days: int) -> Iterator[Callable[[int], None]]:
    """Yield a function to call after each day; it moves a progress bar."""
    with follow_steps("days", n_days) as on_step:
        yield lambda day: on_step()


@contextmanager
def follow_steps(unit: str, number: int, done: int = 0) -> Iterator[Callable[[], None]]:
    """Yield a function to call after each step; it moves a progress bar, or writes a line now and then.

    `done` of the steps were made before. Without a terminal short work says nothing.
    """
    if not _errors().is_terminal:
        lines, steps = _Lines(unit, done, time.monotonic()), itertools.count(done + 1)
        yield lambda: lines.tell(step := next(steps), number - step, f"{unit}: {step}/{number}")
        return
    with _progress(unit) as progress:
        task = progress.add_task("", total=number, completed=done)
        yield lambda: progress.advance(task)


@contextmanager
def follow_runs(name: str) -> Iterator[Callable[[Counts], None]]:
    """Yield a function to call with the ledger's counts; it moves a progress bar, or writes a line now and then."""
    if not _errors().is_terminal:
        yield _Lines(name)
        return
    with _progress("runs") as progress:
        task = progress.add_task(name, total=None)

        def watch(counts: Counts) -> None:
            failed = f"{name}, {counts.failed} failed" if counts.failed else name
            progress.update(task, total=counts.planned, completed=counts.planned - counts.pending, description=failed)

        yield watch


class _Lines:
    """Progress as lines, where there is no terminal; `last`: when the last one was written."""

    def __init__(self, name: str, first: int = -1, last: float = -math.inf) -> None:
        self.name, self.started, self.last, self.first = name, time.monotonic(), last, first
        self.n_told = 0

    def __call__(self, counts: Counts) -> None:
        """Write a line about runs if the last one is old enough, or all is done."""
        done = counts.planned - counts.pending
        self.n_told = max(self.n_told, 1)
        self.tell(done, counts.pending, f"{self.name}: {done}/{counts.planned} runs, {counts.failed} failed")

    def tell(self, done: int, pending: int, text: str) -> None:
        """Write a line if the last one is old enough, or if all is done and others were written before."""
        now = time.monotonic()
        self.first = done if self.first < 0 else self.first
        if now - self.last < QUIET_SECONDS and (pending or not self.n_told):
            return
        self.last, self.n_told = now, self.n_told + 1
        left = (now - self.started) / max(done - self.first, 1) * pending if done > self.first else math.nan
        eta = f", about {left / 60:.1f} min left" if math.isfinite(left) and pending else ""
        _errors().print(f"{text}{eta}", highlight=False, soft_wrap=True)


def number(value: Any) -> str:
    """Return a number as people read it: four figures, thousands apart, a dash where it is not defined."""
    if not isinstance(value, (int, float)) or math.isnan(value):
        return "-" if not isinstance(value, str) else value
    if value == 0 or 1e-4 <= abs(value) < 1e4:
        return f"{value:.4g}"
    return f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:.2e}"


def _interval(mean: float, low: float, high: float) -> str:
    return f"{number(mean)} [{number(low)}, {number(high)}]" if math.isfinite(low) else number(mean)


def _point_heads(points: Sequence[int], factors: Sequence[str], runs: pd.DataFrame) -> list[str]:
    if not factors:
        return ["paid"] * len(points)
    levels = runs.drop_duplicates("point").set_index("point")[list(factors)]
    return [" ".join(map(str, levels.loc[point])) for point in points]


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 or not column else "default", no_wrap=True)
    return table


def _print(table: Table) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_WIDTH)
    console.print(table)


def _errors() -> Console:
    return Console(stderr=True)


def _progress(unit: str) -> Progress:
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(unit))
    times = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    return Progress(*bar, *times, console=_errors(), transient=True, speed_estimate_period=SPEED_SECONDS)
