"""Page two: pull levers, and see how your street comes to differ from its twin at the baseline."""

from __future__ import annotations

import time
from html import escape
from typing import Any

import panel as pn

from experiments.dashboard.choices import DAYS, GROUPS, POSTS, STREET_NAMES, Choice, baseline, options, posts
from experiments.dashboard.findings import Key, Look
from experiments.dashboard.map import StreetMap
from experiments.dashboard.page import HALF, Page, fitting, html, lengthened, paragraph, row, sized
from experiments.dashboard.streets import compose, in_time
from experiments.dashboard.twins import CAUTION, SHOWN, Pairs, answer, table
from experiments.dashboard.work import Found, Request
from experiments.dashboard.workshop import Job
from experiments.designs import replication_seed
from experiments.figures.narrowing import narrowing
from experiments.figures.style import svg
from experiments.language import N_, _
from experiments.report.findings import HARM
from experiments.report.numbers import amount
from experiments.report.terms import axis_label, label
from sim import InputError

TICK_MS = 100
STUDY_SEED = 1  # the replications of a study with seed=1
FIRST_DAYS, FIRST_PAIRS = 30, 2
REST = 4.0  # of the time that showing took, until newer runs are shown: browser and server keep up with the visitor
POST_NAMES = {
    "coordinators_per_grid": N_("coordinators a grid"),
    "administrators_per_grid": N_("administrators a grid"),
    "supervisors_per_grid": N_("supervisors a grid"),
}
Overrides = tuple[str, ...]


