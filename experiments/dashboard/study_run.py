"""The lower half of page three: one run's days and grids, and the histories of its incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import panel as pn

from experiments.dashboard.cases import OUTCOMES, choices, history, outcomes
from experiments.dashboard.findings import Repeat
from experiments.dashboard.folders import config_of, incidents_of
from experiments.dashboard.page import HALF, html, note_in_address, paragraph, row, sized
from experiments.dashboard.work import Request
from experiments.dashboard.workshop import Job
from experiments.figures.atlas import atlas
from experiments.figures.responses import days
from experiments.figures.style import svg
from experiments.language import N_, _, _c
from experiments.report.outlines import grid_outlines
from experiments.report.reading import StudyResult
from experiments.report.terms import label

if TYPE_CHECKING:
    from experiments.dashboard.study import StudyPage

TICK_MS, MOST_RUNS = 200, 1000
SERIES = {
    "backlog": N_("cases in hand"),
    "open_unsolved": N_("unsolved problems"),
    "harm_days": N_("harm-days a day"),
    "onsets": N_("new problems"),
    "solved": N_("problems solved"),
    "wait_hours": N_("mean wait (h)"),
    "trust": N_("mean trust"),
    "utilisation_administrator": N_("administrators: share of time that is work"),
}


class RunPart:
    """What the page shows of one run; cases that the folder lacks are made again by a worker, on demand."""

    def __init__(self, page: StudyPage) -> None:
        self.page = page
        self.result: StudyResult | None = None
        self.cases: pd.DataFrame | None = None
        self.job: Job | None = None
        self.days, self.map, self.state, self.history = (html("") for _unused in range(4))
        self.run = pn.widgets.Select(name=_("one run"), options={}, sizing_mode="stretch_width")
        self.series = pn.widgets.Select(name=_("day by day"), options={_(name): one for one, name in SERIES.items()})
        self.again = pn.widgets.Button(name=_("Make this run again, with every incident"), button_type="primary")
        self.kind, self.outcome = (pn.widgets.Select(name=name, options={}) for name in (_("kind"), _("outcome")))
        self.incident = pn.widgets.Select(name=_("incident"), options={}, size=9, sizing_mode="stretch_width")
        self.view = pn.Column(*self._parts(), sizing_mode="stretch_width", visible=False)
        self._listen()

    def _parts(self) -> list[pn.viewable.Viewable]:
        heading = html(f"<h2>{_('One run')}</h2>")
        left = sized(pn.Column(self.series, self.days), HALF)
        right = sized(pn.Column(self.map), HALF)
        self.listing = pn.Column(
            row(sized(self.kind, "1 1 10rem"), sized(self.outcome, "1 1 10rem")),
            row(sized(self.incident, HALF), sized(self.history, HALF), align="flex-start"),
            sizing_mode="stretch_width",
        )
        incidents = html(f"<h2>{_('Incidents of this run')}</h2>")
        return [
            heading,
            self.run,
            row(left, right, align="flex-start"),
            incidents,
            self.state,
            self.again,
            self.listing,
        ]

    def _listen(self) -> None:
        says = self.page.says
        self.run.param.watch(says(lambda _event: self.open()), "value")
        self.series.param.watch(says(lambda _event: self.show_days()), "value")
        self.again.on_click(says(lambda _event: self.make_again()))
        for widget in (self.kind, self.outcome):
            widget.param.watch(says(lambda _event: self.list_incidents()), "value")
        self.incident.param.watch(says(lambda _event: self.show_history()), "value")
        self.page.every(TICK_MS, self.tick)

    def fill(self, result: StudyResult) -> None:
        """Offer the runs of a study that has been opened."""
        self.leave()
        self.result = result
        names = {}
        for one in result.runs.head(MOST_RUNS).to_dict("records"):
            parts = [f"{label(factor)}{_(': ')}{label(one[factor], factor)}" for factor in result.factors]
            levels = _c("clauses", ", ").join(parts)
            names[_("{levels} (seed {seed})", levels=levels or _("the run"), seed=one["seed"])] = one["key"]
        self.view.visible = True
        first = self.page.asked("run", names, next(iter(names.values()), ""))
        changed = self.run.value != first
        self.run.param.update(options=names, value=first)
        if not changed:
            self.open()

    def leave(self) -> None:
        """Stop making a run again."""
        self.page.house.workshop.cancel(self.job)
        self.job = None

    def open(self) -> None:
        """Show the chosen run."""
        if self.result is None or not self.run.value:
            return
        self.leave()
        note_in_address("run", self.run.value)
        self.show_days()
        self._show_map()
        self._show_cases(incidents_of(self.result.folder, self.run.value), "")
        again = self.page.asked("again", {self.run.value: self.run.value}, "")
        if self.cases is None and again:  # it was, before the page was opened anew
            self.make_again()
        else:
            note_in_address("again", None)

    def show_days(self) -> None:
        """Draw the chosen column of the run's days."""
        assert self.result is not None
        daily = self.result.daily
        if daily is None or self.series.value not in daily:
            kept_none = _("This folder keeps no days of its runs (detail=summary).")
            self.days.object = paragraph(self._lost("daily") or kept_none)
            return
        part = daily[daily["key"] == self.run.value]
        name = _(SERIES[self.series.value])
        alt = _("{what} of one run, day by day", what=name)
        self.days.object = svg(days(part, self.series.value, name, _("day (campaign days are shaded)")), alt)

    def _lost(self, name: str) -> str:
        """Return that a table should be here and is not, or nothing where the runs keep none."""
        assert self.result is not None
        if name not in self.result.lost_tables:
            return ""
        return _("The table {name} is missing; the red box says how to mend it.", name=f"{name}.parquet")

    def _show_map(self) -> None:
        assert self.result is not None
        grids = self.result.grids
        if grids is None:
            kept_none = _("This folder keeps no grids of its runs (detail=summary).")
            self.map.object = paragraph(self._lost("grids") or kept_none)
            return
        part = grids[grids["key"] == self.run.value]
        outlines = grid_outlines(self.result, int(part["seed"].iloc[0]))
        if outlines is not None and len(outlines) != len(part):
            outlines = None  # the run lives on another division than the baseline: dots instead
        measured = float(part["days"].iloc[0]) if "days" in part else self.result.days
        alt = _("Map of grids coloured by harm per 1,000 residents and year in this run")
        self.map.object = svg(atlas(part, measured, outlines), alt)

    # incidents -----------------------------------------------------------------------------------------------------
    def make_again(self) -> None:
        """Let a worker make the run again, from the configuration that the ledger holds, keeping every incident."""
        assert self.result is not None
        self.leave()
        self.page.tell("")
        self.job = self.page.house.workshop.start([Request("again", config_of(self.result, self.run.value))])
        note_in_address("again", self.run.value)
        self.again.disabled = True
        self.state.object = paragraph(_("The run is being made again ..."))

    def tick(self) -> None:
        """Take what the worker has found."""
        for found in self.job.take() if self.job else []:
            if self.page.trouble(found):
                self.again.disabled = False
            elif isinstance(found.content, Repeat):
                self._show_cases(found.content.incidents, self._same(found.content.digest))

    def _same(self, digest: str) -> str:
        assert self.result is not None
        stored = self.result.runs.set_index("key").loc[self.run.value, "digest"]
        if stored == digest:
            return _("Made again: it is the stored run, event by event (digest {digest}).", digest=digest[:12])
        return _("Made again, but this is not the stored run: the model or a library has changed since.")

    def _show_cases(self, cases: pd.DataFrame | None, told: str) -> None:
        self.cases = cases
        self.listing.visible = cases is not None
        self.again.visible, self.again.disabled = cases is None, False
        if cases is None:
            self.state.object = paragraph(_("The folder keeps no incidents of this run; a worker can make it again."))
            return
        self.state.object = paragraph(told or _("From the folder's own table of incidents."))
        kinds = {_("all kinds"): "", **{label(kind): kind for kind in sorted(cases["kind"].unique())}}
        self.kind.param.update(options=kinds, value="")
        self.outcome.param.update(options={_(name): one for one, name in OUTCOMES.items()}, value="all")
        self.list_incidents()

    def list_incidents(self) -> None:
        """List the incidents that the filters keep, those that lasted longest first."""
        if self.cases is None or self.result is None:
            return
        found = outcomes(self.cases, 24.0 * self.result.days)
        if self.kind.value:
            found = found[found["kind"] == self.kind.value]
        outcome = self.outcome.value or "all"
        found = found[found["outcome"] != "void" if outcome == "all" else found["outcome"] == outcome]
        offered = choices(found)
        self.incident.name = _("the {n} that lasted longest, of {all}", n=len(offered), all=f"{len(found):,}")
        self.incident.param.update(options=offered, value=next(iter(offered.values()), None))
        self.show_history()

    def show_history(self) -> None:
        """Tell the history of the chosen incident."""
        self.history.object = ""
        chosen: Any = self.incident.value
        if chosen is not None and self.cases is not None and self.result is not None:
            self.history.object = history(self.cases, int(chosen), self.result.manifest["config"]["start_date"])
