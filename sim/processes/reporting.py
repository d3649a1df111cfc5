"""Reporting: residents who notice a problem settle it themselves, report it, or leave it; who reports is woken."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from itertools import compress
from typing import Any

import numpy as np

from sim.agents.incident import REPORT, WHO, Incident
from sim.agents.resident import Resident
from sim.facts import CLOSED_UNSOLVED, IN_PROCESS, LATENT, VOID
from sim.hours import waking_hour_after
from sim.parameters import Parameters, param

APP, HOTLINE, COUNTER = range(3)
NOTICES_A_CHAIN = 1 << 20  # more notices of one problem than any run sees


class Reporting(Parameters):
    """What makes a resident report: a logistic choice in severity, trust, efficacy, tenure and the channel's effort."""

    intercept: float = param(
        -2.0, "logit", -20, 20, "assumption", "calibrated: half of the cases come from patrol (design 1)"
    )
    severity_slope: float = param(3.0, "logit", 0, 20, "assumption", "effect of severity (0 to 1)")
    trust_slope: float = param(1.0, "logit", 0, 20, "C12", "effect of trust around one half (direction only)")
    efficacy_slope: float = param(6.5, "logit", 0, 20, "C8", "effect of the own efficacy belief around one half")
    local_slope: float = param(3.0, "logit", 0, 20, "C10", "effect of repairs seen in the own block")
    renter_odds: float = param(1 / 3, "odds ratio", 0.01, 10, "C13", "renters' odds of reporting against owners'")
    app_effort: float = param(0.0, "logit", 0, 5, "assumption", "effort of a report by app")
    hotline_effort: float = param(0.3, "logit", 0, 5, "assumption", "effort of a report by telephone")
    counter_effort: float = param(0.8, "logit", 0, 5, "assumption", "effort of a report in person")
    hotline_share: float = param(
        0.8, "share", 0, 1, "C4", "of those not online, share that telephones; the rest goes in person"
    )
    near_share: float = param(
        0.8, "share", 0, 1, "C13", "share of noticing by people of the same block, the rest next door"
    )
    duplicate_share: float = param(
        0.07, "share", 0, 1, "datasets 8.3", "readiness to report what others have already reported, over that for news"
    )