class LeversPage(Page):
    """Two twin streets; runs are made in the background, pair by pair, and kept for all pages."""

    PATH = "/levers"

    def build(self) -> pn.viewable.Viewable:
        """Return the levers, the two streets and what differs between them."""
        self.job: Job | None = None
        self.known = self.house.made
        self.keys: list[Key] = []
        self.wanted = 0
        self.started = time.monotonic()
        self.setting, self.stale, self.rests_until = False, False, 0.0
        self.mapped: object = None  # the pair of streets that is on the maps
        self.hint, self.told, self.table, self.figure, self.command = (html("") for _unused in range(5))
        self.progress = html("")
        self.maps = StreetMap(_("baseline")), StreetMap(_("yours"))
        levers = self._levers()
        streets = row(*(sized(pn.pane.Bokeh(one.figure, sizing_mode="scale_width"), "1 1 16rem") for one in self.maps))
        key = _("Harm-days per 1,000 residents and year in each grid, in the first pair of streets.")
        note = html(paragraph(key, "key"))
        left = sized(pn.Column(self.told, self.table, html(f'<p class="soft">{escape(_(CAUTION))}</p>')), HALF)
        right = sized(pn.Column(self.shown, self.figure, streets, note), HALF)
        self.results = row(left, right, align="flex-start")
        self.results.visible = False
        self.every(TICK_MS, self.tick)
        self.start()
        return pn.Column(levers, self.hint, self.progress, self.results, self.command, sizing_mode="stretch_width")

    def _levers(self) -> pn.viewable.Viewable:
        names = {_(name): street for street, name in STREET_NAMES.items()}
        self.street = self.remember(pn.widgets.Select(name=_("street"), options=names, value="tiny"), "street")
        self.levers = {
            group: pn.widgets.Select(name=label(group), options={label(one, group): one for one in options()[group]})
            for group in GROUPS
        }
        for group, widget in self.levers.items():
            self.remember(widget, group)
        self.posts = {
            name: pn.widgets.FloatSlider(name=_(text), start=0.0, end=3.0, step=0.05, value=0.0)
            for name, text in POST_NAMES.items()
        }
        self._set_posts()
        for name, slider in self.posts.items():
            self.remember(slider, name)
        days = {_("{n} days", n=number): number for number in DAYS}
        self.days = self.remember(pn.widgets.Select(name=_("time"), options=days, value=60), "days")
        pairs = pn.widgets.IntSlider(name=_("pairs of streets"), start=FIRST_PAIRS, end=40, value=10)
        self.pairs = self.remember(pairs, "pairs")
        shown = {axis_label(name): name for name in SHOWN}
        self.shown = pn.widgets.Select(name=_("figure"), options=shown, sizing_mode="stretch_width")
        self.remember(self.shown, "figure")
        self.stop = pn.widgets.Button(name=_("Stop"), width=100, align="end")
        self._listen()
        pulled = [*self.levers.values(), *self.posts.values()]
        parts = [self.street, self.days, self.pairs, self.stop, *pulled]
        return row(*(sized(one, "0 0 auto") if one is self.stop else fitting(one) for one in parts))

    def _listen(self) -> None:
        restart = self.says(self._pulled)
        for widget in (self.street, self.days, *self.levers.values()):
            if widget is not self.levers["staffing"]:
                widget.param.watch(restart, "value")
        self.levers["staffing"].param.watch(self.says(self._staffed), "value")
        for slider in (*self.posts.values(), self.pairs):
            slider.param.watch(restart, "value_throttled")
        self.shown.param.watch(self.says(lambda _event: self.show()), "value")
        self.stop.on_click(self.says(lambda _event: self._stop()))

    def _set_posts(self) -> None:
        """Move the sliders of posts to the numbers of the chosen option of staffing."""
        self.setting = True
        for name, number in posts(self.levers["staffing"].value).items():
            self.posts[name].value = number
        self.setting = False

    def _staffed(self, event: Any) -> None:
        self._set_posts()
        self._pulled(event)

    def _pulled(self, event: Any) -> None:
        if not self.setting:
            self.tell("")
            self.start()

    # what is asked for ---------------------------------------------------------------------------------------------
    def choice(self) -> Choice:
        """Return your street."""
        usual = posts(self.levers["staffing"].value)
        own = {name: self.posts[name].value for name in POSTS if abs(self.posts[name].value - usual[name]) > 1e-9}
        return Choice(self.street.value, {group: widget.value for group, widget in self.levers.items()}, own)

    def sides(self, days: int) -> tuple[Overrides, Overrides]:
        """Return the overrides of the baseline and of your street over so many days."""
        base = Choice(self.street.value, {group: baseline()[group] for group in GROUPS}, {})
        return base.overrides(days), self.choice().overrides(days)

    def horizons(self) -> list[tuple[int, int]]:
        """Return the days and pairs that are simulated: a first look, where the levers allow one, and all of it."""
        whole = (self.days.value, self.pairs.value)
        if self.days.value <= 2 * FIRST_DAYS:
            return [whole]
        try:
            for side in self.sides(FIRST_DAYS):
                compose(side)
        except InputError:  # a campaign needs more time than a first look has
            return [whole]
        return [(FIRST_DAYS, FIRST_PAIRS), whole]

    def start(self) -> None:
        """Begin to simulate what is not known yet of the two streets."""
        self.house.workshop.cancel(self.job)
        self.results.visible = False
        self._lengthen()
        base, yours = self.sides(self.days.value)
        pulled = base != yours
        self.keys = []
        for days, n_pairs in self.horizons():
            for replication in range(n_pairs if pulled else FIRST_PAIRS):
                seed = replication_seed(STUDY_SEED, replication)
                self.keys += [(side, seed) for side in dict.fromkeys(self.sides(days))]
        asked = [key for key in self.keys if key not in self.known]
        self.asked, self.started = asked, time.monotonic()
        self.job = self.house.workshop.start([Request("twin", (compose(side), seed)) for side, seed in asked])
        hint = _(
            "Pull a lever: your street is still the baseline. Once it differs, {n} pairs of streets are simulated.",
            n=self.pairs.value,
        )
        self.hint.object = paragraph("" if pulled else hint, "message")
        line = f"gridgov run {' '.join(yours)} seed={replication_seed(STUDY_SEED, 0)}"
        self.command.object = (
            f'<p class="soft">{escape(_("Your street on the command line:"))}</p><pre>{escape(line)}</pre>'
        )
        self.show()

    def _lengthen(self) -> None:
        """Take more time where the levers need it, and say so; raises InputError where no time would do."""
        days = compose(in_time(self.sides(self.days.value)[1])).days
        if days != self.days.value:
            self.tell(lengthened(days))
            self.setting = True
            self.days.value = days
            self.setting = False

    def leave(self) -> None:
        """Stop simulating."""
        self.house.workshop.cancel(self.job)

    def _stop(self) -> None:
        if self.job is None:
            self.start()
            return
        self.house.workshop.cancel(self.job)
        self.job = None
        self._tell_progress()

    # what has been found -------------------------------------------------------------------------------------------
    def tick(self) -> None:
        """Take what workers have sent and show it."""
        taken = self.job.take() if self.job else []
        self.stale |= any([self._take(found) for found in taken])
        if self.stale and time.monotonic() >= self.rests_until:
            self.show()

    def _take(self, found: Found) -> bool:
        if self.trouble(found) or not isinstance(found.content, Look):
            return False
        self.house.keep(self.asked[found.number], found.content)
        return True

    def show(self) -> None:
        """Show the pairs that are complete: of the whole time where there are two, before that of the first look."""
        begun, self.stale = time.monotonic(), False
        self._show_pairs()
        self.rests_until = time.monotonic() + REST * (time.monotonic() - begun)

    def _show_pairs(self) -> None:
        self._tell_progress()
        seeds = [replication_seed(STUDY_SEED, one) for one in range(self.pairs.value)]
        base, yours = self.sides(self.days.value)
        if base == yours:
            return
        found = [(days, Pairs(self.known, *self.sides(days), seeds[:n])) for days, n in reversed(self.horizons())]
        ready = [one for one in found if one[1].n >= FIRST_PAIRS] or [one for one in found if one[1].n]
        if ready:
            with pn.io.hold():
                self._draw(*ready[0])

    def _draw(self, days: int, pairs: Pairs) -> None:
        assert pairs.first is not None
        self.results.visible = True
        self.told.object = answer(pairs, days, self.days.value, self.pairs.value)
        self.table.object = table(pairs)
        self.figure.object = self._narrowing(pairs) if pairs.n >= FIRST_PAIRS else ""  # one pair has no interval
        if pairs.name != self.mapped:
            self.mapped = pairs.name
            self._map(pairs.first)

    def _narrowing(self, pairs: Pairs) -> str:
        """Return the figure of the difference and its interval after each pair."""
        indicator = self.shown.value
        axis = _("difference: {what}", what=axis_label(indicator))
        alt = _("The difference between the two streets and its interval after each pair of runs.")
        return svg(narrowing(pairs.steps(indicator), axis, _("pairs of twin streets")), alt)

    def _map(self, first: tuple[Look, Look]) -> None:
        """Show the harm in the first pair of streets, on one scale; the maps change only when this pair does."""
        top = max(float(look.harm.max()) for look in first)
        for street, look in zip(self.maps, first, strict=True):
            street.lay(look.rings, [])
            street.name(axis_label(HARM))
            street.scale(0.0, top)
            street.colour(look.harm)

    def _tell_progress(self) -> None:
        done, running = sum(key in self.known for key in self.keys), self.job is not None
        self.stop.name = _("Stop") if running else _("Go on")
        self.stop.visible = done < len(self.keys)
        made = done - (len(self.keys) - len(self.asked))
        if done == len(self.keys):
            pulled = len({side for side, _seed in self.keys if side in self.sides(self.days.value)}) > 1
            ahead = _("{n} runs of the baseline are made already, ahead of the pairs.", n=done)
            text = _("All {n} runs are made.", n=done) if pulled else ahead
        elif not running:
            text = _("Stopped: {done} of {n} runs are made and kept.", done=done, n=len(self.keys))
        else:
            left = (time.monotonic() - self.started) / made * (len(self.keys) - done) if made else float("nan")
            ends = _("about {seconds} s left", seconds=amount(left, 2)) if made else _("just begun")
            text = _("{done} of {n} runs are made, {ends}.", done=done, n=len(self.keys), ends=ends)
        self.progress.object = paragraph(text)
