"""Rescue: a call, where it comes from, who is sent and who is asked to help, and who is there first."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.accounts import Used
from sim.draws import join
from sim.parameters import Parameters, choice, param
from sim.processes.alerts import NOBODY, Answers, Neighbourhood
from sim.processes.emergencies import Emergency, EmergencyCandidates, Places
from sim.processes.rescue_record import INDICATORS, PROFESSIONAL, Rescued, RescueRecord
from sim.processes.rescuers import GridStaff
from sim.processes.system import System


class Rescue(Parameters):
    """How people in need are found, and who is called to help."""

    on: bool = param(False, "switch", None, None, "R4", "calls for rescue come in and are answered")
    rate_per_1000_resident_days: float = param(
        0.02,
        "1/(1000 residents x day)",
        0,
        10,
        "assumption",
        "calls that count in minutes (San Francisco, all life-threatening: 0.24)",
    )
    located_by: str = choice("platform", ("platform", "phone"), "R4", "how the place of a call is found out")
    alerts: str = choice("app", ("app", "messages", "none"), "R4, V3", "how residents around are prompted to help")
    platform_minutes: float = param(0.1, "min", 0, 60, "V3", "finding the place by platform: seconds")
    phone_minutes: float = param(1.2, "min", 0, 60, "datasets 3", "median time to find the place by telephone")
    phone_sigma: float = param(0.65, "log-min", 0, 3, "datasets 3", "log-normal sigma of it")
    chain_minutes: float = param(
        2.1, "min", 0, 60, "V3", "calling people up one by one or by text takes longer than the map"
    )
    radius_m: float = param(500.0, "m", 0, 20_000, "V4, V6", "residents within it are alerted")
    responder_share: float = param(
        0.0085, "share", 0, 1, "V6", "registered volunteers online who are ready for rescue: about 8 per km2"
    )
    volunteer_acceptance: float = param(0.287, "share", 0, 1, "V1, V2", "rescue volunteers who come when reached")
    neighbour_acceptance: float = param(0.0005, "share", 0, 1, "assumption", "other residents who come when reached")
    reached_share: float = param(0.6, "share", 0, 1, "assumption", "alerted residents near home who see it at once")
    reaction_minutes: float = param(1.0, "min", 0, 60, "assumption", "median time from the alert to setting off")
    reaction_sigma: float = param(0.5, "log-min", 0, 3, "assumption", "log-normal sigma of it")
    walking_km_h: float = param(6.5, "km/h", 0.5, 40, "assumption", "residents on their way, in haste")
    detour: float = param(1.3, "ratio", 1, 5, "assumption", "way over straight line")
    staff_reaction_minutes: float = param(1.0, "min", 0, 60, "assumption", "grid staff: from the call to setting off")
    break_off_minutes: float = param(2.0, "min", 0, 60, "assumption", "more for whoever has to break off a task")
    staff_km_h: float = param(10.0, "km/h", 0.5, 60, "assumption", "grid staff on their way (electric bicycle)")
    scene_hours: float = param(0.3, "h", 0, 24, "datasets 3", "a post is taken up at the scene (units: 19.8 min there)")
    professional_minutes: float = param(
        5.1, "min", 0.01, 600, "datasets 3", "median time of professionals from the known place to the scene"
    )
    professional_sigma: float = param(0.62, "log-min", 0, 3, "datasets 3", "log-normal sigma of it")
    in_time_minutes: float = param(6.0, "min", 0, 600, "assumption", "whoever is there by then is in time")
    decay_per_minute: float = param(0.1, "1/min", 0, 10, "assumption", "fall of the chance to save without any help")
    lay_effect: float = param(
        0.5, "share", 0, 1, "assumption", "part of that fall that help before professionals stops"
    )
    dispute_kind: str = param("neighbour_dispute", "word", None, None, "R7", "kind of incident that is a dispute")
    dispute_hours: float = param(24.0, "h", 0, 1000, "assumption", "staff who are at a dispute by then are in time")


class RescueSystem(System):
    """Answers calls for rescue; owns the record of emergencies and the book of alerts."""

    FIELD = "rescue"
    INDICATORS = INDICATORS
    CHECKS = ("alerts", "emergencies")

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        places = Places(model)
        self.places = places
        self.candidates = EmergencyCandidates(model, self.params.rate_per_1000_resident_days, places)
        self.neighbourhood = Neighbourhood(model, self.params, places)
        self.staff = GridStaff(model)
        self._dispute = next((kind.index for kind in model.kinds if kind.name == self.params.dispute_kind), -1)
        self.n_called = self.n_answered = 0
        self.count_anew()

    def count_anew(self) -> None:
        """Forget the emergencies and alerts of the warm-up."""
        self.record = RescueRecord(len(self.model.grids))

    # a call ------------------------------------------------------------------------------------------------------
    def morning(self, day: int) -> None:
        """Plan the day's calls."""
        for emergency in self.candidates.of_day(day):
            self.call(emergency)

    def person_in_need(self, row: int, day: int) -> None:
        """Plan a call of a resident of a row of the population for a day (asked by care)."""
        people = self.model.population
        key, block = people.key[row : row + 1], people.block[row : row + 1]
        x, y = self.places.of(key, block, "a resident's home")
        one = int(join(int(key[0]), day))
        self.call(
            Emergency(one, 24.0 * day + float(self.candidates.clock(one)), int(block[0]), float(x[0]), float(y[0]))
        )

    def call(self, emergency: Emergency) -> None:
        """Plan a call."""
        self.n_called += 1
        self.model.agenda.at(emergency.onset, self.locate, emergency)

    def by_platform(self) -> bool:
        """Whether the platform that locates calls and sends alerts works now (a street that has no outages: always)."""
        up = getattr(self.model, "platform_up", None)
        return up is None or bool(up(self.model.time))

    def locate(self, emergency: Emergency) -> None:
        """Find out where the call comes from; then everybody is sent for."""
        params = self.params
        if params.located_by == "platform" and self.by_platform():
            minutes = params.platform_minutes
        else:
            z = float(self.model.draws["finding the place by telephone"].normal(emergency.key))
            minutes = params.phone_minutes * float(np.exp(params.phone_sigma * z))
        self.model.agenda.at(self.model.time + minutes / 60, self.answer, (emergency, minutes))

    def answer(self, located: tuple[Emergency, float]) -> None:
        """Send professionals, the nearest post and alerts, and write down who is there when."""
        emergency, before = located
        self.n_answered += 1
        alerted, volunteers, others = self._alert(emergency)
        arrivals = (
            self._professionals(emergency),
            self._staff(emergency),
            volunteers.first_minutes,
            others.first_minutes,
        )
        first = int(np.argmin(arrivals))
        professionals, soonest = before + arrivals[PROFESSIONAL], before + arrivals[first]
        self.record.emergencies.append(
            Rescued(
                first=first,
                minutes=soonest,
                minutes_alerted=volunteers.first_minutes,
                alerted=alerted,
                before_professionals=volunteers.first_minutes < arrivals[PROFESSIONAL],
                harm=self._harm(soonest, professionals),
            )
        )

    def _professionals(self, emergency: Emergency) -> float:
        z = float(self.model.draws["way of professionals"].normal(emergency.key))
        return float(self.params.professional_minutes * np.exp(self.params.professional_sigma * z))

    def _staff(self, emergency: Emergency) -> float:
        """Return in how many minutes the nearest post on duty is there (inf: nobody); it leaves its work for it."""
        params = self.params
        minutes, rescuer = self.staff.nearest(emergency, self.model.time, params)
        if rescuer is None:
            return minutes
        if params.located_by == "phone" or not self.by_platform():
            minutes += params.chain_minutes
        self.staff.send(rescuer, emergency, minutes / 60 + params.scene_hours)
        return minutes

    def _alert(self, emergency: Emergency) -> tuple[bool, Answers, Answers]:
        """Prompt the residents around to help; by messages only the rescue volunteers, whose numbers are known."""
        params, way = self.params, self.params.alerts
        if way == "app" and not self.by_platform():
            way = "none"
        if way == "none":
            return False, NOBODY, NOBODY
        volunteers = self.neighbourhood.volunteers.alert(emergency, params)
        if way == "messages":
            volunteers = volunteers._replace(first_minutes=volunteers.first_minutes + params.chain_minutes)
        others = self.neighbourhood.others.alert(emergency, params) if way == "app" else NOBODY
        self.record.alerts(self.model.grid_of_block_list[emergency.block], volunteers, others)
        return True, volunteers, others

    def _harm(self, first: float, professionals: float) -> float:
        """Return the chance that help comes too late, given when the first helper and the professionals are there."""
        alone = first + (1 - self.params.lay_effect) * (professionals - first)
        return float(1 - np.exp(-self.params.decay_per_minute * alone))

    # disputes ----------------------------------------------------------------------------------------------------
    def read(self, pages: dict[str, Any]) -> None:
        """Count the disputes reported in the measured days, and those at which staff were in time."""
        limit, ledger = self.params.dispute_hours, self.model.ledger
        reported = pages["reported"]
        which = (pages["kind"] == self._dispute) & (pages["mistaken"] == 0) & (pages["case"] == 1)
        which &= (reported >= ledger.start_hour) & (reported + limit < ledger.end_hour)
        in_time = which & (pages["started"] - reported <= limit)
        self.record.disputes += int(which.sum())
        self.record.disputes_in_time += int(in_time.sum())

    # account -----------------------------------------------------------------------------------------------------
    def indicators(self) -> dict[str, float]:
        """Return what came of the measured days' emergencies."""
        return self.record.indicators(self.params.in_time_minutes)

    def used_by_activity(self) -> list[Used]:
        """Return the alerts that were sent."""
        return self.record.by_activity()

    def used_by_grid(self) -> list[Used]:
        """Return the alerts sent in each grid."""
        return self.record.by_grid()

    def checks(self) -> dict[str, float]:
        """Return the residuals: alerts sent = accepted + declined + unreached; calls = answered + under way."""
        under_way = self.model.agenda.count(self.locate, self.answer)
        return {"alerts": self.record.unaccounted(), "emergencies": float(self.n_called - self.n_answered - under_way)}
