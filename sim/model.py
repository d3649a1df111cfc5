"""The street as a Mesa model: it builds its world, and each step lives one day."""

from __future__ import annotations

import gc
import weakref
from array import array
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim import costs, indicators, tables
from sim.agenda_model import AgendaModel
from sim.agents.grid import Grid
from sim.agents.incident import Incident, Kind
from sim.agents.resident import Residents
from sim.books import Books
from sim.draws import Draws, as_keys, name_key
from sim.errors import InputError, ModelError
from sim.history import check_change
from sim.ledger import Ledger
from sim.policies.communication import Communication
from sim.policies.management import DayPlan, LongTerm, Situation, check_plan
from sim.processes.centres import CentresProcess
from sim.processes.channels import ChannelsSystem
from sim.processes.closing import ClosingProcess
from sim.processes.deterrence import DeterrenceProcess
from sim.processes.duty import DutyProcess
from sim.processes.feedback import FeedbackProcess
from sim.processes.handling import HandlingProcess
from sim.processes.intake import IntakeProcess
from sim.processes.learning import LearningProcess
from sim.processes.noticing import NoticingProcess
from sim.processes.onset import OnsetProcess
from sim.processes.reporting import ReportingProcess
from sim.processes.self_governance import SelfGovernanceProcess
from sim.processes.tasks import TaskProcess
from sim.scenario import Scenario
from sim.systems import build_systems, incidence_bound
from sim.world.layout import lay_out
from sim.world.population import build_population


@dataclass(frozen=True)
class RunResult:
    """What a run leaves behind; tables as described in the data dictionary."""

    indicators: dict[str, float]
    daily: pd.DataFrame
    grids: pd.DataFrame
    quantities: pd.DataFrame
    incidents: pd.DataFrame | None
    checks: dict[str, float]
    digest: str


