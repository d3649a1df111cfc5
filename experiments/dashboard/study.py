"""Page three: a study's indicators against its levers, down to one run and one incident's history."""

from __future__ import annotations

import functools
from typing import Any

import panel as pn

from experiments.dashboard.exploring import banner_of, effects, kept, levels_of, rows_of, sentences_of, summary
from experiments.dashboard.folders import folder_names, open_study
from experiments.dashboard.page import HALF, Page, html, note_in_address, paragraph, row, sized
from experiments.dashboard.study_run import RunPart
from experiments.figures.responses import responses
from experiments.figures.style import svg
from experiments.language import _, counted
from experiments.report.checks import Check, run_checks, withheld
from experiments.report.lists import sentences
from experiments.report.reading import StudyResult
from experiments.report.terms import axis_label, label
from experiments.statistics import indicator_columns

MOST_LEVELS = 12  # that a filter still offers one by one
WRAPS = """.bk-input-group.bk-inline { flex-wrap: wrap; gap: 0 0.4rem; }  /* on a telephone */
.bk-input-group.bk-inline > *:not(:first-child) { margin-left: 0; }"""
FIRST = "harm_per_1000_residents"


class StudyPage(Page):
    """One result folder at a time, opened by name from the folder of results."""

    PATH = "/study"

    def build(self) -> pn.viewable.Viewable:
        """Return the choice of a folder and what is shown of it."""
        self.result: StudyResult | None = None
        self.failed: list[Check] = []
        self.filling = False
        names = folder_names(self.house.results)
        first = self.asked(
            "folder", dict(zip(names, names, strict=True)), self.house.first or (names[0] if names else "")
        )
        self.folder = pn.widgets.Select(
            name=_("result folder"), options=names, value=first, sizing_mode="stretch_width"
        )
        self.lever, self.by, self.indicator = (
            pn.widgets.Select(name=name, options={}) for name in (_("lever"), _("second lever"), _("indicator"))
        )
        self.filters: dict[str, pn.widgets.CheckBoxGroup] = {}
        self.filter_box = row(align="flex-start")
        self.banner, self.about, self.told, self.figure, self.table = (html("") for _unused in range(5))
        self.run = RunPart(self)
        self.folder.param.watch(self.says(lambda _event: self._another()), "value")
        for name, widget in (("lever", self.lever), ("by", self.by), ("indicator", self.indicator)):
            widget.param.watch(functools.partial(self._chosen, name), "value")
        choosing = row(*(sized(one, "1 1 12rem") for one in (self.lever, self.by, self.indicator)))
        left = sized(pn.Column(self.figure), HALF)
        right = sized(pn.Column(self.told, self.table), HALF)
        self.study = pn.Column(
            choosing, self.filter_box, row(left, right, align="flex-start"), sizing_mode="stretch_width"
        )
        self.study.visible = False
        self.says(self.open)()
        return pn.Column(self.folder, self.banner, self.about, self.study, self.run.view, sizing_mode="stretch_width")

    def open(self) -> None:
        """Open the chosen folder; what is wrong with it becomes a message, and the page stays as usable as before."""
        self.tell("")
        self.study.visible = self.run.view.visible = False
        self.about.object, self.banner.object, self.result, self.failed = "", "", None, []
        if not self.folder.value:
            where = str(self.house.results)
            self.tell(_("There is no result folder in {results} yet: make one with gridgov study.", results=where))
            return
        note_in_address("folder", self.folder.value)
        self.result = open_study(self.house.results, self.folder.value)
        self.failed = [check for check in run_checks(self.result) if not check.holds]
        self.banner.object = banner_of(self.failed)
        self._about()
        if self.result.factors:
            self._fill()
            self.study.visible = True
            self.show()
        self.run.fill(self.result)

    def _another(self) -> None:
        """Open a folder instead of the one that the address is about."""
        self.address.clear()
        for name in ("lever", "by", "indicator", "run", "again"):
            note_in_address(name, None)
        self.open()

    def _chosen(self, name: str, event: Any) -> None:
        if not self.filling:
            note_in_address(name, event.new)
            self.says(self.show)()

    def leave(self) -> None:
        """Stop what a worker still does for this page."""
        self.run.leave()

    def show(self) -> None:
        """Show the indicator against the lever, for the runs that the filters keep."""
        if self.filling or self.result is None or not self.lever.value:
            return
        lever, by, indicator = self.lever.value, self.by.value, self.indicator.value
        by = "" if by == lever else by
        wanted = {factor: box.value for factor, box in self.filters.items()}
        runs = kept(self.result, wanted, lever, by)
        order = levels_of(self.result)
        table = summary(runs, order, lever, by, indicator)
        if table.empty:
            self.figure.object = self.told.object = self.table.object = ""
            self.tell(_("No run is left: choose at least one level of each lever."))
            return
        self.tell("")
        found = effects(self.result, runs, order, lever, indicator)
        named = table.assign(by=[label(one, by) if by else "" for one in table["by"]])
        if not all(isinstance(one, int | float) for one in table["level"]):
            named["level"] = [label(one, lever) for one in table["level"]]
        alt = _(
            "{indicator} for each level of {lever}, with 95 % intervals",
            indicator=axis_label(indicator),
            lever=label(lever),
        )
        self.figure.object = svg(responses(named, axis_label(indicator), label(lever)), alt)
        self.told.object = paragraph(withheld(self.failed), "withheld") or sentences_of(found)
        self.table.object = rows_of(table, found, lever, by, indicator)

    def _about(self) -> None:
        assert self.result is not None
        manifest = self.result.manifest
        counts = manifest["counts"]
        title = manifest.get("title") or "gridgov"
        made = counted(
            "{title}. {stored} of {planned} run is stored, {failed} failed.",
            "{title}. {stored} of {planned} runs are stored, {failed} failed.",
            counts["planned"],
            title=_(title),
            stored=len(self.result.runs),
            planned=counts["planned"],
            failed=counts.get("failed", 0),
        )
        command = _("Made by: {command}", command=manifest.get("command", "gridgov"))
        self.about.object = paragraph(sentences(made, command))

    def _fill(self) -> None:
        """Offer the levers, indicators and levels of the study that has been opened."""
        assert self.result is not None
        self.filling = True
        order = levels_of(self.result)
        levers = {label(factor): factor for factor in order}
        several = [factor for factor, levels in order.items() if len(levels) > 1]
        names = indicator_columns(self.result.runs, list(order))
        indicators = {axis_label(name): name for name in names}
        self._offer("lever", self.lever, levers, (several or list(order))[0])
        self._offer("by", self.by, {_("(none)"): "", **levers}, "")
        self._offer("indicator", self.indicator, indicators, FIRST if FIRST in names else names[0])
        self.filters = {
            factor: pn.widgets.CheckBoxGroup(
                options={label(one, factor): one for one in levels},
                value=list(levels),
                inline=True,
                stylesheets=[WRAPS],
            )
            for factor, levels in order.items()
            if 1 < len(levels) <= MOST_LEVELS
        }
        for box in self.filters.values():
            box.param.watch(self.says(lambda _event: self.show()), "value")
        boxes: list[Any] = [
            sized(pn.Column(html(paragraph(label(factor))), box), "0 1 auto") for factor, box in self.filters.items()
        ]
        self.filter_box.objects = boxes
        self.filling = False

    def _offer(self, name: str, widget: pn.widgets.Select, options: dict[str, str], first: str) -> None:
        """Offer options; what was chosen before stays chosen if it is among them, at first what the address asks."""
        before = widget.value if widget.options else self.asked(name, options, first)
        widget.param.update(options=options, value=before if before in options.values() else first)
        if widget.value != first:
            note_in_address(name, widget.value)
