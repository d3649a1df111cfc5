"""Feedback: what residents learn of their reports, and what that does to trust, efficacy and reporting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.agents.incident import CONTENT, LEARN, PATIENCE, Incident
from sim.agents.resident import Resident
from sim.draws import Stream
from sim.facts import IN_PROCESS
from sim.parameters import Parameters, param


class Feedback(Parameters):
    """How experience changes trust and the belief that reporting helps."""

    trust_gain: float = param(0.05, "share", 0, 1, "assumption", "part of the missing trust won by a good experience")
    trust_loss_ratio: float = param(
        2.0, "ratio", 0, 10, "C12", "loss by a bad experience over the gain by a good one (1-5)"
    )
    hearsay_weight: float = param(
        0.5, "share", 0, 1, "assumption", "weight of what the block has heard in a resident's trust"
    )
    hearsay_gain: float = param(
        0.01, "share", 0, 1, "assumption", "part of the missing standing won by one good outcome heard of"
    )
    silence_loss: float = param(
        0.5, "ratio", 0, 5, "assumption", "loss by hearing nothing in time, over that by a failure"
    )
    efficacy_gain: float = param(0.4, "share", 0, 1, "C8", "part of the missing belief won by a fix one knows of")
    efficacy_loss: float = param(0.3, "share", 0, 1, "C8", "part of the belief lost by a report without result")
    memory_days: float = param(335.0, "days", 1, 3650, "C9", "time constant with which such effects fade (11 months)")
    repair_seen_gain: float = param(0.008, "share", 0, 1, "C10", "what one visible repair adds to its block's belief")
    repairs_seen_start: float = param(0.3, "share", 0, 1, "assumption", "that belief at the start")
    patience_ratio: float = param(
        3.0, "ratio", 0.1, 50, "assumption", "median patience of reporters over the time limit"
    )
    patience_shape: float = param(0.3, "log ratio", 0, 2, "assumption", "log-logistic spread of patience over reports")
    reopen_delay_hours: float = param(24.0, "h", 0, 1000, "assumption", "mean time until a resident asks for reopening")


class FeedbackProcess:
    """Owns what residents have learned.

    By block, 0 to 1: `seen_repairs` (belief from repairs seen) and `standing` (of the grid's staff, from the outcomes
    that people there have heard of).
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.params: Feedback = model.inputs.feedback
        self.read_rules()
        draws = model.draws
        self._learns, self._patience = draws["learns outcome"], draws["patience"]
        self._content, self._reopen = draws["content"], draws["reopen"]
        self.seen_repairs: list[float] = [self.params.repairs_seen_start] * len(model.blocks.residents)
        self.standing = [model.inputs.street.trust_mean] * len(self.seen_repairs)
        residents = np.asarray(model.blocks.residents, float)
        self._weights = residents / residents.sum()
        self._fade = math.exp(-1 / self.params.memory_days)
        self._boost_total = 0.0
        self._base_efficacy = float(np.mean(model.population.efficacy))

    def read_rules(self) -> None:
        """Read the rules of communication."""
        self.communication = self.model.communication
        self._on_receipt = self.communication.messages_on_receipt
        self._on_outcome = self.communication.messages_on_outcome
        self._repair_gain = min(1.0, self.params.repair_seen_gain * self.communication.evidence_factor)

    # what residents know -----------------------------------------------------------------------------------------
    def efficacy_now(self, resident: Resident) -> float:
        """Return a resident's efficacy belief: its own disposition plus what it has learned and not yet forgotten."""
        if resident.boost == 0.0:
            return resident.efficacy
        days = (self.model.time - resident.boost_hour) / 24
        return resident.efficacy + resident.boost * math.exp(-days / self.params.memory_days)

    def trust_now(self, resident: Resident, block: int) -> float:
        """Return a resident's trust: its own, and what people of its block have heard of how reports end."""
        return float(self.own_trust(resident.trust) + self.trust_heard(block))

    def own_trust(self, trust: Any) -> Any:
        """Return the part of trust that comes from own experience (a number or an array)."""
        return (1 - self.params.hearsay_weight) * trust

    def trust_heard(self, block: int) -> float:
        """Return the part of trust that comes from what people of a block have heard."""
        return float(self.params.hearsay_weight * self.standing[block])

    def mean_trust(self) -> float:
        """Return the mean trust over all residents."""
        weight = self.params.hearsay_weight
        heard = float(self._weights @ self.standing)
        return (1 - weight) * float(np.mean(self.model.population.trust)) + weight * heard

    def _hear(self, block: int, good: bool) -> None:
        gain, standing = self.params.hearsay_gain, self.standing[block]
        if good:
            self.standing[block] = standing + gain * (1 - standing)
        else:
            self.standing[block] = standing * (1 - min(1.0, gain * self.params.trust_loss_ratio))

    def mean_efficacy(self) -> float:
        """Return the mean efficacy belief over all residents."""
        return self._base_efficacy + self._boost_total / max(1, len(self.model.residents))

    def evening(self) -> None:
        """Let a day's worth be forgotten."""
        self._boost_total *= self._fade
        fade = self._fade
        self.seen_repairs = (np.array(self.seen_repairs) * fade).tolist()

    # what they are told, and what they see -------------------------------------------------------------------------
    def receipt(self, incident: Incident) -> None:
        """Acknowledge a report, if communication is two-way."""
        if self._on_receipt:
            self._messages(self._on_receipt)

    def _messages(self, number: int) -> None:
        self.model.intake.platform.n_messages += number
        self.model.books.messages(number)

    def repair_seen(self, block: int) -> None:
        """A visible problem is gone: the neighbours see it, the more so if the work is shown."""
        belief = self.seen_repairs[block]
        self.seen_repairs[block] = belief + self._repair_gain * (1 - belief)

    def await_outcome(self, incident: Incident, resident: Resident) -> None:
        """Let a resident wait for what comes of its report, as long as its patience lasts (log-logistic)."""
        place = len(incident.reporters)
        incident.reporters.append(resident.row)
        u = self._draw(incident, PATIENCE, self._patience, place)
        ratio = self.params.patience_ratio * (u / (1 - u)) ** self.params.patience_shape
        clock = self.model.intake.limits
        until = clock.at(clock.elapsed(self.model.time) + ratio * incident.kind.deadline_hours)
        incident.patience.append(until)
        self.model.agenda.at(until, self.lose_patience, (incident, incident.n_cases, resident))

    def lose_patience(self, wait: tuple[Incident, int, Resident]) -> None:
        """Who has waited too long for a case that is still open loses trust, and says so."""
        incident, case, resident = wait
        if incident.n_cases == case and incident.stage == IN_PROCESS:
            self.silence(incident.block, resident)

    def silence(self, block: int, resident: Resident) -> None:
        """Who hears nothing loses trust, and says so."""
        self._hear(block, False)
        loss = self.params.trust_gain * self.params.trust_loss_ratio * self.params.silence_loss
        resident.trust *= 1 - min(1.0, loss)

    def outcome(self, incident: Incident) -> None:
        """Tell, or let see, what came of a case; each of its reporters learns from it (or does not)."""
        for place, row in enumerate(incident.reporters):
            self._learn(self.model.residents[row], incident, place)

    def _draw(self, incident: Incident, which: int, stream: Stream, place: int) -> float:
        """Return a reporter's draw about this case (`place` 0 of the first case: the first reporter, whoever it is)."""
        if place == 0 and incident.n_cases == 1:
            return float(incident.draws[which])
        resident = self.model.residents[incident.reporters[place]]
        return float(stream.uniform(incident.key, resident.key, incident.n_cases))

    def _learn(self, resident: Resident, incident: Incident, place: int) -> None:
        solved = incident.solved == incident.solved
        if resident.first_outcome is None:
            resident.first_outcome, resident.n_problems_then = solved, resident.n_problems
        if self._on_outcome:
            self._messages(self._on_outcome)
        share = self.communication.outcome_known(incident.kind.visible)
        known = self._draw(incident, LEARN, self._learns, place) < share
        in_time = incident.closed <= incident.patience[place]
        if known:
            self._experience(resident, solved, in_time)
            if in_time:  # of what came too late people have heard already
                self._hear(incident.block, solved)
        if place == 0:
            trust = self.trust_now(resident, incident.block)
            content = known or self._draw(incident, CONTENT, self._content, place) < trust
            incident.satisfied = float(solved and in_time and content)

    def _experience(self, resident: Resident, solved: bool, in_time: bool) -> None:
        params = self.params
        belief = self.efficacy_now(resident)
        if solved:
            gain = min(1.0, params.efficacy_gain * self.communication.evidence_factor)
            self._set_boost(resident, belief + gain * (1 - belief))
        else:
            self._set_boost(resident, belief * (1 - params.efficacy_loss))
        if solved and in_time:
            resident.trust += params.trust_gain * (1 - resident.trust)
        elif not solved:
            resident.trust *= 1 - min(1.0, params.trust_gain * params.trust_loss_ratio)

    def _set_boost(self, resident: Resident, belief: float) -> None:
        before = self.efficacy_now(resident) - resident.efficacy
        resident.boost = belief - resident.efficacy
        resident.boost_hour = self.model.time
        self._boost_total += resident.boost - before

    def maybe_reopen(self, incident: Incident) -> None:
        """Where residents may rate the work, the reporter of what was not solved can have the case reopened."""
        if not self.communication.can_reopen or not incident.reporters:
            return
        u = self._reopen.uniform(incident.key, incident.n_cases)
        if u < self.communication.reopen_share:
            waited = -math.log(u / self.communication.reopen_share) * self.params.reopen_delay_hours
            resident = self.model.residents[incident.reporters[0]]
            self.model.agenda.at(self.model.time + waited, self.model.intake.reopen, (incident, resident))