class StreetModel(AgendaModel):
    """A street of communities and grids with its residents, staff and incidents.

    `time` is in hours from the first simulated midnight and right at every event; `step()` lives one day and
    `run_until(hour)` any stretch. Nothing ticks in between: what happens is on the agenda at its own minute.
    """

    channels: ChannelsSystem | None  # set by `build_systems`, as every system is

    def __init__(self, inputs: Scenario, seed: int) -> None:
        self.states = array("I")
        super().__init__(seed)
        self.step = self.live_day  # type: ignore[method-assign]
        self.inputs: Scenario = inputs if inputs.history is None else inputs.history.rules
        self._follows = None if inputs.history is None else inputs
        self.draws = Draws(seed)
        self.n_days = inputs.warmup_days + inputs.days
        self.end_hour = 24.0 * self.n_days
        self.day = 0
        self._day_begun = False
        self._result: RunResult | None = None
        self._build_world()
        self._build_processes()

    def _build_world(self) -> None:
        inputs = self.inputs
        self.calendar = inputs.street.days_of(inputs.start_date, inputs.warmup_days, inputs.days)
        self.workdays = self.calendar.workdays(self.n_days)
        self._measured_workdays: tuple[bool, ...] = tuple(self.workdays[inputs.warmup_days :].tolist())
        self.blocks, self.grid_of_block = lay_out(inputs.street, self.draws)
        self.grid_of_block_list: list[int] = self.grid_of_block.tolist()
        self.population = build_population(inputs.street, self.blocks, self.draws)
        self.residents = Residents(self, inputs.street.residents)
        n_grids = int(self.grid_of_block.max()) + 1
        members = [np.nonzero(self.grid_of_block == grid)[0].tolist() for grid in range(n_grids)]
        self.grids = [Grid(self, index, blocks) for index, blocks in enumerate(members)]
        n_communities = int(self.blocks.community.max()) + 1
        self.communities = [
            [grid.index for grid in self.grids if grid.community == community] for community in range(n_communities)
        ]
        self.community_keys = as_keys([name_key(name) for name in self.blocks.community_names])
        self.households_by_grid = np.array([float(self.blocks.households[grid.blocks].sum()) for grid in self.grids])
        names = inputs.catalogue.categories.items()
        self.kinds = [Kind(place, name, category, name_key(name)) for place, (name, category) in enumerate(names)]

    def _build_processes(self) -> None:
        inputs = self.inputs
        self.plan = DayPlan()
        self.incidence_bound = incidence_bound(inputs)
        self.communication: Communication = inputs.communication
        self.days_in_campaign, self.days_since_campaign = 0, -1
        self.books = Books(self)
        self.ledger = Ledger(self)
        self.tasks = TaskProcess(self)
        self.noticing = NoticingProcess(self)
        self.intake = IntakeProcess(self)
        self.casework = HandlingProcess(self)
        self.centres = CentresProcess(self)
        self.closing = ClosingProcess(self)
        self.feedback = FeedbackProcess(self)
        self.self_governance = SelfGovernanceProcess(self)
        self.learning = LearningProcess(self)
        self.deterrence = DeterrenceProcess(self)
        self.duty = DutyProcess(self)
        self.reporting = ReportingProcess(self)
        self.onset = OnsetProcess(self)
        self._note_stations()
        self.systems = build_systems(self)
        self._used_in_warmup = self._used()
        check_plan(inputs.management.plan(self._situation(0)), inputs.staffing)  # what cannot be is refused at once

    def _note_stations(self) -> None:
        self.coordinators = self.duty.stations["coordinator"]
        self.administrators = self.duty.stations["administrator"]
        self.supervisors = self.duty.stations["supervisor"]

    def switch(self, inputs: Scenario) -> None:
        """Let other rules hold from this morning on; InputError if they cannot follow the present ones.

        What has been lived stays: queues, cases, what residents and staff have learned. A scenario with a `history`
        does this by itself on its day.
        """
        if self._day_begun:
            raise ModelError(f"hour {self.time:g}: rules change between two days, before morning()")
        check_change(self.inputs, inputs)
        check_plan(inputs.management.plan(self._situation(0)), inputs.staffing)
        self.inputs, self.communication = inputs, inputs.communication
        for process in (self.tasks, self.casework, self.closing, self.feedback, self.duty):
            process.read_rules()
        self._note_stations()

    # the day -----------------------------------------------------------------------------------------------------
    def live_day(self) -> None:
        """Live until the next midnight (this is `step()`)."""
        self.run_until(24.0 * (self.day + 1))

    def run_until(self, end_time: float) -> None:
        """Live until an hour of the run: mornings, the days' events, evenings."""
        while self.time < end_time:
            if not self._day_begun:
                self.morning()
            midnight = 24.0 * (self.day + 1)
            self._do_mesa_events()
            self.agenda.run(min(midnight, end_time), self)
            if self.time >= midnight:
                self.evening()

    def run_for(self, duration: float) -> None:
        """Live so many hours more."""
        self.run_until(self.time + duration)

    def morning(self) -> None:
        """Begin a day: decide, post the staff, look again at what is open, and let the day's candidates come."""
        if self.day >= self.n_days:
            raise ModelError(f"day {self.day}: the street was built for {self.n_days} days; build it with more days")
        if self._follows is not None and self._follows.history and self.day == self._follows.history.until_day:
            self.switch(self._follows)
        self._day_begun = True
        self.agenda.open_day(self.day)
        self.plan = self.decide()
        self._systems_morning()
        self._set_multipliers()
        self.tasks.morning()
        self.duty.morning(self.day)
        self.noticing.revisit()
        self.reporting.morning(self.day)
        self.onset.morning(self.day)

    def evening(self) -> None:
        """End a day: close the books of duty, let things fade, and turn the page of the calendar."""
        self.duty.evening()
        self.noticing.evening()
        self.feedback.evening()
        self.self_governance.evening()
        self.learning.evening()
        self.books.evening()
        self._systems_evening()
        self._count_campaign()
        self.day += 1
        self._day_begun = False
        if self.day == self.inputs.warmup_days:
            self._used_in_warmup = self._used()
            self.residents.count_anew()
            self.onset.count_anew()
            for system in self.systems:
                system.count_anew()

    def _systems_morning(self) -> None:
        for system in self.systems:
            system.morning(self.day)

    def _systems_evening(self) -> None:
        for system in self.systems:
            system.evening(self.day)

    def decide(self) -> DayPlan:
        """Ask the management regime for the day's plan (during the warm-up: long-term management)."""
        day = self.day - self.inputs.warmup_days
        if day < 0:
            return LongTerm().plan(self._situation(day))
        plan = self.inputs.management.plan(self._situation(day))
        check_plan(plan, self.inputs.staffing)
        return plan

    def _situation(self, day: int) -> Situation:
        waiting = sum(station.n_waiting for station in self.duty.all_stations["administrator"])
        return Situation(
            day,
            self.inputs.days,
            self._measured_workdays,
            self.duty.temporary_ratio,
            waiting / len(self.grids),
            float(self.draws["order from above"].uniform(self.day)),
            self.days_in_campaign,
            self.days_since_campaign,
        )

    def _set_multipliers(self) -> None:
        self.multiplier = (1 - self.learning.prevention) * self.deterrence.by_grid(self.plan.campaign)
        for system in self.systems:
            factor = system.incidence()
            if factor is not None:
                self.multiplier = self.multiplier * factor
        self.multiplier_rows: list[list[float]] = self.multiplier.tolist()

    def _count_campaign(self) -> None:
        if self.plan.campaign:
            self.days_in_campaign, self.days_since_campaign = self.days_in_campaign + 1, 0
        else:
            self.days_in_campaign = 0
            if self.days_since_campaign >= 0:
                self.days_since_campaign += 1

    # what processes ask of the street ------------------------------------------------------------------------------
    def states_of(self, serials: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Return the present states of incidents by serial number (see `Incident.state`)."""
        return np.frombuffer(self.states, np.uint32)[serials]

    @property
    def has_platform(self) -> bool:
        """Whether the street has an information platform, be it up or down."""
        return self.channels is None or self.channels.outages.there

    def platform_up(self, now: float) -> bool:
        """Whether the information platform works at an hour: app, shared registers, positioning."""
        return self.channels is None or self.channels.platform_up(now)

    def leave(self, incident: Incident) -> None:
        """Let an incident leave the street: it is closed and solved, or was none."""
        self.ledger.page(incident)
        self.books.left += 1
        self.deregister_agent(incident)

    # results -------------------------------------------------------------------------------------------------------
    def _used(self) -> dict[str, float]:
        centres = list(self.centres.units.values())
        return {
            "officer": self.intake.platform.officers.busy_hours,
            "street_centre": centres[0].servers.busy_hours,
            "above_centre": centres[1].servers.busy_hours,
            "duty_team": self.books.duty_hours,
        }

    def used_since_warmup(self) -> dict[str, float]:
        """Return the hours of desk officers, centres and duty team in the measured days."""
        return {name: hours - self._used_in_warmup[name] for name, hours in self._used().items()}

    def harm_total(self) -> float:
        """Return the harm of the measured days, summed over days (the other book sums it over grids)."""
        return float(tables.daily_harm(self.ledger)[self.inputs.warmup_days :].sum())

    def result(self) -> RunResult:
        """Close the books at the horizon and return the result of the run; InputError before."""
        if self.day < self.n_days:
            raise InputError("result", f"day {self.day}", f"the end of day {self.n_days}", "step() to the horizon")
        if self._result is None:
            self._result = self._close()
        return self._result

    def _close(self) -> RunResult:
        self.books.finish()
        self.ledger.finish()
        daily = tables.daily_table(self)
        measured = indicators.measure(self, daily)
        quantities = costs.quantities(self)
        measured |= costs.cost_indicators(quantities, costs.Prices(), measured)
        return RunResult(
            indicators={one.name: measured[one.name] for one in indicators.INDICATORS},
            daily=daily,
            grids=tables.grid_table(self),
            quantities=quantities,
            incidents=self.ledger.pages() if self.inputs.detail == "incidents" else None,
            checks=tables.checks(self, quantities),
            digest=self.ledger.digest(),
        )


_LAST_STREET: weakref.WeakSet[StreetModel] = weakref.WeakSet()


def run(scenario: Scenario, seed: int, on_day: Callable[[int], None] | None = None) -> RunResult:
    """Run a scenario from beginning to end; `on_day` is told each day that is over (0 = first simulated day)."""
    collecting = gc.isenabled()
    if _LAST_STREET:
        gc.collect()  # the street of an earlier run, whose parts refer to each other
    gc.disable()  # nothing that leaves the street refers to itself: counting references frees it at once
    try:
        model = StreetModel(scenario, seed)
        _LAST_STREET.add(model)
        for day in range(model.n_days):
            model.step()
            if on_day is not None:
                on_day(day)
        return model.result()
    finally:
        if collecting:
            gc.enable()