class ReportingProcess:
    """Wakes residents when they notice something and carries out what they decide; owns the list of running cases."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.params: Reporting = model.inputs.reporting
        draws = model.draws
        self._who = draws["who notices"]
        self._reports, self._again = draws["report"], draws["notice"]
        self._attention = array("d", model.population.attention_cumulative)  # a list's numbers would lie scattered
        self._start: list[int] = model.population.start.tolist()
        self._neighbours = [list(map(int, near)) for near in model.blocks.neighbours]
        self._channels = self._choose_channels()
        self._disposition = self._dispositions()
        self._settled_minds = self._logits_of_sleepers()
        self._repeat = draws["report again"]
        self._who_again, self._reports_again = draws["who reports again"], draws["report what is in hand"]
        self._cases: list[Incident] = []
        self._fresh: list[tuple[Incident, int]] = []
        self._keys, self._columns = np.zeros(0, np.uint64), np.zeros((3, 0))
        self._noticing = model.inputs.noticing
        self._waking_hours = self._noticing.waking_hours

    def expect(self, incident: Incident) -> None:
        """Begin a new chain of notices after a case that left the problem unsolved.

        Its notices are numbered anew, so what is drawn for them does not depend on how many came before.
        """
        incident.chain += 1
        incident.n_notices = NOTICES_A_CHAIN * incident.n_cases
        self._next_notice(incident)

    def in_hand(self, incident: Incident) -> None:
        """End the chain of notices: from the next morning on, others may report what is already in hand."""
        incident.chain += 1
        if incident.kind.notice_per_day > 0:
            self._fresh.append((incident, incident.state))

    def morning(self, day: int) -> None:
        """Let residents report today what is already in hand (Poisson in time, thinned to the readiness for that)."""
        if not self._cases and not self._fresh:
            return
        if self._fresh:
            fresh = [(one.kind.notice_per_day, one.serial, state) for one, state in self._fresh]
            self._columns = np.concatenate([self._columns, np.array(fresh).T], axis=1)
            self._keys = np.concatenate([self._keys, np.array([one.key for one, _ in self._fresh], np.uint64)])
            self._cases += [one for one, _ in self._fresh]
            self._fresh = []
        running = self.model.states_of(self._columns[1].astype(np.int64)) == self._columns[2]
        self._cases = list(compress(self._cases, running.tolist()))
        self._keys, self._columns = self._keys[running], self._columns[:, running]
        readiness = self.params.duplicate_share * self.model.communication.duplicate_factor
        if not self._cases or readiness <= 0:
            return
        hits = self._repeat.exponential(self._keys, day) / np.maximum(self._columns[0] * readiness, 1e-300)
        for place in np.nonzero(hits < 1)[0].tolist():
            hour = 24.0 * day + self._noticing.wakes + float(hits[place]) * self._waking_hours
            incident = self._cases[place]
            self.model.agenda.at(hour, self.notice_again, (incident, incident.chain, day))

    def notice_again(self, link: tuple[Incident, int, int]) -> None:
        """A resident comes upon what is already in hand, and may report it too; this changes nothing else."""
        incident, chain, day = link
        if chain != incident.chain or incident.stage != IN_PROCESS:
            return
        row = self._draw_resident(incident.block, self._who_again.uniform(incident.key, day))
        if row not in incident.reporters and self._wants_to_report(
            row, incident, self._reports_again.uniform(incident.key, day)
        ):
            self._report(self.model.residents.wake(row), incident)

    def first_notice(self, incident: Incident) -> None:
        """The first resident comes upon an incident (unless staff were first)."""
        if incident.chain == 0:
            self.notice((incident, 0))

    def bring(self, incident: Incident) -> None:
        """A resident reports an incident as it arises (immediate noticing: a stream of reports, not of problems)."""
        incident.n_notices = 1
        row = self._draw_resident(incident.block, incident.draws[WHO])
        self._report(self.model.residents.wake(row), incident)

    def notice(self, link: tuple[Incident, int]) -> None:
        """A resident comes upon an incident: it acts or not; the next one follows while the problem lasts."""
        incident, chain = link
        if chain != incident.chain or incident.stage > CLOSED_UNSOLVED:
            return
        ordinal = incident.n_notices
        incident.n_notices = ordinal + 1
        first = ordinal == 0
        row = self._draw_resident(
            incident.block, incident.draws[WHO] if first else self._who.uniform(incident.key, ordinal)
        )
        if incident.stage == LATENT and self.model.self_governance.try_settling(incident, row, ordinal):
            incident.chain += 1
            return
        u = incident.draws[REPORT] if first else self._reports.uniform(incident.key, ordinal)
        if self._wants_to_report(row, incident, u):
            if not self._report(self.model.residents.wake(row), incident):
                self._next_notice(incident)
        elif incident.mistaken and incident.stage == LATENT:
            incident.enter(VOID)  # nobody asks twice about what is no problem
            self.model.leave(incident)
        else:
            self._next_notice(incident)

    def _draw_resident(self, block: int, u: float) -> int:
        """Return who notices, by a uniform draw: mostly somebody of the block, the more attentive the likelier."""
        near, share = self._neighbours[block], self.params.near_share
        if u < share or not near:
            who = u / share if u < share else (u - share) / (1 - share)
        else:  # somebody from next door: what is left of the draw says from where, and who
            place = (u - share) / (1 - share) * len(near)
            block = near[int(place)]
            who = place - int(place)
        first, end = self._start[block], self._start[block + 1]
        before = self._attention[first]
        target = before + who * (self._attention[end] - before)
        return min(bisect_right(self._attention, target, first, end + 1) - 1, end - 1)

    def _wants_to_report(self, row: int, incident: Incident, u: float) -> bool:
        """Decide by the uniform draw of this notice whether resident `row` reports."""
        params, feedback, block = self.params, self.model.feedback, incident.block
        resident = self.model.residents.awake.get(row)
        logit = self._settled_minds[row] if resident is None else self._logit_of(resident)
        logit += params.severity_slope * incident.severity
        logit += params.trust_slope * feedback.trust_heard(block) + params.local_slope * feedback.seen_repairs[block]
        return u * (1 + math.exp(-logit)) < 1

    def _logit_of(self, resident: Resident) -> float:
        """Return what a resident itself brings to the decision: disposition, own trust, efficacy belief."""
        params, feedback = self.params, self.model.feedback
        trust, efficacy = feedback.own_trust(resident.trust), feedback.efficacy_now(resident)
        return float(self._disposition[resident.row] + params.trust_slope * trust + params.efficacy_slope * efficacy)

    def _logits_of_sleepers(self) -> list[float]:
        """Return the same for all residents as long as they have had no experience of their own."""
        params, population = self.params, self.model.population
        trust = self.model.feedback.own_trust(population.trust)
        minds = np.array(self._disposition) + params.trust_slope * trust + params.efficacy_slope * population.efficacy
        return list(minds.tolist())

    def _dispositions(self) -> list[float]:
        """Return what does not change of each resident's logit: intercept, tenure, and the effort of its channel."""
        params = self.params
        fixed = params.intercept - (params.trust_slope + params.efficacy_slope) / 2
        effort = np.array([params.app_effort, params.hotline_effort, params.counter_effort])
        renter = np.where(self.model.population.renter, math.log(params.renter_odds), 0.0)
        return list((fixed + renter - effort[self._channels]).tolist())

    def _choose_channels(self) -> Any:
        """Return each resident's channel: the app if online, else the telephone or the counter."""
        u = self.model.draws["channel"].uniform(self.model.population.key)
        otherwise = np.where(u < self.params.hotline_share, HOTLINE, COUNTER)
        chosen = np.where(self.model.population.online, APP, otherwise)
        channels = self.model.inputs.channels
        return np.array(channels.instead)[chosen] if channels.on else chosen

    def wanted(self, resident: Resident) -> int:
        """Return the channel that a resident uses if nothing is in the way."""
        return int(self._channels[resident.row])

    def channel(self, resident: Resident) -> int:
        """Return the channel that a resident uses now."""
        channels = self.model.channels
        wanted = int(self._channels[resident.row])
        return wanted if channels is None else int(channels.channel(wanted, resident))

    def _report(self, resident: Resident, incident: Incident) -> bool:
        """Let a resident report; return whether it was heard (always, unless channels have lines and hours)."""
        channels = self.model.channels
        if channels is not None and not channels.reach(resident, incident):
            return False
        self.hand_in(resident, incident)
        return True

    def hand_in(self, resident: Resident, incident: Incident) -> None:
        """Take the report of a resident who is heard."""
        resident.n_reports += 1
        if resident.last_problem != incident.key:
            resident.last_problem = incident.key
            resident.n_problems += 1
        if incident.stage == IN_PROCESS:
            self.model.intake.duplicate(incident, resident)
        else:
            self.model.intake.reported(incident, resident)

    def _next_notice(self, incident: Incident) -> None:
        if incident.kind.notice_per_day <= 0:
            return
        noticing = self._noticing
        mean = self._waking_hours / incident.kind.notice_per_day
        waking = -math.log(self._again.uniform(incident.key, incident.n_notices)) * mean
        hour = waking_hour_after(self.model.time, waking, noticing.wakes, noticing.sleeps)
        self.model.agenda.at(hour, self.notice, (incident, incident.chain))
