"""Page one: a street lives before the visitor's eyes; play, pause, step, and look at any day that has been lived."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import panel as pn
from numpy.typing import NDArray

from experiments.colours import BLUE, ORANGE
from experiments.dashboard.choices import STREET_NAMES, Choice, options
from experiments.dashboard.day_words import MEASURES, told
from experiments.dashboard.findings import Ground
from experiments.dashboard.map import StreetMap, trend
from experiments.dashboard.page import HALF, Page, fitting, html, lengthened, paragraph, row, sized
from experiments.dashboard.work import AGAIN, DONE, Found, Request
from experiments.dashboard.workshop import Job
from experiments.language import N_, _
from experiments.report.terms import label
from sim import DayView

TICK_MS = 50
SPEEDS = (1, 2, 5, 10, 20, 50)  # days a second
GROUPS = ("staffing", "communication", "management")
THOUSAND = 1000.0
KEY = N_(
    "Circles: problems that came today. Crosses: problems solved today. Known to staff or not, each lies in its block, "
    "a little apart from the others."
)


class LivePage(Page):
    """The days of a street, simulated ahead by a worker and shown at the visitor's speed."""

    PATH = "/"

    def build(self) -> pn.viewable.Viewable:
        """Return the controls, the map, the numbers of the day and the lines up to it."""
        self.job: Job | None = None
        self.ground: Ground | None = None
        self.days: list[DayView] = []
        self.at, self.clock, self.then = -1, 0.0, time.monotonic()
        self.ends: dict[str, tuple[float, float]] = {}
        self.map = StreetMap()
        self.numbers, self.progress = html(""), html("")
        labels = {"unsolved": (_("unsolved problems"), BLUE), "backlog": (_("cases in hand"), ORANGE)}
        self.lines, self.line_source = trend(labels)
        chosen = self._choosing()
        player = self._player()
        key = html(paragraph(_(KEY)))
        left = sized(pn.Column(player, pn.pane.Bokeh(self.map.figure, sizing_mode="scale_width"), key), HALF)
        lines = pn.pane.Bokeh(self.lines, sizing_mode="stretch_width")
        right = sized(pn.Column(self.numbers, lines, self.progress), HALF)
        self.every(TICK_MS, self.tick)
        self.restart()
        return pn.Column(chosen, row(left, right, align="flex-start"), sizing_mode="stretch_width")

    def _choosing(self) -> pn.viewable.Viewable:
        names = {_(name): street for street, name in STREET_NAMES.items()}
        self.street = pn.widgets.Select(name=_("street"), options=names, value="shekou")
        self.levers = {
            group: pn.widgets.Select(name=label(group), options={label(one, group): one for one in options()[group]})
            for group in GROUPS
        }
        self.seed = pn.widgets.IntInput(name=_("seed"), value=1, start=0, end=2**31)
        for name, widget in (("street", self.street), *self.levers.items(), ("seed", self.seed)):
            self.remember(widget, name)
        widgets = [self.street, *self.levers.values(), self.seed]
        for widget in widgets:
            widget.param.watch(self.says(lambda _event: self.restart()), "value")
        return row(*(fitting(widget) for widget in widgets))

    def _player(self) -> pn.viewable.Viewable:
        self.play = pn.widgets.Toggle(name=_("Playing"), value=True, button_type="primary", width=90)
        step = pn.widgets.Button(name=_("One day on"), width=110)
        speeds = {_("{n} days a second", n=speed): speed for speed in SPEEDS}
        self.speed = pn.widgets.Select(name=_("speed"), options=speeds, value=10, width=160)
        measures = {_(name): measure for measure, name in MEASURES.items()}
        self.measure = pn.widgets.Select(name=_("map"), options=measures, value="backlog", width=250)
        self.remember(self.measure, "map")
        self.day = pn.widgets.IntSlider(name=_("day"), start=-89, end=365, value=-89, sizing_mode="stretch_width")
        self.play.param.watch(self.says(self._played), "value")
        step.on_click(self.says(lambda _event: self.step()))
        self.measure.param.watch(self.says(lambda _event: self.show()), "value")
        self.day.param.watch(self.says(self._slid), "value")
        self.play.align = step.align = "end"
        return pn.Column(row(self.play, step, self.speed, self.measure), self.day, sizing_mode="stretch_width")

    def restart(self) -> None:
        """Simulate the street that is chosen now, from its first day."""
        if self.seed.value is None:  # the field was emptied
            self.tell(_("Type a seed: a whole number, 0 or more."), "refused")
            return
        self.house.workshop.cancel(self.job)
        self.tell("")
        self._clear()
        choice = Choice(self.street.value, {group: one.value for group, one in self.levers.items()}, {})
        self.job = self.house.workshop.start([Request("live", (choice.overrides(), self.seed.value))])

    def _clear(self) -> None:
        """Take the street that was chosen before off the page."""
        self.longer = ""
        self.ground, self.days, self.at, self.clock, self.ends = None, [], -1, 0.0, {}
        self.map.clear()
        self.numbers.object = ""
        self.day.value = self.day.start
        self.line_source.data = {name: [] for name in self.line_source.data}
        self.progress.object = paragraph(_("The street is being built ..."))
        self.play.disabled = False
        self._name_play()

    def leave(self) -> None:
        """Stop simulating."""
        self.house.workshop.cancel(self.job)

    def tick(self) -> None:
        """Take what the worker has sent, and show the day that it is by now."""
        now = time.monotonic()
        passed, self.then = now - self.then, now
        for found in self.job.take() if self.job else ():
            self._take(found)
        if not self.days:
            return
        if self.play.value:
            self.clock = min(self.clock + passed * self.speed.value, len(self.days) - 1)
        if int(self.clock) != self.at and int(self.clock) < len(self.days):
            self.at = int(self.clock)
            self.show()

    def step(self) -> None:
        """Stop playing and show the next day, if it has been lived."""
        self.play.value = False
        self.clock = float(min(self.at + 1, max(len(self.days) - 1, 0)))

    def show(self) -> None:
        """Show the present day on the map, in numbers and in the lines."""
        if self.ground is None or not 0 <= self.at < len(self.days):
            return
        view, measure = self.days[self.at], self.measure.value
        residents = np.array(self.ground.residents, float)
        with pn.io.hold():
            self.map.name(_(MEASURES[measure]))
            self.map.scale(*self._range(measure))
            self.map.colour(self._values(view, measure))
            self.map.mark(view.arisen, view.solved)
            self.numbers.object = told(view, float(residents.sum()))
            lived = self.totals[: self.at + 1]
            self.line_source.data = {"day": lived[:, 0], "unsolved": lived[:, 1], "backlog": lived[:, 2]}
            if self.day.value != view.day + 1:
                self.day.value = view.day + 1

    def _take(self, found: Found) -> None:
        if self.trouble(found):
            if found.state == AGAIN:
                self.days.clear()
            elif not self.days:  # nothing will come that could be played
                self.progress.object = ""
                self.play.disabled = True
                self._name_play()
        elif isinstance(found.content, Ground):
            self._begin(found.content)
        elif isinstance(found.content, DayView):
            self._add(found.content)
        elif found.state == DONE:
            self.tell(self.longer)
            self.progress.object = paragraph(_("All {n} days have been simulated.", n=len(self.days)))

    def _begin(self, ground: Ground) -> None:
        self.ground = ground
        self.totals = np.zeros((ground.n_days, 3))
        first, last = ground.first_day + 1, ground.first_day + ground.n_days
        self.day.param.update(start=first, end=last, value=first)
        self.map.lay_ground(ground)
        self.longer = lengthened(ground.n_days + ground.first_day) if ground.lengthened else ""
        if self.longer:
            self.tell(self.longer)

    def _add(self, view: DayView) -> None:
        self.totals[len(self.days)] = view.day + 1, view.unsolved.sum(), view.backlog.sum()
        self.days.append(view)
        for measure in MEASURES:
            low, high = (float(end) for end in np.quantile(self._values(view, measure), (0.0, 0.98)))
            before = self.ends.get(measure, (low, high))
            self.ends[measure] = min(low, before[0]), max(high, before[1])
        lived = _("Simulated so far: {n} of {all} days.", n=len(self.days), all=len(self.totals))
        self.progress.object = paragraph(lived)

    def _values(self, view: DayView, measure: str) -> NDArray[np.float64]:
        assert self.ground is not None
        values = np.asarray(getattr(view, measure), dtype=np.float64)
        if measure == "harm":
            return THOUSAND * values / np.array(self.ground.residents)
        return 100.0 * values if measure == "trust" else values

    def _range(self, measure: str) -> tuple[float, float]:
        """Return what the first and last colour stand for: the same on all days, so that days can be compared.

        Counts and harm begin at zero; trust, which differs little between grids, at the least that has been seen.
        """
        low, high = self.ends[measure]
        return (low if measure == "trust" else 0.0), high

    def _played(self, _event: Any) -> None:
        self._name_play()
        self.then = time.monotonic()

    def _name_play(self) -> None:
        self.play.name = _("Playing") if self.play.value and not self.play.disabled else _("Play")

    def _slid(self, event: Any) -> None:
        place = event.new - 1 - (self.ground.first_day if self.ground else 0)
        if place != self.at and 0 <= place < len(self.days):
            self.clock = float(place)
